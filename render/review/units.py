"""A chapter cut into what becomes a paragraph each, before Pandoc reads it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from render.source import Cell, Inline, Line, Source

# Around what an inline value says, so that Pandoc's text still tells it.
BEGUN, ENDED = "\ue000", "\ue001"
_OWN = re.compile("[\ue000-\ue003]")
_FENCE = re.compile(r"^\s*(`{3,}|~{3,})")
_DIV = re.compile(r"^\s*:{3,}\s*(.*?)\s*:*$")
_ITEM = re.compile(r"^\s*(?:[-*+]|\(?\w{1,3}[.)]|#\.|\(@\w*\))\s+(?=\S)")
_HEADING = re.compile(r"^(#{1,6})\s+(.*)$")
_DEFINITION = re.compile(r"^\s{0,3}[:~]\s+(?=\S)")
_TITLE = re.compile(r"""title=(?:"([^"]*)"|'([^']*)')""")


@dataclass(frozen=True, kw_only=True)
class Unit:
    """Lines of a chapter that make one paragraph, item, heading or table, or a cell's output.

    `made` are the expressions of its inline values in order, or the cell that it comes from.
    """

    kind: str
    text: str
    lines: tuple[Line, ...]
    level: int = 0
    made: tuple[Inline, ...] = ()
    cell: Cell | None = None


def cut(source: Source, outputs: tuple[str, ...]) -> Iterator[Unit]:
    """Yield a chapter's units in order, with what its cells returned.

    Parameters
    ----------
    source : Source
        The chapter.
    outputs : tuple of str
        One Markdown text for each of its steps.
    """
    gathered: list[tuple[Line, str, list[Inline]]] = []
    for entry in _fill_in(source, outputs):
        if isinstance(entry, Unit):
            yield from _cut_prose(gathered)
            yield from _captions(entry)
            yield entry
            gathered = []
        else:
            gathered.append(entry)
    yield from _cut_prose(gathered)


def _fill_in(
    source: Source, outputs: tuple[str, ...]
) -> Iterator[Unit | tuple[Line, str, list[Inline]]]:
    """Yield lines with the values in them and the expressions of these, and cells' outputs."""
    texts, at = iter(outputs), 0
    text, made = "", []
    for part in source.parts:
        if isinstance(part, Inline):
            at = _find(source, at, part.line)
            text += f"{BEGUN}{_OWN.sub('', next(texts))}{ENDED}"
            made.append(part)
        elif isinstance(part, Cell):
            at = _find(source, at, part.fence) + len(part.lines) + 2
            lines = (part.fence, *part.lines)
            yield Unit(kind="cell", text=_OWN.sub("", next(texts)), lines=lines, cell=part)
        else:
            *whole, rest = _OWN.sub("", part).split("\n")
            for piece in whole:
                yield source.lines[min(at, len(source.lines) - 1)], text + piece, made
                at, text, made = at + 1, "", []
            text += rest


def _find(source: Source, start: int, line: Line) -> int:
    """Return where a line stands; an include can bring one in more than once."""
    here = (line.file, line.number)
    numbers = range(start, len(source.lines))
    return next(
        (n for n in numbers if (source.lines[n].file, source.lines[n].number) == here), start
    )


def _captions(unit: Unit) -> Iterator[Unit]:
    """Yield the caption that a cell declares, on its own line."""
    for key in ("tbl-cap", "fig-cap"):
        if caption := unit.cell.options.get(key):
            lines = [line for line in unit.lines if line.text.startswith(f"#| {key}:")]
            lines = tuple(lines or unit.lines[:1])
            yield Unit(kind="caption", text=_OWN.sub("", caption), lines=lines, cell=unit.cell)


def _cut_prose(entries: list[tuple[Line, str, list[Inline]]]) -> Iterator[Unit]:
    """Yield the units of lines between cells."""
    open_lines: list[tuple[Line, str, list[Inline]]] = []
    fence, divs = "", []
    for entry in entries:
        line, text, _ = entry
        div, opened = _DIV.match(text), _FENCE.match(text)
        if fence or opened:
            if not fence:
                yield from _make("paragraph", open_lines)
                open_lines, fence = [], opened[1]
            elif text.strip().startswith(fence):
                yield from _make("code", open_lines)
                open_lines, fence = [], ""
            else:
                open_lines.append(entry)
        elif div or not text.strip():
            yield from _make("paragraph", open_lines)
            open_lines = []
            if div and div[1]:
                divs.append("callout" in div[1])
                yield from _make("paragraph", [(line, _title(div[1]), [])])
            elif div and divs:
                divs.pop()
        elif _HEADING.match(text) and not open_lines:
            # Within a callout it is the callout's title.
            yield from _make("paragraph" if any(divs) else "heading", [entry])
        else:
            if _begins_anew(text, open_lines):
                yield from _make("paragraph", open_lines)
                open_lines = []
            open_lines.append(entry)
    yield from _make("code" if fence else "paragraph", open_lines)


def _title(attributes: str) -> str:
    found = _TITLE.search(attributes)
    return (found[1] or found[2] or "") if found else ""


def _begins_anew(text: str, before: list[tuple[Line, str, list[Inline]]]) -> bool:
    """Whether a line begins a paragraph without an empty line before it."""
    if not before:
        return False
    if _DEFINITION.match(text):
        return True
    return bool(_ITEM.match(text) and _ITEM.match(before[0][1]))


def _make(kind: str, entries: list[tuple[Line, str, list[Inline]]]) -> Iterator[Unit]:
    if not entries:
        return
    texts, level = [text for _, text, _ in entries], 0
    if kind != "code":
        if kind == "paragraph" and texts[0].lstrip().startswith("|"):
            kind = "table"
        if heading := _HEADING.match(texts[0]):
            level = len(heading[1])
        else:
            texts[0] = _DEFINITION.sub("", _ITEM.sub("", texts[0]))
        texts = [re.sub(r"^\s*>\s?", "", text).strip() for text in texts]
    if any(texts):
        yield Unit(
            kind=kind,
            text="\n".join(texts),
            lines=tuple(line for line, _, _ in entries),
            level=level,
            made=tuple(inline for _, _, made in entries for inline in made),
        )
