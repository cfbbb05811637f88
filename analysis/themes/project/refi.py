"""Coded projects in the exchange format REFI-QDA (.qdpx), of any program.

The standard is REFI-QDA 1.5. By its section 10.2 positions are code points of the plain text;
what programs do instead is in `tell_unit`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from xml.etree.ElementTree import Element

import numpy as np

from ...errors import Breaches
from .archive import LIMIT_ENTRIES, Archive, decode_text, leads_out, open_archive, tidy
from .codes import SPACES, read_codes
from .markup import fold_faults, name_element, parse_xml, read_guid, split_tag
from .positions import CODE_POINTS, LINE_CODE_POINTS, UTF16, Unit, convert_span, mark_text
from .records import Code, Coding, Document, Project
from .stored import compare_text, differs, squeeze

SPACE = "{urn:QDA-XML:project:1.0}"
TEXTS = ("TextSource", "Note")  # are a text themselves; the other kinds have one inside
MEDIA = ("PictureSource", "PDFSource", "AudioSource", "VideoSource")
INSIDE = ("Representation", "Transcript", "TextDescription")
SPANS = ("PlainTextSelection", "TranscriptSelection")
AREAS = ("PDFSelection", "PictureSelection", "AudioSelection", "VideoSelection")
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


def read_refi(path: Path) -> Project:
    """Read a project that was exported as REFI-QDA.

    A coding of a case (NVivo codes people, places and the like) says who speaks and is no
    coding by a code, so it is left out; so is a selection without codes, which is a remark.

    Raises
    ------
    Breaches
        The file is damaged, hostile or no such project, or some of it can't be quoted with
        certainty. All faults at once.
    """
    with open_archive(path) as archive:
        try:
            root = parse_xml(archive.read(find_project(archive)), (f"{SPACE}Project",))
        except ValueError as error:
            raise Breaches(path.name, [str(error)]) from error
        return read_parts(path.name, root, archive)


def find_project(archive: Archive) -> str:
    """The name of the project's XML: not always project.qde, but at the top of the zip."""
    top = [name for name in archive.entries if "/" not in name]
    found = [name for name in top if name.endswith(".qde")] or [
        name for name in top if name.endswith(".xml") and name != "[content_types].xml"
    ]
    if len(found) != 1:
        wrong = f"has {len(found) or 'no'} project files (.qde) at its top"
        raise ValueError(f"{wrong}; right: the one file that your program exports as REFI-QDA")
    return found[0]


def read_parts(name: str, root: Element, archive: Archive) -> Project:
    """Codes, documents and codings of a project, or all that is wrong with them."""
    faults: dict[str, list[str]] = {}
    reading = Reading(
        archive=archive,
        origin=root.get("origin", ""),
        codes=read_codes(find_codebook(root), faults),
        cases={read_guid(case) for case in root.iterfind(f"{SPACE}Cases/{SPACE}Case")},
        users=read_users(root, faults),
        faults=faults,
    )
    pages, codings = [], []
    for element, label in list_sources(root, reading):
        for page, found in read_source(element, label, reading):
            pages.append(page)
            codings += found
    check_names([page.document for page in pages], reading)
    if faults:
        raise Breaches(name, fold_faults(faults))
    return Project(
        program=reading.origin,
        codes=tuple(reading.codes.values()),
        documents=tuple(page.document for page in pages),
        codings=tuple(codings),
    )


def find_codebook(root: Element) -> Element | None:
    """A project's codes, which some tools put in as a codebook with its own namespace."""
    spaces = (SPACE, *(f"{{{space}}}" for space in SPACES))
    found = [root.find(f"{space}CodeBook") for space in spaces]
    return next((codebook for codebook in found if codebook is not None), None)


def read_users(root: Element, faults: dict[str, list[str]]) -> dict[str, str]:
    """Names of coders by guid."""
    users: dict[str, str] = {}
    for number, user in enumerate(root.iterfind(f"{SPACE}Users/{SPACE}User"), 1):
        guid = read_guid(user)
        if not guid or guid in users:
            wrong = "has the guid of another coder" if guid else "has no guid"
            faults.setdefault(wrong, []).append(name_element(user, number))
        users[guid] = user.get("name") or user.get("id", "")
    return users


