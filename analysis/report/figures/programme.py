"""The programme's theory of change as a figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..markdown import plain
from ..sentence import listed, stop
from ..tables import drawn
from .figure import Figure, figure

if TYPE_CHECKING:
    from ...results.results import Results


def logic_model(results: Results) -> Figure:
    """The {programme}'s theory of change, step by step."""
    model = results.study.logic_model
    steps = [
        {"title": plain(column.title), "boxes": [plain(box) for box in column.boxes]}
        for column in model.columns
    ]
    titles = [step["title"] for step in steps]
    told = [f"{step['title']}: {'; '.join(step['boxes'])}" for step in steps]
    return figure(
        results,
        "steps",
        "logic-model",
        alt=f"Steps from top to bottom. {stop('. '.join(told))} {stop(model.source)}",
        title=f"How the {results.study.words.programme} was meant to bring about change",
        subtitle=f"Theory of change, from top to bottom: {listed(titles)}",
        caption=stop(model.source),
        table=drawn.steps(results, model),
        steps=steps,
    )
