"""A drawing: text, lines and marks, placed in CSS pixels from its top left corner."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon
from matplotlib.textpath import text_to_path
from matplotlib.transforms import Affine2D
from PIL import Image, ImageColor

from ...errors import naming
from ...writing import write_whole
from .compact import compact
from .style import FAMILY, INK, MUTED, PAPER, SETTINGS, Format

PIXELS = 1280  # across a picture in pixels
SHADES = 16
NEARLY_PAPER = 240  # of 255, in each colour
SAMPLED = 3  # of so many pixels across and down one
INCH = 96  # CSS pixels
POINT = 0.75  # of a CSS pixel
LEADING = 1.28  # of the size of type
MIDDLE = 0.33  # of the size of type: from the baseline to the middle of a capital
BOLD = "semibold"
ALIGNED = {"left": 0.0, "center": 0.5, "right": 1.0}
MEASURED = 100  # points: the size in which letters are measured
MARGIN = 2  # pixels: some letters reach out to the left of where they begin


class Letters(Artist):
    """A line of text from where it begins; Matplotlib's own text is laid out anew at each look."""

    def __init__(self, x: float, y: float, text: str, look: FontProperties, colour: str) -> None:
        super().__init__()
        self.x, self.y, self.text, self.look, self.colour = x, y, text, look, colour
        self.set_zorder(3)

    def draw(self, renderer: RendererBase) -> None:
        """Draw it, as Matplotlib asks for it."""
        x, y = self.get_transform().transform((self.x, self.y))
        if renderer.flipy():
            y = renderer.get_canvas_width_height()[1] - y
        context = renderer.new_gc()
        context.set_foreground(self.colour)
        renderer.open_group("text")
        renderer.draw_text(context, x, y, self.text, self.look, 0)
        renderer.close_group("text")
        context.restore()


class Drawing:
    """What is drawn so far; `y` is where it goes on, below all that is there."""

    def __init__(self, form: Format) -> None:
        self.form = form
        self.width = form.width - 2 * MARGIN
        self.y = 0.0
        self.figure = Figure(figsize=(1, 1), dpi=72)
        self.figure.patch.set_visible(False)
        self.place = Affine2D()
        self.inches = self.place + self.figure.dpi_scale_trans

    @property
    def line_height(self) -> float:
        """The height of a line of text of the usual size."""
        return LEADING * self.form.text

    def measure(self, text: str, size: float | None = None, weight: str = "normal") -> float:
        """Return how wide a text is on one line."""
        return measure(text, size or self.form.text, weight)

    def widest(self, texts: Iterable[str], size: float | None = None) -> float:
        """Return how wide the widest of some texts is, each on one line."""
        return max((self.measure(text, size) for text in texts), default=0.0)

    def wrap(
        self, text: str, width: float, size: float | None = None, weight: str = "normal"
    ) -> list[str]:
        """Return the lines of a text, none of them wider than `width`."""
        lines = [
            line
            for part in text.split("\n")
            for line in fill(part, width, size or self.form.text, weight)
        ]
        return lines or [""]

    def balance(self, text: str, **look) -> list[str]:
        """Return a text in as few lines as fit, none of them much shorter than the others."""
        lines, low, high = self.wrap(text, self.width, **look), 0.0, self.width
        while high - low > 4:
            middle = (low + high) / 2
            shorter = self.wrap(text, middle, **look)
            if len(shorter) > len(lines):
                low = middle
            else:
                high, lines = middle, shorter
        return lines

    def text(
        self, x: float, y: float, text: str | Sequence[str], *, size: float | None = None,
        colour: str = INK, weight: str = "normal", align: str = "left", middle: bool = False,
    ) -> float:  # fmt: skip
        """Write lines of text below `y`, or with their `middle` at it; return where they end."""
        lines = [text] if isinstance(text, str) else list(text)
        size = size or self.form.text
        top = y - LEADING * size * len(lines) / 2 if middle else y
        for line in lines:
            baseline = top + LEADING * size / 2 + MIDDLE * size
            start = x - ALIGNED[align] * self.measure(line, size, weight)
            look = typeface(size * POINT, weight)
            letters = Letters(start, baseline, line, look, colour)
            letters.set_transform(self.inches)
            self.figure.add_artist(letters)
            top += LEADING * size
        return top

    def line(
        self, *points: tuple[float, float], colour: str = INK, width: float = 1.0,
        dashes: Sequence[float] = (), behind: bool = False,
    ) -> None:  # fmt: skip
        """Draw a line through points."""
        x, y = zip(*points, strict=True)
        style = (0, tuple(dashes)) if dashes else "-"
        self.figure.add_artist(
            Line2D(
                x, y, color=colour, linewidth=width * POINT, linestyle=style,
                zorder=1 if behind else 2, solid_capstyle="butt", dash_capstyle="butt",
                transform=self.inches,
            )
        )  # fmt: skip

    def mark(
        self, x: float, y: float, colour: str, *, filled: bool = True, shape: str = "o",
        size: float = 9.5,
    ) -> None:  # fmt: skip
        """Draw a mark, full or open."""
        self.figure.add_artist(
            Line2D(
                [x], [y], marker=shape, markersize=size * POINT, markeredgewidth=1.6 * POINT,
                markeredgecolor=colour, markerfacecolor=colour if filled else PAPER,
                linestyle="none", transform=self.inches, zorder=3,
            )
        )  # fmt: skip

    def box(
        self, left: float, top: float, right: float, bottom: float, fill: str,
        edge: str | None = None,
    ) -> None:  # fmt: skip
        """Draw a rectangle behind all else."""
        corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
        self.figure.add_artist(
            Polygon(
                corners, facecolor=fill, edgecolor=edge or "none", linewidth=POINT, zorder=0,
                transform=self.inches,
            )
        )  # fmt: skip

    def open(self, title: str, subtitle: str) -> None:
        """Write what was found and, below it, what is drawn."""
        form = self.form
        bold = {"size": form.title, "weight": BOLD}
        self.y = self.text(0, 0, self.balance(title, **bold), **bold)
        self.y = self.text(0, self.y + 3, self.balance(subtitle), colour=MUTED)
        self.y += 16

    def close(self, caption: str) -> None:
        """Write the notes and end the drawing."""
        small = {"size": self.form.small}
        if caption:
            self.y = self.text(
                0, self.y + 14, self.wrap(caption, self.width, **small), colour=MUTED, **small
            )
        self.end(self.y + 2)

    def end(self, height: float) -> None:
        """Give the drawing its height."""
        self.figure.set_size_inches(self.form.width / INCH, height / INCH)
        self.place.clear().scale(1 / INCH, -1 / INCH).translate(MARGIN / INCH, height / INCH)


