"""Effects and people side by side."""

from .axis import Axis
from .dots import reach
from .drawing import BOLD, Drawing
from .lanes import GAP, Lane, Lanes, count, grid, lane
from .style import MUTED, PROGRAMME

NAMES = 0.26  # of the width, where names stand beside what is drawn
LEAST = 150  # pixels of a column of names


def joint(on: Drawing, rows: list[dict], survey: str, base: int) -> None:
    """Draw effects and people side by side, one row a domain."""
    names = NAMES * on.width
    stacked = names < LEAST
    numbers = on.widest(row["shown"] for row in rows) + GAP
    start = 6 if stacked else names + GAP
    half = (on.width - start - numbers - 2 * GAP) / 2
    edge = 1.05 * max([1.0, *(abs(e["value"]) for row in rows for e in row["effects"])])
    effects = Axis(low=-edge, high=edge, start=start, stop=start + half)
    people = Axis(low=0, high=base, start=start + half + 2 * GAP, stop=on.width - numbers)
    head(on, survey, effects, people)
    at = Lanes(names=on.width if stacked else names, left=start, right=on.width, numbers=0,
               stacked=stacked)  # fmt: skip
    steps, counts = effects.ticks(), people.whole(4)
    for row in rows:
        spot = lane(on, at, row["domain"])
        grid(on, effects, steps, spot)
        grid(on, people, counts, spot)
        for effect in row["effects"]:
            on.mark(effects(effect["value"]), spot.middle, PROGRAMME, filled=effect["firm"])
        number(on, people, row, spot)
    foot = on.y
    count(on, effects, steps)
    on.y = foot
    count(on, people, counts)


def head(on: Drawing, survey: str, effects: Axis, people: Axis) -> None:
    """Write what either side shows."""
    small = {"size": on.form.small}
    tops = [
        on.text(effects.start, on.y, survey, weight=BOLD),
        on.text(people.start, on.y, "Interviews", weight=BOLD),
    ]
    lines = on.wrap("people who raised it", on.width - people.start, **small)
    bottom = on.text(people.start, max(tops), lines, colour=MUTED, **small)
    on.text(effects.start, max(tops), "\u2190 worse", colour=MUTED, **small)
    on.text(effects.stop, max(tops), "better \u2192", colour=MUTED, align="right", **small)
    on.y = bottom + 6


def number(on: Drawing, axis: Axis, row: dict, spot: Lane) -> None:
    """Draw how many people raised a domain, or say that it is hidden."""
    if row["people"] is not None:
        reach(on, axis, row["people"], spot.middle)
    colour = {"colour": MUTED} if row["people"] is None else {}
    on.text(on.width, spot.middle, row["shown"], align="right", middle=True, **colour)
