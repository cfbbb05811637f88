"""The paragraphs of one view of a document, each with the section of the book that it stands in."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from render.review.likeness import fits
from render.review.paragraphs import Document, Paragraph, group, text_of
from render.review.passages import Passage
from render.review.words import split

# Word's bookmarks of captions and their numbers, beside those of what they are about.
_PREFIX = re.compile(r"^(?:ref_|no_)")
_PICTURE = "[Figure: "


@dataclass(frozen=True, kw_only=True)
class Block:
    """A paragraph in one view of the document.

    `labels` are the book's among the bookmarks that it stands in or that begin in it, the innermost
    last, and `near` is the last of a table or figure before it in the section.
    """

    paragraphs: range
    table: int | None
    is_heading: bool
    words: tuple[str, ...]
    labels: tuple[str, ...]
    near: str
    heading: str
    section: int | None
    chapter: str


def read_blocks(
    document: Document, passages: Sequence[Passage], gone: frozenset[str]
) -> list[Block]:
    """Return the document's paragraphs in a view, each with the section of the book above it."""
    book = _Book(passages)
    blocks, heading, section, chapter, near = [], "", None, "", ""
    for numbers in group(document.paragraphs, gone):
        paragraphs = [document.paragraphs[number] for number in numbers]
        text = "".join(text_of(each.pieces, gone) for each in paragraphs)
        level, labels = paragraphs[0].heading, book.read_labels(paragraphs)
        if paragraphs[0].note:
            heading, section, chapter, near = "", None, "", ""
        elif level and text.strip():
            heading, near = " ".join(text.split()), ""
            section = book.find_heading(split(text), labels, chapter)
            known = passages[section].chapter if section is not None else ""
            chapter = known or (chapter if level > 1 else "")
        near = next((each for each in reversed(labels) if not each.startswith("sec-")), near)
        blocks.append(Block(
            paragraphs=numbers, table=paragraphs[0].table, is_heading=level > 0,
            words=split(_say(text, paragraphs)), labels=labels, near=near, heading=heading,
            section=section, chapter=chapter,
        ))  # fmt: skip
    return blocks


class _Book:
    """The labels and headings of a book."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self.passages = passages
        self.labels = {passage.label for passage in passages if passage.label}
        self.headings = [n for n, each in enumerate(passages) if each.kind == "heading"]

    def read_labels(self, paragraphs: Sequence[Paragraph]) -> tuple[str, ...]:
        names = [name for p in paragraphs for name in (*p.open, *p.bookmarks)]
        labels = dict.fromkeys(_PREFIX.sub("", name) for name in names)
        return tuple(label for label in labels if label in self.labels)

    def find_heading(
        self, words: tuple[str, ...], labels: tuple[str, ...], chapter: str
    ) -> int | None:
        """Return the heading of the book that a heading of the document is, if only one can be."""
        named = [n for n in self.headings if self.passages[n].label in labels]
        found = [n for n in self.headings if fits(self.passages[n], words)]
        for several in ([n for n in found if n in named], found, named):
            here = [n for n in several if self.passages[n].chapter == chapter]
            for each in (several, here):
                if len(each) == 1:
                    return each[0]
        return None


def _say(text: str, paragraphs: Sequence[Paragraph]) -> str:
    """Return what a paragraph says, or its pictures' alternatives if it has nothing but pictures.

    Where a file has ``[Figure: alternative]`` in their place, that for wide and that for narrow
    screens say the same.
    """
    if not text.strip():
        return " ".join(each.picture for each in paragraphs)
    first, *pictures = text.split(_PICTURE)
    if first.strip() or not pictures:
        return text
    return " ".join(dict.fromkeys(each.strip().removesuffix("]") for each in pictures))
