"""Positions in a text: from the unit that a program counts in to code points."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, kw_only=True)
class Unit:
    """What a program counts: a character counts once, and once more from each of `steps` on.

    `paired` says whether the line end CR LF counts as two units or, taken together, as one.
    """

    name: str
    steps: tuple[int, ...]
    paired: bool = True


CODE_POINTS = Unit(name="code points", steps=())
LINE_CODE_POINTS = Unit(name="code points with CR LF as one", steps=(), paired=False)
UTF16 = Unit(name="UTF-16 code units", steps=(0x10000,))
UTF8 = Unit(name="UTF-8 bytes", steps=(0x80, 0x800, 0x10000))


def mark_text(text: str, unit: Unit) -> np.ndarray:
    """How many units come before each code point of a text, and before its end."""
    points = np.frombuffer(text.encode("utf-32-le"), dtype="<u4")
    widths = np.ones(len(points), dtype=np.int32)
    for step in unit.steps:
        widths += points >= step
    if not unit.paired and len(points):
        widths[:-1][(points[:-1] == ord("\r")) & (points[1:] == ord("\n"))] = 0
    marks = np.zeros(len(points) + 1, dtype=np.int32)
    np.cumsum(widths, out=marks[1:])
    return marks


def convert_span(start: int, end: int, marks: np.ndarray) -> tuple[int, int]:
    """A span in code points from one in units, given a text's marks.

    Raises
    ------
    ValueError
        The span ends before it starts, beyond the text or inside a character; with words that
        say so.
    """
    if start < 0:
        raise ValueError("it starts before its text does")
    if end < start:
        raise ValueError("it ends before it starts")
    if end > int(marks[-1]):
        raise ValueError("it ends beyond its text")
    span = np.array((start, end), dtype=marks.dtype)  # of another type, marks would be copied
    found = np.searchsorted(marks, span)
    if (marks[found] != span).any():
        raise ValueError("it starts or ends inside a character")
    return int(found[0]), int(found[1])
