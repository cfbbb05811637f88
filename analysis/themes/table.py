"""A CSV file of the qualitative evidence as text, with the columns it has to have."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from ..errors import Breaches, name_lines


def read_table(
    path: Path, required: tuple[str, ...], optional: tuple[str, ...] = (), *, synthetic: bool
) -> pd.DataFrame:
    """Read a CSV file as text; optional columns that are not in it are empty.

    Parameters
    ----------
    required : columns that must be there, every cell filled
    synthetic : whether demonstration data are declared, whose files carry a column 'notice'

    Raises
    ------
    Breaches
        The file is missing, no table or no UTF-8 text, or its columns are others.
    """
    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except FileNotFoundError:
        raise Breaches(path.name, ["the file is missing; study.toml names it"]) from None
    except UnicodeDecodeError:
        raise Breaches(path.name, ["not UTF-8 text; save it as CSV UTF-8"]) from None
    except (pd.errors.EmptyDataError, pd.errors.ParserError):
        raise Breaches(path.name, ["not a table; export it again as CSV"]) from None
    faults = list(find_breaches(frame, required, optional, synthetic=synthetic))
    if faults:
        raise Breaches(path.name, faults)
    return frame.reindex(columns=[*required, *optional], fill_value="")


def find_breaches(
    frame: pd.DataFrame, required: tuple[str, ...], optional: tuple[str, ...], *, synthetic: bool
) -> Iterator[str]:
    """All in a table that its columns don't allow."""
    right = ", ".join(required) + (f"; optional: {', '.join(optional)}" if optional else "")
    for column in required:
        if column not in frame:
            yield f"column '{column}' is missing; right: {right}"
        elif (empty := frame[column].str.strip() == "").any():
            yield f"{name_lines(frame.index[empty])}: {column} is empty"
    for column in frame:
        if column not in (*required, *optional, "notice"):
            yield f"column '{column}' is unknown; right: {right}"
    if not synthetic and "notice" in frame:
        yield "column 'notice' marks demonstration data, but study.toml has source 'raw'"
    if frame.empty:
        yield "the file has a header but no rows"


def name_wrong(frame: pd.DataFrame, column: str, right: tuple[str, ...]) -> Iterator[str]:
    """Every value of a column that is not among the right ones, with its lines."""
    for value, rows in frame.groupby(column).groups.items():
        if value not in right:
            place = name_lines(rows)
            known = ", ".join(filter(None, right))
            yield f"{place}: {column} '{value}' is not declared; right: {known}"
