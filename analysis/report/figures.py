"""What each figure shows, its title and its text alternative, all from the same numbers."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from ..evidence import Estimate, Mark, ThemeSummary
from ..study import Outcome
from . import verdicts, words
from .markdown import attribute, plain
from .numbers import SPACE, count, interval, meaning, number, of
from .numbers import words as spelt
from .verdicts import LABELS, capital, decimals, stop, verdict

if TYPE_CHECKING:
    from ..results import Results

FOLDER = Path("_figures")
DRAWING = ("charts.py", "style.py")
SHARE = "Percentage points"


@dataclass(frozen=True, kw_only=True)
class Figure:
    """An image in the project and the text that stands for it."""

    path: Path
    alt: str

    def _repr_markdown_(self) -> str:
        return f"![](/{self.path.as_posix()}){{fig-alt={attribute(self.alt)}}}"


def figure(results: Results, chart: str, name: str, alt: str, caption: str = "", **data) -> Figure:
    """Return a figure, drawn only where no file of the same content lies there already."""
    notice = results.study.study.notice if results.study.synthetic else ""
    data["caption"] = "\n".join(plain(line) for line in (caption, notice) if line)
    content = json.dumps([chart, data, drawing()], sort_keys=True)
    digest = hashlib.sha256(content.encode()).hexdigest()[:12]
    path = FOLDER / f"{re.sub('[^a-z0-9]+', '-', name.lower()).strip('-')}-{digest}.svg"
    if not path.exists():
        from .charts import draw

        draw(chart, data, path)
    return Figure(path=path, alt=plain(alt))


@cache
def drawing() -> str:
    """Return a checksum of everything but the data that decides how a figure looks."""
    digest = hashlib.sha256()
    for name in DRAWING:
        digest.update(Path(__file__).with_name(name).read_bytes())
    for package in ("plotnine", "matplotlib"):
        digest.update(metadata.version(package).encode())
    return digest.hexdigest()


# Effects ------------------------------------------------------------------------------------


def forest(results: Results) -> Figure:
    """Effects of all outcomes with their intervals, better to the right."""
    return effects(results, results.study.outcomes, "forest")


def domain(results: Results, domain: str) -> Figure:
    """Effects of one domain's outcomes with their intervals, better to the right."""
    found = tuple(o for o in results.study.outcomes if o.domain == domain)
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
        alt=f"Effects with {verdicts.confidence(results)}. {stop(title)} {stop('; '.join(told))}",
        title=title,
        caption=(
            f"Lines: {100 * results.study.model.confidence:g}% intervals. Filled: clear change. "
            "Open: no clear change, the number of outcomes allowed for. "
            f"{turned(outcomes)}{hidden(results, rows)}"
        ),
        rows=[{k: v for k, v in row.items() if k != "told"} for row in rows],
    )


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
    outcomes = tuple(o for o in results.study.outcomes if o.domain == domain)
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
        alt=f"Levels before and after, by arm. {stop(title)} {stop('; '.join(told))}",
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
    before = words.listed([wave.label for wave in study.before()])
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


# Interviews and journals --------------------------------------------------------------------


def themes(results: Results, domain: str) -> Figure:
    """How many people interviewed raised each theme of a domain."""
    found = words.raised(results, domain)
    rows = [
        {
            "label": plain(results.study.theme[s.id].label),
            "value": None if isinstance(s.people, Mark) else s.people,
            "shown": of(count(s.people), count(s.base_people)),
        }
        for s in found
    ]
    top = [row for row in rows if row["value"] is not None and row["value"] == rows[0]["value"]]
    title = "No theme was raised by enough people to give a number"
    if top:
        said = words.listed([f"{row['label']} ({row['shown']} people)" for row in top])
        title = f"Raised most often in interviews: {said}"
    told = "; ".join(f"{row['label']}: {row['shown']}" for row in rows)
    return figure(
        results,
        "dots",
        f"themes-{domain}",
        alt=f"People interviewed who raised each theme. {stop(told)}",
        title=title,
        axis="People interviewed who raised the theme",
        caption=hidden(results, rows),
        rows=rows,
        base=largest(s.base_people for s in found),
    )


def journals(results: Results, domain: str) -> Figure:
    """How many journal entries raised a domain, by year."""
    found = sorted(
        (
            s
            for s in results.themes
            if (s.level, s.id, s.kind, s.by) == ("domain", domain, "journal", "year")
        ),
        key=lambda s: s.group,
    )
    rows = [
        {
            "year": plain(s.group),
            "value": share_of(s.entries, s.base_entries),
            "shown": count(s.entries),
            "base": count(s.base_entries),
        }
        for s in found
    ]
    label = results.study.domain[domain].label
    told = "; ".join(f"{row['year']}: {of(row['shown'], row['base'])}" for row in rows)
    return figure(
        results,
        "columns",
        f"journals-{domain}",
        alt=f"Journal entries that raised {label}, by year. {stop(told or 'None')}",
        title=journals_title(label, rows),
        caption=f"Height: share of all journal entries of the year. {hidden(results, rows)}",
        rows=rows,
    )


