"""Symbols in place of numbers that do not leave."""

from collections.abc import Iterable
from dataclasses import replace

from ..results.records import Mark


def mark(row, names: Iterable[str], symbol: Mark = Mark.CONFIDENTIAL):
    """Put a symbol in place of numbers; symbols that are there stay."""
    return replace(
        row, **{name: symbol for name in names if not isinstance(getattr(row, name), Mark)}
    )
