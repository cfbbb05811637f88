"""How the report is cited: as text, in BibTeX, in RIS and in CITATION.cff."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .files import keep
from .markdown import plain
from .publication import Author, Publication, read_publication
from .sentence import day, listed, stop

if TYPE_CHECKING:
    from ..results.results import Results

SPECIAL = {
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_{}"},
}  # fmt: skip


def cite(publication: Publication) -> str:
    """Return the reference as a reader copies it into a text."""
    p = publication
    names = listed([author.name for author in p.authors])
    publisher = "" if p.publisher == names else stop(p.publisher)
    where = f"https://doi.org/{p.doi}" if p.doi else p.address
    parts = (
        f"{names} ({p.date.year}).", stop(p.title), stop(edition(p)), publisher, where,
        f"[{p.notice}]" if p.notice else "",
    )  # fmt: skip
    return plain(" ".join(filter(None, parts)))


def edition(publication: Publication) -> str:
    """Return which edition it is."""
    p = publication
    return f"Version {p.version}" if p.version else f"Unreleased draft of {day(p.date)}"


def write_bibtex(publication: Publication) -> str:
    """Return an entry that BibTeX and biber read; braces keep an organisation's name whole."""
    p = publication
    fields = {
        "author": " and ".join(write_name(author) for author in p.authors),
        "title": f"{{{protect(p.title)}}}",
        "institution": f"{{{protect(p.publisher)}}}",
        "type": "Evaluation report",
        "year": str(p.date.year),
        "month": str(p.date.month),
        "date": p.date.isoformat(),
        "doi": p.doi,
        "url": p.address,
        "note": protect(" ".join(map(stop, filter(None, (edition(p), p.notice))))),
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return f"@techreport{{{key(p)},\n" + ",\n".join(lines) + "\n}\n"


def write_name(author: Author) -> str:
    """Return a name as BibTeX parts it."""
    return f"{{{protect(author.name)}}}" if not author.given else protect(author.inverted)


def protect(text: str) -> str:
    """Return the text with what TeX would take for a command."""
    return "".join(SPECIAL.get(character, character) for character in plain(text))


def key(publication: Publication) -> str:
    """Return the entry's name: study, year and version."""
    parts = (publication.id, str(publication.date.year), publication.version)
    return "-".join(part for part in parts if part)


def write_ris(publication: Publication) -> str:
    """Return a record in the RIS format: a tag, two spaces, a hyphen and a space on each line."""
    p = publication
    tags = [
        ("TY", "RPRT"),
        # The comma at the end of an organisation's name keeps programs from parting it.
        *(("AU", author.inverted if author.given else f"{author.name},") for author in p.authors),
        ("TI", p.title),
        ("PB", p.publisher),
        ("PY", str(p.date.year)),
        ("DA", f"{p.date:%Y/%m/%d}"),
        ("ET", edition(p)),
        ("DO", p.doi),
        ("UR", p.address),
        ("LA", p.language),
        ("N1", p.notice),
    ]
    lines = [f"{tag}  - {plain(value)}" for tag, value in tags if value]
    return "\r\n".join([*lines, "ER  - ", ""])


def write_cff(publication: Publication) -> str:
    """Return the report as CITATION.cff has it beside the software (Citation File Format 1.2.0)."""
    p = publication
    lines = ["references:", "  - type: report", f"    title: {quote(p.title)}", "    authors:"]
    for author in p.authors:
        if author.given:
            lines.append(f"      - family-names: {quote(author.family)}")
            lines.append(f"        given-names: {quote(author.given)}")
        else:
            lines.append(f"      - name: {quote(author.name)}")
    lines += ["    institution:", f"      name: {quote(p.publisher)}"]
    lines += [f"    date-published: {p.date.isoformat()}", f"    year: {p.date.year}"]
    rest = {"version": p.version, "doi": p.doi, "url": p.address, "notes": p.notice}
    lines += [f"    {name}: {quote(value)}" for name, value in rest.items() if value]
    return "\n".join(lines) + "\n"


def quote(text: str) -> str:
    """Return a text as YAML holds it whatever is in it."""
    return json.dumps(plain(text), ensure_ascii=False)


def citation(results: Results) -> str:
    """Return how this edition is cited."""
    return cite(read_publication(results))


@dataclass(frozen=True, kw_only=True)
class Files:
    """The reference as files, and links to them as Markdown."""

    paths: dict[str, Path]

    def _repr_markdown_(self) -> str:
        return ", ".join(f"[{name}](/{path.as_posix()})" for name, path in self.paths.items())


def citation_files(results: Results) -> Files:
    """Write the reference in BibTeX and in RIS; a chapter shows the links to both files."""
    publication = read_publication(results)
    name = key(publication)
    return Files(
        paths={
            "BibTeX": keep(f"{name}.bib", write_bibtex(publication)),
            "RIS": keep(f"{name}.ris", write_ris(publication)),
        }
    )
