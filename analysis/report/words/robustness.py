"""How far the effect on the primary outcome rests on the way it was estimated, as prose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...evidence import LeftOut, Mark, Specification
from ...study import Outcome
from .. import verdicts
from ..markdown import plain as clean
from ..numbers import SPACE, interval, number, probability
from ..numbers import words as spelt
from ..sentence import capital, listed, stop
from ..verdicts import span
from .survey import newest, primary

if TYPE_CHECKING:
    from ...results import Results

FEW = 2  # areas that are named
TESTS = ("household", "jackknife", "wild", "randomisation", "areas")


def lead(results: Results, outcome: str) -> str:
    """Return a sentence on which estimate leads, and what in the data decided so."""
    e = results.estimate(outcome)
    if verdicts.verdict(results, e) == "not estimable":
        return clean(stop(f"No estimate leads: {verdicts.why_not(results, e)}"))
    why = listed(e.flags.split("; "))
    if e.lead == "areas":
        return clean(
            "The estimate in which every area counts the same leads here, with the p value of the "
            f"randomisation test, because the first choice can't be relied on: {why}."
        )
    if why:
        return clean(
            "The estimate in which every respondent counts by the survey weight leads for want of "
            f"another, and has to be read with care: {why}."
        )
    return (
        "The estimate in which every respondent counts by the survey weight leads, as was declared "
        "beforehand; nothing in the data spoke against it."
    )


def robustness(results: Results) -> str:
    """Return sentences on what other ways to estimate the primary effect show."""
    outcome = primary(results)
    e = results.estimate(outcome.id)
    found = [s for s in newest(results, results.specifications, outcome.id) if shown(s.effect)]
    if isinstance(e.effect, Mark) or not found:
        return clean(stop(f"No way to estimate the effect applies: {verdicts.why_not(results, e)}"))
    same = sum(s.effect * e.effect > 0 for s in found)
    ends = [s.effect for s in found]
    return clean(
        f"The effect and its interval could be estimated in {spelt(len(found))} ways. "
        f"{capital(some(same, len(found)))} {agree(same, 'point')} the same way as the estimate "
        f"that leads, and {some(leave_out_zero(found), len(found))} "
        f"{agree(leave_out_zero(found), 'leave')} out zero. "
        f"{stop(capital(between(outcome, ends)))}"
    )


def left_out(results: Results) -> str:
    """Return sentences on the primary effect without each area in turn."""
    outcome = primary(results)
    rows = newest(results, results.left_out, outcome.id)
    found = [row for row in rows if shown(row.effect)]
    if not found:
        return "The effect without single areas can't be shown."
    low, high = min(found, key=lambda r: r.effect), max(found, key=lambda r: r.effect)
    places = verdicts.decimals(outcome)
    hidden = len(rows) - len(found)
    noun = "area" if hidden == 1 else "areas"
    rest = f" For {spelt(hidden)} {noun} this can't be shown." if hidden else ""
    return clean(
        f"Without {low.area} the estimate is {verdicts.step(low.effect, places)}, without "
        f"{high.area} {verdicts.step(high.effect, places)} {outcome.unit}, and without any other "
        f"area it lies between the two. Of these {spelt(len(found))} intervals, "
        f"{clear_of_zero(found)}.{rest}"
    )


def clear_of_zero(rows: list[LeftOut]) -> str:
    """Return how many intervals leave out zero, and without which areas if these are few."""
    inside = [row.area for row in rows if row.low <= 0 <= row.high]
    clear = [row.area for row in rows if row.area not in inside]
    told = f"{some(len(clear), len(rows))} {agree(len(clear), 'leave')} out zero"
    if 0 < len(clear) <= FEW:
        return f"{told} (without {listed(clear)})"
    if 0 < len(inside) <= FEW:
        return f"{told} (not that without {' or '.join(inside)})"
    return told


def tests(results: Results) -> str:
    """Return a sentence on whether the methods of testing agree, outcome by outcome."""
    level = 1 - results.study.model.confidence
    sides: dict[str, set[bool]] = {}
    for outcome in results.study.outcomes:
        found = newest(results, results.specifications, outcome.id)
        ps = [s.p for s in found if s.id in TESTS and shown(s.p)]
        if ps:
            sides[outcome.label] = {p <= level for p in ps}
    apart = [label for label, found in sides.items() if len(found) > 1]
    if not sides:
        return "No test applies."
    all_same = f"For {some(len(sides) - len(apart), len(sides))} of the outcomes"
    if not apart:
        all_same = "For every outcome"
    told = f"{all_same} all methods fall on the same side of {level:.2g}"
    return clean(stop(f"{told}; they differ on {listed(apart)}" if apart else told))


def missing(results: Results) -> str:
    """Return sentences on what missing answers could do to the primary effect."""
    outcome = primary(results)
    found = {s.id: s for s in newest(results, results.specifications, outcome.id)}
    parts = [
        f"{opening} the effect is {told(results, outcome, found[name])}"
        for name, opening in (
            ("imputed", "With missing answers filled in"),
            ("reweighted", "with the weights of those who answered raised to stand for those "
             "who did not"),
        )
        if name in found and shown(found[name].effect)
    ]  # fmt: skip
    worst = found.get("bounds")
    if worst and shown(worst.low):
        parts.append(
            "were every missing answer the worst or the best there is, it could be anything from "
            f"{span(outcome, worst.low, worst.high)} {outcome.unit}, chance left aside"
        )
    reasons = [s.reason for s in found.values() if s.id in ("imputed", "reweighted", "bounds")]
    if not parts:
        why = next((reason for reason in reasons if reason), "no such estimate was made")
        return clean(stop(f"Nothing was done about missing answers: {why}"))
    return clean(stop(capital("; ".join(parts))))


def told(results: Results, outcome: Outcome, row: Specification) -> str:
    """Return "4.3 percentage points (95% CI −2.2 to 10.8)" of a specification."""
    ends = interval(row.low, row.high, verdicts.decimals(outcome))
    size = verdicts.amount(outcome, row.effect)
    return f"{size} ({verdicts.confidence(results)}{SPACE}{ends})"


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
            f"In none of the {spelt(len(found))} subgroups named beforehand does the effect differ "
            "clearly from that among all others, once their number is allowed for."
        )
    return clean(
        f"Of the {spelt(len(found))} subgroups named beforehand, the effect differs clearly from "
        f"that among all others in {spelt(len(clear))}, once their number is allowed for: "
        f"{listed(clear)}."
    )


def trends(results: Results) -> str:
    """Return sentences on whether the arms moved alike before the programme."""
    outcome = primary(results)
    row = next((row for row in results.pretests if row.outcome == outcome.id), None)
    if row is None or not shown(row.p):
        why = row.reason if row and row.reason else "no wave before can be compared with another"
        return clean(stop(f"As to trends before the programme, {why}"))
    level = 1 - results.study.model.confidence
    apart = "moved apart" if row.p <= level else "did not clearly move apart"
    power = f"{100 * results.study.model.power:g}%"
    drift = ""
    if shown(row.detectable):
        drift = (
            f" A steady drift of {verdicts.amount(outcome, row.detectable)} from wave to wave "
            f"would have been found with a chance of {power}; a smaller one may be there unseen."
        )
    return clean(
        f"Over the waves before the programme the arms {apart} on the primary outcome "
        f"(F{SPACE}={SPACE}{number(row.statistic, 2)} on {number(row.df, 0)} and "
        f"{number(row.df_denominator)} degrees of freedom, p{SPACE}={SPACE}{probability(row.p)})."
        f"{drift}"
    )


def margins(results: Results) -> str:
    """Return the margins declared: "5 percentage points or 1 point"."""
    found = [
        verdicts.margin(outcome, outcome.margin)
        for outcome in results.study.outcomes
        if outcome.margin is not None
    ]
    return clean(" or ".join(dict.fromkeys(found))) or "none declared"


def equivalence(results: Results) -> str:
    """Return a sentence on how many unclear effects are shown to be negligible."""
    groups = verdicts.verdicts(results, results.study.outcomes)
    within = len(groups["equivalent"])
    unclear = len(groups["unclear"]) + len(groups["perhaps better"]) + len(groups["perhaps worse"])
    every = within + unclear
    if not every:
        return "Every outcome that could be estimated changed clearly."
    if not within:
        return (
            f"{capital(spelt(every))} outcomes show no clear change, and for none of them do the "
            "data rule out an effect beyond its margin: about all of these they cannot tell."
        )
    rest = f"; about the other {spelt(unclear)} the data cannot tell" if unclear else ""
    return (
        f"Of {spelt(every)} outcomes without a clear change, {spelt(within)} "
        f"{'is' if within == 1 else 'are'} shown to have no effect beyond the margin{rest}."
    )


def shown(value: float | Mark) -> bool:
    """Return whether there is a number."""
    return not isinstance(value, Mark)


def leave_out_zero(rows: list) -> int:
    """Return how many intervals leave out zero."""
    return sum(shown(row.low) and not row.low <= 0 <= row.high for row in rows)


def some(size: int, every: int) -> str:
    """Return "all", "none" or a count in words."""
    return "all" if size == every > 1 else spelt(size)


def agree(size: int, verb: str) -> str:
    """Return a verb as it follows a count."""
    return verb if size > 1 else f"{verb}s"


def between(outcome: Outcome, values: list[float]) -> str:
    """Return "the estimates lie between a rise of 3.1 and a rise of 5.0 percentage points"."""
    places = verdicts.decimals(outcome)
    ends = [verdicts.step(value, places) for value in (min(values), max(values))]
    return f"the estimates lie between {ends[0]} and {ends[1]} {outcome.unit}"
