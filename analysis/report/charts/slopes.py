"""Levels of both arms over time."""

from dataclasses import dataclass

import pandas as pd
import plotnine as p9

from .plot import CHARACTER, LINE, TEXT, frame, lines, longest, ordered, plot, table
from .style import COLOURS, LINES, MUTED, SHAPES, WIDTH, wrap

LIFT = 0.17  # inches from a point to the middle of its label


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Where points and labels stand; an `inch` is the steps of time that an inch holds, `letters`
    what fits under a step."""

    points: pd.DataFrame
    starts: pd.DataFrame
    middles: pd.DataFrame
    ends: pd.DataFrame
    edges: pd.DataFrame
    limits: tuple[float, float]
    across: int
    inch: float
    letters: int
    height: float


def slopes(
    rows: list[dict], periods: list[str], start: float, title: str, caption: str
) -> p9.ggplot:
    """Return levels of both arms over time, one panel an outcome, each line named at its end.

    A line is interrupted where the `side` of its points changes. With several waves the `start`
    of the programme's time is marked.
    """
    last = len(periods) - 1
    at = lay_out(rows, last)
    known = at.points.dropna(subset=["value"])
    by_arm = {"breaks": list(COLOURS)}
    by = dict.fromkeys(("color", "linetype", "shape"), "arm") | {"group": "line"}
    beside = p9.aes(y="height", label="text")
    return plot(
        at.points,
        p9.aes("place", "value", **by),
        p9.geom_blank(p9.aes(y="edge"), at.edges),
        *([p9.geom_vline(xintercept=start, color=MUTED, linetype="dotted")] if last > 1 else []),
        p9.geom_line(data=known, size=1.1),
        p9.geom_point(data=known, size=2.8),
        p9.geom_text(beside, at.starts, ha="right", nudge_x=-0.08 * at.inch, size=TEXT),
        p9.geom_text(beside, at.ends, ha="left", nudge_x=0.08 * at.inch, size=TEXT),
        *([p9.geom_text(beside, at.middles, ha="center", size=TEXT)] if last > 1 else []),
        p9.scale_color_manual(values=list(COLOURS.values()), **by_arm),
        p9.scale_linetype_manual(values=list(LINES.values()), **by_arm),
        p9.scale_shape_manual(values=list(SHAPES.values()), **by_arm),
        p9.scale_x_continuous(
            breaks=range(last + 1), labels=[wrap(p, at.letters) for p in periods], limits=at.limits
        ),
        p9.facet_wrap("outcome", ncol=at.across, scales="free_y"),
        p9.labs(x="", y=""),
        *frame(title, caption, at.height),
        p9.theme(axis_text_y=p9.element_blank(), axis_title_x=p9.element_blank()),
    )


def lay_out(rows: list[dict], last: int) -> Layout:
    """Return a layout in which every label fits, two panels in a row, or one with more waves."""
    d = table(rows, "outcome", "unit", "arm", "side", "name", "place", "value", "shown")
    d["line"] = d["arm"] + d["side"].astype(str)
    d["outcome"] = ordered(d["outcome"].map(lambda text: wrap(text, 28)))
    d["name"] = d["name"].map(lambda text: wrap(text, 14))
    middle = d.groupby("outcome", observed=True)["value"].transform("mean").fillna(0.0)
    d["at"] = d["value"].fillna(middle)
    panels = d["outcome"].nunique()
    across = min(panels, 2) if last == 1 else 1
    tall = 1.3 if across > 1 else 0.9
    d["end"] = d["shown"] + ("  " if across == 1 else "\n") + d["name"]
    left, right = longest(d["shown"]) + 0.1, longest(d["end"]) + 0.1
    inch = last / max(WIDTH / across - left - right - 0.25, 0.5)
    by_outcome = d.groupby("outcome", observed=True)["place"]
    d["spot"] = "middle"
    d.loc[d["place"] == by_outcome.transform("min"), "spot"] = "start"
    d.loc[d["place"] == by_outcome.transform("max"), "spot"] = "end"
    d["text"] = d["end"].where(d["spot"] == "end", d["shown"])
    labels, edges = fit(d[(d["spot"] != "middle") | d["value"].notna()], span(d), tall)
    strips = max(map(lines, d["outcome"]))
    return Layout(
        points=d,
        starts=labels[labels["spot"] == "start"],
        middles=labels[labels["spot"] == "middle"],
        ends=labels[labels["spot"] == "end"],
        edges=edges,
        limits=(-left * inch, last + right * inch),
        across=across,
        inch=inch,
        letters=12 if last == 1 else max(5, int(1 / inch / CHARACTER)),
        height=-(-panels // across) * (tall + 0.2 + LINE * strips) + 0.25,
    )


def span(d: pd.DataFrame) -> pd.DataFrame:
    """Return two points for each panel that give panels of one unit the same distance."""
    panels = d.groupby(["outcome", "unit"], observed=True)["at"].agg(["min", "max"]).reset_index()
    reach = (panels["max"] - panels["min"]).groupby(panels["unit"]).transform("max") * 0.75
    reach = reach.where(reach > 0, 1.0)
    middle = (panels["max"] + panels["min"]) / 2
    both = pd.concat([panels.assign(edge=middle - reach), panels.assign(edge=middle + reach)])
    return both.assign(place=0, value=both["edge"], arm="programme", line="programme0")


def fit(points: pd.DataFrame, edges: pd.DataFrame, tall: float) -> tuple:
    """Return the labels of points with heights at which all fit in panels so tall, in inches, and
    the edges of panels that make room for them."""
    middle = points["spot"] == "middle"
    ends, middles = points[~middle], points[middle]
    for _ in range(8):  # wider edges make labels higher in the unit of the data, so again
        labels, before = spread(ends, edges, tall), edges
        if len(middles):
            labels = pd.concat([labels, lift(middles, edges, tall)])
        edges = widen(edges, labels)
        if edges.equals(before):
            break
    return labels, edges


def spread(ends: pd.DataFrame, edges: pd.DataFrame, tall: float) -> pd.DataFrame:
    """Return the labels with heights at which the two at an end don't collide."""
    unit = measure(edges, tall)
    placed = []
    for (outcome, _), pair in ends.sort_values("at").groupby(["outcome", "place"], observed=True):
        room = 0.18 * max(map(lines, pair["text"])) * unit[outcome]
        low, high = pair["at"]
        push = max(0.0, room - (high - low)) / 2
        placed.append(pair.assign(height=[low - push, high + push], half=room / 2))
    return pd.concat(placed)