@lru_cache(maxsize=64)
def typeface(points: float, weight: str) -> FontProperties:
    """Return the typeface in a size and a weight."""
    return FontProperties(family=FAMILY, size=points, weight=weight)


def measure(text: str, size: float, weight: str) -> float:
    """Return how wide a text is on one line: its words and the spaces between them, each of which
    is measured once."""
    spaces = text.count(" ") * measure_letters(" ", weight)
    return (sum(measure_letters(w, weight) for w in text.split(" ")) + spaces) / MEASURED * size


@lru_cache(maxsize=4096)
def measure_letters(text: str, weight: str) -> float:
    """Return how wide letters are in the size in which all are measured."""
    return text_to_path.get_text_width_height_descent(text, typeface(MEASURED, weight), False)[0]


def fill(text: str, width: float, size: float, weight: str) -> list[str]:
    """Return a paragraph in lines of at most a width; a word that is longer is broken."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and measure(longer, size, weight) <= width:
            lines[-1] = longer
            continue
        while len(word) > 1 and measure(word, size, weight) > width:
            fits = next(
                n for n in range(len(word) - 1, 0, -1)
                if n == 1 or measure(word[:n], size, weight) <= width
            )  # fmt: skip
            lines.append(word[:fits])
            word = word[fits:]
        lines.append(word)
    return lines


def picture(path: Path) -> Path:
    """Return where the picture in pixels of a drawing is."""
    return path.with_suffix(".png")


def save(drawing: Drawing, path: Path, *, pixels: bool = False) -> None:
    """Write a drawing as SVG, and in pixels too if asked, each in one move, so that no reader ever
    finds half a file."""
    with naming(path):
        path.parent.mkdir(exist_ok=True)
        lines, painted = io.BytesIO(), io.BytesIO()
        with mpl.rc_context(SETTINGS):
            canvas = FigureCanvasSVG(drawing.figure)
            canvas.print_svg(lines, metadata={"Date": None, "Creator": None})
            if pixels:
                paint(drawing.figure).save(painted, "PNG")
        try:
            if pixels:
                write_whole(picture(path), painted.getvalue())
            write_whole(path, compact(lines.getvalue().decode()))
        except OSError:
            picture(path).unlink(missing_ok=True)
            raise


def save_pixels(drawing: Drawing, path: Path) -> None:
    """Write a drawing in pixels alone, one for each of its own."""
    pixels = io.BytesIO()
    with naming(path), mpl.rc_context(SETTINGS):
        path.parent.mkdir(parents=True, exist_ok=True)
        drawing.figure.set_dpi(INCH)
        FigureCanvasAgg(drawing.figure).print_png(pixels, metadata={"Software": None})
        write_whole(path, pixels.getvalue())


def paint(figure: Figure) -> Image.Image:
    """Return a figure in pixels on white paper; few colours make a small file."""
    figure.set_dpi(PIXELS / figure.get_figwidth())
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    seen = Image.fromarray(np.asarray(canvas.buffer_rgba()))
    paper = Image.new("RGBA", seen.size, PAPER)
    paper.alpha_composite(seen)
    return lessen(paper.convert("RGB"))


def lessen(image: Image.Image) -> Image.Image:
    """Return a picture in few shades: those of a part of its pixels, found in a fraction of the
    time. What is nearly as light as paper is paper, which would else be taken for it."""
    part = image.resize([side // SAMPLED for side in image.size], Image.Resampling.NEAREST)
    shades = part.quantize(SHADES, method=Image.Quantize.MEDIANCUT)
    found = np.reshape(shades.getpalette(), (-1, 3))
    found[(found > NEARLY_PAPER).all(axis=1)] = ImageColor.getrgb(PAPER)
    shades.putpalette(found.ravel().tolist())
    return image.quantize(palette=shades, dither=Image.Dither.NONE)
