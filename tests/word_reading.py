"""What a reader gets from a Word file, chapter by chapter, and what Word makes of its fields."""

import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from tests.render.reading import normalise, read_site

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
# To unfold, to download, for a phone.
ON_THE_WEB = ".behind, .anchor, .figure-narrow, #take-it-along, p:has(a[href$='.bib'])"
NUMBER = re.compile(r"([A-Z]|\d+)(\.\d+)*")
HEADING = re.compile(r"Heading([1-6])$")


def words(text: str) -> str:
    return " ".join(text.split())


def style(paragraph: etree._Element) -> str:
    found = paragraph.find(f"{W}pPr/{W}pStyle")
    return "" if found is None else found.get(f"{W}val")


def text(node: etree._Element) -> str:
    """The words of a node as they are shown: of fields the results."""
    pieces = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}noBreakHyphen": "-"}
    return "".join(
        pieces.get(each.tag, each.text or "")
        for each in node.iter(f"{W}t", f"{M}t", *pieces)
        if each.getparent().tag != f"{W}tabs"
    )


class Numbers:
    """The numbers that Word gives paragraphs, from the lists that the document defines."""

    def __init__(self, numbering: etree._Element) -> None:
        levels = {
            each.get(f"{W}abstractNumId"): {
                int(level.get(f"{W}ilvl")): (
                    level.find(f"{W}numFmt").get(f"{W}val"),
                    level.find(f"{W}lvlText").get(f"{W}val"),
                )
                for level in each.iter(f"{W}lvl")
            }
            for each in numbering.iter(f"{W}abstractNum")
        }
        self.lists = {
            each.get(f"{W}numId"): levels[each.find(f"{W}abstractNumId").get(f"{W}val")]
            for each in numbering.findall(f"{W}num")
        }
        self.counts: dict[str, list[int]] = {}

    def number(self, paragraph: etree._Element) -> str:
        """Count a paragraph and return its number."""
        held = paragraph.find(f"{W}pPr/{W}numPr")
        if held is None or held.find(f"{W}numId").get(f"{W}val") == "0":
            return ""
        name = held.find(f"{W}numId").get(f"{W}val")
        level = held.find(f"{W}ilvl")
        level = 0 if level is None else int(level.get(f"{W}val"))
        counts = self.counts.setdefault(name, [0] * 9)
        counts[level] += 1
        # A level that was passed over counts as begun.
        counts[:level] = [max(1, count) for count in counts[:level]]
        counts[level + 1 :] = [0] * (8 - level)
        _, shown = self.lists[name][level]
        for place in range(level + 1):
            form = self.lists[name][place][0]
            count = counts[place]
            value = chr(64 + count) if form == "upperLetter" else str(count)
            shown = shown.replace(f"%{place + 1}", value)
        return shown


@dataclass
class Chapter:
    headings: list[str] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    tables: list[list[list[str]]] = field(default_factory=list)
    alternatives: list[str] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Field:
    """A field: what it is told, its stored result, and what Word would make of it."""

    instruction: str
    stored: str
    updated: str

    @property
    def refers_to_number(self) -> bool:
        return bool(re.match(r"REF (ref_|no_)|REF .* \\n", self.instruction))


def number_in(said: str) -> str:
    """The number in a cross-reference: in "Section 3.2", "Appendix A", "6 Social connectivity"."""
    first, last = said.split()[0], said.split()[-1]
    return last if NUMBER.fullmatch(last) else first


