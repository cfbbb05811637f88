"""The files of a study's folder, the tables in them, and where each field of a study stands."""

import dataclasses
from pathlib import Path

from .records import (
    Answer,
    Area,
    Arm,
    Characteristic,
    ChecklistItem,
    CheckRules,
    Claim,
    Code,
    Correction,
    DisclosureRules,
    Domain,
    FindingRules,
    Funder,
    Identity,
    LogicModel,
    Model,
    Outcome,
    Published,
    Qualitative,
    Release,
    Rename,
    Theme,
    Wave,
    declared,
)


@declared
class StudyFile:
    """The tables of study.toml."""

    study: Identity
    arms: tuple[Arm, ...] = ()
    areas: tuple[Area, ...] = ()
    waves: tuple[Wave, ...] = ()
    domains: tuple[Domain, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    model: Model = Model()
    disclosure: DisclosureRules = DisclosureRules()
    checks: CheckRules = CheckRules()
    findings: FindingRules = FindingRules()
    characteristics: tuple[Characteristic, ...] = ()
    qualitative: Qualitative | None = None


@declared
class AreasFile:
    """The rows of areas.csv, in place of the blocks of study.toml."""

    rows: tuple[Area, ...]


@declared
class ClaimsFile:
    """The tables of findings.toml."""

    claims: tuple[Claim, ...] = ()


@declared
class PublishedFile:
    """The tables of published.toml."""

    numbers: tuple[Published, ...] = ()


@declared
class CorrectionsFile:
    """The tables of corrections.toml."""

    corrections: tuple[Correction, ...] = ()


@declared
class RenamesFile:
    """The rows of renames.csv."""

    rows: tuple[Rename, ...] = ()


@declared
class CodebookFile:
    """The rows of codebook.csv."""

    rows: tuple[Answer, ...] = ()


@declared
class ThemesFile:
    """The rows of themes.csv."""

    rows: tuple[Theme, ...] = ()


@declared
class CodeframeFile:
    """The rows of codeframe.csv."""

    rows: tuple[Code, ...] = ()


@declared
class ChecklistsFile:
    """The rows of checklists.csv."""

    rows: tuple[ChecklistItem, ...] = ()


@declared
class ReleasesFile:
    """The rows of releases.csv."""

    rows: tuple[Release, ...] = ()


# What funders take, which no study owns.
FORMATS = Path(__file__).parents[2] / "funders"
STUDY = "study.toml"
AREAS = "areas.csv"
REQUIRED = {STUDY: StudyFile}
OPTIONAL = {
    AREAS: AreasFile,
    "codebook.csv": CodebookFile,
    "themes.csv": ThemesFile,
    "codeframe.csv": CodeframeFile,
    "findings.toml": ClaimsFile,
    "published.toml": PublishedFile,
    "corrections.toml": CorrectionsFile,
    "checklists.csv": ChecklistsFile,
    "renames.csv": RenamesFile,
    "logic-model.toml": LogicModel,
}
# Said of the results and not among what they are made from.
REPORTED = {"releases.csv": ReleasesFile, "funder.toml": Funder}
# Where a study's fields stand: the files, and the table in each (all of the file if empty).
PLACES = {field.name: ((STUDY, field.name),) for field in dataclasses.fields(StudyFile)} | {
    "areas": ((STUDY, "areas"), (AREAS, "")),
    "codebook": (("codebook.csv", ""),),
    "themes": (("themes.csv", ""),),
    "codeframe": (("codeframe.csv", ""),),
    "claims": (("findings.toml", "claims"),),
    "published": (("published.toml", "numbers"),),
    "corrections": (("corrections.toml", "corrections"),),
    "checklists": (("checklists.csv", ""),),
    "renames": (("renames.csv", ""),),
    "releases": (("releases.csv", ""),),
    "logic_model": (("logic-model.toml", ""),),
    "funder": (("funder.toml", ""),),
}
