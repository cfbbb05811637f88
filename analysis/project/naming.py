"""What things are called: ids, files of chapters, forms of a noun."""

import re
import unicodedata

CHAPTER = "chapters/domain-{}.qmd"  # of a domain


def make_id(name: str) -> str:
    """An id of small letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-") or "one"


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
