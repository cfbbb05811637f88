"""Effects then and now, one panel an outcome."""

import pandas as pd
import plotnine as p9

from .plot import LINE, TEXT, frame, lines, ordered, plot, table
from .style import INK, MUTED, PAPER, PROGRAMME, wrap

ACROSS = 3
TALL = 1.0  # inches


def shifts(rows: list[dict], sides: list[str], title: str, caption: str) -> p9.ggplot:
    """Return slopes from earlier to present effects with their intervals, better upwards.

    Without any there is only the title, which says so.
    """
    if not rows:
        return plot(pd.DataFrame(), p9.aes(), *frame(title, caption, 0.6))
    d = table(rows, "label", "unit", "marked", "place", "value", "low", "high", "shown")
    d["label"] = ordered(d["label"].map(lambda text: wrap(text, 19)))
    known = d.dropna(subset=["value"])
    panels = d["label"].nunique()
    across = min(panels, ACROSS)
    tall = -(-panels // across) * (TALL + 0.2 + LINE * max(map(lines, d["label"])))
    marked, others = known[known["marked"]], known[~known["marked"]]
    return plot(
        d,
        p9.aes("place", "value"),
        p9.geom_blank(p9.aes(y="edge"), edges(d)),
        p9.geom_hline(yintercept=0, color=INK, size=0.5),
        *strokes(others, MUTED, PAPER, 0.7),
        *strokes(marked, PROGRAMME, PROGRAMME, 1.5),
        p9.geom_text(
            p9.aes(y="edge", label="shown"), edges(d, lower=True), size=TEXT - 1, color=INK
        ),
        p9.scale_x_continuous(breaks=[0, 1], labels=sides, limits=(-0.55, 1.55)),
        p9.facet_wrap("label", ncol=across, scales="free_y"),
        p9.labs(x="", y=""),
        *frame(title, caption, tall + 0.25),
        p9.theme(
            axis_text_y=p9.element_blank(),
            axis_title_x=p9.element_blank(),
            panel_grid_major_x=p9.element_blank(),
        ),
    )


def strokes(d: pd.DataFrame, colour: str, fill: str, size: float) -> list:
    """Return slope, intervals and points of some outcomes."""
    whole = d[d.groupby("label", observed=True)["place"].transform("size") == 2]
    return [
        p9.geom_line(p9.aes(group="label"), whole, color=colour, size=size),
        p9.geom_linerange(p9.aes(ymin="low", ymax="high"), d, color=colour, size=0.8),
        p9.geom_point(data=d, color=colour, fill=fill, size=2.4, stroke=0.8),
    ]


def edges(d: pd.DataFrame, *, lower: bool = False) -> pd.DataFrame:
    """Return edges that hold zero and every interval, alike in panels of one unit.

    The figures stand below what is drawn, at the lower edge.
    """
    by = d["unit"]
    low = d["low"].fillna(0.0).clip(upper=0).groupby(by).transform("min")
    high = d["high"].fillna(0.0).clip(lower=0).groupby(by).transform("max")
    room = (high - low).where(high > low, 1.0)
    below = d.assign(edge=low - 0.25 * room)
    return below if lower else pd.concat([d.assign(edge=low - 0.35 * room), d.assign(edge=high)])
