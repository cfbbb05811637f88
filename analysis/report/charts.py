"""How each kind of figure is drawn from plain rows. Imported only where a file is missing."""

import math
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
CHARACTER = 0.08  # inches that a character takes
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


def table(rows: list[dict], *columns: str) -> pd.DataFrame:
    """Return rows as a frame with these columns, in which a hidden number is a missing one."""
    d = pd.DataFrame(rows, columns=list(columns))
    numbers = [name for name in ("value", "low", "high") if name in columns]
    return d.astype(dict.fromkeys(numbers, float))


def plot(d: pd.DataFrame, mapping: p9.aes, *layers) -> p9.ggplot:
    """Return a plot of layers; put together at once, it is copied only once."""
    return p9.ggplot(d, mapping) + list(layers)


def longest(labels: pd.Series) -> float:
    """Return the inches that the longest line of the labels takes."""
    return CHARACTER * max((len(part) for label in labels for part in label.split("\n")), default=0)


def lines(text: str) -> int:
    """Return how many lines a text has."""
    return text.count("\n") + 1


def ordered(values: pd.Series, reverse: bool = False) -> pd.Categorical:
    """Return values as categories in the order in which they come."""
    names = list(dict.fromkeys(values))
    return pd.Categorical(values, categories=names[::-1] if reverse else names, ordered=True)


def intervals(rows: list[dict], title: str, caption: str) -> p9.ggplot:
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


def slopes(rows: list[dict], periods: list[str], title: str, caption: str) -> p9.ggplot:
    """Return levels of both arms over time, one panel an outcome, each line named at its end."""
    d = table(rows, "outcome", "unit", "arm", "name", "place", "value", "shown")
    d["outcome"] = ordered(d["outcome"].map(lambda text: wrap(text, 28)))
    d["name"] = d["name"].map(lambda text: wrap(text, 14))
    middle = d.groupby("outcome", observed=True)["value"].transform("mean").fillna(0.0)
    d["at"] = d["value"].fillna(middle)
    known = d.dropna(subset=["value"])
    last = len(periods) - 1
    panels = d["outcome"].nunique()
    across = min(panels, 2)
    tall = 1.3 if across > 1 else 0.9
    d["end"] = d["shown"] + ("  " if across == 1 else "\n") + d["name"]
    left, right = longest(d["shown"]) + 0.1, longest(d["end"]) + 0.1
    inch = last / max(WIDTH / across - left - right - 0.25, 0.5)
    d["text"] = d["shown"].where(d["place"] == 0, d["end"])
    labels, edges = fit(d[d["place"].isin([0, last])], span(d), tall)
    starts, ends = labels[labels["place"] == 0], labels[labels["place"] == last]
    strips = max(map(lines, d["outcome"]))
    height = -(-panels // across) * (tall + 0.2 + LINE * strips) + 0.25
    by_arm = {"breaks": list(COLOURS)}
    by = dict.fromkeys(("color", "linetype", "shape", "group"), "arm")
    return plot(
        d,
        p9.aes("place", "value", **by),
        p9.geom_blank(p9.aes(y="edge"), edges),
        p9.geom_line(data=known, size=1.1),
        p9.geom_point(data=known, size=2.8),
        p9.geom_text(
            p9.aes(y="height", label="text"), starts, ha="right", nudge_x=-0.08 * inch, size=TEXT
        ),
        p9.geom_text(
            p9.aes(y="height", label="text"), ends, ha="left", nudge_x=0.08 * inch, size=TEXT
        ),
        p9.scale_color_manual(values=list(COLOURS.values()), **by_arm),
        p9.scale_linetype_manual(values=list(LINES.values()), **by_arm),
        p9.scale_shape_manual(values=list(SHAPES.values()), **by_arm),
        p9.scale_x_continuous(
            breaks=range(last + 1),
            labels=[wrap(p, 12) for p in periods],
            limits=(-left * inch, last + right * inch),
        ),
        p9.facet_wrap("outcome", ncol=across, scales="free_y"),
        p9.labs(x="", y=""),
        *frame(title, caption, height),
        p9.theme(axis_text_y=p9.element_blank(), axis_title_x=p9.element_blank()),
    )


def span(d: pd.DataFrame) -> pd.DataFrame:
    """Return two points for each panel that give panels of one unit the same distance."""
    panels = d.groupby(["outcome", "unit"], observed=True)["at"].agg(["min", "max"]).reset_index()
    reach = (panels["max"] - panels["min"]).groupby(panels["unit"]).transform("max") * 0.75
    reach = reach.where(reach > 0, 1.0)
    middle = (panels["max"] + panels["min"]) / 2
    both = pd.concat([panels.assign(edge=middle - reach), panels.assign(edge=middle + reach)])
    return both.assign(place=0, value=both["edge"], arm="programme")


def fit(ends: pd.DataFrame, edges: pd.DataFrame, tall: float) -> tuple:
    """Return the labels at both ends with heights at which all fit in panels so tall, in inches,
    and the edges of panels that make room for them."""
    for _ in range(8):  # wider edges make labels higher in the unit of the data, so again
        labels = spread(ends, edges, tall)
        edges = widen(edges, labels)
    return labels, edges


def spread(ends: pd.DataFrame, edges: pd.DataFrame, tall: float) -> pd.DataFrame:
    """Return the labels with heights at which the two at an end don't collide."""
    unit = edges.groupby("outcome", observed=True)["edge"].agg(lambda e: e.max() - e.min()) / tall
    placed = []
    for (outcome, _), pair in ends.sort_values("at").groupby(["outcome", "place"], observed=True):
        room = 0.18 * max(map(lines, pair["text"])) * unit[outcome]
        low, high = pair["at"]
        push = max(0.0, room - (high - low)) / 2
        placed.append(pair.assign(height=[low - push, high + push], half=room / 2))
    return pd.concat(placed)


def widen(edges: pd.DataFrame, labels: pd.DataFrame) -> pd.DataFrame:
    """Return the edges moved out, equally in panels of one unit, until all labels fit between."""
    middle = edges.groupby("outcome", observed=True)["edge"].mean()
    off = (labels["height"] - labels["outcome"].map(middle).astype(float)).abs() + labels["half"]
    need = edges["unit"].map(off.groupby(labels["unit"]).max())
    centre = edges["outcome"].map(middle).astype(float)
    reach = (edges["edge"] - centre).abs().clip(lower=need)
    return edges.assign(edge=centre + reach.where(edges["edge"] > centre, -reach))


def dots(rows: list[dict], base: int, title: str, caption: str, axis: str) -> p9.ggplot:
    """Return how many people raised each theme, as dots on a line from zero."""
    d = table(rows, "label", "value", "shown")
    d["label"] = ordered(d["label"].map(lambda text: wrap(text, 30)), reverse=True)
    known = d.dropna(subset=["value"])
    height = max(LINE * sum(map(lines, d["label"])) + 0.13 * len(d), 0.5)
    return plot(
        d,
        p9.aes("value", "label"),
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
        p9.scale_x_continuous(limits=(0, base * 1.35), breaks=whole(base)),
        p9.labs(x=axis),
        *frame(title, caption, height + 0.7),
    )


def whole(top: int) -> list[int]:
    """Return whole numbers for an axis from zero to at most `top`."""
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 200, 500, 10**9) if top / s <= 5)
    return list(range(0, top + 1, step))


