"""Texts of Word and of Markdown as words that can be compared."""

import re
import unicodedata

# What stands where only the rendered report has words: a cross-reference ("Table 3.1"), and a
# citation, a formula or a span that not every format shows.
REFERENCE, GAP = "\ue002", "\ue003"
_WORD = re.compile(rf"[{REFERENCE}{GAP}]|-?\w+(?:[.,']\w+)*|[%+=<>]")
# Word's automatic correction and Pandoc's smart punctuation change these.
_ALIKE = str.maketrans(dict.fromkeys("‐‑‒–—−", "-") | dict.fromkeys("‘’ʼ´`", "'"))
_UNSEEN = re.compile("[\xad\u200b-\u200f\u2060\ufeff]")


def normalise(text: str) -> str:
    """Return a text without differences of capitals, kinds of dash and what nobody sees.

    Its length may be another than that of the text.
    """
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", text)).translate(_ALIKE).casefold()


def find_words(text: str) -> list[re.Match]:
    """Return the words of a normalised text with their places; punctuation is left out."""
    return [*_WORD.finditer(text)]


def split(text: str) -> tuple[str, ...]:
    """Return the words of a text."""
    return tuple(found[0] for found in find_words(normalise(text)))
