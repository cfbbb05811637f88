"""A chapter put into a profile's list: a text edit that leaves all else as it is."""

import re

import yaml

from ..errors import Breaches

LISTS = ("chapters", "appendices")
LINE = re.compile(r"^(?P<lead> *- +)[\"']?(?P<path>[^\s\"'#]+\.qmd)[\"']?\s*(?:#.*)?$")


def list_chapter(name: str, text: str, whole: str, path: str) -> str:
    """Return a profile's text with a chapter in the place that it has in the whole book.

    Parameters
    ----------
    name : str
        The profile's file, for messages.
    text : str
        The profile as it is.
    whole : str
        The profile as the templates have it, with all chapters.
    path : str
        The chapter; it stays where it is listed already, or has no place in the whole book.

    Raises
    ------
    Breaches
        No chapter is listed beside which it could stand.
    """
    lists = read_lists(whole)
    place = next((each for each in lists if path in each), None)
    lines = text.splitlines(keepends=True)
    listed = {found["path"]: n for n, line in enumerate(lines) if (found := LINE.match(line))}
    if place is None or path in listed:
        return text
    for beside, after in find_neighbours(lists, place, path):
        if beside in listed:
            at = listed[beside]
            lead = LINE.match(lines[at])["lead"]
            lines.insert(at + after, f"{lead}{path}\n")
            return "".join(lines)
    raise Breaches(name, [f"no chapter is listed beside which {path} could stand; list it by hand"])


def read_lists(text: str) -> list[list[str]]:
    """Return the chapters that a profile lists together: of each part, of none, appendices."""
    book = (yaml.safe_load(text) or {}).get("book", {})
    lists = []
    for kind in LISTS:
        entries = book.get(kind, [])
        lists.append([entry for entry in entries if isinstance(entry, str)])
        lists += [entry["chapters"] for entry in entries if isinstance(entry, dict)]
    return lists


def find_neighbours(lists: list[list[str]], place: list[str], path: str) -> list[tuple[str, bool]]:
    """Return the chapters beside which one may stand, the best first, and whether behind them.

    Those of its own part come first, the nearest before it ahead of those after it.
    """
    every = [each for chapters in lists for each in chapters]
    found = []
    for chapters in (place, every):
        at = chapters.index(path)
        found += [(each, True) for each in reversed(chapters[:at])]
        found += [(each, False) for each in chapters[at + 1 :]]
    return found
