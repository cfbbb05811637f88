"""How the numbers of a column are written: commas, points, spaces between thousands, decimals."""

import functools
import itertools
import re

from ...study.records import Notation
from ..validation import PLAIN
from .coding import Coding

NOTATIONS = (("", ","), (",", "."), (".", ","), (" ", "."), (" ", ","), ("'", "."), ("'", ","))
SPACES = str.maketrans("\u00a0\u202f\u2009’", "   '")


def find_notation(texts: list[str], coding: Coding) -> tuple[Notation | None, list[str]]:
    """How numbers are written, None if plainly; and the question if they can be read in two ways.

    Readings that give the same numbers are one, and those that leave a variable's scale are none.
    For weights it is enough that they are the same but for a factor, by which none is changed.
    """
    plain = all(PLAIN.fullmatch(text) for text in texts)
    if not texts or coding.stored == "numbers" or (plain and coding.stored == "both"):
        return None, []
    readings: dict[tuple[float, ...], Notation | None] = {}
    if plain:
        readings[tuple(map(float, texts))] = None
    for thousands, decimal in NOTATIONS:
        notation = Notation(variable=coding.variable, thousands=thousands, decimal=decimal)
        if all(is_written(text, notation) for text in texts):
            values = tuple(float(write_plain(text, notation)) for text in texts)
            readings.setdefault(values, notation)
    if coding.spans:
        readings = {values: notation for values, notation in readings.items()
                    if all(coding.admits(str(value)) for value in values)}  # fmt: skip
    if coding.type == "count":
        readings = {values: notation for values, notation in readings.items()
                    if all(value == int(value) for value in values)}  # fmt: skip
    if not readings or (plain and coding.type == "weight" and are_proportional(readings)):
        return None, []
    if len(readings) > 1 or coding.stored == "both":
        return None, [ask_notation(texts, coding)]
    return next(iter(readings.values())), []


def ask_notation(texts: list[str], coding: Coding) -> str:
    """The question where numbers can be read in two ways."""
    if coding.stored == "both":
        return (
            f"column '{coding.variable}': some cells hold numbers and others texts in which "
            "numbers are written with separators; ask the agency for numbers in all of them"
        )
    sign, name = (",", "comma") if any("," in text for text in texts) else (".", "point")
    return (
        f"column '{coding.variable}': it can't be told whether the {name} in its numbers parts "
        f"thousands or decimals (1{sign}234 may be 1234 or 1.234); ask the agency which it is, and "
        "for numbers without separators of thousands"
    )


def are_proportional(readings: dict[tuple[float, ...], Notation | None]) -> bool:
    """Whether all readings are the same but for a factor."""
    return all(
        len({round(one / other, 9) if other else 0 for one, other in zip(*pair, strict=True)}) == 1
        for pair in itertools.combinations(readings, 2)
    )


def is_written(text: str, notation: Notation) -> bool:
    """Whether a text is a number in a notation."""
    form = describe_form(notation.thousands, notation.decimal)
    return bool(form.fullmatch(text.translate(SPACES)))


@functools.cache
def describe_form(thousands: str, decimal: str) -> re.Pattern:
    """How numbers look whose thousands and decimals are parted by these signs."""
    whole = r"\d+"
    if thousands:
        whole = rf"([1-9]\d{{0,2}}({re.escape(thousands)}\d{{3}})+|\d+)"
    return re.compile(rf"[+-]?{whole}({re.escape(decimal)}\d+)?")


def write_plain(text: str, notation: Notation) -> str:
    """A number as Python reads it."""
    digits = text.translate(SPACES)
    if notation.thousands:
        digits = digits.replace(notation.thousands, "")
    return digits.replace(notation.decimal, ".")
