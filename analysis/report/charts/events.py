"""The difference between the arms wave by wave, beside that of one of them."""

from ..numbers import exact
from .axis import Axis
from .drawing import BOLD, Drawing
from .style import FAINT, MUTED, PROGRAMME

TALL = 220  # pixels


def events(on: Drawing, rows: list[dict], start: float) -> None:
    """Draw differences with intervals over the waves, in figures below each; the reference is a
    diamond on the line at zero, and a dotted line parts before from after at `start`."""
    ends = [row[end] for row in rows for end in ("low", "high", "value") if row[end] is not None]
    top = max([*ends, 0.0]) or 1.0
    low = min([*ends, -0.15 * top])
    y = Axis(
        low=low, high=top, start=on.y + on.line_height + 6 + TALL, stop=on.y + on.line_height + 6
    )
    ticks = y.ticks(6)
    left = on.widest((exact(tick) for tick in ticks), on.form.small) + 10
    x = Axis(low=-0.5, high=len(rows) - 0.5, start=left, stop=on.width)
    for tick in ticks:
        look = {"colour": FAINT} if tick else {"width": 1.2}
        on.line((left, y(tick)), (on.width, y(tick)), behind=True, **look)
        on.text(left - 6, y(tick), exact(tick), size=on.form.small, align="right", middle=True)
    part(on, x(start), y)
    bottoms = [y.start]
    for place, row in enumerate(rows):
        mark(on, x(place), y, row)
        slot = x(1) - x(0) - 8
        below = on.text(x(place), y.start + 6, on.wrap(row["label"], slot, weight=BOLD),
                        align="center", weight=BOLD)  # fmt: skip
        bottoms.append(on.text(x(place), below, on.wrap(row["shown"], slot), align="center"))
    on.y = max(bottoms)


def part(on: Drawing, x: float, y: Axis) -> None:
    """Part the waves before from those after."""
    on.line((x, y.start), (x, on.y), colour=MUTED, dashes=(1, 2))
    look = {"size": on.form.small, "colour": MUTED}
    on.text(x - 6, on.y, "before", align="right", **look)
    on.text(x + 6, on.y, "after", **look)


def mark(on: Drawing, x: float, y: Axis, row: dict) -> None:
    """Draw one wave's difference, full where zero is outside its interval."""
    if row["value"] is None:
        return
    if row["reference"]:
        on.mark(x, y(row["value"]), PROGRAMME, shape="D", filled=False)
        return
    on.line((x, y(row["low"])), (x, y(row["high"])), colour=PROGRAMME, width=2)
    on.mark(x, y(row["value"]), PROGRAMME, filled=row["low"] > 0 or row["high"] < 0)