def list_sources(root: Element, reading: Reading) -> Iterator[tuple[Element, str]]:
    """All sources, and of the notes those that were coded, each with how messages call it."""
    sources = root.findall(f"{SPACE}Sources/*")
    notes = root.findall(f"{SPACE}Notes/{SPACE}Note")
    notes = [note for note in notes if next(note.iter(f"{SPACE}Coding"), None) is not None]
    if len(sources) + len(notes) > LIMIT_ENTRIES:
        reading.blame("Sources", f"are more than {LIMIT_ENTRIES:,}; split the project")
        return
    seen = set()
    for number, element in enumerate([*sources, *notes], 1):
        label, guid = name_element(element, number), read_guid(element)
        if not guid or guid in seen:
            reading.blame(label, "has the guid of another source" if guid else "has no guid")
        if element.tag not in {f"{SPACE}{kind}" for kind in (*TEXTS, *MEDIA)}:
            reading.blame(label, "is no kind of source that REFI-QDA has")
        seen.add(guid)
        yield element, label


def check_names(documents: list[Document], reading: Reading) -> None:
    """Role and consent are declared by name, so a name stands for one document."""
    seen = set()
    for number, document in enumerate(documents, 1):
        label = f"document number {number}"
        if not document.name.strip():
            reading.blame(label, "has no name; give it one")
        elif document.name in seen:
            reading.blame(label, "has the name of an earlier document; rename one of them")
        seen.add(document.name)


def read_source(
    source: Element, label: str, reading: Reading
) -> Iterator[tuple[Page, list[Coding]]]:
    """A source's document with its codings; several documents if it has several transcripts."""
    is_text = split_tag(source.tag)[1] in TEXTS
    holders = [source] if is_text else list_children(source, INSIDE)
    name = read_name(source, holders)
    pages = [open_page(holder, name, label, reading) for holder in holders[:1]]
    pages += [
        open_page(holder, f"{name}/{holder.get('name', '')}", label, reading)
        for holder in holders[1:]
    ]
    first = pages[0] if pages else read_nothing(name)
    found = [
        list(read_spans(holder, page, reading)) for holder, page in zip(holders, pages, strict=True)
    ]
    whole = [] if is_text else list(read_whole(source, first, reading))
    areas = list(read_areas(source, holders, first, reading))
    counted = sum(map(count_codings, (*holders, *list_children(source, AREAS))))
    counted += 0 if is_text else len(source.findall(f"{SPACE}Coding"))
    if counted != len(list(source.iter(f"{SPACE}Coding"))):
        reading.blame(label, "has codings where REFI-QDA has none; export the project again")
    yield first, [*(found[0] if found else []), *whole, *areas]
    yield from zip(pages[1:], found[1:], strict=True)


def read_name(source: Element, holders: list[Element]) -> str:
    """A source's name, or that of its text: ATLAS.ti names the transcript of a film only, qc up
    to 1.3 the file of a text."""
    named = [element.get("name") for element in (source, *holders)]
    file = source.get("plainTextPath", "").replace("\\", "/").rpartition("/")[2]
    return next(filter(None, named), file)


def list_children(element: Element, names: tuple[str, ...]) -> list[Element]:
    """Children of the kinds named, in the order of the file."""
    tags = {f"{SPACE}{name}" for name in names}
    return [child for child in element if child.tag in tags]


def count_codings(holder: Element) -> int:
    """Codings of a text or an area, and of the selections in it."""
    parts = [holder, *list_children(holder, SPANS)]
    return sum(len(part.findall(f"{SPACE}Coding")) for part in parts)


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


def read_spans(holder: Element, page: Page, reading: Reading) -> Iterator[Coding]:
    """Codings of passages of a text and of the text as a whole."""
    points = {read_guid(point): point for point in holder.iterfind(f"{SPACE}SyncPoint")}
    for number, selection in enumerate(list_children(holder, SPANS), 1):
        marked = list(read_codings(selection, reading))
        if not marked or not page.readable:
            continue
        try:
            start, end = find_span(selection, page, points)
            text = quote(selection, start, end, page, reading)
        except ValueError as error:
            right = "export the project again, texts and positions at once"
            wrong = f"{error} (positions in {page.unit.name}); {right}"
            reading.blame(name_element(selection, number), wrong)
            continue
        yield from note_codings(marked, page, start, end, text)
    yield from read_whole(holder, page, reading)