class Word:
    """A Word file: its parts, its chapters and its fields."""

    def __init__(self, path: Path) -> None:
        with zipfile.ZipFile(path) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}
        self.document = etree.fromstring(self.parts["word/document.xml"])
        self.body = self.document.find(f"{W}body")
        self.numbering = etree.fromstring(self.parts["word/numbering.xml"])
        self.tables = [
            t for t in self.body.iter(f"{W}tbl") if t.find(f".//{W}tblHeader") is not None
        ]
        self.numbers = self._count()
        self._fields = self._update()
        self.chapters = self._read_chapters()

    def _count(self) -> dict[etree._Element, str]:
        numbers = Numbers(self.numbering)
        return {node: numbers.number(node) for node in self.body.iter(f"{W}p")}

    def _read_chapters(self) -> list[Chapter]:
        chapters: list[Chapter] = []
        for node in self.body:
            if HEADING.match(style(node)) and style(node) == "Heading1":
                chapters.append(Chapter())
            if chapters:
                self._read(node, chapters[-1])
        return chapters

    def _read(self, node: etree._Element, chapter: Chapter) -> None:
        level = HEADING.match(style(node))
        if level:
            number = self.numbers[node]
            chapter.headings.append(words(f"h{level[1]} {number} {text(node)}"))
        elif style(node) in ("TableCaption", "ImageCaption"):
            chapter.captions.append(words(text(node)))
        elif node.tag == f"{W}tbl" and node in self.tables:
            chapter.tables.append(read_table(node))
        elif node.tag == f"{W}p" and text(node).strip():
            chapter.paragraphs.append(words(text(node)))
        chapter.alternatives += [d.get("descr") for d in node.iter(f"{DRAWING}docPr")]
        fields = [each for each in self.fields(node) if each.refers_to_number]
        chapter.references += [number_in(each.stored) for each in fields]

    def bookmarks(self) -> dict[str, list[etree._Element]]:
        """The nodes between the marks of each bookmark."""
        found, open_ = {}, {}
        for node in self.body.iter():
            if node.tag == f"{W}bookmarkStart":
                open_[node.get(f"{W}id")] = node.get(f"{W}name")
                found[node.get(f"{W}name")] = [node]
            elif node.tag == f"{W}bookmarkEnd":
                del open_[node.get(f"{W}id")]
            else:
                for name in open_.values():
                    found[name].append(node)
        return found

    def fields(self, within: etree._Element | None = None) -> list[Field]:
        """The fields of a part of the document, but for lists, with what Word would make of them."""
        within = self.body if within is None else within
        return [
            self._fields[begin] for begin in within.iter(f"{W}fldChar") if begin in self._fields
        ]

    def _update(self) -> dict[etree._Element, Field]:
        marks, counts, chapter, found = self.bookmarks(), {}, "", {}
        for paragraph in self.body.iter(f"{W}p"):
            if style(paragraph) == "Heading1":
                chapter = self.numbers[paragraph]
                counts = dict.fromkeys(counts, 0)
            for begin, instruction, stored in read_fields(paragraph):
                if instruction.startswith("TOC"):
                    continue
                kind, name = instruction.split()[:2]
                if kind == "STYLEREF":
                    updated = chapter.split()[-1]
                elif kind == "SEQ":
                    counts[name] = counts.get(name, 0) + 1
                    reset = re.search(r"\\r (\d+)", instruction)
                    counts[name] = int(reset[1]) if reset else counts[name]
                    updated = str(counts[name])
                elif "\\n" in instruction:
                    home = next(a for a in marks[name][0].iterancestors(f"{W}p"))
                    updated = self.numbers[home]
                    updated = updated.split()[-1] if "\\t" in instruction else updated
                else:
                    updated = "".join(n.text or "" for n in marks[name] if n.tag == f"{W}t")
                found[begin] = Field(instruction, stored, updated)
        return found


def read_table(table: etree._Element) -> list[list[str]]:
    rows = table.findall(f"{W}tr")
    return [[words(text(cell)) for cell in row.findall(f"{W}tc")] for row in rows]


def read_fields(paragraph: etree._Element) -> list[tuple[etree._Element, str, str]]:
    """The complete fields of a paragraph: where they begin, what they are told, their results."""
    found, open_ = [], []
    for node in paragraph.iter(f"{W}fldChar", f"{W}instrText", f"{W}t"):
        kind = node.get(f"{W}fldCharType")
        if kind == "begin":
            open_.append([node, "", "", False])
        elif kind == "separate":
            open_[-1][3] = True
        elif kind == "end" and open_:
            begin, told, stored, _ = open_.pop()
            found.append((begin, told.strip(), stored))
        elif open_ and node.tag == f"{W}instrText":
            open_[-1][1] += node.text
        elif open_ and open_[-1][3]:
            open_[-1][2] += node.text or ""
    return found


def compare_with_site(word: Word, site: Path) -> list[str]:
    """What a Word file has otherwise than the site, chapter by chapter; no formulas."""
    pages = normalise(read_site(site, ON_THE_WEB))["pages"]
    if len(pages) != len(word.chapters):
        return [f"{len(word.chapters)} chapters of {len(pages)}"]
    found = []
    for (href, page), chapter in zip(pages.items(), word.chapters, strict=True):
        headings = [heading.replace(" — ", " ", 1) if "Appendix" in heading else heading
                    for heading in page["headings"]]  # fmt: skip
        here = {
            "headings": (headings, chapter.headings),
            "captions": (page["captions"], chapter.captions),
            "tables": (page["tables"], chapter.tables),
            "alternatives": (page["alternatives"], chapter.alternatives),
            "references": ([number_in(said) for said, _ in page["references"]], chapter.references),
        }
        found += [f"{href}: {kind}: {a} | {b}" for kind, (a, b) in here.items() if a != b]
        paragraphs = {*chapter.paragraphs}
        found += [f"{href}: {p}" for p in page["paragraphs"] if p not in paragraphs]
    return found


