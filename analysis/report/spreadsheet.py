"""A table as a CSV file that says what it holds, for spreadsheets and statistics programs.

What is said stands above the header in lines that begin with ``#``: one file can't lose it as two
can each other, and pandas (``comment="#"``) and R (``comment.char = "#"``) read past it. Every cell
is quoted, so that one with a ``#`` in it is read whole. The mark at the beginning tells Excel that
the text is in UTF-8; pandas takes no notice of it.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, zip_longest
from pathlib import Path

from ..results.records import Mark
from ..text import write_cell
from ..writing import write_whole
from .files import address
from .markdown import plain
from .numbers import MINUS, SPACE, Several, number

BYTE_ORDER_MARK = "\ufeff"
GROUP = "Group"
MARKS = frozenset(map(number, Mark))
NUMBER = re.compile(rf"[{MINUS}-]?\d[\d,]*(\.\d+)?")


def save(
    name: str,
    about: Iterable[str],
    columns: Sequence[str],
    rows: Sequence[tuple],
    numeric: frozenset[int],
) -> Path:
    """Write a table where no file of the same content lies there already.

    Parameters
    ----------
    name : str
        What the file's name begins with.
    about : iterable of str
        What the table holds, a line each.
    columns, rows, numeric
        As in a table: a row with a single cell heads the rows below it.

    Returns
    -------
    Path
        The file, from the project's root.
    """
    text = io.StringIO(BYTE_ORDER_MARK)
    text.seek(0, io.SEEK_END)
    text.writelines(comment(line) for line in about if line)
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerows(map(defuse, row) for row in spread(columns, rows, numeric))
    path = address(name, text.getvalue(), ".csv")
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        write_whole(path, text.getvalue())
    return path


def comment(line: str) -> str:
    """Return a line above the header; a quotation mark would hide what comes after it."""
    return "# " + defuse(clean(line).replace('"', "'")) + "\n"


def defuse(text: str) -> str:
    """Return the text of a cell, or of a line, in no part of which a spreadsheet finds a formula.

    Some split a line at commas, and some at semicolons.
    """
    return "".join(map(write_cell, re.split("([,;])", text)))


def clean(cell: object) -> str:
    """Return the text of a cell with ordinary spaces."""
    return plain(str(cell)).replace(SPACE, " ")


def spread(
    columns: Sequence[str], rows: Sequence[tuple], numeric: frozenset[int]
) -> Iterator[list[str]]:
    """Yield header and rows with one number in each column.

    Rows below a heading have it in a first column of their own.
    """
    cells = [row for row in rows if len(row) > 1]
    parts = [name_parts(row[place] for row in cells) for place in range(len(columns))]
    group = [GROUP] * (len(cells) < len(rows))
    header = [
        join(clean(column), part)
        for column, names in zip(columns, parts, strict=True)
        for part in names
    ]
    yield [*group, *header]
    heading = ""
    for row, below in zip_longest(rows, rows[1:], fillvalue=()):
        if len(row) > 1:
            written = (
                split(cell, parts[place], place in numeric) for place, cell in enumerate(row)
            )
            yield [*[heading] * len(group), *chain.from_iterable(written)]
            continue
        heading = clean(row[0])
        if len(below) < 2:
            yield [heading, *[""] * len(header)]


def name_parts(cells: Iterable[object]) -> list[str]:
    """Return the names of the numbers that a column's cells show, one without a name first."""
    found = dict.fromkeys(
        part for cell in cells if isinstance(cell, Several) for part in cell.parts
    )
    return sorted(found, key=bool) or [""]


def join(column: str, part: str) -> str:
    """Return the header of one number of a column: "Effect (95% CI), low"."""
    return f"{column}, {part}" if part else column


def split(cell: object, parts: list[str], is_number: bool) -> list[str]:
    """Return a cell's numbers, each in its column; a mark in place of all stands in each."""
    if isinstance(cell, Several):
        return [numeral(clean(cell.parts.get(part, ""))) for part in parts]
    text = clean(cell)
    if text in MARKS:
        return [text] * len(parts)
    return [numeral(text) if is_number else text, *[""] * (len(parts) - 1)]


def numeral(text: str) -> str:
    """Return a number as programs read it: "−1,234.5" is "-1234.5"."""
    return text.replace(MINUS, "-").replace(",", "") if NUMBER.fullmatch(text) else text