def find_span(
    selection: Element, page: Page, points: dict[str, Element]
) -> tuple[int, int] | tuple[None, None]:
    """Where a selection lies, in code points; a transcript's may have a time but no place."""
    if selection.tag == f"{SPACE}PlainTextSelection":
        ends = [selection.get("startPosition"), selection.get("endPosition")]
    else:
        named = [selection.get("fromSyncPoint"), selection.get("toSyncPoint")]
        guids = [read_guid(selection, name) for name in ("fromSyncPoint", "toSyncPoint")]
        if any(name and guid not in points for name, guid in zip(named, guids, strict=True)):
            raise ValueError("it names a time (SyncPoint) that the transcript hasn't")
        ends = [points[guid].get("position") if guid else None for guid in guids]
        if None in ends:
            return None, None
    return convert_span(*map(read_position, ends), page.marks)


def read_position(value: str | None) -> int:
    """A position as a number."""
    digits = (value or "").strip()
    if not digits.removeprefix("-").isdecimal() or not digits.isascii() or len(digits) > 10:
        raise ValueError("a position is missing or not a whole number")
    return int(digits)


def quote(
    selection: Element, start: int | None, end: int | None, page: Page, reading: Reading
) -> str:
    """The text of a span, if it is the one that the program stored with it."""
    if start is None:
        return ""
    reading.spend(end - start)
    text, stored = page.document.text[start:end], selection.get("name", "")
    if not stored:
        return text
    if selection.tag == f"{SPACE}PlainTextSelection" and reading.origin.startswith("QualCoder"):
        wrong = differs(stored, text)
    else:
        agrees = compare_text(stored, text)
        reading.spend(0, len(page.document.text) if agrees is None else 0)
        wrong = squeeze(stored) in page.squeezed if agrees is None else not agrees
    if wrong:
        raise ValueError("the text stored with it is not the one at its positions")
    return text


def read_whole(holder: Element, page: Page, reading: Reading) -> Iterator[Coding]:
    """Codings of something as a whole, which has no text to quote."""
    yield from note_codings(list(read_codings(holder, reading)), page, None, None, "")


def read_areas(
    source: Element, holders: list[Element], page: Page, reading: Reading
) -> Iterator[Coding]:
    """Codings of areas and times.

    ATLAS.ti writes a passage of a PDF twice, as an area and, with the same guid, as a passage
    of its text (REFI-QDA 1.5, annex A.2): what both have is counted once.
    """
    twins: dict[str, set[tuple[str, str]]] = {}
    for holder in holders:
        for selection in list_children(holder, SPANS):
            twins.setdefault(read_guid(selection), set()).update(
                (coding, coder) for coding, coder in read_codings(selection, reading, quietly=True)
            )
    for area in list_children(source, AREAS):
        known = twins.get(read_guid(area), set()) if read_guid(area) else set()
        marked = [each for each in read_codings(area, reading) if each not in known]
        yield from note_codings(marked, page, None, None, "")


def read_codings(
    parent: Element, reading: Reading, *, quietly: bool = False
) -> Iterator[tuple[str, str]]:
    """Path of the code and name of the coder for each coding right below an element."""
    for number, coding in enumerate(parent.iterfind(f"{SPACE}Coding"), 1):
        label = name_element(coding, number)
        user = read_guid(coding, "creatingUser") or read_guid(parent, "creatingUser")
        references = [read_guid(each, "targetGUID") for each in coding.iterfind(f"{SPACE}CodeRef")]
        if not references and not quietly:
            reading.blame(label, "refers to no code (CodeRef)")
        for guid in references:
            if guid in reading.codes and guid:
                yield reading.codes[guid].path, reading.users.get(user, "")
            elif (guid not in reading.cases or not guid) and not quietly:
                reading.blame(label, "refers to a code that the codebook hasn't")


def note_codings(
    marked: list[tuple[str, str]], page: Page, start: int | None, end: int | None, text: str
) -> Iterator[Coding]:
    """A record for each code that a passage was given."""
    for code, coder in marked:
        yield Coding(
            document=page.document.name, code=code, coder=coder, start=start, end=end, text=text
        )