# ECMA-376, part 1: the children of these in the order of the schema's sequences, written down from
# it a second time, so that the pass's own table is held against something.
SEQUENCES = {
    "p": ["pPr"],
    "pPr": ["pStyle", "keepNext", "keepLines", "pageBreakBefore", "numPr", "pBdr", "shd", "tabs",
            "spacing", "ind", "jc", "outlineLvl", "rPr", "sectPr"],
    "tbl": ["bookmarkStart", "bookmarkEnd", "tblPr", "tblGrid", "tr"],
    "tblPr": ["tblStyle", "tblW", "jc", "tblInd", "tblBorders", "tblLayout", "tblCellMar",
              "tblLook", "tblCaption", "tblDescription"],
    "tr": ["trPr", "tc"],
    "tc": ["tcPr"],
    "tcPr": ["tcW", "gridSpan", "vMerge", "tcBorders", "shd", "vAlign"],
    "sectPr": ["headerReference", "footerReference", "footnotePr", "type", "pgSz", "pgMar"],
    "numPr": ["ilvl", "numId"],
    "abstractNum": ["nsid", "multiLevelType", "tmpl", "lvl"],
    "lvl": ["start", "numFmt", "lvlRestart", "pStyle", "isLgl", "suff", "lvlText", "lvlJc", "pPr",
            "rPr"],
    "numbering": ["abstractNum", "num"],
    "style": ["name", "basedOn", "next", "link", "uiPriority", "semiHidden", "unhideWhenUsed",
              "qFormat", "pPr", "rPr", "tblPr", "tcPr", "tblStylePr"],
    "sdt": ["sdtPr", "sdtContent"],
}  # fmt: skip
ONCE = {"pPr", "rPr", "tblPr", "tcPr", "trPr", "tblGrid", "sectPr"}


def check_parts(parts: dict[str, bytes]) -> list[str]:
    """What makes Word offer to repair a file: order, doubled identifiers, parts that lead nowhere."""
    found = []
    for name in sorted(parts):
        if name.startswith("word/") and name.endswith(".xml"):
            for node in etree.fromstring(parts[name]).iter(f"{W}*"):
                found += [f"{name}: {fault}" for fault in check_order(node)]
    document = etree.fromstring(parts["word/document.xml"])
    for tag, key in ((f"{W}bookmarkStart", f"{W}id"), (f"{W}bookmarkStart", f"{W}name"),
                     (f"{W}bookmarkEnd", f"{W}id"), (f"{DRAWING}docPr", "id")):  # fmt: skip
        values = [node.get(key) for node in document.iter(tag)]
        found += [f"{tag} {key} {value} twice" for value in values if values.count(value) > 1]
    names = [node.get(f"{W}name") for node in document.iter(f"{W}bookmarkStart")]
    found += [f"bookmark {name} is too long" for name in names if len(name) > 40]
    anchors = {node.get(f"{W}anchor") for node in document.iter(f"{W}hyperlink")} - {None}
    found += [f"no bookmark {name}" for name in sorted(anchors - {*names})]
    return found + check_relationships(parts, document)


def check_order(node: etree._Element) -> list[str]:
    parent = etree.QName(node).localname
    children = [etree.QName(child).localname for child in node if isinstance(child.tag, str)]
    found = [f"{parent} holds {each} twice" for each in ONCE if children.count(each) > 1]
    known = SEQUENCES.get(parent, [])
    places = [known.index(child) if child in known else len(known) for child in children]
    if parent in SEQUENCES and places != sorted(places):
        found.append(f"{parent} holds {children}")
    if parent == "tc" and children[-1:] != ["p"]:
        found.append("a cell does not end with a paragraph")
    if parent == "jc" and node.get(f"{W}val") not in ("left", "center", "right", "both"):
        found.append(f"jc is {node.get(f'{W}val')}")
    return found


def check_relationships(parts: dict[str, bytes], document: etree._Element) -> list[str]:
    relations = etree.fromstring(parts["word/_rels/document.xml.rels"])
    ids = [each.get("Id") for each in relations]
    found = [f"relationship {each} twice" for each in ids if ids.count(each) > 1]
    found += [
        f"no part {each.get('Target')}"
        for each in relations
        if each.get("TargetMode") != "External" and f"word/{each.get('Target')}" not in parts
    ]
    space = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
    used = {v for n in document.iter() for k, v in n.attrib.items() if k.startswith(space)}
    types = etree.fromstring(parts["[Content_Types].xml"])
    known = {each.get("Extension") for each in types} | {each.get("PartName") for each in types}
    found += [
        f"no content type for {name}"
        for name in parts
        if name != "[Content_Types].xml"
        and f"/{name}" not in known and name.rpartition(".")[2] not in known
    ]  # fmt: skip
    return found + [f"no relationship {each}" for each in sorted(used - {*ids})]
