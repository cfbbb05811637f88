"""Text from outside: characters that nobody sees, and cells that a spreadsheet would compute."""

import re
import unicodedata
from collections.abc import Iterator

# Letters of many scripts and emoji are made with them; after Latin, Greek and Cyrillic letters,
# which come before all scripts that join, they show nothing. Emoji of keys begin with a plain sign.
JOINERS = frozenset("\u200c\u200d")
VARIANTS = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
FIRST_JOINING = "\u0590"
KEYS = frozenset("#*0123456789\xa9\xae")
# Letters by their category, of which nothing is to be seen (Default_Ignorable_Code_Point in
# https://www.unicode.org/Public/UCD/latest/ucd/DerivedCoreProperties.txt).
FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
BREAKS = frozenset("\n\t\r")
FORMULA = re.compile(r"\s*[=+\-@]")
NUMBER = r"[+\-\u2212]?\d[\d.,\u2009\u00a0]*\s*%?"
FIGURES = re.compile(rf"\s*{NUMBER}(\s*(to|\.\.|[\u2013:;,/])\s*{NUMBER})*\s*")


def find_hidden(text: str) -> list[str]:
    """Name the characters that nobody sees: controls, and marks that reorder or join nothing.

    Breaks of lines and tabs are seen, by what they do. The names are as in "U+202E (right-to-left
    override)".
    """
    if is_plain(text):
        return []
    found = dict.fromkeys(each for each, hidden in mark_hidden(text) if hidden)
    return [f"U+{ord(each):04X} ({name_character(each)})" for each in found]


def is_plain(text: str) -> bool:
    """Return whether a text is one of letters and signs that nobody doubts, as nearly all are."""
    return text.isascii() and text.isprintable()


def mark_hidden(text: str) -> Iterator[tuple[str, bool]]:
    """Each character of a text, and whether nobody sees it where it stands."""
    before = " "
    for each in text:
        yield each, (hidden := is_hidden(each, before))
        before = before if hidden else each


def is_hidden(character: str, before: str) -> bool:
    """Return whether a character is a control or a format character that shows nothing.

    `before` is what is seen before it: joiners and variants show something after some letters only.
    """
    if character in JOINERS or character in VARIANTS:
        alike = JOINERS if character in JOINERS else VARIANTS
        joins = before >= FIRST_JOINING and unicodedata.category(before)[0] in "LMS"
        return before in alike or not (joins or before in KEYS)
    if character in BREAKS:
        return False
    return character in FILLERS or unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")


def name_character(character: str) -> str:
    """Name a character in words."""
    known = {
        "\x00": "null",
        "\x07": "bell",
        "\x08": "backspace",
        "\x1b": "escape",
        "\x7f": "delete",
    }
    return known.get(character) or unicodedata.name(character, "control character").lower()


def remove_hidden(text: str) -> str:
    """Return the text without the characters that nobody sees."""
    if is_plain(text):
        return text
    return "".join(each for each, hidden in mark_hidden(text) if not hidden)


def show(text: str) -> str:
    r"""Return the text for a terminal: what nobody sees is written out, as in ``\u202e``."""
    return "".join(
        each.encode("unicode_escape").decode() if hidden or each == "\r" else each
        for each, hidden in mark_hidden(text)
    )


def write_cell(text: str) -> str:
    """Return the text as a cell of a CSV file that no spreadsheet takes for a formula.

    An apostrophe goes before what begins, white space and width aside, with ``=``, ``+``, ``-`` or
    ``@`` and is no number or interval; and before an apostrophe that would else be taken for one of
    these. Tabs and carriage returns, which begin formulas too, become spaces.
    """
    plain = text.replace("\t", " ").replace("\r", " ")
    if starts_formula(plain) and not FIGURES.fullmatch(plain):
        return f"'{plain}"
    return plain


def read_cell(text: str) -> str:
    """Return the text that `write_cell` wrote."""
    if text.startswith("'") and starts_formula(text[1:]) and not FIGURES.fullmatch(text[1:]):
        return text[1:]
    return text


def starts_formula(text: str) -> bool:
    """Return whether a spreadsheet may take a cell for a formula, apostrophes before it aside."""
    return bool(FORMULA.match(unicodedata.normalize("NFKC", text).lstrip("'")))
