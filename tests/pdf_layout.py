"""How a PDF uses its pages: blank stretches, tables that break badly, floats that stray.

What belongs together is told by the tags, in the order in which a screen reader meets it; what is
blank, by an image of the page.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pdfplumber
import pypdfium2

from tests.pdf_reading import find, measure_marked, read_element, read_marked

FRAME = (2.7, 2.4)  # centimetres at head and foot, which hold running head and page number
POINTS = 72 / 2.54
HEADINGS = ("H1", "H2")
SCALE = 0.5  # pixels a point: a line of type is some five of them high


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A heading, a table, a figure or a piece of text, and the pages on which it stands."""

    kind: str
    name: str
    pages: tuple[int, ...]
    element: dict


class Layout:
    """The pieces of a tagged PDF in order, and its pages as images."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.marked = read_marked(path)
        with pdfplumber.open(path) as pdf:
            numbers = {page.page_obj.pageid: page.page_number for page in pdf.pages}
            root = read_element(pdf.doc.catalog["StructTreeRoot"], numbers)
        (document,) = root["children"]
        self.pieces = [self.describe(child) for child in document["children"]]
        self.pieces = [piece for piece in self.pieces if piece.pages]

    def describe(self, element: dict) -> Piece:
        captioned = element["type"] != "Table" and next(find(element, "Caption"), None)
        table = next(find(element, "Table"), None)
        kind = "Table" if table else "Figure" if captioned else element["type"]
        marks = sorted(set(list_all(element)))
        caption = next(find(table or element, "Caption"), element) if table else captioned
        words = list_all(caption or element)
        name = "".join(self.marked.get(mark, "") for mark in words)
        pages = tuple(sorted({page for page, _ in marks}))
        return Piece(kind=kind, name=name[:60], pages=pages, element=element)

    def blanks(self, most: float = 0.3) -> list[tuple[int, float]]:
        """Pages with a blank stretch over a share of the text's height, but for chapters' ends."""
        opened = {piece.pages[0] for piece in self.pieces if self.opens_page(piece)}
        found = []
        with pypdfium2.PdfDocument(self.path) as pdf:
            for number, page in enumerate(pdf, 1):
                share, last = longest_blank(page)
                closes = last and (number + 1 in opened or number == len(pdf))
                if share > most and not closes and number > 1:
                    found.append((number, round(share, 2)))
        return found

    def opens_page(self, piece: Piece) -> bool:
        """Whether a chapter's title is the first thing on its page."""
        first = next(each for each in self.pieces if piece.pages[0] in each.pages)
        return piece.kind == "H1" and first is piece

    def lone_rows(self) -> list[str]:
        """Tables whose header or first row ends a page by itself, or whose last row or note begins
        one."""
        found = []
        for piece in self.pieces:
            for table in find(piece.element, "Table"):
                rows = [row for body in find(table, "TBody", "TFoot") for row in find(body, "TR")]
                places = [min(list_all(row))[0] for row in rows if list(list_all(row))]
                if places and piece.pages[-1] > places[-1]:
                    found.append(f"{piece.name}: note alone on page {piece.pages[-1]}")
                heads = [page for head in find(table, "THead") for page, _ in list_all(head)]
                found += [f"{piece.name}: {fault}" for fault in tell_lone_rows(heads, places)]
        return found

    def strays(self) -> list[str]:
        """Figures and tables on no page on which their section begins, runs or ends."""
        found = []
        for first, section, last in self.sections():
            for piece in section:
                if piece.kind in ("Figure", "Table") and not (
                    first <= piece.pages[0] and piece.pages[-1] <= last
                ):
                    found.append(f"{piece.name}: page {piece.pages}, section {first} to {last}")
        return found

    def above(self) -> list[str]:
        """Figures and tables above the heading under which they come, on its own page."""
        heading, found = {}, []
        for piece, tops in zip(self.pieces, self.measure(), strict=True):
            if piece.kind in ("H1", "H2", "H3", "H4"):
                heading = tops
            elif piece.kind in ("Figure", "Table"):
                over = [page for page, top in tops.items() if top > heading.get(page, top)]
                found += [f"{piece.name}: above its heading on page {page}" for page in over]
        return found

    def between(self) -> list[str]:
        """Figures between the parts of a table that goes on overleaf."""
        placed = list(zip(self.pieces, self.measure(), strict=True))
        return [
            f"{figure.name}: between the parts of {table.name} on page {page}"
            for table, parts in placed
            for page in list(parts)[1:]
            for figure, tops in placed
            if (table.kind, figure.kind) == ("Table", "Figure") and tops.get(page, 0) > parts[page]
        ]

    def measure(self) -> list[dict[int, float]]:
        """How high each piece reaches above the foot of each page on which it stands."""
        reach, found = measure_marked(self.path), []
        for piece in self.pieces:
            tops = dict.fromkeys(piece.pages, 0.0)
            for mark in list_all(piece.element):
                tops[mark[0]] = max(tops[mark[0]], reach.get(mark, 0.0))
            found.append(tops)
        return found

    def sections(self) -> Iterator[tuple[int, list[Piece], int]]:
        """Each section's first page, what it holds, and the page on which the next begins."""
        starts = [place for place, piece in enumerate(self.pieces) if piece.kind in HEADINGS]
        ends = [*starts[1:], len(self.pieces)]
        for start, end in zip(starts, ends, strict=True):
            section = self.pieces[start:end]
            after = self.pieces[end].pages[0] if end < len(self.pieces) else 10**6
            yield section[0].pages[0], section, after

    def parted(self) -> list[str]:
        """Headings and captions that stand on another page than what they announce."""
        found = []
        for piece, after in zip(self.pieces, self.pieces[1:], strict=False):
            heads = piece.kind in ("H2", "H3", "H4") and after.kind != "Figure"
            if heads and after.pages[0] != piece.pages[-1]:
                found.append(f"{piece.name}: alone on page {piece.pages[-1]}")
            if piece.kind in ("Figure", "Table"):
                captions = [page for c in find(piece.element, "Caption") for page, _ in list_all(c)]
                rest = [page for page, _ in list_all(piece.element)]
                if captions and rest.count(captions[0]) == len(captions):
                    found.append(f"{piece.name}: caption alone on page {captions[0]}")
        return found


def tell_lone_rows(heads: list[int], rows: list[int]) -> list[str]:
    """What is wrong with the pages of a table's header cells and of its rows."""
    found = []
    if heads and rows and min(heads) < rows[0]:
        found.append(f"header alone on page {min(heads)}")
    if len(rows) > 2 and rows[0] < rows[1]:
        found.append(f"first row alone on page {rows[0]}")
    if len(rows) > 1 and rows[-2] < rows[-1]:
        found.append(f"last row alone on page {rows[-1]}")
    return found


def list_all(element: dict) -> Iterator[tuple[int, int]]:
    """Page and number of each piece of marked content below an element."""
    yield from element["marks"]
    for child in element["children"]:
        yield from list_all(child)


def longest_blank(page: pypdfium2.PdfPage) -> tuple[float, bool]:
    """The longest blank stretch as a share of the text's height, and whether it ends the page."""
    image = page.render(scale=SCALE, grayscale=True).to_numpy()
    top, foot = (round(centimetres * POINTS * SCALE) for centimetres in FRAME)
    inked = (image[top:-foot].reshape(image.shape[0] - top - foot, -1) < 200).any(axis=1)
    edges = np.flatnonzero(np.concatenate(([True], inked, [True])))
    gaps = np.diff(edges) - 1
    longest = int(gaps.argmax())
    return gaps[longest] / len(inked), longest == len(gaps) - 1
