"""A returned document's paragraphs, with the changes in them and where comments begin and end."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from render.problems import BuildError
from render.review.package import Package, attribute, child, name

INSERTED = {"ins": "inserted", "moveTo": "moved here"}
DELETED = {"del": "deleted", "moveFrom": "moved away"}
CHANGED = INSERTED | DELETED
SENT, ACCEPTED = frozenset(INSERTED.values()), frozenset(DELETED.values())
_SPACE = {"tab": " ", "br": " ", "cr": " ", "noBreakHyphen": "-"}
# A formula's text is not the chapter's; properties and fields' codes are not text at all.
_PASSED_OVER = {"oMath", "oMathPara", "instrText", "delInstrText", "rPr", "Fallback", "pict"}
_HEADING = re.compile(r"heading (\d)", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Change:
    """Who changed something, when, and what was done with it: inserted, deleted, moved."""

    kind: str
    author: str
    date: str


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A stretch of text and what was done with it, or nothing."""

    text: str
    change: Change | None


@dataclass(kw_only=True)
class Paragraph:
    """A paragraph as it is in the file.

    `mark` is what was done with its end: inserted where it was split, deleted where it was joined
    with the next. `table` numbers the table it is in, `bookmarks` are those that begin in or before
    it, `open` those that it stands in.
    """

    heading: int = 0
    style: str = ""
    table: int | None = None
    pieces: list[Piece] = field(default_factory=list)
    mark: Change | None = None
    picture: str = ""
    bookmarks: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    note: bool = False


@dataclass(frozen=True, order=True)
class Point:
    """A place in a document: before a piece of a paragraph."""

    paragraph: int
    piece: int


@dataclass(kw_only=True)
class Document:
    """A returned document: its paragraphs, and the stretch of each comment by its number."""

    paragraphs: list[Paragraph] = field(default_factory=list)
    starts: dict[str, Point] = field(default_factory=dict)
    ends: dict[str, Point] = field(default_factory=dict)
    formatting: int = 0


def read_document(package: Package) -> Document:
    """Read the text, footnotes and endnotes of a Word file."""
    styles = _read_styles(package.related("styles"))
    body = package.read(package.document)
    reader = _Reader(Document(), styles)
    try:
        reader.walk(body)
        for kind in ("footnotes", "endnotes"):
            if (notes := package.related(kind)) is not None:
                reader.note = True
                reader.walk(notes)
    except RecursionError:
        raise BuildError(
            f"{package.path}: its elements are nested deeper than Word nests them"
        ) from None
    return reader.document


def _read_styles(part: Element | None) -> dict[str, str]:
    """Return styles' names by their identifiers; an identifier may be in another language."""
    styles = () if part is None else (each for each in part if name(each) == "style")
    return {attribute(s, "styleId"): attribute(child(s, "name"), "val") for s in styles}


