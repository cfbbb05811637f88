"""Whether the effect differs between groups of people, as prose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...results.records import Subgroup
from .. import verdicts
from ..markdown import plain as clean
from ..numbers import SPACE, number, shown
from ..numbers import words as spelt
from ..sentence import listed
from .survey import newest, primary

if TYPE_CHECKING:
    from ...results.results import Results


def subgroups(results: Results) -> str:
    """Return a sentence on whether the primary effect differs between subgroups."""
    rows = newest(results, results.subgroups, primary(results).id)
    level = 1 - results.study.model.confidence
    found = [row for row in rows if shown(row.p_adjusted)]
    clear = [row.category for row in found if row.p_adjusted <= level]
    if not found:
        return "No subgroup can be compared with all others."
    if not clear:
        return (
            f"In none of the {spelt(len(found))} subgroups declared does the effect differ "
            "clearly from that among all others, once their number is allowed for."
            f"{seen(results, found)}"
        )
    return clean(
        f"Of the {spelt(len(found))} subgroups declared, the effect differs clearly from "
        f"that among all others in {spelt(len(clear))}, once their number is allowed for: "
        f"{listed(clear)}.{seen(results, found)}"
    )


def seen(results: Results, rows: list[Subgroup]) -> str:
    """Return how large a difference between subgroups has to come out to be clear."""
    outcome = primary(results)
    halves = [
        (row.difference_high - row.difference_low) / 2 for row in rows if shown(row.difference_low)
    ]
    if not halves:
        return ""
    places = verdicts.decimals(outcome)
    least, most = (number(end, places) for end in (min(halves), max(halves)))
    ends = least if least == most else f"{least} to {most}"
    return (
        f" The intervals of these differences reach {ends}{SPACE}{outcome.unit} either way, and a "
        "difference estimated to be smaller than that could not have been clear."
    )
