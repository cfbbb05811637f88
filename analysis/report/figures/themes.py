"""Figures of what interviews and journals raised."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ...results.records import Mark
from ..markdown import plain
from ..numbers import count, of
from ..sentence import listed, stop
from ..tables import drawn
from ..tables.themes import themes as tabulate
from ..words.themes import raised
from ..words.themes import saturation as said_of_saturation
from .figure import Figure, figure, hidden, rounded

if TYPE_CHECKING:
    from ...results.results import Results


def themes(results: Results, domain: str) -> Figure:
    """How many people interviewed raised each theme of a domain."""
    found = raised(results, domain)
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
        said = listed([f"{row['label']} ({row['shown']} people)" for row in top])
        title = f"Raised most often in interviews: {said}"
    told = "; ".join(f"{row['label']}: {row['shown']}" for row in rows)
    return figure(
        results,
        "dots",
        f"themes-{domain}",
        alt=f"People interviewed who raised each theme. {rounded(results)}{stop(told)}",
        title=title,
        subtitle=f"People interviewed who raised each theme: {results.study.domain[domain].label}",
        caption=f"{rounded(results)}{hidden(results, rows)}",
        table=tabulate(results, domain),
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
            "wave": in_field(results, int(s.group)),
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
        alt=f"Journal entries that raised {label}, by year. {rounded(results)}"
        f"{stop(told or 'None')}",
        title=journals_title(results, label, rows),
        subtitle=f"Journal entries that raised {label}, of all entries of each year, and the "
        f"{results.study.words.survey.one} that was in the field then",
        caption=f"{rounded(results)}{hidden(results, rows)}",
        table=drawn.journals(results, rows),
        rows=rows,
    )


def in_field(results: Results, year: int) -> str:
    """Return which wave of the survey was in the field in a year, if any."""
    labels = [
        wave.label
        for wave in results.study.waves
        if wave.fieldwork[0].year <= year <= wave.fieldwork[1].year
    ]
    return plain(f"{results.study.words.survey.one} {', '.join(labels)}") if labels else ""


def saturation(results: Results) -> Figure:
    """How many themes were known after each interview."""
    rows = [
        {"interview": s.interview, "value": None if isinstance(s.themes, Mark) else s.themes}
        for s in results.saturation
    ]
    shown = [row for row in rows if row["value"] is not None]
    told = "; ".join(
        f"after interview {row['interview']}: {row['value']} themes"
        for place, row in enumerate(shown)
        if place in (0, len(shown) - 1) or row["value"] != shown[place - 1]["value"]
    )
    least = shown[0]["interview"] if shown else results.study.disclosure.min_cell
    title, _, more = said_of_saturation(results).partition(". ")
    return figure(
        results,
        "growth",
        "saturation",
        alt=f"Themes raised so far, interview by interview. {stop(told or 'None is shown')}",
        title=title.removesuffix("."),
        subtitle="Themes raised so far, interview by interview",
        axis="Interview, in order of date",
        caption=f"{more} The curve begins with interview {least}, since fewer people are not "
        f"shown. {rounded(results)}".strip(),
        table=drawn.saturation(results),
        rows=rows,
        top=len(results.study.themes),
        most=f"All {count(len(results.study.themes))} themes",
    )


def share_of(entries: int | Mark, base: int | Mark) -> float | None:
    """Return the share of entries, if it is shown."""
    if isinstance(entries, Mark) or isinstance(base, Mark):
        return None
    return entries / base if base else 0.0


def journals_title(results: Results, label: str, rows: list[dict]) -> str:
    """Return the year with the largest share, or that no number can be given."""
    shown = [row for row in rows if row["value"] is not None]
    if not shown or max(row["value"] for row in shown) == 0:
        return f"{label}: no year has enough journal entries to give a number"
    most = max(row["value"] for row in shown)
    years = [
        f"{row['year']} ({of(row['shown'], row['base'])})" for row in shown if row["value"] == most
    ]
    counted = "By rounded counts, " if rounded(results) else ""
    return f"{counted}{label} came up in the largest share of journal entries in {listed(years)}"


def largest(bases: Iterable[int | Mark]) -> int:
    """Return the largest number of people asked that is shown, at least one."""
    return max((base for base in bases if not isinstance(base, Mark)), default=1)
