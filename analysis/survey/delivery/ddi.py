"""A codebook in DDI-Codebook XML (version 2.5; older ones differ in what is not read here).

https://ddialliance.org/Specification/DDI-Codebook/2.5/
"""

import dataclasses
from pathlib import Path

from ...errors import Breaches
from .hidden import clear_labels, find_hidden_names
from .records import Column, Delivery
from .values import join_lines, write_value


def read_ddi(path: Path) -> dict[str, Column]:
    """What a DDI codebook says of each variable, by its name.

    Raises
    ------
    Breaches
        The file is missing, is not XML, describes no variable, or names one with characters that
        nobody sees.
    """
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, parse

    try:
        root = parse(path).getroot()
    except FileNotFoundError:
        raise Breaches(path.name, ["the codebook is missing"]) from None
    except (ParseError, DefusedXmlException, ValueError):
        fault = "not XML that can be read; a codebook is expected in DDI-Codebook XML"
        raise Breaches(path.name, [fault]) from None
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    described = [(var.get("name", "").strip(), var) for var in root.iter("var")]
    if faults := list(find_hidden_names((name for name, _ in described), "variable")):
        raise Breaches(path.name, faults)
    columns = {name: describe_variable(var) for name, var in described}
    columns.pop("", None)
    if not columns:
        fault = "it describes no variable (no <var> with a name); DDI-Codebook XML is expected"
        raise Breaches(path.name, [fault])
    return columns


def describe_variable(var) -> Column:
    """Label, categories and missing codes of a <var>."""
    answers, missing = {}, []
    for category in var.iter("catgry"):
        code = read_code(category.findtext("catValu") or category.get("catValu") or "")
        if not code:
            continue
        if label := read_label(category):
            answers[code] = label
        if category.get("missing") == "Y":
            missing.append(code)
    for invalid in var.iter("invalrng"):
        missing += [read_code(item.get("VALUE", "")) for item in invalid.iter("item")]
        for span in invalid.iter("range"):
            try:
                missing.append((float(span.get("min")), float(span.get("max"))))
            except (TypeError, ValueError):  # a range open at one end
                continue
    return Column(label=read_label(var), answers=answers, missing=tuple(dict.fromkeys(missing)))


def read_label(element) -> str:
    """The label of a variable or category: an element of its own, in some files an attribute."""
    label = element.find("labl")
    text = "".join(label.itertext()) if label is not None else element.get("labl", "")
    return join_lines(text)


def read_code(text: str) -> str:
    """A code as the codebook writes it."""
    try:
        return write_value(float(text))
    except ValueError:
        return text.strip()


def describe_columns(delivery: Delivery, columns: dict) -> Delivery:
    """The delivery with what a codebook adds to what the file says of its columns, whatever their
    capitals; where the two differ the codebook holds."""
    named = {name.casefold(): column for name, column in columns.items()}
    known = {}
    for name in delivery.table:
        if column := named.get(name.casefold()):
            own = delivery.column(name)
            known[name] = dataclasses.replace(
                own,
                label=column.label or own.label,
                answers=own.answers | column.answers,
                missing=(*own.missing, *column.missing),
                own=own.own and not column.answers,
            )
    added = dataclasses.replace(delivery, columns=delivery.columns | known)
    return clear_labels(added, "Labels in the codebook")
