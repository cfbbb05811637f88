"""What may be said of an effect, and no more than its interval supports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..results.records import Estimate, Mark
from ..study.records import Outcome
from .numbers import SPACE, bound, exact, interval, meaning, number, probability, words
from .sentence import capital, stop

if TYPE_CHECKING:
    from ..results.results import Results

LABELS = {
    "better": "Better",
    "worse": "Worse",
    "perhaps better": "Unclear after adjustment",
    "perhaps worse": "Unclear after adjustment",
    "equivalent": "Negligible",
    "unclear": "No clear change",
    "not estimable": "Not estimable",
}
DOUBTED = "Unclear"  # where an interval leaves out zero that can't be relied on


def verdict(results: Results, estimate: Estimate) -> str:
    """Return one of the keys of `LABELS`.

    "perhaps" is said where the interval leaves zero out but the estimate is judged unclear:
    it does not stand out among all outcomes that were looked at, or to the test that leads, or the
    estimate can't be relied on.
    """
    numbers = (estimate.effect, estimate.low, estimate.high)
    if estimate.verdict == "not estimable" or any(isinstance(n, Mark) for n in numbers):
        return "not estimable"
    if estimate.verdict == "equivalent":
        return "equivalent"
    if estimate.low < 0 < estimate.high:
        return "unclear"
    # An end beside zero may have been rounded to it after the verdict was reached.
    if estimate.verdict in ("better", "worse"):
        return estimate.verdict
    if 0 in (estimate.low, estimate.high):
        return "unclear"
    raised = estimate.effect > 0
    better = raised == (results.study.outcome[estimate.outcome].better == "higher")
    return "perhaps better" if better else "perhaps worse"


def label(results: Results, estimate: Estimate) -> str:
    """Return the verdict in a word or two."""
    told = verdict(results, estimate)
    if told.startswith("perhaps") and find_doubt(results, estimate) == "estimate":
        return DOUBTED
    return LABELS[told]


def verdicts(results: Results, outcomes: tuple[Outcome, ...]) -> dict[str, list[Outcome]]:
    """Return the outcomes under the verdict that their newest estimate gets."""
    groups: dict[str, list[Outcome]] = {label: [] for label in LABELS}
    for outcome in outcomes:
        groups[verdict(results, results.estimate(outcome.id))].append(outcome)
    return groups


def decimals(outcome: Outcome) -> int:
    """Return one decimal for shares, two for means."""
    return 1 if outcome.measure == "share" else 2


def confidence(results: Results) -> str:
    """Return "95% CI"."""
    return f"{100 * results.study.model.confidence:g}%{SPACE}CI"


def inner_confidence(results: Results) -> str:
    """Return "90% CI", the interval by which equivalence is judged."""
    return f"{100 * (2 * results.study.model.confidence - 1):g}%{SPACE}CI"


def amount(outcome: Outcome, value: float) -> str:
    """Return a number with the outcome's unit: "7.5 percentage points"."""
    return f"{number(value, decimals(outcome))}{SPACE}{outcome.unit}"


def margin(outcome: Outcome, value: float) -> str:
    """Return a margin as it was declared: "5 percentage points", "1 point"."""
    unit = outcome.unit.removesuffix("s") if value == 1 else outcome.unit
    return f"{exact(value)}{SPACE}{unit}"


def why_not(results: Results, estimate: Estimate) -> str:
    """Return why an effect has no number."""
    if estimate.reason:
        return estimate.reason
    numbers = (estimate.effect, estimate.low, estimate.high)
    mark = next((n for n in numbers if isinstance(n, Mark)), Mark.UNAVAILABLE)
    return meaning(mark, results.study.disclosure, results.study.words)


def effect(results: Results, estimate: Estimate, opening: str = " (", closing: str = ")") -> str:
    """Return "7.5 percentage points (95% CI 1.6 to 13.5)", or why there is no number."""
    if verdict(results, estimate) == "not estimable":
        return f"not estimable: {why_not(results, estimate)}"
    outcome = results.study.outcome[estimate.outcome]
    ends = interval(estimate.low, estimate.high, decimals(outcome))
    inside = f"{confidence(results)} {ends}"
    return f"{amount(outcome, estimate.effect)}{opening}{inside}{closing}"


def movement(estimate: Estimate) -> tuple[str, str]:
    """Return verb and comparison for an effect: ("rise", "more"), ("fall", "less") and so on.

    Where the programme's own level moved against the effect, the other arm moved further.
    """
    up = estimate.effect > 0
    levels = (estimate.programme_before, estimate.programme_after)
    if any(isinstance(level, Mark) for level in levels):
        return ("rise" if up else "fall", "more")
    own = round(levels[1] - levels[0], 2)
    if own * estimate.effect > 0:
        return ("rise" if up else "fall", "more")
    return ("fall" if up else "rise", "less")


