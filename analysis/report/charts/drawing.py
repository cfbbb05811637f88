"""A drawing: text, lines and marks, placed in CSS pixels from its top left corner."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from ...errors import naming
from ...writing import write_whole
from .letters import fill, measure
from .pixels import lessen, paint
from .shapes import Box, Line, Mark, Shape, Text
from .style import INK, MUTED, PAPER, Format
from .svg import write_svg

PIXELS = 1280  # across a picture in pixels
LEADING = 1.28  # of the size of type
MIDDLE = 0.33  # of the size of type: from the baseline to the middle of a capital
BOLD = "semibold"
ALIGNED = {"left": 0.0, "center": 0.5, "right": 1.0}
MARGIN = 2  # pixels: some letters reach out to the left of where they begin


class Drawing:
    """What is drawn so far; `y` is where it goes on, below all that is there."""

    def __init__(self, form: Format) -> None:
        self.form = form
        self.width = form.width - 2 * MARGIN
        self.y = self.height = 0.0
        self.shapes: list[Shape] = []

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
            self.shapes.append(
                Text(x=start, y=baseline, text=line, size=size, weight=weight, colour=colour)
            )
            top += LEADING * size
        return top

    def line(
        self, *points: tuple[float, float], colour: str = INK, width: float = 1.0,
        dashes: Sequence[float] = (), behind: bool = False,
    ) -> None:  # fmt: skip
        """Draw a line through points."""
        layer = 1 if behind else 2
        self.shapes.append(
            Line(points=points, colour=colour, width=width, dashes=tuple(dashes), layer=layer)
        )

    def mark(
        self, x: float, y: float, colour: str, *, filled: bool = True, shape: str = "o",
        size: float = 9.5,
    ) -> None:  # fmt: skip
        """Draw a mark, full or open."""
        inside = colour if filled else PAPER
        self.shapes.append(Mark(x=x, y=y, colour=colour, fill=inside, shape=shape, size=size))

    def box(
        self, left: float, top: float, right: float, bottom: float, fill: str,
        edge: str | None = None,
    ) -> None:  # fmt: skip
        """Draw a rectangle behind all else."""
        self.shapes.append(
            Box(left=left, top=top, right=right, bottom=bottom, fill=fill, edge=edge)
        )

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
        self.height = height


def picture(path: Path) -> Path:
    """Return where the picture in pixels of a drawing is."""
    return path.with_suffix(".png")


def save(drawing: Drawing, path: Path, *, pixels: bool = False) -> None:
    """Write a drawing as SVG, and in pixels too if asked, each in one move, so that no reader ever
    finds half a file."""
    with naming(path):
        path.parent.mkdir(exist_ok=True)
        frame = drawing.form.width, drawing.height, MARGIN
        vector = write_svg(drawing.shapes, *frame)
        painted = io.BytesIO()
        if pixels:
            # Few shades make a small file.
            lessen(paint(drawing.shapes, *frame, PIXELS)).save(painted, "PNG")
        try:
            if pixels:
                write_whole(picture(path), painted.getvalue())
            write_whole(path, vector)
        except OSError:
            picture(path).unlink(missing_ok=True)
            raise


def save_pixels(drawing: Drawing, path: Path) -> None:
    """Write a drawing in pixels alone, one for each of its own."""
    painted = io.BytesIO()
    width = drawing.form.width
    paint(drawing.shapes, width, drawing.height, MARGIN, round(width)).save(painted, "PNG")
    with naming(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, painted.getvalue())
