"""A chapter's template and what a study declares → text, of which nothing declared is code."""

import json
import re
from functools import cache
from typing import Any

from ..report.markdown import escape, plain
from ..report.numbers import words as spelt
from ..report.sentence import capital, listed
from . import templating

# What Markdown, Quarto or YAML might take for more than text.
SPECIAL = re.compile(r"[\\`*_{}\[\]<>#$^~@|\"!&]|--|\.\.\.|^\W|^\d+[.)]")


class Code(str):
    """Text that stands in a file as it is, because it was made for that place."""


def fill(name: str, context: dict[str, Any]) -> str:
    """Return a template filled with what a study declares.

    Raises
    ------
    jinja2.UndefinedError
        The template asks for something that the context doesn't have.
    """
    text = prepare().get_template(name).render(context)
    text = re.sub(r" +$", "", text, flags=re.MULTILINE)
    return re.sub(r"\n{3,}", "\n\n", text).rstrip("\n") + "\n"


@cache
def prepare():
    """Make the environment of chapters: every value is Markdown, unless it was made to be code."""
    environment = templating.prepare().overlay(finalize=write)
    environment.filters = environment.filters | {
        "capital": capital,
        "listed": lambda texts: Code(listed([write(text) for text in texts])),
        "spelt": spelt,
        "quoted": quote,
        "code": lambda value: Code(json.dumps(plain(value), ensure_ascii=False)),
    }
    return environment


def write(value: object) -> object:
    """Return a value as Markdown shows it; with backslashes only where it might not."""
    if not isinstance(value, str) or isinstance(value, Code):
        return value
    return Code(escape(value) if SPECIAL.search(plain(value)) else plain(value))


def quote(value: str) -> Code:
    """Return Markdown as it stands within the double quotes of a cell's option."""
    return Code(json.dumps(write(value), ensure_ascii=False)[1:-1])
