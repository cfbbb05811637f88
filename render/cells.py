"""Run the chapters' cells whose inputs changed, and read what they returned."""

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from render import outputs
from render.outputs import Outputs
from render.problems import BuildError
from render.source import Cell, Inline, Source

WORKERS = os.cpu_count() or 1
TIMEOUT = 300
RUNNER = Path(__file__).with_name("runner.py")

# IPython's own mark of a line of the cell, deepest last.
_RAISED = re.compile(r"Cell In\s?\[\d+\], line (\d+)")
# Quarto leaves these as they are in a plain text, or escapes them twice.
_MARKUP = frozenset("\"$&'<@\\^|~")
_COLOUR = re.compile(r"\x1b\[[\d;]*m")


def run_cells(
    sources: Sequence[Source], root: Path, cache: Path, fingerprint: Mapping[str, str],
    report: Callable[[str, str], None] = lambda path, why: None, profile: str = "",
) -> dict[str, Outputs]:  # fmt: skip
    """Return the outputs of every chapter, running only those whose inputs changed.

    A chapter's inputs are its code, everything its cells depend on, and the fingerprint.

    Parameters
    ----------
    sources : sequence of Source
        The chapters.
    root : Path
        The project: where cells run and import from.
    cache : Path
        The folder of kept outputs.
    fingerprint : mapping
        By name, what stands for each thing that all cells depend on, whatever they read.
    report : callable
        Is told of each chapter that has run, and why.
    profile : str
        The active profiles, joined by commas; cells find them where Quarto's find theirs.

    Raises
    ------
    BuildError
        Naming every failing cell; outputs of chapters without one are kept all the same.
    """
    found = {s.path: outputs.recall(s, root, cache, fingerprint) for s in sources}
    why = {path: reason for path, reason in found.items() if isinstance(reason, str)}
    due = {source.path: source for source in sources if source.path in why}
    problems: list[str] = []
    for told in _run(list(due.values()), root, profile):
        source = due[told["path"]]
        try:
            texts = read_chapter(told, source)
        except BuildError as error:
            problems += error.problems
            continue
        depends_on = {(kind, path, table): seen for kind, path, table, seen in told["depends_on"]}
        found[source.path] = outputs.collect(texts, depends_on, root)
        outputs.keep(source, found[source.path], cache, fingerprint)
        report(source.path, why[source.path])
    if problems:
        raise BuildError(problems)
    return found


def _run(sources: list[Source], root: Path, profile: str) -> Iterator[dict[str, Any]]:
    """Yield what came of each chapter, after a warm start or, if that failed, without."""
    # Those that draw most are begun first, or one of them would be waited for at the end.
    waiting = {s.path: s for s in sorted(sources, key=_count_figures, reverse=True)}
    for imports in (_find_imports(sources), []):
        if waiting:
            for told in _start_runner(list(waiting.values()), imports, root, profile):
                del waiting[told["path"]]
                yield told
    for path in waiting:
        yield {"path": path, "steps": [], "depends_on": [], "end": "died"}


def _count_figures(source: Source) -> int:
    labels = (part.options.get("label", "") for part in source.steps if isinstance(part, Cell))
    return sum(label.startswith("fig-") for label in labels)


def _find_imports(sources: Sequence[Source]) -> list[str]:
    """Return the statements by which cells import from the analysis, each once."""
    found = []
    for part in (part for source in sources for part in source.steps if isinstance(part, Cell)):
        try:
            tree = ast.parse(part.code)
        except SyntaxError:
            continue
        found += [
            ast.unparse(node)
            for node in tree.body
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "analysis"
        ]
    return list(dict.fromkeys(found))


def _start_runner(
    sources: Sequence[Source], imports: list[str], root: Path, profile: str
) -> Iterator[dict[str, Any]]:
    path = os.pathsep.join(filter(None, [str(root), os.environ.get("PYTHONPATH")]))
    chapters = [(source.path, [_describe(part) for part in source.steps]) for source in sources]
    job = {"chapters": chapters, "imports": imports, "workers": WORKERS, "seconds": TIMEOUT}
    env = os.environ | {"PYTHONPATH": path} | ({"QUARTO_PROFILE": profile} if profile else {})
    with subprocess.Popen(
        [sys.executable, str(RUNNER)], cwd=root, env=env,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8",
    ) as process:  # fmt: skip
        try:
            process.stdin.write(json.dumps(job))
            process.stdin.close()
            yield from map(json.loads, process.stdout)
        except BaseException:
            process.terminate()
            raise


