"""Which waves an outcome's effect rests on, and why others take no part."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..results.records import Estimate
from ..study.records import Area, Outcome, Study, Wave
from .sentence import listed, stop

if TYPE_CHECKING:
    from ..results.results import Results


def dated(results: Results, estimate: Estimate) -> str:
    """Return by which survey an effect is, and why by no newer one; empty at the newest."""
    study = results.study
    outcome = study.outcome[estimate.outcome]
    if is_newest(study, outcome):
        return ""
    why, survey = study.why_apart(outcome, study.newest), study.words.survey.one
    return stop(
        f"This is the effect by the {survey} of {study.leading(outcome).label}; by the newest "
        f"{survey} it can’t be estimated: {why}"
    )


def leading(results: Results) -> list[str]:
    """Return by which survey effects are, as a note, where several could give one."""
    if not results.study.followed_up:
        return []
    newest, survey = results.study.newest.label, results.study.words.survey.one
    return [
        f"Effects by the {survey} of {newest}, or where that can’t be compared by the newest "
        "before it"
    ]


def is_newest(study: Study, outcome: Outcome) -> bool:
    """Return whether it is the newest wave that leads on an outcome."""
    return study.leading(outcome) == study.newest


def name_wave(study: Study, wave: str) -> str:
    """Return a wave's label, or its id where it is not declared any more."""
    return next((each.label for each in study.waves if each.id == wave), wave)


def exceptions(results: Results, outcomes: Iterable[Outcome]) -> list[str]:
    """Return between which waves outcomes are compared where these are not all before and the
    newest after."""
    study = results.study
    told = []
    for outcome in outcomes:
        wave = study.leading(outcome)
        compared = study.compared(outcome, wave)
        if (
            not compared
            or study.awaited
            or (compared == study.before() and is_newest(study, outcome))
        ):
            continue
        why = [study.why_apart(outcome, study.newest)] * (not is_newest(study, outcome))
        why += [
            f"{left_out(study, outcome, each)} in {each.label}"
            for each in study.before()
            if each not in compared
        ]
        told.append(f"{outcome.label}: from {together(compared)} to {wave.label} ({listed(why)})")
    return told


def left_out(study: Study, outcome: Outcome, wave: Wave) -> str:
    """Return why a wave before is not compared."""
    return "asked in other words" if wave in study.asked(outcome) else "not asked"


def together(waves: tuple[Wave, ...]) -> str:
    """Return labels of waves that count as one: "2012 and 2015/16 together"."""
    labels = listed([wave.label for wave in waves])
    return f"{labels} together" if len(waves) > 1 else labels


def unasked(study: Study) -> list[str]:
    """Return which waves did not ask about which outcomes, a clause each."""
    told = []
    for wave in study.waves:
        labels = [o.label for o in study.outcomes if wave not in study.asked(o)]
        if labels:
            survey = f"the {study.words.survey.one} of {wave.label}"
            told.append(f"{survey} did not ask about: {', '.join(labels)}")
    return told


def reworded(study: Study, outcome: Outcome) -> str:
    """Return from which survey on a question is worded differently and how; empty if it is not."""
    labels = [wave.label for wave in study.waves if wave.id in outcome.breaks]
    if not labels:
        return ""
    note = outcome.break_note.strip().rstrip(".")
    survey = study.words.survey.one
    return f"worded differently from the {survey} of {listed(labels)} on: {note}"


def offered(study: Study, outcome: Outcome) -> str:
    """Return what could first be answered in which survey, empty if always the same could be.

    Where the question's wording changed as well, answers are not compared across it anyway.
    """
    who, survey = study.words.respondent.many, study.words.survey.one
    told = [
        f"{listed([f'“{each.answer or each.code}”' for each in found])} in the {survey} of "
        f"{wave.label}"
        for wave in study.waves
        if wave.id not in outcome.breaks and (found := study.first_offered(outcome, wave))
    ]
    if not told:
        return ""
    return f"{who} could first answer {listed(told)}, which may draw from the other answers"


def moved(study: Study) -> list[str]:
    """Return in which waves areas were surveyed that some waves did not survey, a clause each."""
    told: dict[str, list[str]] = {}
    for area in study.areas:
        if not all(area.is_surveyed(wave) for wave in study.waves):
            told.setdefault(presence(study, area), []).append(area.code)
    return [f"{listed(codes)} {when}" for when, codes in told.items()]


def presence(study: Study, area: Area) -> str:
    """Return in which waves an area was surveyed."""
    labels = [wave.label for wave in study.waves if area.is_surveyed(wave)]
    return f"in {listed(labels)} only" if labels else f"in no {study.words.wave.one} yet"