def lift(middles: pd.DataFrame, edges: pd.DataFrame, tall: float) -> pd.DataFrame:
    """Return the labels of points between the ends, above the upper line and below the lower."""
    inch = middles["outcome"].map(measure(edges, tall)).astype(float)
    middle = middles.groupby(["outcome", "place"], observed=True)["at"].transform("mean")
    side = (middles["at"] >= middle) * 2 - 1
    return middles.assign(height=middles["at"] + side * LIFT * inch, half=LINE / 2 * inch)


def measure(edges: pd.DataFrame, tall: float) -> pd.Series:
    """Return how much of an outcome's unit an inch of its panel is."""
    return edges.groupby("outcome", observed=True)["edge"].agg(lambda e: e.max() - e.min()) / tall


def widen(edges: pd.DataFrame, labels: pd.DataFrame) -> pd.DataFrame:
    """Return the edges moved out, equally in panels of one unit, until all labels fit between."""
    middle = edges.groupby("outcome", observed=True)["edge"].mean()
    off = (labels["height"] - labels["outcome"].map(middle).astype(float)).abs() + labels["half"]
    need = edges["unit"].map(off.groupby(labels["unit"]).max())
    centre = edges["outcome"].map(middle).astype(float)
    reach = (edges["edge"] - centre).abs().clip(lower=need)
    return edges.assign(edge=centre + reach.where(edges["edge"] > centre, -reach))
