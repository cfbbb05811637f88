"""Where in the chapters a stretch of a returned document was written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from render.review.blocks import Block, read_blocks
from render.review.likeness import ALIKE, MARGIN, fits, is_numbered, measure
from render.review.paragraphs import ACCEPTED, SENT, Document, Point, text_of
from render.review.passages import Passage, Word
from render.review.words import find_words, normalise
from render.source import Line

# A figure and its caption.
_LAID_OUT = 2


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a remark belongs, or why that can't be said.

    `lines` are the first and the last, none where no place is found; `others` are the places that
    fit as well. `heading` is the nearest in the document. `makers` are the calls that make what was
    remarked on, `wholly` whether all of it. `after` is true of what was added behind the line.
    """

    lines: tuple[Line, ...] = ()
    others: tuple[Line, ...] = ()
    heading: str = ""
    makers: tuple[str, ...] = ()
    wholly: bool = False
    after: bool = False
    label: str = ""


class Finder:
    """Finds places for the points of one document.

    Parameters
    ----------
    passages : sequence of Passage
        The book as it is rendered now.
    document : Document
        The returned file. Its paragraphs are compared as they were sent, without what was inserted
        and with what was deleted; those that have no place so are compared as they would be with
        all changes accepted, since a file that compares two editions has both.
    """

    def __init__(self, passages: Sequence[Passage], document: Document) -> None:
        self.passages, self.document = passages, document

    @cached_property
    def sent(self) -> list[Block]:
        """The document as it was sent."""
        return read_blocks(self.document, self.passages, SENT)

    @cached_property
    def accepted(self) -> list[Block]:
        """The document with all changes accepted."""
        return read_blocks(self.document, self.passages, ACCEPTED)

    def find(self, start: Point, end: Point) -> Place:
        """Return the place of what stands between two points."""
        first = self._find_one(start, end)
        if end.paragraph > start.paragraph and end.piece and first.lines:
            last = self._find_one(Point(end.paragraph, 0), end)
            if last.lines and last.lines[-1].file == first.lines[0].file:
                makers = dict.fromkeys((*first.makers, *last.makers))
                return Place(
                    lines=(first.lines[0], last.lines[-1]), heading=first.heading,
                    makers=tuple(makers), wholly=first.wholly and last.wholly, label=first.label,
                )  # fmt: skip
        return first

    def _find_one(self, start: Point, end: Point) -> Place:
        heading = ""
        for view, blocks in ((SENT, self.sent), (ACCEPTED, self.accepted)):
            number = _locate(blocks, start.paragraph)
            if number is None:
                continue
            block = blocks[number]
            heading = heading or block.heading
            found = self._match(number, blocks)
            if len(found) > 1:
                lines = tuple(self.passages[each].line for each in found)
                return Place(others=lines, heading=block.heading)
            if found:
                return self._point_out(self.passages[found[0]], view, block, start, end)
        return self._follow(start, heading)

    def _follow(self, start: Point, heading: str) -> Place:
        """Return the place after which something new stands."""
        number = _locate(self.sent, start.paragraph)
        if not number or self.sent[number].words:
            return Place(heading=heading)
        found = self._match(number - 1, self.sent)
        if len(found) != 1:
            return Place(heading=heading)
        words = self.passages[found[0]].words
        return Place(lines=(words[-1].line,), heading=heading, after=True)

    def _match(self, number: int, blocks: list[Block]) -> list[int]:
        """Return the passages that a paragraph fits best: one, several alike, or none."""
        block = blocks[number]
        if block.is_heading and block.section is not None:
            return [block.section]
        if block.table is not None:
            return self._match_in_table(number, blocks)
        pool = [n for n, passage in enumerate(self.passages) if passage.kind != "table"]
        return self._match_text(block, pool)

    def _match_text(self, block: Block, pool: list[int]) -> list[int]:
        labels = {label for label in block.labels if not label.startswith("sec-")}
        labelled = [n for n in pool if self.passages[n].label in labels]
        found = self._exact(block, block.words, pool) or self._similar(block, block.words, pool)
        if found:
            near = [n for n in found if block.near and self.passages[n].label == block.near]
            return near if len(near) == 1 else found
        # What was changed beyond likeness, or says nothing, as a formula, is still known by name.
        caption = is_numbered(block.words)
        labelled.sort(key=lambda n: (self.passages[n].kind == "caption") is not caption)
        return labelled[:1]

    def _match_in_table(self, number: int, blocks: list[Block]) -> list[int]:
        """Return the table of the book that a paragraph stands in.

        Word files have tables also to lay out a figure with its caption.
        """
        inside = [n for n, each in enumerate(blocks) if each.table == blocks[number].table]
        captions = [n for n, each in enumerate(self.passages) if each.kind == "caption"]
        if is_numbered(blocks[number].words):
            own = self._exact(blocks[number], blocks[number].words, captions)
            if len(own) == 1:
                return own
        if sum(bool(blocks[n].words) for n in inside) <= _LAID_OUT:
            return self._match_text(blocks[number], [*range(len(self.passages))])
        label = self._label_table(inside, blocks, captions)
        pool = [n for n, each in enumerate(self.passages) if each.kind == "table"]
        labelled = [n for n in pool if label and self.passages[n].label == label]
        if labelled:
            return labelled[:1]
        words = tuple(word for n in inside for word in blocks[n].words)
        block = blocks[number]
        return self._exact(block, words, pool) or self._similar(block, words, pool)

    def _label_table(self, inside: list[int], blocks: list[Block], captions: list[int]) -> str:
        """Return a table's label: its bookmark's, or that of the caption above or below it."""
        marked = [label for n in inside for label in blocks[n].labels if label.startswith("tbl-")]
        if marked:
            return marked[-1]
        for beside in (inside[0] - 1, inside[-1] + 1):
            if 0 <= beside < len(blocks):
                found = self._exact(blocks[beside], blocks[beside].words, captions)
                if len(found) == 1:
                    return self.passages[found[0]].label
        return ""

    def _exact(self, block: Block, words: tuple[str, ...], pool: Iterable[int]) -> list[int]:
        found = [n for n in pool if words and fits(self.passages[n], words)]
        return self._narrow(block, found)

    def _narrow(self, block: Block, found: list[int]) -> list[int]:
        """Return those of several that stand in the section, else in the chapter."""
        section = [n for n in found if self.passages[n].section == block.section]
        chapter = [n for n in found if self.passages[n].chapter == block.chapter]
        best = section or chapter or found
        places = {self.passages[n].line.place: n for n in reversed(best)}
        return sorted(places.values())

    def _similar(self, block: Block, words: tuple[str, ...], pool: Iterable[int]) -> list[int]:
        """Return the most similar passage of the section, else of the chapter."""
        near = [n for n in pool if self.passages[n].chapter == block.chapter]
        inner = [n for n in near if self.passages[n].section == block.section]
        for candidates in (inner, near):
            ratios = {n: measure(self.passages[n].texts, words) for n in candidates}
            best = max(ratios.values(), default=0)
            if best >= ALIKE:
                found = [n for n, ratio in ratios.items() if ratio > best - MARGIN]
                return self._narrow(block, [n for n in found if ratios[n] >= ALIKE])
        return []

    def _point_out(
        self, passage: Passage, gone: frozenset[str], block: Block, start: Point, end: Point
    ) -> Place:
        """Return the line within a passage, and what makes the words there."""
        numbers = block.paragraphs
        table = self.document.paragraphs[numbers[0]].table
        if table is not None and passage.kind == "table":
            inside = [n for n, p in enumerate(self.document.paragraphs) if p.table == table]
            numbers = range(inside[0], inside[-1] + 1)
        words, first, last = self._find_span(numbers, gone, start, end)
        stretch, makers = _align(passage.words, words, first, last)
        found = tuple(dict.fromkeys(maker for maker in makers if maker))
        return Place(
            lines=(stretch[0].line, stretch[-1].line), heading=block.heading, makers=found,
            wholly=all(makers), label=passage.label,
        )  # fmt: skip

    def _find_span(
        self, numbers: range, gone: frozenset[str], start: Point, end: Point
    ) -> tuple[list[str], int, int]:
        """Return the words of paragraphs in a view, and which of them stand between two points."""
        before = inside = whole = ""
        for number in numbers:
            paragraph = self.document.paragraphs[number]
            for place, piece in enumerate(paragraph.pieces):
                text = normalise(text_of([piece], gone))
                whole += text
                before += text if Point(number, place) < start else ""
                inside += text if start <= Point(number, place) < end else ""
            ends = paragraph.mark is None or paragraph.mark.kind not in gone
            whole, before, inside = (
                whole + " " * ends,
                before + " " * (ends and Point(number, len(paragraph.pieces)) < start),
                inside + " " * (ends and start <= Point(number, len(paragraph.pieces)) < end),
            )
        found = find_words(whole)
        first = sum(word.end() <= len(before) for word in found)
        last = sum(word.start() < len(before) + len(inside.rstrip()) for word in found)
        return [word[0] for word in found], first, last if inside.strip() else first


def _locate(blocks: list[Block], paragraph: int) -> int | None:
    return next((n for n, block in enumerate(blocks) if paragraph in block.paragraphs), None)


def _align(
    passage: tuple[Word, ...], words: list[str], first: int, last: int
) -> tuple[list[Word], list[str]]:
    """Return the passage's words that a stretch of the document's corresponds to, and their makers.

    A word that the passage doesn't have has a maker where those before and after have the same one.
    """
    matcher = SequenceMatcher(None, [word.text for word in passage], words, autojunk=False)
    there = {
        block.b + step: passage[block.a + step]
        for block in matcher.get_matching_blocks()
        for step in range(block.size)
    }
    stretch, makers = [], []
    for number in range(first, max(last, first + 1)):
        before = next((there[n] for n in range(number - 1, -1, -1) if n in there), None)
        after = next((there[n] for n in range(number + 1, len(words)) if n in there), None)
        own = there.get(number)
        if first == last:
            own, after = None, own or after
        stretch.append(own or before or after or passage[0])
        same = before is not None and after is not None and before.maker == after.maker
        makers.append(own.maker if own else before.maker if same else "")
    return stretch, makers
