"""The table of areas: a row an area, with what is known of it in columns of their own.

It stands in place of the blocks of study.toml, which then says `areas = "areas.csv"`.
"""

import dataclasses
import difflib
from collections.abc import Iterator
from pathlib import Path

from ..errors import Breaches
from .files import AREAS, STUDY
from .records import Area

COLUMNS = tuple(each.name for each in dataclasses.fields(Area) if each.name != "covariates")


def gather_areas(rows: list[dict]) -> list[dict]:
    """Rows as areas: an empty cell declares nothing, and a further column is a covariate.

    Raises
    ------
    Breaches
        A further column has no number in it; its name may be misspelt.
    """
    areas = []
    for row in rows:
        filled = {name: cell for name, cell in row.items() if cell}
        further = [name for name, cell in filled.items() if is_covariate(name, cell)]
        own = {name: cell for name, cell in filled.items() if name not in further}
        covariates = {name: read_number(filled[name]) for name in further}
        areas.append(own | ({"covariates": covariates} if covariates else {}))
    if faults := list(find_misspelt(areas)):
        raise Breaches(AREAS, faults)
    return areas


def is_covariate(column: str, cell: object) -> bool:
    """Whether a cell is of a column with a name of its own."""
    return bool(column.strip()) and column not in COLUMNS and isinstance(cell, str)


def read_number(cell: str) -> float | str:
    """A number, or the text that is none and will be told of."""
    try:
        return float(cell)
    except ValueError:
        return cell


def find_misspelt(areas: list[dict]) -> Iterator[str]:
    """Columns without a number in them, which are no covariates: their names may be misspelt."""
    given = [area.get("covariates", {}) for area in areas]
    for name in dict.fromkeys(name for each in given for name in each):
        if any(isinstance(each.get(name), float) for each in given):
            continue
        close = difflib.get_close_matches(name, COLUMNS, n=1)
        hint = f"; did you mean '{close[0]}'?" if close else ""
        yield (
            f"line 1: column '{name}' holds no number; every column but {', '.join(COLUMNS)} is a "
            f"number known of the areas{hint}"
        )


def find_misplaced(declared: object, folder: Path) -> Iterator[str]:
    """Areas are declared in one place, and it is there: blocks, or the table."""
    there = (folder / AREAS).exists()
    if isinstance(declared, str) and declared != AREAS:
        yield f"areas: input should be '{AREAS}' or [[areas]] blocks, found '{declared}'"
    elif isinstance(declared, str) and not there:
        yield f"areas: the file {AREAS} is missing; put it beside {STUDY}"
    elif isinstance(declared, list) and there:
        yield (
            f'areas: there is a file {AREAS} as well; write areas = "{AREAS}" in place of the '
            "blocks, or take the file away"
        )


def defer_areas(raw: dict) -> dict:
    """study.toml with no areas of its own where it names a table."""
    return raw | {"areas": []} if isinstance(raw.get("areas"), str) else raw