def _describe(part: Cell | Inline) -> dict[str, str]:
    return {"code": part.code} if isinstance(part, Cell) else {"expression": part.expression}


def read_chapter(told: Mapping[str, Any], source: Source) -> list[str]:
    """Return the Markdown of a chapter's parts, or say what is wrong in all of them."""
    texts, problems = [], []
    for part, result in zip(source.steps, told["steps"], strict=False):
        try:
            if isinstance(part, Cell):
                texts.append(_read_cell(part, result, source))
            else:
                texts.append(_read_value(part, result, source))
        except BuildError as error:
            problems += error.problems
    if told["end"] != "done":
        place = _place(source.steps[len(told["steps"])], source)
        late = f"took longer than {TIMEOUT} seconds"
        ends = {"died": "Python stopped without a message", "late": late}
        problems.append(f"{place}: {ends[told['end']]}")
    if problems:
        raise BuildError(problems)
    return texts


def _place(part: Cell | Inline, source: Source, within: int = 0) -> str:
    """Name a part of a chapter and its line, also where an include brought it in."""
    line = part.line if isinstance(part, Inline) else part.fence
    if isinstance(part, Cell) and 0 < within <= len(part.lines):
        line = part.lines[within - 1]
    name = part.name if isinstance(part, Cell) else f"inline `{part.expression}`"
    through = "" if line.file == source.path else f" (included in {source.path})"
    return f"{line.place}{through}: {name}"


def _read_value(part: Inline, result: Mapping[str, Any], source: Source) -> str:
    """Return the Markdown of an expression in prose: its own, or a plain value's."""
    place = _place(part, source)
    if error := result.get("error"):
        raise BuildError(f"{place}: {error[0]}: {error[1]}")
    if "text/markdown" in result["value"]:
        text = " ".join(result["value"]["text/markdown"].split())
    else:
        plain = str(_evaluate(result["value"].get("text/plain", "")))
        if unsafe := find_unsafe(plain):
            raise BuildError(
                f"{place}: a plain text with {unsafe} would not read as written in Quarto; return "
                "an object whose _repr_markdown_ escapes it, as those of `analysis.words` do"
            )
        text = " ".join(escape(plain).split())
    if not text:
        raise BuildError(f"{place}: must be a text or a number that is not empty")
    return text


def _evaluate(shown: str) -> str | int | float:
    """Return a plain value from the way it is shown; nothing where it is another kind."""
    try:
        value = ast.literal_eval(shown)
    except (ValueError, SyntaxError):
        return ""
    return value if type(value) in (str, int, float) else ""


def find_unsafe(text: str) -> str:
    """Name the characters of a plain text that Quarto shows as something else."""
    found = sorted(c for c in {*text} if c in _MARKUP or not c.isprintable())
    return " ".join(c if c.isprintable() else f"U+{ord(c):04X}" for c in found)


def escape(text: str) -> str:
    """Escape a plain inline value as Quarto does (asEscapedMarkdown, src/core/jupyter)."""
    return re.sub(r"([\\`*_{}\[\]()>#+,\-.!])", r"\\\1", text)


def _read_cell(cell: Cell, result: Mapping[str, Any], source: Source) -> str:
    """Return a cell's Markdown, or say what is wrong with what it returned."""
    if result["error"]:
        name, message, traceback = result["error"]
        raised = _RAISED.findall(_COLOUR.sub("", traceback))
        place = _place(cell, source, int(raised[-1]) if raised else 0)
        message = re.sub(r" \(\S+, line \d+\)$", "", message)
        raise BuildError(f"{place}: {name}: {message}")
    if cell.options.get("include") is False or cell.options.get("output") is False:
        return ""
    place = _place(cell, source)
    if result["printed"]:
        raise BuildError(f"{place}: prints text; return a table or a figure")
    texts = []
    for data in map(dict, result["shown"]):
        others = sorted(set(data) - {"text/markdown", "text/plain"})
        if "text/markdown" not in data or others:
            found = ", ".join(others) or "a value without Markdown"
            raise BuildError(f"{place}: returns {found}; only objects with _repr_markdown_ show")
        texts.append(data["text/markdown"])
    if cell.options.get("label") and len(texts) != 1:
        raise BuildError(f"{place}: returns {len(texts)} outputs; a label needs one")
    return "\n\n".join(texts)
