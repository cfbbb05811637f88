"""How each kind of figure is drawn from plain rows, once each for a page, a phone and paper."""

from pathlib import Path

from .answer import answer
from .columns import columns
from .dots import dots
from .drawing import Drawing, picture, save
from .events import events
from .flow import flow
from .forest import forest
from .growth import growth
from .joint import joint
from .shifts import shifts
from .slopes import slopes
from .steps import steps
from .style import NARROW, PRINT, WIDE
from .variants import variants

__all__ = ["FORMATS", "draw", "picture"]

CHARTS = {
    chart.__name__: chart
    for chart in (
        answer,
        columns,
        dots,
        events,
        flow,
        growth,
        forest,
        joint,
        shifts,
        slopes,
        steps,
        variants,
    )
}
FORMATS = {"wide": WIDE, "narrow": NARROW, "print": PRINT}


def draw(chart: str, form: str, text: dict[str, str], data: dict, path: Path) -> None:
    """Draw a chart by its name in a format, with its title, subtitle and caption; write it."""
    drawing = Drawing(FORMATS[form])
    drawing.open(text["title"], text["subtitle"])
    CHARTS[chart](drawing, **data)
    drawing.close(text["caption"])
    save(drawing, path, pixels=form == "wide")
