"""Taguette's highlights, exported as CSV."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from ...errors import Breaches
from .archive import decode_text, read_file
from .markup import fold_faults
from .records import Code, Coding, Document, Project

COLUMNS = ("id", "document", "tag", "content")
LIMIT_CELL = 2**17  # characters; the csv module's own limit may be set by others


def read_highlights(path: Path) -> Project:
    """Read highlights that were exported as CSV: excerpts without positions, texts or coders.

    Their content is what Taguette makes of a passage: white space at its ends is gone, and a
    space stands between paragraphs. A highlight without a tag is no coding.

    Raises
    ------
    Breaches
        The file is no such table or its rows contradict each other. All faults at once.
    """
    try:
        rows = list(csv.reader(io.StringIO(decode_text(read_file(path)), newline=""), strict=True))
        if any(len(cell) > LIMIT_CELL for row in rows for cell in row):
            raise ValueError("a cell is longer than any passage")
    except (ValueError, csv.Error) as error:
        raise Breaches(path.name, ["not a CSV file in UTF-8; export it again"]) from error
    header = [cell.strip() for cell in rows[0]] if rows else []
    if sorted(header) != sorted(COLUMNS):
        raise Breaches(path.name, [f"the columns aren't Taguette's: {', '.join(COLUMNS)}"])
    faults = list(check_rows(rows, header))
    if faults:
        raise Breaches(path.name, faults)
    return gather_rows([dict(zip(header, row, strict=True)) for row in rows[1:]])


def gather_rows(rows: list[dict[str, str]]) -> Project:
    """The project that highlights belong to, as far as they tell."""
    tagged = [row for row in rows if row["tag"]]
    return Project(
        program="Taguette",
        codes=tuple(
            Code(name=tag, path=tag, description="")
            for tag in dict.fromkeys(row["tag"] for row in tagged)
        ),
        documents=tuple(
            Document(name=name, text="") for name in dict.fromkeys(row["document"] for row in rows)
        ),
        codings=tuple(
            Coding(
                document=row["document"],
                code=row["tag"],
                coder="",
                start=None,
                end=None,
                text=row["content"],
            )
            for row in tagged
        ),
    )


def check_rows(rows: list[list[str]], header: list[str]) -> Iterator[str]:
    """Rows that are no highlights, and highlights that differ from row to row."""
    if len(rows) < 2:
        yield "the file has a header but no highlights"
    wrong: dict[str, list[str]] = {}
    known: dict[str, tuple[str, str]] = {}
    seen = set()
    for number, row in enumerate(rows[1:], 1):
        label = f"row {number} below the header"
        if len(row) != len(header):
            wrong.setdefault(f"has not {len(header)} cells", []).append(label)
            continue
        cells = dict(zip(header, row, strict=True))
        if not re.fullmatch("[0-9]+", cells["id"]) or not cells["document"]:
            wrong.setdefault("has no id that is a number, or no document", []).append(label)
        passage = cells["document"], cells["content"]
        if known.setdefault(cells["id"], passage) != passage:
            wrong.setdefault("differs from an earlier row with the same id", []).append(label)
        if (cells["id"], cells["tag"]) in seen:
            wrong.setdefault("repeats an earlier row", []).append(label)
        seen.add((cells["id"], cells["tag"]))
    yield from fold_faults(wrong)
