"""A chapter's text, cut into what Pandoc reads and what Python runs."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from render.problems import BuildError

OPTIONS = {"label": str, "tbl-cap": str, "fig-cap": str, "include": bool, "echo": bool,
           "output": bool}  # fmt: skip

_FENCE = re.compile(r"^( {0,3})(`{3,}(?=[^`]*$)|~{3,})\s*(.*?)\s*$")
_CELL = re.compile(r"^\{(\w+)(.*)\}$")
_SHORTCODE = re.compile(r"\{\{<\s*(\S+)\s*(.*?)\s*>\}\}")
# As Quarto finds them: wherever one backtick begins one, also within other code.
_INLINE = re.compile(r"(?<!`)`\{(\w+)\}[ \t]([^`]+)`")
_SHOWN = re.compile(r"(?<!`)`\{\{(\w+)\}\}(?=[ \t][^`]+`)")


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of text and where it was written."""

    text: str
    file: str
    number: int

    @property
    def place(self) -> str:
        return f"{self.file}:{self.number}"


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A Python cell: its code, its options, and the lines it was written on."""

    code: str
    options: dict[str, Any]
    lines: tuple[Line, ...]
    fence: Line

    @property
    def echo(self) -> str:
        """The code as a reader sees it: without the options above it."""
        return re.sub(r"^(#\n)+", "", self.code).strip("\n")

    @property
    def name(self) -> str:
        label = self.options.get("label")
        return f"cell `{label}`" if label else "cell without a label"


@dataclass(frozen=True, kw_only=True)
class Inline:
    """An expression within a sentence."""

    expression: str
    line: Line


@dataclass(frozen=True, kw_only=True)
class Source:
    """A chapter: its lines with includes resolved, and its parts in order."""

    path: str
    lines: tuple[Line, ...]
    parts: tuple[str | Cell | Inline, ...]

    @property
    def steps(self) -> tuple[Cell | Inline, ...]:
        """The parts that Python runs."""
        return tuple(part for part in self.parts if not isinstance(part, str))

    def place(self, needle: str) -> str:
        """Return the file and line where a piece of the text was written, else the chapter."""
        whole = re.compile(re.escape(needle) + r"(?![\w-])")
        return next((line.place for line in self.lines if whole.search(line.text)), self.path)


def read_source(root: Path, path: str, metadata: dict[str, Any]) -> Source:
    """Read a chapter, its includes and its shortcodes.

    Raises
    ------
    BuildError
        Naming every line that is outside the subset.
    """
    problems: list[str] = []
    raw = read_lines(root, path, problems, ())
    if raw and raw[0].text.strip() == "---":
        problems.append(f"{raw[0].place}: chapter metadata is not supported; begin with `# Title`")
    parts: list[str | Cell | Inline] = []
    for block in _split(raw, problems):
        if isinstance(block, Cell):
            parts.append(block)
        else:
            parts += _split_inline([_expand(line, metadata, problems) for line in block], problems)
    if problems:
        raise BuildError(problems)
    return Source(path=path, lines=tuple(raw), parts=tuple(parts))


def read_lines(root: Path, path: str, problems: list[str], within: tuple[str, ...]) -> list[Line]:
    """Return the lines of a file with those of the files that it includes."""
    try:
        text = (root / path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        problems.append(f"{path}: cannot be read: {error}")
        return []
    lines: list[Line] = []
    for number, content in enumerate(text.splitlines(), start=1):
        line = Line(text=content, file=path, number=number)
        match = _SHORTCODE.fullmatch(content.strip())
        if not (match and match[1] == "include"):
            lines.append(line)
            continue
        target = _resolve(path, match[2])
        if not (root / target).is_file():
            problems.append(f"{line.place}: includes {target}, which is not there")
        elif target in (*within, path):
            problems.append(f"{line.place}: {target} includes itself")
        else:
            lines += read_lines(root, target, problems, (*within, path))
    return lines


def _resolve(path: str, target: str) -> str:
    """Return a path written in one file, absolute to the project or relative to it, from root."""
    base = Path() if target.startswith("/") else Path(path).parent
    parts: list[str] = []
    for part in (base / target.lstrip("/")).parts:
        if part == ".." and parts:
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)


def _split(lines: list[Line], problems: list[str]) -> list[list[Line] | Cell]:
    """Cut the lines into cells and what stands between them: prose and code that is only shown."""
    blocks: list[list[Line] | Cell] = [[]]
    index = 0
    while index < len(lines):
        line = lines[index]
        if re.match(r"^\s{4,}`{3,}\{\w+", line.text):
            problems.append(
                f"{line.place}: an indented cell is not supported; start the line on it"
            )
        opened = _FENCE.match(line.text)
        engine = _CELL.match(opened[3]) if opened else None
        end = _closing(lines, index, opened[2]) if opened else index
        if opened is None:
            blocks[-1].append(line)
        elif engine is None:
            blocks[-1] += lines[index : end + 1]
        elif engine[1] == "python" and not engine[2].strip():
            blocks += [_read_cell(line, lines[index + 1 : end], problems), []]
        else:
            found = opened[3]
            problems.append(f"{line.place}: {found} is not supported; a cell opens with {{python}}")
        if opened and end == len(lines):
            problems.append(f"{line.place}: this fence is never closed")
        index = end + 1
    return blocks


def _closing(lines: list[Line], start: int, fence: str) -> int:
    closing = re.compile(rf"^ {{0,3}}{re.escape(fence[0])}{{{len(fence)},}}\s*$")
    numbers = range(start + 1, len(lines))
    return next((number for number in numbers if closing.match(lines[number].text)), len(lines))


def _read_cell(fence: Line, lines: list[Line], problems: list[str]) -> Cell:
    """Return a cell with its options checked."""
    head = [line for line in lines if line.text.startswith("#|")]
    options: dict[str, Any] = {}
    for line in head:
        try:
            found = yaml.safe_load(line.text[2:].strip()) or {}
        except yaml.YAMLError:
            found = None
        if not isinstance(found, dict):
            problems.append(f"{line.place}: not a cell option; write `#| key: value`")
            continue
        for key, value in found.items():
            if key not in OPTIONS:
                known = ", ".join(OPTIONS)
                problems.append(
                    f"{line.place}: cell option `{key}` is not supported; known: {known}"
                )
            elif not isinstance(value, OPTIONS[key]):
                right = "true or false" if OPTIONS[key] is bool else "a text"
                problems.append(f"{line.place}: `{key}` takes {right}, found {value!r}")
        options |= found
    problems += _check_label(fence, options)
    # Lines that IPython would drop from the head keep their places, for errors' line numbers.
    code = "\n".join("#" if line in head else line.text for line in lines)
    code = re.sub(r"^(\s*\n)+", lambda blank: "#\n" * blank[0].count("\n"), code)
    return Cell(code=code, options=options, lines=tuple(lines), fence=fence)


def _check_label(fence: Line, options: dict[str, Any]) -> list[str]:
    """Return what label and caption lack: each kind of float needs both."""
    label = str(options.get("label", ""))
    problems = []
    for prefix, caption in (("fig-", "fig-cap"), ("tbl-", "tbl-cap")):
        if label.startswith(prefix) and caption not in options:
            problems.append(f"{fence.place}: `{label}` has no `{caption}`")
        if caption in options and not label.startswith(prefix):
            problems.append(f"{fence.place}: `{caption}` needs a label that begins with {prefix}")
    return problems


def _expand(line: Line, metadata: dict[str, Any], problems: list[str]) -> Line:
    """Replace `{{< meta key >}}` in a line of prose."""

    def value(match: re.Match) -> str:
        found: Any = metadata
        if match[1] != "meta":
            problems.append(
                f"{line.place}: shortcode `{match[1]}` is not supported; known are meta and, on a "
                "line of its own, include"
            )
            return ""
        for key in match[2].strip("\"'").split("."):
            found = found.get(key) if isinstance(found, dict) else None
        if not isinstance(found, str | int | float):
            problems.append(f"{line.place}: meta `{match[2]}` is not a text of the configuration")
        return str(found)

    return Line(text=_SHORTCODE.sub(value, line.text), file=line.file, number=line.number)


def _split_inline(lines: list[Line], problems: list[str]) -> list[str | Inline]:
    """Cut text at its inline expressions; one with doubled braces is shown with single ones."""
    text = "".join(line.text + "\n" for line in lines)
    parts: list[str | Inline] = []
    done = 0
    for found in _INLINE.finditer(text):
        line = lines[text.count("\n", 0, found.start())]
        if found[1] != "python":
            problems.append(f"{line.place}: inline `{{{found[1]}}}` is not supported")
        parts += [text[done : found.start()],
                  Inline(expression=" ".join(found[2].split()), line=line)]  # fmt: skip
        done = found.end()
    parts.append(text[done:])
    return [_SHOWN.sub(r"`{\1}", part) if isinstance(part, str) else part for part in parts]
