"""A table of the qualitative evidence as text: the columns it has to have, and nothing in its cells
that nobody sees."""

import warnings
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from ..errors import Breaches, Remark, name_lines
from ..text import find_hidden, remove_hidden

NAMES = ("document", "code", "coder")  # by which rows are matched


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
    return clear_hidden(frame.reindex(columns=[*required, *optional], fill_value=""), path.name)


def clear_hidden(frame: pd.DataFrame, file: str) -> pd.DataFrame:
    """The table without characters that nobody sees; a remark says how many cells had some.

    Raises
    ------
    Breaches
        Two names differ in nothing else: they would become one.
    """
    kept = frame.map(lambda cell: remove_hidden(cell) if isinstance(cell, str) else cell)
    changed = (kept != frame) & frame.map(lambda cell: isinstance(cell, str))
    if not changed.any(axis=None):
        return frame
    faults = [
        f"two {name}s have names that differ only in characters that nobody sees: "
        f"'{same.iloc[0]}'; rename one of them where they were coded"
        for name in NAMES
        if name in frame and len(same := find_merged(frame[name], kept[name]))
    ]
    if faults:
        raise Breaches(file, faults)
    cells = [text for name in frame for text in frame.loc[changed[name], name]]
    kinds = sorted({kind for text in cells for kind in find_hidden(text)})
    warnings.warn(
        Remark(
            f"{file}: {len(cells)} cells ({', '.join(frame.columns[changed.any()])}) hold "
            f"characters that nobody sees, which are taken out: {', '.join(kinds)}."
        ),
        stacklevel=2,
    )
    return kept


def find_merged(names: pd.Series, kept: pd.Series) -> pd.Series:
    """Names of which several have become one."""
    pairs = pd.DataFrame({"name": names, "kept": kept}).drop_duplicates()["kept"]
    return pairs[pairs.duplicated()]


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
