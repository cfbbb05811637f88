"""The figure of the primary outcome: both groups' levels, and the effect."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from .. import verdicts, words
from ..markdown import plain
from ..numbers import aloud
from ..sentence import capital, listed, stop
from ..tables.effects import effect_row as tabulated
from ..tables.effects import effects
from ..words.survey import primary
from .effects import (
    begin,
    course,
    difference,
    effect_row,
    follow,
    groups,
    period_rows,
    tell_waves,
    wave_rows,
)
from .figure import Figure, figure, hidden

if TYPE_CHECKING:
    from ...results.results import Results


def answer(results: Results) -> Figure:
    """Levels of the primary outcome in both groups of {places}, and the effect with its interval."""  # noqa: E501
    outcome, waves = primary(results), results.study.waves
    if results.study.awaited:
        return follow(results, (outcome,), "answer")
    several = results.study.wave_by_wave
    rows = wave_rows(results, outcome) if several else period_rows(results, outcome)
    told = tell_waves(results, rows) if several else words.levels(results, outcome.id)
    estimate = results.estimate(outcome.id)
    if verdicts.verdict(results, estimate) == "not estimable":
        known = any(row["value"] is not None for row in rows)
        told = f"{told}; " * known + verdicts.why_not(results, estimate)
    effect = effect_row(results, outcome)
    edge = furthest([effect["low"], effect["high"]])
    title = capital(verdicts.summary(results, (outcome,)))
    labels = [plain(wave.label) for wave in waves]
    return figure(
        results,
        "answer",
        "answer",
        alt=aloud(
            f"{stop(title)} {outcome.label}: {stop(told)} "
            f"{capital(difference(results, outcome))}: {stop(effect.pop('told'))}"
        ),
        title=title,
        subtitle=f"Levels in {groups(results)}, {listed(labels)}, and how much more one changed",
        table=effects(results, [tabulated(results, outcome)]),
        caption=(
            f"Line below: {100 * results.study.model.confidence:g}% interval. "
            f"{course(results, (outcome,)) if several else ''}{hidden(results, [*rows, effect])}"
        ),
        levels={
            "rows": rows,
            # A change that is small beside its interval looks small.
            "spans": {outcome.unit: max(edge, reach([row["value"] for row in rows]))},
            "periods": labels,
            "start": begin(waves),
        },
        effect={
            "rows": [effect | {"label": "Difference of the changes"}],
            "edges": {effect["unit"]: edge},
        },
    )


def reach(values: list[float | None]) -> float:
    """Return how far numbers are apart at most."""
    known = [value for value in values if value is not None]
    return max(known) - min(known) if known else 0.0


def furthest(ends: list[float | None]) -> float:
    """Return how far from zero an interval goes, one where that is nowhere."""
    return (
        max((abs(end) for end in ends if end is not None and math.isfinite(end)), default=0) or 1.0
    )
