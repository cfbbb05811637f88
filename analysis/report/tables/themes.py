"""What interviews and journals raised, by theme, role and year."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ...results.records import Cooccurrence, Excerpt, Mark, NegativeCase, ThemeSummary
from ...study.records import Study
from ..numbers import count, number, of
from ..sentence import capital, listed
from ..words.themes import against, claim_on, coefficient, theme_counts
from .table import Row, Table, annotate

if TYPE_CHECKING:
    from ...results.results import Results

VALENCES = ("positive", "negative", "mixed", "unrated")
PAIRS = 10
STANCES = {
    "negative": "Supporting themes, raised negatively",
    "contrary": "Contrary themes, raised other than positively",
}


def themes(results: Results, domain: str) -> Table:
    """How many people and journal entries raised each theme of a domain."""
    talks, diaries = theme_counts(results, "interview"), theme_counts(results, "journal")
    rated = [name for name in VALENCES if name != "unrated" or has_unrated(diaries.values())]
    kept = ["Journal entries", *map(capital, rated)] if diaries else []
    rows = []
    for theme in results.study.themes:
        if theme.domain != domain:
            continue
        talk, diary = talks.get(theme.id), diaries.get(theme.id)
        cells = [
            of(count(diary.entries), count(diary.base_entries)) if diary else "[z]",
            *(count(getattr(diary, name)) if diary else "[z]" for name in rated),
        ]
        told = of(count(talk.people), count(talk.base_people)) if talk else "[z]"
        rows.append((theme.label, theme.description, told, *cells[: len(kept)]))
    columns = ("Theme", "What it covers", "People interviewed", *kept)
    notes = [f"{capital(listed(rated))} count journal entries"] if kept else []
    return annotate(results, columns, rows, range(2, len(columns)), notes, counts=True)


def has_unrated(summaries: Iterable[ThemeSummary]) -> bool:
    """Return whether some passages bear no valence."""
    return any(summary.unrated != Mark.NOT_APPLICABLE for summary in summaries)


def roles(results: Results, domain: str | None = None) -> Table:
    """How many people of each role raised a domain's themes, or each domain, in interviews."""
    known = role_names(results.study)
    rows = grouped(results, domain, "interview", list(known), "people")
    columns = ("Theme" if domain else "Domain", *known.values())
    note = "People interviewed who raised it, of all people interviewed in that role"
    return annotate(results, columns, rows, range(1, len(columns)), (note,), counts=True)


def role_names(study: Study) -> dict[str, str]:
    """Return the labels of the roles that were interviewed, by id."""
    return {role.id: role.label for role in study.qualitative.roles} if study.qualitative else {}


def years(results: Results, domain: str | None = None) -> Table:
    """How many journal entries raised a domain's themes, or each domain, by year."""
    found = sorted({s.group for s in results.themes if s.kind == "journal" and s.by == "year"})
    rows = grouped(results, domain, "journal", found, "entries")
    columns = ("Theme" if domain else "Domain", *found)
    note = "Journal entries that raised it, of all entries of that year"
    return annotate(results, columns, rows, range(1, len(columns)), (note,), counts=True)


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
    """What single sources said about a domain's themes, for and against."""
    study = results.study
    found = [e for e in results.excerpts if study.theme[e.theme].domain == domain]
    rows = (
        (study.theme[e.theme].label, said(e), speaker(study, e), capital(e.valence or "unrated"))
        for e in found
    )
    note = "The earliest interview of each theme and valence is shown, so that none is picked"
    columns = ("Theme", "What was said", "Role", "Valence")
    return annotate(results, columns, rows, (), (forms(results, found), note))


def said(excerpt: Excerpt | NegativeCase) -> str:
    """Return what was said, a source's own words in quotation marks."""
    return f"\u201c{excerpt.text}\u201d" if excerpt.form == "quote" else excerpt.text


def speaker(study: Study, excerpt: Excerpt | NegativeCase) -> str:
    """Return the role of who said it, unless that is hidden."""
    role = excerpt.role
    return number(role) if isinstance(role, Mark) else role_names(study)[role]


def forms(results: Results, excerpts: Iterable[Excerpt | NegativeCase]) -> str:
    """Return a note on whose words are printed."""
    if results.study.synthetic:
        return "Third-person summaries invented for demonstration; nobody is quoted"
    if any(excerpt.form == "quote" for excerpt in excerpts):
        return "In quotation marks: a source’s own words; the rest are an analyst’s summaries"
    return "Third-person summaries; nobody is quoted"


