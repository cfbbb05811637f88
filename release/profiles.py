"""The profiles of the book that a version is released in."""

from pathlib import Path

BRIEF = "brief"


def list_profiles() -> tuple[str | None, ...]:
    """The book's own profile and, where it has one, that of the pages that are handed out."""
    return (None, BRIEF) if Path(f"_quarto-{BRIEF}.yml").exists() else (None,)
