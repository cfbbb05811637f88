"""What a dialogue begins with, and what it drafts."""

from dataclasses import dataclass
from pathlib import Path

from ...study.records import (
    Answer,
    Area,
    Arm,
    Characteristic,
    Code,
    Correction,
    Domain,
    Outcome,
    Qualitative,
    Study,
    Theme,
    Wave,
)


@dataclass(frozen=True, kw_only=True)
class Files:
    """What a study is begun with: waves with their periods, coded interviews, and declarations
    that somebody has written already."""

    waves: tuple[tuple[Path, str], ...]
    codings: tuple[Path, ...]
    written: tuple[Path, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Columns that every study needs, by their names; "" where the files have none."""

    area: str
    arm: str
    respondent: str
    count: str = ""
    weight: str = ""

    @property
    def kinds(self) -> dict[str, str]:
        """The codebook's type of each."""
        return {name: kind for kind, name in vars(self).items() if name}


@dataclass(frozen=True, kw_only=True)
class Survey:
    """What was drafted of waves and questions, each as in `Study`."""

    arms: tuple[Arm, ...] = ()
    areas: tuple[Area, ...] = ()
    waves: tuple[Wave, ...] = ()
    corrections: tuple[Correction, ...] = ()
    codebook: tuple[Answer, ...] = ()
    domains: tuple[Domain, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    characteristics: tuple[Characteristic, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Interviews:
    """What was drafted of coded interviews, each as in `Study`; `sources` is the text of the table
    of documents."""

    qualitative: Qualitative
    domains: tuple[Domain, ...]
    themes: tuple[Theme, ...]
    codeframe: tuple[Code, ...]
    sources: str


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A study as drafted, with the text of its table of documents, "" without interviews."""

    study: Study
    sources: str = ""
