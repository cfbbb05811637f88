"""A drawing as SVG, its letters as outlines, so that it looks the same wherever it is shown.

Matplotlib writes SVG as well, but lays each text out anew and in more bytes: what made a report's
hundred drawings smaller after it took as long as writing them does here.
"""

import re
from collections.abc import Iterable
from functools import lru_cache, singledispatch
from html import escape

from matplotlib.path import Path

from .letters import GLYPHS, MEASURED, place_letters
from .shapes import CORNERS, EDGE, Box, Line, Mark, Shape, Text
from .style import POINT

COMMANDS = {Path.MOVETO: "M", Path.LINETO: "L", Path.CURVE3: "Q", Path.CURVE4: "C"}
SPACE = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def write_svg(shapes: Iterable[Shape], width: float, height: float, margin: float) -> str:
    """Return a drawing of some size in CSS pixels, those in front last."""
    shapes = sorted(shapes, key=lambda shape: shape.layer)
    texts = [shape for shape in shapes if isinstance(shape, Text)]
    used = dict.fromkeys(
        name for text in texts for name, _ in place_letters(text.text, text.weight) if trace(name)
    )
    names = {name: f"g{place:x}" for place, name in enumerate(used)}
    letters = "".join(f'<path id="{short}" d="{trace(name)}"/>' for name, short in names.items())
    drawn = "".join(draw(shape, names) for shape in shapes)
    return (
        f'<svg {SPACE} width="{number(width * POINT)}pt" height="{number(height * POINT)}pt" '
        f'viewBox="0 0 {number(width)} {number(height)}"><defs>{letters}</defs>'
        f'<g transform="translate({number(margin)} 0)" stroke-linejoin="round">{drawn}</g></svg>\n'
    )


def number(value: float) -> str:
    """Return a number as short as a hundredth of a pixel allows."""
    return f"{round(value, 2) + 0:.10g}"


@lru_cache(maxsize=1024)
def trace(name: str) -> str:
    """Return a letter's outline, from its baseline upwards; nothing for a space."""
    segments = Path(*GLYPHS[name]).iter_segments(simplify=False)
    return "".join(
        "Z" if code == Path.CLOSEPOLY else COMMANDS[code] + " ".join(map(number, points))
        for points, code in segments
    )


@singledispatch
def draw(shape: Shape, names: dict[str, str]) -> str:
    """Return a shape's elements; letters are called as in the drawing's own list."""
    raise TypeError(f"nothing draws {shape!r}")


@draw.register
def draw_text(shape: Text, names: dict[str, str]) -> str:
    # For whoever reads the file, and for a search of it: outlines hold no words.
    note = re.sub("-(?=-)", "- ", escape(shape.text, quote=False))
    scale = f"{shape.size / MEASURED:.10g}"
    letters = "".join(
        f'<use xlink:href="#{names[name]}" x="{number(x)}"/>'
        for name, x in place_letters(shape.text, shape.weight)
        if name in names
    )
    return (
        f'<g fill="{shape.colour.lower()}" transform="translate({number(shape.x)} '
        f'{number(shape.y)}) scale({scale} -{scale})"><!-- {note} -->{letters}</g>'
    )


@draw.register
def draw_line(shape: Line, names: dict[str, str]) -> str:
    dashes = " ".join(number(dash * shape.width) for dash in shape.dashes)
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<path d="{join(shape.points)}" fill="none" stroke="{shape.colour.lower()}" '
        f'stroke-width="{number(shape.width)}"{dashed}/>'
    )


@draw.register
def draw_mark(shape: Mark, names: dict[str, str]) -> str:
    look = f'fill="{shape.fill}" stroke="{shape.colour}" stroke-width="{EDGE}"'.lower()
    half = shape.size / 2
    if shape.shape == "o":
        centre = f'cx="{number(shape.x)}" cy="{number(shape.y)}"'
        return f'<circle {centre} r="{number(half)}" {look}/>'
    corners = [(shape.x + half * x, shape.y + half * y) for x, y in CORNERS[shape.shape]]
    return f'<path d="{join(corners)}Z" {look} stroke-linejoin="miter"/>'


@draw.register
def draw_box(shape: Box, names: dict[str, str]) -> str:
    edge = f' stroke="{shape.edge.lower()}" stroke-linejoin="miter"' if shape.edge else ""
    return f'<path d="{join(shape.corners)}Z" fill="{shape.fill.lower()}"{edge}/>'


def join(points: Iterable[tuple[float, float]]) -> str:
    """Return the path through points."""
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points)
