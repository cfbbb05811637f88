"""Where in the chapters a stretch of a returned document was written."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, cached_property

from render.review.paragraphs import ACCEPTED, SENT, Document, Point, group, text_of
from render.review.passages import Passage, Word
from render.review.words import GAP, REFERENCE, find_words, normalise, split
from render.source import Line

# How alike a passage and a paragraph have to be (`measure`). In the first study's report no two
# paragraphs that somebody wrote, in one section, are more alike than that; and when three words in
# ten are replaced at random, 95 of 100 still are. Sentences that one function makes are more alike
# than that, and captions too: those within the margin of the best are told as several.
ALIKE = 0.6
MARGIN = 0.1
# A formula or citation alone fits anything: that many words have to be there besides.
_WRITTEN = 3
_GAPS = {REFERENCE: r"(?:\S+ ){0,3}", GAP: r"(?:\S+ ){0,20}"}
_NUMBER = re.compile(r"(?:[^\W\d]+ )?(?:[a-z]|(?:[a-z]\.)?\d+(?:\.\d+)*) ")
_PREFIX = re.compile(r"^(?:ref_|no_)")


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


@dataclass(frozen=True, kw_only=True)
class _Block:
    """A paragraph in one view of the document, and the section of the book that it stands in."""

    paragraphs: range
    words: tuple[str, ...]
    labels: frozenset[str]
    heading: str
    section: int | None
    chapter: str


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
        self.labels = {passage.label for passage in passages if passage.label}
        self.headings = [n for n, each in enumerate(passages) if each.kind == "heading"]

    @cached_property
    def sent(self) -> list[_Block]:
        """The document as it was sent."""
        return self._read_blocks(SENT)

    @cached_property
    def accepted(self) -> list[_Block]:
        """The document with all changes accepted."""
        return self._read_blocks(ACCEPTED)

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

    def _read_blocks(self, gone: frozenset[str]) -> list[_Block]:
        """Return the document's paragraphs, each with the section of the book above it."""
        blocks, heading, section, chapter = [], "", None, ""
        for numbers in group(self.document.paragraphs, gone):
            paragraphs = [self.document.paragraphs[number] for number in numbers]
            text = "".join(text_of(each.pieces, gone) for each in paragraphs)
            level = paragraphs[0].heading
            labels = self._read_labels(name for p in paragraphs for name in (*p.bookmarks, *p.open))
            if paragraphs[0].note:
                heading, section, chapter = "", None, ""
            elif level and text.strip():
                heading = " ".join(text.split())
                section = self._find_heading(split(text), labels, chapter)
                known = self.passages[section].chapter if section is not None else ""
                chapter = known or (chapter if level > 1 else "")
            picture = "" if text.strip() else " ".join(p.picture for p in paragraphs)
            blocks.append(_Block(
                paragraphs=numbers, words=split(text or picture), labels=labels, heading=heading,
                section=section, chapter=chapter,
            ))  # fmt: skip
        return blocks

    def _read_labels(self, names: Iterable[str]) -> frozenset[str]:
        return frozenset(_PREFIX.sub("", name) for name in names) & self.labels

    def _find_heading(
        self, words: tuple[str, ...], labels: frozenset[str], chapter: str
    ) -> int | None:
        """Return the heading of the book that a heading of the document is, if only one can be."""
        named = [n for n in self.headings if self.passages[n].label in labels]
        found = [n for n in self.headings if _fits(self.passages[n], words)]
        for several in (set(found) & set(named), found, named):
            here = [n for n in several if self.passages[n].chapter == chapter]
            for each in (list(several), here):
                if len(each) == 1:
                    return each[0]
        return None

    def _match(self, number: int, blocks: list[_Block]) -> list[int]:
        """Return the passages that a paragraph fits best: one, several alike, or none."""
        block = blocks[number]
        table = self.document.paragraphs[block.paragraphs[0]].table
        if table is not None:
            return self._match_table(table, number, blocks)
        pool = [n for n, passage in enumerate(self.passages) if passage.kind != "table"]
        labelled = [n for n in pool if self.passages[n].label in block.labels]
        if not block.words:
            return labelled[:1]
        if block.section is not None and self._is_heading(block):
            return [block.section]
        found = self._exact(block, block.words, pool) or self._similar(block, block.words, pool)
        marked = [n for n in found if n in labelled]
        return marked if len(marked) == 1 else found

    def _is_heading(self, block: _Block) -> bool:
        return self.document.paragraphs[block.paragraphs[0]].heading > 0

    def _match_table(self, table: int, number: int, blocks: list[_Block]) -> list[int]:
        """Return the table of the book that a table of the document is; or a caption in one."""
        block = blocks[number]
        captions = [n for n, each in enumerate(self.passages) if each.kind == "caption"]
        if _NUMBER.match(" ".join(block.words) + " "):
            own = self._exact(block, block.words, captions)
            if len(own) == 1:
                return own
        inside = [n for n, each in enumerate(blocks) if self._table_of(each) == table]
        label = self._label_table(inside, blocks, captions)
        pool = [n for n, each in enumerate(self.passages) if each.kind == "table"]
        labelled = [n for n in pool if label and self.passages[n].label == label]
        if labelled:
            return labelled[:1]
        words = tuple(word for n in inside for word in blocks[n].words)
        return self._exact(block, words, pool) or self._similar(block, words, pool)

    def _table_of(self, block: _Block) -> int | None:
        return self.document.paragraphs[block.paragraphs[0]].table

    def _label_table(self, inside: list[int], blocks: list[_Block], captions: list[int]) -> str:
        """Return a table's label: its bookmark's, or that of the caption above or below it."""
        marked = [label for n in inside for label in blocks[n].labels if label.startswith("tbl-")]
        if marked:
            return marked[0]
        for beside in (inside[0] - 1, inside[-1] + 1):
            if 0 <= beside < len(blocks):
                found = self._exact(blocks[beside], blocks[beside].words, captions)
                if len(found) == 1:
                    return self.passages[found[0]].label
        return ""

    def _exact(self, block: _Block, words: tuple[str, ...], pool: Iterable[int]) -> list[int]:
        found = [n for n in pool if words and _fits(self.passages[n], words)]
        return self._narrow(block, found)

    def _narrow(self, block: _Block, found: list[int]) -> list[int]:
        """Return those of several that stand in the section, else in the chapter."""
        section = [n for n in found if self.passages[n].section == block.section]
        chapter = [n for n in found if self.passages[n].chapter == block.chapter]
        best = section or chapter or found
        places = {self.passages[n].line.place: n for n in reversed(best)}
        return sorted(places.values())

    def _similar(self, block: _Block, words: tuple[str, ...], pool: Iterable[int]) -> list[int]:
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
        self, passage: Passage, gone: frozenset[str], block: _Block, start: Point, end: Point
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


