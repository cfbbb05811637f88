"""The list of what reviewers did, for people at a terminal and as Markdown."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from render.problems import show
from render.review.package import Package
from render.review.paragraphs import Document, read_document
from render.review.passages import Passage
from render.review.places import Finder, Place
from render.review.remarks import Remark, read_comments, read_edits

if TYPE_CHECKING:
    from rich.table import Table

_LENGTH = 160
_LEGEND = "[-so-] was deleted, {+so+} inserted, ¶ is the end of a paragraph"


@dataclass(frozen=True, kw_only=True)
class Returned:
    """A returned file: its text, and what reviewers did in it."""

    document: Document
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, kw_only=True)
class Listing:
    """What reviewers did, each with its place, and how many changes of formatting are left out."""

    entries: tuple[tuple[Remark, Place], ...]
    formatting: int


def read_returned(path: Path) -> Returned:
    """Read a Word file that came back.

    Raises
    ------
    BuildError
        It is no Word file, is damaged, or holds what no Word file needs.
    """
    with Package(path) as package:
        document = read_document(package)
        remarks = [*read_comments(package, document), *read_edits(document)]
    return Returned(document=document, remarks=tuple(sorted(remarks, key=lambda r: r.start)))


def find_places(returned: Returned, passages: Sequence[Passage]) -> Listing:
    """Return what reviewers did, each with its place in the chapters."""
    finder = Finder(passages, returned.document)
    entries = tuple((each, finder.find(each.start, each.end)) for each in returned.remarks)
    return Listing(entries=entries, formatting=returned.document.formatting)


def describe_place(place: Place) -> str:
    """Return where a remark belongs, in words: file and line, or why that can't be said."""
    below = f", below the heading “{place.heading}”" if place.heading else ""
    if place.others:
        lines = ", ".join(line.place for line in place.others)
        return f"one of these, which fit equally{below}: {lines}"
    if not place.lines:
        return f"no passage of the chapters fits{below}"
    first, last = place.lines[0], place.lines[-1]
    same = last.file == first.file and last.number > first.number
    until = f"–{last.number}" if same else ""
    label = f" ({place.label})" if place.label else ""
    return f"{'after ' if place.after else ''}{first.place}{until}{label}"


def describe_makers(place: Place) -> str:
    """Return what makes the words there, if nobody wrote them in the chapter."""
    if not place.makers:
        return ""
    made = "generated" if place.wholly else "partly generated"
    return f"{made} by {', '.join(place.makers)}: not to be edited in the chapter"


def summarise(listing: Listing) -> str:
    """Return how much there is: "2 comments (1 resolved), 3 edits; …"."""
    comments = [remark for remark, _ in listing.entries if remark.kind == "comment"]
    resolved = sum(remark.resolved for remark in comments)
    edits = len(listing.entries) - len(comments)
    placed = sum(bool(place.lines) for _, place in listing.entries)
    lost = len(listing.entries) - placed
    return (
        _count(len(comments), "comment")
        + (f" ({resolved} resolved)" if resolved else "")
        + f", {_count(edits, 'tracked edit')}"
        + (f", {lost} of all without a sure place" if lost else "")
        + f"; {_count(listing.formatting, 'change')} of formatting alone left out"
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def tabulate(listing: Listing) -> "Table":
    """Return the list as a table for a terminal, in which all text is shown as text."""
    from rich.table import Table
    from rich.text import Text

    table = Table("Where", "Who", "What", show_lines=True, caption=_LEGEND)
    for remark, place in listing.entries:
        where = [describe_place(place), describe_makers(place)]
        who = [remark.author, _day(remark.date), _kind(remark)]
        cells = [where, who, [*_tell(remark)]]
        table.add_row(*(Text(show("\n".join(filter(None, cell)))) for cell in cells))
    return table


def _tell(remark: Remark) -> Iterator[str]:
    """Yield what a remark is about, what it says, and the replies to it."""
    if remark.kind != "comment":
        yield remark.about
        return
    if remark.about:
        yield f"“{_shorten(remark.about)}”"
    yield remark.text
    for reply in remark.replies:
        yield f"↳ {reply.author}, {_day(reply.date)}: {reply.text}"


def _kind(remark: Remark) -> str:
    return f"{remark.kind}, resolved" if remark.resolved else remark.kind


def _shorten(text: str) -> str:
    return text if len(text) <= _LENGTH else text[: _LENGTH - 1].rpartition(" ")[0] + " …"


def _day(date: str) -> str:
    """Return a date as people write it; one in another form as it came."""
    try:
        return f"{datetime.fromisoformat(date):%Y-%m-%d %H:%M}"
    except ValueError:
        return date or "no date"


def write_markdown(listing: Listing, title: str) -> str:
    """Return the list in Markdown, to be ticked off; nothing in it is markup but ours."""
    lines = [f"# Comments and edits in {_escape(title)}", "", f"{_escape(summarise(listing))}\\."]
    lines += ["", f"In edits {_escape(_LEGEND)}\\.", ""]
    for remark, place in listing.entries:
        head = [describe_place(place), describe_makers(place)]
        who = f"{_kind(remark)}, {remark.author}, {_day(remark.date)}"
        box = "x" if remark.resolved else " "
        lines.append(f"- [{box}] **{_escape('; '.join(filter(None, head)))}** {_escape(who)}")
        for text in _tell(remark):
            lines += ["", *(f"    {_escape(line)}" for line in _split_lines(text))]
        lines.append("")
    return "\n".join(lines)


def _split_lines(text: str) -> list[str]:
    return [line for line in show(text).split("\n") if line.strip()]


def _escape(text: str) -> str:
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", " ".join(show(text).split()))
