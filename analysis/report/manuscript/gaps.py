"""What keeps a manuscript from being what its funder takes: limits passed, and gaps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import Breaches
from ...study.formats import read_format
from ...study.records import Format, Funder, Part
from ..numbers import count, exact
from .abbreviations import find_short_forms, list_short_forms
from .contents import Contents, read_contents
from .reading import Chapter, Passage, read_manuscript

if TYPE_CHECKING:
    from ...results.results import Results

PROFILE = "funder"
MEGABYTE = 10**6
# What writers leave behind for themselves.
UNFINISHED = re.compile(
    r"\b(?:TODO|TBC|TBD|TBA|FIXME)\b|\b[Tt]o be (?:confirmed|completed|added|written)\b|"
    r"(?:^|[(\[:;,–] ?|\b(?:is|are) )[Tt]o follow\b(?! up)"
)


def find_gaps(root: Path, results: Results) -> list[str]:
    """Return everything that the funder would not take, each with where it is and what is wanted.

    Parameters
    ----------
    root : Path
        The folder of the book.
    results : Results
        The results that the chapters show.

    Returns
    -------
    list of str
        Nothing where all is well. Where the study declares nothing for a funder, only what is
        still to be written.
    """
    funder, contents = results.study.funder, read_contents(root, PROFILE)
    wanted = read_format(funder.format) if funder else None
    faults = []
    if wanted:
        faults = [*check_title(funder, wanted, contents), *check_stated(funder, wanted)]
    try:
        chapters = read_manuscript(root, contents, results, PROFILE)
    except Breaches as error:
        return [*faults, *error.faults]
    faults += check_notes(chapters)
    if wanted is None:
        return faults
    faults += check_order(wanted, chapters)
    for part in wanted.parts:
        faults += check_part(wanted, part, chapters)
    faults += check_passages(wanted, chapters)
    faults += check_abbreviations(results, funder, chapters)
    faults += check_size(root, wanted)
    return list(dict.fromkeys(faults))


def check_title(funder: Funder, wanted: Format, contents: Contents) -> Iterator[str]:
    """The title is short enough, and the same wherever it stands."""
    words = Passage(text=funder.title).words
    if wanted.title_words is not None and words > wanted.title_words:
        yield (
            f"funder.toml: title has {count(words)} words; {wanted.name} takes at most "
            f"{count(wanted.title_words)}"
        )
    if contents.title != funder.title:
        yield (
            f"_quarto-{PROFILE}.yml: the book’s title is “{contents.title}”; that of funder.toml, "
            f"“{funder.title}”, is wanted"
        )


def check_stated(funder: Funder, wanted: Format) -> Iterator[str]:
    """Everything that has to be stated is, of the report and of each author."""
    for key, what in wanted.requires.items():
        if not getattr(funder, key):
            yield f"funder.toml: key '{key}' is missing; {wanted.name} wants {what}"
    for author in funder.authors:
        for key, what in wanted.author_requires.items():
            if not getattr(author, key):
                yield (
                    f"funder.toml: authors '{author.name}', key '{key}' is missing; {wanted.name} "
                    f"wants {what}"
                )


def find_part(part: Part, chapters: tuple[Chapter, ...]) -> tuple[Chapter, ...]:
    """Return the chapters that a part is made of."""
    if part.kind == "appendices":
        return tuple(each for each in chapters if each.appendix)
    if part.kind == "main":
        return tuple(each for each in chapters if each.numbered and not each.appendix)
    return tuple(each for each in chapters if each.section == part.section)


def check_order(wanted: Format, chapters: tuple[Chapter, ...]) -> Iterator[str]:
    """All parts are there, in the funder's order; a report need not have appendices."""
    last, before = -1, ""
    for part in wanted.parts:
        found = find_part(part, chapters)
        if found:
            place = chapters.index(found[0])
            if place <= last:
                yield (
                    f"_quarto-{PROFILE}.yml: {found[0].path} (“{part.title}”) is in the wrong "
                    f"place; {wanted.name} wants it after “{before}”"
                )
            last, before = place, part.title
        elif part.kind != "appendices":
            which = f"a chapter with the id {part.section}" if part.section else "numbered chapters"
            yield (
                f"_quarto-{PROFILE}.yml: “{part.title}” is missing; {wanted.name} wants {which}"
                f"{f' after “{before}”' if before else ''}"
            )