class _Reader:
    """Where in the document one is: the table, the bookmarks and the changes around it."""

    def __init__(self, document: Document, styles: dict[str, str]) -> None:
        self.document, self.styles = document, styles
        self.paragraph: Paragraph | None = None
        self.changes: list[Change] = []
        self.tables, self.depth = 0, 0
        self.open: dict[str, str] = {}
        self.begun: list[str] = []
        self.note = False

    def walk(self, element: Element) -> None:
        kind = name(element)
        if kind.endswith("Change"):
            self.document.formatting += 1
        elif kind == "p":
            self._read_paragraph(element)
        elif kind == "tbl":
            self._read_table(element)
        elif kind == "tr":
            self._within(element, _find_change(child(element, "trPr")))
        elif kind in CHANGED:
            self._within(element, _read_change(element))
        elif kind.startswith(("bookmark", "comment")):
            self._mark(kind, element)
        elif kind not in _PASSED_OVER:
            self._read_text(kind, element)
            for each in element:
                self.walk(each)

    def _within(self, element: Element, change: Change | None) -> None:
        self.changes += [change] if change else []
        for each in element:
            self.walk(each)
        if change:
            self.changes.pop()

    def _read_table(self, element: Element) -> None:
        self.tables += not self.depth
        self.depth += 1
        for each in element:
            self.walk(each)
        self.depth -= 1

    def _read_paragraph(self, element: Element) -> None:
        """Read a paragraph; one in a text box stands after that which holds the box."""
        outer, properties = self.paragraph, child(element, "pPr")
        style = self.styles.get(attribute(child(properties, "pStyle"), "val"), "")
        level = _HEADING.fullmatch(style)
        self.paragraph = Paragraph(
            style=style,
            heading=int(level[1]) if level else 0,
            table=self.tables if self.depth else None,
            mark=_find_change(child(properties, "rPr")),
            bookmarks=tuple(self.begun),
            open=tuple(self.open.values()),
            note=self.note,
        )
        self.begun = []
        if outer is None:
            self.document.paragraphs.append(self.paragraph)
        for each in element:
            if name(each) == "pPr":
                self.document.formatting += sum(name(e).endswith("Change") for e in each.iter())
            else:
                self.walk(each)
        if outer is not None:
            outer.pieces += self.paragraph.pieces
        self.paragraph = outer

    def _read_text(self, kind: str, element: Element) -> None:
        text = element.text or "" if kind in ("t", "delText") else _SPACE.get(kind, "")
        if self.paragraph is None:
            return
        kinds = {change.kind for change in self.changes}
        # What one reviewer inserted and another deleted was neither sent nor is it wanted.
        if text and not (kinds & SENT and kinds & ACCEPTED):
            change = self.changes[-1] if self.changes else None
            self.paragraph.pieces.append(Piece(text=text, change=change))
        elif kind == "docPr":
            self.paragraph.picture = attribute(element, "descr") or self.paragraph.picture
        elif kind == "r":
            self.document.formatting += child(element, "rPr", "rPrChange") is not None

    def _mark(self, kind: str, element: Element) -> None:
        number = attribute(element, "id")
        if kind == "bookmarkStart":
            self.open[number] = bookmark = attribute(element, "name")
            if self.paragraph is None:
                self.begun.append(bookmark)
            else:
                self.paragraph.bookmarks += (bookmark,)
        elif kind == "bookmarkEnd":
            self.open.pop(number, None)
        elif kind == "commentRangeStart":
            self.document.starts[number] = self._point()
        elif kind == "commentRangeEnd":
            self.document.ends[number] = self._point()
        elif kind == "commentReference":
            self.document.starts.setdefault(number, self._point())
            self.document.ends.setdefault(number, self._point())

    def _point(self) -> Point:
        if self.paragraph is None:
            return Point(len(self.document.paragraphs), 0)
        return Point(len(self.document.paragraphs) - 1, len(self.paragraph.pieces))


def _find_change(properties: Element | None) -> Change | None:
    inner = () if properties is None else properties
    return next((_read_change(each) for each in inner if name(each) in CHANGED), None)


def _read_change(element: Element) -> Change:
    return Change(
        kind=CHANGED[name(element)],
        author=attribute(element, "author"),
        date=attribute(element, "date"),
    )


def text_of(pieces: Iterable[Piece], gone: frozenset[str]) -> str:
    """Return the text of pieces without what one view of the document leaves out."""
    return "".join(p.text for p in pieces if p.change is None or p.change.kind not in gone)


def group(paragraphs: list[Paragraph], gone: frozenset[str]) -> list[range]:
    """Return which paragraphs of the file are one in a view: those whose end is left out go on."""
    groups, first = [], 0
    for number, paragraph in enumerate(paragraphs):
        last = number + 1 == len(paragraphs)
        goes_on = paragraph.mark is not None and paragraph.mark.kind in gone
        same = not last and paragraphs[number + 1].table == paragraph.table
        if not (goes_on and same):
            groups.append(range(first, number + 1))
            first = number + 1
    return groups
