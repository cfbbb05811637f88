"""What a funder's report lists: authors, abbreviations, who answered, what follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...results.freshness import CODE
from ..manuscript.abbreviations import list_abbreviations
from ..manuscript.contents import Contents, read_contents
from ..manuscript.gaps import PROFILE
from ..manuscript.reading import read_manuscript
from ..numbers import number
from ..sentence import capital
from ..words.claims import STATUSES, follows
from ..words.funder import unstated
from .survey import arm_names
from .table import Row, Table, annotate

if TYPE_CHECKING:
    from ...results.results import Results

OWN = "sec-abbreviations"


def authors(results: Results) -> Table:
    """The report's authors, with where they work."""
    funder = results.study.funder
    rows: list[Row] = [
        (
            author.name,
            ", ".join(filter(None, (author.department, author.affiliation))),
            ", ".join(filter(None, (author.address, author.country))),
            author.orcid,
        )
        for author in (funder.authors if funder else ())
    ]
    columns = ("Author", "Affiliation", "Address", "ORCID iD")
    return annotate(results, columns, rows or [(unstated(results),)], data=False)


def abbreviations(results: Results) -> Table:
    """The declared abbreviations that the funder's report uses, and what they stand for."""
    root = CODE.parent
    contents = read_contents(root, PROFILE)
    others = [path for path in contents.chapters if OWN not in (root / path).read_text("utf-8")]
    rest = Contents(title=contents.title, chapters=tuple(others), appendices=contents.appendices)
    found = list_abbreviations(results, read_manuscript(root, rest, results, PROFILE))
    rows: list[Row] = list(found.items())
    return annotate(results, ("Short form", "Meaning"), rows or [(unstated(results),)], data=False)


def inclusion(results: Results) -> Table:
    """Who answered the newest {wave}, beside the {places}' population where that is declared."""
    study = results.study
    wave = study.waves[-1]
    shares = study.funder.population if study.funder else ()
    known = {(s.characteristic, s.category): s.percent for s in shares}
    percents = {
        (r.characteristic, r.category, r.arm): number(r.percent)
        for r in results.respondents
        if r.wave == wave.id
    }
    columns = ["Characteristic", *(f"{capital(arm.short)}, %" for arm in study.arms)]
    columns += ["{Respondents}, %"] if known else []
    rows: list[Row] = []
    for trait in study.characteristics:
        rows.append((trait.label,))
        for name in dict.fromkeys(c for t, c, _ in percents if t == trait.id):
            cells = [percents.get((trait.id, name, arm.id), "[z]") for arm in study.arms]
            there = (trait.id, name) in known
            cells += [number(known[trait.id, name]) if there else "[z]"] if known else []
            rows.append((name, *cells))
    sources = dict.fromkeys(share.source for share in shares)
    notes = [f"{{Answerers}} of {wave.label}: weighted, of those who stated the characteristic"]
    notes += [
        *arm_names(results),
        *(f"{{Respondents}} of the {{places}}: {source}" for source in sources),
    ]
    return annotate(results, columns, rows, range(1, len(columns)), notes)


def implications(results: Results) -> Table:
    """What follows from each finding, with how the finding stands."""
    rows: list[Row] = [
        (
            results.study.domain[finding.domain].label,
            capital(STATUSES[finding.status]),
            follows(results, finding.domain),
        )
        for finding in results.findings
    ]
    return annotate(results, ("Domain", "The finding is", "What follows"), rows)
