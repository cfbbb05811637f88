"""The small book that the renderer's tests build, and what they do with it."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from render import embedded
from render.programs import run_pandoc

ORCHARD = Path(__file__).parent / "projects" / "orchard"
LEAF = ORCHARD / "theme" / "leaf.svg"
SHAPE = Path(__file__).parent / "quarto-word"


class Silent:
    """Keeps what a build says."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    @contextmanager
    def stage(self, name: str) -> Iterator[Callable[[str], None]]:
        yield lambda note: None

    def say(self, text: str) -> None:
        self.lines.append(text)


def copy_orchard(folder: Path) -> Path:
    """Copy the book without what an earlier build may have left in it."""
    left = shutil.ignore_patterns("_report", "_figures", ".groundwork", "__pycache__")
    return Path(shutil.copytree(ORCHARD, folder / "orchard", ignore=left))


def edit(root: Path, file: str, old: str, new: str) -> None:
    """Replace a text that stands in a file exactly once."""
    path = root / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def build(root: Path, profile: str | None = None, **options) -> list[str]:
    """Build a book and return what the build said."""
    progress = Silent()
    embedded.build(root, profile, progress, **options)
    return progress.lines


def shape_as_quarto(folder: Path, text: str = "") -> bytes:
    """Make a document as Quarto calls Pandoc for one, from the small book's picture."""
    (folder / "theme").mkdir(exist_ok=True)
    if not (folder / "theme" / LEAF.name).exists():
        shutil.copyfile(LEAF, folder / "theme" / LEAF.name)
    command = ["--from=markdown", "--to=docx", "--number-sections", "--output=-",
               f"--lua-filter={SHAPE / 'shape.lua'}"]  # fmt: skip
    text = text or (SHAPE / "book.md").read_text(encoding="utf-8")
    done = run_pandoc(command, cwd=folder, input=text.encode())
    assert not done.returncode, done.stderr
    return done.stdout
