"""The texts of a project's sources, in which passages are found."""

from dataclasses import dataclass, field
from functools import cached_property
from xml.etree.ElementTree import Element

import numpy as np

from .archive import Archive, decode_text, leads_out, tidy
from .markup import SPACE, list_children
from .positions import CODE_POINTS, LINE_CODE_POINTS, UTF16, Unit, mark_text
from .records import Code, Document
from .stored import squeeze

INSIDE = ("Representation", "Transcript", "TextDescription")
SPANS = ("PlainTextSelection", "TranscriptSelection")
LIMIT_QUOTED = 10**8  # characters of all passages
LIMIT_SEARCHED = 3 * 10**8  # characters that are searched for what was stored with passages
EXTERNAL = ("relative:", "absolute:", "file:", "http:", "https:")


def tell_unit(origin: str) -> Unit:
    """What the program that wrote a project counts positions in.

    NVivo for Windows counts UTF-16 code units of the text as it stands in the file, where lines
    end with CR LF. ATLAS.ti, QualCoder and qc count a line end once, even where the file has
    CR LF: QualCoder says so of ATLAS.ti (refi.py, `load_text_source`) and itself writes texts
    with line ends that its positions don't count (`export_project`); qc counts in text that
    Python has read (writer.py, `line_positions`). All others are taken by the standard's word.
    """
    program = origin.casefold()
    if program.startswith("nvivo") and "mac" not in program:
        return UTF16
    if program.startswith(("atlas", "qualcoder", "qc ")):
        return LINE_CODE_POINTS
    return CODE_POINTS


@dataclass(kw_only=True)
class Reading:
    """A project while it is read: what is known of it and what is wrong so far."""

    archive: Archive
    origin: str
    codes: dict[str, Code]
    cases: set[str]
    users: dict[str, str]
    faults: dict[str, list[str]] = field(default_factory=dict)
    quotable: int = LIMIT_QUOTED
    searchable: int = LIMIT_SEARCHED

    def blame(self, label: str, wrong: str) -> None:
        """Note what is wrong with an element."""
        self.faults.setdefault(wrong, []).append(label)

    def spend(self, quoted: int, searched: int = 0) -> None:
        """Count what passages cost, since a few bytes can select the same long text often."""
        self.quotable -= quoted
        self.searchable -= searched
        if min(self.quotable, self.searchable) < 0:
            raise ValueError("the passages add up to more than any project has")


@dataclass(kw_only=True)
class Page:
    """A document with what is needed to find passages in it."""

    document: Document
    unit: Unit
    readable: bool

    @cached_property
    def marks(self) -> np.ndarray:
        return mark_text(self.document.text, self.unit)

    @cached_property
    def squeezed(self) -> str:
        return squeeze(self.document.text)


def read_nothing(name: str) -> Page:
    """The page of a source without a text."""
    return Page(document=Document(name=name, text=""), unit=CODE_POINTS, readable=False)


def open_page(holder: Element, name: str, label: str, reading: Reading) -> Page:
    """The document that a source's text is, empty and to blame if it can't be read."""
    try:
        text = read_text(holder, reading.archive)
    except ValueError as error:
        reading.blame(label, str(error))
        return read_nothing(name)
    spans = list_children(holder, SPANS)
    if text is None and any(span.find(f"{SPACE}Coding") is not None for span in spans):
        reading.blame(label, "has no plain text; export it with plain text of the sources")
    return Page(
        document=Document(name=name, text=text or ""),
        unit=tell_unit(reading.origin),
        readable=text is not None,
    )


def read_text(holder: Element, archive: Archive) -> str | None:
    """The plain text of a source, from its own file or from the project's XML.

    Raises
    ------
    ValueError
        The file is outside of the project, missing, damaged or no text.
    """
    path = holder.get("plainTextPath", "")
    if not path:
        return holder.findtext(f"{SPACE}PlainTextContent")
    place = path.strip()
    if place.casefold().startswith(EXTERNAL):
        right = "right: export it with its sources inside (internal://)"
        raise ValueError(f"its text is kept outside of the file; {right}")
    if place.casefold().startswith("internal:"):
        place = place[len("internal:") :].lstrip("/")
    if leads_out(place):
        raise ValueError("the path of its text leads out of the project; right: internal://…")
    place = tidy(place).removeprefix("./")
    for name in (f"sources/{place}", place):
        if name in archive.entries:
            return decode_text(archive.read(name))
    raise ValueError("its text is missing from the file; export the project again")