def share_of(entries: int | Mark, base: int | Mark) -> float | None:
    """Return the share of entries, if it is shown."""
    if isinstance(entries, Mark) or isinstance(base, Mark):
        return None
    return entries / base if base else 0.0


def journals_title(label: str, rows: list[dict]) -> str:
    """Return the year with the largest share, or that no number can be given."""
    shown = [row for row in rows if row["value"] is not None]
    if not shown or max(row["value"] for row in shown) == 0:
        return f"{label}: no year has enough journal entries to give a number"
    most = max(row["value"] for row in shown)
    years = [
        f"{row['year']} ({of(row['shown'], row['base'])} entries)"
        for row in shown
        if row["value"] == most
    ]
    return f"{label} came up most often in the journals of {words.listed(years)}"


def hidden(results: Results, rows: Iterable[dict]) -> str:
    """Return what each mark that is shown means."""
    text = " ".join(str(value) for row in rows for value in row.values())
    told = [
        stop(f"[{mark}] {meaning(mark, results.study.disclosure)}")
        for mark in Mark
        if f"[{mark}]" in text
    ]
    return " ".join(told)


def largest(bases: Iterable[int | Mark]) -> int:
    """Return the largest number of people asked that is shown, at least one."""
    return max((base for base in bases if not isinstance(base, Mark)), default=1)


# Survey and interviews together -------------------------------------------------------------


def joint(results: Results) -> Figure:
    """Each domain's effects, as shares of what the survey could detect, and who raised it."""
    rows, told = [], []
    raised = {
        s.id: s for s in results.themes if (s.level, s.kind, s.by) == ("domain", "interview", "all")
    }
    for domain in results.study.domains:
        outcomes = words.measured(results, domain.id)
        shares = [joint_effect(results, outcome) for outcome in outcomes]
        people = raised.get(domain.id)
        row = {
            "domain": plain(domain.label),
            "effects": [share for share in shares if share],
            "people": joint_people(people),
            "shown": of(count(people.people), count(people.base_people)) if people else "[z]",
        }
        rows.append(row)
        told.append(
            f"{row['domain']}: {verdicts.summary(results, outcomes).lower()}; "
            f"raised by {row['shown']} people interviewed"
        )
    return figure(
        results,
        "joint",
        "joint",
        alt=f"Survey and interviews by domain. {stop('. '.join(told))}",
        title=joint_title(results),
        caption=(
            "Survey: effect on each outcome as a multiple of the smallest that the survey could "
            "be expected to detect; right is better; filled: clear change, open: no clear change. "
            + hidden(results, rows)
        ),
        rows=rows,
        base=largest(s.base_people for s in raised.values()),
    )


def joint_effect(results: Results, outcome: Outcome) -> dict | None:
    """Return an effect over the minimum detectable effect, more being better."""
    e = results.estimate(outcome.id)
    if verdict(results, e) == "not estimable" or isinstance(e.mde, Mark) or not e.mde:
        return None
    sign = 1 if outcome.better == "higher" else -1
    firm = verdict(results, e) in ("better", "worse")
    return {"value": sign * e.effect / e.mde, "firm": firm}


def joint_people(summary: ThemeSummary | None) -> int | None:
    """Return how many people raised a domain, if that is shown."""
    return None if summary is None or isinstance(summary.people, Mark) else summary.people


def joint_title(results: Results) -> str:
    """Return in how many domains the survey shows a clear change."""
    domains = results.study.domains
    clear = sum(
        any(
            verdict(results, results.estimate(outcome.id)) in ("better", "worse")
            for outcome in words.measured(results, domain.id)
        )
        for domain in domains
    )
    return f"The survey shows a clear change in {spelt(clear)} of {spelt(len(domains))} domains"


def logic_model(results: Results) -> Figure:
    """The programme's theory of change, step by step."""
    model = results.study.logic_model
    steps = [
        {"title": plain(column.title), "boxes": [plain(box) for box in column.boxes]}
        for column in model.columns
    ]
    told = [f"{step['title']}: {'; '.join(step['boxes'])}" for step in steps]
    return figure(
        results,
        "steps",
        "logic-model",
        alt=f"Steps from top to bottom. {stop('. '.join(told))} {stop(model.source)}",
        title="How the programme was meant to bring about change",
        caption=stop(model.source),
        steps=steps,
    )
