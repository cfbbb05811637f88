"""Notes for writers that are left in a book: what is still to be written, and where.

In chapters they are divs of the class `to-write`; in the settings, the study's declarations and the
bibliography, which no reader sees, comments that begin "To write:", and in the study's tables cells
that do. An edition has those that its readers would meet.
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from render.project import list_chapters, merge_files, read_metadata
from render.settings import listed
from render.source import Line, read_lines

FIRST = 8  # words of a note that are told
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_DIV = re.compile(r"^ *:{3,}\s*(.*?)[\s:]*$")
_NOTE = re.compile(r"(^|\.)to-write\b")
_CONDITION = re.compile(r"(when|unless)-(meta|profile)=[\"']?([\w-]+)")
_COMMENT = re.compile(r"(?:#|^%) To write: (.+)$")
_CELL = re.compile(r'(?:^|[,"])To write: ([^,"]+)')


@dataclass(frozen=True, kw_only=True)
class Note:
    """What somebody has still to write: the file and line where it stands, and how it begins."""

    place: str
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"


def find_notes(root: Path, profile: str | None = None) -> list[Note]:
    """Return the notes that are left in a book, those of its settings first.

    Parameters
    ----------
    root : Path
        The folder with `_quarto.yml`.
    profile : str, optional
        The edition; else `QUARTO_PROFILE`, else the book's first.
    """
    merged, profiles = merge_files(root, profile)
    metadata = read_metadata(root, listed(merged.get("metadata-files", [])), [])
    settings = ["_quarto.yml", *(f"_quarto-{name}.yml" for name in profiles)]
    beside = [*settings, *list_declarations(root), *listed(merged.get("bibliography", []))]
    notes = list(find_comments(read_all(root, beside)))
    for path in list_chapters(merged.get("book", {})):
        notes += find_divs(read_all(root, [path]), profiles, metadata)
    return notes


def list_declarations(root: Path) -> list[str]:
    """Return the study's own files in which something may be to be written."""
    study = os.environ.get("STUDY") or "data"
    tables = sorted(path.name for path in (root / study).glob("*.csv"))
    return [f"{study}/{name}" for name in ("study.toml", *tables)]


def find_elsewhere(root: Path, notes: list[Note]) -> dict[str, int]:
    """Return how many more notes than these there are in each edition of the book that has any."""
    names = sorted(path.stem.removeprefix("_quarto-") for path in root.glob("_quarto-*.yml"))
    more = {name: len(set(find_notes(root, name)) - set(notes)) for name in names}
    return {name: size for name, size in more.items() if size}


def tell_notes(notes: list[Note], elsewhere: Mapping[str, int] | None = None) -> Iterator[str]:
    """Say how many notes are left, then where, one a line, and how many other editions have."""
    if notes:
        yield f"still to be written: {len(notes)} note{'s' if len(notes) > 1 else ''} for writers"
    yield from (f"  {note}" for note in notes)
    if elsewhere:
        more = ", ".join(f"{size} in `{name}`" for name, size in elsewhere.items())
        yield f"to be written in other editions alone: {more}"


def read_all(root: Path, paths: Iterable[str]) -> list[Line]:
    """Return the lines of files, with those that chapters include; a missing file has none."""
    return [line for path in paths for line in read_lines(root, path, [], ())]


def find_comments(lines: Iterable[Line]) -> Iterator[Note]:
    """Find the notes in settings, declarations and tables."""
    for line in lines:
        if found := (_CELL if line.file.endswith(".csv") else _COMMENT).search(line.text):
            yield Note(place=line.place, text=found[1])


def find_divs(
    lines: list[Line], profiles: Iterable[str], metadata: Mapping[str, Any]
) -> Iterator[Note]:
    """Find the notes in a chapter, without those in code and in what an edition doesn't show."""
    fence, shown = "", [True]
    for place, line in enumerate(lines):
        if mark := _FENCE.match(line.text):
            fence = "" if fence and mark[1].startswith(fence) else fence or mark[1]
        div = None if fence or mark else _DIV.match(line.text)
        if div and not div[1]:
            shown = shown[:-1] or [True]
        elif div:
            shown.append(shown[-1] and is_shown(div[1], profiles, metadata))
            if _NOTE.search(div[1]) and shown[-1]:
                following = (each.text.split() for each in lines[place + 1 :] if each.text.strip())
                yield Note(place=line.place, text=" ".join(next(following, [])[:FIRST]) + " …")


def is_shown(attributes: str, profiles: Iterable[str], metadata: Mapping[str, Any]) -> bool:
    """Whether a div is part of an edition, as far as profiles and metadata decide."""
    holds = all(
        (what in profiles if of == "profile" else metadata.get(what) is True) == (kind == "when")
        for kind, of, what in _CONDITION.findall(attributes)
    )
    return not holds if ".content-hidden" in attributes else holds
