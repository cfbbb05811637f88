"""The forest plot: effects with their intervals, one below the other."""

import math

import pandas as pd
import plotnine as p9

from .plot import LINE, TEXT, frame, lines, longest, ordered, plot, table
from .style import INK, PAPER, PROGRAMME, WIDTH, wrap


class Stacked(p9.facet_wrap):
    """Panels one above the other, each as tall as it has rows."""

    space = "free_y"
    _get_panels_gridspec = p9.facet_grid._get_panels_gridspec


def forest(rows: list[dict], title: str, caption: str) -> p9.ggplot:
    """Return effects with intervals, each named at the left and in figures at the right."""
    d = table(rows, "label", "unit", "firm", "value", "low", "high", "shown")
    d["label"] = d["label"].map(lambda text: wrap(text, 22))
    height = max(LINE * sum(map(lines, d["label"])) + 0.11 * len(d), 0.5)
    names, figures = longest(d["label"]), longest(d["shown"])
    d["label"], d["unit"] = ordered(d["label"], reverse=True), ordered(d["unit"])
    known = d.dropna(subset=["value"])
    edge = d[["low", "high"]].abs().max(axis=1).groupby(d["unit"], observed=True)
    d["edge"] = edge.transform("max").fillna(1.0)
    middle = max(WIDTH - names - figures - 0.35, 1.0)
    ends = [d.assign(x=-d["edge"]), d.assign(x=d["edge"] * (1.1 + 2.1 * figures / middle))]
    return plot(
        d,
        p9.aes("value", "label"),
        p9.geom_blank(p9.aes(x="x"), pd.concat(ends)),
        p9.geom_vline(xintercept=0, color=INK, size=0.7),
        p9.geom_segment(
            p9.aes(x="low", xend="high", yend="label"), known, color=PROGRAMME, size=1.2
        ),
        p9.geom_point(data=known, color=PROGRAMME, fill=PAPER, size=3, stroke=0.9),
        p9.geom_point(
            data=known[known["firm"]], color=PROGRAMME, fill=PROGRAMME, size=3, stroke=0.9
        ),
        p9.geom_text(p9.aes("edge * 1.1", label="shown"), d, ha="left", size=TEXT, color=INK),
        p9.scale_x_continuous(breaks=sides, labels=name_sides, expand=(0.01, 0)),
        Stacked("unit", ncol=1, scales="free"),
        *frame(title, caption, height + 0.72 * d["unit"].nunique()),
        p9.theme(axis_title_x=p9.element_blank()),
    )


def sides(ends: tuple[float, float]) -> list[float]:
    """Return a round number on either side of zero, within the panel's lower end."""
    power = 10 ** math.floor(math.log10(abs(ends[0])))
    far = next(step * power for step in (5, 2, 1) if step * power <= abs(ends[0]) * 1.001)
    return [-far, 0, far]


def name_sides(breaks: list[float]) -> list[str]:
    """Return what the left and the right side of zero mean."""
    names = ("worse", "no difference", "better")
    return [f"{abs(b):,g}\n{names[(b > 0) - (b < 0) + 1]}" if b else "0\n" for b in breaks]
