"""How many people and entries raised each theme and domain, by role and over time."""

from collections.abc import Iterator

import pandas as pd

from ..evidence import Mark, ThemeSummary
from ..study import Study
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
        rows = codings if group == "all" else codings[codings[by] == group]
        for level, names in (("domain", study.domain), ("theme", study.theme)):
            raised = dict(iter(rows.groupby(level)))
            for name in names:
                found = raised.get(name, rows.iloc[:0])
                yield ThemeSummary(
                    level=level,
                    id=name,
                    kind=kind,
                    by="all" if group == "all" else by,
                    group=group,
                    people=found["source"].nunique(),
                    entries=found["entry"].nunique(),
                    base_people=asked["source"].nunique(),
                    base_entries=asked["entry"].nunique(),
                    **count_valences(found, rated),
                )


def list_groups(documents: pd.DataFrame, by: str, study: Study) -> list[str]:
    """The roles as declared, or all years from the first to the last."""
    if by == "role":
        return [role.id for role in study.qualitative.roles]
    years = documents["year"].astype(int)
    return [str(year) for year in range(years.min(), years.max() + 1)]


def count_valences(raised: pd.DataFrame, rated: set[str]) -> dict[str, int | Mark]:
    """Entries by valence; several valences in one entry make it mixed, none unrated.

    Whether passages were rated at all is a fact about the coding: where every one was, or none,
    the counts that are bound to be zero are marked as not applicable.
    """
    stated = raised[raised["valence"] != ""].groupby("entry")["valence"]
    valence = stated.agg(lambda values: values.iloc[0] if values.nunique() == 1 else "mixed")
    counts = {name: int((valence == name).sum()) for name in VALENCES}
    counts["unrated"] = raised["entry"].nunique() - len(valence)
    if rated <= {""}:
        counts |= dict.fromkeys(VALENCES, Mark.NOT_APPLICABLE)
    if "" not in rated:
        counts["unrated"] = Mark.NOT_APPLICABLE
    return counts
