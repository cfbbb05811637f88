"""A card that stands for the report where a link to it is shown: question, answer and numbers."""

import os
import tempfile
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ...errors import naming
from .style import FAINT, INK, MUTED, PAPER, PROGRAMME, SETTINGS, wrap

SIZE = (12, 6.3)  # inches at 100 pixels each: what Open Graph and others ask for
LEFT = 0.06
TOP, FOOT = 0.92, 0.38  # words stand between, the interval below
LINE = 1.25 / 72 / SIZE[1]  # height of a line of one point
SCALES = (1, 0.9, 0.8, 0.7, 0.6, 0.5)


def draw_card(data: dict, path: Path) -> None:
    """Write the card as PNG, 1200 by 630 pixels, in one move."""
    with mpl.rc_context(SETTINGS):
        figure = Figure(figsize=SIZE, dpi=100, facecolor=PAPER)
        figure.add_artist(Rectangle((0, 0.975), 1, 0.025, color=PROGRAMME))
        write_words(figure, data)
        if data["interval"]:
            draw_interval(figure.add_axes((LEFT, 0.225, 0.88, 0.13)), data)
        figure.text(LEFT, 0.045, data["notice"], fontsize=17, fontweight="bold", color=INK)
        save(figure, path)


def write_words(figure: Figure, data: dict) -> None:
    """Write title, question, answer and numbers below each other, as large as there is room."""
    for scale in SCALES:
        rows = [
            (wrap(data[name], round(width / scale)), scale * size, weight, colour)
            for name, width, size, weight, colour in (
                ("title", 80, 18, "normal", MUTED),
                ("question", 58, 22, "bold", INK),
                ("answer", 76, 19, "normal", INK),
                ("numbers", 76, 17, "bold", PROGRAMME),
            )
        ]
        heights = [LINE * size * (text.count("\n") + 1.6) for text, size, _, _ in rows]
        if sum(heights) <= TOP - FOOT:
            break
    top = TOP
    for (text, size, weight, colour), height in zip(rows, heights, strict=True):
        figure.text(
            LEFT, top, text, fontsize=size, fontweight=weight, color=colour, va="top",
            linespacing=1.2,
        )  # fmt: skip
        top -= height


def draw_interval(axes: Axes, data: dict) -> None:
    """Draw the effect with its interval beside no difference."""
    low, effect, high = data["interval"]
    reach = 1.15 * max(abs(low), abs(high)) or 1.0
    axes.set(xlim=(-reach, reach), ylim=(-1, 1), yticks=[])
    axes.axvline(0, color=MUTED, linewidth=1.5)
    axes.plot([low, high], [0, 0], color=PROGRAMME, linewidth=6, solid_capstyle="butt")
    axes.plot([effect], [0], "o", color=PROGRAMME, markersize=17)
    axes.tick_params(labelsize=14, colors=MUTED, length=0)
    axes.set_xlabel(data["axis"], fontsize=14, color=MUTED)
    axes.xaxis.grid(True, color=FAINT)
    axes.set_axisbelow(True)
    for side in axes.spines.values():
        side.set_visible(False)


def save(figure: Figure, path: Path) -> None:
    """Write the picture, so that no reader ever finds half a file."""
    with naming(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".png")
        os.close(handle)
        try:
            FigureCanvasAgg(figure).print_png(name, metadata={"Software": None})
            os.chmod(name, 0o644)
            os.replace(name, path)
        finally:
            Path(name).unlink(missing_ok=True)
