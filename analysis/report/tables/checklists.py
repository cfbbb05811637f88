"""Where the report answers the items of a reporting checklist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .table import Sections, Table, annotate

if TYPE_CHECKING:
    from ...results.results import Results


def checklist(results: Results, name: str) -> Table:
    """Items of a checklist in their order, each with links to the sections that answer it."""
    rows = (
        (
            item.number,
            item.item,
            Sections(ids=item.sections) if item.sections else "Not answered",
            item.note,
        )
        for item in results.checklist(name)
    )
    return annotate(results, ("No.", "Item", "Where", "Note"), rows, data=False)
