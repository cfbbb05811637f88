"""One effect beside itself, estimated in other ways."""

import math
from itertools import groupby

from .axis import Axis
from .drawing import Drawing
from .lanes import Lane, arrange, grid, heading, interval, lane, sides
from .style import MUTED, PALE, PROGRAMME


def variants(on: Drawing, rows: list[dict]) -> None:
    """Draw effects under headings, over a band that is the leading one's interval."""
    at = arrange(on, (row["label"] for row in rows), (row["shown"] for row in rows))
    low, high = span(rows)
    axis = Axis(low=low, high=high, start=at.left, stop=at.right)
    ticks = axis.ticks()
    lead = next((row for row in rows if row["lead"] and row["low"] is not None), None)
    for place, (group, part) in enumerate(groupby(rows, lambda row: row["group"])):
        on.y += 8 * (place > 0)
        heading(on, group)
        for row in part:
            if row["note"]:
                remark(on, row)
                continue
            spot = lane(on, at, row["label"], row["shown"])
            shade(on, axis, lead, spot)
            grid(on, axis, ticks, spot)
            interval(on, axis, row, spot.middle, shape="D" if row["lead"] else "o")
    sides(on, axis, ticks)


def remark(on: Drawing, row: dict) -> None:
    """Write a name and why there is nothing to draw."""
    on.y = on.text(0, on.y + 4, on.wrap(row["label"], on.width))
    on.y = on.text(0, on.y, on.wrap(row["note"], on.width), colour=MUTED) + 4


def shade(on: Drawing, axis: Axis, lead: dict | None, row: Lane) -> None:
    """Draw the leading interval as a band behind a row, and its effect as a dotted line."""
    if lead is None:
        return
    low, high = (axis(min(max(end, axis.low), axis.high)) for end in (lead["low"], lead["high"]))
    on.box(low, row.top, high, row.bottom, PALE)
    if lead["value"] is not None:
        x = axis(lead["value"])
        on.line((x, row.top), (x, row.bottom), colour=PROGRAMME, dashes=(1, 2), behind=True)


def span(rows: list[dict]) -> tuple[float, float]:
    """Return the ends of the axis, some way to either side of zero.

    All effects are inside, and intervals up to twice as far as the leading one goes.
    """
    ends = [row[end] for row in rows for end in ("low", "high") if row[end] is not None]
    values = [row["value"] for row in rows if row["value"] is not None]
    lead = [
        abs(row[end])
        for row in rows
        for end in ("value", "low", "high")
        if row["lead"] and row["value"] is not None and row[end] is not None
    ]
    finite = [abs(end) for end in (*ends, *values) if math.isfinite(end)]
    far = max(finite, default=0.0)
    known = [end for end in lead if math.isfinite(end)]
    if known:
        far = max(2 * max(known), 1.1 * max(map(abs, values)))
    low = max(min([*ends, *values, 0.0]), -far)
    high = min(max([*ends, *values, 0.0]), far)
    room = 0.3 * max(high, -low) or 1.0
    return min(low, -room), max(high, room)
