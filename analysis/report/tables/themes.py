"""What interviews and journals raised, by theme, role and year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...evidence import Mark
from ...study import Study
from ..numbers import count, number, of
from ..sentence import capital
from .table import Row, Table, annotate

if TYPE_CHECKING:
    from ...results import Results

VALENCES = ("positive", "negative", "mixed")


def themes(results: Results, domain: str) -> Table:
    """How many people and journal entries raised each theme of a domain."""
    found = {(s.id, s.kind): s for s in results.themes if s.level == "theme" and s.by == "all"}
    rows = []
    for theme in results.study.themes:
        if theme.domain != domain:
            continue
        talk, diary = found.get((theme.id, "interview")), found.get((theme.id, "journal"))
        rows.append(
            (
                theme.label,
                theme.description,
                of(count(talk.people), count(talk.base_people)) if talk else "[z]",
                of(count(diary.entries), count(diary.base_entries)) if diary else "[z]",
                *(count(getattr(diary, name)) if diary else "[z]" for name in VALENCES),
            )
        )
    columns = (
        "Theme",
        "What it covers",
        "People interviewed",
        "Journal entries",
        "Positive",
        "Negative",
        "Mixed",
    )
    note = "Positive, negative and mixed count journal entries"
    return annotate(results, columns, rows, (2, 3, 4, 5, 6), (note,))


def roles(results: Results, domain: str | None = None) -> Table:
    """How many people of each role raised a domain's themes, or each domain, in interviews."""
    known = role_names(results.study)
    rows = grouped(results, domain, "interview", list(known), "people")
    columns = ("Theme" if domain else "Domain", *known.values())
    note = "People interviewed who raised it, of all people interviewed in that role"
    return annotate(results, columns, rows, range(1, len(columns)), (note,))


def role_names(study: Study) -> dict[str, str]:
    """Return the labels of the roles that were interviewed, by id."""
    return {role.id: role.label for role in study.qualitative.roles} if study.qualitative else {}


def years(results: Results, domain: str | None = None) -> Table:
    """How many journal entries raised a domain's themes, or each domain, by year."""
    found = sorted({s.group for s in results.themes if s.kind == "journal" and s.by == "year"})
    rows = grouped(results, domain, "journal", found, "entries")
    columns = ("Theme" if domain else "Domain", *found)
    note = "Journal entries that raised it, of all entries of that year"
    return annotate(results, columns, rows, range(1, len(columns)), (note,))


def grouped(
    results: Results, domain: str | None, kind: str, groups: list[str], counted: str
) -> list[Row]:
    """Return a domain's themes, or all domains, by role or year."""
    level = "theme" if domain else "domain"
    found = {
        (s.id, s.group): of(count(getattr(s, counted)), count(getattr(s, f"base_{counted}")))
        for s in results.themes
        if s.level == level and s.kind == kind and s.by != "all"
    }
    named = results.study.domains
    if domain:
        named = [theme for theme in results.study.themes if theme.domain == domain]
    return [(row.label, *(found.get((row.id, group), "[z]") for group in groups)) for row in named]


def excerpts(results: Results, domain: str) -> Table:
    """What single sources said about a domain's themes, in an analyst's words."""
    study = results.study
    labels = role_names(study)
    rows = (
        (
            study.theme[excerpt.theme].label,
            excerpt.summary,
            number(excerpt.role) if isinstance(excerpt.role, Mark) else labels[excerpt.role],
            capital(excerpt.valence),
        )
        for excerpt in results.excerpts
        if study.theme[excerpt.theme].domain == domain
    )
    notes = (
        "Third-person summaries invented for demonstration; nobody is quoted"
        if study.synthetic
        else "Third-person summaries; nobody is quoted",
        "The earliest interview of each theme and valence is shown, so that none is picked",
    )
    columns = ("Theme", "Summary by an analyst", "Role", "Valence")
    return annotate(results, columns, rows, (), notes)
