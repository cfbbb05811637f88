"""Whether the arms moved alike before the programme, and what it would mean if they had not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import verdicts
from ..markdown import plain as clean
from ..numbers import SPACE, number, probability, shown
from ..sentence import capital, listed, stop
from ..verdicts import span
from .effects import power
from .survey import newest, primary

if TYPE_CHECKING:
    from ...results.results import Results


def course(results: Results) -> str:
    """Return the primary outcome's effect at every wave after, one after the other."""
    outcome, w = primary(results), results.study.words
    effects = {e.wave: e for e in results.estimates if e.outcome == outcome.id}
    told = [
        f"{verdicts.effect(results, effects[wave.id])} at {wave.label}"
        for wave in results.study.after()
        if wave.id in effects and shown(effects[wave.id].effect)
    ]
    if not told:
        return w.fill("The effect on the primary outcome can’t be given at any {wave}.")
    tested = " Whether two of these effects differ from each other is not tested."
    return clean(
        f"The effect on the primary outcome was {listed(told)}.{tested if len(told) > 1 else ''}"
    )


def trends(results: Results) -> str:
    """Return sentences on whether the arms moved alike before the programme."""
    outcome, w = primary(results), results.study.words
    row = next((row for row in results.pretests if row.outcome == outcome.id), None)
    if row is None or not shown(row.p):
        none = f"no {w.wave.one} before can be compared with another"
        why = row.reason if row and row.reason else none
        return clean(stop(capital(why)))
    level = 1 - results.study.model.confidence
    apart = "moved apart" if row.p <= level else "did not clearly move apart"
    drift = ""
    if shown(row.detectable):
        drift = (
            f" A steady drift of {verdicts.amount(outcome, row.detectable)} from {w.wave.one} to "
            f"{w.wave.one} would have been found {power(results)}; a smaller one may be there "
            "unseen."
        )
    return clean(
        f"Over the {w.wave.many} that count as before the two groups of {w.place.many} {apart} on "
        "the primary outcome "
        f"(F{SPACE}={SPACE}{number(row.statistic, 2)} on {number(row.df, 0)} and "
        f"{number(row.df_denominator)} degrees of freedom, p{SPACE}={SPACE}{probability(row.p)})."
        f"{drift}"
    )


def sensitivity(results: Results) -> str:
    """Return a sentence on the primary effect if trends had parted after the programme began."""
    outcome, w = primary(results), results.study.words
    rows = newest(results, results.sensitivity, outcome.id)
    found = {row.m: row for row in rows if shown(row.m) and shown(row.low) and shown(row.high)}
    if 1.0 not in found:
        why = next((row.reason for row in rows if row.reason), f"it takes two {w.wave.many} before")
        return clean(stop(f"What trends apart would do can’t be said: {why}"))
    clear = [m for m, row in found.items() if not row.low <= 0 <= row.high]
    firm = (
        f"The interval leaves out zero as long as they did so by no more than "
        f"{number(max(clear))} times that much"
        if clear
        else "Even had they moved alike, the interval would include zero"
    )
    label = results.study.leading(outcome).label
    return clean(
        f"Had the two groups moved apart from {w.wave.one} to {w.wave.one} afterwards by up to as "
        f"much as they ever did before, the effect by {label}, against the last {w.wave.one} "
        "before, could be anything from "
        f"{span(outcome, found[1.0].low, found[1.0].high)} {outcome.unit} "
        f"({verdicts.confidence(results)}). {stop(firm)}"
    )
