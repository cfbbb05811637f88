"""Where in a file the table lies: its header, what stands above it and right below it, and columns
without name and content.

Spreadsheets have titles above the header and cleared columns beside the table; survey tools repeat
the header: Qualtrics writes names, wordings and {"ImportId": …} below each other.
"""

import dataclasses
import re
from collections import Counter
from collections.abc import Iterator, Sequence

import pandas as pd

from ...errors import Breaches
from .records import Delivery
from .values import join_lines

LOOKED = 50  # rows among which the header is
BELOW = 3  # rows below the header among which ImportIds are
IMPORT_ID = re.compile(r'\s*\{\s*"ImportId"\s*:.*\}\s*', re.DOTALL)
# What SurveyMonkey writes below a question that has one column; below others stand their options.
SECOND = ("response", "open-ended response")
SHOWN = 60  # characters of what stands above the header


def find_header(rows: Sequence[Sequence[str]], names: frozenset[str]) -> tuple[int, int]:
    """Place of the header, and how many of the declared columns it names.

    That is the row that holds most of the declared columns' names, if these make up half of it or
    half of them are there; else the first that holds anything.
    """
    known = {fold(name) for name in names}
    named = [len(known & {fold(cell) for cell in row}) for row in rows]
    most = max(named, default=0)
    place = named.index(most) if most else 0
    if most and 2 * most >= min(len(known), count_filled(rows[place])):
        return place, most
    return next((place for place, row in enumerate(rows) if count_filled(row)), 0), 0


def find_crowded(rows: Sequence[Sequence[str]], place: int) -> list[int]:
    """Rows above the header that may be respondents', since they are as full as the header."""
    width = count_filled(rows[place])
    return [n for n, row in enumerate(rows[:place], 1) if 2 * count_filled(row) > width]


def tell_crowded(crowded: list[int]) -> str:
    """The question where the header may not be what it looks like."""
    rows = ", ".join(map(str, crowded))
    one = len(crowded) == 1
    return (
        f"row{'' if one else 's'} {rows} above the header {'is' if one else 'are'} as full as a "
        "respondent's: ask the agency whether rows were sorted together with the header, and have "
        "the header put first"
    )


def tell_above(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """What stands above the header."""
    filled = [join_lines(" ".join(cell for cell in row if cell.strip())) for row in rows]
    if any(filled):
        text = ", ".join(f"'{each[:SHOWN]}'" for each in filled if each)
        where = "row 1" if len(rows) == 1 else f"rows 1 to {len(rows)}"
        yield f"The header is in row {len(rows) + 1}; {where} above it were passed over: {text}."


def arrange(delivery: Delivery, name: str, lettered: bool) -> Delivery:
    """The delivery without the rows that repeat the header and the columns that hold nothing.

    Parameters
    ----------
    name : of the file
    lettered : whether people see its columns under letters, as in a spreadsheet

    Raises
    ------
    Breaches
        Columns with content have no name, two have the same, or the header goes on in a second row.
    """
    found = skip_repeated(delivery)
    if faults := list(find_second_header(found)):
        raise Breaches(name, faults)
    if faults := list(find_unnamed(found.table, lettered)):
        raise Breaches(name, faults)
    return skip_blank(found, lettered)


def skip_repeated(delivery: Delivery) -> Delivery:
    """The delivery without wordings and ImportIds below the header; a wording is a label."""
    table = delivery.table
    ids = (n for n in range(min(BELOW, len(table))) if holds_ids(table.iloc[n]))
    if (place := next(ids, None)) is None:
        return delivery
    wordings = table.iloc[place - 1] if place else pd.Series(dtype="str")
    labels = {str(name): join_lines(text) for name, text in wordings.items()}
    first, last = table.index[0], table.index[place]
    where = f"row {first}" if first == last else f"rows {first} to {last}"
    return dataclasses.replace(
        delivery,
        table=table.iloc[place + 1 :],
        columns={
            str(name): dataclasses.replace(
                delivery.column(name), label=delivery.column(name).label or labels.get(name, "")
            )
            for name in table
        },
        departures=dataclasses.replace(delivery.departures, rows_below=place + 1),
        remarks=(
            *delivery.remarks,
            f"A survey tool repeated the header ({'wordings and ' if place else ''}ImportIds): "
            f"{where} {'are no respondents and were' if place else 'is no respondent and was'} "
            "passed over.",
        ),
    )


def holds_ids(row: pd.Series) -> bool:
    """Whether most of what a row holds is ImportIds: a column may have been added since."""
    filled = [text for text in row if text.strip()]
    ids = sum(bool(IMPORT_ID.fullmatch(text)) for text in filled)
    return 2 * ids > len(filled)


def find_second_header(delivery: Delivery) -> Iterator[str]:
    """A header of two rows, questions and their options: neither names the columns alone."""
    table, header = delivery.table, delivery.departures.header
    second = header + 1
    if (
        len(table)
        and table.index[0] == second
        and sum(fold(t) in SECOND for t in table.iloc[0]) > 1
    ):
        yield (
            f"rows {header} and {second} are one header in two rows, as SurveyMonkey writes it: "
            f"row {second} holds 'Response' and options, no respondent. Have the file exported for "
            f"SPSS, or put the codebook's name of every column into row {header} of a copy and "
            f"delete row {second} there"
        )


def skip_blank(delivery: Delivery, lettered: bool) -> Delivery:
    """The delivery without columns that have neither name nor content."""
    table = delivery.table
    blank = [place for place in range(table.shape[1]) if is_blank(table, place)]
    if not blank:
        return delivery
    letters = [write_letter(place + 1) for place in blank]
    names = letters if lettered else [str(place + 1) for place in blank]
    many = len(blank) > 1
    return dataclasses.replace(
        delivery,
        table=table.iloc[:, [n for n in range(table.shape[1]) if n not in blank]],
        departures=dataclasses.replace(delivery.departures, blank_columns=tuple(letters)),
        remarks=(
            *delivery.remarks,
            f"Column{'s' if many else ''} {', '.join(names)} {'have' if many else 'has'} neither "
            f"name nor content and {'were' if many else 'was'} passed over.",
        ),
    )


def is_blank(table: pd.DataFrame, place: int) -> bool:
    """Whether a column has neither name nor content."""
    named = bool(str(table.columns[place]).strip())
    return not named and not table.iloc[:, place].str.strip().any()


def find_unnamed(table: pd.DataFrame, lettered: bool) -> Iterator[str]:
    """Columns without a name and names that stand twice, told by their place: where a header is
    missing, what stands for it are a respondent's answers."""
    names = [str(name).strip() for name in table.columns]
    counts = Counter(names)
    for place, name in enumerate(names):
        if not name and not is_blank(table, place):
            where = name_place(place + 1, lettered)
            yield f"column {where} has no name; every column needs one in the header"
    twice = [name_place(place, lettered) for place, name in enumerate(names, 1)
             if name and counts[name] > 1]  # fmt: skip
    if twice:
        yield f"columns {', '.join(twice)} have a name that stands twice; each needs its own"


def name_place(place: int, lettered: bool) -> str:
    """A column's place as people see it: its letter in a spreadsheet, else its number."""
    return write_letter(place) if lettered else str(place)


def write_letter(place: int) -> str:
    """Letter of a column of a spreadsheet."""
    from openpyxl.utils import get_column_letter

    return get_column_letter(place)


def count_filled(row: Sequence[str]) -> int:
    """Cells of a row that hold anything."""
    return sum(bool(cell.strip()) for cell in row)


def fold(name: str) -> str:
    """A name without spaces around it and capitals."""
    return name.strip().casefold()
