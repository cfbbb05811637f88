"""The event study: how far the arms stood apart at every wave, beside the last one before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...results.records import Estimate, Event, Mark
from ...study.records import Outcome, Wave
from ..comparability import moved, name_wave
from ..markdown import plain
from ..numbers import aloud, interval, number, with_interval
from ..sentence import capital, listed, stop
from ..tables import drawn
from ..verdicts import decimals, step, verdict
from ..words.survey import primary
from .effects import begin, groups, less
from .figure import Figure, figure, hidden

if TYPE_CHECKING:
    from ...results.results import Results


def events(results: Results, outcome: str | None = None) -> Figure:
    """A primary outcome's difference between the groups of {places} at every {wave}.

    It is relative to the last wave before; with two waves it is the effect alone.
    """
    study = results.study
    o = study.outcome[outcome] if outcome else primary(results)
    waves = study.alike(o, study.leading(o))
    reference = (study.compared(o, study.leading(o)) or study.before())[-1]
    found = {row.wave: row for row in results.events if row.outcome == o.id}
    if not found:
        found = {(e := results.estimate(o.id)).wave: e}
        waves = (reference, study.leading(o))
    rows = [
        row_of(o, plain(wave.label), found.get(wave.id))
        for wave in waves
        if wave == reference or wave.id in found
    ]
    title = f"{o.label}: {finding(results, o, reference, found)}"
    told = [f"{row['label']}: {row['shown']}" for row in rows]
    return figure(
        results,
        "events",
        f"events-{o.id}",
        alt=aloud(
            f"{stop(title)} Difference between the groups of {study.words.place.many} in {o.unit}, "
            f"relative to {reference.label}, with {100 * study.model.confidence:g}% intervals. "
            f"{stop('; '.join(told))}"
        ),
        title=title,
        subtitle=f"{capital(o.unit)}: difference between {groups(results)}, relative to "
        f"{reference.label}",
        caption=(
            f"Lines: {100 * study.model.confidence:g}% intervals. Filled: zero "
            f"is outside the interval. Diamond: {reference.label}, with which all are compared. "
            f"{less([o])}{apart(results, o)}{hidden(results, rows)}"
        ),
        table=drawn.events(results, o, rows),
        rows=rows,
        start=begin(tuple(wave for wave in waves if wave == reference or wave.id in found)),
    )


def row_of(outcome: Outcome, label: str, event: Event | Estimate | None) -> dict:
    """Return one wave's difference; without an event it is the reference."""
    if event is None:
        return {
            "label": label, "value": 0.0, "low": None, "high": None, "shown": "reference",
            "reference": True,
        }  # fmt: skip
    hidden_number = next(
        (n for n in (event.effect, event.low, event.high) if isinstance(n, Mark)), None
    )
    if hidden_number:
        nothing = {"value": None, "low": None, "high": None}
        return nothing | {"label": label, "shown": number(hidden_number), "reference": False}
    places = decimals(outcome)
    return {
        "label": label,
        "value": event.effect,
        "low": event.low,
        "high": event.high,
        "shown": with_interval(
            number(event.effect, places), interval(event.low, event.high, places)
        ),
        "reference": False,
    }


def finding(results: Results, outcome: Outcome, reference: Wave, found: dict) -> str:
    """Return what the event study shows after and before, and no more than the verdict allows."""
    wave = results.study.leading(outcome)
    event = found.get(wave.id)
    if event is None or isinstance(event.effect, Mark) or isinstance(event.low, Mark):
        return "no event study can be shown"
    clear = not event.low <= 0 <= event.high
    if clear and verdict(results, results.estimate(outcome.id)) in ("better", "worse"):
        size = step(event.effect, decimals(outcome))
        others = results.study.arm("comparator").label
        after = f"{size} {outcome.unit} relative to {others}, {reference.label} to {wave.label}"
    else:
        after = f"no clear change from {reference.label} to {wave.label}"
    return f"{after}; {before(results, outcome)}"


def before(results: Results, outcome: Outcome) -> str:
    """Return whether the arms moved alike until the programme, as far as waves before tell."""
    test = next((row for row in results.pretests if row.outcome == outcome.id), None)
    if test is None or isinstance(test.p, Mark):
        return "whether the groups moved alike before can’t be tested"
    if test.p <= 1 - results.study.model.confidence:
        return "the groups moved apart before as well"
    return "the groups did not clearly move apart before"


def apart(results: Results, outcome: Outcome) -> str:
    """Return which waves and areas the event study leaves out."""
    study = results.study
    waves = study.alike(outcome, study.leading(outcome))
    missing = [wave.id for wave in study.waves if wave not in waves]
    told = ""
    if missing:
        labels = listed([name_wave(results.study, wave) for wave in missing])
        told = f"Not asked, or in other words, in {labels}. "
    if moved(study) and study.list_apart(waves):
        told += study.words.fill("Of the {places} only that all these {waves} surveyed. ")
    return told
