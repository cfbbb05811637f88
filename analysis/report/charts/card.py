"""A card that stands for the report where a link to it is shown: question, answer and numbers."""

from pathlib import Path

from .axis import Axis
from .drawing import BOLD, Drawing, save_pixels
from .lanes import Lane, count, grid, interval
from .style import MUTED, PAPER, PROGRAMME, Format

WIDTH, HEIGHT = 1200, 630  # pixels: what Open Graph and others ask for
SIDE = 64
ROOM = WIDTH - 2 * SIDE
SCALES = (1, 0.9, 0.8, 0.7, 0.6, 0.5)
FORM = Format(width=WIDTH, title=46, text=32, small=24)
FOOT = 400  # pixels from the top that words may take


def draw_card(data: dict, path: Path) -> None:
    """Write the card as PNG, 1200 by 630 pixels, in one move."""
    on = Drawing(FORM)
    on.box(-SIDE, -SIDE, WIDTH, HEIGHT, PAPER)
    on.box(-SIDE, -SIDE, WIDTH, 14, PROGRAMME)
    write_words(on, data)
    if data["interval"]:
        draw_interval(on, data)
    on.text(SIDE, HEIGHT - 58, data["notice"], size=FORM.small, weight=BOLD)
    on.end(HEIGHT)
    save_pixels(on, path)


def write_words(on: Drawing, data: dict) -> None:
    """Write title, question, answer and numbers below each other, as large as there is room."""
    for scale in SCALES:
        rows = [
            (on.wrap(data[name], ROOM, scale * size, weight), scale * size, weight, colour)
            for name, size, weight, colour in (
                ("title", FORM.small, "normal", MUTED),
                ("question", FORM.title, BOLD, PROGRAMME),
                ("answer", FORM.text, "normal", None),
                ("numbers", FORM.small, BOLD, MUTED),
            )
        ]
        if sum(len(lines) * size * 1.28 + 14 for lines, size, _, _ in rows) <= FOOT - 44:
            break
    on.y = 44
    for lines, size, weight, colour in rows:
        look = {"colour": colour} if colour else {}
        on.y = on.text(SIDE, on.y, lines, size=size, weight=weight, **look) + 14


def draw_interval(on: Drawing, data: dict) -> None:
    """Draw the effect with its interval beside no difference."""
    low, effect, high = data["interval"]
    reach = 1.15 * max(abs(low), abs(high)) or 1.0
    axis = Axis(low=-reach, high=reach, start=SIDE, stop=WIDTH - SIDE)
    row = {"low": low, "value": effect, "high": high, "firm": data["firm"]}
    ticks = axis.ticks(7)
    grid(on, axis, ticks, Lane(top=FOOT + 10, bottom=FOOT + 70))
    interval(on, axis, row, FOOT + 40, width=5, size=22)
    on.y = FOOT + 74
    count(on, axis, ticks)
    on.text(WIDTH / 2, on.y, data["axis"], size=FORM.small, colour=MUTED, align="center")
