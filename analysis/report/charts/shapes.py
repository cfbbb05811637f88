"""What a drawing is made of, placed in CSS pixels from its top left corner."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Text:
    """A line of text, from where its baseline begins."""

    x: float
    y: float
    text: str
    size: float
    weight: str
    colour: str
    layer: int = 3


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line through points; dashes and the gaps between them count in its own width."""

    points: tuple[tuple[float, float], ...]
    colour: str
    width: float
    dashes: tuple[float, ...]
    layer: int


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A mark around a point: a disc, a square, a diamond or a triangle, full or open."""

    x: float
    y: float
    colour: str
    fill: str
    shape: str
    size: float
    layer: int = 3


@dataclass(frozen=True, kw_only=True)
class Box:
    """A rectangle behind all else, with an edge if it has a colour for one."""

    left: float
    top: float
    right: float
    bottom: float
    fill: str
    edge: str | None
    layer: int = 0

    @property
    def corners(self) -> tuple[tuple[float, float], ...]:
        """From the top left one on, clockwise."""
        return (
            (self.left, self.top), (self.right, self.top),
            (self.right, self.bottom), (self.left, self.bottom),
        )  # fmt: skip


Shape = Text | Line | Mark | Box
EDGE = 1.6  # pixels: the line around a mark
# Corners of marks, in halves of their size; the diamond is a square that stands on a corner.
CORNERS = {
    "s": ((-1, -1), (1, -1), (1, 1), (-1, 1)),
    "D": ((0, -(2**0.5)), (2**0.5, 0), (0, 2**0.5), (-(2**0.5), 0)),
    "v": ((0, 1), (1, -1), (-1, -1)),
    "<": ((-1, 0), (1, -1), (1, 1)),
    ">": ((1, 0), (-1, 1), (-1, -1)),
}
