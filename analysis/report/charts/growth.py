"""A number that grows from step to step."""

from itertools import pairwise

from .axis import Axis
from .drawing import Drawing
from .style import FAINT, INK, MUTED, PROGRAMME

TALL = 170  # pixels


def growth(on: Drawing, rows: list[dict], top: int, axis: str, most: str) -> None:
    """Draw how a count grew, its steps marked; what is hidden leaves the start empty.

    A dashed line shows how far it could grow, and `most` says so.
    """
    on.y += on.line_height
    left = on.measure(f"{top:,}") + 10
    x = Axis(
        low=1, high=max(rows[-1]["interview"] if rows else 0, 2), start=left, stop=on.width - 10
    )
    y = Axis(low=0, high=top, start=on.y + TALL, stop=on.y)
    for tick in y.whole():
        on.line((left, y(tick)), (on.width, y(tick)), colour=FAINT if tick else INK, behind=True)
        on.text(left - 6, y(tick), f"{tick:,g}", size=on.form.small, align="right", middle=True)
    on.line((left, y(top)), (on.width, y(top)), colour=MUTED, dashes=(5, 3))
    on.text(left, y(top) - on.line_height, most, size=on.form.small, colour=MUTED)
    known = [row for row in rows if row["value"] is not None]
    for before, row in pairwise(known):
        corner = (x(row["interview"]), y(before["value"]))
        end = (x(row["interview"]), y(row["value"]))
        on.line(
            (x(before["interview"]), y(before["value"])), corner, end, colour=PROGRAMME, width=2
        )
        if row["value"] > before["value"]:
            on.mark(*end, PROGRAMME, size=8)
    on.y += TALL + 5
    for tick in x.whole(8):
        on.text(x(tick), on.y, f"{tick:,g}", size=on.form.small, align="center")
    on.y = on.text(left, on.y + on.line_height, axis, size=on.form.small, colour=MUTED)
