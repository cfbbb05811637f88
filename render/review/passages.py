"""The book as rendered: its passages in order, each word with the line that it comes from."""

import bisect
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from render.outputs import Outputs
from render.problems import BuildError
from render.programs import run_pandoc
from render.review.makers import name_maker
from render.review.units import BEGUN, ENDED, Unit, cut
from render.review.words import GAP, REFERENCE, find_words, normalise
from render.source import Line, Source

_HERE = Path(__file__).parent
_FLOATS = ("fig-", "tbl-", "sec-", "eq-", "lst-", "thm-")
_ATTRIBUTES = re.compile(r"\{#((?:tbl|fig|eq)-[\w-]+)[^{}]*\}\s*$")


@dataclass(frozen=True, kw_only=True)
class Word:
    """A word, its line, and the call that makes it where nobody wrote it."""

    text: str
    line: Line
    maker: str = ""


@dataclass(frozen=True, kw_only=True)
class Passage:
    """What becomes one paragraph, heading, caption or table of the report.

    `section` is the number of the heading that it stands below, its own for a heading.
    """

    kind: str
    chapter: str
    words: tuple[Word, ...]
    line: Line
    label: str = ""
    level: int = 0
    section: int | None = None

    @property
    def texts(self) -> tuple[str, ...]:
        """Its words alone."""
        return tuple(word.text for word in self.words)

    @property
    def title(self) -> str:
        """A heading as it is written."""
        text = re.sub(r"\s*\{[^{}]*\}\s*$", "", self.line.text)
        return text.lstrip("# ").strip()


def read_passages(sources: Sequence[Source], outputs: Mapping[str, Outputs]) -> tuple[Passage, ...]:
    """Return the passages of a book's chapters.

    Parameters
    ----------
    sources : sequence of Source
        The chapters in order.
    outputs : mapping
        What their cells returned, by the chapter's path.
    """
    units = [
        (source, unit) for source in sources for unit in cut(source, outputs[source.path].texts)
    ]
    passages: list[Passage] = []
    section = None
    for (source, unit), blocks in zip(units, _parse([u for _, u in units]), strict=True):
        for passage in _read_unit(source, unit, blocks):
            if unit.kind == "heading":
                section = len(passages)
            if passage.words:
                passages.append(replace(passage, section=section))
    return tuple(_label_tables(passages))


def _parse(units: Sequence[Unit]) -> list[list[dict[str, Any]]]:
    """Return the blocks of each unit as Pandoc reads them."""
    texts = [_prepare(unit) for unit in units]
    done = run_pandoc(["lua", str(_HERE / "read.lua")], input=json.dumps(texts).encode())
    if done.returncode:
        raise BuildError(f"Pandoc can't read the chapters: {done.stderr.decode().strip()}")
    return [document["blocks"] for document in json.loads(done.stdout)]


def _prepare(unit: Unit) -> str:
    """Return what Pandoc is given: code, and attributes that it would take for text, left out."""
    if unit.kind == "code":
        return ""
    return unit.text if unit.kind in ("cell", "heading") else _cut_attributes(unit.text)


def _cut_attributes(text: str) -> str:
    image = text.startswith("![")
    return text if image else _ATTRIBUTES.sub("", text)


def _read_unit(source: Source, unit: Unit, blocks: list[dict[str, Any]]) -> Iterator[Passage]:
    """Yield a unit's passage, and those of the notes in it."""
    maker = name_maker(source, unit.cell) if unit.cell and unit.kind == "cell" else ""
    label = str(unit.cell.options.get("label", "")) if unit.cell else ""
    line = unit.lines[0]
    if unit.kind == "cell":
        line = next((each for each in unit.lines if each.text.startswith("#| label:")), line)
        for block in _flatten(blocks):
            kind = "table" if block["t"] == "Table" else "paragraph"
            text = _Text(source, replace(unit, lines=(line,)), maker)
            text.add(block)
            yield from _passages(text, kind, label, unit)
        return
    found = _ATTRIBUTES.search(unit.text)
    text = _Text(source, unit, maker)
    if unit.kind == "code":
        text.add_lines(unit.text)
    for block in blocks:
        text.add(block)
    kind = unit.kind
    if found and found[1].startswith(("tbl-", "fig-")):
        kind = "caption"
    if unit.kind == "heading" and f"#{text.id}" in unit.text:
        # Others have an identifier by themselves, which may be another one in another format.
        label = text.id
    yield from _passages(text, kind, label or (found[1] if found else ""), unit)


def _passages(text: "_Text", kind: str, label: str, unit: Unit) -> Iterator[Passage]:
    line = text.unit.lines[0]
    yield Passage(
        kind=kind, chapter=text.source.path, words=text.words(), line=line, label=label,
        level=unit.level,
    )  # fmt: skip
    for note in text.notes:
        yield Passage(kind="note", chapter=text.source.path, words=note.words(), line=line)


