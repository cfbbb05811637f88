"""Executed chapters → passages: what is said under which heading, and what it holds."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...errors import Breaches
from .contents import Contents
from .execution import execute

if TYPE_CHECKING:
    from ...results.results import Results

CROSS = re.compile(r"(fig|tbl|sec|eq)-")
BLOCKS = ("Plain", "Para", "Header", "LineBlock", "CodeBlock")
# In one process: each that starts takes as long as it takes to read a chapter.
PARSED = """
local texts = pandoc.List(pandoc.json.decode(io.read("a"), false))
local function parse(text) return pandoc.write(pandoc.read(text, "markdown"), "json") end
io.write("[", table.concat(texts:map(parse), ","), "]")
"""
HELD = {"Note": "footnotes", "Image": "figures", "Table": "tables"}


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A paragraph, a heading, a table's cell or a caption.

    `heading` is the section of the chapter it is in, empty before the first; `holds` names what
    stands in it besides words: references, figures, tables, footnotes. `note` tells that it is
    for those who write, not for readers; `code` is text set as code.
    """

    text: str
    heading: str = ""
    holds: tuple[str, ...] = ()
    note: bool = False
    code: bool = False

    @property
    def words(self) -> int:
        """How many words it has; numbers count, punctuation alone doesn't."""
        return sum(bool(re.search(r"\w", word)) for word in self.text.split())


@dataclass(frozen=True, kw_only=True)
class Chapter:
    """A chapter as read: `section` is its heading's id, `numbered` whether it has a number."""

    path: str
    title: str
    section: str
    numbered: bool
    appendix: bool
    passages: tuple[Passage, ...]


def read_manuscript(
    root: Path, contents: Contents, results: Results, profile: str
) -> tuple[Chapter, ...]:
    """Read all chapters of an edition as its readers get them.

    Raises
    ------
    Breaches
        Some can't be computed; all that can't are named.
    """
    made, faults = {}, []
    for path in (*contents.chapters, *contents.appendices):
        try:
            made[path] = execute(root, path, results)
        except Breaches as error:
            faults += [f"{error.subject}: {fault}" for fault in error.faults]
    if faults:
        raise Breaches("The chapters can't be read", faults)
    shown = Conditions(profile=profile, metadata=describe(results))
    return tuple(
        read_chapter(path, blocks, shown, path in contents.appendices)
        for path, blocks in zip(made, parse_markdown([*made.values()]), strict=True)
    )


def describe(results: Results) -> dict[str, bool]:
    """Return what conditions of chapters may ask about the results; as `results.write_results`."""
    return {
        "synthetic": results.study.synthetic,
        "several_waves": len(results.study.waves) > 2,
        "compared": bool(results.changes),
    }


def parse_markdown(texts: list[str]) -> list[list[dict]]:
    """Return Pandoc's reading of some Markdown texts."""
    import pypandoc

    words = [pypandoc.get_pandoc_path(), "lua", "-e", PARSED]
    given = json.dumps(texts).encode()
    done = subprocess.run(words, input=given, capture_output=True, check=True)
    return [document["blocks"] for document in json.loads(done.stdout)]


@dataclass(frozen=True, kw_only=True)
class Conditions:
    """What decides which conditional passages an edition shows. It is read as a Word file."""

    profile: str
    metadata: dict[str, bool]
    format: str = "docx"

    def show(self, classes: list[str], attributes: dict[str, str]) -> bool:
        """Whether what has these classes and attributes is shown."""
        holds = True
        for name, wanted in attributes.items():
            kind, _, what = name.partition("-")
            true = {
                "profile": wanted == self.profile,
                "format": wanted == self.format,
                "meta": self.metadata.get(wanted, False),
            }.get(what)
            if true is not None and kind in ("when", "unless"):
                holds = holds and true == (kind == "when")
        if "content-hidden" in classes:
            return not holds
        return holds if "content-visible" in classes else True


def read_chapter(path: str, blocks: list[dict], shown: Conditions, appendix: bool) -> Chapter:
    """Read a chapter from Pandoc's blocks."""
    title, section, numbered = "", "", True
    passages: list[Passage] = []
    heading = ""
    for block, passage in list_passages(blocks, shown):
        level = block["c"][0] if block["t"] == "Header" else 0
        if level == 1 and not title:
            title, (section, classes, _) = passage.text, block["c"][1]
            numbered = "unnumbered" not in classes
            continue
        heading = passage.text if level == 2 else heading
        passages.append(replace(passage, heading=heading))
    return Chapter(
        path=path, title=title, section=section, numbered=numbered, appendix=appendix,
        passages=tuple(passages),
    )  # fmt: skip


def list_passages(
    node: Any, shown: Conditions, note: bool = False
) -> Iterator[tuple[dict, Passage]]:
    """Yield the passages of Pandoc's blocks, each with the block that it comes from."""
    if isinstance(node, list):
        for each in node:
            yield from list_passages(each, shown, note)
    if not isinstance(node, dict):
        return
    kind, content = node.get("t"), node.get("c")
    if kind == "Div":
        (_, classes, attributes), inside = content
        if shown.show(classes, dict(attributes)):
            yield from list_passages(inside, shown, note or "to-write" in classes)
    elif kind in BLOCKS:
        yield node, read_passage(node, shown, note)
    elif kind != "RawBlock":
        if kind in HELD:
            yield node, Passage(text="", holds=(HELD[kind],), note=note)
        yield from list_passages(content, shown, note)


def read_passage(block: dict, shown: Conditions, note: bool) -> Passage:
    """Read one block that holds words."""
    if block["t"] == "CodeBlock":
        return Passage(text=block["c"][1], note=note, code=True)
    pieces, holds = [], []
    for text, held in list_pieces(block["c"], shown):
        pieces.append(text)
        holds += [held] if held else []
    return Passage(text=" ".join("".join(pieces).split()), holds=tuple(holds), note=note)


def list_pieces(node: Any, shown: Conditions) -> Iterator[tuple[str, str]]:
    """Yield pieces of text, each with what it holds besides words, if anything."""
    if isinstance(node, list):
        for each in node:
            yield from list_pieces(each, shown)
    if not isinstance(node, dict):
        return
    kind, content = node["t"], node.get("c")
    if kind == "Str":
        yield content, ""
    elif kind in ("Space", "SoftBreak", "LineBreak"):
        yield " ", ""
    elif kind == "Math":
        yield f"`{content[1].replace(' ', '').replace('`', '')}`", ""
    elif kind == "Cite":
        yield from cite(content[0])
    elif kind == "Code":
        # Not read as an abbreviation, and a word all the same.
        yield f"`{content[1]}`", ""
    elif kind == "Span":
        (_, classes, attributes), inside = content
        if shown.show(classes, dict(attributes)):
            yield from list_pieces(inside, shown)
    elif kind in HELD:
        yield "", HELD[kind]
    elif kind != "RawInline":
        yield from list_pieces(content, shown)


def cite(citations: list[dict]) -> Iterator[tuple[str, str]]:
    """Yield a cross-reference as its two words, and a reference as none: it becomes a number."""
    for citation in citations:
        if CROSS.match(citation["citationId"]):
            yield " Figure 1 ", ""
        else:
            yield "", f"references (@{citation['citationId']})"
