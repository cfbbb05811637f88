"""An effect in everyday words: no abbreviation and no bracket."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...results.records import Estimate
from .. import verdicts
from ..comparability import name_wave
from ..markdown import plain as clean
from ..sentence import capital
from .effects import others_after
from .sizes import among, between, margin, plain_step, rise_or_fall, sized

if TYPE_CHECKING:
    from ...results.results import Results


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
            told_plainly(results, e, f"the {study.words.survey.one} of {name_wave(study, e.wave)}")
            for e in found
        )
    )


def told_plainly(results: Results, e: Estimate, survey: str = "") -> str:
    """Return one sentence on what a survey says of an effect in everyday words."""
    o, w = results.study.outcome[e.outcome], results.study.words
    survey = capital(survey or f"the {w.survey.one}")
    told = verdicts.verdict(results, e)
    if results.study.awaited:
        return "It is too early to tell."
    if told == "not estimable":
        return f"{survey} cannot answer this."
    if told == "unclear":
        ends = " to ".join(plain_step(o, value) for value in (e.low, e.high))
        counted = among(o, w, ends.split()[-1])
        return (
            f"{survey} cannot tell whether this changed compared with {w.similar}: "
            f"anything from {ends}{counted} would fit the data."
        )
    if told == "equivalent":
        most = margin(o, e.margin, w)
        return f"{survey} shows no change beyond {most} either way, compared with {w.similar}."
    size = f"{rise_or_fall(e)} of {sized(o, e.effect, w)}, compared with {w.similar}"
    if told.startswith("perhaps"):
        return f"{survey} hints at {size}; this may be chance, and it should not be relied on."
    return f"{survey} shows {size}; the true change {between(o, e)}."