def columns(rows: list[dict], title: str, caption: str) -> p9.ggplot:
    """Return the share of journal entries that raised a domain each year."""
    d = table(rows, "year", "value", "shown", "base")
    d["year"] = ordered(d["year"])
    known = d.dropna(subset=["value"])
    top = float(known["value"].max()) if len(known) else 1.0
    d["height"] = d["value"].fillna(0)
    gap = " " if len(d) < 7 else "\n"
    d["text"] = d["shown"] + gap + "of " + d["base"]
    return plot(
        d,
        p9.aes("year", "height"),
        p9.geom_col(fill=PROGRAMME, width=0.55),
        p9.geom_text(p9.aes(label="text"), va="bottom", nudge_y=0.03 * top, size=TEXT, color=INK),
        p9.scale_y_continuous(
            limits=(0, max(top, 0.01) * (1.3 if gap == " " else 1.6)), expand=(0, 0)
        ),
        p9.labs(x="", y=""),
        *frame(title, caption, 1.5),
        p9.theme(axis_text_y=p9.element_blank(), panel_grid_major_x=p9.element_blank()),
    )


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
    d = table(effects, "domain", "panel", "value", "firm")
    r = table(raised, "domain", "panel", "value", "shown")
    for frame_ in (d, r):
        frame_["domain"] = pd.Categorical(frame_["domain"], categories=names[::-1], ordered=True)
        frame_["panel"] = pd.Categorical(frame_["panel"], categories=[survey, people], ordered=True)
    edge = max(1.0, d["value"].abs().max() if len(d) else 1.0) * 1.05
    edges = pd.concat([d.assign(value=edge), d.assign(value=-edge)])
    known, unknown = r.dropna(subset=["value"]), r[r["value"].isna()]
    return plot(
        r,
        p9.aes("value", "domain"),
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
        *frame(title, caption, 0.42 * len(rows) + 0.85),
        p9.theme(axis_title_x=p9.element_blank()),
    )


def steps(steps: list[dict], title: str, caption: str) -> p9.ggplot:
    """Return a theory of change from top to bottom: a box a step, its parts two in a row."""
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
    return plot(
        pd.DataFrame(boxes),
        p9.aes(),
        p9.geom_rect(
            p9.aes(xmin=0, xmax=2, ymin="low", ymax="top"), fill=PALE, color=PROGRAMME, size=0.4
        ),
        p9.geom_text(
            p9.aes("x", "y", label="text"),
            pd.DataFrame(titles),
            ha="left",
            size=TEXT,
            color=PROGRAMME,
            fontweight="bold",
        ),
        p9.geom_text(
            p9.aes("x", "y", label="text"),
            pd.DataFrame(parts),
            ha="left",
            va="top",
            size=TEXT,
            color=INK,
        ),
        p9.geom_segment(
            p9.aes("x", "y", xend="x", yend="yend"),
            pd.DataFrame(arrows),
            color=MUTED,
            size=1,
            arrow=p9.arrow(length=0.08, type="closed"),
        ),
        p9.coord_cartesian(xlim=(-0.01, 2.01), ylim=(top, 0), expand=False),
        *frame(title, caption, -top),
        p9.theme(
            axis_text=p9.element_blank(),
            axis_title=p9.element_blank(),
            panel_grid=p9.element_blank(),
        ),
    )
