"""Rows of a chart: a name, what is drawn, and a number; on a narrow drawing below the name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..numbers import MINUS
from .axis import Axis
from .drawing import BOLD, Drawing
from .style import FAINT, INK, PROGRAMME

GAP = 12  # pixels between columns
# Of the width: what names take at most, what they have to have, and what is drawn beside them.
MOST, LEAST, TRACK = 0.46, 0.3, 0.42


@dataclass(frozen=True, kw_only=True)
class Lanes:
    """The columns: names from the left edge, what is drawn from `left` to `right`, numbers."""

    names: float
    left: float
    right: float
    numbers: float
    stacked: bool


@dataclass(frozen=True, kw_only=True)
class Lane:
    """Where one row may draw, in pixels from the top."""

    top: float
    bottom: float

    @property
    def middle(self) -> float:
        """The height of its marks."""
        return (self.top + self.bottom) / 2


def arrange(on: Drawing, names: Iterable[str], numbers: Iterable[str]) -> Lanes:
    """Return columns in which names and numbers fit; without room for them beside what is drawn,
    they stand above it."""
    figures, widest = on.widest(numbers), on.widest(names)
    right = on.width - figures - GAP * bool(figures)
    room = min(MOST * on.width, right - TRACK * on.width - GAP)
    if room >= min(widest, LEAST * on.width):
        beside = min(widest, room)
        return Lanes(names=beside, left=beside + GAP, right=right, numbers=figures, stacked=False)
    return Lanes(names=on.width, left=6, right=on.width - 6, numbers=figures, stacked=True)


def lane(on: Drawing, at: Lanes, name: str, number: str = "", colour: str = INK) -> Lane:
    """Write a row's name and number and return where to draw."""
    top, high = on.y, on.line_height
    if not at.stacked:
        lines = on.wrap(name, at.names)
        on.y += high * len(lines) + on.form.apart
        found = Lane(top=top, bottom=on.y)
        on.text(0, found.middle, lines, middle=True)
        on.text(on.width, found.middle, number, align="right", middle=True, colour=colour)
        return found
    room = on.width - at.numbers - GAP
    beside = room > on.width / 3
    lines = on.wrap(name, room if beside else on.width)
    below = on.text(0, top, lines)
    if not beside:
        below += high
    on.text(on.width, below - high, number, align="right", colour=colour)
    on.y = below + 22 + on.form.apart
    return Lane(top=below + 1, bottom=below + 21)


def grid(on: Drawing, axis: Axis, ticks: list[float], row: Lane) -> None:
    """Draw the axis's round numbers behind a row, zero as a firm line."""
    for tick in ticks:
        look = {"colour": FAINT} if tick else {"colour": INK, "width": 1.2}
        on.line((axis(tick), row.top), (axis(tick), row.bottom), behind=True, **look)


def interval(
    on: Drawing, axis: Axis, row: dict, y: float, shape: str = "o", colour: str = PROGRAMME,
    width: float = 2, size: float = 9.5,
) -> None:  # fmt: skip
    """Draw an estimate with its interval, full if it is firm; arrows go on beyond the axis."""
    if row["low"] is not None:
        low, high = max(row["low"], axis.low), min(row["high"], axis.high)
        dashes = () if row["value"] is not None else (3, 2)
        on.line((axis(low), y), (axis(high), y), colour=colour, width=width, dashes=dashes)
        if row["low"] < axis.low:
            on.mark(axis(low), y, colour, shape="<", size=7)
        if row["high"] > axis.high:
            on.mark(axis(high), y, colour, shape=">", size=7)
    if row["value"] is not None:
        on.mark(axis(row["value"]), y, colour, shape=shape, filled=row["firm"], size=size)


def sides(on: Drawing, axis: Axis, ticks: list[float]) -> None:
    """Write the round numbers below an axis, and what its sides mean; better is to the right."""
    small = on.form.small
    for tick in ticks:
        on.text(axis(tick), on.y, f"{abs(tick):,g}", size=small, align="center")
    on.y += on.line_height
    left, right = "\u2190 worse", "better \u2192"
    on.text(axis.start, on.y, left, size=small)
    on.text(axis.stop, on.y, right, size=small, align="right")
    words, half = "no difference", on.measure("no difference", small) / 2
    zero = axis(0)
    if zero - half - GAP > axis.start + on.measure(
        left, small
    ) and zero + half + GAP < axis.stop - on.measure(right, small):
        on.text(zero, on.y, words, size=small, align="center")
    on.y += on.line_height


def heading(on: Drawing, text: str) -> None:
    """Write what the rows below have in common."""
    bold = {"weight": BOLD}
    on.y = on.text(0, on.y, on.wrap(text, on.width, **bold), **bold) + 2


def count(on: Drawing, axis: Axis, ticks: list[float]) -> None:
    """Write the round numbers below an axis."""
    for tick in ticks:
        words = f"{tick:,g}".replace("-", MINUS)
        on.text(axis(tick), on.y, words, size=on.form.small, align="center")
    on.y += on.line_height
