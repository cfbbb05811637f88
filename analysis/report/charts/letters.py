"""Letters of the report's typeface: their width, how they break into lines, where each stands."""

from functools import lru_cache

from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.textpath import text_to_path

from .style import FAMILY

MEASURED = text_to_path.FONT_SCALE  # the size in which letters are measured and drawn
GLYPHS: dict[str, tuple] = {}  # outlines by name, of all letters that were drawn


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


@lru_cache(maxsize=4096)
def place_letters(text: str, weight: str) -> tuple[tuple[str, float], ...]:
    """Return the name of each letter's outline and where it begins, in the size in which all are
    measured; what a drawing says in each of its formats is laid out once."""
    files = [findfont(FontProperties(family=name, weight=weight)) for name in FAMILY]
    font = get_font(files)
    font.set_size(MEASURED, text_to_path.DPI)
    letters, _, _ = text_to_path.get_glyphs_with_font(font, text, glyph_map=GLYPHS)
    return tuple((name, x) for name, x, _, _ in letters)
