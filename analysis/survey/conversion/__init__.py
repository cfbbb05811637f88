"""Decimals, labels and separators in a delivered file → codes and numbers, or a question."""

from .coding import Coding, describe_codings
from .conversion import convert, convert_text
from .declarations import find_undeclared, tell_departures
from .departures import find_departures

__all__ = [
    "Coding",
    "convert",
    "convert_text",
    "describe_codings",
    "find_departures",
    "find_undeclared",
    "tell_departures",
]
