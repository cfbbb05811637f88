"""Whether what is declared for a funder fits itself and the study."""

import dataclasses
import re
from collections.abc import Iterator

from ..files import FORMATS
from ..records import Author, Funder, Study
from .faults import Fault, refer

FILE = "funder.toml"
ORCID = re.compile(r"(\d{4}-){3}\d{3}[\dX]")


def check_funder(study: Study) -> Iterator[Fault]:
    """Names lead somewhere, identifiers are right, and nothing is declared empty."""
    funder = study.funder
    if funder is None:
        return
    formats = sorted(path.stem for path in FORMATS.glob("*.toml"))
    yield from refer(FILE, "format", funder.format, formats, "format")
    yield from check_empty(funder, "")
    names = [author.name for author in funder.authors]
    for place, author in enumerate(funder.authors, start=1):
        where = f"authors '{author.name}'" if author.name.strip() else f"authors (number {place})"
        yield from check_empty(author, f"{where} ")
        yield from check_author(author, where)
        if author.name in names[: place - 1]:
            yield FILE, f"{where} is there twice; once would be right"
    if funder.corresponding.strip():
        yield from refer(FILE, "corresponding", funder.corresponding, names, "author")
    for short, long in funder.abbreviations.items():
        if not (short.strip() and long.strip()):
            yield FILE, f"abbreviations '{short}' has an empty side; write both or take it out"
    yield from check_population(study, funder)


def check_empty(declared: Funder | Author, where: str) -> Iterator[Fault]:
    """Find texts that are there and say nothing: what is not known is left out."""
    for each in dataclasses.fields(declared):
        value = getattr(declared, each.name)
        texts = value if isinstance(value, tuple) else (value,)
        asked = each.default is dataclasses.MISSING
        if any(isinstance(t, str) and not t.strip() and (t or asked) for t in texts):
            yield FILE, f"{where}{each.name} is empty; write it, or leave the key out"


def check_author(author: Author, where: str) -> Iterator[Fault]:
    """An ORCID iD has the form and the last character that it has to have."""
    if not author.orcid:
        return
    if not ORCID.fullmatch(author.orcid):
        yield (
            FILE,
            f"{where} orcid: '{author.orcid}' is no ORCID iD; one like 0000-0002-1825-0097 would "
            "be right",
        )
    elif author.orcid[-1] != (right := find_check_character(author.orcid)):
        yield (
            FILE,
            f"{where} orcid: '{author.orcid}' has a slip: with these digits its last character "
            f"would be {right}; copy it again from orcid.org",
        )


def find_check_character(orcid: str) -> str:
    """Last character of an ORCID iD by its other digits: ISO/IEC 7064, MOD 11-2."""
    total = 0
    for digit in orcid.replace("-", "")[:-1]:
        total = 2 * (total + int(digit))
    rest = (12 - total % 11) % 11
    return "X" if rest == 10 else str(rest)


def check_population(study: Study, funder: Funder) -> Iterator[Fault]:
    """Shares of residents are of declared characteristics, once each, and are percentages."""
    known = [trait.id for trait in study.characteristics]
    seen = set()
    for share in funder.population:
        where = f"population '{share.characteristic}' '{share.category}'"
        yield from refer(FILE, where, share.characteristic, known, "characteristic")
        if not 0 <= share.percent <= 100:
            yield FILE, f"{where}: {share.percent:g} is no percentage; 0 to 100 would be right"
        if (share.characteristic, share.category) in seen:
            yield FILE, f"{where} is there twice; once would be right"
        seen.add((share.characteristic, share.category))
