"""Figures of what the survey found, better to the right."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ...results.records import Mark
from ...study.records import Outcome, Wave
from .. import verdicts, words
from ..comparability import exceptions, moved, offered, reworded
from ..markdown import plain
from ..numbers import SPACE, aloud, interval, number
from ..sentence import capital, listed, stop
from ..tables import drawn
from ..tables.effects import domain as tabulate
from ..tables.effects import outcomes as tabulate_all
from ..tables.table import Table
from ..verdicts import decimals, label, verdict
from .figure import Figure, figure, hidden

if TYPE_CHECKING:
    from ...results.results import Results

SHARE = "Percentage points"


def difference(results: Results, outcome: Outcome | None = None) -> str:
    """Return what an effect is: how much more one arm changed than the other, and when."""
    study = results.study
    after = study.leading(outcome) if outcome else study.after()[-1]
    before = (study.compared(outcome, after) if outcome else ()) or study.before()
    arms = [study.arm(role).label for role in ("programme", "comparator")]
    first = listed([wave.label for wave in before]) + " together" * (len(before) > 1)
    return f"change in {arms[0]} less change in {arms[1]}, {first} to {after.label}"


def groups(results: Results) -> str:
    """Return both arms, each with the name that lines have in figures."""
    arms = [results.study.arm(role) for role in ("programme", "comparator")]
    return listed([a.label if a.label == a.short else f"{a.label} ({a.short})" for a in arms])


def forest(results: Results) -> Figure:
    """Effects of all outcomes with their intervals, better to the right."""
    return effects(results, results.study.outcomes, "forest", tabulate_all(results))


def domain(results: Results, domain: str) -> Figure:
    """Effects of one domain's outcomes with their intervals, better to the right."""
    found = results.outcomes(domain)
    if results.study.awaited:
        return follow(results, found, f"effects-{domain}")
    return effects(results, found, f"effects-{domain}", tabulate(results, domain))


def effects(results: Results, outcomes: tuple[Outcome, ...], name: str, table: Table) -> Figure:
    """Return intervals of the outcomes' effects, shares first."""
    ordered = sorted(outcomes, key=lambda o: o.measure != "share")
    rows = [effect_row(results, outcome) for outcome in ordered]
    title = capital(verdicts.summary(results, outcomes))
    told = [f"{row['label']}: {row['told']}" for row in rows]
    return figure(
        results,
        "forest",
        name,
        alt=aloud(
            f"Effects with {verdicts.confidence(results)}. {less(outcomes)}"
            f"{stop(title)} {stop('; '.join(told))}"
        ),
        title=title,
        subtitle=f"{capital(difference(results))}, by outcome",
        caption=(
            f"Lines: {100 * results.study.model.confidence:g}% intervals. Filled: clear change. "
            "Open: not clear, or not once the number of outcomes is allowed for. "
            f"{turned(outcomes)}{older(results, outcomes)}{hidden(results, rows)}"
        ),
        table=table,
        rows=[{k: v for k, v in row.items() if k != "told"} for row in rows],
        edges=edges(results),
    )


def edges(results: Results) -> dict[str, float]:
    """Return how far any effect or interval of each unit goes, so that all figures of effects
    have the same axis."""
    found: dict[str, float] = {}
    for row in (effect_row(results, outcome) for outcome in results.study.outcomes):
        ends = [abs(row[end]) for end in ("low", "high") if row[end] is not None]
        finite = [end for end in ends if math.isfinite(end)]
        found[row["unit"]] = max([*finite, found.get(row["unit"], 0.0)])
    return {unit: edge or 1.0 for unit, edge in found.items()}


def less(outcomes: Iterable[Outcome]) -> str:
    """Return for which outcomes less is better, where there is one."""
    found = [outcome.label for outcome in outcomes if outcome.better == "lower"]
    return f"Less is better for {listed(found)}. " if found else ""


def turned(outcomes: Iterable[Outcome]) -> str:
    """Return how to read an outcome on which less is better, where there is one."""
    if all(outcome.better == "higher" for outcome in outcomes):
        return ""
    return "Figures are changes as measured: where less is better, a rise is to the left. "


def older(results: Results, outcomes: tuple[Outcome, ...]) -> str:
    """Return which effects are not between all waves before and the newest after."""
    return "".join(f"{stop(each)} " for each in exceptions(results, outcomes))


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
        "told": f"{shown}, {label(results, e).lower()}",
    }


def levels(results: Results, domain: str) -> Figure:
    """Levels of a domain's outcomes over the {waves}, by group of {places}."""
    return follow(results, results.outcomes(domain), f"levels-{domain}")


def trends(results: Results, domain: str | None = None) -> Figure:
    """Levels of the primary outcomes, or of a domain's, over the {waves}, by group of {places}."""
    if domain:
        return levels(results, domain)
    primary = tuple(o for o in results.study.outcomes if o.role == "primary")
    return follow(results, primary, "trends")


