"""Effects of which the data can tell no direction, and how large they may be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...results.records import Estimate
from ...study.records import Outcome
from .. import verdicts
from ..comparability import leading
from ..numbers import SPACE, bound, interval, number, shown
from ..sentence import capital
from ..verdicts import decimals, verdict
from .effects import unit
from .table import Row, Table, annotate

if TYPE_CHECKING:
    from ...results.results import Results


def ruled_out(results: Results) -> Table:
    """What the data speak against for every outcome without a clear change."""
    rows: list[Row] = []
    for outcome in results.study.outcomes:
        e = results.estimate(outcome.id)
        if verdict(results, e) in ("unclear", "equivalent"):
            rows.append(ruled_out_row(results, e, outcome))
    confidence = f"{100 * results.study.model.confidence:g}%"
    inner = verdicts.inner_confidence(results)
    columns = ("Outcome", f"Data speak against ({confidence})", "Margin", inner, "Within it")
    notes = (
        *leading(results),
        f"Data speak against: what lies outside the {verdicts.confidence(results)}",
        "Shares in percentage points, means in points of their scale",
        "Margin: effects inside it either way would change no decision",
        f"Within it: whether the effect is shown to lie inside the margin, as the {inner} does; "
        f"the {verdicts.confidence(results)} is wider and need not",
    )
    return annotate(results, columns, rows, (2, 3), notes)


def ruled_out_row(results: Results, e: Estimate, outcome: Outcome) -> Row:
    """Return the row of one outcome."""
    places = decimals(outcome)
    has_margin = shown(e.margin) and shown(e.inner_low)
    within = "Shown" if verdict(results, e) == "equivalent" else f"Not{SPACE}shown"
    return (
        f"{outcome.label}, {unit(outcome)}",
        capital(outside(e.low, e.high, places)),
        number(e.margin, places),
        interval(e.inner_low, e.inner_high, places) if has_margin else "[z]",
        within if has_margin else "[z]",
    )


def outside(low: float, high: float, places: int) -> str:
    """Return what an interval leaves out: "a rise of more than 10.8, a fall of more than 2.2"."""
    up, down = bound(abs(high), places), bound(abs(low), places)
    if low < 0 < high:
        return f"a rise of more than {up}, a fall of more than {down}"
    if low >= 0:
        return f"any fall, a rise of less than {down} or more than {up}"
    return f"any rise, a fall of less than {up} or more than {down}"
