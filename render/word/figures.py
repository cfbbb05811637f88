"""The figures of two editions: which are new, gone, moved or drawn anew.

Word shows a picture that goes and one that comes. That they are the same figure, drawn anew, is
for a list to say.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from textwrap import shorten

from lxml import etree

from render.word.markup import paragraphs, q, style_of, text_of
from render.word.package import DOCUMENT, Package

# Characters of a text alternative that say which picture is meant.
_LONG = 80


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A figure: the mark that other editions know it by, its caption, pictures and their words."""

    name: str
    title: str
    pictures: tuple[bytes, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Outline:
    """What a document has in its order: paragraphs as their text, figures as such."""

    items: tuple[str | Figure, ...]

    @property
    def figures(self) -> dict[str, Figure]:
        """Its figures by name."""
        return {each.name: each for each in self.items if isinstance(each, Figure)}


def read_outline(package: Package) -> Outline:
    """Return a document's paragraphs and figures; those within tables stand for nothing but
    themselves."""
    items: list[str | Figure] = []
    waiting: list[etree._Element] = []
    for node in paragraphs(package.tree(DOCUMENT).find(q("w:body"))):
        drawings = [*node.iter(q("w:drawing"))]
        waiting += drawings
        captioned = style_of(node) == "ImageCaption"
        if waiting and captioned:
            items.append(_make_figure(package, waiting, _mark_of(node), text_of(node)))
            waiting = []
        elif text := text_of(node).strip():
            items += _flush(package, waiting, items)
            waiting = []
            items += [text] if node.getparent().tag == q("w:body") else []
    return Outline(items=(*items, *_flush(package, waiting, items)))


def _flush(
    package: Package, drawings: Sequence[etree._Element], before: Sequence[str | Figure]
) -> Iterator[Figure]:
    """Yield pictures without a caption, each known by its words and how often they were there."""
    names = [each.name for each in before if isinstance(each, Figure)]
    for node in drawings:
        words = _words_of(node)
        start = shorten(words, _LONG, placeholder="\u00a0…")
        title = f"a picture without a caption (“{start}”)" if words else "a picture without words"
        number = sum(name.startswith(f"{words}#") for name in names)
        names.append(f"{words}#{number}")
        yield _make_figure(package, [node], names[-1], title)


def _make_figure(
    package: Package, drawings: Sequence[etree._Element], name: str, title: str
) -> Figure:
    return Figure(
        name=name or title,
        title=title.strip(),
        pictures=tuple(_content_of(package, each) for each in drawings),
        words=tuple(_words_of(each) for each in drawings),
    )


def _mark_of(caption: etree._Element) -> str:
    names = [each.get(q("w:name")) for each in caption.iter(q("w:bookmarkStart"))]
    return next((name for name in names if name.startswith("ref_")), "")


def _words_of(drawing: etree._Element) -> str:
    return next(drawing.iter(q("wp:docPr"))).get("descr", "")


def _content_of(package: Package, drawing: etree._Element) -> bytes:
    """Return the drawing itself, where there is one beside its bitmap."""
    found = [*drawing.iter(q("asvg:svgBlip")), *drawing.iter(q("a:blip"))]
    return package.parts[package.target(found[0].get(q("r:embed")))]


def describe_changes(old: Outline, new: Outline) -> dict[str, list[str]]:
    """Return the figures that are otherwise in a new edition, by what became of them."""
    before, after = old.figures, new.figures
    both = [name for name in after if name in before]
    redrawn = [name for name in both if before[name].pictures != after[name].pictures]
    reworded = [name for name in both if before[name].words != after[name].words]
    moved = _find_moved(old, new)
    found = {
        "Figures whose picture changed": [_title(before, after, name) for name in redrawn],
        "Figures whose text alternative changed": [
            _title(before, after, name) for name in reworded
        ],
        "Figures that are new": [each.title for name, each in after.items() if name not in before],
        "Figures that are gone": [each.title for name, each in before.items() if name not in after],
        "Figures that moved": [_title(before, after, name) for name in moved],
    }
    return {kind: titles for kind, titles in found.items() if titles}


def _title(before: dict[str, Figure], after: dict[str, Figure], name: str) -> str:
    old, new = before[name].title, after[name].title
    return new if old == new else f"{new} (before: {old})"


def _find_moved(old: Outline, new: Outline) -> list[str]:
    """Find figures that are not where they were, among what both editions have."""
    texts = [[_key(item) for item in outline.items] for outline in (old, new)]
    common = {*texts[0]} & {*texts[1]}
    old_keys, new_keys = ([key for key in keys if key in common] for keys in texts)
    blocks = SequenceMatcher(None, old_keys, new_keys, autojunk=False).get_matching_blocks()
    stay = {place for block in blocks for place in range(block.b, block.b + block.size)}
    moved = [key for place, key in enumerate(new_keys) if place not in stay]
    return [name for kind, name in moved if kind == "figure"]


def _key(item: str | Figure) -> tuple[str, str]:
    return ("figure", item.name) if isinstance(item, Figure) else ("text", item)
