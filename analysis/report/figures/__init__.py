"""What each figure shows, its title and its text alternative, all from the same numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import TYPE_CHECKING

from ..absent import why_absent
from ..sentence import stop
from ..tables.table import describe
from .answer import answer
from .changes import changes
from .claims import joint
from .effects import domain, forest, levels, trends
from .events import events
from .figure import Figure, nothing
from .flow import flow
from .programme import logic_model
from .robustness import left_out, robustness
from .themes import journals, saturation, themes

if TYPE_CHECKING:
    from ...results.results import Results

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


def as_download(draw: Callable[..., Figure]) -> Callable[..., Figure]:
    """Return the function with its figure's data titled by what it says and by what was found;
    the figure says why where there is nothing to show."""

    @wraps(draw)
    def drawing(results: Results, *arguments: str | None, **options: str | None) -> Figure:
        why = why_absent(results.study, f"figures.{draw.__name__}")
        figure = nothing(results, why) if why else draw(results, *arguments, **options)
        said = describe(draw, results, (*arguments, *options.values()))
        return replace(figure, table=replace(figure.table, title=f"{stop(said)} {figure.title}"))

    return drawing


globals().update({each: as_download(globals()[each]) for each in __all__})
