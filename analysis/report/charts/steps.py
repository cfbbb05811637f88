"""A theory of change from top to bottom."""

from dataclasses import dataclass

import pandas as pd
import plotnine as p9

from .plot import LINE, TEXT, frame, lines, plot
from .style import INK, MUTED, PALE, PROGRAMME, wrap


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Where boxes, their texts and the arrows between them stand, in inches from the top."""

    boxes: pd.DataFrame
    titles: pd.DataFrame
    parts: pd.DataFrame
    arrows: pd.DataFrame
    height: float


def steps(steps: list[dict], title: str, caption: str) -> p9.ggplot:
    """Return a theory of change from top to bottom: a box a step, its parts two in a row."""
    at = lay_out(steps)
    box, text = p9.aes(xmin=0, xmax=2, ymin="low", ymax="top"), p9.aes("x", "y", label="text")
    bold = {"color": PROGRAMME, "fontweight": "bold"}
    head = p9.arrow(length=0.08, type="closed")
    return plot(
        at.boxes,
        p9.aes(),
        p9.geom_rect(box, fill=PALE, color=PROGRAMME, size=0.4),
        p9.geom_text(text, at.titles, ha="left", size=TEXT, **bold),
        p9.geom_text(text, at.parts, ha="left", va="top", size=TEXT, color=INK),
        p9.geom_segment(
            p9.aes("x", "y", xend="x", yend="yend"), at.arrows, color=MUTED, size=1, arrow=head
        ),
        p9.coord_cartesian(xlim=(-0.01, 2.01), ylim=(-at.height, 0), expand=False),
        *frame(title, caption, at.height),
        p9.theme(
            axis_text=p9.element_blank(),
            axis_title=p9.element_blank(),
            panel_grid=p9.element_blank(),
        ),
    )


def lay_out(steps: list[dict]) -> Layout:
    """Return the steps one under the other, each box as tall as its parts."""
    boxes, titles, parts, arrows, top = [], [], [], [], 0.0
    for step in steps:
        if boxes:
            arrows.append({"x": 1.0, "y": top - 0.04, "yend": top - 0.22})
            top -= 0.26
        low = top - 0.32
        titles.append({"x": 0.04, "y": top - 0.17, "text": step["title"]})
        for place in range(0, len(step["boxes"]), 2):
            row = [wrap(f"\u2022 {box}", 31) for box in step["boxes"][place : place + 2]]
            parts += [
                {"x": x, "y": low, "text": text} for x, text in zip((0.04, 1.03), row, strict=False)
            ]
            low -= LINE * max(map(lines, row)) + 0.05
        boxes.append({"top": top, "low": low - 0.05})
        top = low - 0.05
    return Layout(
        boxes=pd.DataFrame(boxes),
        titles=pd.DataFrame(titles),
        parts=pd.DataFrame(parts),
        arrows=pd.DataFrame(arrows),
        height=-top,
    )
