"""Numbers and findings as prose.

Every function takes the results and returns text that stays true whatever they hold, and reads as
written wherever a chapter prints it.
"""

from collections.abc import Callable
from functools import wraps

from ..absent import why_absent
from ..citation import citation
from ..markdown import Prose
from .answer import answer, conclusion, short_answer
from .changes import changes, since
from .claims import (
    claim,
    findings,
    follows,
    meaning,
    next_steps,
    reviewed,
    shows,
    status,
    why,
)
from .effects import (
    change,
    confidence,
    detectable,
    effect,
    estimates,
    expected,
    levels,
    power,
    uncertainty,
)
from .equivalence import equivalence, margins
from .everyday import plain
from .flow import flow, panel, turnover
from .funder import (
    contributions,
    corresponding,
    domains,
    interests,
    invented,
    main_result,
    precision,
    primary_measure,
    secondary_results,
    stated,
    title,
)
from .left_out import left_out
from .measures import others
from .robustness import area_means, lead, missing, robustness, tests
from .simulation import coverage, false_positives, leading_rule, pretest
from .sources import edition, published, releases, source
from .subgroups import subgroups
from .survey import (
    areas,
    checks,
    comparability,
    families,
    respondents,
    rounding,
    unanswered,
    waves,
    waves_before,
)
from .themes import (
    agreement,
    besides,
    contrary,
    development,
    entries,
    interviews,
    saturation,
    spoken,
    strands,
    themes,
    voices,
)
from .trends import course, sensitivity, trends

__all__ = [
    "agreement",
    "answer",
    "area_means",
    "areas",
    "besides",
    "change",
    "changes",
    "checks",
    "citation",
    "claim",
    "comparability",
    "conclusion",
    "confidence",
    "contrary",
    "contributions",
    "corresponding",
    "course",
    "coverage",
    "detectable",
    "development",
    "domains",
    "edition",
    "effect",
    "entries",
    "equivalence",
    "estimates",
    "expected",
    "false_positives",
    "families",
    "findings",
    "flow",
    "follows",
    "interests",
    "interviews",
    "invented",
    "lead",
    "leading_rule",
    "left_out",
    "levels",
    "main_result",
    "margins",
    "meaning",
    "missing",
    "next_steps",
    "others",
    "panel",
    "plain",
    "power",
    "precision",
    "pretest",
    "primary_measure",
    "published",
    "releases",
    "respondents",
    "reviewed",
    "robustness",
    "rounding",
    "saturation",
    "secondary_results",
    "sensitivity",
    "short_answer",
    "shows",
    "since",
    "source",
    "spoken",
    "stated",
    "status",
    "strands",
    "subgroups",
    "tests",
    "themes",
    "title",
    "trends",
    "turnover",
    "unanswered",
    "uncertainty",
    "voices",
    "waves",
    "waves_before",
    "why",
]


def as_prose(tell: Callable[..., str]) -> Callable[..., Prose]:
    """Return the function with its text as prose, or why there is nothing to tell."""

    @wraps(tell)
    def telling(results, *arguments, **options) -> Prose:
        why = why_absent(results.study, f"words.{tell.__name__}")
        return Prose(why or tell(results, *arguments, **options))

    return telling


globals().update({name: as_prose(globals()[name]) for name in __all__})
