"""What changed since the previous release."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...results.records import Change
from ..sentence import capital
from ..words.changes import NO_ESTIMATE, SHARE, place, size, tell_effect, tell_finding
from .table import Row, Sections, Table, annotate

if TYPE_CHECKING:
    from ...results.results import Results

COLUMNS = ("What", "Then", "Now", "What changed", "Shown in")
GROUPS = (
    ("Effects", ("effect",)),
    ("Findings", ("finding",)),
    ("Interviews and journals", ("themes",)),
    ("{Waves}, outcomes and domains", ("wave", "outcome", "domain")),
    ("Not compared", ("unread",)),
)


def changes(results: Results) -> Table:
    """What changed since the previous release, kind by kind, with links to what shows it."""
    rows: list[Row] = []
    for heading, kinds in GROUPS:
        found = [c for c in results.changes if c.kind in kinds and (c.what or c.kind == "unread")]
        if found:
            rows += [
                (results.study.words.fill(heading),),
                *(change_row(results, change) for change in found),
            ]
    nothing = [("Nothing changed in a way that matters",)]
    counts = any(change.kind == "themes" for change in results.changes)
    return annotate(results, COLUMNS, rows or nothing, counts=counts)


def change_row(results: Results, change: Change) -> Row:
    """Return a change with both states and where it is shown."""
    then, now = change.was, change.now
    told = "counts differ" if change.what == "counts" else change.what
    name = change.label
    if change.kind == "effect":
        name = f"{change.label} ({place(change, results.study)})"
        sizes = [size(change, side) for side in ("old", "new")]
        unit = "" if change.unit == SHARE else f" {change.unit}"
        then, now = (text if text == NO_ESTIMATE else f"{text}{unit}" for text in sizes)
        told = "; ".join(tell_effect(change, results.study))
    elif change.kind == "finding":
        told = tell_finding(change)
    elif change.kind == "unread":
        then, told = "", change.was
    sections = tuple(change.sections.split())
    where = Sections(ids=sections) if sections else ""
    return (name, capital(then), capital(now), capital(told), where)
