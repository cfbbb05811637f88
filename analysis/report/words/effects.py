"""Effects as prose, in technical and in everyday words."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from ...results.records import Estimate, Mark
from ...study.records import Outcome
from .. import verdicts
from ..comparability import dated, name_wave, offered
from ..markdown import plain as clean
from ..numbers import SPACE, count, exact, number
from ..numbers import words as spelt
from ..sentence import capital, listed, stop
from .survey import chosen

if TYPE_CHECKING:
    from ...results.results import Results

FINEST = 20  # parts into which a chance is divided in words


def effect(results: Results, outcome: str) -> str:
    """Return "7.5 percentage points (95% CI 1.6 to 13.5)"."""
    return clean(verdicts.effect(results, results.estimate(outcome)))


def change(results: Results, outcome: str) -> str:
    """Return sentences on the effect that say no more than its interval supports."""
    e = results.estimate(outcome)
    new = offered(results.study, results.study.outcome[outcome])
    parts = (
        verdicts.change(results, e),
        dated(results, e),
        earlier(results, outcome),
        stop(capital(new)) if new else "",
    )
    return clean(" ".join(part for part in parts if part))


def earlier(results: Results, outcome: str) -> str:
    """Return the effects on a primary outcome at other waves after than the one that leads."""
    if results.study.outcome[outcome].role != "primary":
        return ""
    told = [by_survey(results, e) for e in others_after(results, outcome)]
    return f"The effect was {listed(told)}." if told else ""


def others_after(results: Results, outcome: str) -> list[Estimate]:
    """Return an outcome's estimates at waves after that do not lead, in order."""
    lead = results.estimate(outcome).wave
    return [
        e
        for e in results.estimates
        if (e.outcome, e.group) == (outcome, "all")
        and e.wave != lead
        and verdicts.verdict(results, e) != "not estimable"
    ]


def estimates(results: Results, outcome: str) -> str:
    """Return the effect, and by which survey it is where several could give one."""
    if not results.study.followed_up:
        return effect(results, outcome)
    found = [*others_after(results, outcome), results.estimate(outcome)]
    return clean(listed([by_survey(results, e) for e in found]))


def by_survey(results: Results, e: Estimate) -> str:
    """Return "4.3 percentage points (95% CI −2.2 to 10.8) by the survey of 2018/19"."""
    return f"{verdicts.effect(results, e)} by the survey of {name_wave(results.study, e.wave)}"


def uncertainty(results: Results) -> str:
    """Return what an effect comes with, and by which survey it is where several could give one."""
    newest = results.study.after()[-1].label
    by = f" They are by the survey of {newest} where no other is named."
    return clean(
        f"Effects come with their {confidence(results)}, the range of true effects that fit the "
        f"data well.{by if results.study.followed_up else ''}"
    )


def levels(results: Results, outcome: str) -> str:
    """Return "from 27.1% to 33.0% in the programme's areas and from …"."""
    return clean(verdicts.levels(results, results.estimate(outcome)))


def confidence(results: Results) -> str:
    """Return "95% confidence interval (CI)"."""
    return clean(f"{100 * results.study.model.confidence:g}%{SPACE}confidence interval (CI)")


def power(results: Results) -> str:
    """Return how often an effect of the minimum detectable size is found: "four times in five"."""
    share = Fraction(f"{results.study.model.power:g}")
    times, every = share.as_integer_ratio()
    if every > FINEST:
        times, every = round(100 * share), 100
    return f"{spelt(times)} times in {spelt(every)}"


def detectable(results: Results, outcome: str) -> str:
    """Return the effect that the survey, as it turned out, finds with the power declared."""
    return smallest(results, outcome, "mde")


def expected(results: Results, outcome: str) -> str:
    """Return the effect that the design let one expect to find with the power declared."""
    return smallest(results, outcome, "mde_design")


def smallest(results: Results, outcome: str, name: str) -> str:
    """Return a minimum detectable effect with its unit, or why there is none."""
    e = results.estimate(outcome)
    value = getattr(e, name)
    if isinstance(value, Mark):
        return clean(f"not estimable: {verdicts.why_not(results, e)}")
    return clean(verdicts.amount(results.study.outcome[outcome], value))


def plain(results: Results, outcome: str) -> str:
    """Return what the effect is without abbreviations or brackets."""
    study = results.study
    lead = results.estimate(outcome)
    if not study.followed_up:
        return told_plainly(results, lead)
    # The newest first, then how it was.
    found = [lead, *reversed(others_after(results, outcome))]
    return clean(
        " ".join(
            told_plainly(results, e, f"The survey of {name_wave(study, e.wave)}") for e in found
        )
    )


def told_plainly(results: Results, e: Estimate, survey: str = "The survey") -> str:
    """Return one sentence on what a survey says of an effect in everyday words."""
    o = results.study.outcome[e.outcome]
    told = verdicts.verdict(results, e)
    if told == "not estimable":
        return f"{survey} cannot answer this."
    if told == "unclear":
        ends = " to ".join(plain_step(o, value) for value in (e.low, e.high))
        return (
            f"{survey} cannot tell whether this changed compared with similar areas: "
            f"anything from {ends}{among(o)} would fit what we saw."
        )
    if told == "equivalent":
        most = f"{exact(e.margin)}{among(o)}"
        return f"{survey} shows no change beyond {most} either way, compared with similar areas."
    size = f"{plain_step(o, e.effect, about=True)}{among(o)}, compared with similar areas"
    if told.startswith("perhaps"):
        return f"{survey} hints at {size}; this may be chance, and it should not be relied on."
    low, high = sorted((abs(e.low), abs(e.high)))
    ends = f"{plain_number(o, low)} and {plain_number(o, high)}"
    return f"{survey} shows {size}; the true change probably lies between {ends}."


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
    small = (
        f" For {spelt(within)}, any effect is shown to lie within the margin that would change no "
        "decision."
        if within
        else ""
    )
    hints = len(groups["perhaps better"]) + len(groups["perhaps worse"])
    one = "One of them is unclear: it"
    some_unclear = one if hints == 1 else f"{capital(spelt(hints))} of them are unclear: they"
    chance = f" {some_unclear} may have changed, or it may be chance." if hints else ""
    if clear:
        verb = "shows" if clear == 1 else "show"
        every = f"the other {spelt(size)} measures" if size > 1 else "one other measure"
        return f"{capital(spelt(clear))} of {every} {verb} a clear change.{chance}{small}"
    some = {1: "The other measure does not show", 2: "Neither of the other two measures shows"}
    none = f"None of the other {spelt(size)} measures shows"
    return f"{some.get(size, none)} a clear change.{chance}{small}"
