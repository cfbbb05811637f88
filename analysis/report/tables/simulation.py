"""How often each method finds an effect in simulated surveys that have none."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING

from ..numbers import count, number
from ..words.simulation import METHODS, NOMINAL, error
from .table import Row, Table, annotate

if TYPE_CHECKING:
    from ...results.results import Results


def false_positives(results: Results) -> Table:
    """Lowest, average and highest share over the designs, method by method."""
    rows: list[Row] = []
    for method, shares in rates(results).items():
        found = list(shares.values())
        figures = (min(found), sum(found) / len(found), max(found))
        rows.append((METHODS.get(method, method), *(number(share) for share in figures)))
    columns = ("Method", "Lowest", "Average", "Highest")
    told = (*notes(results), "In %, over the designs")
    return annotate(results, columns, rows, (1, 2, 3), told, data=False)


def false_positives_by_design(results: Results) -> Table:
    """Share in each design, method by method; the designs go by letters."""
    found = rates(results)
    designs = list(dict.fromkeys(row.design for row in results.false_positives))
    letters = dict(zip(designs, string.ascii_uppercase, strict=False))
    rows = [
        (METHODS.get(method, method), *(number(shares[design]) for design in designs))
        for method, shares in found.items()
    ]
    key = [f"{letter}: {design.lower()}" for design, letter in letters.items()]
    columns = ("Method", *letters.values())
    told = (*notes(results), "In %", *key)
    return annotate(results, columns, rows, range(1, len(columns)), told, data=False)


def rates(results: Results) -> dict[str, dict[str, float]]:
    """Return the share of surveys in which a method found an effect, in percent, by design."""
    found: dict[str, dict[str, float]] = {}
    for row in results.false_positives:
        share = 100 * row.rejected / row.simulations
        found.setdefault(row.method, {})[row.design] = share
    return found


def notes(results: Results) -> tuple[str, ...]:
    """Return what was simulated."""
    simulations = max((row.simulations for row in results.false_positives), default=0)
    designs = len({row.design for row in results.false_positives})
    return (
        f"{count(simulations)} simulated surveys in each of {designs} designs, of eighteen areas "
        f"each; a sound method finds an effect in {NOMINAL:g}% of them",
        error(results),
    )
