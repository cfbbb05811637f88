"""Word files with tracked changes, accepted or rejected by the rules of WordprocessingML.

After ECMA-376 part 1, 17.13.5: an insertion or deletion holds runs; in a paragraph's mark it
says that the paragraph was split there or joined with the next; in a row's properties, that the
row is new or gone.
"""

import io
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

import docx

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
TEXT = (f"{W}t", f"{W}delText", f"{M}t")
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
SVG = "{http://schemas.microsoft.com/office/drawing/2016/SVG/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
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


def settle(document: bytes, accepted: bool) -> "docx.document.Document":
    """The document with all its changes accepted, or rejected."""
    found = docx.Document(io.BytesIO(document))
    gone, kept = (DELETED, INSERTED) if accepted else (INSERTED, DELETED)
    top = found.element.body
    for row in list(top.iter(f"{W}tr")):
        if any(row.find(f"{W}trPr/{tag}") is not None for tag in gone):
            row.getparent().remove(row)
    for table in list(top.iter(f"{W}tbl")):
        if table.find(f"{W}tr") is None:
            table.getparent().remove(table)
    for paragraph in list(top.iter(f"{W}p")):
        split = any(paragraph.find(f"{W}pPr/{W}rPr/{tag}") is not None for tag in gone)
        for change in list(paragraph.iter(*gone)):
            change.getparent().remove(change)
        if split:
            join(paragraph)
    for change in list(top.iter(*kept)):
        around = change.getparent()
        around[around.index(change) : around.index(change) + 1] = list(change)
    for deleted in top.iter(f"{W}delText"):
        deleted.tag = f"{W}t"
    for change in list(top.iter(f"{W}pPrChange")) if not accepted else ():
        around = change.getparent()
        around.getparent().replace(around, change[0])
    return found


def join(paragraph) -> None:
    """Join a paragraph whose end is gone with the next, which keeps its own look."""
    content = [node for node in paragraph if node.tag != f"{W}pPr"]
    after = paragraph.getnext()
    if content:
        first = 1 if after.find(f"{W}pPr") is not None else 0
        after[first:first] = content
    paragraph.getparent().remove(paragraph)


def tell(document: "docx.document.Document") -> Iterator[tuple]:
    """All that a document has in its order: paragraphs with their styles, cells, pictures."""
    for node in document.element.body.iter(f"{W}p", f"{W}tr", f"{W}tc"):
        if node.tag != f"{W}p":
            yield (node.tag.rpartition("}")[2],)
            continue
        style = node.find(f"{W}pPr/{W}pStyle")
        text = words(node, gone=())
        yield ("" if style is None else style.get(f"{W}val"), text)
        for drawing in node.iter(f"{W}drawing"):
            yield "picture", drawing.find("*/{*}docPr").get("descr"), *(
                document.part.related_parts[blip.get(f"{R}embed")].blob
                for blip in drawing.iter(f"{A}blip", f"{SVG}svgBlip")
            )  # fmt: skip
