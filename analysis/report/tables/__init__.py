"""What each table of the report holds. Every function takes the results and returns a table."""

from ..citation import citation_files
from .changes import changes
from .checklists import checklist
from .claims import headline, joint, rules
from .effects import domain, estimates, outcomes, truth
from .equivalence import ruled_out
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
    "agreement",
    "answers",
    "arms",
    "changes",
    "checklist",
    "checks",
    "citation_files",
    "contrary",
    "cooccurrence",
    "corrections",
    "coverage_by_design",
    "design",
    "domain",
    "estimates",
    "excerpts",
    "false_positives",
    "false_positives_by_design",
    "headline",
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
