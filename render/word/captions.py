"""Captions whose numbers are fields, as Word's own are, with the numbers that the site prints."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from render.word.markup import (
    bookmark,
    bookmark_name,
    cut_start,
    field,
    paragraphs,
    properties,
    put,
    q,
    run,
    style_of,
    text_of,
)

STYLES = {"Figure": "ImageCaption", "Table": "TableCaption"}
_LABEL = re.compile(r"(Figure|Table)[ \u00a0]([A-Z]|\d+)\.(\d+)(?=[:.\s])")


@dataclass(frozen=True, kw_only=True)
class Caption:
    """A caption: its label's identifier, its kind, its number as printed and its paragraph."""

    id: str
    kind: str
    number: str
    node: etree._Element

    @property
    def label(self) -> str:
        """What references to it say."""
        return f"{self.kind}\u00a0{self.number}"


def number_captions(body: etree._Element) -> tuple[Caption, ...]:
    """Make fields of the captions' numbers, and return the captions.

    A number is the chapter's, which `STYLEREF` takes from the heading above, and the place in the
    chapter, which `SEQ` counts: updating them changes nothing until somebody adds or moves a
    caption.
    """
    found: list[Caption] = []
    for node in paragraphs(body):
        if style_of(node) not in STYLES.values():
            continue
        match = _LABEL.match(text_of(node))
        if match and (label := _label_of(node, match[1])):
            chapter, count = match[2], match[3]
            found.append(Caption(id=label, kind=match[1], number=f"{chapter}.{count}", node=node))
            put(node, "w:pStyle", val=STYLES[match[1]])
            cut_start(node, match.end())
            place = node.index(properties(node)) + 1
            node[place:place] = _numbered(label, match[1], chapter, count)
    return tuple(found)


def _label_of(node: etree._Element, kind: str) -> str:
    """Return the bookmark of the float that a paragraph stands in."""
    prefix = "fig-" if kind == "Figure" else "tbl-"
    for before in (node, *node.itersiblings(preceding=True)):
        marks = (
            [before] if before.tag == q("w:bookmarkStart") else before.iter(q("w:bookmarkStart"))
        )
        names = [mark.get(q("w:name")) for mark in marks]
        label = next((name for name in reversed(names) if name.startswith(prefix)), "")
        if label or style_of(before).startswith("Heading"):
            return label
    return ""


def _numbered(label: str, kind: str, chapter: str, count: str) -> list[etree._Element]:
    number = number_fields(kind, chapter, count)
    inner = bookmark(bookmark_name("no_", label), *number)
    return bookmark(bookmark_name("ref_", label), run(f"{kind}\u00a0"), *inner)


def number_fields(kind: str, chapter: str, count: str) -> Sequence[etree._Element]:
    """Return a number by chapter as fields.

    `\\s 1` begins anew in each chapter, for Word. LibreOffice knows no more than `\\r 1`, which
    does so at the first.
    """
    first = " \\r 1" if count == "1" else ""
    count_field = field(f"SEQ {kind} \\* ARABIC{first} \\s 1", run(count))
    return [*field("STYLEREF 1 \\s", run(chapter)), run("."), *count_field]
