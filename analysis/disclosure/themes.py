"""Counts of people and entries that raised a theme."""

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from ..results.records import Mark, ThemeSummary
from ..study.records import Study
from .marks import mark
from .suppression import Cell, suppress

VALENCES = ("positive", "negative", "mixed", "unrated")
ALL_COST = 100  # hiding a total costs what it sums


class Count(NamedTuple):
    """Which count of a theme, a domain or (level "base") all there was of a kind."""

    level: str
    id: str
    kind: str
    by: str
    group: str
    field: str


def theme_counts(row: ThemeSummary, single: set[str]) -> dict[str, Count]:
    """Where each count of a summary stands; with one entry each, people are entries."""
    place = (row.kind, row.by, "" if row.by == "all" else row.group)
    people = "entries" if row.kind in single else "people"
    return {
        "base_entries": Count("base", "", *place, "entries"),
        "base_people": Count("base", "", *place, people),
        "entries": Count(row.level, row.id, *place, "entries"),
        "people": Count(row.level, row.id, *place, people),
        **{name: Count(row.level, row.id, *place, name) for name in VALENCES},
    }


def protect_themes(rows: tuple[ThemeSummary, ...], study: Study) -> tuple[ThemeSummary, ...]:
    """Hide small counts of themes and domains and what would give them back."""
    single = {row.kind for row in rows} - {
        row.kind for row in rows if row.people != row.entries or row.base_people != row.base_entries
    }
    places = [theme_counts(row, single) for row in rows]
    counts = {
        key: count
        for row, place in zip(rows, places, strict=True)
        for name, key in place.items()
        if not isinstance(count := getattr(row, name), Mark)
    }
    hidden = hide_themes(counts, study)
    return tuple(
        mark(row, [name for name, key in place.items() if key in hidden])
        for row, place in zip(rows, places, strict=True)
    )


def hide_themes(counts: Mapping[Count, int], study: Study) -> set[Count]:
    """Counts of themes and domains to hide, the wider first.

    Everybody who raised a theme raised its domain and took part, and a person has at least
    one entry. So a count inside a hidden one is hidden too, and one inside a shown one has a
    limit that a reader knows.
    """
    stages = defaultdict(list)
    for key in counts:
        stages[("base", "domain", "theme").index(key.level), key.field == "people"].append(key)
    hidden: set[Count] = set()
    for _, keys in sorted(stages.items()):
        cells = {key: theme_cell(key, counts, hidden, study) for key in keys}
        for key in keys:  # how many took part in all is in any description of the study
            if key.level == "base" and key.by == "all" and counts[key] >= study.disclosure.min_cell:
                del cells[key]
        hidden |= suppress(cells, theme_relations(cells), study.disclosure.min_cell)
    return hidden


def theme_cell(key: Count, counts: Mapping[Count, int], hidden: set[Count], study: Study) -> Cell:
    """A count of a theme with what the counts around it tell of it."""
    around = [wider for wider in wider_counts(key, study) if wider in counts]
    low = 0
    domain = study.theme[key.id].domain if key.level == "theme" else ""
    whole = key._replace(level="domain", id=domain)
    if key.field not in VALENCES and whole in counts and whole not in hidden:
        # Whoever raised the domain raised one of its themes.
        others = (
            key._replace(id=theme.id)
            for theme in study.themes
            if theme.domain == domain and theme.id != key.id
        )
        low = counts[whole] - sum(counts.get(other, 0) for other in others)
    return Cell(
        count=counts[key],
        cost=(1 if key.field in VALENCES else 3) * (ALL_COST if key.by == "all" else 1),
        low=max(low, 0),
        high=min((counts[wider] for wider in around if wider not in hidden), default=float("inf")),
        hide=any(wider in hidden for wider in around),
    )


def wider_counts(key: Count, study: Study) -> list[Count]:
    """The counts that contain this one and were decided on before it."""
    field = "people" if key.field == "people" else "entries"
    wider = []
    if key.field == "people":
        wider.append(key._replace(field="entries"))
    if key.level != "base":
        wider.append(key._replace(level="base", id="", field=field))
    if key.level == "theme":
        domain = study.theme[key.id].domain
        wider.append(key._replace(level="domain", id=domain, field=field))
    return wider


def theme_relations(cells: Mapping[Count, Cell]) -> list[dict]:
    """Roles and years add up to all, valences to entries; years share people, so not theirs."""
    groups = defaultdict(dict)
    for key in cells:
        if key.field in VALENCES:
            whole = key._replace(field="entries")
            groups["valence", whole] |= {key: 1} | ({whole: -1} if whole in cells else {})
        if key.by == "role" or (key.by == "year" and key.field != "people"):
            whole = key._replace(by="all", group="")
            groups[key.by, whole][key] = 1
            if whole in cells:
                groups[key.by, whole][whole] = -1
    return list(groups.values())
