"""A Word file as plain text, tables and pictures: what a comparison can take apart anywhere.

A field, a link or a bookmark has a beginning and an end. Where one is in a passage that goes and
the other in one that stays, accepting the changes would leave half of it.
"""

from itertools import groupby

from lxml import etree

from render.word.markup import make, q

_MARKS = ("bookmarkStart", "bookmarkEnd", "proofErr", "lastRenderedPageBreak")
_WRAPPERS = ("hyperlink", "fldSimple", "smartTag", "sdt", "sdtContent")
_IN_FIELDS = ("fldChar", "instrText")


def flatten(body: etree._Element) -> None:
    """Leave of fields their results, of links their words, and of bookmarks nothing."""
    for name in (*_MARKS, "sdtPr", "sdtEndPr"):
        for node in [*body.iter(q(f"w:{name}"))]:
            node.getparent().remove(node)
    _drop_codes(body)
    for name in _WRAPPERS:
        for node in [*body.iter(q(f"w:{name}"))]:
            _unwrap(node)
    for node in body.iter(q("w:p")):
        _join_runs(node)


def _drop_codes(body: etree._Element) -> None:
    """Remove what fields are told, to their results; fields may hold fields."""
    states: list[bool] = []
    for run in [*body.iter(q("w:r"))]:
        for node in [*run]:
            kind = node.get(q("w:fldCharType"))
            if kind == "begin":
                states.append(False)
            elif kind == "separate":
                states[-1] = True
            elif kind == "end":
                states.pop()
            told = node.tag != q("w:rPr") and not all(states)
            if told or etree.QName(node).localname in _IN_FIELDS:
                run.remove(node)
        if not [node for node in run if node.tag != q("w:rPr")]:
            run.getparent().remove(run)


def _unwrap(node: etree._Element) -> None:
    around = node.getparent()
    place = around.index(node)
    around[place : place + 1] = [*node]


def _join_runs(paragraph: etree._Element) -> None:
    """Make one run of neighbours of the same look, as fields leave many of one word."""
    for look, group in groupby([*paragraph], key=_look):
        if look is None:
            continue
        first, *others = group
        for other in others:
            first.extend(node for node in other if node.tag != q("w:rPr"))
            paragraph.remove(other)
        _join_words(first)


def _look(node: etree._Element) -> bytes | None:
    """Return a run's properties, or nothing for what is no run of words."""
    if node.tag != q("w:r") or next(node.iter(q("w:drawing")), None) is not None:
        return None
    held = node.find(q("w:rPr"))
    return b"" if held is None else etree.tostring(held)


def _join_words(run: etree._Element) -> None:
    for is_text, group in groupby([*run], key=lambda node: node.tag == q("w:t")):
        if not is_text:
            continue
        words = [*group]
        joined = make("w:t", xml_space="preserve")
        joined.text = "".join(each.text or "" for each in words)
        run.replace(words[0], joined)
        for each in words[1:]:
            run.remove(each)
