"""How far the effect on the primary outcome rests on the way it was estimated, as prose."""

from __future__ import annotations

from math import isclose
from typing import TYPE_CHECKING

from ...results.records import LeftOut, Mark, Specification, Subgroup
from ...study.records import Outcome
from .. import verdicts
from ..markdown import plain as clean
from ..numbers import SPACE, interval, number, probability
from ..numbers import words as spelt
from ..sentence import capital, listed, stop
from ..verdicts import span
from .effects import power
from .survey import newest, primary

if TYPE_CHECKING:
    from ...results.results import Results

FEW = 2  # areas that are named
SAME = ("jackknife", "wild")  # ways that only allow otherwise for the few areas
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
        "The estimate in which every respondent counts by the survey weight leads, as the rules "
        "declared have it; nothing in the data spoke against it."
    )


def robustness(results: Results) -> str:
    """Return sentences on what other ways to estimate the primary effect show."""
    outcome = primary(results)
    e = results.estimate(outcome.id)
    found = [s for s in newest(results, results.specifications, outcome.id) if shown(s.effect)]
    if isinstance(e.effect, Mark) or not found:
        return clean(stop(f"No way to estimate the effect applies: {verdicts.why_not(results, e)}"))
    others = [s for s in found if s.id != e.lead]
    same = sum(s.effect * e.effect > 0 for s in others)
    clear = leave_out_zero(others)
    ways = "one other way" if len(others) == 1 else f"{spelt(len(others))} other ways"
    return clean(
        f"The effect and its interval could be estimated in {ways}. "
        f"{capital(some(same, len(others)))} {agree(same, 'point')} the same way as the estimate "
        f"that leads, and {some(clear, len(others))} {agree(clear, 'leave')} out zero. "
        f"{stop(capital(between(outcome, [s.effect for s in found])))}"
        f"{repeated(others, e.effect)}{without_estimate(results, outcome)}"
    )


def repeated(rows: list[Specification], effect: float) -> str:
    """Return how many ways give the leading estimate again, with another interval."""
    alike = sum(row.id in SAME and isclose(row.effect, effect) for row in rows)
    if not alike:
        return ""
    verb = "gives" if alike == 1 else "give"
    return f" {capital(spelt(alike))} {verb} the estimate that leads with another interval."


