"""How a figure looks: colours, type and sizes, and the same bytes on every machine."""

import io
import textwrap
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib import pyplot
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from PIL import Image
from plotnine import element_blank, element_line, element_rect, element_text, theme, theme_minimal

from ...errors import naming
from ...writing import write_whole

PROGRAMME = "#12436D"
COMPARATOR = "#A8420A"
INK = "#1F2A33"
MUTED = "#54606C"
FAINT = "#D9DEE3"
PALE = "#EEF3F7"
PAPER = "#FFFFFF"
LINES = {"programme": "solid", "comparator": "dashed"}
SHAPES = {"programme": "o", "comparator": "s"}
COLOURS = {"programme": PROGRAMME, "comparator": COMPARATOR}
WIDTH = 5.6  # inches; on a phone of 390 pixels the text is still 9 pixels high
PIXELS = 1280  # across a PNG
SHADES = 16
BASE = 11
SMALL = 10.5
SETTINGS = {
    "svg.fonttype": "path",
    "svg.hashsalt": "groundwork",
    "text.parse_math": False,  # a dollar sign in a label is a dollar sign
    "text.usetex": False,
    "axes.unicode_minus": True,
    "figure.figsize": (6.4, 4.8),  # arrowheads follow it, and Quarto sets it for each format
}


def look(height: float) -> theme:
    """Return the theme of every figure, at the height in inches that its rows need."""
    return theme_minimal(base_size=BASE, base_family="DejaVu Sans") + theme(
        figure_size=(WIDTH, height),
        plot_background=element_rect(fill=PAPER, color=PAPER),
        text=element_text(color=INK),
        plot_title=element_text(size=12, weight="bold", ha="left", margin={"b": 12, "units": "pt"}),
        plot_title_position="plot",
        plot_caption=element_text(
            size=9.5, color=MUTED, ha="left", margin={"t": 10, "units": "pt"}
        ),
        plot_caption_position="plot",
        axis_text=element_text(size=SMALL, color=INK),
        axis_text_y=element_text(size=SMALL, color=INK, linespacing=1.25, ma="right"),
        axis_title=element_text(size=SMALL, color=MUTED),
        axis_title_y=element_blank(),
        panel_spacing_y=0.03,
        strip_text=element_text(size=SMALL, weight="bold", ha="left", ma="left"),
        panel_grid_minor=element_blank(),
        panel_grid_major_y=element_blank(),
        panel_grid_major_x=element_line(color=FAINT, size=0.5),
        legend_position="none",
    )


def wrap(text: str, width: int) -> str:
    """Return the text in lines of at most `width` characters."""
    return "\n".join(textwrap.fill(part, width) for part in text.split("\n"))


def picture(path: Path) -> Path:
    """Return where the picture in pixels of a drawing is."""
    return path.with_suffix(".png")


def save(plot, path: Path) -> None:
    """Write a plot as SVG and PNG, each in one move, so that no reader ever finds half a file."""
    with naming(path):
        path.parent.mkdir(exist_ok=True)
        drawing, pixels = io.BytesIO(), io.BytesIO()
        with mpl.rc_context(SETTINGS):
            figure = plot.draw()
            # `savefig` would draw it once more, only to lay it out.
            FigureCanvasSVG(figure).print_svg(drawing, metadata={"Date": None, "Creator": None})
            paint(figure).save(pixels, "PNG")
            pyplot.close(figure)
        try:
            write_whole(picture(path), pixels.getvalue())
            write_whole(path, drawing.getvalue())
        except OSError:
            picture(path).unlink(missing_ok=True)
            raise


def paint(figure: Figure) -> Image.Image:
    """Return a figure in pixels on white paper; few colours make a small file."""
    figure.set_dpi(PIXELS / figure.get_figwidth())
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    pixels = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
    return pixels.quantize(SHADES, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
