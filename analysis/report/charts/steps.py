"""A theory of change from top to bottom."""

from .drawing import BOLD, Drawing
from .style import MUTED, PALE, PROGRAMME

SIDE = 12  # pixels from the edge of a box to its text
LEAST = 250  # pixels of a column of parts


def steps(on: Drawing, steps: list[dict]) -> None:
    """Draw a theory of change from top to bottom: a box a step, its parts in rows."""
    across = max(1, int(on.width // LEAST))
    for place, step in enumerate(steps):
        if place:
            arrow(on)
        top = on.y
        bold = {"weight": BOLD}
        title = on.wrap(step["title"], on.width - 2 * SIDE, **bold)
        on.y = on.text(SIDE, top + 8, title, colour=PROGRAMME, **bold) + 3
        for first in range(0, len(step["boxes"]), across):
            row(on, step["boxes"][first : first + across], across)
        on.y += 5
        on.box(1, top, on.width - 1, on.y, PALE, PROGRAMME)


def row(on: Drawing, parts: list[str], across: int) -> None:
    """Write parts of a step beside each other, each after a dot."""
    column = (on.width - 2 * SIDE) / across
    bottoms = []
    for place, part in enumerate(parts):
        x = SIDE + place * column
        on.text(x, on.y, "\u2022")
        bottoms.append(on.text(x + 12, on.y, on.wrap(part, column - 24)))
    on.y = max(bottoms) + 3


def arrow(on: Drawing) -> None:
    """Draw an arrow to the step below."""
    x, top = on.width / 2, on.y + 4
    on.line((x, top), (x, top + 14), colour=MUTED, width=1.5)
    on.mark(x, top + 15, MUTED, shape="v", size=8)
    on.y = top + 24
