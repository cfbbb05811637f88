"""How often methods find an effect in simulated surveys that have none, as prose."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING

from ..markdown import plain as clean
from ..numbers import SPACE, count, interval, number
from ..numbers import words as spelt

if TYPE_CHECKING:
    from ...results.results import Results

NOMINAL = 5.0
TEXTBOOK = ("Clustered with normal p", "Clustered with t (CR1)")
USED = {
    "CR2 with Satterthwaite": "Corrected standard errors (CR2)",
    "CR3 jackknife": "The jackknife (CR3)",
    "Exact randomisation": "Randomisation",
    "Enumerated wild bootstrap": "The wild bootstrap",
    "Area means": "Area means",
}
METHODS = USED | {
    "No clustering": "Respondents as if independent",
    "Clustered with normal p": "Textbook clustered errors, normal",
    "Clustered with t (CR1)": "Textbook clustered errors, t (CR1)",
    "Wild bootstrap with Webb weights": "Wild bootstrap, six-point weights",
}


def false_positives(results: Results) -> str:
    """Return sentences on how often textbook errors and the methods used find an effect."""
    textbook, used = (
        [100 * row.rejected / row.simulations for row in rows(results, methods)]
        for methods in (TEXTBOOK, tuple(USED))
    )
    if not textbook or not used:
        return "Surveys without an effect were not simulated for these methods."
    return clean(
        f"Textbook clustered errors found one in {interval(min(textbook), max(textbook))}% of "
        f"surveys, depending on the design, and the {spelt(len(USED))} methods below in "
        f"{interval(min(used), max(used))}%. {error(results)}."
    )


def rows(results: Results, methods: tuple[str, ...]) -> list:
    """Return the records of some methods."""
    return [row for row in results.false_positives if row.method in methods]


def error(results: Results) -> str:
    """Return how far the share of a sound method may be from five percent by chance."""
    simulations = min((row.simulations for row in results.false_positives), default=0)
    if not simulations:
        return "No survey was simulated"
    confidence = results.study.model.confidence
    half = NormalDist().inv_cdf((1 + confidence) / 2) * sqrt(
        NOMINAL * (100 - NOMINAL) / simulations
    )
    return (
        f"With {count(simulations)} surveys of a design, chance alone moves the share of a sound "
        f"method by up to {number(half)}{SPACE}percentage points either way, in "
        f"{100 * confidence:g} of 100 designs"
    )
