"""How many people and entries raised each theme and domain, by role and over time."""

from collections import Counter
from collections.abc import Iterator

import pandas as pd

from ..results.records import Mark, ThemeSummary
from ..study.records import Study
from .excerpts import VALENCES, Excerpts


def summarise_themes(excerpts: Excerpts, study: Study) -> tuple[ThemeSummary, ...]:
    """Count people (sources) and entries (one source on one date) for themes and domains.

    Interviews are counted in all and by role, journals in all and by year, of all documents
    there are. An entry that raised a theme with more than one valence counts as mixed.
    """
    documents, codings = (
        table.assign(year=table["date"].str[:4], entry=table["source"] + " " + table["date"])
        for table in (excerpts.documents, excerpts.counted())
    )
    domain = {theme.id: theme.domain for theme in study.themes}
    codings["domain"] = codings["theme"].map(domain)
    return tuple(
        summary
        for kind, by in (("interview", "role"), ("journal", "year"))
        for summary in summarise_kind(
            documents[documents["kind"] == kind], codings[codings["kind"] == kind], kind, by, study
        )
    )


def summarise_kind(
    documents: pd.DataFrame, codings: pd.DataFrame, kind: str, by: str, study: Study
) -> Iterator[ThemeSummary]:
    """Summaries of one kind of source; nothing if there is none."""
    if documents.empty:
        return
    rated = set(codings["valence"])
    for group in ["all", *list_groups(documents, by, study)]:
        asked = documents if group == "all" else documents[documents[by] == group]
        bases = {
            "base_people": asked["source"].nunique(),
            "base_entries": asked["entry"].nunique(),
        }
        rows = codings if group == "all" else codings[codings[by] == group]
        for level, names in (("domain", study.domain), ("theme", study.theme)):
            raised = dict(iter(rows.groupby(level)))
            for name in names:
                found = raised.get(name, rows.iloc[:0])
                valences = collect_valences(found)
                yield ThemeSummary(
                    level=level,
                    id=name,
                    kind=kind,
                    by="all" if group == "all" else by,
                    group=group,
                    people=found["source"].nunique(),
                    entries=len(valences),
                    **bases,
                    **count_valences(valences, rated),
                )


def list_groups(documents: pd.DataFrame, by: str, study: Study) -> list[str]:
    """The roles as declared, or all years from the first to the last."""
    if by == "role":
        return [role.id for role in study.qualitative.roles]
    years = documents["year"].astype(int)
    return [str(year) for year in range(years.min(), years.max() + 1)]


def collect_valences(raised: pd.DataFrame) -> dict[str, set[str]]:
    """The valences that each entry was coded with; an unrated passage adds an empty one."""
    found: dict[str, set[str]] = {}
    for entry, valence in zip(raised["entry"], raised["valence"], strict=True):
        found.setdefault(entry, set()).add(valence)
    return found


def count_valences(valences: dict[str, set[str]], rated: set[str]) -> dict[str, int | Mark]:
    """Entries by valence; several valences in one entry make it mixed, none unrated.

    Whether passages were rated at all is a fact about the coding: where every one was, or none,
    the counts that are bound to be zero are marked as not applicable.
    """
    stated = [found - {""} for found in valences.values()]
    shown = Counter("mixed" if len(found) > 1 else "".join(found) for found in stated)
    counts = {name: shown[name] for name in VALENCES}
    counts["unrated"] = shown[""]
    if rated <= {""}:
        counts |= dict.fromkeys(VALENCES, Mark.NOT_APPLICABLE)
    if "" not in rated:
        counts["unrated"] = Mark.NOT_APPLICABLE
    return counts
