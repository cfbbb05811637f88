"""Text from outside: characters that nobody sees, and cells that a spreadsheet would compute."""

import re
import unicodedata

# Letters of many scripts and emoji are made with them.
JOINERS = frozenset("\u200c\u200d")
BREAKS = frozenset("\n\t\r")
FORMULA = re.compile(r"\s*[=+\-@]")
NUMBER = r"[+\-\u2212]?\d[\d.,\u2009\u00a0]*\s*%?"
FIGURES = re.compile(rf"\s*{NUMBER}(\s*(to|\.\.|[\u2013:;,/])\s*{NUMBER})*\s*")


def find_hidden(text: str) -> list[str]:
    """Name the characters that nobody sees: controls, and marks that reorder or join nothing.

    Breaks of lines and tabs are seen, by what they do. The names are as in "U+202E (right-to-left
    override)".
    """
    found = dict.fromkeys(each for each in text if is_hidden(each))
    return [f"U+{ord(each):04X} ({name_character(each)})" for each in found]


def is_hidden(character: str) -> bool:
    """Return whether a character is a control or a format character that shows nothing."""
    if character in BREAKS or character in JOINERS:
        return False
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")


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
    return "".join(each for each in text if not is_hidden(each))


def show(text: str) -> str:
    r"""Return the text for a terminal: what nobody sees is written out, as in ``\u202e``."""
    return "".join(
        each if not is_hidden(each) and each != "\r" else each.encode("unicode_escape").decode()
        for each in text
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
