"""The format in which a funder takes a report."""

from dataclasses import field
from typing import Literal

from .declared import declared

Excluded = Literal["references", "figures", "tables", "footnotes", "abbreviations"]


@declared
class Part:
    """A part of the report, in its place among the others.

    It is the chapter whose heading has the id `section`; or, by `kind`, the main text (all
    numbered chapters) or the appendices. `words` is the most it may have, without what stands
    under the headings `uncounted`. `headings` are those it has to have, in this order.
    """

    title: str
    section: str = ""
    kind: Literal["chapter", "main", "appendices"] = "chapter"
    words: int | None = None
    headings: tuple[str, ...] = ()
    uncounted: tuple[str, ...] = ()
    without: tuple[Excluded, ...] = ()


@declared
class Format:
    """What a funder takes: which parts in which order, their limits, and what has to be stated.

    `requires` and `author_requires` name keys of funder.toml and of its authors, each with what
    is wanted there. `without` stands for the whole report, `megabytes` for its Word file.
    """

    name: str
    title_words: int | None = None
    megabytes: float | None = None
    without: tuple[Excluded, ...] = ()
    requires: dict[str, str] = field(default_factory=dict, hash=False)
    author_requires: dict[str, str] = field(default_factory=dict, hash=False)
    parts: tuple[Part, ...] = ()
