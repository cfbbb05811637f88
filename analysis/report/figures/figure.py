"""A figure as a page shows it: a file drawn once for its content, and the text beside it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from ..charts import draw, picture
from ..files import address
from ..markdown import attribute, behind, link, plain
from ..numbers import aloud, meanings
from ..sentence import stop
from ..tables.table import Table

if TYPE_CHECKING:
    from ...results.results import Results

DRAWING = Path(__file__).parents[1] / "charts"


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A drawing in the project, its title, the text that stands for it, the numbers behind it."""

    path: Path
    title: str
    alt: str
    table: Table

    def _repr_markdown_(self) -> str:
        image = f"![](/{self.path.as_posix()}){{fig-alt={attribute(self.alt)}}}"
        files = (
            link("Data (CSV)", self.table.save()),
            link("Picture (SVG)", self.path),
            link("Picture (PNG)", picture(self.path)),
        )
        return f"{image}\n\n{behind(self.table.title, self.table.body(), ' · '.join(files))}"


def figure(
    results: Results,
    chart: str,
    name: str,
    alt: str,
    table: Table,
    caption: str = "",
    **data,
) -> Figure:
    """Return a figure, drawn only where no files of the same content lie there already."""
    notice = results.study.study.notice if results.study.synthetic else ""
    data["caption"] = "\n".join(plain(line) for line in (caption, notice) if line)
    content = json.dumps([chart, data, drawing()], sort_keys=True)
    path = address(name, content, ".svg")
    if not (path.exists() and picture(path).exists()):
        draw(chart, data, path)
    return Figure(
        path=path,
        title=plain(data["title"]),
        alt=plain(aloud(" ".join(stop(text) for text in (alt, notice) if text))),
        table=replace(table, name=name),
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
