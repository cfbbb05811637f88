"""A figure as a page shows it: a file drawn once for its content, and the text beside it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from ..charts import draw
from ..kept import FOLDER
from ..markdown import attribute, plain
from ..numbers import aloud, meanings
from ..sentence import stop

if TYPE_CHECKING:
    from ...results.results import Results

DRAWING = Path(__file__).parents[1] / "charts"


@dataclass(frozen=True, kw_only=True)
class Figure:
    """An image in the project and the text that stands for it."""

    path: Path
    alt: str

    def _repr_markdown_(self) -> str:
        return f"![](/{self.path.as_posix()}){{fig-alt={attribute(self.alt)}}}"


def figure(results: Results, chart: str, name: str, alt: str, caption: str = "", **data) -> Figure:
    """Return a figure, drawn only where no file of the same content lies there already."""
    notice = results.study.study.notice if results.study.synthetic else ""
    data["caption"] = "\n".join(plain(line) for line in (caption, notice) if line)
    content = json.dumps([chart, data, drawing()], sort_keys=True)
    digest = hashlib.sha256(content.encode()).hexdigest()[:12]
    path = FOLDER / f"{re.sub('[^a-z0-9]+', '-', name.lower()).strip('-')}-{digest}.svg"
    if not path.exists():
        draw(chart, data, path)
    return Figure(
        path=path, alt=plain(aloud(" ".join(stop(text) for text in (alt, notice) if text)))
    )


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
