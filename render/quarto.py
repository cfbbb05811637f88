"""Build the site, the PDF and the Word file with the Quarto CLI, in a copy of the project."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from render import publish
from render.embedded import WORK, Progress
from render.problems import BuildError
from render.programs import speak_utf8
from render.project import list_chapters, merge_files, pdf_name, read_metadata, word_name
from render.settings import listed

# Quarto only warns of these and ends well.
_UNRESOLVED = re.compile(
    r"unable to resolve|citation \S+ not found|unknown meta key", re.IGNORECASE
)
_IGNORED = {".git", ".venv", WORK, ".quarto", "_report", "_book", "_figures", "__pycache__"}


def build(root: Path, profile: str | None, progress: Progress) -> Path:
    """Render a copy of the project with Quarto, check what it made and publish it.

    Parameters
    ----------
    root : Path
        The project.
    profile : str, optional
        The profiles to build.
    progress : Progress
        Where to say what is being done.

    Returns
    -------
    Path
        The PDF; `index.html` stands beside it.
    """
    merged, profiles = merge_files(root, profile)
    book = merged.get("book", {})
    folder = merged.get("project", {}).get("output-dir", "_book")
    pdf = pdf_name(book.get("output-file") or book.get("title", root.name))
    with publish.lock(root / WORK), tempfile.TemporaryDirectory(prefix="quarto-") as scratch:
        copy = Path(scratch).resolve()
        with progress.stage("copy the project"):
            copy_project(root, copy)
        with progress.stage("quarto render"):
            _render(copy, profiles)
        word = [word_name(pdf)] if "docx" in merged.get("format", {}) else []
        with publish.staging(root / folder) as site, progress.stage("check and publish"):
            for name in ("index.html", pdf, *word):
                file = copy / folder / name
                if not file.is_file() or not file.stat().st_size:
                    raise BuildError(f"Quarto did not write {folder}/{name}")
            for name in word:
                _finish_word(copy, copy / folder / name, merged)
            shutil.copytree(copy / folder, site, dirs_exist_ok=True)
            publish.swap(site, root / folder)
    return root / folder / pdf


def _finish_word(copy: Path, file: Path, settings: dict[str, Any]) -> None:
    """Make Quarto's Word file what the embedded renderer's is, in its place."""
    from render.word.document import finish
    from render.word.edition import read_edition
    from render.word.pictures import read_pictures

    site, problems = file.parent, []
    metadata = read_metadata(copy, listed(settings.get("metadata-files", [])), problems)
    chapters = list_chapters(settings.get("book", {}))
    pages = [f"{path.removesuffix('.qmd')}.html" for path in chapters]
    shown = read_pictures(site, [page for page in pages if (site / page).is_file()], copy)
    edition = read_edition(settings, str(metadata.get("demonstration", "")))
    file.write_bytes(finish(file.read_bytes(), edition, shown))


def copy_project(root: Path, copy: Path) -> None:
    """Copy what git tracks or would track, so that nothing ignored comes along."""
    for file in _list_files(root):
        target = copy / file
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / file, target)


def _list_files(root: Path) -> Iterator[Path]:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        done = subprocess.run(command, check=True, cwd=root, capture_output=True, text=True)
        names = [Path(name) for name in done.stdout.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        names = [file.relative_to(root) for file in root.rglob("*")]
        names = [name for name in names if not _IGNORED & set(name.parts)]
        names = [name for name in names if name.parts[:2] != ("data", "raw")]
    yield from (name for name in names if (root / name).is_file())


def _render(copy: Path, profiles: tuple[str, ...]) -> None:
    """Run Quarto, and take its warnings of what it could not resolve for errors."""
    env = speak_utf8() | {
        "QUARTO_PROFILE": ",".join(profiles),
        "QUARTO_PYTHON": sys.executable,
        "PATH": str(Path(sys.executable).parent) + os.pathsep + os.environ.get("PATH", os.defpath),
    }
    try:
        done = subprocess.run(
            ["quarto", "render"], check=False, cwd=copy, env=env, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, encoding="utf-8", errors="replace",
        )  # fmt: skip
    except OSError as error:
        raise BuildError(f"Quarto cannot start: {error.strerror}") from None
    lines = [line.strip() for line in done.stdout.replace(str(copy) + os.sep, "").splitlines()]
    if done.returncode:
        said = "\n".join(line for line in lines[-20:] if line)
        raise BuildError(f"Quarto stopped with exit code {done.returncode}:\n{said}")
    unresolved = [line for line in lines if _UNRESOLVED.search(line)]
    if unresolved:
        raise BuildError(dict.fromkeys(unresolved))
