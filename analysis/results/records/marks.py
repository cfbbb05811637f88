"""Symbols where a number is not, and the two kinds of number that they may stand for."""

from enum import StrEnum


class Mark(StrEnum):
    """A symbol that stands where a number does not (symbols of the GSS harmonised set)."""

    CONFIDENTIAL = "c"
    UNRELIABLE = "u"
    NOT_APPLICABLE = "z"
    UNAVAILABLE = "x"


Number = float | Mark
Count = int | Mark
