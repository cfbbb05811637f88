"""A tagged PDF read by its structure, as a screen reader does: tables by cell, paragraphs whole."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pdfplumber


def squeeze(text: str) -> str:
    """Text without white space: lines of a PDF break where those of a page don't."""
    return "".join(text.split())


class Printed:
    """Tables (rows of cells) and paragraphs of a PDF, squeezed, in reading order."""

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

    def read(self, element: dict, page: int | None = None) -> str:
        """All text below an element."""
        page = element.get("page_number") or page
        own = "".join(self.marked[page, mcid] for mcid in element.get("mcids") or [])
        below = "".join(self.read(child, page) for child in element.get("children") or [])
        return squeeze(own + below)


def find(element: dict, *kinds: str) -> Iterator[dict]:
    """Elements of some kinds, the outermost of each branch."""
    if element["type"] in kinds:
        yield element
    else:
        for child in element.get("children") or []:
            yield from find(child, *kinds)
