"""What each table of the report holds. Every function takes the results and returns a table."""

from .changes import changes
from .checklists import checklist
from .claims import domains, joint, rules
from .effects import domain, estimates, outcomes, truth
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

__all__ = [
    "abbreviations",
    "agreement",
    "answers",
    "arms",
    "authors",
    "changes",
    "checklist",
    "checks",
    "contrary",
    "cooccurrence",
    "corrections",
    "coverage_by_design",
    "design",
    "domain",
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
