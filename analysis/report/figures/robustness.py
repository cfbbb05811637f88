"""Figures of how far an effect depends on the way it is estimated, better to the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...results.records import LeftOut, Mark, Specification
from ...study.records import Noun, Outcome
from ..markdown import plain
from ..numbers import SPACE, interval, number, probability
from ..numbers import words as spelt
from ..sentence import capital, stop
from ..specifications import adjusted_for, name_specifications
from ..tables.robustness import left_out as tabulate_left_out
from ..tables.robustness import specifications as tabulate
from ..tables.table import Table
from ..verdicts import decimals
from ..words.left_out import FULL, not_leading
from ..words.survey import newest, primary
from .effects import difference, turned
from .figure import Figure, figure, hidden, nothing

if TYPE_CHECKING:
    from ...results.results import Results

MOST = 24  # areas in a drawing; the data behind it have all
DASHED = "Dashed: how far missing answers could move it at worst, chance left aside. "


def robustness(results: Results, outcome: str | None = None) -> Figure:
    """A primary outcome's effect at the newest {wave}, by every specification."""
    o = results.study.outcome[outcome] if outcome else primary(results)
    lead = results.estimate(o.id).lead
    found = {s.id: s for s in newest(results, results.specifications, o.id)}
    rows = [
        variant(o, found[id], label.group, label.text, lead=id == lead)
        for id, label in name_specifications(results.study).items()
        if id in found
    ]
    worst = any(row["low"] is not None and row["value"] is None for row in rows)
    return compose(
        results, o, "robustness", rows, robustness_title(o, rows),
        f"Diamond, band and dotted line: the estimate that leads. {DASHED * worst}"
        f"{adjusted(results)}", tabulate(results, o.id),
    )  # fmt: skip


def adjusted(results: Results) -> str:
    """Return what areas are adjusted for, where anything is declared of them."""
    known = adjusted_for(results.study)
    label = name_specifications(results.study)["areas-adjusted"].text
    return f"{label}: in {known}. " if known else ""


def left_out(results: Results, outcome: str | None = None) -> Figure:
    """A primary outcome's effect at the newest {wave}, without each {place} in turn."""
    o = results.study.outcome[outcome] if outcome else primary(results)
    place = results.study.words.place
    rows = [
        variant(o, s, f"All {place.many}", "None left out", lead=True)
        for s in newest(results, results.specifications, o.id)
        if s.id == FULL
    ]
    found = {row.area: row for row in newest(results, results.left_out, o.id)}
    groups = {arm.id: f"Left out: {arm.label}" for arm in results.study.arms}
    for arm, group in {**groups, None: f"Left out: {place.many} in both arms"}.items():
        areas = [area.code for area in results.study.areas if area.arm == arm]
        rows += [variant(o, found[code], group, code) for code in areas if code in found]
    title, drawn = left_out_title(o, rows, place), choose_moving(rows)
    by_unit = not_leading(results, o)
    if not estimated(rows[1:]):
        return nothing(results, title)
    fewer = (
        f"Shown are the {len(drawn) - 1} of {len(rows) - 1} {place.many} without which it moves "
        "furthest. "
        if len(drawn) < len(rows)
        else ""
    )
    return compose(
        results, o, "left-out", drawn, title,
        f"Diamond, band and dotted line: the estimate from all {place.many}. {fewer}"
        f"{stop(by_unit) if by_unit else ''} ", tabulate_left_out(results, o.id),
    )  # fmt: skip


def choose_moving(rows: list[dict]) -> list[dict]:
    """Return the leading row, and of more than can be taken in those that lie furthest from it."""
    lead = leading(rows)
    if len(rows) <= MOST + 1 or lead is None:
        return rows
    others = [row for row in estimated(rows) if row is not lead]
    furthest = sorted(others, key=lambda row: -abs(row["value"] - lead["value"]))[:MOST]
    return [row for row in rows if row is lead or row in furthest]


def variant(
    outcome: Outcome, row: Specification | LeftOut, group: str, label: str, lead: bool = False
) -> dict:
    """Return one row, its numbers turned so that more is better."""
    sign, places = 1 if outcome.better == "higher" else -1, decimals(outcome)
    value = None if isinstance(row.effect, Mark) else sign * row.effect
    low = high = None
    if not isinstance(row.low, Mark) and not isinstance(row.high, Mark):
        low, high = sorted((sign * row.low, sign * row.high))
    ends = "" if low is None else interval(row.low, row.high, places)
    shown = ends
    if value is not None:
        shown = f"{number(row.effect, places)} ({ends})" if ends else number(row.effect, places)
    return {
        "group": plain(group),
        "label": plain(label),
        "value": value,
        "low": low,
        "high": high,
        "shown": shown or mark(row),
        "note": "" if shown or mark(row) else plain(note(row)),
        "firm": value is not None and low is not None and (low > 0 or high < 0),
        "lead": lead,
    }


