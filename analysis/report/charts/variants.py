"""One effect beside itself, estimated in other ways."""

import math
from dataclasses import dataclass

import pandas as pd
import plotnine as p9

from .forest import name_sides, sides
from .plot import CHARACTER, LINE, TEXT, frame, lines, longest, plot, table
from .style import INK, MUTED, PALE, PAPER, PROGRAMME, WIDTH, wrap

COLUMNS = ("group", "label", "value", "low", "high", "shown", "note", "firm", "lead")
GAP = 0.09  # inches between rows
HEADING = 52  # characters that fit on a line in bold


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Rows and headings from top to bottom; an `inch` is what an inch holds of the effect."""

    rows: pd.DataFrame
    headings: pd.DataFrame
    ends: tuple[float, float]
    limits: tuple[float, float]
    inch: float
    height: float


def variants(rows: list[dict], unit: str, title: str, caption: str) -> p9.ggplot:
    """Return effects under headings, over a band that is the leading one's interval."""
    at = lay_out(rows)
    low, high = at.ends
    return plot(
        at.rows,
        p9.aes(y="y"),
        *shade(at),
        *mark(at),
        *name(at),
        p9.scale_x_continuous(
            breaks=[sides((low, 0))[0], 0, sides((-high, 0))[2]],
            labels=name_sides,
            limits=at.limits,
            expand=(0, 0),
        ),
        p9.scale_y_continuous(limits=(-at.height, 0), expand=(0, 0)),
        p9.labs(x=unit),
        *frame(title, caption, at.height + 0.65),
        p9.theme(axis_text_y=p9.element_blank(), panel_grid=p9.element_blank()),
    )


def shade(at: Layout) -> list:
    """Return zero, the leading effect as a line and its interval as a band behind all rows
    but those where a note stands."""
    behind = at.rows.loc[at.rows["note"] == "", ["top", "bottom"]]
    lead = at.rows.loc[at.rows["lead"], ["value", "low", "high"]].dropna()
    band = behind.merge(lead, "cross")
    box = p9.aes(xmin="low", xmax="high", ymin="bottom", ymax="top")
    line, zero = p9.aes("value", "top", xend="value", yend="bottom"), p9.aes(y="top", yend="bottom")
    return [
        p9.geom_rect(box, band, inherit_aes=False, fill=PALE),
        p9.geom_segment(line, band, color=PROGRAMME, size=0.5, linetype="dotted"),
        p9.geom_segment(zero, behind, x=0, xend=0, color=INK, size=0.7),
    ]


def mark(at: Layout) -> list:
    """Return intervals and points: a diamond leads, arrows go on beyond the axis."""
    low, high = at.ends
    d = at.rows.dropna(subset=["low"])
    line = d.assign(low=d["low"].clip(lower=low), high=d["high"].clip(upper=high))
    reach = p9.aes("low", xend="high", yend="y")
    layers = [
        p9.geom_segment(reach, line[line["value"].notna()], color=PROGRAMME, size=1.2),
        p9.geom_segment(
            reach, line[line["value"].isna()], color=MUTED, size=1.2, linetype="dashed"
        ),
        p9.geom_point(p9.aes("low"), line[d["low"] < low], shape="<", color=PROGRAMME, size=2.5),
        p9.geom_point(p9.aes("high"), line[d["high"] > high], shape=">", color=PROGRAMME, size=2.5),
    ]
    for lead, shape, size in ((False, "o", 2.6), (True, "D", 3)):
        for firm, fill in ((False, PAPER), (True, PROGRAMME)):
            chosen = at.rows[(at.rows["lead"] == lead) & (at.rows["firm"] == firm)]
            look = {"shape": shape, "size": size, "fill": fill, "color": PROGRAMME, "stroke": 0.9}
            layers.append(p9.geom_point(p9.aes("value"), chosen.dropna(subset=["value"]), **look))
    return layers


def name(at: Layout) -> list:
    """Return headings and names at the left, numbers at the right, notes between."""
    beside = {"ha": "left", "size": TEXT}
    bold = {"color": INK, "fontweight": "bold"}
    left, right = at.limits[0] + 0.04 * at.inch, at.ends[1] + 0.1 * at.inch
    return [
        p9.geom_text(p9.aes(label="label"), at.headings, x=left, **bold, **beside),
        p9.geom_text(p9.aes(label="label"), x=left, color=INK, **beside),
        p9.geom_text(p9.aes(label="shown"), x=right, color=INK, **beside),
        p9.geom_text(p9.aes(label="note"), x=at.ends[0], color=MUTED, **beside),
    ]


def lay_out(rows: list[dict]) -> Layout:
    """Return a layout in which every name, number and note fits."""
    d = table(rows, *COLUMNS).astype({"firm": bool, "lead": bool})
    d["label"] = d["label"].map(lambda text: wrap(text, 20))
    names, figures = longest(d["label"]) + 0.15, 1.15 * longest(d["shown"]) + 0.1
    middle = max(WIDTH - names - figures - 0.2, 1.0)
    d["note"] = d["note"].map(lambda text: wrap(text, int((middle + figures) / CHARACTER) - 2))
    d["tall"] = [
        LINE * max(map(lines, both)) + GAP for both in zip(d["label"], d["note"], strict=True)
    ]
    low, high = span(d)
    inch = (high - low) / middle
    d, headings = stack(d)
    return Layout(
        rows=d,
        headings=headings,
        ends=(low, high),
        limits=(low - names * inch, high + figures * inch),
        inch=inch,
        height=-d["bottom"].min(),
    )


def span(d: pd.DataFrame) -> tuple[float, float]:
    """Return the ends of the axis, some way to either side of zero.

    All effects are inside, and intervals up to twice as far as the leading one goes.
    """
    numbers = d[["value", "low", "high"]].assign(zero=0.0)
    finite = numbers.replace([math.inf, -math.inf], math.nan).abs()
    lead = finite[d["lead"] & d["value"].notna()].max(axis=None)
    far = max(2 * lead, 1.1 * finite[["value", "zero"]].max(axis=None))
    reach = far if lead > 0 else finite.max(axis=None)
    low, high = max(numbers.min(axis=None), -reach), min(numbers.max(axis=None), reach)
    room = 0.3 * max(high, -low) or 1.0
    return min(low, -room), max(high, room)


def stack(d: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return rows and their headings with their places, one under the other."""
    rows, headings, low = [], [], 0.0
    for group, part in d.groupby("group", sort=False):
        label = wrap(group, HEADING)
        head = LINE * lines(label) + 2 * GAP
        bottom = low - head - part["tall"].cumsum()
        top = bottom + part["tall"]
        rows.append(part.assign(top=top, bottom=bottom, y=(top + bottom) / 2))
        headings.append({"label": label, "y": low - head / 2 - 0.02})
        low = bottom.min()
    return pd.concat(rows), pd.DataFrame(headings)
