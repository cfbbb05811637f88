"""How alike a passage of the book and a paragraph of a document are."""

import re
from difflib import SequenceMatcher

from render.review.passages import Passage
from render.review.words import GAP, REFERENCE

# How alike a passage and a paragraph have to be (`measure`). In the first study's report no two
# paragraphs that somebody wrote, in one section, are so alike (0.59 at most); and when three words
# in ten are replaced at random, 95 of 100 still are. Sentences that one function makes are more
# alike than that, and captions too: those within the margin of the best are told as several.
ALIKE = 0.6
MARGIN = 0.1
# A formula or citation alone fits anything: that many words have to be there besides.
_WRITTEN = 3
# How many words may stand for what only the rendered report says.
_GAPS = {REFERENCE: 3, GAP: 20}
_NUMBER = re.compile(r"(?:[^\W\d]+ )?(?:[a-z]|(?:[a-z]\.)?\d+(?:\.\d+)*) ")


def fits(passage: Passage, words: tuple[str, ...]) -> bool:
    """Return whether words are a passage's; a heading or caption may have its number before it."""
    if _spell_out(passage.texts, words):
        return True
    text = " ".join(words) + " "
    numbered = _NUMBER.match(text) if passage.kind in ("heading", "caption") else None
    after = words[numbered[0].count(" ") :] if numbered else ()
    return bool(after) and _spell_out(passage.texts, after)


def is_numbered(words: tuple[str, ...]) -> bool:
    """Return whether words begin as a caption or a numbered heading does."""
    return _NUMBER.match(" ".join(words) + " ") is not None


def _spell_out(texts: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Return whether words are those of a text, any few standing in its gaps."""
    written = sum(text not in _GAPS for text in texts)
    if written < (_WRITTEN if GAP in texts else 1):
        return False
    reached = {0}
    for text in texts:
        if text in _GAPS:
            reached = {at + more for at in reached for more in range(_GAPS[text] + 1)}
        else:
            reached = {at + 1 for at in reached if at < len(words) and words[at] == text}
        if not reached:
            return False
    return len(words) in reached


def measure(passage: tuple[str, ...], words: tuple[str, ...]) -> float:
    """Return how alike two texts are: twice the words in common, by the number of words of both.

    The words in common are those of Ratcliff and Obershelp's method, as `difflib` has it. What only
    the rendered report says in words is left out.
    """
    own = [word for word in passage if word not in _GAPS]
    matcher = SequenceMatcher(None, own, words, autojunk=False)
    # The quick ones are never smaller, and most texts are far below.
    if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
        return 0
    return matcher.ratio()
