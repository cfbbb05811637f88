"""How many people raised each theme."""

from .axis import Axis
from .drawing import Drawing
from .lanes import arrange, count, grid, lane
from .style import MUTED, PROGRAMME


def dots(on: Drawing, rows: list[dict], base: int) -> None:
    """Draw how many people raised each theme, as dots on a line from zero."""
    at = arrange(on, (row["label"] for row in rows), (row["shown"] for row in rows))
    scale = Axis(low=0, high=base, start=at.left, stop=at.right)
    ticks = scale.whole()
    for row in rows:
        hidden = row["value"] is None
        spot = lane(on, at, row["label"], row["shown"], **({"colour": MUTED} if hidden else {}))
        grid(on, scale, ticks, spot)
        if not hidden:
            reach(on, scale, row["value"], spot.middle)
    count(on, scale, ticks)


def reach(on: Drawing, axis: Axis, value: float, y: float) -> None:
    """Draw a dot on a line from zero."""
    on.line((axis(0), y), (axis(value), y), colour=PROGRAMME, width=2)
    on.mark(axis(value), y, PROGRAMME)
