"""How far the effect on the primary outcome hangs on single areas, as prose."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ...results.records import LeftOut, Mark
from ...study.records import Outcome, Study
from .. import verdicts
from ..markdown import plain as clean
from ..numbers import shown, some
from ..numbers import words as spelt
from ..sentence import agree, capital, listed, stop
from .robustness import leave_out_zero
from .survey import newest, primary

if TYPE_CHECKING:
    from ...results.results import Results

FEW = 2  # areas that are named
FULL = "respondents"  # the estimate that areas are left out of
BY_UNIT = "These are estimates by {sampled unit}, which do not lead here"


def left_out(results: Results) -> str:
    """Return sentences on the primary effect without each area in turn."""
    outcome, place = primary(results), results.study.words.place
    rows = newest(results, results.left_out, outcome.id)
    found = [row for row in rows if shown(row.effect)]
    if not found:
        return f"The effect without single {place.many} can’t be shown."
    low, high = min(found, key=lambda row: row.effect), max(found, key=lambda row: row.effect)
    ends = [verdicts.step(row.effect, verdicts.decimals(outcome)) for row in (low, high)]
    if len(found) == 1:
        zero = "includes" if low.low <= 0 <= low.high else "leaves out"
        told = (
            f"Without {low.area} the estimate is {ends[0]} {outcome.unit}, and its interval "
            f"{zero} zero."
        )
    else:
        others = f"any other {place.one}{' shown' if len(found) < len(rows) else ''}"
        told = (
            f"Without {low.area} the estimate is {ends[0]}, without {high.area} "
            f"{ends[1]} {outcome.unit}, and without {others} it lies between the two. Of these "
            f"{spelt(len(found))} intervals, {clear_of_zero(found)}.{alone(results, found)}"
        )
    by_unit = not_leading(results, outcome)
    return clean(f"{told}{lacking(results.study, rows)}{f' {stop(by_unit)}' if by_unit else ''}")


def not_leading(results: Results, outcome: Outcome) -> str:
    """Return that effects without an area are of another estimate than leads, where they are."""
    return "" if results.estimate(outcome.id).lead == FULL else results.study.words.fill(BY_UNIT)


def lacking(study: Study, rows: list[LeftOut]) -> str:
    """Return without how many areas there is no effect to show, and why."""
    places, without = study.words.place.many, [row for row in rows if not shown(row.effect)]
    areas = {row.area for row in without}
    whole = [arm for arm in study.arms if areas == {a.code for a in study.areas if a.arm == arm.id}]
    sizes = Counter(row.reason if row.effect == Mark.CONFIDENTIAL else "" for row in without)
    told = ""
    for why, size in sizes.items():
        which = "one more" if size == 1 else f"any of {spelt(size)} more {places}"
        if whole and len(sizes) == 1:
            which = f"any of the {whole[0].label}"
        told += f" Without {which} it {f'can’t be shown: it {why}' if why else 'can’t be given'}."
    return told


def clear_of_zero(rows: list[LeftOut]) -> str:
    """Return how many intervals leave out zero, and without which areas if these are few."""
    inside = [row.area for row in rows if row.low <= 0 <= row.high]
    clear = [row.area for row in rows if row.area not in inside]
    told = f"{some(len(clear), len(rows))} {agree(len(clear), 'leave')} out zero"
    if 0 < len(clear) <= FEW:
        return f"{told} (without {listed(clear)})"
    if 0 < len(inside) <= FEW:
        return f"{told} (not that without {' or '.join(inside)})"
    return told


def alone(results: Results, rows: list[LeftOut]) -> str:
    """Return that a few intervals clear of zero are no finding where the leading one is not."""
    e = results.estimate(primary(results).id)
    clear = leave_out_zero(rows)
    if isinstance(e.low, Mark) or not e.low <= 0 <= e.high or not 0 < clear <= FEW:
        return ""
    verb = "is no finding of its own" if clear == 1 else "are no findings of their own"
    return f" {capital(spelt(clear))} of {spelt(len(rows))} {verb}."
