"""What a coding program exports: codes, documents and codings."""

from dataclasses import dataclass
from pathlib import Path

from ..errors import Breaches


@dataclass(frozen=True, kw_only=True)
class Coding:
    """A passage of a document and the code that a coder gave it.

    `start` and `end` are code points in the document's text, None where they are not known.
    """

    document: str
    code: str
    coder: str
    start: int | None
    end: int | None
    text: str


@dataclass(frozen=True, kw_only=True)
class Project:
    """All codings that a file holds."""

    codings: tuple[Coding, ...]


def read_project(path: Path) -> Project:
    """Read what a coding program exported.

    Raises
    ------
    Breaches
        The file is of no kind that is known here.
    """
    raise Breaches(path.name, ["the file is no table of excerpts; export the codings as CSV"])
