"""How far the effect on the primary outcome rests on the way it was estimated, as prose."""

from __future__ import annotations

from math import isclose
from typing import TYPE_CHECKING

from ...results.records import LeftOut, Mark, Specification
from ...study.records import Outcome, Study
from ...study.records.rules import BASELINE
from .. import verdicts
from ..markdown import plain as clean
from ..numbers import SPACE, interval, shown, some
from ..numbers import words as spelt
from ..sentence import agree, capital, listed, stop
from ..specifications import adjusted_for
from ..verdicts import span
from .equivalence import doubts
from .survey import newest, primary

if TYPE_CHECKING:
    from ...results.results import Results

FEW = 2  # areas that are named
SAME = ("jackknife", "wild")  # ways that only allow otherwise for the few areas
EQUAL = (
    "This is the estimate in which every {place} counts the same, with the p value of the "
    "randomisation test. By the declared rules it takes the place of the first choice, which can’t "
    "be relied on here: "
)
WEIGHTED = "This is the estimate that counts every {answerer} by the {survey} weight. "
UNWEIGHTED = "This is the estimate in which every {answerer} counts the same. "
DOUBTED = "Nothing can take its place here, so it has to be read with care: "
SOUND = (
    "By the declared rules it comes first unless the {places} are too few or too unlike in size to "
    "carry it, and here they carry it."
)
TESTS = ("respondents", "jackknife", "wild", "randomisation", "areas")


def lead(results: Results, outcome: str) -> str:
    """Return a sentence on which estimate leads, and what in the data decided so."""
    e = results.estimate(outcome)
    if verdicts.verdict(results, e) == "not estimable":
        return clean(stop(f"No estimate leads: {verdicts.why_not(results, e)}"))
    why = verdicts.doubted(e)
    counted = WEIGHTED if results.study.weighted else UNWEIGHTED
    said = EQUAL if e.lead == "areas" else counted + (DOUBTED if why else SOUND)
    return clean(results.study.words.fill(said) + (f"{why}." if why else ""))


def area_means(results: Results) -> str:
    """Return sentences on what area means are the effect on, and how they are adjusted where a
    study declares what areas are like."""
    study = results.study
    fill = study.words.fill
    effect = fill(
        "Every {place} counts the same, so this is the effect on the average {place}, where the "
        "others give the effect on the average {sampled unit}."
    )
    if not study.model.area_covariates:
        return effect
    compared, taken = "{places}’ changes", "would have changed alike without the {programme}"
    if BASELINE in study.model.area_covariates:
        compared = "{places}’ levels after"
        taken = (
            "would have come to the same level without the {programme}; where the groups stood "
            "apart before for lasting reasons, the plain comparison of changes seems the less "
            "biased"
        )
    return clean(
        f"{effect} One more estimate compares the {fill(compared)}, adjusted for "
        f"{adjusted_for(study)}; each thing adjusted for costs a degree of freedom. It takes for "
        f"granted that {study.words.place.many} alike in this {fill(taken)}."
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
        f"that leads, and {some(clear, len(others))} {agree(clear, 'leave')} out zero."
        f"{repeated(others, e.effect)} {stop(capital(between(outcome, [s.effect for s in found])))}"
        f"{without_estimate(results, outcome)}"
    )


def repeated(rows: list[Specification], effect: float) -> str:
    """Return how many ways can't but give the leading estimate again; empty where all ways do."""
    alike = [row for row in rows if isclose(row.effect, effect)]
    same = sum(row.id in SAME for row in alike)
    if not same or len(alike) == len(rows):
        return ""
    their = "its interval" if same == 1 else "their intervals"
    return f" {capital(spelt(same))} of them can differ from it in {their} alone."