ROLES = ("programme", "comparator")
PERIODS = ("before", "after")
PAST = {"rise": "rose", "fall": "fell"}


def change(results: Results, estimate: Estimate) -> str:
    """Return sentences on the effect that claim no more than the interval supports."""
    study = results.study
    outcome = study.outcome[estimate.outcome]
    told = verdict(results, estimate)
    if study.awaited:
        return stood(results, (outcome,))
    if told == "not estimable":
        return stop(f"No estimate for {outcome.subject}: {why_not(results, estimate)}")
    if told == "equivalent":
        return equivalence(results, estimate)
    if told == "unclear":
        return stop(
            f"No clear change in {outcome.subject}: the data cannot tell. The estimate is "
            f"{amount(outcome, estimate.effect)}, and anything from "
            f"{span(outcome, estimate.low, estimate.high)} relative to "
            f"{study.arm('comparator').label} fits the data ({confidence(results)})"
        )
    if told.startswith("perhaps"):
        return perhaps(results, estimate)
    verb, comparison = movement(estimate)
    places = f"in {study.arm('programme').label} than in {study.arm('comparator').label}"
    low, high = sorted((abs(estimate.low), abs(estimate.high)))
    return stop(
        f"{capital(outcome.subject)} {PAST[verb]} by "
        f"{amount(outcome, abs(estimate.effect))} {comparison} {places} "
        f"({confidence(results)} {interval(low, high, decimals(outcome))}), "
        f"a change for the {told}{inside_margin(results, estimate)}"
    )


def inside_margin(results: Results, estimate: Estimate) -> str:
    """Return that a clear effect is too small to change a decision, where it is shown to be."""
    numbers = (estimate.inner_low, estimate.inner_high, estimate.margin)
    if any(isinstance(number, Mark) for number in numbers):
        return ""
    low, high, limit = numbers
    if not -limit < low <= high < limit:
        return ""
    outcome = results.study.outcome[estimate.outcome]
    return (
        f", though one inside the margin of {margin(outcome, limit)} that would change no decision"
    )


def perhaps(results: Results, estimate: Estimate) -> str:
    """Return sentences on an effect that is unclear though its interval leaves out zero."""
    outcome = results.study.outcome[estimate.outcome]
    side = verdict(results, estimate).removeprefix("perhaps ")
    ends = (getattr(estimate, f"{arm}_{t}") for arm in ROLES for t in PERIODS)
    hidden = any(isinstance(end, Mark) for end in ends)
    went = "" if hidden else f"It went {levels(results, estimate)}. "
    return stop(
        f"{capital(outcome.subject)} may have changed for the {side} relative to "
        f"{results.study.arm('comparator').label}. {went}The estimate is "
        f"{effect(results, estimate)}, but {doubt(results, estimate)}"
    )


def levels(results: Results, estimate: Estimate) -> str:
    """Return "from 27.1% to 33.0% in the programme's areas and from …"; while no wave has
    followed the programme, "27.1% in the programme's areas and …"."""
    outcome = results.study.outcome[estimate.outcome]
    arms = (
        (results.study.arm(role).label, *(getattr(estimate, f"{role}_{t}") for t in PERIODS))
        for role in ROLES
    )
    awaited = results.study.awaited
    return " and ".join(
        f"{level(outcome, before)} in {arm}"
        if awaited
        else f"from {level(outcome, before)} to {level(outcome, after)} in {arm}"
        for arm, before, after in arms
    )


def stood(results: Results, outcomes: tuple[Outcome, ...]) -> str:
    """Return how things stood before the programme, while no wave has followed it: "Before the
    programme: Play outside, 27.1% in GS and 28.0% in Others"."""
    told = [f"{o.label}, {levels(results, results.estimate(o.id))}" for o in outcomes]
    return stop(f"Before the {results.study.words.programme}: {'; '.join(told)}")


def level(outcome: Outcome, value: float | Mark) -> str:
    """Return a level with its unit: "27.1%", "22.71 points"."""
    if value == Mark.NOT_APPLICABLE:  # no survey asked it, or not in these words
        return "an unknown level"
    text = number(value, decimals(outcome))
    if isinstance(value, Mark):
        return text
    return f"{text}%" if outcome.measure == "share" else f"{text}{SPACE}{outcome.unit}"


def equivalence(results: Results, estimate: Estimate) -> str:
    """Return a sentence on an effect that is shown to lie inside its margin."""
    outcome = results.study.outcome[estimate.outcome]
    low, high, places = estimate.inner_low, estimate.inner_high, decimals(outcome)
    # Rounded, an end just inside the margin would seem to lie on it.
    while round(max(-low, high), places) >= estimate.margin:
        places += 1
    return stop(
        f"Any change in {outcome.subject} relative to {results.study.arm('comparator').label} is "
        f"negligible: the estimate is {effect(results, estimate)}, and the "
        f"{inner_confidence(results)} by which this is judged, from {step(low, places)} to "
        f"{step(high, places)}, lies inside the margin of {margin(outcome, estimate.margin)}"
    )


