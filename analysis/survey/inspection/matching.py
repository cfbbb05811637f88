"""Columns of a delivered file → variables of the codebook."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pandas as pd

from ...study.records import Study
from ..delivery import Delivery
from ..validation import group_codebook


@dataclass(frozen=True, kw_only=True)
class Match:
    """A column taken for a variable under another name, because of what.

    `by` is declared, spelling or label.
    """

    delivered: str
    variable: str
    by: str


def match_columns(
    delivery: Delivery, study: Study, declared: dict[str, str]
) -> tuple[tuple[Match, ...], tuple[str, ...], tuple[str, ...]]:
    """Find the variables that a file's columns hold.

    Parameters
    ----------
    declared : variables by the name of the column that holds them, as somebody stated it

    Returns
    -------
    matches : columns under other names than the codebook's
    new : columns that are no variable of the codebook
    missing : variables of the codebook for which no column was found
    """
    variables = list(group_codebook(study))
    found = list(delivery.table.columns)
    matches = [Match(delivered=name, variable=variable, by="declared")
               for name, variable in declared.items()]  # fmt: skip
    labels = word_variables(study)
    ways: tuple[tuple[str, Callable, Callable], ...] = (
        ("spelling", lambda name: {squeeze(name)}, lambda variable: {squeeze(variable)}),
        ("label", lambda name: words(delivery.column(name).label), labels.__getitem__),
    )
    for by, of_column, of_variable in ways:
        taken = {match.delivered for match in matches}
        named = {match.variable for match in matches}
        open_columns = [name for name in found if name not in variables and name not in taken]
        open_variables = [name for name in variables if name not in found and name not in named]
        pairs = pair(open_columns, open_variables, of_column, of_variable)
        matches += [Match(delivered=one, variable=other, by=by) for one, other in pairs]
    taken = {match.delivered for match in matches}
    named = {match.variable for match in matches}
    new = tuple(name for name in found if name not in variables and name not in taken)
    missing = tuple(name for name in variables if name not in found and name not in named)
    return tuple(matches), new, missing


def pair(
    columns: list[str], variables: list[str], of_column: Callable, of_variable: Callable
) -> list[tuple[str, str]]:
    """Columns and variables that share a key, where neither has another to choose from."""
    pairs = [
        (column, variable)
        for column in columns
        for variable in variables
        if of_column(column) & of_variable(variable)
    ]
    first = Counter(column for column, _ in pairs)
    second = Counter(variable for _, variable in pairs)
    return [(one, other) for one, other in pairs if first[one] == second[other] == 1]


def word_variables(study: Study) -> dict[str, set[str]]:
    """What a label of a variable may say: the codebook's label, the question of its outcome."""
    texts: dict[str, list[str]] = {
        name: [rows[0].label] for name, rows in group_codebook(study).items()
    }
    for outcome in study.outcomes:
        if len(outcome.items) == 1:
            texts[outcome.items[0]].append(outcome.question)
    return {name: words(*each) for name, each in texts.items()}


def words(*texts: str) -> set[str]:
    """Texts without what differs from one program to the next: capitals, spaces, punctuation."""
    return {squeeze(text) for text in texts} - {""}


def squeeze(text: str) -> str:
    """A name without capitals, spaces and punctuation."""
    return re.sub(r"[\W_]+", "", text.casefold())


def squeeze_codes(codes: pd.Series) -> pd.Series:
    """Codes without capitals, spaces, punctuation and zeros in front of numbers."""
    plain = codes.str.lower().str.replace(r"[\W_]+", "", regex=True)
    return plain.str.replace(r"(^|[^0-9])0+([0-9])", r"\1\2", regex=True)


def match_codes(strange: Iterable[str], declared: Iterable[str]) -> dict[str, str]:
    """Declared codes by those that are the same but for how they are written."""
    known: dict[str, list[str]] = {}
    declared, strange = (pd.Series(list(codes), dtype="str") for codes in (declared, strange))
    for code, plain in zip(declared, squeeze_codes(declared), strict=True):
        known.setdefault(plain, []).append(code)
    found = {
        code: known.get(plain, [])
        for code, plain in zip(strange, squeeze_codes(strange), strict=True)
    }
    return {code: codes[0] for code, codes in found.items() if len(codes) == 1}
