"""How each kind of figure is drawn from plain rows: for a page, a phone, paper or a paragraph."""

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
from .style import NARROW, PRINT, SMALL, WIDE
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
FORMATS = {"wide": WIDE, "narrow": NARROW, "print": PRINT, "small": SMALL}


def draw(
    chart: str, form: str, text: dict[str, str], data: dict, path: Path, *, pixels: bool
) -> None:
    """Draw a chart by its name in one of the formats, with its title and subtitle, if it has any,
    and its caption; write it."""
    drawing = Drawing(FORMATS[form])
    if "title" in text:
        drawing.open(text["title"], text["subtitle"])
    CHARTS[chart](drawing, **data)
    drawing.close(text["caption"])
    save(drawing, path, pixels=pixels)
