"""How many people and entries raised each theme and domain, by role and over time."""

from collections.abc import Iterator

import pandas as pd

from ..evidence import ThemeSummary
from ..study import Study


def summarise_themes(excerpts: pd.DataFrame, study: Study) -> tuple[ThemeSummary, ...]:
    """Count people (sources) and entries (one source on one date) for themes and domains.

    Interviews are counted in all and by role, journals in all and by year. An entry that
    raised a theme with more than one valence counts as mixed.
    """
    if excerpts.empty:
        return ()
    coded = excerpts.assign(
        domain=excerpts["theme"].map({theme.id: theme.domain for theme in study.themes}),
        year=excerpts["date"].str[:4],
        entry=excerpts["source"] + " " + excerpts["date"],
    )
    return tuple(
        summary
        for kind, by in (("interview", "role"), ("journal", "year"))
        for summary in summarise_kind(coded[coded["kind"] == kind], kind, by, study)
    )


def summarise_kind(coded: pd.DataFrame, kind: str, by: str, study: Study) -> Iterator[ThemeSummary]:
    """Summaries of one kind of source."""
    for group, rows in list_groups(coded, by, study):
        base = {"base_people": rows["source"].nunique(), "base_entries": rows["entry"].nunique()}
        for level, names in (("domain", study.domain), ("theme", study.theme)):
            for name in names:
                raised = rows[rows[level] == name]
                yield ThemeSummary(
                    level=level,
                    id=name,
                    kind=kind,
                    by="all" if group == "all" else by,
                    group=group,
                    people=raised["source"].nunique(),
                    entries=raised["entry"].nunique(),
                    **base,
                    **count_valences(raised),
                )


def list_groups(coded: pd.DataFrame, by: str, study: Study) -> Iterator[tuple[str, pd.DataFrame]]:
    """All rows, then those of each role as declared or of each year."""
    yield "all", coded
    names = [role.id for role in study.qualitative.roles]
    if by == "year":
        years = coded["year"].astype(int)
        names = [str(year) for year in range(years.min(), years.max() + 1)] if len(years) else []
    for name in names:
        yield name, coded[coded[by] == name]


def count_valences(raised: pd.DataFrame) -> dict[str, int]:
    """Entries by valence; several valences in one entry make it mixed."""
    valence = raised.groupby("entry")["valence"].agg(
        lambda values: values.iloc[0] if values.nunique() == 1 else "mixed"
    )
    return {name: int((valence == name).sum()) for name in ("positive", "negative", "mixed")}
