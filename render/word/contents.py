"""Contents and lists of tables and figures: fields with their entries already in them."""

from collections.abc import Sequence

from lxml import etree

from render.word.captions import Caption
from render.word.headings import Heading
from render.word.markup import (
    bookmark,
    field,
    make,
    paragraph,
    properties,
    q,
    run,
    style_of,
    text_of,
)

DEPTH = 2
_LISTS = {"Table": "Tables", "Figure": "Figures"}
_TITLE_PAGE = {"Title", "Subtitle", "Author", "Date"}


def insert_contents(
    body: etree._Element, headings: Sequence[Heading], captions: Sequence[Caption]
) -> None:
    """Put contents and lists after the title page.

    A page's number is known to Word alone: the entries are links, and get their page numbers when
    somebody updates the fields.
    """
    for made in body.findall(q("w:sdt")):
        body.remove(made)
    place = next((n for n, node in enumerate(body) if style_of(node) not in _TITLE_PAGE), len(body))
    listed = [heading for heading in headings if heading.level <= DEPTH]
    entries = [
        (f"TOC{each.level}", _mark(each.node, number), _entry(each))
        for number, each in enumerate(listed)
    ]
    lists = [_gallery(_list("Contents", f'TOC \\o "1-{DEPTH}" \\h \\z \\u', entries))]
    for kind, title in _LISTS.items():
        found = [each.node for each in captions if each.kind == kind]
        entries = [
            ("TableofFigures", _mark(node, f"{kind}{number}"), text_of(node))
            for number, node in enumerate(found)
        ]
        if entries:
            lists += _list(title, f'TOC \\h \\z \\c "{kind}"', entries)
    body[place:place] = lists


def _entry(heading: Heading) -> str:
    number = heading.printed if heading.counted else heading.number
    title = heading.title.rpartition("\t")[2]
    return f"{number}\t{title}" if number else title


def _mark(node: etree._Element, number: object) -> str:
    """Mark a paragraph as Word does what it lists, and return the mark's name."""
    name = f"_Toc{number}"
    start, end = bookmark(name)
    node.insert(node.index(properties(node)) + 1, start)
    node.append(end)
    return name


def _list(
    title: str, instruction: str, entries: Sequence[tuple[str, str, str]]
) -> list[etree._Element]:
    nodes = [
        paragraph(style, make("w:hyperlink", run(words), anchor=name, history=1))
        for style, name, words in entries
    ]
    begin, code, separate, end = field(instruction)
    nodes[0][1:1] = [begin, code, separate]
    nodes[-1].append(end)
    return [paragraph("TOCHeading", run(title)), *nodes]


def _gallery(content: Sequence[etree._Element]) -> etree._Element:
    """Return contents as those that Word's own command inserts, with its button to update them."""
    part = make(
        "w:docPartObj",
        make("w:docPartGallery", val="Table of Contents"),
        make("w:docPartUnique"),
    )
    return make("w:sdt", make("w:sdtPr", part), make("w:sdtContent", *content))
