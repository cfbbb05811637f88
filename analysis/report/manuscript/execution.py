"""A chapter's source → its Markdown with values, tables and figures in place."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import Breaches
from ...results.chapters import CELL
from ..files import unmade
from ..markdown import escape

if TYPE_CHECKING:
    from ...results.results import Results

OPTION = re.compile(r"^#\|\s*([\w-]+):\s*(.*?)\s*$", re.MULTILINE)
INLINE = re.compile(r"(?<!`)`\{python\}[ \t]([^`]+)`")
LOADED = "load_results()"


def execute(root: Path, name: str, results: Results) -> str:
    """Return a chapter's Markdown as a reader of these results gets it.

    Captions stand in divs of the class `caption`. Figures and tables are as a paged edition has
    them, with no files to download, and no file is made.

    Raises
    ------
    Breaches
        The chapter is not there, or one of its cells or values can't be computed.
    """
    try:
        text = (root / name).read_text(encoding="utf-8")
        space: dict = {"given_results": results}
        with unmade():
            text = CELL.sub(lambda found: run_cell(found[2], space), text)
            return INLINE.sub(lambda found: show(eval(found[1], space)), text)
    except Exception as error:
        said = f"{type(error).__name__}: {error}"
        raise Breaches(name, [f"can't be computed: {' '.join(said.split())}"]) from error


def run_cell(code: str, space: dict) -> str:
    """Run a cell, and return the Markdown of its last line with the caption."""
    options = dict(OPTION.findall(code))
    steps = ast.parse(code.replace(LOADED, "given_results")).body
    last = steps.pop() if steps and isinstance(steps[-1], ast.Expr) else None
    exec(compile(ast.Module(steps, []), "cell", "exec"), space)
    if last is None:
        return ""
    value = eval(compile(ast.Expression(last.value), "cell", "eval"), space)
    if options.get("include") == "false":
        return ""
    caption = options.get("tbl-cap") or options.get("fig-cap") or ""
    told = f"::: {{.caption}}\n{caption.strip(chr(34))}\n:::\n" if caption else ""
    return "\n".join([told, show(value), ""])


def show(value: object) -> str:
    """Return a value's Markdown; of figures and tables, what they are without what is behind."""
    made = getattr(value, "body", None) or getattr(value, "_repr_markdown_", None)
    return made() if made else escape(str(value))
