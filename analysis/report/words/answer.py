"""The answer to the report’s question, and what it means with all that was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...results.records import Estimate
from .. import verdicts
from ..comparability import name_wave
from ..markdown import plain as clean
from ..sentence import capital, stop
from .effects import others_after
from .everyday import told_plainly
from .sizes import between, margin, plain_step, sized
from .survey import primary
from .themes import voices

if TYPE_CHECKING:
    from ...results.results import Results

RISEN = {"rise": "risen", "fall": "fallen"}
SHORT = {
    "better": "Yes, as far as the {survey} can tell.",
    "worse": "No: the {survey} shows the opposite.",
    "perhaps better": "Perhaps, but it may be chance.",
    "perhaps worse": "Perhaps the opposite, but that may be chance.",
    "equivalent": "No, not by enough to matter.",
    "unclear": "The {survey} cannot tell.",
    "not estimable": "The {survey} cannot answer this.",
}
FOUND = {
    "better": (
        "On its main question the {survey} shows a change for the better that {comparators} did "
        "not see. That points to the {programme}, and is no proof."
    ),
    "worse": "On its main question the {survey} shows a change for the worse.",
    "equivalent": "On its main question the {survey} shows that any change was too small to "
    "matter.",
    "not estimable": "The {survey} cannot answer its main question.",
}
TOO_EARLY = "It is too early to tell."
STOOD = (
    "The {survey} after the {programme} has not been made yet; this report describes how things "
    "stood before it."
)
UNASKED = "There is no {survey}: this report tells what people said in interviews."
DOUBT = (
    "No clear change on the main question does not mean that nothing happened: it may be too "
    "small, or the {places} too few, for us to see it."
)
HARM = "What got worse has to be explained before anybody repeats the {programme} elsewhere."


def short_answer(results: Results) -> str:
    """Return the answer in a few words, to follow a question that a change for the better on the
    primary outcome answers with yes."""
    if not results.study.surveyed:
        return results.study.words.fill(UNASKED)
    if results.study.awaited:
        return TOO_EARLY
    estimate = results.estimate(primary(results).id)
    told = verdicts.verdict(results, estimate)
    small = told == "better" and verdicts.inside_margin(results, estimate)
    told = "Yes, but by too little to matter." if small else SHORT[told]
    return results.study.words.fill(told)


def answer(results: Results) -> str:
    """Return a sentence on the primary outcome that gives its effect and how far it may be off;
    without a survey, what people spoke of in interviews."""
    if not results.study.surveyed:
        return voices(results)
    if results.study.awaited:
        return results.study.words.fill(STOOD)
    outcome = primary(results)
    lead, survey = results.estimate(outcome.id), results.study.words.survey.one
    earlier = [
        told_plainly(results, e, f"the {survey} of {name_wave(results.study, e.wave)}")
        for e in reversed(others_after(results, outcome.id))
    ]
    opening = f"By the {survey} of {name_wave(results.study, lead.wave)}, " if earlier else ""
    told = compared(results, lead)
    return clean(" ".join([f"{opening}{told}" if opening else capital(told), *earlier]))


def compared(results: Results, e: Estimate) -> str:
    """Return how an outcome moved compared with similar areas, to begin a sentence or follow."""
    o, w = results.study.outcome[e.outcome], results.study.words
    told = verdicts.verdict(results, e)
    if told == "not estimable":
        return unanswered(results, e)
    if told == "equivalent":
        return (
            f"compared with {w.similar}, any change in {o.subject} was probably smaller than "
            f"{margin(o, e.margin, w)}, up or down."
        )
    if told == "unclear":
        ends = " to ".join(plain_step(o, value) for value in (e.low, e.high))
        moved = f"may have {'risen' if e.effect > 0 else 'fallen'} by {sized(o, e.effect, w)}"
        if e.effect == 0:
            moved = "may not have moved at all"
        return (
            f"compared with {w.similar}, {o.subject} {moved}, but anything from {ends} would "
            "fit the data."
        )
    verb, comparison = verdicts.movement(e)
    more = f"{sized(o, e.effect, w, comparison)} than in {w.similar}"
    if told.startswith("perhaps"):
        return (
            f"{o.subject} may have {RISEN[verb]} by {more}, but this may be chance and should not "
            "be relied on."
        )
    return f"{o.subject} {verdicts.PAST[verb]} by {more}; the true difference {between(o, e)}."


def unanswered(results: Results, e: Estimate) -> str:
    """Return why there is no estimate, to begin a sentence or follow."""
    study, o = results.study, results.study.outcome[e.outcome]
    if all(wave.id != e.wave for wave in study.asked(o)):
        what = o.everyday or f"“{o.label}”"
        survey = f"the {study.words.survey.one} of {name_wave(study, e.wave)}"
        return f"{survey} did not ask about {what}, so there is no estimate."
    return stop(f"there is no estimate for {o.subject}: {verdicts.why_not(results, e)}")


def conclusion(results: Results) -> str:
    """Return what the survey's answers mean together, in every way they can come out."""
    fill = results.study.words.fill
    told = verdicts.verdict(results, results.estimate(primary(results).id))
    harm = verdicts.verdicts(results, results.study.outcomes)["worse"]
    return fill(f"{FOUND.get(told, DOUBT)}{f' {HARM}' if harm else ''}")
