"""How words are put together into a sentence."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from .numbers import SPACE

if TYPE_CHECKING:
    from ..study.records import Domain


def listed(parts: list[str], last: str = "and") -> str:
    """Return "a, b and c"."""
    return f" {last} ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def capital(text: str) -> str:
    """Return the text with its first letter as at the start of a sentence."""
    return text[:1].upper() + text[1:]


def small(text: str) -> str:
    """Return the text with its first letter as inside a sentence, unless an abbreviation or a
    pronoun begins it."""
    begins = text.split(" ")[0]
    return (
        text if begins[1:] != begins[1:].lower() or begins == "I" else text[:1].lower() + text[1:]
    )


def inside(domain: Domain) -> str:
    """Return a domain's label as it reads inside a sentence."""
    return domain.in_text or small(domain.label)


def stop(text: str) -> str:
    """Return the text with one full stop at its end."""
    return text if text.endswith((".", "?", "!")) else f"{text}."


def day(when: date) -> str:
    """Return "31 October 2015", whatever the machine's language."""
    return f"{when.day}{SPACE}{month(when)}"


def month(day: date) -> str:
    """Return "October 2015", whatever the machine's language."""
    names = (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    )  # fmt: skip
    return f"{names[day.month - 1]}{SPACE}{day.year}"


def agree(size: int, verb: str) -> str:
    """Return a verb as it follows a count."""
    return verb if size > 1 else f"{verb}s"
