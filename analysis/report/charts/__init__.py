"""How each kind of figure is drawn from plain rows."""

from pathlib import Path

import pandas as pd

from .columns import columns
from .dots import dots
from .events import events
from .forest import forest
from .growth import growth
from .joint import joint
from .shifts import shifts
from .slopes import slopes
from .steps import steps
from .style import picture, save
from .variants import variants

__all__ = ["draw", "picture"]

CHARTS = {
    chart.__name__: chart
    for chart in (
        columns,
        dots,
        events,
        growth,
        forest,
        joint,
        shifts,
        slopes,
        steps,
        variants,
    )
}


def draw(chart: str, data: dict, path: Path) -> None:
    """Draw a chart by its name and write it."""
    # A chart's frames are small, and Arrow's strings cost more in each step than they save.
    with pd.option_context("mode.string_storage", "python"):
        save(CHARTS[chart](**data), path)
