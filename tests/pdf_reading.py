"""A tagged PDF read by its structure, as a screen reader does: tables by cell, paragraphs whole.

What stands in links is left out: its place among the other words is not told.
"""

import ctypes
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pdfplumber
import pypdfium2
from pdfminer.pdftypes import resolve1
from pypdfium2 import raw

HYPHEN = "\x02"  # what PDFium gives for a hyphen at the end of a line


def squeeze(text: str) -> str:
    """Text without white space: lines of a PDF break where those of a page don't."""
    return "".join(text.split())


@cache
def read_lines(path: Path) -> list[str]:
    """The text of each page, line by line."""
    with pypdfium2.PdfDocument(path) as pdf:
        texts = [page.get_textpage().get_text_range() for page in pdf]
    return [text.replace("\r\n", "\n").replace(HYPHEN, "-") for text in texts]


class Printed:
    """Tables (rows of cells that hold something) and paragraphs of a PDF, squeezed, in order."""

    def __init__(self, path: Path) -> None:
        self.marked = read_marked(path)
        with pdfplumber.open(path) as pdf:
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


def read_marked(path: Path) -> dict[tuple[int, int], str]:
    """The text of each piece of marked content, by page and number."""
    marked: dict[tuple[int, int], str] = defaultdict(str)
    for mark, drawn, words in list_drawn(path):
        marked[mark] += read_text(drawn, words)
    return marked


def measure_marked(path: Path) -> dict[tuple[int, int], float]:
    """How high above its page's foot, in points, each piece of marked content reaches."""
    reach: dict[tuple[int, int], float] = {}
    for mark, drawn, _ in list_drawn(path):
        _, _, _, top = bounds = [ctypes.c_float() for _ in range(4)]
        raw.FPDFPageObj_GetBounds(drawn, *bounds)
        reach[mark] = max(reach.get(mark, 0.0), top.value)
    return reach


def list_drawn(path: Path) -> Iterator[tuple[tuple[int, int], object, object]]:
    """The objects of text in marked content, with page and number of it and the page's words."""
    with pypdfium2.PdfDocument(path) as pdf:
        for number, page in enumerate(pdf, 1):
            words = page.get_textpage()
            for place in range(raw.FPDFPage_CountObjects(page)):
                drawn = raw.FPDFPage_GetObject(page, place)
                if raw.FPDFPageObj_GetType(drawn) == raw.FPDF_PAGEOBJ_TEXT:
                    mark = raw.FPDFPageObj_GetMarkedContentID(drawn)
                    if mark >= 0:
                        yield (number, mark), drawn, words


def read_text(drawn, words) -> str:
    """The text of an object of a page; PDFium writes it as UTF-16 that ends with a zero."""
    size = raw.FPDFTextObj_GetText(drawn, words, None, 0)
    text = ctypes.create_string_buffer(size)
    raw.FPDFTextObj_GetText(drawn, words, ctypes.cast(text, ctypes.POINTER(ctypes.c_ushort)), size)
    return text.raw.decode("utf-16-le").rstrip("\0").replace(HYPHEN, "-")


def read_element(node: object, pages: dict[int, int], page: int | None = None) -> dict:
    """Type, marked content (page, number) and children of an element of the structure tree.

    `pages` are numbers by object id. A paragraph may be printed on two pages: each piece of
    content can name its own, which neither pdfplumber's tree nor PDFium's tells.
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
