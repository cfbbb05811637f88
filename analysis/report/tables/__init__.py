"""What each table of the report holds. Every function takes the results and returns a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import TYPE_CHECKING

from ..absent import why_absent
from ..citation import citation_files
from .changes import changes
from .checklists import checklist
from .claims import domains, joint, rules
from .effects import estimates, outcomes, truth
from .equivalence import ruled_out
from .funder import abbreviations, authors, implications, inclusion
from .robustness import design, left_out, specifications, subgroups, tests
from .simulation import (
    coverage_by_design,
    false_positives,
    false_positives_by_design,
    leading_by_design,
)
from .sources import corrections, provenance, published, side_by_side
from .survey import answers, arms, checks, questions, respondents, waves
from .table import Table, describe, nothing
from .themes import (
    agreement,
    contrary,
    cooccurrence,
    excerpts,
    negative_cases,
    roles,
    themes,
    years,
)
from .trends import trends

if TYPE_CHECKING:
    from ...results.results import Results

__all__ = [
    "abbreviations",
    "agreement",
    "answers",
    "arms",
    "authors",
    "changes",
    "checklist",
    "checks",
    "citation_files",
    "contrary",
    "cooccurrence",
    "corrections",
    "coverage_by_design",
    "design",
    "domains",
    "estimates",
    "excerpts",
    "false_positives",
    "false_positives_by_design",
    "implications",
    "inclusion",
    "joint",
    "leading_by_design",
    "left_out",
    "negative_cases",
    "outcomes",
    "provenance",
    "published",
    "questions",
    "respondents",
    "roles",
    "ruled_out",
    "rules",
    "side_by_side",
    "specifications",
    "subgroups",
    "tests",
    "themes",
    "trends",
    "truth",
    "waves",
    "years",
]


def as_download(tell: Callable[..., Table]) -> Callable[..., Table]:
    """Return the function with its table one that can be downloaded, titled by what it says; the
    table says why where there is nothing to show."""

    @wraps(tell)
    def telling(results: Results, *arguments: str | None, **options: str | None) -> Table:
        asked = [each for each in (*arguments, *options.values()) if each]
        name = "-".join(["table", tell.__name__, *asked])
        why = why_absent(results.study, f"tables.{tell.__name__}")
        table = nothing(results, why) if why else tell(results, *arguments, **options)
        return replace(table, name=name, title=describe(tell, results, asked))

    return telling


DOWNLOADS = ("citation_files",)  # are files already
globals().update({each: as_download(globals()[each]) for each in __all__ if each not in DOWNLOADS})
