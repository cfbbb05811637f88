"""Numbers and findings as prose: plain text, which whoever prints it has to escape.

Every function takes the results and returns text that stays true whatever they hold.
"""

from .claims import claim, findings, follows, headline, reviewed, status, why
from .effects import change, detectable, effect, levels, others, plain
from .sources import published, source
from .survey import areas, checks, families, panel, respondents, waves
from .themes import entries, interviews, themes

__all__ = [
    "areas",
    "change",
    "checks",
    "claim",
    "detectable",
    "effect",
    "entries",
    "families",
    "findings",
    "follows",
    "headline",
    "interviews",
    "levels",
    "others",
    "panel",
    "plain",
    "published",
    "respondents",
    "reviewed",
    "source",
    "status",
    "themes",
    "waves",
    "why",
]
