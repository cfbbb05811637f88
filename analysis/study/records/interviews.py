"""What people were asked about and how it was coded: roles, files, themes, codes."""

from typing import Literal

from .declared import declared


@declared
class Role:
    """The capacity in which somebody was interviewed or kept a journal."""

    id: str
    label: str


@declared
class Qualitative:
    """Coded interviews and journals: what the files are and in which roles people spoke.

    `codings` are projects of coding programs or tables of excerpts, `sources` the table of the
    documents coded in them. Where several `coders` coded one document, the first named here
    counts and the others tell how far they agree. `redactions` is the table of names and places
    that must not be printed.
    """

    codings: tuple[str, ...]
    sources: str
    roles: tuple[Role, ...]
    coders: tuple[str, ...] = ()
    redactions: str | None = None

    def files(self) -> tuple[str, ...]:
        """All files that the excerpts rest on."""
        return (*self.codings, self.sources, *([self.redactions] if self.redactions else []))


@declared
class Theme:
    """Something that people spoke of, within a domain."""

    id: str
    domain: str
    label: str
    description: str


@declared
class Code:
    """What a code of the coders' project means here.

    It stands for a `theme`, says how its passages speak (`valence`), or is left out; then `note`
    says why.
    """

    code: str
    theme: str = ""
    valence: Literal["", "positive", "mixed", "negative"] = ""
    note: str = ""
