"""A figure as a page shows it: a file drawn once for its content, and the text beside it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from ..charts import draw
from ..markdown import attribute, plain
from ..numbers import aloud, meanings
from ..sentence import stop

if TYPE_CHECKING:
    from ...results.results import Results

FOLDER = Path("_figures")
DRAWING = Path(__file__).parents[1] / "charts"
DRAWN = ContextVar("drawn", default=True)


@dataclass(frozen=True, kw_only=True)
class Figure:
    """An image in the project, the text that stands for it, and the words in it."""

    path: Path
    alt: str
    texts: tuple[str, ...] = ()

    def _repr_markdown_(self) -> str:
        return f"![](/{self.path.as_posix()}){{fig-alt={attribute(self.alt)}}}"


@contextmanager
def undrawn() -> Iterator[None]:
    """Make figures without their files, for whoever reads and does not look."""
    before = DRAWN.set(False)
    try:
        yield
    finally:
        DRAWN.reset(before)


def figure(results: Results, chart: str, name: str, alt: str, caption: str = "", **data) -> Figure:
    """Return a figure, drawn only where no file of the same content lies there already."""
    notice = results.study.study.notice if results.study.synthetic else ""
    data["caption"] = "\n".join(plain(line) for line in (caption, notice) if line)
    content = json.dumps([chart, data, drawing()], sort_keys=True)
    digest = hashlib.sha256(content.encode()).hexdigest()[:12]
    path = FOLDER / f"{re.sub('[^a-z0-9]+', '-', name.lower()).strip('-')}-{digest}.svg"
    if DRAWN.get() and not path.exists():
        draw(chart, data, path)
    return Figure(
        path=path,
        alt=plain(aloud(" ".join(stop(text) for text in (alt, notice) if text))),
        texts=tuple(dict.fromkeys(list_texts(data))),
    )


def list_texts(data: object) -> Iterator[str]:
    """Yield every text among what a chart is drawn from."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list | tuple):
        for each in data.values() if isinstance(data, dict) else data:
            yield from list_texts(each)


@cache
def drawing() -> str:
    """Return a checksum of everything but the data that decides how a figure looks."""
    digest = hashlib.sha256()
    for module in sorted(DRAWING.glob("*.py")):
        digest.update(module.name.encode() + module.read_bytes())
    for package in ("plotnine", "matplotlib"):
        digest.update(metadata.version(package).encode())
    return digest.hexdigest()


def hidden(results: Results, rows: Iterable[dict]) -> str:
    """Return what each mark that is shown means."""
    text = " ".join(str(value) for row in rows for value in row.values())
    return " ".join(map(stop, meanings(text, results.study.disclosure)))