def without_estimate(results: Results, outcome: Outcome) -> str:
    """Return how many ways did not apply, empty where all did."""
    failed = [s for s in newest(results, results.specifications, outcome.id) if s.reason]
    withheld = sum(s.effect == Mark.CONFIDENTIAL for s in failed)
    kept = "it rests" if withheld == 1 else "they rest"
    few = results.study.words.answerer.many
    rest = f"can’t be shown: {kept} on too few {few}, or would give away numbers that do"
    told = ((len(failed) - withheld, "did not apply"), (withheld, rest))
    return "".join(
        f" {capital(spelt(size))} {'way' if size == 1 else 'ways'} {what}."
        for size, what in told
        if size
    )


def left_out(results: Results) -> str:
    """Return sentences on the primary effect without each area in turn."""
    study, outcome, place = results.study, primary(results), results.study.words.place
    rows = newest(results, results.left_out, outcome.id)
    found = [row for row in rows if shown(row.effect)]
    if not found:
        return f"The effect without single {place.many} can’t be shown."
    low, high = min(found, key=lambda r: r.effect), max(found, key=lambda r: r.effect)
    places = verdicts.decimals(outcome)
    if len(found) == 1:
        ends = "includes" if low.low <= 0 <= low.high else "leaves out"
        return clean(
            f"Without {low.area} the estimate is {verdicts.step(low.effect, places)} "
            f"{outcome.unit}, and its interval {ends} zero.{lacking(study, rows)}"
        )
    by_unit = study.words.fill(" These are estimates by {sampled unit}, which do not lead here.")
    told = by_unit * (results.estimate(outcome.id).lead != "respondents")
    others = f"any other {place.one}{' shown' if len(found) < len(rows) else ''}"
    return clean(
        f"Without {low.area} the estimate is {verdicts.step(low.effect, places)}, without "
        f"{high.area} {verdicts.step(high.effect, places)} {outcome.unit}, and without {others} it "
        f"lies between the two. Of these {spelt(len(found))} intervals, "
        f"{clear_of_zero(found)}.{alone(results, found)}{lacking(study, rows)}{told}"
    )


def lacking(study: Study, rows: list[LeftOut]) -> str:
    """Return without how many areas there is no effect to show, and why."""
    without = [row for row in rows if not shown(row.effect)]
    withheld = sum(row.effect == Mark.CONFIDENTIAL for row in without)
    few, places = study.words.answerer.many, study.words.place.many
    told = (
        (withheld, f"can’t be shown: it would give away numbers that rest on too few {few}"),
        (len(without) - withheld, "can’t be given"),
    )
    areas = {row.area for row in without}
    for arm in study.arms:
        if withheld == len(without) and areas == {a.code for a in study.areas if a.arm == arm.id}:
            return f" Without any of the {arm.label} it {told[0][1]}."
    return "".join(
        f" Without {'one more' if size == 1 else f'any of {spelt(size)} more {places}'} it {what}."
        for size, what in told
        if size
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
    side = f"on the same side of {level:.2g}"
    told = f"For every outcome all methods shown fall {side}"
    if len(sides) == 1:
        told = f"{'Not all' if apart else 'All'} methods shown fall {side}"
    elif apart:
        alike = some(len(sides) - len(apart), len(sides))
        told = (
            f"For {alike} of the outcomes all methods shown fall {side}; they differ on "
            f"{listed(apart)}"
        )
    if apart:
        told += (
            ". Where they part, the finding rests on the choice of method and should be read as "
            "unclear"
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


def leave_out_zero(rows: list) -> int:
    """Return how many intervals leave out zero."""
    return sum(shown(row.low) and not row.low <= 0 <= row.high for row in rows)


def between(outcome: Outcome, values: list[float]) -> str:
    """Return "the estimates lie between a rise of 3.1 and a rise of 5.0 percentage points", or
    that all are the same as they are shown."""
    places = verdicts.decimals(outcome)
    ends = [verdicts.step(value, places) for value in (min(values), max(values))]
    if ends[0] == ends[1]:
        return f"every estimate is {ends[0]} {outcome.unit}"
    return f"the estimates lie between {ends[0]} and {ends[1]} {outcome.unit}"
