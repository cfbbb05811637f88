"""How each kind of figure is drawn from plain rows. Imported only where a file is missing."""

from pathlib import Path

import pandas as pd
import plotnine as p9

from .numbers import MINUS
from .style import (
    COLOURS,
    INK,
    LINES,
    MUTED,
    PALE,
    PAPER,
    PROGRAMME,
    SHAPES,
    SMALL,
    WIDTH,
    look,
    save,
    wrap,
)

TITLE, CAPTION = 54, 76  # characters that fit on a line
LINE = 0.175  # inches that a line of text takes
CHARACTER = 0.088  # inches that a character takes
TEXT = SMALL  # points


class Stacked(p9.facet_wrap):
    """Panels one above the other, each as tall as it has rows."""

    space = "free_y"
    _get_panels_gridspec = p9.facet_grid._get_panels_gridspec


def draw(chart: str, data: dict, path: Path) -> None:
    """Draw a chart by its name and write it."""
    charts = {
        "intervals": intervals, "slopes": slopes, "dots": dots, "columns": columns,
        "joint": joint, "steps": steps,
        
    }  # fmt: skip
    save(charts[chart](**data), path)


def frame(title: str, caption: str, body: float) -> list:
    """Return titles and theme for a body of a height in inches."""
    title, caption = wrap(title, TITLE), wrap(caption, CAPTION)
    return [
        p9.labs(title=title, caption=caption),
        look(body + LINE * (lines(title) + lines(caption)) + 0.4),
    ]


def lines(text: str) -> int:
    """Return how many lines a text has."""
    return text.count("\n") + 1


def ordered(values: pd.Series, reverse: bool = False) -> pd.Categorical:
    """Return values as categories in the order in which they come."""
    names = list(dict.fromkeys(values))
    return pd.Categorical(values, categories=names[::-1] if reverse else names, ordered=True)


def intervals(rows: list[dict], title: str, caption: str, axis: str) -> p9.ggplot:
    """Return effects with intervals, each named and given in figures at the left."""
    d = pd.DataFrame(rows)
    d["label"] = [
        f"{wrap(label, 34)}\n{shown}" for label, shown in zip(d["label"], d["shown"], strict=True)
    ]
    height = LINE * sum(map(lines, d["label"])) + 0.07 * len(d)
    d["label"], d["unit"] = ordered(d["label"], reverse=True), ordered(d["unit"])
    known = d.dropna(subset=["value"])
    firm = known[known["firm"]]
    edge = known[["low", "high"]].abs().max(axis=1)
    edge = edge.groupby(known["unit"], observed=True).transform("max")
    edges = pd.concat([known.assign(edge=edge), known.assign(edge=-edge)])
    return p9.ggplot(d, p9.aes("value", "label")) + [
        p9.geom_blank(),
        p9.geom_blank(p9.aes(x="edge"), edges),
        p9.geom_vline(xintercept=0, color=INK, size=0.7),
        p9.geom_segment(
            p9.aes(x="low", xend="high", yend="label"), known, color=PROGRAMME, size=1.2
        ),
        p9.geom_point(data=known, color=PROGRAMME, fill=PAPER, size=3.4, stroke=0.9),
        p9.geom_point(data=firm, color=PROGRAMME, fill=PROGRAMME, size=3.4, stroke=0.9),
        p9.expand_limits(x=0),
        p9.scale_x_continuous(labels=lambda breaks: [f"{abs(b):g}" for b in breaks]),
        Stacked("unit", ncol=1, scales="free"),
        p9.labs(x=axis),
        *frame(title, caption, height + 0.55 * d["unit"].nunique() + 0.3),
    ]


