"""Respondents from wave to wave, a column a group of areas."""

import pandas as pd
import plotnine as p9

from .plot import LINE, TEXT, frame, lines, plot
from .style import COLOURS, INK, MUTED, PALE, wrap

HEAD = 0.1  # inches between a column's name and its first wave
PAD = 0.12  # inches between a box and its text
ARROW = 0.3  # inches, or more where words stand beside it
EDGES = {"programme": (0.0, 0.97), "comparator": (1.03, 2.0)}
WIDE, BESIDE = 32, 28  # characters that fit in a box and beside an arrow
ROOM = 0.15  # inches that titles take from the columns


def flow(columns: list[dict], title: str, caption: str) -> p9.ggplot:
    """Return a column of boxes a group, a box a wave, and between them who was not seen again."""
    boxes, texts, arrows, height = lay_out(columns)
    box = p9.aes(xmin="left", xmax="right", ymin="low", ymax="top", color="role")
    text, bold = p9.aes("x", "y", label="text"), texts["bold"].astype(bool)
    head = p9.arrow(length=0.08, type="closed")
    beside = {"ha": "left", "va": "top", "size": TEXT}
    return plot(
        boxes,
        p9.aes(),
        p9.geom_rect(box, fill=PALE, size=0.5),
        p9.geom_text(text, texts[~bold], color=INK, **beside),
        p9.geom_text(
            p9.aes("x", "y", label="text", color="role"), texts[bold], fontweight="bold", **beside
        ),
        p9.geom_segment(
            p9.aes("x", "y", xend="x", yend="yend"), arrows, color=MUTED, size=1, arrow=head
        ),
        p9.scale_color_manual(values=COLOURS),
        p9.coord_cartesian(xlim=(-0.01, 2.01), ylim=(-height - 0.02, 0.02), expand=False),
        *frame(title, caption, height + ROOM),
        p9.theme(
            axis_text=p9.element_blank(),
            axis_title=p9.element_blank(),
            panel_grid=p9.element_blank(),
        ),
    )


def lay_out(columns: list[dict]) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, float]:
    """Return boxes, texts and arrows in inches from the top, and the height of all.

    What stands side by side in the columns is equally tall, so that waves are level.
    """
    boxes, texts, arrows = [], [], []
    names = [wrap(column["name"], WIDE) for column in columns]
    top = -LINE * max(map(lines, names)) - HEAD
    for column, name in zip(columns, names, strict=True):
        start = EDGES[column["role"]][0]
        texts.append({"x": start, "y": 0.0, "text": name, "role": column["role"], "bold": True})
    for place in range(len(columns[0]["stages"])):
        stages = [column["stages"][place] for column in columns]
        gone = [wrap(stage["gone"], BESIDE) for stage in stages]
        if place:
            drop = max(ARROW, LINE * max(map(lines, gone)) + PAD)
            for column, words in zip(columns, gone, strict=True):
                x = EDGES[column["role"]][0] + 0.08
                if words:
                    arrows.append({"x": x, "y": top - 0.03, "yend": top - drop + 0.02})
                texts.append(
                    {"x": x + 0.06, "y": top - PAD / 2, "text": words, "role": column["role"],
                     "bold": False}
                )  # fmt: skip
            top -= drop
        said = ["\n".join(wrap(line, WIDE) for line in stage["lines"]) for stage in stages]
        low = top - LINE * max(map(lines, said)) - 2 * PAD
        for column, words in zip(columns, said, strict=True):
            left, right = EDGES[column["role"]]
            boxes.append(
                {"left": left, "right": right, "top": top, "low": low, "role": column["role"]}
            )
            texts.append(
                {"x": left + 0.04, "y": top - PAD, "text": words, "role": column["role"],
                 "bold": False}
            )  # fmt: skip
        top = low
    return (
        pd.DataFrame(boxes),
        pd.DataFrame(texts),
        pd.DataFrame(arrows, columns=["x", "y", "yend"]),
        -top,
    )
