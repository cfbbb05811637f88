"""A tagged PDF read by its structure, as a screen reader does: tables by cell, paragraphs whole.

What stands in links is left out: its place among the other words is not told.
"""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pdfplumber
from pdfminer.pdftypes import resolve1


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
            pages = {page.page_obj.pageid: page.page_number for page in pdf.pages}
            self.roots = [read_element(pdf.doc.catalog["StructTreeRoot"], pages)]
        self.tables = [
            [[self.read(cell) for cell in find(row, "TH", "TD")] for row in find(table, "TR")]
            for root in self.roots
            for table in find(root, "Table")
        ]
        self.paragraphs = [self.read(p) for root in self.roots for p in find(root, "P")]

    def read(self, element: dict) -> str:
        """All text below an element in the order in which it is printed, but for links."""
        return squeeze("".join(self.marked[mark] for mark in sorted(set(list_marks(element)))))


def read_element(node: object, pages: dict[int, int], page: int | None = None) -> dict:
    """Type, marked content (page, number) and children of an element of the structure tree.

    `pages` are numbers by object id. A paragraph may be printed on two pages: each piece of
    content can name its own, which pdfplumber's tree leaves out.
    """
    node = resolve1(node)
    page = pages[node["Pg"].objid] if "Pg" in node else page
    kids = resolve1(node.get("K", []))
    element = {"type": getattr(node.get("S"), "name", ""), "marks": [], "children": []}
    for kid in kids if isinstance(kids, list) else [kids]:
        kid = resolve1(kid)
        if isinstance(kid, int):
            element["marks"].append((page, kid))
        elif "MCID" in kid:
            own = pages[kid["Pg"].objid] if "Pg" in kid else page
            element["marks"].append((own, kid["MCID"]))
        elif "S" in kid:
            element["children"].append(read_element(kid, pages, page))
    return element


def list_marks(element: dict) -> Iterator[tuple[int, int]]:
    """Page and number of each piece of marked content below an element, but for links."""
    yield from element["marks"]
    for child in element["children"]:
        if child["type"] != "Link":
            yield from list_marks(child)


def find(element: dict, *kinds: str) -> Iterator[dict]:
    """Elements of some kinds, the outermost of each branch."""
    if element["type"] in kinds:
        yield element
    else:
        for child in element["children"]:
            yield from find(child, *kinds)
