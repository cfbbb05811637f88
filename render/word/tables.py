"""Tables that a printed page and a screen reader can do with: heads, rows, widths."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from lxml import etree

from render.word.captions import Caption
from render.word.markup import make, paragraphs, properties, put, q, style_of, text_of

# In twips, at nine points: an average character of words, of figures and of heads, and a column's
# sides.
_CHARACTER, _FIGURE, _BOLD, _SIDES = 96, 102, 112, 170
_LONG = 60
# Rows of a table that stays on one page, and lines of a row that does not ask for a wider one.
_WHOLE, _LINES = 14, 12
_SIZES = {9: "TableText", 8: "TableTextSmall", 7: "TableTextSmallest"}


@dataclass(frozen=True, kw_only=True)
class Fit:
    """How a table fits a page: whether that is turned, the size of its letters, its widths."""

    turned: bool
    size: int
    widths: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Column:
    """How wide a column has to be so that no word breaks, and would like to be."""

    need: float
    wish: float


def dress_tables(
    body: etree._Element, captions: Sequence[Caption], upright: int, turned: int
) -> list[etree._Element]:
    """Mark heads and row headers, fit widths, keep together what belongs so.

    Parameters
    ----------
    body : element
        The document's body.
    captions : sequence of Caption
        The captions, each above its table.
    upright, turned : int
        The widths of the text on a page and on a page turned, in twips.

    Returns
    -------
    list of element
        The tables that need a page turned.
    """
    titles: Mapping[etree._Element, str] = {
        each.node.getnext(): text_of(each.node) for each in captions if each.kind == "Table"
    }
    wide = []
    for table in body.iter(q("w:tbl")):
        rows = table.findall(q("w:tr"))
        if not rows or not _is_head(rows[0]):
            continue
        fit = fit_table(table, upright, turned)
        if fit.turned and table.getparent() is body:
            wide.append(table)
        _declare(table, fit, titles.get(table, ""))
        for row in rows:
            _dress_row(row, fit)
        _keep_together(table, rows)
    return wide


def _is_head(row: etree._Element) -> bool:
    return row.find(f"{q('w:trPr')}/{q('w:tblHeader')}") is not None


def fit_table(table: etree._Element, upright: int, turned: int) -> Fit:
    """Choose the largest letters in which no word and no number breaks, upright if that can be."""
    columns = _measure(table)
    fits = [
        _share(columns, is_turned, size, turned if is_turned else upright)
        for is_turned, size in ((False, 9), (False, 8), (True, 9), (True, 8), (True, 7))
    ]
    needs = sum(column.need for column in columns)
    whole = [fit for fit in fits if needs * fit.size / 9 <= (turned if fit.turned else upright)]
    low = [fit for fit in whole if _tallest(table, fit) <= _LINES]
    return [*low, *(fit for fit in whole if fit.turned), fits[-1]][0]


def _share(columns: Sequence[Column], is_turned: bool, size: int, width: int) -> Fit:
    """Give each column what it needs, and what is left of the width to those that wish for it."""
    needs = [column.need * size / 9 for column in columns]
    more = [column.wish * size / 9 - need for column, need in zip(columns, needs, strict=True)]
    share = min(1.0, max(0.0, width - sum(needs)) / (sum(more) or 1))
    widths = [need + extra * share for need, extra in zip(needs, more, strict=True)]
    shrink = min(1.0, width / sum(widths))
    return Fit(turned=is_turned, size=size, widths=tuple(round(w * shrink) for w in widths))


def _tallest(table: etree._Element, fit: Fit) -> int:
    """Return how many lines the highest row takes."""
    most = 0.0
    for row in table.findall(q("w:tr")):
        for cell, width in zip(row.findall(q("w:tc")), fit.widths, strict=True):
            most = max(most, len(text_of(cell)) * _CHARACTER * fit.size / 9 / (width - _SIDES))
    return round(most + 0.5)


def _measure(table: etree._Element) -> list[Column]:
    columns: list[Column] = []
    for row in table.findall(q("w:tr")):
        bold = _is_head(row)
        for number, cell in enumerate(row.findall(q("w:tc"))):
            if number == len(columns):
                columns.append(Column(need=0, wish=0))
            need, wish = columns[number].need, columns[number].wish
            for node in paragraphs(cell):
                text = text_of(node)
                one = _FIGURE if any(char.isdigit() for char in text) else _CHARACTER
                one = _BOLD if bold else one
                longest = max(map(len, text.replace("-", "- ").split(" ")))
                need = max(need, longest * one + _SIDES)
                wish = max(need, wish, min(len(text), _LONG) * one + _SIDES)
            columns[number] = Column(need=need, wish=wish)
    return columns


def _declare(table: etree._Element, fit: Fit, title: str) -> None:
    put(table, "w:tblStyle", val="Table")
    put(table, "w:tblW", type="dxa", w=sum(fit.widths))
    put(table, "w:tblLayout", type="fixed")
    look = {"firstRow": 1, "lastRow": 0, "firstColumn": 1, "lastColumn": 0}
    put(table, "w:tblLook", val="00A0", **look, noHBand=1, noVBand=1)
    if title:
        put(table, "w:tblCaption", val=title)
    grid = table.find(q("w:tblGrid"))
    grid[:] = [make("w:gridCol", w=width) for width in fit.widths]


def _dress_row(row: etree._Element, fit: Fit) -> None:
    head = _is_head(row)
    held = row.find(q("w:trPr"))
    if held is None:
        held = make("w:trPr")
        row.insert(0, held)
    held[:] = [make("w:cantSplit"), *([make("w:tblHeader")] if head else [])]
    for cell, width in zip(row.findall(q("w:tc")), fit.widths, strict=True):
        put(cell, "w:tcW", type="dxa", w=width)
        for node in paragraphs(cell):
            put(node, "w:pStyle", val=_SIZES[fit.size])


def _keep_together(table: etree._Element, rows: Sequence[etree._Element]) -> None:
    """Keep a table's head with its first row, a short table whole, its end with the note below."""
    before, after = table.getprevious(), table.getnext()
    if before is not None and style_of(before) == "TableCaption":
        put(before, "w:keepNext")
    for row, _ in pairwise(rows):
        if _is_head(row) or len(rows) <= _WHOLE:
            _keep_with_next(row)
    if after is not None and style_of(after) == "TableNote":
        _keep_with_next(rows[-1])
    while after is not None and style_of(after) == "TableNote":
        following = after.getnext()
        if following is not None and style_of(following) == "TableNote":
            put(after, "w:keepNext")
        after = following


def _keep_with_next(row: etree._Element) -> None:
    for node in paragraphs(row):
        properties(node)
        put(node, "w:keepNext")
