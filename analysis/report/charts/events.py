"""The difference between the arms wave by wave, beside that of one of them."""

import pandas as pd
import plotnine as p9

from ..numbers import exact
from .plot import CHARACTER, LINE, TEXT, frame, lines, plot, table
from .style import FAINT, INK, MUTED, PAPER, PROGRAMME, WIDTH, wrap

TALL = 2.6  # inches of the panel
SIDE = 0.5  # inches that the axis takes


def events(rows: list[dict], start: float, title: str, caption: str) -> p9.ggplot:
    """Return differences with intervals over the waves, in figures below each; the reference is
    a diamond on the line at zero, and a dotted line parts before from after at `start`."""
    d = table(rows, "label", "value", "low", "high", "shown", "reference").assign(
        place=range(len(rows))
    )
    letters = max(8, int((WIDTH - SIDE) / len(d) / CHARACTER))
    d["label"] = (d["label"] + "\n" + d["shown"]).map(lambda text: wrap(text, letters))
    known = d.dropna(subset=["value"])
    moved, reference = known[~known["reference"]], known[known["reference"]]
    firm = moved[(moved["low"] > 0) | (moved["high"] < 0)]
    top = max(known[["high", "value"]].max().max(), 1e-9) if len(known) else 1.0
    low = min(known[["low", "value"]].min().min(), -0.15 * top) if len(known) else -1.0
    above = top + 0.16 * (top - low)
    sides = pd.DataFrame(
        {"place": [start - 0.06, start + 0.06], "value": above, "text": ["before", "after"]}
    )
    dot = {"color": PROGRAMME, "size": 3, "stroke": 0.9}
    return plot(
        d,
        p9.aes("place", "value"),
        p9.geom_blank(p9.aes(y="value"), sides),
        p9.geom_hline(yintercept=0, color=INK, size=0.7),
        p9.geom_vline(xintercept=start, color=MUTED, linetype="dotted"),
        p9.geom_text(p9.aes(label="text"), sides[:1], ha="right", size=TEXT, color=MUTED),
        p9.geom_text(p9.aes(label="text"), sides[1:], ha="left", size=TEXT, color=MUTED),
        p9.geom_segment(
            p9.aes(xend="place", y="low", yend="high"), moved, color=PROGRAMME, size=1.2
        ),
        p9.geom_point(data=moved, fill=PAPER, **dot),
        p9.geom_point(data=firm, fill=PROGRAMME, **dot),
        p9.geom_point(data=reference, shape="D", fill=PAPER, **dot),
        p9.scale_x_continuous(
            breaks=range(len(d)), labels=list(d["label"]), limits=(-0.5, len(d) - 0.5)
        ),
        p9.scale_y_continuous(labels=lambda breaks: list(map(exact, breaks))),
        p9.labs(x="", y=""),
        *frame(title, caption, TALL + LINE * max(map(lines, d["label"]))),
        p9.theme(
            axis_title_x=p9.element_blank(),
            panel_grid_major_x=p9.element_blank(),
            panel_grid_major_y=p9.element_line(color=FAINT, size=0.5),
        ),
    )
