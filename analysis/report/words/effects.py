"""Effects as prose, in technical and in everyday words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...evidence import Mark
from ...study import Outcome
from .. import verdicts
from ..markdown import plain as clean
from ..numbers import SPACE, count, exact, number
from ..numbers import words as spelt
from ..sentence import capital
from ..verdicts import decimals
from .survey import chosen

if TYPE_CHECKING:
    from ...results import Results


def effect(results: Results, outcome: str) -> str:
    """Return "7.5 percentage points (95% CI 1.6 to 13.5)"."""
    return clean(verdicts.effect(results, results.estimate(outcome)))


def change(results: Results, outcome: str) -> str:
    """Return a sentence on the effect that says no more than its interval supports."""
    return clean(verdicts.change(results, results.estimate(outcome)))


def levels(results: Results, outcome: str) -> str:
    """Return "from 27.1% to 33.0% in Neighbourhoods for Learning and from …"."""
    e, o = results.estimate(outcome), results.study.outcome[outcome]
    programme = f"{level(o, e.programme_before)} to {level(o, e.programme_after)}"
    comparator = f"{level(o, e.comparator_before)} to {level(o, e.comparator_after)}"
    arm = results.study.arm
    return clean(
        f"from {programme} in {arm('programme').label} "
        f"and from {comparator} in {arm('comparator').label}"
    )


def level(outcome: Outcome, value: float | Mark) -> str:
    """Return a level with its unit: "27.1%", "22.71 points"."""
    text = number(value, decimals(outcome))
    if isinstance(value, Mark):
        return text
    return f"{text}%" if outcome.measure == "share" else f"{text}{SPACE}{outcome.unit}"


def detectable(results: Results, outcome: str) -> str:
    """Return the smallest effect that the survey, as it turned out, would probably show."""
    return smallest(results, outcome, "mde")


def expected(results: Results, outcome: str) -> str:
    """Return the smallest effect that the design let one expect to detect."""
    return smallest(results, outcome, "mde_design")


def smallest(results: Results, outcome: str, name: str) -> str:
    """Return a minimum detectable effect with its unit, or why there is none."""
    e = results.estimate(outcome)
    value = getattr(e, name)
    if isinstance(value, Mark):
        return clean(f"not estimable: {verdicts.why_not(results, e)}")
    return clean(verdicts.amount(results.study.outcome[outcome], value))


def plain(results: Results, outcome: str) -> str:
    """Return one sentence on the effect without abbreviations or brackets."""
    e, o = results.estimate(outcome), results.study.outcome[outcome]
    told = verdicts.verdict(results, e)
    if told == "not estimable":
        return "The survey cannot answer this."
    if told == "unclear":
        ends = " to ".join(plain_step(o, value) for value in (e.low, e.high))
        return (
            "The survey cannot tell whether this changed compared with similar areas: "
            f"anything from {ends}{among(o)} would fit what we saw."
        )
    if told == "equivalent":
        most = f"{exact(e.margin)}{among(o)}"
        return f"The survey shows no change beyond {most} either way, compared with similar areas."
    size = f"{plain_step(o, e.effect, about=True)}{among(o)}, compared with similar areas"
    if told.startswith("perhaps"):
        return f"The survey hints at {size}; this may be chance, and it should not be relied on."
    low, high = sorted((abs(e.low), abs(e.high)))
    ends = f"{plain_number(o, low)} and {plain_number(o, high)}"
    return f"The survey shows {size}; the true change probably lies between {ends}."


def plain_number(outcome: Outcome, value: float) -> str:
    """Return a size rounded for everyday reading."""
    if outcome.measure == "share":
        return count(round(value)) if value >= 0.5 else "less than 1"
    return number(value, 1) if value >= 0.05 else "less than 0.1"


def plain_step(outcome: Outcome, value: float, about: bool = False) -> str:
    """Return "a rise of about 6", "a fall of 2" or "no change"."""
    if value == 0:
        return "no change"
    size = plain_number(outcome, abs(value))
    nearly = "about " if about and not size.startswith("less") else ""
    return f"a {'rise' if value > 0 else 'fall'} of {nearly}{size}"


def among(outcome: Outcome) -> str:
    """Return what a size counts: " in every 100 residents" or " points"."""
    return " in every 100 residents" if outcome.measure == "share" else f" {outcome.unit}"


def others(results: Results) -> str:
    """Return plain sentences on all secondary outcomes."""
    groups = verdicts.verdicts(results, chosen(results, "secondary"))
    clear = len(groups["better"]) + len(groups["worse"])
    size = len(chosen(results, "secondary"))
    if not size:
        return "There are no other measures."
    within = len(groups["equivalent"])
    small = f" For {spelt(within)} of them any effect is shown to be small." if within else ""
    if clear:
        verb = "shows" if clear == 1 else "show"
        told = f"{capital(spelt(clear))} of the other {spelt(size)} measures {verb} a clear change."
        return f"{told}{small}"
    some = {1: "The other measure does not show", 2: "Neither of the other two measures shows"}
    none = f"None of the other {spelt(size)} measures shows"
    hints = len(groups["perhaps better"]) + len(groups["perhaps worse"])
    chance = f" {capital(spelt(hints))} of them may have changed, or it may be chance."
    return f"{some.get(size, none)} a clear change.{chance if hints else ''}{small}"
