"""A figure as a page shows it: drawn once for its content in each format, and its words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..charts import draw, picture
from ..files import MADE, address, sum_drawing
from ..markdown import attribute, behind, escape, link, plain
from ..numbers import aloud, meanings, rounding
from ..sentence import stop
from ..tables.table import Table
from ..tables.table import nothing as tabulate

if TYPE_CHECKING:
    from ...results.results import Results


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A drawing in the project, the same for a phone and for paper, its title, the text that stands
    for each, the numbers behind it, and the words in it."""

    path: Path
    narrow: Path
    print: Path
    title: str
    alt: str
    table: Table
    texts: tuple[str, ...]

    def body(self) -> str:
        """Return the drawing itself, and the words in it, which no text of the page holds."""
        image = f"![](/{self.path.as_posix()}){{fig-alt={attribute(self.alt)}}}"
        return f"{image}\n\n::: {{.drawn}}\n{escape(' '.join(self.texts))}\n:::\n"

    def _repr_markdown_(self) -> str:
        paths = {"wide": self.path, "narrow": self.narrow, "print": self.print}
        wide, narrow, paper = (
            f"![](/{path.as_posix()}){{.figure-{form} fig-alt={attribute(self.alt)}}}"
            for form, path in paths.items()
        )
        # In blocks: a line of images within brackets is read forty times as slowly.
        image = (
            f'::: {{.content-visible when-format="html"}}\n{wide}{narrow}\n:::\n\n'
            f'::: {{.content-visible unless-format="html"}}\n{paper}\n:::'
        )
        files = (
            link("Data (CSV)", self.table.save()),
            link("Picture (SVG)", self.path),
            link("Picture (PNG)", picture(self.path)),
        )
        return f"{image}\n\n{behind(self.table.title, self.table.body(), ' · '.join(files))}"


def figure(
    results: Results, chart: str, name: str, alt: str, title: str, subtitle: str,
    table: Table, caption: str = "", **data,
) -> Figure:  # fmt: skip
    """Return a figure, drawn wide, narrow and for paper.

    The title says what was found, the subtitle what is drawn, the caption how to read it.
    """
    notice = results.study.study.notice if results.study.synthetic else ""
    text = {
        "title": plain(title),
        "subtitle": plain(subtitle),
        "caption": "\n".join(plain(line) for line in (caption, notice) if line),
    }
    paths = draw_once(chart, name, text, data, ("wide", "narrow", "print"))
    return Figure(
        path=paths["wide"],
        narrow=paths["narrow"],
        print=paths["print"],
        title=text["title"],
        alt=plain(aloud(" ".join(stop(text) for text in (alt, notice) if text))),
        table=replace(table, name=name),
        texts=tuple(dict.fromkeys(list_texts([text, data]))),
    )


def nothing(results: Results, why: str) -> Figure:
    """Return a figure that says why there is nothing to show."""
    return figure(
        results, "forest", "nothing", why, why, "", tabulate(results, why), rows=[], edges={}
    )  # fmt: skip


def list_texts(data: object) -> Iterator[str]:
    """Yield every text among what a chart is drawn from."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list | tuple):
        for each in data.values() if isinstance(data, dict) else data:
            yield from list_texts(each)


def draw_once(
    chart: str, name: str, text: dict[str, str], data: dict, forms: tuple[str, ...]
) -> dict[str, Path]:
    """Return where a chart lies in each form, drawn if it does not; the first in pixels too."""
    content = json.dumps([chart, text, data, sum_drawing()], sort_keys=True)
    paths = {form: address(f"{name}-{form}", content, ".svg") for form in forms}
    if MADE.get() and not all(
        path.exists() for path in (*paths.values(), picture(paths[forms[0]]))
    ):
        for form, path in paths.items():
            draw(chart, form, text, data, path, pixels=form == forms[0])
    return paths


def rounded(results: Results) -> str:
    """Return that counts shown are rounded, where published counts are, to precede other words."""
    return "".join(f"{stop(each)} " for each in rounding(results.study.disclosure))


def hidden(results: Results, rows: Iterable[dict]) -> str:
    """Return what each mark that is shown means."""
    text = " ".join(str(value) for row in rows for value in row.values())
    study = results.study
    return " ".join(map(stop, meanings(text, study.disclosure, study.words)))
