"""Pages: upright and turned, what stands at their head and foot."""

from collections.abc import Sequence

from lxml import etree

from render.word.edition import Edition
from render.word.markup import field, make, paragraph, properties, q, run, style_of
from render.word.package import Package

# A4 and its margins, in twips.
_SHORT, _LONG = 11906, 16838
_SIDE, _TOP, _EDGE = 1304, 1418, 680
UPRIGHT, TURNED = _SHORT - 2 * _SIDE, _LONG - 2 * _SIDE
# What a figure may take of a page, so that its caption finds room below.
HEIGHT = 11300


def lay_out(
    body: etree._Element, wide: Sequence[etree._Element], package: Package, edition: Edition
) -> None:
    """Turn the pages of wide tables, and give all pages a head and a foot."""
    marks = _add_running_lines(package, edition)
    for old in [*body.iter(q("w:sectPr"))]:
        old.getparent().remove(old)
    end: etree._Element | None = None
    for table in wide:
        first, last = _surroundings(table)
        before = first.getprevious()
        # A table right below another goes on in its section.
        if before is not None and before is not end:
            _end_section(before, _section(marks, turned=False))
        elif end is not None:
            _reopen(end)
        end = _end_section(last, _section(marks, turned=True))
    body.append(_section(marks, turned=False))


def _surroundings(table: etree._Element) -> tuple[etree._Element, etree._Element]:
    """Return the first and last element of what goes with a table: headings, caption, notes."""
    first, last = table, table
    while (before := first.getprevious()) is not None and (
        style_of(before) == "TableCaption" or style_of(before).startswith("Heading")
    ):
        first = before
    while (after := last.getnext()) is not None and style_of(after) == "TableNote":
        last = after
    return first, last


def _end_section(node: etree._Element, section: etree._Element) -> etree._Element:
    """End a section with a paragraph, which is a new one after a table; return it."""
    if node.tag != q("w:p"):
        small = paragraph("SectionEnd")
        node.addnext(small)
        node = small
    properties(node).append(section)
    return node


def _reopen(node: etree._Element) -> None:
    held = node.find(q("w:pPr"))
    held.remove(held.find(q("w:sectPr")))


def _section(marks: Sequence[tuple[str, str]], turned: bool) -> etree._Element:
    width, height = (_LONG, _SHORT) if turned else (_SHORT, _LONG)
    size = make("w:pgSz", w=width, h=height)
    if turned:
        size.set(q("w:orient"), "landscape")
    sides = {"left": _SIDE, "right": _SIDE, "header": _EDGE, "footer": _EDGE, "gutter": 0}
    margins = make("w:pgMar", top=_TOP, bottom=_TOP, **sides)
    lines = [make(f"w:{kind}Reference", type="default", r_id=mark) for kind, mark in marks]
    return make("w:sectPr", *lines, make("w:type", val="nextPage"), size, margins)


def _add_running_lines(package: Package, edition: Edition) -> list[tuple[str, str]]:
    """Add the parts at head and foot, and return how sections refer to them."""
    head = make("w:hdr", paragraph("Header", run(edition.name)))
    if edition.notice:
        head.insert(0, paragraph("Notice", run(edition.notice)))
    counts = [*field("PAGE", run("1")), run(" of "), *field("NUMPAGES", run("1"))]
    foot = make("w:ftr", paragraph("Footer", run("Page "), *counts))
    parts = (("header", head), ("footer", foot))
    return [(kind, package.add(f"{kind}1.xml", etree.tostring(root), kind)) for kind, root in parts]
