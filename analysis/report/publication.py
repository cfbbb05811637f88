"""The report as something to be found and cited: who published what, when and where."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import Breaches

if TYPE_CHECKING:
    from ..results.results import Results

BOOK = Path("_quarto.yml")
DOI = re.compile(r"10\.\d{4,9}/\S+")  # as Crossref recommends to recognise one
DATES = ("%Y-%m-%d", "%d %B %Y")


@dataclass(frozen=True, kw_only=True)
class Author:
    """Who wrote the report; an organisation has no given name, and its family name is all of it."""

    family: str
    given: str = ""
    organisation: bool = False

    @property
    def name(self) -> str:
        """The name as a title page has it."""
        return f"{self.given} {self.family}".strip()

    @property
    def inverted(self) -> str:
        """The name as lists of references sort it: "Smith, Jane"."""
        return f"{self.family}, {self.given}" if self.given else self.family


@dataclass(frozen=True, kw_only=True)
class Publication:
    """What the book and the study declare of the report as a whole.

    `version` is that of the release whose results these are, empty before. `site` is the address
    of the newest edition and `address` that of this one, both empty where none is declared;
    `site` ends with a slash. `notice` is empty for results that are the study's own.
    """

    id: str
    title: str
    authors: tuple[Author, ...]
    publisher: str
    date: date
    language: str
    licence: str
    version: str = ""
    doi: str = ""
    site: str = ""
    notice: str = ""
    favicon: str = ""

    @property
    def address(self) -> str:
        """Where this edition stays readable."""
        return f"{self.site}editions/{self.version}/" if self.site and self.version else self.site


def read_publication(results: Results) -> Publication:
    """Read what `_quarto.yml` and its active profiles declare, beside the study's own.

    Raises
    ------
    Breaches
        The author, the publisher or the title is missing, or a date, a DOI or an address is none.
        All of these at once.
    """
    book, citation, language = read_book()
    study = results.study
    last = study.releases[-1] if study.releases else None
    released = last if last and last.results == results.checksum else None
    when = released.date if released else parse_date(book.get("date", ""))
    faults = [*find_faults(book, citation), *([] if when else [tell_date(book)])]
    if faults:
        raise Breaches("The report can't be cited", [f"{BOOK}: {fault}" for fault in faults])
    corporate = {citation["publisher"], *as_list(citation.get("corporate-authors"))}
    site = book.get("site-url", "")
    return Publication(
        id=study.study.id,
        title=": ".join(filter(None, (book["title"], book.get("subtitle", "")))),
        authors=tuple(read_author(name, corporate) for name in as_list(book["author"])),
        publisher=citation["publisher"],
        date=when,
        language=language,
        licence=study.study.licence,
        version=released.version if released else "",
        doi=citation.get("doi", ""),
        site=f"{site.rstrip('/')}/" if site else "",
        notice=study.study.notice if study.synthetic else "",
        favicon=book.get("favicon", ""),
    )


def read_book(profile: str | None = None) -> tuple[dict[str, Any], dict[str, Any], str]:
    """Return `book`, `citation` and `lang` as the base file and a profile, else the active ones,
    declare them.

    A profile's keys go before the base's, as Quarto has it for all that is no list.
    """
    import yaml

    def read(path: Path) -> dict[str, Any]:
        # Every plain value stays a text: dates and version numbers are read here, not by YAML.
        return (yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader) or {}) | {}

    if not BOOK.exists():
        raise Breaches("The report can't be cited", [f"{BOOK} is not in this folder"])
    base = read(BOOK)
    active = profile or os.environ.get("QUARTO_PROFILE", "")
    asked = [name.strip() for name in active.split(",")]
    groups = as_groups(base.get("profile", {}).get("group", []))
    asked += [group[0] for group in groups if not {*group} & {*asked}]
    book, citation = dict(base.get("book", {})), dict(base.get("citation", {}))
    citation["corporate-authors"] = base.get("corporate-authors", [])
    for path in (BOOK.with_name(f"_quarto-{name}.yml") for name in asked if name):
        over = read(path) if path.exists() else {}
        book |= over.get("book", {})
        citation |= over.get("citation", {})
    return book, citation, base.get("lang", "en")


def as_groups(value: list) -> list[list[str]]:
    """Return groups of profiles, of which one alone may stand without a list around it."""
    return [value] if value and isinstance(value[0], str) else value


def as_list(value: str | list[str] | None) -> list[str]:
    """Return a setting that may be one text or several."""
    return [value] if isinstance(value, str) and value else list(value or [])


def find_faults(book: dict[str, Any], citation: dict[str, Any]) -> list[str]:
    """Return what is missing or is none of its kind."""
    faults = [
        f"`{key}` is missing; {what}"
        for there, key, what in (
            (book.get("title"), "book: title", "name the report"),
            (as_list(book.get("author")), "book: author", "name who wrote the report"),
            (citation.get("publisher"), "citation: publisher", "name the institution behind it"),
        )
        if not there
    ]
    doi, site = citation.get("doi", ""), book.get("site-url", "")
    if doi and not DOI.fullmatch(doi):
        faults.append(f"`citation: doi` is {doi}; right would be one such as 10.5281/zenodo.12345")
    if site and not re.fullmatch(r"https?://[^\s?#]+", site):
        faults.append(f"`book: site-url` is {site}; right would be https://example.org/report")
    return faults


def parse_date(text: str) -> date | None:
    """Return a date written as 2026-11-22 or as 22 November 2026."""
    for form in DATES:
        try:
            return datetime.strptime(" ".join(text.split()), form).date()
        except ValueError:
            continue
    return None


def tell_date(book: dict[str, Any]) -> str:
    """Return what is wrong with the date of the book."""
    return f"`book: date` is {book.get('date') or 'missing'}; right would be 22 November 2026"


def read_author(name: str, corporate: set[str]) -> Author:
    """Return an author; of a person's name, the last word is the family's."""
    if name in corporate or " " not in name:
        return Author(family=name, organisation=name in corporate)
    given, family = name.rsplit(maxsplit=1)
    return Author(family=family, given=given)
