"""Ids and labels from the names that files have."""

import re
import unicodedata

from .variables import Variable

LONGEST = 60  # characters of a label that fits in a table


def make_id(name: str) -> str:
    """An id of small letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-") or "one"


def make_label(variable: Variable) -> str:
    """The file's label if it is short, else the name in words."""
    label = variable.column.label.strip()
    if label and len(label) <= LONGEST:
        return label
    words = re.sub(r"[_\W]+", " ", variable.name).strip() or variable.name
    return words[:1].upper() + words[1:]


def make_plural(noun: str) -> str:
    """The plural of an English noun, as far as that can be told from its end."""
    head, of, rest = noun.partition(" of ")
    if of:
        return f"{make_plural(head)}{of}{rest}"
    irregular = {"person": "people", "child": "children"}
    if noun in irregular:
        return irregular[noun]
    if re.search(r"[^aeiou]y$", noun):
        return f"{noun[:-1]}ies"
    return f"{noun}es" if re.search(r"(s|x|z|ch|sh)$", noun) else f"{noun}s"


def make_article(noun: str) -> str:
    """The article before a noun, as far as that can be told from its beginning."""
    return "an" if re.match(r"[aeio]|u[^ns]", noun, re.IGNORECASE) else "a"