def slopes(rows: list[dict], periods: list[str], title: str, caption: str) -> p9.ggplot:
    """Return levels of both arms over time, one panel an outcome, each line named at its end."""
    d = pd.DataFrame(rows)
    d["outcome"] = ordered(d["outcome"].map(lambda text: wrap(text, 28)))
    d["name"] = d["name"].map(lambda text: wrap(text, 14))
    known = d.dropna(subset=["value"]).astype({"value": float})
    last = len(periods) - 1
    panels = d["outcome"].nunique()
    across = min(panels, 2)
    tall = -(-panels // across) * (1.9 + LINE * max(map(lines, d["outcome"])))
    left, right = (CHARACTER * (n + 1) for n in longest(d))
    inch = last / max(WIDTH / across - left - right - 0.25, 0.5)
    ends = spread(known[known["place"] == last], known, room=0.26)
    starts = spread(known[known["place"] == 0], known, room=0.13)
    by_arm = {"breaks": list(COLOURS)}
    by = dict.fromkeys(("color", "linetype", "shape", "group"), "arm")
    return p9.ggplot(d, p9.aes("place", "value", **by)) + [
        p9.geom_blank(p9.aes(y="edge"), span(known)),
        p9.geom_line(data=known, size=1.1),
        p9.geom_point(data=known, size=2.8),
        p9.geom_text(
            p9.aes(y="height", label="shown"), starts, ha="right", nudge_x=-0.08 * inch, size=TEXT
        ),
        p9.geom_text(
            p9.aes(y="height", label="shown + '\\n' + name"),
            ends,
            ha="left",
            nudge_x=0.08 * inch,
            size=TEXT,
        ),
        p9.scale_color_manual(values=list(COLOURS.values()), **by_arm),
        p9.scale_linetype_manual(values=list(LINES.values()), **by_arm),
        p9.scale_shape_manual(values=list(SHAPES.values()), **by_arm),
        p9.scale_x_continuous(
            breaks=range(last + 1), labels=[wrap(p, 12) for p in periods], limits=(-left * inch, last + right * inch)
        ),
        p9.facet_wrap("outcome", ncol=across, scales="free_y"),
        p9.labs(x="", y=""),
        *frame(title, caption, tall),
        p9.theme(axis_text_y=p9.element_blank(), axis_title_x=p9.element_blank()),
    ]


def longest(d: pd.DataFrame) -> tuple[int, int]:
    """Return the most characters in a label at the left and at the right end of a line."""
    values = d["shown"].str.len().max()
    return values, max(values, d["name"].str.split("\n").explode().str.len().max())


def span(known: pd.DataFrame) -> pd.DataFrame:
    """Return two points for each panel that give panels of one unit the same distance."""
    panels = known.groupby(["outcome", "unit"], observed=True)["value"].agg(["min", "max"])
    panels = panels.reset_index()
    reach = (panels["max"] - panels["min"]).groupby(panels["unit"]).transform("max") * 0.75
    middle = (panels["max"] + panels["min"]) / 2
    reach = reach.where(reach > 0, 1.0)
    both = pd.concat([panels.assign(edge=middle - reach), panels.assign(edge=middle + reach)])
    return both.assign(place=0, value=both["edge"], arm="programme")


def spread(points: pd.DataFrame, known: pd.DataFrame, room: float) -> pd.DataFrame:
    """Return the points with a height for their labels at which the two don't collide."""
    edges = span(known).groupby("outcome", observed=True)["edge"].agg(lambda e: e.max() - e.min())
    placed = []
    for outcome, pair in points.sort_values("value").groupby("outcome", observed=True):
        heights = pair["value"].tolist()
        if len(heights) == 2:
            push = max(0.0, room * edges[outcome] - (heights[1] - heights[0])) / 2
            heights = [heights[0] - push, heights[1] + push]
        placed.append(pair.assign(height=heights))
    return pd.concat(placed) if placed else points.assign(height=[])


def dots(rows: list[dict], base: int, title: str, caption: str, axis: str) -> p9.ggplot:
    """Return how many people raised each theme, as dots on a line from zero."""
    d = pd.DataFrame(rows, columns=["label", "value", "shown"])
    d["label"] = ordered(d["label"].map(lambda text: wrap(text, 26)), reverse=True)
    known = d.dropna(subset=["value"])
    height = sum(max(lines(label), 2) for label in d["label"]) * LINE + 0.14 * len(d)
    return p9.ggplot(d, p9.aes("value", "label")) + [
        p9.geom_blank(),
        p9.geom_segment(p9.aes(x=0, xend="value", yend="label"), known, color=PROGRAMME, size=0.8),
        p9.geom_point(data=known, color=PROGRAMME, size=3.4),
        p9.geom_text(
            p9.aes(label="shown"), known, ha="left", nudge_x=base * 0.04, size=TEXT, color=INK
        ),
        p9.geom_text(
            p9.aes(x=0, label="shown"),
            d[d["value"].isna()],
            ha="left",
            nudge_x=base * 0.02,
            size=TEXT,
            color=MUTED,
        ),
        p9.scale_x_continuous(limits=(0, base * 1.25), breaks=whole(base)),
        p9.labs(x=axis),
        *frame(title, caption, height + 0.5),
    ]


def whole(top: int) -> list[int]:
    """Return whole numbers for an axis from zero to at most `top`."""
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 200, 500, 10**9) if top / s <= 5)
    return list(range(0, top + 1, step))


def columns(rows: list[dict], title: str, caption: str) -> p9.ggplot:
    """Return how many journal entries raised a domain each year."""
    d = pd.DataFrame(rows, columns=["year", "value", "shown", "base"])
    d["year"] = ordered(d["year"])
    known = d.dropna(subset=["value"])
    top = float(known["value"].max()) if len(known) else 1.0
    d["height"] = d["value"].fillna(0)
    d["text"] = [f"{shown}\nof {base}" for shown, base in zip(d["shown"], d["base"], strict=True)]
    return p9.ggplot(d, p9.aes("year", "height")) + [
        p9.geom_col(fill=PROGRAMME, width=0.55),
        p9.geom_text(p9.aes(label="text"), va="bottom", nudge_y=0.03 * top, size=TEXT, color=INK),
        p9.scale_y_continuous(limits=(0, max(top, 1.0) * 1.3), expand=(0, 0)),
        p9.labs(x="", y=""),
        *frame(title, caption, 2.4),
        p9.theme(axis_text_y=p9.element_blank(), panel_grid_major_x=p9.element_blank()),
    ]


