"""Marks of tracked changes: those that a comparison leaves untidy, and a list that is inserted."""

from collections.abc import Iterator, Mapping, Sequence

from lxml import etree

from render.word.markup import make, q, run

TITLE = "What changed in the figures"
NOTE = (
    "This list is no part of either edition. Above, a picture that changed is shown as it is and,"
    " as deleted, as it was."
)
_MARKS = ("ins", "del", "moveFrom", "moveTo", "pPrChange", "rPrChange")


def mend_marks(document: etree._Element) -> None:
    """Make what moved away text, as Word does, and forget changes of looks that change none."""
    for moved in document.iter(q("w:moveFrom")):
        for words in moved.iter(q("w:delText")):
            words.tag = q("w:t")
    for change in [*document.iter(q("w:rPrChange"), q("w:pPrChange"))]:
        around, (before,) = change.getparent(), change
        now = [each for each in around if each is not change and each.tag != q("w:rPr")]
        if [*map(etree.tostring, now)] == [*map(etree.tostring, before)]:
            around.remove(change)


def insert_list(
    document: etree._Element, changed: Mapping[str, Sequence[str]], author: str, day: str
) -> None:
    """Insert what became of the figures at the end, as a tracked change.

    Parameters
    ----------
    document : element
        The document's root.
    changed : mapping of str to sequence of str
        Kinds of change, each with the figures that it befell.
    author, day : str
        Who inserts the list, and when.
    """
    body = document.find(q("w:body"))
    used = [
        int(each.get(q("w:id"))) for each in document.iter(*(q(f"w:{name}") for name in _MARKS))
    ]
    numbers = iter(range(max(used, default=0) + 1, max(used, default=0) + 10_000))
    for style, text in _write_lines(changed):
        marks = [
            make("w:ins", id=next(numbers), author=author, date=day) for _ in range(2)
        ]  # fmt: skip
        marks[1].append(run(text))
        look = make("w:pPr", make("w:pStyle", val=style), make("w:rPr", marks[0]))
        body.insert(len(body) - 1, make("w:p", look, marks[1]))


def _write_lines(changed: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    yield "TOCHeading", TITLE
    yield "BodyText", NOTE
    for kind, titles in changed.items():
        yield "BodyText", f"{kind}:"
        yield from (("Compact", f"–\u00a0{title}") for title in titles)
