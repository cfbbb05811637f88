"""Short forms in a text, beside those that are declared with what they stand for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from .contents import FRONT
from .reading import Chapter

if TYPE_CHECKING:
    from ...results.results import Results

# Two capitals at least, as in CI, A&E, CoReN; not what is set as code, nor a name like McKay or a
# number like ABC123.
SHORT = re.compile(
    r"(?<![\w`&])(?!(?:Mc|Mac|O’)[A-Z][a-z]|\w*\d{3})[A-Z][A-Za-z]*&?[A-Z][A-Za-z0-9]*"
)
CODE = re.compile(r"`[^`]*`")


def find_short_forms(text: str) -> list[str]:
    """Return the abbreviations in a text in order, each once and in the singular."""
    found = SHORT.findall(CODE.sub(" ", text))
    return list(dict.fromkeys(form.removesuffix("s") for form in found))


def list_short_forms(results: Results, chapters: Iterable[Chapter]) -> dict[str, tuple[str, str]]:
    """Return the abbreviations of a manuscript, each with the chapter and heading of its first.

    The title page, with names and addresses, is left out, and so are authors' names elsewhere,
    the notice of demonstration data, which is all in capitals, and code.
    """
    funder = results.study.funder
    names = [author.name for author in funder.authors] if funder else []
    apart = re.compile("|".join(map(re.escape, filter(None, [results.study.study.notice, *names]))))
    first: dict[str, tuple[str, str]] = {}
    for chapter in chapters:
        for passage in [] if chapter.path == FRONT else chapter.passages:
            text = apart.sub(" ", passage.text) if apart.pattern else passage.text
            for form in [] if passage.code else find_short_forms(text):
                first.setdefault(form, (chapter.path, passage.heading or chapter.title))
    return first


def list_abbreviations(results: Results, chapters: Iterable[Chapter]) -> dict[str, str]:
    """Return the declared abbreviations that a manuscript uses, in alphabetical order.

    A declared one that is no short form by its letters ("vs") counts as used where it stands as a
    word.
    """
    chapters = tuple(chapters)
    used = set(list_short_forms(results, chapters))
    text = " ".join(passage.text for chapter in chapters for passage in chapter.passages)
    funder = results.study.funder
    declared = funder.abbreviations if funder else {}
    return {
        short: declared[short]
        for short in sorted(declared, key=str.casefold)
        if short in used or (not SHORT.fullmatch(short) and stands_in(short, text))
    }


def stands_in(short: str, text: str) -> bool:
    """Whether a text has a short form as a word of its own."""
    return bool(re.search(rf"(?<!\w){re.escape(short)}(?!\w)", text))