def without_estimate(results: Results, outcome: Outcome) -> str:
    """Return how many ways did not apply, empty where all did."""
    failed = [s for s in newest(results, results.specifications, outcome.id) if s.reason]
    withheld = sum(s.effect == Mark.CONFIDENTIAL for s in failed)
    rest = f"{agree(withheld, 'rest')} on too few respondents to be shown"
    told = ((len(failed) - withheld, "did not apply"), (withheld, rest))
    return "".join(
        f" {capital(spelt(size))} {'way' if size == 1 else 'ways'} {what}."
        for size, what in told
        if size
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
        f"{clear_of_zero(found)}.{alone(results, found)}{rest}"
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


def alone(results: Results, rows: list[LeftOut]) -> str:
    """Return that a few intervals clear of zero are no finding where the leading one is not."""
    e = results.estimate(primary(results).id)
    clear = leave_out_zero(rows)
    if isinstance(e.low, Mark) or not e.low <= 0 <= e.high or not 0 < clear <= FEW:
        return ""
    verb = "is no finding of its own" if clear == 1 else "are no findings of their own"
    return f" {capital(spelt(clear))} of {spelt(len(rows))} {verb}."


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
    if apart:
        told += (
            f"; they differ on {listed(apart)}. Where they part, the finding rests on the choice "
            "of method and should be read as unclear"
        )
    return clean(f"{stop(told)}{unadjusted(results)}")


def unadjusted(results: Results) -> str:
    """Return which outcomes are unclear whatever these p values are, empty where none is."""
    doubtful = doubts(results)
    if not doubtful:
        return ""
    verb = "is" if len(doubtful) == 1 else "are"
    said = verdicts.unclear(results, [results.estimate(outcome.id) for outcome in doubtful])
    named = listed([outcome.label for outcome in doubtful])
    return f" The p values are not adjusted for the number of outcomes: {named} {verb} {said}."


def doubts(results: Results) -> list[Outcome]:
    """Return the outcomes whose interval leaves out zero and that are unclear all the same."""
    groups = verdicts.verdicts(results, results.study.outcomes)
    return groups["perhaps better"] + groups["perhaps worse"]


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


def course(results: Results) -> str:
    """Return the primary outcome's effect at every wave after, one after the other."""
    outcome = primary(results)
    effects = {e.wave: e for e in results.estimates if e.outcome == outcome.id}
    told = [
        f"{verdicts.effect(results, effects[wave.id])} at {wave.label}"
        for wave in results.study.after()
        if wave.id in effects and shown(effects[wave.id].effect)
    ]
    if not told:
        return "The effect on the primary outcome can't be given at any wave."
    return clean(f"The effect on the primary outcome was {listed(told)}.")


def trends(results: Results) -> str:
    """Return sentences on whether the arms moved alike before the programme."""
    outcome = primary(results)
    row = next((row for row in results.pretests if row.outcome == outcome.id), None)
    if row is None or not shown(row.p):
        why = row.reason if row and row.reason else "no wave before can be compared with another"
        return clean(stop(capital(why)))
    level = 1 - results.study.model.confidence
    apart = "moved apart" if row.p <= level else "did not clearly move apart"
    drift = ""
    if shown(row.detectable):
        drift = (
            f" A steady drift of {verdicts.amount(outcome, row.detectable)} from wave to wave "
            f"would have been found {power(results)}; a smaller one may be there unseen."
        )
    return clean(
        f"Over the waves that count as before the two groups of areas {apart} on the primary "
        "outcome "
        f"(F{SPACE}={SPACE}{number(row.statistic, 2)} on {number(row.df, 0)} and "
        f"{number(row.df_denominator)} degrees of freedom, p{SPACE}={SPACE}{probability(row.p)})."
        f"{drift}"
    )


def sensitivity(results: Results) -> str:
    """Return a sentence on the primary effect if trends had parted after the programme began."""
    outcome = primary(results)
    rows = newest(results, results.sensitivity, outcome.id)
    found = {row.m: row for row in rows if shown(row.m) and shown(row.low) and shown(row.high)}
    if 1.0 not in found:
        why = next((row.reason for row in rows if row.reason), "it takes two waves before")
        return clean(stop(f"What trends apart would do can't be said: {why}"))
    clear = [m for m, row in found.items() if not row.low <= 0 <= row.high]
    firm = (
        f"The interval leaves out zero as long as they did so by no more than "
        f"{number(max(clear))} times that much"
        if clear
        else "Even without that it includes zero"
    )
    label = results.study.leading(outcome).label
    return clean(
        "Had the two groups moved apart from wave to wave afterwards by up to as much as they ever "
        f"did before, the effect by {label} could be anything from "
        f"{span(outcome, found[1.0].low, found[1.0].high)} {outcome.unit} "
        f"({verdicts.confidence(results)}). {stop(firm)}"
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
    unclear = len(groups["unclear"])
    every = within + unclear
    rest = ""
    if doubtful := doubts(results):
        named = listed([outcome.label for outcome in doubtful])
        estimates = [results.estimate(outcome.id) for outcome in doubtful]
        verb = "is" if len(doubtful) == 1 else "are"
        rest = (
            f" Left out of the table, since zero is outside the interval, {verb} {named}: "
            f"{verdicts.unclear(results, estimates)}."
        )
    if not every:
        none = "There is no outcome without a clear change that could be estimated."
        return clean(f"{none}{rest}")
    count = "One outcome shows" if every == 1 else f"{capital(spelt(every))} outcomes show"
    if not within:
        return clean(
            f"{count} no clear change, and the data cannot tell whether the effect lies inside "
            f"the margin{'' if every == 1 else ' for any of them'}.{rest}"
        )
    told = f"; about the other {spelt(unclear)} the data cannot tell" if unclear else ""
    return clean(
        f"Of {spelt(every)} outcome{'' if every == 1 else 's'} without a clear change, "
        f"{spelt(within)} {'is' if within == 1 else 'are'} shown to have no effect beyond the "
        f"margin{told}.{rest}"
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
