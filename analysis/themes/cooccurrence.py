"""Which themes the same people raised."""

from itertools import combinations

import pandas as pd

from ..results.records import Cooccurrence
from ..study.records import Study
from .excerpts import Excerpts


def count_cooccurrence(excerpts: Excerpts, study: Study) -> tuple[Cooccurrence, ...]:
    """Count the people interviewed who raised both of two themes, for every pair of themes."""
    documents, codings = excerpts.documents, excerpts.counted()
    base = documents.loc[documents["kind"] == "interview", "source"].nunique()
    if not base:
        return ()
    spoken = codings[codings["kind"] == "interview"]
    themes = pd.Index(theme.id for theme in study.themes)
    raised = pd.crosstab(spoken["source"], spoken["theme"]).reindex(columns=themes, fill_value=0)
    presence = (raised > 0).astype(int)
    both = presence.T @ presence
    return tuple(
        Cooccurrence(
            first=first,
            second=second,
            people=int(both.loc[first, second]),
            first_people=int(both.loc[first, first]),
            second_people=int(both.loc[second, second]),
            base_people=base,
        )
        for first, second in combinations(themes, 2)
    )
