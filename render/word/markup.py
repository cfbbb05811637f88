"""WordprocessingML: names, elements, fields, bookmarks, and the order that Word insists on."""

import hashlib
from collections.abc import Iterable, Iterator

from lxml import etree

NAMESPACES = {
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "adec": "http://schemas.microsoft.com/office/drawing/2017/decorative",
    "asvg": "http://schemas.microsoft.com/office/drawing/2016/SVG/main",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "xml": "http://www.w3.org/XML/1998/namespace",
}
# ECMA-376, part 1, annex A: sequences whose order Word checks before it opens a file.
ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr"
    " suppressLineNumbers pBdr shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct"
    " topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid spacing ind"
    " contextualSpacing mirrorIndents"
    " suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle rPr"
    " sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint"
    " noProof snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u effect"
    " bdr shd fitText vertAlign rtl cs em lang eastAsianLayout specVanish oMath",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc"
    " tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection"
    " tcFitText vAlign hideMark",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc"
    " pgBorders lnNumType pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi"
    " rtlGutter docGrid",
}  # fmt: skip
_NAME = 40


def q(name: str) -> str:
    """Return a prefixed name as lxml writes it: `w:p` with the namespace in braces."""
    prefix, local = name.split(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def make(name: str, /, *children: etree._Element, **attributes: object) -> etree._Element:
    """Return an element; attributes without a prefix are WordprocessingML's own."""
    prefix = name.split(":")[0]
    node = etree.Element(q(name), nsmap={prefix: NAMESPACES[prefix]})
    for key, value in attributes.items():
        node.set(q(key.replace("_", ":") if "_" in key else f"w:{key}"), str(value))
    node.extend(children)
    return node


def run(text: str, style: str = "") -> etree._Element:
    """Return a run of text; tabs are tabs."""
    node = make("w:r", *([make("w:rPr", make("w:rStyle", val=style))] if style else []))
    for number, piece in enumerate(text.split("\t")):
        if number:
            node.append(make("w:tab"))
        if piece:
            words = make("w:t", xml_space="preserve")
            words.text = piece
            node.append(words)
    return node


def field(instruction: str, *result: etree._Element) -> list[etree._Element]:
    """Return a field with its stored result, which shows until somebody updates it."""
    code = make("w:instrText", xml_space="preserve")
    code.text = f" {instruction} "
    marks = [
        make("w:r", make("w:fldChar", fldCharType=kind)) for kind in ("begin", "separate", "end")
    ]
    return [marks[0], make("w:r", code), marks[1], *result, marks[2]]


def bookmark(name: str, *content: etree._Element) -> list[etree._Element]:
    """Return content between the marks of a bookmark; `renumber` gives it its number."""
    number = f"new {name}"
    return [
        make("w:bookmarkStart", id=number, name=name),
        *content,
        make("w:bookmarkEnd", id=number),
    ]


def bookmark_name(prefix: str, name: str) -> str:
    """Return a name for a bookmark beside another; Word forgets names of over 40 characters."""
    full = prefix + name
    return full if len(full) <= _NAME else prefix + hashlib.sha256(name.encode()).hexdigest()[:32]


def paragraph(style: str, *content: etree._Element) -> etree._Element:
    """Return a paragraph."""
    return make("w:p", make("w:pPr", make("w:pStyle", val=style)), *content)


def properties(node: etree._Element) -> etree._Element:
    """Return the properties of a paragraph, table, row or cell, which may be new."""
    name = f"w:{etree.QName(node).localname}Pr"
    found = node.find(q(name))
    if found is None:
        found = make(name)
        node.insert(0, found)
    return found


def put(node: etree._Element, name: str, **attributes: object) -> etree._Element:
    """Give a node a property in place of any of the same name."""
    held = properties(node)
    for old in held.findall(q(name)):
        held.remove(old)
    new = make(name, **attributes)
    held.append(new)
    return new


def style_of(node: etree._Element) -> str:
    """Return the identifier of a paragraph's style."""
    found = node.find(f"{q('w:pPr')}/{q('w:pStyle')}")
    return "" if found is None else found.get(q("w:val"), "")


def text_of(node: etree._Element) -> str:
    """Return the words of a node; no instructions of fields."""
    found = node.iter(q("w:t"), q("m:t"), q("w:tab"))
    return "".join("\t" if each.tag == q("w:tab") else each.text or "" for each in found)


def paragraphs(node: etree._Element) -> Iterator[etree._Element]:
    """Yield a node's paragraphs in reading order."""
    yield from node.iter(q("w:p"))


def cut_start(node: etree._Element, length: int) -> None:
    """Take the first characters out of a paragraph's runs."""
    for words in list(node.iter(q("w:t"))):
        taken = min(length, len(words.text or ""))
        words.text, length = (words.text or "")[taken:], length - taken
        words.set(q("xml:space"), "preserve")
        if not words.text:
            words.getparent().remove(words)
        if not length:
            return


def put_in_order(root: etree._Element) -> None:
    """Bring properties into the order that Word insists on."""
    for kind, names in ORDER.items():
        places = {q(f"w:{name}"): number for number, name in enumerate(names.split())}
        for node in list(root.iter(q(f"w:{kind}"))):
            node[:] = sorted(node, key=lambda child: places.get(child.tag, len(places)))


def renumber(starts: Iterable[etree._Element], ends: Iterable[etree._Element], key: str) -> None:
    """Number marks anew, each with its end."""
    numbers = {}
    for number, start in enumerate(starts, start=1):
        numbers[start.get(key)] = str(number)
        start.set(key, str(number))
    for end in ends:
        end.set(key, numbers[end.get(key)])
