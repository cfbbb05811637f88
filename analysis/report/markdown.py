"""The only way by which text that came from data gets into Markdown."""

import re
from pathlib import Path

from ..text import remove_hidden

PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
SHORTCODE = re.compile(r"\{(?=\{)")


def plain(text: str) -> str:
    """Return the text on one line, without what nobody sees and with single spaces."""
    spaced = "".join(" " if c in "\t\n\v\f\r\x85\u2028\u2029" else c for c in text)
    return re.sub(" +", " ", remove_hidden(spaced)).strip(" ")


def escape(text: str) -> str:
    r"""Return Markdown that shows the text as written: ``a*b`` becomes ``a\*b``."""
    return PUNCTUATION.sub(r"\\\1", plain(text))


def attribute(text: str) -> str:
    """Return the text as a quoted value of an attribute.

    Quarto looks for shortcodes in attributes after it has taken the backslashes away, so a
    word joiner, which nobody sees or hears, keeps two opening braces apart.
    """
    apart = SHORTCODE.sub("{\u2060", plain(text))
    return '"' + PUNCTUATION.sub(r"\\\1", apart) + '"'


def link(text: str, path: Path) -> str:
    """Return a link by which a file of the project is downloaded."""
    return f"[{escape(text)}](/{path.as_posix()}){{download={attribute(path.name)}}}"


def behind(about: str, *blocks: str) -> str:
    """Return what stands behind a figure or a table, for `theme/behind.lua`.

    Where no caption does, `about` tells a screen reader whose it is.
    """
    return "\n\n".join([f":::: {{.behind about={attribute(about)}}}", *blocks, "::::\n"])


class Prose(str):
    """Text that reads as written where a chapter prints it within a sentence, by any renderer.

    Quarto takes the Markdown that an object gives, and escapes only some characters of a plain
    string.
    """

    def _repr_markdown_(self) -> str:
        return escape(self)
