"""Whether the arms moved alike before the programme, outcome by outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...results.records import Mark, Pretest
from ...study.records import Outcome, Study, Wave
from .. import verdicts
from ..comparability import name_wave
from ..numbers import SPACE, number, probability, shown
from ..sentence import capital, listed
from ..verdicts import decimals
from ..words.simulation import coverage, pretest
from ..words.survey import primary
from .robustness import measured
from .table import Row, Table, annotate

if TYPE_CHECKING:
    from ...results.results import Results

WAVES_BEFORE = "All {waves} before together"


def trends(results: Results) -> Table:
    """How the two groups moved before and after on the primary outcome, or why nobody can tell."""
    outcome, study = primary(results), results.study
    places, waves = decimals(outcome), study.alike(outcome, study.leading(outcome))
    before = [row for row in results.pretests if row.outcome == outcome.id]
    together = study.words.fill(WAVES_BEFORE)
    if before and len(results.study.waves) == 2:
        why = [(together, capital(row.reason)) for row in before]
        return annotate(results, ("Test", "Why there is none"), why)
    rows: list[Row] = [
        (
            name_wave(study, e.wave),
            measured(e.effect, e.low, e.high, places),
            probability(e.p),
        )
        for e in results.events
        if e.outcome == outcome.id
    ]
    rows += [(together, ratio(row), probability(row.p)) for row in before]
    apart = [row for row in results.sensitivity if row.outcome == outcome.id]
    rows += [("If trends had parted after as before",)] if apart else []
    rows += [
        (
            f"{name_wave(study, row.wave)}, by up to {number(row.m)} times the largest before",
            measured(Mark.NOT_APPLICABLE, row.low, row.high, places),
            "[z]",
        )
        for row in apart
    ]
    notes = (
        f"{outcome.label}, {outcome.unit}",
        f"Difference between the two groups, relative to {reference(results, outcome)}",
        *left_out(study, waves),
        *([coverage(results), pretest(results)] if apart else []),
        *dict.fromkeys(capital(row.reason) for row in [*before, *apart]),
    )
    columns = ("{Wave} or test", f"Difference ({verdicts.confidence(results)})", "p")
    return annotate(results, columns, rows, (1, 2), notes)


def left_out(study: Study, waves: tuple[Wave, ...]) -> list[str]:
    """Return which waves and areas are not compared with the others."""
    notes = [f"Not compared with the others: {w.label}" for w in study.waves if w not in waves]
    if partly := study.list_apart(waves):
        notes.append(f"Surveyed in some of these {{waves}} only and left out: {listed(partly)}")
    return notes


def reference(results: Results, outcome: Outcome) -> str:
    """Return the wave that others are compared with."""
    compared = results.study.compared(outcome, results.study.leading(outcome))
    last = f"the last {results.study.words.wave.one} that counts as before"
    return f"{last}, {compared[-1].label}" if compared else last


def ratio(row: Pretest) -> str:
    """Return "F = 1.23" of a joint test, or its mark."""
    return f"F{SPACE}={SPACE}{number(row.statistic, 2)}" if shown(row.statistic) else "[x]"