def doubt(results: Results, estimate: Estimate) -> str:
    """Return why an effect does not count as clear though its interval leaves out zero."""
    why = find_doubt(results, estimate)
    if why == "test":
        shown = f"p{SPACE}={SPACE}{probability(estimate.p)}"
        return f"the randomisation test does not bear it out ({shown})"
    if why == "estimate":
        return f"it can’t be relied on: {doubted(estimate)}"
    return f"it is {unclear(results, [estimate])} " + (
        f"(adjusted p{SPACE}={SPACE}{probability(estimate.p_adjusted)})"
    )


DOUBTS = {
    "number": "once the number of outcomes is allowed for",
    "test": "by the randomisation test",
    "estimate": "because the estimate can’t be relied on",
}


def unclear(results: Results, estimates: list[Estimate]) -> str:
    """Return why effects are unclear though their intervals leave out zero."""
    found = {find_doubt(results, estimate) for estimate in estimates}
    return "unclear " + " or ".join(said for name, said in DOUBTS.items() if name in found)


def doubted(estimate: Estimate) -> str:
    """Return what in the data speaks against the estimate that comes first, empty if nothing."""
    return ", and ".join(estimate.flags.split("; "))


def find_doubt(results: Results, estimate: Estimate) -> str:
    """Return a key of `DOUBTS`: what does not bear out an effect whose interval leaves out zero.

    Of several reasons the first that is told is that of the estimate itself, whose p value would
    be no better.
    """
    if estimate.flags and estimate.lead == "respondents":
        return "estimate"
    if not isinstance(estimate.p, Mark) and estimate.p > 1 - results.study.model.confidence:
        return "test"
    return "number"


def span(outcome: Outcome, low: float, high: float) -> str:
    """Return "a fall of 4.3 to a rise of 6.7"."""
    return " to ".join(step(value, decimals(outcome)) for value in (low, high))


def step(value: float, places: int) -> str:
    """Return "a fall of 4.3", "no change" or "a rise of 6.7"."""
    if value == 0:
        return "no change"
    return f"a {'rise' if value > 0 else 'fall'} of{SPACE}{bound(abs(value), places)}"


def summary(results: Results, outcomes: tuple[Outcome, ...]) -> str:
    """Return a title that says what the survey found for the outcomes."""
    if results.study.awaited:
        which = outcomes[0].label if len(outcomes) == 1 else f"{words(len(outcomes))} measures"
        return f"{capital(which)} before the {results.study.words.programme}"
    groups = verdicts(results, outcomes)
    told = [
        f"{capital(name)} than in {results.study.arm('comparator').label}: "
        + ", ".join(outcome.label for outcome in groups[name])
        for name in ("better", "worse")
        if groups[name]
    ]
    before = len(groups["better"]) + len(groups["worse"])
    doubtful = groups["perhaps better"] + groups["perhaps worse"]
    for opening, joined, found in (
        ("no clear change", "in", groups["unclear"]),
        ("", "", doubtful),
        ("at most a negligible change", "in", groups["equivalent"]),
        ("no estimate", "for", groups["not estimable"]),
    ):
        size = len(found)
        which = measures(size, before, len(outcomes))
        said = f"{opening} {joined} {which}"
        if found is doubtful:
            opening = unclear(results, [results.estimate(outcome.id) for outcome in found])
            said = f"{counted(size, before, len(outcomes))} {opening}"
        if size == len(outcomes) == 1:
            return f"{capital(opening)}: {outcomes[0].label}"
        if size:
            told.append(said if told else capital(said))
        before += size
    return "; ".join(told)


def counted(size: int, before: int, every: int) -> str:
    """Return "one", "the other two" or "all three measures" of which something is said."""
    if size + before < every:
        return words(size) if before else f"{words(size)} measure{'' if size == 1 else 's'}"
    return (
        f"the other {'' if size == 1 else ' ' + words(size)}".strip()
        if before
        else f"all {words(size)} measures"
    )


def measures(size: int, before: int, every: int) -> str:
    """Return "any of five measures", "two measures" or "the other three measures".

    `size` of `every` measure are meant, after `before` others were spoken of.
    """
    if size + before < every:
        return f"{words(size)} measures" if size > 1 else "one measure"
    if before:
        return f"the other {words(size)} measures" if size > 1 else "the other measure"
    few = {1: "the one measure", 2: "either of two measures"}
    return few.get(size, f"any of {words(size)} measures")
