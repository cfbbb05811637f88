"""Numbers and findings as prose.

Every function takes the results and returns text that stays true whatever they hold, and reads as
written wherever a chapter prints it.
"""

from collections.abc import Callable
from functools import wraps

from ..citation import citation
from ..markdown import Prose
from .changes import changes, since
from .claims import claim, findings, follows, headline, meaning, reviewed, status, why
from .effects import (
    change,
    confidence,
    detectable,
    effect,
    estimates,
    expected,
    levels,
    others,
    plain,
    power,
    uncertainty,
)
from .equivalence import equivalence, margins
from .robustness import lead, left_out, missing, robustness, tests
from .simulation import coverage, false_positives, leading_rule, pretest
from .sources import edition, published, releases, source
from .subgroups import subgroups
from .survey import areas, checks, comparability, families, panel, respondents, waves, waves_before
from .themes import (
    agreement,
    contrary,
    development,
    entries,
    interviews,
    saturation,
    strands,
    themes,
    voices,
)
from .trends import course, sensitivity, trends

__all__ = [
    "agreement",
    "areas",
    "change",
    "changes",
    "checks",
    "citation",
    "claim",
    "comparability",
    "confidence",
    "contrary",
    "course",
    "coverage",
    "detectable",
    "development",
    "edition",
    "effect",
    "entries",
    "equivalence",
    "estimates",
    "expected",
    "false_positives",
    "families",
    "findings",
    "follows",
    "headline",
    "interviews",
    "lead",
    "leading_rule",
    "left_out",
    "levels",
    "margins",
    "meaning",
    "missing",
    "others",
    "panel",
    "plain",
    "power",
    "pretest",
    "published",
    "releases",
    "respondents",
    "reviewed",
    "robustness",
    "saturation",
    "sensitivity",
    "since",
    "source",
    "status",
    "strands",
    "subgroups",
    "tests",
    "themes",
    "trends",
    "uncertainty",
    "voices",
    "waves",
    "waves_before",
    "why",
]


def as_prose(tell: Callable[..., str]) -> Callable[..., Prose]:
    """Return the function with its text as prose."""

    @wraps(tell)
    def telling(*arguments, **options) -> Prose:
        return Prose(tell(*arguments, **options))

    return telling


globals().update({name: as_prose(globals()[name]) for name in __all__})