def check_part(wanted: Format, part: Part, chapters: tuple[Chapter, ...]) -> Iterator[str]:
    """A part is not too long, has its headings, and holds nothing that may not be there."""
    found = find_part(part, chapters)
    words = count_words(part, found)
    if part.words is not None and words > part.words:
        where = found[0].path if len(found) == 1 else f"“{part.title}” ({len(found)} chapters)"
        yield (
            f"{where} has {count(words)} words; {wanted.name} takes at most {count(part.words)} "
            f"in “{part.title}”"
        )
    for chapter in found:
        yield from check_headings(wanted, part, chapter)
        for passage in chapter.passages:
            for what in list_excluded(part, passage):
                yield (
                    f"{chapter.path}, under “{passage.heading or chapter.title}”: {what}; "
                    f"{wanted.name} takes none in “{part.title}”"
                )


def count_words(part: Part, chapters: tuple[Chapter, ...]) -> int:
    """Return how many words of a part count: all but its chapters' titles and what is exempt."""
    return sum(
        passage.words
        for chapter in chapters
        for passage in chapter.passages
        if passage.heading not in part.uncounted and not passage.note
    )


def check_headings(wanted: Format, part: Part, chapter: Chapter) -> Iterator[str]:
    """A chapter has the headings that its part has to have, in that order."""
    there = list(dict.fromkeys(p.heading for p in chapter.passages if p.heading))
    missing = [heading for heading in part.headings if heading not in there]
    for heading in missing:
        yield f"{chapter.path}: heading “{heading}” is missing; {wanted.name} wants it"
    known = [heading for heading in there if heading in part.headings]
    right = [heading for heading in part.headings if heading in there]
    if known != right:
        yield (
            f"{chapter.path}: its headings are in the order {', '.join(known)}; {wanted.name} "
            f"wants {', '.join(right)}"
        )


def list_excluded(part: Part, passage: Passage) -> Iterator[str]:
    """Yield what a passage holds that its part may not."""
    for held in passage.holds:
        kind, _, key = held.partition(" ")
        if kind in part.without:
            yield f"a {kind.removesuffix('s')}{f' {key}' if key else ''}"
    if "abbreviations" in part.without:
        for form in find_short_forms(passage.text):
            yield f"an abbreviation ({form})"


def check_notes(chapters: tuple[Chapter, ...]) -> Iterator[str]:
    """No note for writers is left."""
    for chapter in chapters:
        for passage in chapter.passages:
            if passage.note and passage.text:
                yield (
                    f"{name_place(chapter, passage)}: a note for writers (“{begin(passage)}”); do "
                    "it, and take it out"
                )


def name_place(chapter: Chapter, passage: Passage) -> str:
    """Return where a passage stands."""
    return f"{chapter.path}, under “{passage.heading or chapter.title}”"


def begin(passage: Passage) -> str:
    """Return the first words of a passage."""
    return " ".join([*passage.text.split()[:6], "…"])


def check_passages(wanted: Format, chapters: tuple[Chapter, ...]) -> Iterator[str]:
    """Nothing is left for later, and nothing stands anywhere that may stand nowhere."""
    everywhere = Part(title="the report", without=wanted.without)
    for chapter in chapters:
        for passage in chapter.passages:
            where = name_place(chapter, passage)
            found = None if passage.note else UNFINISHED.search(passage.text)
            if found:
                yield (
                    f"{where}: “{found[0].strip(' ([:;,–')}” stands in “{begin(passage)}”; what is "
                    "to come has to be there"
                )
            for what in list_excluded(everywhere, passage):
                yield f"{where}: {what}; {wanted.name} takes none anywhere"


def check_abbreviations(
    results: Results, funder: Funder, chapters: tuple[Chapter, ...]
) -> Iterator[str]:
    """Every abbreviation that is used is in the list."""
    for form, (path, heading) in list_short_forms(results, chapters).items():
        if form not in funder.abbreviations and not UNFINISHED.fullmatch(form):
            yield (
                f"{path}, under “{heading}”: abbreviation {form} is not listed; say in "
                "[abbreviations] of funder.toml what it stands for, or write it out"
            )


def check_size(root: Path, wanted: Format) -> Iterator[str]:
    """The Word file, where one was made, is not too large."""
    for path in sorted((root / "_report" / PROFILE).glob("*.docx")):
        size = path.stat().st_size
        if wanted.megabytes is not None and size > MEGABYTE * wanted.megabytes:
            yield (
                f"_report/{PROFILE}/{path.name} has {count(size)} bytes; {wanted.name} takes at "
                f"most {exact(wanted.megabytes)} MB"
            )