def follow(results: Results, outcomes: tuple[Outcome, ...], name: str) -> Figure:
    """Return levels of outcomes before and after, or at every wave where there are more."""
    several = results.study.wave_by_wave
    rows, told = [], []
    for outcome in outcomes:
        found = wave_rows(results, outcome) if several else period_rows(results, outcome)
        rows += found
        told.append(
            f"{outcome.label}: "
            + (tell_waves(results, found) if several else words.levels(results, outcome.id))
        )
    title = capital(verdicts.summary(results, outcomes))
    if results.study.after() and several:
        leads = dict.fromkeys(results.study.leading(outcome).label for outcome in outcomes)
        title += f" (effect by {listed(list(leads))})"
    labels = [plain(wave.label) for wave in results.study.waves]
    units = [outcome.unit for outcome in outcomes]
    scale = "Panels of one unit have the same scale, which"
    if len(set(units)) == len(units):
        scale = "The scale" if len(units) == 1 else "Each scale"
    w = results.study.words
    opening = f"Levels at every {w.wave.one}" if several else "Levels before and after"
    opening = f"Levels before the {w.programme}" if results.study.awaited else opening
    return figure(
        results,
        "slopes",
        name,
        alt=aloud(f"{opening}, by group of {w.place.many}. {stop(title)} {stop('; '.join(told))}"),
        title=title,
        subtitle=f"Levels in {groups(results)}, {listed(labels)}",
        caption=(
            f"{scale} does not start at zero. "
            f"{course(results, outcomes) if several else ''}{hidden(results, rows)}"
        ),
        table=drawn.levels(results, rows),
        rows=rows,
        spans=spans(results),
        periods=labels,
        start=begin(results.study.waves),
    )


def spans(results: Results) -> dict[str, float]:
    """Return how far the levels of an outcome of each unit are apart at most, so that a change of
    one size looks the same in all figures of levels."""
    find = wave_rows if results.study.wave_by_wave else period_rows
    found: dict[str, float] = {}
    for outcome in results.study.outcomes:
        values = [row["value"] for row in find(results, outcome) if row["value"] is not None]
        reach = max(values) - min(values) if values else 0.0
        found[outcome.unit] = max(reach, found.get(outcome.unit, 0.0))
    return found


def begin(waves: tuple[Wave, ...]) -> float:
    """Return the place between the last wave before and the first after."""
    return sum(wave.period == "before" for wave in waves) - 0.5


def course(results: Results, outcomes: tuple[Outcome, ...]) -> str:
    """Return what levels over several waves are of, and where a line has a gap and why."""
    study = results.study
    w = study.words
    parts = [w.fill("Averages over {sampled units}")]
    parts += [w.fill("Dotted: between the {waves} before and after")] * bool(study.after())
    parts += [
        f"{outcome.label}: {how}, so the line is interrupted"
        for outcome in outcomes
        if (how := reworded(study, outcome))
    ]
    parts += [
        f"{outcome.label}: {what}" for outcome in outcomes if (what := offered(study, outcome))
    ]
    parts += [
        f"{outcome.label}: not asked in {listed([wave.label for wave in missing])}"
        for outcome in outcomes
        if (missing := [wave for wave in study.waves if wave not in study.asked(outcome)])
    ]
    if moved(study):
        parts.append(w.fill("Of the {places} only that all {waves} joined by a line surveyed"))
    return " ".join(map(stop, parts)) + " "


def wave_rows(results: Results, outcome: Outcome) -> list[dict]:
    """Return both arms' levels at every wave that asked."""
    study = results.study
    places = {wave.id: place for place, wave in enumerate(study.waves)}
    arms = {arm.id: arm.role for arm in study.arms}
    found = [row for row in results.levels if row.outcome == outcome.id and row.wave in places]
    return [
        level_row(results, outcome, arms[row.arm], places[row.wave], row.value)
        | {"side": study.find_side(outcome, study.waves[places[row.wave]])}
        for row in sorted(found, key=lambda row: (row.arm, places[row.wave]))
    ]


def tell_waves(results: Results, rows: list[dict]) -> str:
    """Return levels wave by wave: "in GS 27.1 in 2012, 33.0 in 2015/16; in Others …"."""
    waves = results.study.waves
    series: dict[str, list[str]] = {}
    for row in rows:
        told = f"{row['shown']} in {waves[row['place']].label}"
        series.setdefault(row["name"], []).append(told)
    return "; ".join(f"in {name} {', '.join(told)}" for name, told in series.items())


def period_rows(results: Results, outcome: Outcome) -> list[dict]:
    """Return both arms' levels before and after."""
    e = results.estimate(outcome.id)
    return [
        level_row(results, outcome, role, place, getattr(e, f"{role}_{period}")) | {"side": 0}
        for role in ("programme", "comparator")
        for place, period in enumerate(("before", "after"))
    ]


def level_row(
    results: Results, outcome: Outcome, role: str, place: int, value: float | Mark
) -> dict:
    """Return an arm's level at one place in time."""
    unit = "%" if outcome.measure == "share" else outcome.unit
    return {
        "outcome": plain(f"{outcome.label},{SPACE}{unit}"),
        "unit": outcome.unit,
        "arm": role,
        "name": plain(results.study.arm(role).short),
        "place": place,
        "value": None if isinstance(value, Mark) else value,
        "shown": number(value, decimals(outcome)),
    }
