"""Cross-references as fields, with the words that the site prints."""

from collections.abc import Sequence

from lxml import etree

from render.word.captions import Caption
from render.word.equations import Equation
from render.word.headings import Heading
from render.word.markup import bookmark_name, field, q, run, text_of


def link_references(
    body: etree._Element,
    captions: Sequence[Caption],
    equations: Sequence[Equation],
    headings: Sequence[Heading],
) -> None:
    """Make a field of every link whose words are the number or the title of what it leads to."""
    labels = {each.id: each for each in (*captions, *equations)}
    sections = {name: heading for heading in headings for name in heading.names}
    for link in list(body.iter(q("w:hyperlink"))):
        target, text = link.get(q("w:anchor")), text_of(link)
        if target in labels:
            words = _refer_to_label(labels[target], text)
        elif target in sections:
            words = _refer_to_heading(sections[target], target, text)
        else:
            words = []
        if words:
            around, place = link.getparent(), link.getparent().index(link)
            around[place : place + 1] = words


def _refer_to_label(target: Caption | Equation, text: str) -> list[etree._Element]:
    if isinstance(target, Caption) and _plain(text) == _plain(target.label):
        return field(f"REF {bookmark_name('ref_', target.id)} \\h", run(target.label))
    if not text.endswith(target.number):
        return []
    number = field(f"REF {bookmark_name('no_', target.id)} \\h", run(target.number))
    return _before(text, target.number) + number


def _refer_to_heading(heading: Heading, name: str, text: str) -> list[etree._Element]:
    """Return fields for "Section 3.2", "Appendix A", "3.2", and the title with or without it."""
    # A title among other words is told to be a link by its looks, which an update keeps.
    title = field(f"REF {name} \\h \\* MERGEFORMAT", run(heading.title, "Hyperlink"))
    if heading.title and text == heading.title:
        return title
    if not heading.counted:
        return []
    # Without its word where the link leaves it out.
    bare = f"REF {name} \\n \\t \\h"
    asked = {heading.number: bare, heading.printed: f"REF {name} \\n \\h"}
    for number, instruction in reversed(asked.items()):
        reference = field(instruction, run(number))
        if _plain(text).endswith(_plain(number)):
            return _before(text, number) + reference
        if _plain(text).startswith(_plain(number)) and text.endswith(heading.title):
            between = text[len(number) : len(text) - len(heading.title)]
            return [*reference, run(between), *title]
    return []


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def _before(text: str, number: str) -> list[etree._Element]:
    words = text[: len(text) - len(number)]
    return [run(words)] if words else []
