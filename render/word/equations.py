"""Numbered formulas: the formula in the middle of its line, its number at the end."""

import re
from dataclasses import dataclass

from lxml import etree

from render.word.captions import number_fields
from render.word.markup import bookmark, bookmark_name, put, q, run, text_of

_NUMBER = re.compile(r"\s*\(([A-Z]|\d+)\.(\d+)\)")


@dataclass(frozen=True, kw_only=True)
class Equation:
    """A numbered formula: its label's identifier and its number."""

    id: str
    number: str


def number_equations(body: etree._Element) -> tuple[Equation, ...]:
    """Take the numbers out of formulas, where they are part of it, and make fields of them."""
    found = []
    for mark in list(body.iter(q("w:bookmarkStart"))):
        label, node = mark.get(q("w:name")), mark.getparent()
        maths = node.findall(q("m:oMathPara"))
        if not label.startswith("eq-") or len(maths) != 1 or node.findall(q("w:r")):
            continue
        formula = maths[0].find(q("m:oMath"))
        if number := _take_number(formula):
            put(node, "w:pStyle", val="Equation")
            fields = number_fields("Equation", *number.split("."))
            after = [run("\t("), *bookmark(bookmark_name("no_", label), *fields), run(")")]
            place = node.index(maths[0])
            node[place : place + 1] = [run("\t"), formula, *after]
            found.append(Equation(id=label, number=number))
    return tuple(found)


def _take_number(formula: etree._Element) -> str:
    """Return the number at a formula's end, and take it and the space before it away."""
    taken, text = [], ""
    for piece in reversed(formula):
        taken.append(piece)
        text = text_of(piece) + text
        if match := _NUMBER.fullmatch(text):
            if text[:1] == "(" and (space := piece.getprevious()) is not None:
                taken += [space] if not text_of(space).strip() else []
            for each in taken:
                formula.remove(each)
            return f"{match[1]}.{match[2]}"
        if len(text) > 12:
            return ""
    return ""
