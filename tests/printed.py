"""A tagged PDF read by its structure, as a screen reader does: tables by cell, paragraphs whole.

What stands in links is left out: its place among the other words is not told.
"""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pdfplumber


def squeeze(text: str) -> str:
    """Text without white space: lines of a PDF break where those of a page don't."""
    return "".join(text.split())


class Printed:
    """Tables (rows of cells that hold something) and paragraphs of a PDF, squeezed, in order."""

    def __init__(self, path: Path) -> None:
        self.marked: dict[tuple[int, int], str] = defaultdict(str)
        with pdfplumber.open(path) as pdf:
            for page in pdf.pages:
                for char in page.chars:
                    if char["mcid"] is not None:
                        self.marked[page.page_number, char["mcid"]] += char["text"]
                page.close()
            self.roots = list(pdf.structure_tree)
        self.tables = [
            [[self.read(cell) for cell in find(row, "TH", "TD")] for row in find(table, "TR")]
            for root in self.roots
            for table in find(root, "Table")
        ]
        self.paragraphs = [self.read(p) for root in self.roots for p in find(root, "P")]

    def read(self, element: dict) -> str:
        """All text below an element in the order in which it is printed, but for links."""
        return squeeze("".join(self.marked[mark] for mark in sorted(set(list_marks(element)))))


def list_marks(element: dict, page: int | None = None) -> Iterator[tuple[int, int]]:
    """Page and number of each piece of marked content below an element, but for links."""
    page = element.get("page_number") or page
    yield from ((page, mcid) for mcid in element.get("mcids") or [])
    for child in element.get("children") or []:
        if child["type"] != "Link":
            yield from list_marks(child, page)


def find(element: dict, *kinds: str) -> Iterator[dict]:
    """Elements of some kinds, the outermost of each branch."""
    if element["type"] in kinds:
        yield element
    else:
        for child in element.get("children") or []:
            yield from find(child, *kinds)
