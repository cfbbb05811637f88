"""Effects as prose, in technical and in everyday words."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from ...results.records import Estimate, Mark
from .. import verdicts
from ..comparability import dated, name_wave, offered
from ..markdown import plain as clean
from ..numbers import SPACE
from ..numbers import words as spelt
from ..sentence import capital, listed, stop

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
    survey = f"the {results.study.words.survey.one} of {name_wave(results.study, e.wave)}"
    return f"{verdicts.effect(results, e)} by {survey}"


def uncertainty(results: Results) -> str:
    """Return what an effect comes with, and by which survey it is where several could give one."""
    newest, survey = results.study.newest.label, results.study.words.survey.one
    by = f" They are by the {survey} of {newest} where no other is named."
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
