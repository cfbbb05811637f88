"""Items of reporting checklists."""

import re

from .declared import declared

# What goes into Markdown unescaped, as a cross-reference, has to be the id of a section.
SECTION = re.compile(r"sec-[a-z0-9]+(-[a-z0-9]+)*")


@declared
class ChecklistItem:
    """An item of a reporting checklist and where the report answers it.

    `where` holds ids of the report's sections with spaces between them. An item that is answered
    in part or nowhere says so in `note`.
    """

    checklist: str
    number: str
    item: str
    where: str = ""
    note: str = ""

    @property
    def sections(self) -> tuple[str, ...]:
        """Ids of the sections that answer the item."""
        return tuple(self.where.split())
