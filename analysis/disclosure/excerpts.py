"""What was said on a theme, who raised which themes together, and when themes came up first."""

from collections.abc import Iterable

from ..results.records import Cooccurrence, Excerpt, Mark, NegativeCase, Saturation, ThemeSummary
from ..study.records import DisclosureRules, Study
from .marks import mark


def protect_excerpts(
    rows: tuple[Excerpt, ...], themes: tuple[ThemeSummary, ...]
) -> tuple[Excerpt, ...]:
    """Leave out excerpts on themes that few raised, and roles that few people have."""
    shown = list_shown(themes)
    roles = list_roles(themes)
    return tuple(
        row if (row.role, row.kind) in roles else mark(row, ["role"])
        for row in rows
        if (row.theme, row.kind) in shown
    )


def protect_cases(
    rows: tuple[NegativeCase, ...], themes: tuple[ThemeSummary, ...]
) -> tuple[NegativeCase, ...]:
    """Negative cases under the rules for excerpts; only the first where their number is hidden.

    A full list would give the number of those who spoke that way.
    """
    counts = {(row.id, row.kind): row for row in themes if (row.level, row.by) == ("theme", "all")}
    listed: set[tuple] = set()
    kept = []
    for row in protect_excerpts(rows, themes):
        place = (row.domain, row.theme, row.kind, row.valence)
        count = getattr(counts[row.theme, row.kind], row.valence or "unrated")
        if place not in listed or not isinstance(count, Mark):
            kept.append(row)
        listed.add(place)
    return tuple(kept)


def list_shown(themes: Iterable[ThemeSummary]) -> set[tuple[str, str]]:
    """Themes and kinds of source of which it is shown how many people raised them."""
    return {
        (row.id, row.kind)
        for row in themes
        if (row.level, row.by) == ("theme", "all") and not isinstance(row.people, Mark)
    }


def list_roles(themes: Iterable[ThemeSummary]) -> set[tuple[str, str]]:
    """Roles and kinds of source of which it is shown how many people have them."""
    return {
        (row.group, row.kind)
        for row in themes
        if row.by == "role" and not isinstance(row.base_people, Mark)
    }


def protect_cooccurrence(
    rows: tuple[Cooccurrence, ...], themes: tuple[ThemeSummary, ...], study: Study
) -> tuple[Cooccurrence, ...]:
    """Hide pairs that few raised, and counts of themes that are hidden elsewhere.

    Within a domain a pair narrows what the count of the domain tells of its other themes, so
    there no pair is shown if any theme is hidden.
    """
    shown = {name for name, kind in list_shown(themes) if kind == "interview"}
    domain = {theme.id: theme.domain for theme in study.themes}
    veiled = {theme.domain for theme in study.themes if theme.id not in shown}
    return tuple(
        mark(row, [name for name, hide in list_hidden(row, shown, domain, veiled, study) if hide])
        for row in rows
    )


def list_hidden(
    row: Cooccurrence, shown: set[str], domain: dict[str, str], veiled: set[str], study: Study
) -> list[tuple[str, bool]]:
    """Whether each count of a pair of themes is hidden."""
    inside = domain[row.first] == domain[row.second]
    few = row.people < study.disclosure.min_cell
    apart = {row.first, row.second} <= shown and not (inside and domain[row.first] in veiled)
    return [
        ("people", few or not apart),
        ("first_people", row.first not in shown),
        ("second_people", row.second not in shown),
    ]


def protect_saturation(
    rows: tuple[Saturation, ...], rules: DisclosureRules
) -> tuple[Saturation, ...]:
    """Hide what the first few interviews raised, fewer than the smallest count that is shown."""
    return tuple(
        mark(row, ["new", "themes"]) if row.interview < rules.min_cell else row for row in rows
    )
