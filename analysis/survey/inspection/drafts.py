"""Rows for the codebook, drafted from what a file says of its columns."""

import re

import pandas as pd

from ...study.records import Answer
from ..delivery import Column
from ..validation import UNEXPLAINED
from .matching import squeeze

# What agencies call the kinds of missing answer.
STATUSES = (
    ("refused", r"\brefus|\bprefer not|\bwould rather not"),
    ("dont_know", r"\bdon.?t know|\bdo not know|\bdont know|\bcan.?t say"),
    ("not_asked", r"\bnot asked|\bapplicable|\bnot apply|\bnot routed|\bskipped|\broute"),
)
NO_REASON = "Missing, the agency did not say why"


def draft_codes(
    counts: pd.Series, rows: list[Answer], column: Column, least: int
) -> tuple[Answer, ...]:
    """Rows for codes of a known variable that its codebook does not have.

    Parameters
    ----------
    counts : respondents by code
    least : so many have to have given a code without a label for it to be named
    """
    known = {row.code for row in rows}
    spans = [span for row in rows if (span := row.span())]
    drafted = []
    for code, count in counts.items():
        number = pd.to_numeric(code, errors="coerce")
        if code in known or any(low <= number <= high for low, high in spans):
            continue
        named = code in column.answers or count >= least
        if code and named and (row := draft_code(rows[0], code, column)):
            drafted.append(row)
    return tuple(drafted)


def draft_code(first: Answer, code: str, column: Column) -> Answer | None:
    """A row for a code: by its label, as missing if it looks like that, else none at all."""
    label = column.answers.get(code, "")
    missing = column.marks_missing(code) or bool(UNEXPLAINED.fullmatch(code))
    if not label and not missing:
        return None
    if first.type == "coded" and not re.fullmatch(r"-?\d+|\.[a-z]", code):
        return None
    status = tell_status(label, missing)
    if first.type == "number" and status == "answered":
        return None
    return Answer(
        variable=first.variable,
        type=first.type,
        code=code,
        answer=label or NO_REASON,
        status=status,
    )


def tell_status(label: str, missing: bool) -> str:
    """The kind of answer that a label speaks of."""
    for status, pattern in STATUSES:
        if re.search(pattern, label, re.IGNORECASE):
            return status
    return "unexplained" if missing else "answered"


def draft_variable(name: str, counts: pd.Series, column: Column, former: bool) -> list[Answer]:
    """Rows for a new column: coded if each of its codes has a meaning, else a note, which is
    not analysed."""
    if former:
        label = column.label or "Number the respondent had in an earlier wave"
        return [Answer(variable=name, type="former", label=label)]
    first = Answer(variable=name, type="coded", label=column.label)
    codes = sorted({*counts.index, *column.answers} - {""})
    rows = [draft_code(first, code, column) for code in codes]
    if column.answers and all(rows) and any(row.status == "answered" for row in rows):
        order = sorted(rows, key=lambda row: (row.status != "answered", list_place(row.code)))
        return [Answer(**{**vars(row), "label": column.label if not place else ""})
                for place, row in enumerate(order)]  # fmt: skip
    return [Answer(variable=name, type="note", label=column.label)]


def list_place(code: str) -> tuple[int, str]:
    """Where a code stands in a list: by its number."""
    return (int(code), code) if re.fullmatch(r"-?\d+", code) else (0, code)


def turn_codes(rows: list[Answer], column: Column) -> dict[str, str]:
    """The codebook's code for each code of a file that stands for another answer there.

    Empty unless all the codebook's codes that the file labels have labels of the codebook.
    """
    meaning = {squeeze(row.answer): row.code for row in rows if row.answer}
    turned = {code: meaning.get(squeeze(label)) for code, label in column.answers.items()}
    moved = {code: other for code, other in turned.items() if other not in (None, code)}
    known = {row.code for row in rows}
    strange = [code for code, other in turned.items() if other is None and code in known]
    once = len(set(turned.values())) == len(turned)
    return moved if moved and once and not strange else {}
