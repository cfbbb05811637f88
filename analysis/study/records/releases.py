"""Versions of the report that were published."""

import re
from datetime import date

from .declared import declared

VERSION = re.compile(r"(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*)){2}")


@declared
class Release:
    """A version of the report that was published.

    `waves` holds the ids of the waves in it, with spaces between them, and `results` the checksum
    of its results; see `results.freshness`.
    """

    version: str
    date: date
    waves: str
    results: str

    @property
    def number(self) -> tuple[int, ...]:
        """The version as numbers, so that versions can be put in order."""
        return tuple(map(int, self.version.split(".")))