def joint(rows: list[dict], base: int, title: str, caption: str) -> p9.ggplot:
    """Return effects and people side by side, one line a domain."""
    survey, people = "Survey\n\u2190 worse    better \u2192", "Interviews\npeople who raised it"
    names = [wrap(row["domain"], 16) for row in rows]
    effects = [
        {"domain": name, "panel": survey, **effect}
        for name, row in zip(names, rows, strict=True)
        for effect in row["effects"]
    ]
    raised = [
        {"domain": name, "panel": people, "value": row["people"], "shown": row["shown"]}
        for name, row in zip(names, rows, strict=True)
    ]
    d = pd.DataFrame(effects, columns=["domain", "panel", "value", "firm"])
    r = pd.DataFrame(raised)
    for frame_ in (d, r):
        frame_["domain"] = pd.Categorical(frame_["domain"], categories=names[::-1], ordered=True)
        frame_["panel"] = pd.Categorical(frame_["panel"], categories=[survey, people], ordered=True)
    edge = max(1.0, d["value"].abs().max() if len(d) else 1.0) * 1.05
    edges = pd.concat([d.assign(value=edge), d.assign(value=-edge)])
    known, unknown = r.dropna(subset=["value"]), r[r["value"].isna()]
    return p9.ggplot(r, p9.aes("value", "domain")) + [
        p9.geom_blank(data=edges),
        p9.geom_vline(p9.aes(xintercept="value"), d.head(1).assign(value=0.0), color=INK, size=0.7),
        p9.geom_point(data=d, color=PROGRAMME, fill=PAPER, size=3, stroke=0.8),
        p9.geom_point(data=d[d["firm"].astype(bool)], color=PROGRAMME, fill=PROGRAMME, size=3),
        p9.geom_segment(p9.aes(x=0, xend="value", yend="domain"), known, color=PROGRAMME, size=0.8),
        p9.geom_point(data=known, color=PROGRAMME, size=3),
        p9.geom_text(p9.aes(label="shown"), known, ha="left", nudge_x=base * 0.07, size=TEXT),
        p9.geom_text(
            p9.aes(x=0, label="shown"),
            unknown,
            ha="left",
            nudge_x=base * 0.03,
            size=TEXT,
            color=MUTED,
        ),
        p9.geom_blank(data=known.assign(value=base * 1.7)),
        p9.facet_wrap("panel", ncol=2, scales="free_x"),
        p9.scale_x_continuous(
            breaks=lambda ends: whole(base) if ends[1] > 1.5 * edge else [-1, -0.5, 0, 0.5, 1],
            labels=lambda breaks: [f"{b:g}".replace("-", MINUS) for b in breaks],
        ),
        *frame(title, caption, 0.5 * len(rows) + 1.0),
        p9.theme(axis_title_x=p9.element_blank()),
    ]


def steps(steps: list[dict], title: str, caption: str) -> p9.ggplot:
    """Return a theory of change from top to bottom, its boxes two in a row."""
    boxes, titles, arrows, top = [], [], [], 0.0
    for step in steps:
        if boxes:
            arrows.append({"x": 1.0, "y": top - 0.05, "yend": top - 0.27})
            top -= 0.36
        titles.append({"x": 0.0, "y": top - 0.12, "text": step["title"]})
        top -= 0.3
        for place in range(0, len(step["boxes"]), 2):
            row = [wrap(box, 30) for box in step["boxes"][place : place + 2]]
            tall = LINE * max(map(lines, row)) + 0.16
            for column, text in enumerate(row):
                boxes.append({"left": column * 1.02, "top": top, "low": top - tall, "text": text})
            top -= tall + 0.07
    d, t, a = (pd.DataFrame(part) for part in (boxes, titles, arrows))
    d = d.assign(right=d["left"] + 0.98, x=d["left"] + 0.04, y=(d["top"] + d["low"]) / 2)
    return p9.ggplot(d) + [
        p9.geom_rect(
            p9.aes(xmin="left", xmax="right", ymin="low", ymax="top"),
            fill=PALE,
            color=PROGRAMME,
            size=0.4,
        ),
        p9.geom_text(p9.aes("x", "y", label="text"), ha="left", size=TEXT, color=INK),
        p9.geom_text(
            p9.aes("x", "y", label="text"),
            t,
            ha="left",
            size=TEXT,
            color=PROGRAMME,
            fontweight="bold",
        ),
        p9.geom_segment(
            p9.aes("x", "y", xend="x", yend="yend"),
            a,
            color=MUTED,
            size=1,
            arrow=p9.arrow(length=0.09, type="closed"),
        ),
        p9.coord_cartesian(xlim=(-0.01, 2.01), ylim=(top, 0), expand=False),
        *frame(title, caption, -top),
        p9.theme(
            axis_text=p9.element_blank(),
            axis_title=p9.element_blank(),
            panel_grid=p9.element_blank(),
        ),
    ]
