"""How a figure looks: colours, the typeface, sizes, and the same bytes on every machine."""

import logging
from dataclasses import dataclass

from matplotlib import font_manager

from ..files import FONTS

PROGRAMME = "#12436D"
COMPARATOR = "#A8420A"
INK = "#1F2A33"
MUTED = "#54606C"
FAINT = "#D9DEE3"
PALE = "#E6EDF4"
PAPER = "#FFFFFF"
POINT = 0.75  # of a CSS pixel
LINES = {"programme": (), "comparator": (5, 2.5)}
SHAPES = {"programme": "o", "comparator": "s"}
COLOURS = {"programme": PROGRAMME, "comparator": COMPARATOR}

FAMILY = ["Groundwork Sans", "DejaVu Sans"]  # the second has letters that the first lacks
SETTINGS = {
    "text.parse_math": False,  # a dollar sign in a label is a dollar sign
    "text.usetex": False,
}

# It tells of each weight that the second lacks.
logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
for _file in sorted(FONTS.glob("*.ttf")):
    font_manager.fontManager.addfont(_file)


@dataclass(frozen=True, kw_only=True)
class Format:
    """How wide a drawing is, how large its type and how far apart its rows, in CSS pixels."""

    width: float
    title: float
    text: float
    small: float
    apart: float = 8


WIDE = Format(width=640, title=19, text=15.5, small=13.5)
NARROW = Format(width=350, title=17, text=14, small=12.5)
SMALL = Format(width=320, title=15, text=12.5, small=11)
# Across the 16.5 centimetres that a figure has on paper, its type is 10.6, 8.6 and 7.5 points.
PRINT = Format(width=840, title=19, text=15.5, small=13.5, apart=3)
