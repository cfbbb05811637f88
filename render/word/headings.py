"""Headings with Word's own numbers, which are those that the site prints."""

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from render.word.markup import make, paragraphs, put, q, run, style_of, text_of

CHAPTERS, APPENDICES, APPENDIX = 9001, 9002, "Appendix"
_LEVELS = 6
# In twips: from a heading's number to its words.
_MARGIN, _STEP, _APPENDIX = 540, 170, 2350


@dataclass(frozen=True, kw_only=True)
class Heading:
    """A heading: its paragraph, level, number as printed (or none), words, and whether Word counts
    it."""

    node: etree._Element
    level: int
    number: str
    title: str
    appendix: bool
    counted: bool

    @property
    def printed(self) -> str:
        """The number with the word that Word puts before it."""
        top = self.appendix and self.level == 1
        return f"{APPENDIX}\u00a0{self.number}" if top else self.number

    @property
    def names(self) -> list[str]:
        """The bookmarks at the heading."""
        return [mark.get(q("w:name")) for mark in self.node.iter(q("w:bookmarkStart"))]


def number_headings(
    body: etree._Element, parts: Sequence[str], appendices: int
) -> tuple[Heading, ...]:
    """Give headings numbers of Word's in place of text, and return them.

    Parameters
    ----------
    body : element
        The document's body.
    parts : sequence of str
        Titles of parts, which stand as headings above a chapter's and are none.
    appendices : int
        How many of the last numbered chapters are appendices. Quarto goes on counting there.
    """
    found = [(node, *_take_number(node)) for node in paragraphs(body) if _level(node)]
    found = [each for each in found if not _is_part(each[0], parts)]
    tops = [node for node, level, number in found if level == 1 and number]
    last = tops[len(tops) - appendices :]
    headings, counts, letter = [], [0] * _LEVELS, ""
    chapters = {True: 0, False: 0}
    for node, level, number in found:
        if level == 1 and number:
            chapters[node in last] += 1
            letter = chr(64 + chapters[True]) if node in last else ""
            counts[0] = chapters[node in last]
        elif number:
            counts[level - 1] += 1
        if number:
            counts[level:] = [0] * (_LEVELS - level)
        title, (number, counted) = text_of(node), _number(node, level, number, counts, letter)
        headings.append(
            Heading(
                node=node, level=level, number=number, title=title,
                appendix=bool(letter), counted=counted,
            )
        )  # fmt: skip
    return tuple(headings)


def _level(node: etree._Element) -> int:
    style = style_of(node)
    return int(style[7:]) if style.startswith("Heading") and style[7:].isdigit() else 0


def _is_part(node: etree._Element, parts: Sequence[str]) -> bool:
    """Tell the title of a part, and dress it as one."""
    if style_of(node) != "Heading1" or text_of(node) not in parts:
        return False
    after = next((n for n in node.itersiblings() if n.tag == q("w:p")), None)
    if after is None or style_of(after) != "Heading1":
        return False
    put(node, "w:pStyle", val="Part")
    put(after, "w:pageBreakBefore", val=0)
    return True


def _take_number(node: etree._Element) -> tuple[int, str]:
    """Return a heading's level and number, and take the number's text out of it."""
    number = ""
    for piece in list(node.iter(q("w:r"))):
        style = piece.find(f"{q('w:rPr')}/{q('w:rStyle')}")
        if style is not None and style.get(q("w:val")) == "SectionNumber":
            number = text_of(piece)
            after = piece.getnext()
            if after is not None and text_of(after).startswith("\t"):
                after.getparent().remove(after)
            piece.getparent().remove(piece)
    return _level(node), number.strip()


def _number(
    node: etree._Element, level: int, printed: str, counts: list[int], letter: str
) -> tuple[str, bool]:
    """Let Word number a heading; where it would number otherwise, set the number as text."""
    held = put(node, "w:numPr")
    if not printed:
        held.append(make("w:numId", val=0))
        return "", False
    top = letter or str(counts[0])
    number = ".".join([top, *map(str, counts[1:level])])
    if level > 1 and number.partition(".")[2] != printed.partition(".")[2]:
        counts[level - 1] -= 1
        number = ".".join([top, *printed.split(".")[1:]])
        held.append(make("w:numId", val=0))
        node.insert(1, run(f"{number}\t"))
        return number, False
    held.append(make("w:ilvl", val=level - 1))
    held.append(make("w:numId", val=APPENDICES if letter else CHAPTERS))
    return number, True


def declare_numbering(numbering: etree._Element) -> None:
    """Add the two ways to number headings to the document's lists."""
    lists = [
        _define(CHAPTERS, "decimal", "%1"),
        _define(APPENDICES, "upperLetter", f"{APPENDIX}\u00a0%1"),
    ]
    place = len(numbering.findall(q("w:abstractNum")))
    for number, each in enumerate(lists):
        numbering.insert(place + number, each)
        identifier = each.get(q("w:abstractNumId"))
        numbering.append(make("w:num", make("w:abstractNumId", val=identifier), numId=identifier))


def _define(identifier: int, form: str, top: str) -> etree._Element:
    levels = []
    for level in range(_LEVELS):
        text = top if not level else ".".join(f"%{n + 1}" for n in range(level + 1))
        level_parts = [
            make("w:start", val=1),
            make("w:numFmt", val=form if not level else "decimal"),
        ]
        if identifier == CHAPTERS:
            level_parts.append(make("w:pStyle", val=f"Heading{level + 1}"))
        level_parts += [make("w:suff", val="tab"), make("w:lvlText", val=text)]
        level_parts += [make("w:lvlJc", val="left"), make("w:pPr", *_indent(text))]
        levels.append(make("w:lvl", *level_parts, ilvl=level))
    kind = make("w:multiLevelType", val="multilevel")
    mark = make("w:nsid", val=f"{identifier:08X}")
    return make("w:abstractNum", mark, kind, *levels, abstractNumId=identifier)


def _indent(text: str) -> list[etree._Element]:
    left = _APPENDIX if APPENDIX in text else _MARGIN + _STEP * text.count("%")
    return [
        make("w:tabs", make("w:tab", val="num", pos=left)),
        make("w:ind", left=left, hanging=left),
    ]
