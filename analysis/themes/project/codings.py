"""Codings of a project: of passages, of sources as a whole, of areas and times."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from .markup import SPACE, list_children, name_element, read_guid
from .positions import convert_span
from .records import Coding
from .stored import compare_text, differs, squeeze
from .texts import SPANS, Page, Reading

AREAS = ("PDFSelection", "PictureSelection", "AudioSelection", "VideoSelection")


def count_codings(holder: Element) -> int:
    """Codings of a text or an area, and of the selections in it."""
    parts = [holder, *list_children(holder, SPANS)]
    return sum(len(part.findall(f"{SPACE}Coding")) for part in parts)


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
