"""Levels of both arms over time."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby

from .drawing import BOLD, Drawing
from .style import COLOURS, LINES, MUTED, SHAPES

TALL = 110  # pixels that the widest span of a unit takes
GUTTER = 28
BESIDE = 10  # pixels from a point to its label
LEAST = 260  # pixels of a panel
NAME = 120  # pixels of a name, at most


@dataclass(frozen=True, kw_only=True)
class Label:
    """Lines of text beside a point, with the height of their middle in pixels."""

    lines: tuple[str, ...]
    place: int
    arm: str
    y: float
    half: float


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One outcome: rows with heights in pixels, upwards negative, and what they are called."""

    title: list[str]
    rows: list[dict]
    labels: list[Label]
    top: float
    bottom: float


def slopes(
    on: Drawing, rows: list[dict], spans: dict[str, float], periods: list[str], start: float
) -> None:
    """Draw levels of both arms over time, one panel an outcome, each line named at its end.

    A pixel is as much of a unit in every panel of that unit: `spans` says how far the levels of an
    outcome are apart at most. A line is interrupted where the `side` of its points changes. With
    several waves the `start` of the programme's time is marked.
    """
    outcomes = [list(part) for _, part in groupby(rows, lambda row: row["outcome"])]
    several = len(periods) > 2
    across = 1 if several else max(1, min(len(outcomes), int(on.width // LEAST)))
    width = (on.width - GUTTER * (across - 1)) / across
    for first in range(0, len(outcomes), across):
        line = [
            lay_out(on, part, width, spans, several) for part in outcomes[first : first + across]
        ]
        on.y += 14 * (first > 0)
        top = on.y + on.line_height * max(len(panel.title) for panel in line) + 10
        half = max((panel.bottom - panel.top) / 2 for panel in line)
        bottoms = []
        for place, panel in enumerate(line):
            left = place * (width + GUTTER)
            on.text(left, on.y, panel.title, weight=BOLD)
            ends = (top, top + 2 * half)
            bottoms.append(draw_panel(on, panel, left, width, ends, periods, start))
        on.y = max(bottoms)


def lay_out(
    on: Drawing, rows: list[dict], width: float, spans: dict[str, float], several: bool
) -> Panel:
    """Return an outcome with labels that don't collide."""
    pixels = TALL / (spans[rows[0]["unit"]] or 1.0)
    known = [row["value"] for row in rows if row["value"] is not None]
    middle = sum(known) / len(known) if known else 0.0
    rows = [
        row | {"y": -pixels * (middle if row["value"] is None else row["value"])} for row in rows
    ]
    labels = name_points(on, rows, several)
    edges = [row["y"] + side for row in rows for side in (-7, 7)]
    edges += [label.y + side * label.half for label in labels for side in (-1, 1)]
    title = on.wrap(rows[0]["outcome"], width, weight=BOLD)
    return Panel(title=title, rows=rows, labels=labels, top=min(edges), bottom=max(edges))


def name_points(on: Drawing, rows: list[dict], several: bool) -> list[Label]:
    """Return the labels: at the first and the last point beside it, between them above or below."""
    first, last = min(row["place"] for row in rows), max(row["place"] for row in rows)
    labels = []
    for place, part in groupby(sorted(rows, key=lambda row: row["place"]), lambda r: r["place"]):
        found = []
        for row in part:
            lines = [row["shown"]]
            if place == last:
                lines = on.wrap(f"{row['shown']} {row['name']}", NAME + on.measure(row["shown"]))
            half = on.line_height * len(lines) / 2
            found.append(
                Label(lines=tuple(lines), place=place, arm=row["arm"], y=row["y"], half=half)
            )
        if first < place < last and several:
            known = {
                row["arm"] for row in rows if row["place"] == place and row["value"] is not None
            }
            labels += lift([label for label in found if label.arm in known])
        else:
            labels += spread(found)
    return labels


def spread(labels: list[Label]) -> list[Label]:
    """Return two labels at an end so far apart that they don't collide."""
    if len(labels) < 2:
        return labels
    upper, lower = sorted(labels, key=lambda label: label.y)
    push = max(0.0, upper.half + lower.half - (lower.y - upper.y)) / 2
    return [replace(upper, y=upper.y - push), replace(lower, y=lower.y + push)]


def lift(labels: list[Label]) -> list[Label]:
    """Return labels between the ends, that of the upper point above it and of the lower below."""
    ordered = sorted(labels, key=lambda label: label.y)
    return [
        replace(label, y=label.y + (1 if place else -1) * (label.half + 7))
        for place, label in enumerate(ordered)
    ]


def draw_panel(
    on: Drawing, panel: Panel, left: float, width: float, ends: tuple[float, float],
    periods: list[str], start: float,
) -> float:  # fmt: skip
    """Draw an outcome's lines and labels between two heights, waves below; return where it ends."""
    last = max(row["place"] for row in panel.rows)
    first = min(row["place"] for row in panel.rows)
    # Of a single wave the names are at the right, and below it is what it is called.
    lead = room(on, panel.labels, first) if first != last else on.widest(periods) / 2
    begin, end = left + lead, left + width - room(on, panel.labels, last)
    steps = len(periods) - 1 or 1

    def x(place: float) -> float:
        return begin + (end - begin) * place / steps

    drop = (sum(ends) - panel.top - panel.bottom) / 2
    foot = ends[1] + 6
    if steps > 1 and start < steps:
        on.line((x(start), ends[0]), (x(start), foot), colour=MUTED, dashes=(1, 2))
    trace(on, panel.rows, x, drop)
    for label in panel.labels:
        side = 1 if label.place == last else -1 if label.place == first else 0
        align = {-1: "right", 0: "center", 1: "left"}[side]
        on.text(x(label.place) + side * BESIDE, label.y + drop, label.lines,
                colour=COLOURS[label.arm], align=align, middle=True)  # fmt: skip
    # At the edges a name may have to move inwards, and then needs room there.
    slot = (end - begin) / steps
    edge = 2 * min(begin - left, left + width - end)
    wide = slot - 4 if edge >= slot - 4 else 0.6 * slot
    return max(
        name_wave(on, on.wrap(period, wide, on.form.small), x(place), foot, (left, left + width))
        for place, period in enumerate(periods)
    )


def name_wave(
    on: Drawing, lines: list[str], x: float, top: float, within: tuple[float, float]
) -> float:
    """Write what a wave is called below its points, within the panel."""
    half = on.widest(lines, on.form.small) / 2
    x = min(max(x, within[0] + half), within[1] - half)
    return on.text(x, top, lines, size=on.form.small, align="center")


def trace(on: Drawing, rows: list[dict], x, drop: float) -> None:
    """Draw each arm's line, and its points."""
    for part in join(rows):
        arm = part[0]["arm"]
        points = [(x(row["place"]), row["y"] + drop) for row in part]
        if len(points) > 1:
            on.line(*points, colour=COLOURS[arm], width=2, dashes=LINES[arm])
        for point in points:
            on.mark(*point, COLOURS[arm], shape=SHAPES[arm], size=8)


def join(rows: list[dict]) -> list[list[dict]]:
    """Return the rows that a line joins: of one arm and on one side of a break."""
    known = [row for row in rows if row["value"] is not None]
    return [list(part) for _, part in groupby(known, lambda row: (row["arm"], row["side"]))]


def room(on: Drawing, labels: Iterable[Label], place: int) -> float:
    """Return the pixels that the labels at a place need beside it."""
    widths = [on.widest(label.lines) for label in labels if label.place == place]
    return max(widths, default=0.0) + BESIDE
