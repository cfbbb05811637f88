"""How far the effect on the primary outcome rests on the way it was estimated, as prose."""

from __future__ import annotations

from math import isclose
from typing import TYPE_CHECKING

from ...results.records import Mark, Specification
from ...study.records import Outcome
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
