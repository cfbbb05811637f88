"""What a Word file is an edition of: what its title page, its head and its properties say."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from render.settings import listed


@dataclass(frozen=True, kw_only=True)
class Edition:
    """A book as its configuration declares it, and how its Word file is set.

    `parts` are the titles that stand above chapters, `appendices` is how many of the chapters are
    some, `spacing` the height of a line in lines, `notice` what every page has to say of the data,
    `layout` is report or brief.
    """

    title: str
    subtitle: str
    authors: tuple[str, ...]
    date: str
    language: str
    notice: str
    parts: tuple[str, ...]
    appendices: int
    spacing: float
    layout: str = "report"

    @property
    def name(self) -> str:
        """Title and edition in one line."""
        return ". ".join(text for text in (self.title, self.subtitle, self.date) if text)

    @property
    def day(self) -> str:
        """The date as other programs read it, or nothing where the book's is in free words."""
        for form in ("%Y-%m-%d", "%d %B %Y"):
            try:
                return datetime.strptime(self.date, form).strftime("%Y-%m-%d")
            except ValueError:
                continue
        return ""


def read_edition(settings: Mapping[str, Any], notice: str) -> Edition:
    """Return what a configuration declares, its profiles merged in."""
    book = settings.get("book", {})
    parts = [each["part"] for each in book.get("chapters", []) if isinstance(each, dict)]
    docx = settings.get("format", {}).get("docx")
    return Edition(
        title=book.get("title", ""),
        subtitle=book.get("subtitle", ""),
        authors=tuple(listed(book.get("author", []))),
        date=re.sub(r"\s+", " ", book.get("date", "")),
        language=settings.get("lang", "en"),
        notice=notice,
        parts=(*parts, "Appendices"),
        appendices=len(book.get("appendices", [])),
        spacing=float(docx.get("linestretch", 1.15)) if isinstance(docx, dict) else 1.15,
        layout=settings.get("layout", "report"),
    )
