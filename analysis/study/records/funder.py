"""What a report to a funder has to state beside the study itself."""

from dataclasses import field
from datetime import date
from typing import Literal

from .declared import declared

# The Contributor Role Taxonomy: ANSI/NISO Z39.104-2022.
Contribution = Literal[
    "Conceptualization",
    "Data curation",
    "Formal analysis",
    "Funding acquisition",
    "Investigation",
    "Methodology",
    "Project administration",
    "Resources",
    "Software",
    "Supervision",
    "Validation",
    "Visualization",
    "Writing – original draft",
    "Writing – review & editing",
]


@declared
class Author:
    """One of the report's authors. `interests` says which competing interests there are, or that
    there are none; `orcid` is like 0000-0002-1825-0097."""

    name: str
    affiliation: str = ""
    department: str = ""
    address: str = ""
    country: str = ""
    orcid: str = ""
    roles: tuple[Contribution, ...] = ()
    interests: str = ""


@declared
class Share:
    """How many percent of the areas' residents are of a category of a characteristic, and by which
    source."""

    characteristic: str
    category: str
    percent: float
    source: str


@declared
class Funder:
    """What a report to a funder states. What is left out is not stated.

    `format` names a file of `funders/`. `corresponding` names one of the authors, and `contact`
    says how to reach them. `currency` is the day on which evidence was last collected.
    `abbreviations` are short forms with what each stands for.
    """

    format: str
    title: str
    authors: tuple[Author, ...] = ()
    corresponding: str = ""
    contact: str = ""
    keywords: tuple[str, ...] = ()
    award: str = ""
    registration: str = ""
    ethics: str = ""
    governance: str = ""
    data_sharing: str = ""
    funding: str = ""
    acknowledgements: str = ""
    involvement: str = ""
    inclusion: str = ""
    currency: date | None = None
    population: tuple[Share, ...] = ()
    abbreviations: dict[str, str] = field(default_factory=dict, hash=False)
