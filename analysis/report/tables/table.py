"""A table as a page shows it: plain cells, and the one place that makes Markdown of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ...results.records import Mark
from ...study.records import SECTION
from ..markdown import behind, escape, link, plain
from ..numbers import meanings, number, rounding
from ..sentence import stop
from ..spreadsheet import save
from ..words.sources import edition

if TYPE_CHECKING:
    from ...results.results import Results


@dataclass(frozen=True, kw_only=True)
class Tag:
    """A cell that a stylesheet marks: a word and the kind that chooses shape and colour."""

    text: str
    kind: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, kw_only=True)
class Cite:
    """A cell that names a reference, so that the bibliography decides how it reads."""

    key: str

    def __str__(self) -> str:
        return self.key


@dataclass(frozen=True, kw_only=True)
class Link:
    """A cell that leads to a chapter, by its path in the project."""

    title: str
    path: str

    def __str__(self) -> str:
        return self.title


@dataclass(frozen=True, kw_only=True)
class Sections:
    """A cell that names sections of the report, so that each becomes a numbered link."""

    ids: tuple[str, ...]

    def __str__(self) -> str:
        return ", ".join(self.ids)


HIDDEN = number(Mark.CONFIDENTIAL)
Cell = str | Tag | Cite | Link | Sections
Row = tuple[Cell, ...]


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table as a page shows it.

    `columns` are headers; those in `numeric` are aligned to the right. A row with a single
    cell is a heading over the rows below it. `notes` stand under the table. One with a `name` can
    be downloaded as a file that begins with it; `title` and `source` stand in that file alone.
    """

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    numeric: frozenset[int] = frozenset()
    notes: tuple[str, ...] = ()
    name: str = ""
    title: str = ""
    source: tuple[str, ...] = ()

    def _repr_markdown_(self) -> str:
        if not self.name:
            return self.body()
        return f"{self.body()}\n{behind(self.title, link('Download (CSV)', self.save()))}"

    def save(self) -> Path:
        """Write the table as a file, where it isn't there already, and return its path."""
        study, *source = self.source
        rows = f"A row for each: {self.columns[0]}"
        about = (study, self.title, rows, *self.notes, *source)
        return save(self.name, map(stop, about), self.columns, self.rows, self.numeric)

    def body(self) -> str:
        """Return the table itself and its notes."""
        sides = ("--:" if place in self.numeric else ":--" for place in range(len(self.columns)))
        lines = [line(map(escape, self.columns)), line(sides)]
        for row in self.rows:
            if len(row) == 1:
                lines.append(line([f"**{escape(str(row[0]))}**", *[""] * (len(self.columns) - 1)]))
            else:
                lines.append(line(markdown(cell) for cell in row))
        note = escape(" ".join(stop(plain(note)) for note in self.notes if note))
        return "\n".join([*lines, "", *(["::: {.table-note}", note, ":::", ""] if note else [])])


def describe(tell: Callable, results: Results, asked: Iterable[str]) -> str:
    """Return what a function says that it shows, and of which domain."""
    text = (tell.__doc__ or "").partition("\n")[0].rstrip(".;").replace("'", "\u2019")
    said = results.study.words.fill(text)
    labels = [results.study.domain[id].label for id in asked if id in results.study.domain]
    return ": ".join([said, *labels])


def line(cells: Iterable[str]) -> str:
    """Return one line of a pipe table."""
    return f"| {' | '.join(cells)} |"


def markdown(cell: Cell) -> str:
    """Return a cell's Markdown."""
    if isinstance(cell, Cite) and re.fullmatch("[A-Za-z0-9_]+([:-][A-Za-z0-9_]+)*", cell.key):
        return f"@{cell.key}"
    if isinstance(cell, Link) and re.fullmatch(r"[\w./-]+\.qmd", cell.path):
        return f"[{escape(cell.title)}](/{cell.path})"
    if isinstance(cell, Sections) and all(map(SECTION.fullmatch, cell.ids)):
        return ", ".join(f"@{id}" for id in cell.ids)
    if isinstance(cell, Tag) and re.fullmatch("[a-z-]+", cell.kind):
        return f"[{escape(cell.text)}]{{.status-{cell.kind}}}"
    return escape(str(cell))


def is_confidential(rows: tuple[Row, ...], numeric: frozenset[int]) -> bool:
    """Return whether a table would show nothing but that its numbers are hidden."""
    shown = [str(row[place]) for row in rows if len(row) > 1 for place in numeric]
    return bool(shown) and all(cell.startswith(HIDDEN) for cell in shown)


def nothing(results: Results, why: str) -> Table:
    """Return a table that says why there is nothing to show."""
    return annotate(results, ("Not shown here",), [(why,)])


def annotate(
    results: Results,
    columns: Iterable[str],
    rows: Iterable[Row],
    numeric: Iterable[int] = (),
    notes: Iterable[str] = (),
    *,
    data: bool = True,
    counts: bool = False,
) -> Table:
    """Return a table with the meaning of its marks, and the notice of demonstration data if any.

    Columns and notes may have the study's nouns in braces, such as "{places}".

    `counts` says that it holds counts of people or entries, which may be rounded.
    """
    rows, numeric = tuple(rows) or (("None",),), frozenset(numeric)
    if is_confidential(rows, numeric):
        rows = ((f"All of these numbers are confidential {HIDDEN}",),)
    text = " ".join(str(cell) for row in rows for cell in row)
    study = results.study.study
    notice = [study.notice] if data and results.study.synthetic else []
    licence = [f"Licence: {study.licence}"] if study.licence else []
    rules, fill = results.study.disclosure, results.study.words.fill
    about = (*(rounding(rules) if counts else ()), *meanings(text, rules, study.words))
    return Table(
        columns=tuple(map(fill, columns)),
        rows=rows,
        numeric=numeric,
        notes=(*notice, *map(fill, notes), *about),
        source=(study.title, edition(results), *licence),
    )