def _flatten(blocks: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the blocks that become paragraphs, out of lists and divisions."""
    for block in blocks:
        kind, content = block["t"], block.get("c")
        if kind == "Div":
            yield from _flatten(content[1])
        elif kind == "BlockQuote":
            yield from _flatten(content)
        elif kind in ("BulletList", "OrderedList"):
            for item in content if kind == "BulletList" else content[1]:
                yield from _flatten(item)
        else:
            yield block


class _Text:
    """The text of a unit as it is gathered from Pandoc's blocks."""

    def __init__(self, source: Source, unit: Unit, maker: str) -> None:
        self.source, self.unit, self.maker = source, unit, maker
        self.values = iter(unit.made)
        self.inside = ""
        self.row, self.id = 0, ""
        self.starts: list[int] = []
        self.states: list[tuple[Line, str]] = []
        self.whole = ""
        self.notes: list[_Text] = []
        self.shown: set[str] = set()

    def words(self) -> tuple[Word, ...]:
        """Return the words, each with where it comes from."""
        found = find_words(self.whole)
        states = [self.states[bisect.bisect_right(self.starts, each.start()) - 1] for each in found]
        return tuple(
            Word(text=each[0], line=line, maker=maker)
            for each, (line, maker) in zip(found, states, strict=True)
        )

    def add_lines(self, text: str) -> None:
        for number, line in enumerate(text.split("\n")):
            self.row = number
            self._write(f"{line}\n")

    def add(self, node: Any) -> None:
        """Add a block or inline, or a list with some in it."""
        if isinstance(node, list):
            for each in node:
                self.add(each)
        elif isinstance(node, dict) and "t" in node:
            self._add_node(node["t"], node.get("c"))

    def _add_node(self, kind: str, content: Any) -> None:
        if kind == "Str":
            self._add_string(content)
        elif kind in ("Space", "LineBreak", "SoftBreak"):
            self._write(" ")
            self.row += kind != "Space"
        elif kind in ("Code", "CodeBlock"):
            self._write(content[1])
        elif kind == "Cite":
            ids = [each["citationId"] for each in content[0]]
            known = all(each.startswith(_FLOATS) for each in ids)
            self._write(f" {(REFERENCE if known else GAP)} " * len(ids))
        elif kind == "Math" or (kind == "Span" and "content-" in " ".join(content[0][1])):
            self._write(f" {GAP} ")
        elif kind == "Note":
            note = _Text(self.source, replace(self.unit, lines=(self._line,)), self.maker)
            note.add(content)
            self.notes.append(note)
        elif kind == "Image":
            self._add_image(content)
        elif kind == "Figure":
            # Its caption is the image's, or the other way round.
            self.add(content[2])
        elif kind == "Table":
            self._add_table(content)
        elif kind not in ("RawInline", "RawBlock"):
            self._add_content(kind, content)

    def _add_content(self, kind: str, content: Any) -> None:
        if kind == "Header":
            self.id = content[1][0]
        self.add(content)
        if kind in ("Para", "Plain", "Header"):
            self._write(" ")

    def _add_image(self, content: Any) -> None:
        """Add what a picture's caption says, or its alternative, as a file without it shows it."""
        alternative = dict(content[0][2]).get("fig-alt", "")
        if content[1]:
            self.add(content[1])
        elif alternative not in self.shown:
            # A picture for wide and one for narrow screens say the same.
            self.shown.add(alternative)
            self._write(alternative)
        self._write(" ")

    def _add_table(self, content: Any) -> None:
        head, bodies, foot = content[3], content[4], content[5]
        rows = [*head[1]]
        for body in bodies:
            rows += [*body[2], *body[3]]
        for number, row in enumerate([*rows, *foot[1]]):
            # Below the header of a table by hand is the line that sets its columns.
            self.row = number + (number > 0)
            for cell in row[1]:
                self.add(cell[4])
                self._write(" ")

    def _add_string(self, text: str) -> None:
        for piece in re.split(f"([{BEGUN}{ENDED}])", text):
            if piece == BEGUN:
                inline = next(self.values, None)
                self.inside = name_maker(self.source, inline) if inline else ""
            elif piece == ENDED:
                self.inside = ""
            else:
                self._write(piece)

    @property
    def _line(self) -> Line:
        return self.unit.lines[min(self.row, len(self.unit.lines) - 1)]

    def _write(self, text: str) -> None:
        self.starts.append(len(self.whole))
        self.states.append((self._line, self.inside or self.maker))
        self.whole += normalise(text)


def _label_tables(passages: list[Passage]) -> Iterator[Passage]:
    """Yield the passages, tables by hand with the label that stands in the caption below them."""
    for number, passage in enumerate(passages):
        after = passages[number + 1] if number + 1 < len(passages) else None
        by_hand = passage.kind == "table" and not passage.label
        if by_hand and after is not None and after.kind == "caption":
            yield replace(passage, label=after.label)
        else:
            yield passage
