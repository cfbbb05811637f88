"""How often methods are right in simulated surveys, as prose."""

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
PASSABLE = 6.0  # what Cochran (1952) lets a test of 5% err by
TEXTBOOK = ("Clustered with normal p", "Clustered with t (CR1)")
USED = {
    "CR2 with Satterthwaite": "Corrected standard errors (CR2)",
    "CR3 jackknife": "The jackknife (CR3)",
    "Exact randomisation": "Randomisation",
    "Enumerated wild bootstrap": "The wild bootstrap",
    "Area means": "{Place} means",
}
METHODS = USED | {
    "No clustering": "{Answerers} as if independent",
    "Clustered with normal p": "Textbook clustered errors, normal",
    "Clustered with t (CR1)": "Textbook clustered errors, t (CR1)",
    "Wild bootstrap with Webb weights": "Wild bootstrap, six-point weights",
}

ENUMERATED = 20  # areas up to which the wild bootstrap goes through all signs
DRAWN = {"Enumerated wild bootstrap": "Wild bootstrap with Webb weights"}
RULE, LEADS = "Rule", "Area means lead"
SINGLE = ("CR2 with Satterthwaite", "Area means")
OURS, HYBRID, PRETEST = "CR2 with Satterthwaite", "HonestDiD hybrid, normal", "Joint pre-test"


def false_positives(results: Results) -> str:
    """Return sentences on how often textbook errors and the methods used find an effect."""
    w = results.study.words
    methods = [
        DRAWN.get(name, name) if len(results.study.areas) > ENUMERATED else name for name in USED
    ]
    textbook, used = (
        [100 * row.rejected / row.simulations for row in rows(results, names)]
        for names in (TEXTBOOK, tuple(methods))
    )
    if not textbook or not used:
        return w.fill("{Surveys} without an effect were not simulated for these methods.")
    return clean(
        f"Textbook clustered errors found one in {interval(min(textbook), max(textbook))}% of "
        f"{w.survey.many}, depending on the design, and the {spelt(len(USED))} methods below in "
        f"{interval(min(used), max(used))}%. {error(results)}."
    )


def rows(results: Results, methods: tuple[str, ...]) -> list:
    """Return the records of some methods."""
    return [row for row in results.false_positives if row.method in methods]


def error(results: Results) -> str:
    """Return how far the share of a sound method may be from five percent by chance."""
    w = results.study.words
    simulations = min((row.simulations for row in results.false_positives), default=0)
    if not simulations:
        return f"No {w.survey.one} was simulated"
    confidence = results.study.model.confidence
    half = NormalDist().inv_cdf((1 + confidence) / 2) * sqrt(
        NOMINAL * (100 - NOMINAL) / simulations
    )
    return (
        f"With {count(simulations)} {w.survey.many} of a design, chance alone moves the share of a "
        f"sound method by up to {number(half)}{SPACE}percentage points either way, in "
        f"{100 * confidence:g} of 100 designs"
    )


def leading_rule(results: Results) -> str:
    """Return sentences on how often the rule for the leading estimate errs and what it finds."""
    w = results.study.words
    errs, finds = (lead_rates(results, effect=effect) for effect in (False, True))
    fair = [row.design for row in results.leading if row.exchangeable]
    even = [errs[design][RULE] for design in errs if design in fair]
    if not even:
        return w.fill("{Surveys} were not simulated for this rule.")
    behind = max(best(errs[design], finds[design]) - finds[design][RULE] for design in finds)
    odd = [errs[design] for design in errs if design not in fair]
    unlike = (
        f" Where {w.place.many} of one group are few and move further by chance than the "
        f"others, so that {w.place.many} are not exchangeable, they found one that was not "
        f"there in {number(max(each[RULE] for each in odd))}%, and the estimate by {w.unit.one} "
        "alone did in "
        f"{number(max(each[SINGLE[0]] for each in odd))}%."
        if odd
        else ""
    )
    return clean(
        f"In {spelt(len(even))} kinds of simulated {w.survey.many} without an effect, with groups "
        f"of equal and of unequal number and {w.place.many} of like and of very unlike size, these "
        f"rules found one in {interval(min(even), max(even))}% of {w.survey.many}. Where "
        f"there was an effect, they found it at most {number(behind)}{SPACE}percentage points less "
        f"often than the better of the two tests taken alone.{unlike}"
    )


def lead_rates(results: Results, *, effect: bool) -> dict[str, dict[str, float]]:
    """Return the share of surveys, in percent, that each method finds an effect in, by design."""
    found: dict[str, dict[str, float]] = {}
    for row in results.leading:
        if bool(row.effect) == effect:
            found.setdefault(row.design, {})[row.method] = 100 * row.found / row.simulations
    return found


def best(errs: dict[str, float], finds: dict[str, float]) -> float:
    """Return what the better of the single tests finds, of those that err no more than passes."""
    sound = [finds[name] for name in SINGLE if errs[name] <= PASSABLE]
    return max(sound, default=0.0)


def coverage(results: Results) -> str:
    """Return sentences on how often intervals for trends apart hold the truth."""
    spans = [
        interval(min(found), max(found))
        for method in (OURS, HYBRID)
        for trends, m in (("alike", 0.0), ("apart", 1.0))
        if (found := cover_rates(results, method, trends, m))
    ]
    if len(spans) < 4:
        return "How often such intervals hold the truth was not simulated."
    alike, apart, many_alike, many_apart = spans
    surveys, places = results.study.words.survey.many, results.study.words.place.many
    return clean(
        f"Meant to hold the true effect in {100 - NOMINAL:g} of 100 {surveys}, such intervals held "
        f"it in {alike} of 100 simulated {surveys} of eighteen {places} if trends were alike and "
        f"taken to be, and in {apart} if they parted as far as was allowed for. Those usual in the "
        f"literature, reckoned as if {places} were many, did so in {many_alike} and {many_apart}."
    )


def pretest(results: Results) -> str:
    """Return a sentence on how often the joint test of the waves before errs."""
    missed = [100 - rate for rate in cover_rates(results, PRETEST, "alike", 0.0)]
    if not missed:
        return "How often the joint test errs was not simulated."
    w = results.study.words
    return clean(
        f"In simulated {w.survey.many} of eighteen {w.place.many} whose trends were alike, the "
        "joint test found "
        f"them apart in {interval(min(missed), max(missed))}% where {NOMINAL:g}% are meant."
    )


def cover_rates(results: Results, method: str, trends: str, m: float) -> list[float]:
    """Return how often a method was right, in percent, in each kind of simulated surveys."""
    return [
        100 * row.covered / row.simulations
        for row in results.coverage
        if (row.method, row.trends, row.m) == (method, trends, m)
    ]
