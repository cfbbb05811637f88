"""Cells as an agency's program wrote them → codes and numbers as the codebook has them."""

import pandas as pd

from ...study.records import Departures, Notation
from ..validation import UNEXPLAINED
from .coding import WHOLE, Coding, fold
from .notation import is_written, write_plain


def convert(
    table: pd.DataFrame, codings: dict[str, Coding], departures: Departures
) -> pd.DataFrame:
    """The table with the codebook's codes and plain numbers where its cells depart from them."""
    numbers = {each.variable: each for each in departures.numbers}
    names = {*departures.decimals, *departures.labels, *numbers} & set(table) & set(codings)
    columns = {}
    for name in names:
        place, distinct = pd.factorize(table[name].str.strip())
        texts = [convert_text(text, codings[name], departures, numbers.get(name))
                 for text in distinct]  # fmt: skip
        columns[name] = pd.Series(pd.array(texts, dtype="str").take(place), index=table.index)
    return table.assign(**columns)


def convert_text(
    text: str, coding: Coding, departures: Departures, notation: Notation | None
) -> str:
    """A cell as the codebook would have it."""
    if coding.variable in departures.labels and coding.turned:
        return coding.turned.get(text, text)
    if coding.variable in departures.decimals:
        text = write_whole(text, coding)
    if coding.variable in departures.labels and text not in coding.codes:
        codes = coding.labels.get(fold(text), frozenset())
        text = next(iter(codes)) if len(codes) == 1 else text
    if notation and text not in coding.codes and is_written(text, notation):
        text = write_plain(text, notation)
    return text


def write_whole(text: str, coding: Coding) -> str:
    """A code as the codebook writes it where it is written as a decimal."""
    found = WHOLE.fullmatch(text)
    if not found or text in coding.codes or coding.type in ("weight", "count"):
        return text
    whole = "0" if found[1] == "-0" else found[1]
    missing = whole in coding.codes or UNEXPLAINED.fullmatch(whole)
    return text if coding.type == "number" and not missing else whole
