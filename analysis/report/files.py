"""Files that a page shows or links to, each named by its content, so that it is made only once."""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib import metadata
from pathlib import Path

from ..writing import write_whole

FOLDER = Path("_figures")
CHARTS = Path(__file__).parent / "charts"
FONTS = Path(__file__).parents[2] / "theme" / "fonts"
MADE = ContextVar("made", default=True)


@contextmanager
def unmade() -> Iterator[None]:
    """Let no figure be drawn meanwhile, for whoever reads and does not look."""
    before = MADE.set(False)
    try:
        yield
    finally:
        MADE.reset(before)


def address(name: str, content: str, suffix: str) -> Path:
    """Return where in the project the file of a content is, made already or not."""
    digest = hashlib.sha256(content.encode()).hexdigest()[:12]
    return FOLDER / f"{re.sub('[^a-z0-9]+', '-', name.lower()).strip('-')}-{digest}{suffix}"


@cache
def sum_drawing() -> str:
    """Return a checksum of everything but the data that decides how a drawing looks."""
    digest = hashlib.sha256()
    for file in (*sorted(CHARTS.glob("*.py")), *sorted(FONTS.glob("*.ttf"))):
        digest.update(file.name.encode() + file.read_bytes())
    digest.update(metadata.version("matplotlib").encode())
    return digest.hexdigest()


def keep(name: str, text: str) -> Path:
    """Write a file into a folder called after its content, unless it is there."""
    path = FOLDER / hashlib.sha256(text.encode()).hexdigest()[:12] / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, text)
    return path
