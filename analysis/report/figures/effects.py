"""Figures of what the survey found, better to the right."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ...evidence import Estimate, Mark
from ...study import Outcome
from .. import verdicts, words
from ..markdown import plain
from ..numbers import SPACE, aloud, interval, number
from ..sentence import capital, listed, stop
from ..verdicts import LABELS, decimals, verdict
from .figure import Figure, figure, hidden

if TYPE_CHECKING:
    from ...results import Results

SHARE = "Percentage points"


def forest(results: Results) -> Figure:
    """Effects of all outcomes with their intervals, better to the right."""
    return effects(results, results.study.outcomes, "forest")


def domain(results: Results, domain: str) -> Figure:
    """Effects of one domain's outcomes with their intervals, better to the right."""
    found = results.outcomes(domain)
    return effects(results, found, f"effects-{domain}")


def effects(results: Results, outcomes: tuple[Outcome, ...], name: str) -> Figure:
    """Return intervals of the outcomes' effects, shares first."""
    ordered = sorted(outcomes, key=lambda o: o.measure != "share")
    rows = [effect_row(results, outcome) for outcome in ordered]
    title = capital(verdicts.summary(results, outcomes))
    told = [f"{row['label']}: {row['told']}" for row in rows]
    return figure(
        results,
        "intervals",
        name,
        alt=aloud(
            f"Effects with {verdicts.confidence(results)}. {less(outcomes)}"
            f"{stop(title)} {stop('; '.join(told))}"
        ),
        title=title,
        caption=(
            f"Lines: {100 * results.study.model.confidence:g}% intervals. Filled: clear change. "
            "Open: not clear, or not once the number of outcomes is allowed for. "
            f"{turned(outcomes)}{hidden(results, rows)}"
        ),
        rows=[{k: v for k, v in row.items() if k != "told"} for row in rows],
    )


def less(outcomes: Iterable[Outcome]) -> str:
    """Return for which outcomes less is better, where there is one."""
    found = [outcome.label for outcome in outcomes if outcome.better == "lower"]
    return f"Less is better for {listed(found)}. " if found else ""


def turned(outcomes: Iterable[Outcome]) -> str:
    """Return how to read an outcome on which less is better, where there is one."""
    if all(outcome.better == "higher" for outcome in outcomes):
        return ""
    return "Figures are changes as measured: where less is better, a rise is to the left. "


def effect_row(results: Results, outcome: Outcome) -> dict:
    """Return one outcome's effect, turned so that more is better."""
    e = results.estimate(outcome.id)
    told = verdict(results, e)
    unit = SHARE if outcome.measure == "share" else capital(outcome.unit)
    row = {"label": plain(outcome.label), "unit": plain(unit), "firm": told in ("better", "worse")}
    if told == "not estimable":
        hidden = next((n for n in (e.effect, e.low, e.high) if isinstance(n, Mark)), None)
        shown = number(hidden) if hidden else "not estimable"
        return row | {"value": None, "low": None, "high": None, "shown": shown, "told": shown}
    sign = 1 if outcome.better == "higher" else -1
    low, high = sorted((sign * e.low, sign * e.high))
    ends = interval(e.low, e.high, decimals(outcome))
    shown = f"{number(e.effect, decimals(outcome))} ({ends})"
    return row | {
        "value": sign * e.effect,
        "low": low,
        "high": high,
        "shown": shown,
        "told": f"{shown}, {LABELS[told].lower()}",
    }


def levels(results: Results, domain: str) -> Figure:
    """Levels of a domain's outcomes before and after, by arm."""
    outcomes = results.outcomes(domain)
    rows, told = [], []
    for outcome in outcomes:
        e = results.estimate(outcome.id)
        unit = "%" if outcome.measure == "share" else outcome.unit
        told.append(f"{outcome.label}: {words.levels(results, outcome.id)}")
        for role in ("programme", "comparator"):
            rows += level_rows(results, e, outcome, role, plain(f"{outcome.label},{SPACE}{unit}"))
    title = capital(verdicts.summary(results, outcomes))
    return figure(
        results,
        "slopes",
        f"levels-{domain}",
        alt=aloud(
            f"Levels before and after, by group of areas. {stop(title)} {stop('; '.join(told))}"
        ),
        title=title,
        caption=(
            "Panels of one unit have the same scale, which does not start at zero. "
            + hidden(results, rows)
        ),
        rows=rows,
        periods=periods(results),
    )


def periods(results: Results) -> list[str]:
    """Return the labels of before and of each wave after."""
    study = results.study
    before = listed([wave.label for wave in study.before()])
    return [plain(before), *(plain(wave.label) for wave in study.after())]


def level_rows(
    results: Results, newest: Estimate, outcome: Outcome, role: str, label: str
) -> list[dict]:
    """Return an arm's level before and at each wave after."""
    waves = {wave.id: place for place, wave in enumerate(results.study.after(), start=1)}
    series = [
        (waves[e.wave], getattr(e, f"{role}_after"))
        for e in results.estimates
        if (e.outcome, e.group) == (outcome.id, newest.group) and e.wave in waves
    ]
    return [
        {
            "outcome": label,
            "unit": outcome.unit,
            "arm": role,
            "name": plain(results.study.arm(role).short),
            "place": place,
            "value": None if isinstance(value, Mark) else value,
            "shown": number(value, decimals(outcome)),
        }
        for place, value in sorted([(0, getattr(newest, f"{role}_before")), *series])
    ]
