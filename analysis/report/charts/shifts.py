"""Effects then and now, one panel an outcome."""

from .axis import Axis
from .drawing import BOLD, Drawing
from .style import FAINT, MUTED, PROGRAMME

LEAST = 160  # pixels of a panel
TALL = 96


def shifts(on: Drawing, rows: list[dict], sides: list[str]) -> None:
    """Draw slopes from earlier to present effects with their intervals, better upwards.

    Without any there is only the title, which says so.
    """
    panels = [[row for row in rows if row["label"] == label]
              for label in dict.fromkeys(row["label"] for row in rows)]  # fmt: skip
    across = max(1, min(len(panels), int(on.width // LEAST), 3))
    for first in range(0, len(panels), across):
        line = panels[first : first + across]
        slot = on.width / across
        heads = [on.wrap(panel[0]["label"], slot - 14, weight=BOLD) for panel in line]
        top = on.y + on.line_height * max(map(len, heads)) + 8
        for place, (panel, head) in enumerate(zip(line, heads, strict=True)):
            on.text(place * slot, on.y, head, weight=BOLD)
            draw_panel(on, panel, place * slot, slot - 14, top, ends(rows, panel[0]["unit"]), sides)
        on.y = top + TALL + 2 * on.line_height + 14
    on.y -= 14 * bool(panels)


def draw_panel(
    on: Drawing, rows: list[dict], left: float, width: float, top: float,
    reach: tuple[float, float], sides: list[str],
) -> None:  # fmt: skip
    """Draw one outcome: its effect on both sides, and in figures below."""
    x = Axis(low=-0.5, high=1.5, start=left, stop=left + width)
    y = Axis(low=reach[0], high=reach[1], start=top + TALL, stop=top)
    on.line((left, y(0)), (left + width, y(0)), width=1.2, behind=True)
    known = [row for row in rows if row["value"] is not None]
    moved = rows[0]["marked"]
    colour = PROGRAMME if moved else MUTED
    if len(known) == 2:
        points = [(x(row["place"]), y(row["value"])) for row in known]
        on.line(*points, colour=colour, width=3 if moved else 1.5)
    for row in rows:
        at = x(row["place"])
        on.line((at, top), (at, top + TALL), colour=FAINT, behind=True)
        if row["value"] is not None:
            on.line((at, y(row["low"])), (at, y(row["high"])), colour=colour, width=1.6)
            on.mark(at, y(row["value"]), colour, filled=moved)
        below = on.text(at, top + TALL + 4, row["shown"], align="center")
        on.text(at, below, sides[row["place"]], size=on.form.small, colour=MUTED, align="center")


def ends(rows: list[dict], unit: str) -> tuple[float, float]:
    """Return ends that hold zero and every interval of a unit."""
    numbers = [
        row[end]
        for row in rows
        for end in ("low", "high")
        if row["unit"] == unit and row[end] is not None
    ]
    low, high = min([*numbers, 0.0]), max([*numbers, 0.0])
    return (low, high) if low < high else (-1.0, 1.0)
