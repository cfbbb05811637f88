"""Respondents from wave to wave, a column a group of areas."""

from .drawing import BOLD, Drawing
from .style import COLOURS, MUTED, PALE

GUTTER = 20
PAD = 8  # pixels from the edge of a box to its text
LEAST = 30  # pixels of an arrow, more where words stand beside it


def flow(on: Drawing, columns: list[dict]) -> None:
    """Draw a column of boxes a group, a box a wave, and between them who was not seen again.

    What stands side by side in the columns is equally tall, so that waves are level.
    """
    width = (on.width - GUTTER * (len(columns) - 1)) / len(columns)
    lefts = [place * (width + GUTTER) for place in range(len(columns))]
    heads = [on.wrap(column["name"], width, weight=BOLD) for column in columns]
    ends = [
        on.text(left, on.y, head, weight=BOLD, colour=COLOURS[column["role"]])
        for left, head, column in zip(lefts, heads, columns, strict=True)
    ]
    on.y = max(ends) + 6
    for place in range(len(columns[0]["stages"])):
        stages = [column["stages"][place] for column in columns]
        if place:
            join(on, [stage["gone"] for stage in stages], lefts, width)
        colours = [COLOURS[column["role"]] for column in columns]
        fill_boxes(on, [stage["lines"] for stage in stages], lefts, width, colours)


def join(on: Drawing, gone: list[str], lefts: list[float], width: float) -> None:
    """Draw an arrow down each column, and beside it who did not go on."""
    texts = [on.wrap(words, width - 3 * PAD) if words else [] for words in gone]
    top = on.y + 2
    drop = max(LEAST, on.line_height * max(map(len, texts)) + 12)
    for left, lines in zip(lefts, texts, strict=True):
        if lines:
            x = left + PAD
            on.line((x, top), (x, top + drop - 6), colour=MUTED, width=1.5)
            on.mark(x, top + drop - 5, MUTED, shape="v", size=8)
            on.text(x + PAD + 2, top + (drop - 6) / 2, lines, middle=True)
    on.y = top + drop + 2


def fill_boxes(
    on: Drawing, said: list[list[str]], lefts: list[float], width: float, colours: list[str]
) -> None:
    """Draw the boxes of one wave, each with its lines."""
    top = on.y
    texts = [[row for line in lines for row in on.wrap(line, width - 2 * PAD)] for lines in said]
    on.y = top + on.line_height * max(map(len, texts)) + 2 * PAD
    for left, lines, colour in zip(lefts, texts, colours, strict=True):
        on.box(left + 1, top, left + width - 1, on.y, PALE, colour)
        on.text(left + PAD, top + PAD, lines)
