"""A drawing in pixels, for programs and pages that show no SVG; Matplotlib draws it."""

from collections.abc import Iterable
from functools import singledispatch

import matplotlib as mpl
import numpy as np
from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon
from matplotlib.transforms import Affine2D, Transform
from PIL import Image, ImageColor

from .letters import typeface
from .shapes import EDGE, Box, Line, Mark, Shape, Text
from .style import PAPER, POINT, SETTINGS

SHADES = 16
NEARLY_PAPER = 240  # of 255, in each colour
SAMPLED = 3  # of so many pixels across and down one
INCH = 96  # CSS pixels


class Letters(Artist):
    """A line of text from where it begins; Matplotlib's own text is laid out anew at each look."""

    def __init__(self, shape: Text, look: FontProperties) -> None:
        super().__init__()
        self.shape, self.look = shape, look

    def draw(self, renderer: RendererBase) -> None:
        """Draw it, as Matplotlib asks for it."""
        x, y = self.get_transform().transform((self.shape.x, self.shape.y))
        y = renderer.get_canvas_width_height()[1] - y
        context = renderer.new_gc()
        context.set_foreground(self.shape.colour)
        renderer.draw_text(context, x, y, self.shape.text, self.look, 0)
        context.restore()


@singledispatch
def make_artist(shape: Shape, place: Transform) -> Artist:
    """Return what Matplotlib draws for a shape."""
    raise TypeError(f"nothing draws {shape!r}")


@make_artist.register
def make_letters(shape: Text, place: Transform) -> Artist:
    letters = Letters(shape, typeface(shape.size * POINT, shape.weight))
    letters.set_transform(place)
    return letters


@make_artist.register
def make_line(shape: Line, place: Transform) -> Artist:
    x, y = zip(*shape.points, strict=True)
    return Line2D(
        x, y, color=shape.colour, linewidth=shape.width * POINT, transform=place,
        linestyle=(0, shape.dashes) if shape.dashes else "-",
        solid_capstyle="butt", dash_capstyle="butt",
    )  # fmt: skip


@make_artist.register
def make_mark(shape: Mark, place: Transform) -> Artist:
    return Line2D(
        [shape.x], [shape.y], marker=shape.shape, markersize=shape.size * POINT,
        markeredgewidth=EDGE * POINT, markeredgecolor=shape.colour, markerfacecolor=shape.fill,
        linestyle="none", transform=place,
    )  # fmt: skip


@make_artist.register
def make_box(shape: Box, place: Transform) -> Artist:
    return Polygon(
        shape.corners, facecolor=shape.fill, edgecolor=shape.edge or "none", linewidth=POINT,
        transform=place,
    )  # fmt: skip


def compose(shapes: Iterable[Shape], width: float, height: float, margin: float) -> Figure:
    """Return a drawing of some size in CSS pixels as Matplotlib's figure."""
    figure = Figure(figsize=(width / INCH, height / INCH))
    figure.patch.set_visible(False)
    place = Affine2D().scale(1 / INCH, -1 / INCH).translate(margin / INCH, height / INCH)
    for shape in shapes:
        artist = make_artist(shape, place + figure.dpi_scale_trans)
        artist.set_zorder(shape.layer)
        figure.add_artist(artist)
    return figure


def paint(
    shapes: Iterable[Shape], width: float, height: float, margin: float, pixels: int
) -> Image.Image:
    """Return a drawing of some size in CSS pixels, so many pixels wide, on white paper."""
    with mpl.rc_context(SETTINGS):
        figure = compose(shapes, width, height, margin)
        figure.set_dpi(pixels / width * INCH)
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
    seen = Image.fromarray(np.asarray(canvas.buffer_rgba()))
    paper = Image.new("RGBA", seen.size, PAPER)
    paper.alpha_composite(seen)
    return paper.convert("RGB")


def lessen(image: Image.Image) -> Image.Image:
    """Return a picture in few shades: those of a part of its pixels, found in a fraction of the
    time. What is nearly as light as paper is paper, which would else be taken for it."""
    part = image.resize([side // SAMPLED for side in image.size], Image.Resampling.NEAREST)
    shades = part.quantize(SHADES, method=Image.Quantize.MEDIANCUT)
    found = np.reshape(shades.getpalette(), (-1, 3))
    found[(found > NEARLY_PAPER).all(axis=1)] = ImageColor.getrgb(PAPER)
    shades.putpalette(found.ravel().tolist())
    return image.quantize(palette=shades, dither=Image.Dither.NONE)
