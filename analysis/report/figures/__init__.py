"""What each figure shows, its title and its text alternative, all from the same numbers."""

from .answer import answer
from .changes import changes
from .claims import joint
from .effects import domain, forest, levels, trends
from .events import events
from .flow import flow
from .programme import logic_model
from .robustness import left_out, robustness
from .themes import journals, saturation, themes

__all__ = [
    "answer",
    "changes",
    "domain",
    "events",
    "flow",
    "forest",
    "joint",
    "journals",
    "left_out",
    "levels",
    "logic_model",
    "robustness",
    "saturation",
    "themes",
    "trends",
]
