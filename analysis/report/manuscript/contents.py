"""Which chapters an edition of the report has, in which order."""

from dataclasses import dataclass
from pathlib import Path

FRONT = "index.qmd"  # which every book has, with its title page


@dataclass(frozen=True, kw_only=True)
class Contents:
    """An edition's title and the paths of its chapters; those in `appendices` are such."""

    title: str
    chapters: tuple[str, ...]
    appendices: tuple[str, ...]


def read_contents(root: Path, profile: str) -> Contents:
    """Read what `_quarto.yml` and the profile's own file say of the book."""
    import yaml

    title, found = "", {"chapters": [], "appendices": []}
    for name in ("_quarto.yml", f"_quarto-{profile}.yml"):
        path = root / name
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        book = (yaml.safe_load(text) or {}).get("book", {})
        title = book.get("title", title)
        for kind, entries in found.items():
            for entry in book.get(kind, []):
                entries += entry["chapters"] if isinstance(entry, dict) else [entry]
    # Quarto puts the home page first wherever it is listed.
    ordered = sorted(dict.fromkeys(found["chapters"]), key=lambda path: path != FRONT)
    return Contents(title=title, chapters=tuple(ordered), appendices=tuple(found["appendices"]))
