"""Effects then and now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...results.records import Change, Mark
from ..markdown import plain
from ..numbers import aloud, number
from ..numbers import words as spelt
from ..sentence import capital, stop
from ..tables.drawn import shifts
from ..verdicts import decimals
from ..words.changes import size, tell_effect
from .effects import less, turned
from .figure import Figure, figure, hidden

if TYPE_CHECKING:
    from ...results.results import Results

SIDES = ("then", "now")


def changes(results: Results) -> Figure:
    """Each outcome's effect in the previous release and in this one, with intervals."""
    newest = results.study.newest.id
    found = [
        change
        for change in results.changes
        if (change.kind, change.wave) == ("effect", newest) and change.id in results.study.outcome
    ]
    rows = [row for change in found for row in shift_rows(results, change)]
    outcomes = [results.study.outcome[change.id] for change in found]
    matter = [change for change in found if change.what]
    told = [
        f"{change.label}: {size(change, 'old')} then, {size(change, 'new')} now {change.unit}; "
        f"{'; '.join(tell_effect(change, results.study))}"
        for change in found
    ]
    how_many = f"{capital(spelt(len(matter)))} of {spelt(len(found))} effects"
    title = f"{how_many} changed in a way that matters" if found else "No effect can be compared"
    reading = (
        f"Lines: {100 * results.study.model.confidence:g}% intervals; level line: no difference. "
        "Thick and filled: moved by more than a standard error, or sign, interval about zero or "
        f"verdict changed. {turned(outcomes).replace('to the left', 'downwards')}"
        f"{hidden(results, rows)}"
    )
    return figure(
        results,
        "shifts",
        "changes",
        alt=aloud(
            f"Effects in the previous release and in this one. {less(outcomes)}{stop(title)} "
            f"{stop('; '.join(told))}"
        ),
        title=title,
        subtitle="Each outcome’s effect in the previous release (then) and in this one (now); up "
        "is better",
        caption=reading if found else "",
        table=shifts(results, found),
        rows=rows,
        sides=list(SIDES),
    )


def shift_rows(results: Results, change: Change) -> list[dict]:
    """Return an outcome's effect on both sides, turned so that more is better."""
    outcome = results.study.outcome[change.id]
    sign = 1 if outcome.better == "higher" else -1
    rows = []
    for at, side in enumerate(("old", "new")):
        ends = [getattr(change, f"{side}{end}") for end in ("", "_low", "_high")]
        hidden = any(isinstance(end, Mark) for end in ends)
        value, low, high = (None if hidden else sign * end for end in ends)
        rows.append(
            {
                "label": plain(outcome.label),
                "unit": plain(outcome.unit),
                "marked": bool(change.what),
                "place": at,
                "value": value,
                "low": low if sign == 1 else high,
                "high": high if sign == 1 else low,
                "shown": "none" if hidden else number(ends[0], decimals(outcome)),
            }
        )
    return rows