def contrary(results: Results, domain: str) -> Table:
    """How often interviews and journals spoke against a domain's claim, theme by theme."""
    claim = claim_on(results.study, domain)
    places = {"negative": claim.themes, "contrary": claim.contrary} if claim else {}
    found = theme_counts(results, "interview"), theme_counts(results, "journal")
    rows: list[Row] = []
    for stance, themes in places.items():
        rows += [(STANCES[stance],)] if themes else []
        rows += [
            (
                results.study.theme[theme].label,
                *(of_entries(results, counts.get(theme), stance) for counts in found),
            )
            for theme in themes
        ]
    columns = ("Theme", "Interviews", "Journal entries")
    return annotate(results, columns, rows, (1, 2), counts=True)


def of_entries(results: Results, summary: ThemeSummary | None, stance: str) -> str:
    """Return how many entries spoke against a claim, of all there are."""
    if summary is None:
        return "[z]"
    return of(count(against(results, summary, stance)), count(summary.base_entries))


def negative_cases(results: Results, domain: str) -> Table:
    """What single sources said against a domain's claim."""
    study = results.study
    found = [case for case in results.negative_cases if case.domain == domain]
    rows = (
        (study.theme[e.theme].label, said(e), speaker(study, e), capital(e.valence or "unrated"))
        for e in found
    )
    rules = study.disclosure
    most = f", but no more than the first {rules.min_cell}" if rules.round_counts else ""
    note = (
        f"Every wording is listed once{most}; where the number of those who spoke that way is "
        "hidden, only the earliest"
    )
    columns = ("Theme", "What was said", "Role", "Valence")
    return annotate(results, columns, rows, (), (forms(results, found), note))


def cooccurrence(results: Results) -> Table:
    """The pairs of themes that more people raised together than chance would have it."""
    shown = [
        row
        for row in results.cooccurrence
        if not any(isinstance(n, Mark) for n in (row.people, row.first_people, row.second_people))
    ]
    pairs = sorted(shown, key=lambda row: by_chance(row) - row.people)[:PAIRS]
    label = {theme.id: theme.label for theme in results.study.themes}
    rows = (
        (
            label[row.first],
            label[row.second],
            of(count(row.people), count(row.base_people)),
            number(by_chance(row), 1),
            count(row.first_people),
            count(row.second_people),
        )
        for row in pairs
    )
    columns = (
        "Theme", "And theme", "People who raised both", "By chance", "The first", "The second",
    )  # fmt: skip
    notes = (
        "People interviewed; by chance: as many as would raise both if the one had nothing to do "
        "with the other",
        tell_pairs(len(shown)),
    )
    return annotate(results, columns, rows, range(2, 6), notes, counts=True)


def tell_pairs(size: int) -> str:
    """Return which of the pairs that may be shown a table has."""
    if not size:
        return "No pair can be shown: of each, few people raised both"
    if size <= PAIRS:
        return "All pairs that can be shown; some stand out by chance alone"
    return (
        f"The {PAIRS} pairs furthest above chance, of {size} that are shown; among so many some "
        "stand out by chance alone"
    )


def by_chance(row: Cooccurrence) -> float:
    """Return how many people would raise both themes if these were independent."""
    return row.first_people * row.second_people / row.base_people


def agreement(results: Results) -> Table:
    """How far coders agree, in all and by domain."""
    label = {domain.id: domain.label for domain in results.study.domains} | {"all": "All themes"}
    rows = (
        (
            label[row.domain],
            count(row.units),
            number(row.agreed, 0),
            coefficient(row, "alpha"),
            coefficient(row, "kappa"),
        )
        for row in results.agreement
    )
    documents = {row.documents for row in results.agreement}
    note = f"Units: {', '.join(map(count, sorted(documents)))} documents times the themes"
    intervals = "In brackets: 95% intervals, from the documents drawn again and again"
    columns = ("Themes", "Units", "Agreed, %", "Krippendorff’s alpha", "Cohen’s kappa")
    notes = (note, intervals) if documents else ()
    return annotate(results, columns, rows, range(1, 5), notes, counts=bool(documents))
