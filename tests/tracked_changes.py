"""Word files with tracked changes, accepted or rejected by the rules of WordprocessingML.

After ECMA-376 part 1, 17.13.5: an insertion or deletion holds runs; in a paragraph's mark it
says that the paragraph was split there or joined with the next; in a row's properties, that the
row is new or gone.
"""

import io
import zipfile
from xml.etree import ElementTree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
TEXT = (f"{W}t", f"{W}delText", f"{M}t")
INSERTED, DELETED = (f"{W}ins", f"{W}moveTo"), (f"{W}del", f"{W}moveFrom")


def body(document: bytes) -> ElementTree.Element:
    with zipfile.ZipFile(io.BytesIO(document)) as parts:
        return ElementTree.fromstring(parts.read("word/document.xml")).find(f"{W}body")


def marks(document: bytes) -> list[ElementTree.Element]:
    """All insertions and deletions."""
    return [each for each in body(document).iter() if each.tag in (*INSERTED, *DELETED)]


def accept(document: bytes) -> list[str]:
    """Paragraphs that hold text once all changes are accepted."""
    return read(body(document), gone=DELETED)


def reject(document: bytes) -> list[str]:
    """Paragraphs that hold text once all changes are rejected."""
    return read(body(document), gone=INSERTED)


def read(top: ElementTree.Element, gone: tuple[str, ...]) -> list[str]:
    paragraphs, open_text = [], ""
    for paragraph in blocks(top, gone):
        open_text += words(paragraph, gone)
        mark = paragraph.find(f"{W}pPr/{W}rPr")
        if mark is None or not any(mark.find(tag) is not None for tag in gone):
            paragraphs.append(open_text)
            open_text = ""
    return [" ".join(text.split()) for text in [*paragraphs, open_text] if text.strip()]


def blocks(element: ElementTree.Element, gone: tuple[str, ...]):
    """Paragraphs in order, without rows that are gone."""
    for child in element:
        row = child.find(f"{W}trPr") if child.tag == f"{W}tr" else None
        if row is not None and any(row.find(tag) is not None for tag in gone):
            continue
        if child.tag == f"{W}p":
            yield child
        elif child.tag not in gone:
            yield from blocks(child, gone)


def words(element: ElementTree.Element, gone: tuple[str, ...]) -> str:
    """The text of a paragraph without what is gone."""
    if element.tag in TEXT:
        return element.text or ""
    if element.tag in (f"{W}br", f"{W}tab"):
        return " "
    return "".join(words(child, gone) for child in element if child.tag not in gone)