def measure(passage: tuple[str, ...], words: tuple[str, ...]) -> float:
    """Return how alike two texts are: twice the words in common, by the number of words of both.

    The words in common are those of Ratcliff and Obershelp's method, as `difflib` has it. What only
    the rendered report says in words is left out.
    """
    own = [word for word in passage if word not in _GAPS]
    matcher = SequenceMatcher(None, own, words, autojunk=False)
    return (
        0
        if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE
        else matcher.ratio()
    )


def _locate(blocks: list[_Block], paragraph: int) -> int | None:
    return next((n for n, block in enumerate(blocks) if paragraph in block.paragraphs), None)


def _fits(passage: Passage, words: tuple[str, ...]) -> bool:
    """Return whether words are a passage's; a heading or caption may have its number before it."""
    text = " ".join(words) + " "
    numbered = _NUMBER.match(text) if passage.kind in ("heading", "caption") else None
    texts = [text] + ([text[numbered.end() :]] if numbered else [])
    pattern = _pattern(passage.texts)
    if isinstance(pattern, str):
        return pattern in texts
    return pattern is not None and any(pattern.fullmatch(each) for each in texts)


@cache
def _pattern(texts: tuple[str, ...]) -> str | re.Pattern | None:
    """Return what a passage's words have to be: a text, or a pattern where it has gaps."""
    gaps = [text for text in texts if text in _GAPS]
    if not gaps:
        return " ".join(texts) + " "
    if (GAP in gaps and len(texts) - len(gaps) < _WRITTEN) or len(texts) == len(gaps):
        return None
    return re.compile("".join(_GAPS.get(text) or re.escape(text) + " " for text in texts))


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
