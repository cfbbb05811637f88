"""The only way by which text that came from data gets into Markdown."""

import re
import sys
import unicodedata

PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
SHORTCODE = re.compile(r"\{(?=\{)")
REORDERING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def plain(text: str) -> str:
    """Return the text on one line, without control characters and with single spaces."""
    spaced = "".join(" " if c in "\t\n\v\f\r\x85\u2028\u2029" else c for c in text)
    kept = (c for c in spaced if unicodedata.category(c) != "Cc" and c not in REORDERING)
    return re.sub(" +", " ", "".join(kept)).strip(" ")


def escape(text: str) -> str:
    r"""Return Markdown that shows the text as written: ``a*b`` becomes ``a\*b``."""
    return PUNCTUATION.sub(r"\\\1", plain(text))


def attribute(text: str) -> str:
    """Return the text as a quoted value of an attribute.

    Quarto looks for shortcodes in attributes after it has taken the backslashes away, so a
    word joiner, which nobody sees or hears, keeps two opening braces apart.
    """
    apart = SHORTCODE.sub("{\u2060", plain(text))
    return f'"{escape(apart)}"'


def prose(text: str) -> str:
    """Return Markdown that shows the text as written, but for the style of quotation marks."""
    return re.sub(r"\\(['\"])", r"\1", escape(text))


def show_text() -> None:
    r"""Have a notebook show text as prose.

    Quarto prints the value of an inline expression as Python does, with ``\xa0`` for a no-break
    space, unless the value comes with Markdown.
    """
    shell = "IPython" in sys.modules and sys.modules["IPython"].get_ipython()
    if shell:
        shell.display_formatter.formatters["text/markdown"].for_type(str, prose)