def mark(row: Specification | LeftOut) -> str:
    """Return the mark of a row that is hidden, empty for others."""
    values = (row.effect, row.low, row.high, getattr(row, "p", row.effect))
    marks = [number(each) for each in values if each in (Mark.CONFIDENTIAL, Mark.UNRELIABLE)]
    return marks[0] if marks else ""


def note(row: Specification | LeftOut) -> str:
    """Return why there is neither effect nor interval."""
    if row.effect == Mark.NOT_APPLICABLE:
        return f"p{SPACE}value{SPACE}{probability(row.p)}, no effect of its own"
    return f"not estimable: {row.reason}" if row.reason else "not estimable"


def estimated(rows: list[dict]) -> list[dict]:
    """Return the rows with an effect and its interval."""
    return [row for row in rows if row["value"] is not None and row["low"] is not None]


def leading(rows: list[dict]) -> dict | None:
    """Return the estimate that the others are held against, if there is one."""
    return next((row for row in estimated(rows) if row["lead"]), None)


def robustness_title(outcome: Outcome, rows: list[dict]) -> str:
    """Return how many estimates are on the leading one's side of zero, and how many clearly."""
    lead, found = leading(rows), estimated(rows)
    if lead is None:
        return f"No estimate: {outcome.label}"
    same = [row for row in found if row["value"] * lead["value"] > 0]
    clear = [row for row in same if row["firm"]]
    ways = "one way" if len(found) == 1 else f"{spelt(len(found))} ways"
    side = "better" if lead["value"] > 0 else "worse"
    return (
        f"{outcome.label}, estimated in {ways}: towards {side} in {part(same, found)}, "
        f"clearly in {part(clear, found)}"
    )


def left_out_title(outcome: Outcome, rows: list[dict], place: Noun) -> str:
    """Return what the effect lies between without an area, and how often zero is left out."""
    others = [row for row in rows if not row["lead"]]
    found = estimated(others)
    if not found:
        return f"{outcome.label}: no estimate without {place.a} can be shown"
    (low, name), (high, _) = reach(outcome, found)
    if len(found) == 1:
        size = number(low, decimals(outcome))
        return f"{outcome.label}: {size} {outcome.unit} without {name}; no other can be shown"
    ends = interval(low, high, decimals(outcome))
    size = spelt(len(found))
    which = place.one if len(found) == len(others) else f"of the {size} {place.many} shown"
    clear = part([row for row in found if row["firm"]], found)
    cases = f"all {size}" if clear == "all" else f"{clear} of {size}"
    return (
        f"{outcome.label}: {ends} {outcome.unit} whichever {which} is left out, "
        f"with an interval clear of zero in {cases} cases"
    )


def part(some: list, found: list) -> str:
    """Return how many of those found: "all", "none" or "three"."""
    return "all" if len(some) == len(found) > 1 else spelt(len(some))


def reach(outcome: Outcome, rows: list[dict]) -> list[tuple[float, str]]:
    """Return the smallest and the largest effect as measured, with the name of its row."""
    sign = 1 if outcome.better == "higher" else -1
    effects = sorted((sign * row["value"], row["label"]) for row in rows)
    return [effects[0], effects[-1]]


def tell(outcome: Outcome, rows: list[dict]) -> list[str]:
    """Return what can be seen: the leading effect, the range, what stands out, what lacks."""
    lead, found, told = leading(rows), estimated(rows), []
    if lead:
        other = "not clear of zero" if lead["firm"] else "clear of zero"
        odd = [row for row in found if row["firm"] != lead["firm"]]
        across = [row for row in found if row["value"] * lead["value"] < 0]
        told.append(f"In front: {lead['label']} {lead['shown']}")
        told.append(f"{capital(other)}, unlike it: {show(odd)}")
        told.append(f"On the other side of zero: {show(across)}")
    if found:
        (low, least), (high, most) = reach(outcome, found)
        ends = [number(value, decimals(outcome)) for value in (low, high)]
        told.append(f"Smallest effect {ends[0]} ({least}), largest {ends[1]} ({most})")
    return told + [
        f"{row['label']}: {row['shown'] or row['note']}" for row in rows if row not in found
    ]


def show(rows: list[dict]) -> str:
    """Return names and numbers of rows, or that there is none."""
    return "; ".join(f"{row['label']} {row['shown']}" for row in rows) or "none"


def compose(
    results: Results,
    outcome: Outcome,
    name: str,
    rows: list[dict],
    title: str,
    caption: str,
    table: Table,
) -> Figure:
    """Return the figure of rows, what it shows said in words beside it."""
    confidence = f"{100 * results.study.model.confidence:g}% intervals"
    unit = plain(capital(outcome.unit))
    return figure(
        results,
        "variants",
        f"{name}-{outcome.id}",
        alt=" ".join(map(stop, [title, f"{unit} with {confidence}", *tell(outcome, rows)])),
        title=title,
        subtitle=f"{unit}: {difference(results, outcome)}",
        caption=(
            f"Lines: {confidence}. Filled: zero is outside the interval; open: inside. "
            f"{caption}{turned([outcome])}{hidden(results, rows)}"
        ),
        table=table,
        rows=rows,
    )
