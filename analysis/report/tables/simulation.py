"""How often each method is right in simulated surveys."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING

from ..numbers import count, number
from ..words.simulation import (
    HYBRID,
    LEADS,
    METHODS,
    NOMINAL,
    OURS,
    PRETEST,
    RULE,
    SINGLE,
    error,
    lead_rates,
)
from .table import Row, Table, annotate

if TYPE_CHECKING:
    from ...results.results import Results

SHORT, LED = ("Rule", "CR2", "Means"), "Led"


def false_positives(results: Results) -> Table:
    """Lowest, average and highest share over the designs, method by method."""
    rows: list[Row] = []
    for method, shares in rates(results).items():
        found = list(shares.values())
        figures = (min(found), sum(found) / len(found), max(found))
        name = results.study.words.fill(METHODS.get(method, method))
        rows.append((name, *(number(share) for share in figures)))
    columns = ("Method", "Lowest", "Average", "Highest")
    told = (*notes(results), "In %, over the designs")
    return annotate(results, columns, rows, (1, 2, 3), told, data=False)


def false_positives_by_design(results: Results) -> Table:
    """Share in each design, method by method; the designs go by letters."""
    found = rates(results)
    designs = list(dict.fromkeys(row.design for row in results.false_positives))
    letters = dict(zip(designs, string.ascii_uppercase, strict=False))
    rows = [
        (
            results.study.words.fill(METHODS.get(method, method)),
            *(number(shares[design]) for design in designs),
        )
        for method, shares in found.items()
    ]
    key = [f"{letter}: {design.lower()}" for design, letter in letters.items()]
    columns = ("Method", *letters.values())
    told = (*notes(results), "In %", *key)
    return annotate(results, columns, rows, range(1, len(columns)), told, data=False)


def leading_by_design(results: Results) -> Table:
    """How often the rule for what leads errs and finds, beside single tests, by design."""
    errs, finds = (lead_rates(results, effect=effect) for effect in (False, True))
    methods = (RULE, *SINGLE)
    rows = [
        (
            design,
            *(number(errs[design][name]) for name in methods),
            *(number(finds[design][name]) for name in methods),
            number(errs[design][LEADS]),
        )
        for design in errs
    ]
    columns = ("Design", *(f"{name} {what}" for what in ("errs", "finds") for name in SHORT), LED)
    told = (
        f"In % of simulated {{surveys}}: {list_simulations(results)}",
        "Errs: finds an effect where there is none; finds: an effect of a size that equal {places} "
        "tell about equally well in all designs",
        "CR2: the estimate by {sampled unit}; means: {place} means; led: {place} means lead",
    )
    return annotate(results, columns, rows, range(1, len(columns)), told, data=False)


def list_simulations(results: Results) -> str:
    """Return "2,000 without an effect and 1,000 with one" of each design."""
    without, with_one = (
        max((row.simulations for row in results.leading if bool(row.effect) == effect), default=0)
        for effect in (False, True)
    )
    return f"{count(without)} of each design without an effect and {count(with_one)} with one"


def coverage_by_design(results: Results) -> Table:
    """How often intervals for trends apart hold the truth, and the pre-test errs, by design."""
    found: dict[str, dict[tuple, float]] = {}
    for row in results.coverage:
        key = row.method, row.trends, row.m
        found.setdefault(row.design, {})[key] = 100 * row.covered / row.simulations
    cases = (("alike", 0.0), ("alike", 1.0), ("apart", 1.0))
    rows = [
        (
            design,
            number(100 - shares[PRETEST, "alike", 0.0]),
            *(number(shares[method, *case]) for method in (OURS, HYBRID) for case in cases),
        )
        for design, shares in found.items()
    ]
    named = [f"{kind} {case}" for kind in ("t", "normal") for case in ("0", "1", "1 apart")]
    simulations = max((row.simulations for row in results.coverage), default=0)
    told = (
        f"In % of {count(simulations)} simulated {{surveys}} of eighteen {{places}}, without an "
        "effect",
        "Test: the joint test finds trends apart that are alike",
        "t: intervals of this report hold the truth; normal: those of HonestDiD, which takes "
        "{places} for many",
        "0, 1: what the interval allows, in times the largest change before, trends being alike; "
        "1 apart: trends part after by as much as before",
    )
    columns = ("Design", "Test", *named)
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
        f"{count(simulations)} simulated {{surveys}} in each of {designs} designs, of eighteen "
        f"{{places}} each; a sound method finds an effect in {NOMINAL:g}% of them",
        error(results),
    )
