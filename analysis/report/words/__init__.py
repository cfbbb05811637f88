"""Numbers and findings as prose: plain text, which whoever prints it has to escape.

Every function takes the results and returns text that stays true whatever they hold.
"""

from .changes import changes, since
from .claims import claim, findings, follows, headline, meaning, reviewed, status, why
from .effects import (
    change,
    confidence,
    detectable,
    effect,
    expected,
    levels,
    others,
    plain,
    power,
)
from .robustness import (
    course,
    equivalence,
    lead,
    left_out,
    margins,
    missing,
    robustness,
    sensitivity,
    subgroups,
    tests,
    trends,
)
from .simulation import false_positives
from .sources import edition, published, releases, source
from .survey import areas, checks, comparability, families, panel, respondents, waves
from .themes import (
    agreement,
    contrary,
    development,
    entries,
    interviews,
    saturation,
    strands,
    themes,
)

__all__ = [
    "agreement",
    "areas",
    "change",
    "changes",
    "checks",
    "claim",
    "comparability",
    "confidence",
    "contrary",
    "course",
    "detectable",
    "development",
    "edition",
    "effect",
    "entries",
    "equivalence",
    "expected",
    "false_positives",
    "families",
    "findings",
    "follows",
    "headline",
    "interviews",
    "lead",
    "left_out",
    "levels",
    "margins",
    "meaning",
    "missing",
    "others",
    "panel",
    "plain",
    "power",
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
    "waves",
    "why",
]
