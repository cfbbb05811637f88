"""The forest plot: effects with their intervals, one below the other."""

from collections.abc import Sequence
from itertools import groupby

from .axis import Axis
from .drawing import Drawing
from .lanes import arrange, grid, heading, interval, lane, sides


def forest(
    on: Drawing, rows: list[dict], edges: dict[str, float], beside: Sequence[str] = ()
) -> None:
    """Draw effects with intervals, each named at the left and in figures at the right.

    `edges` says how far the axis of a unit goes to either side of zero. The names in `beside` get
    room as well: those of charts that are to have the same axis.
    """
    names = (*beside, *(row["label"] for row in rows))
    at = arrange(on, names, (row["shown"] for row in rows))
    for place, (unit, part) in enumerate(groupby(rows, lambda row: row["unit"])):
        on.y += 14 * (place > 0)
        heading(on, unit)
        axis = Axis(low=-1.04 * edges[unit], high=1.04 * edges[unit], start=at.left, stop=at.right)
        ticks = axis.ticks(7)
        for row in part:
            spot = lane(on, at, row["label"], row["shown"])
            grid(on, axis, ticks, spot)
            interval(on, axis, row, spot.middle)
        sides(on, axis, ticks)
