"""Run the chapters' cells, two at a time, and remember what they returned and what they read."""

import ast
import asyncio
import hashlib
import json
import os
import re
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from render import reads
from render.problems import BuildError
from render.reads import Look, Seen
from render.source import Cell, Inline, Source

WORKERS = 2
TIMEOUT = 300

# IPython's own mark of a line of the cell, deepest last.
_RAISED = re.compile(r"Cell In\s?\[\d+\], line (\d+)")
_COLOUR = re.compile(r"\x1b\[[\d;]*m")
_WATCH = f"__import__('sys').modules['{reads.NAME}'].watch"
_IMAGE = re.compile(r"!\[[^\]]*\]\(/([^)\s]+)\)")


@dataclass(frozen=True, kw_only=True)
class Outputs:
    """What a chapter's cells returned: one Markdown text for each part that ran, in order.

    `looks` is what they looked at for it, with what stood for its content then.
    """

    texts: tuple[str, ...]
    figures: dict[str, str]
    looks: dict[Look, Seen]


def run_cells(
    sources: Sequence[Source], root: Path, cache: Path, fingerprint: Mapping[str, str],
    report: Callable[[str, str], None] = lambda path, why: None,
) -> dict[str, Outputs]:  # fmt: skip
    """Return the outputs of every chapter, running only those whose inputs changed.

    A chapter's inputs are its code, everything its cells looked at, and the fingerprint.

    Parameters
    ----------
    sources : sequence of Source
        The chapters.
    root : Path
        The project: where cells run and import from.
    cache : Path
        The folder of remembered outputs.
    fingerprint : mapping
        By name, what stands for each thing that all cells depend on, whatever they look at.
    report : callable
        Is told of each chapter that has run, and why.

    Raises
    ------
    BuildError
        Naming every failing cell; chapters without one are remembered all the same.
    """
    found = {s.path: _recall(s, root, cache, fingerprint) for s in sources}
    why = {path: reason for path, reason in found.items() if isinstance(reason, str)}
    due = [source for source in sources if source.path in why]
    if not due:
        return found
    problems: list[str] = []

    def keep(source: Source, texts: list[str], looks: dict[Look, Seen]) -> None:
        figures = _hash_figures(texts, root)
        # Figures are compared by themselves, after they were drawn.
        looks = {look: seen for look, seen in looks.items() if look[1] not in figures}
        found[source.path] = Outputs(texts=tuple(texts), figures=figures, looks=looks)
        _remember(source, found[source.path], cache, fingerprint)
        report(source.path, why[source.path])

    asyncio.run(_run_all(due, root, keep, problems))
    if problems:
        raise BuildError(problems)
    return found


def _hash_code(source: Source) -> str:
    steps = [
        ["cell", part.code] if isinstance(part, Cell) else ["inline", part.expression]
        for part in source.parts
        if not isinstance(part, str)
    ]
    return hashlib.sha256(json.dumps(steps).encode()).hexdigest()


def _cache_file(source: Source, cache: Path) -> Path:
    return cache / (source.path.replace("/", "~") + ".json")


def _recall(
    source: Source, root: Path, cache: Path, fingerprint: Mapping[str, str]
) -> Outputs | str:
    """Return the remembered outputs if all that they came from still stands, else why not."""
    if not source.runs:
        return Outputs(texts=(), figures={}, looks={})
    try:
        kept = json.loads(_cache_file(source, cache).read_text(encoding="utf-8"))
        looks = {(kind, path, table): seen for kind, path, table, seen in kept["looks"]}
        if kept["code"] != _hash_code(source):
            return "its cells changed"
        if changes := _name_changes(kept["fingerprint"], fingerprint, looks, root):
            return f"{', '.join(changes)} changed"
        texts = kept["texts"]
        if kept["figures"] != _hash_figures(texts, root):
            return "a figure is gone or was changed"
        return Outputs(texts=tuple(texts), figures=kept["figures"], looks=looks)
    except (OSError, ValueError, KeyError, TypeError):
        return "nothing is kept of an earlier run"


def _name_changes(
    kept: dict[str, str], fingerprint: Mapping[str, str], looks: dict[Look, Seen], root: Path
) -> list[str]:
    """Name what is not as it was; what all chapters share is told before what one looked at."""
    names = [*dict.fromkeys((*kept, *fingerprint))]
    changes = [name for name in names if kept.get(name) != fingerprint.get(name)]
    if changes:
        return changes
    found = [look for look, seen in looks.items() if reads.measure(look, root) != seen]
    return list(dict.fromkeys(name_look(look) for look in found))


def name_look(look: Look) -> str:
    """Say what was looked at: "data/results/estimates.csv", "data/study.toml (waves)"."""
    kind, path, table = look
    if kind == "everything":
        return "the study or its results"
    return f"{path} ({table})" if table else path


def _remember(
    source: Source, outputs: Outputs, cache: Path, fingerprint: Mapping[str, str]
) -> None:
    cache.mkdir(parents=True, exist_ok=True)
    kept = {
        "code": _hash_code(source),
        "fingerprint": dict(fingerprint),
        "looks": [[*look, seen] for look, seen in outputs.looks.items()],
        "texts": outputs.texts,
        "figures": outputs.figures,
    }
    file = _cache_file(source, cache)
    part = file.with_suffix(".part")
    part.write_text(json.dumps(kept), encoding="utf-8")
    part.replace(file)


def _hash_figures(texts: Sequence[str], root: Path) -> dict[str, str]:
    """Return the content hash of each figure that the outputs name, empty where it is missing."""
    paths = sorted({path for text in texts for path in _IMAGE.findall(text)})
    return {
        path: hashlib.sha256((root / path).read_bytes()).hexdigest()
        if (root / path).is_file()
        else ""
        for path in paths
    }


async def _run_all(
    sources: list[Source],
    root: Path,
    keep: Callable[[Source, list[str], dict[Look, Seen]], None],
    problems: list[str],
) -> None:
    queue = list(sources)

    async def work(number: int) -> None:
        """Run chapters in one kernel, a new one only after one has died."""
        with tempfile.TemporaryDirectory(prefix="kernel-") as folder:
            kernel = None
            while queue:
                source = queue.pop(0)
                try:
                    kernel = kernel or await _start(root, folder)
                    keep(source, *await _run_chapter(source, kernel))
                except BuildError as error:
                    problems.extend(error.problems)
                if kernel and not await kernel.km.is_alive():
                    await _stop(kernel)
                    kernel = None
            if kernel:
                await _stop(kernel)

    await asyncio.gather(*(work(number) for number in range(min(WORKERS, len(sources)))))


async def _start(root: Path, folder: str) -> Any:
    """Start a kernel of this Python in the project folder, reached without the network."""
    import nbformat
    from jupyter_client.kernelspec import KernelSpec
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient

    manager = AsyncKernelManager(kernel_name="python3")
    manager._kernel_spec = KernelSpec(
        argv=[
            sys.executable,
            reads.__file__,
            "-f",
            "{connection_file}",
            "--HistoryManager.enabled=False",
        ],
        language="python",
    )
    if sys.platform != "win32":
        manager.transport, manager.ip = "ipc", str(Path(folder, "socket"))
    manager.connection_file = str(Path(folder, "connection.json"))
    client = NotebookClient(
        nbformat.v4.new_notebook(), km=manager, timeout=TIMEOUT, resources={}, allow_errors=True
    )
    path = os.pathsep.join(filter(None, [str(root), os.environ.get("PYTHONPATH")]))
    env = os.environ | {"PYTHONPATH": path, "IPYTHONDIR": folder}
    await client.async_start_new_kernel(env=env, cwd=str(root))
    await client.async_start_new_kernel_client()
    return client


async def _stop(client: Any) -> None:
    client.kc.stop_channels()
    await client.km.shutdown_kernel(now=True)


async def _run_chapter(source: Source, client: Any) -> tuple[list[str], dict[Look, Seen]]:
    """Run a chapter's parts in order in an empty namespace; also return what they looked at."""
    import nbformat
    from nbclient.exceptions import CellTimeoutError, DeadKernelError

    steps = [part for part in source.parts if not isinstance(part, str)]
    texts: list[str] = []
    here = steps[0]
    try:
        reset = f"get_ipython().reset(aggressive=False); {_WATCH}.start()"
        await client.kc.execute(reset, silent=True, store_history=False, reply=True, timeout=60)
        for is_cell, group in groupby(steps, key=lambda part: isinstance(part, Cell)):
            parts = list(group)
            here = parts[0]
            if not is_cell:
                texts += await _evaluate(parts, source, client)
                continue
            for here in parts:
                cell = nbformat.v4.new_code_cell(here.code)
                client.nb.cells = [cell]
                await client.async_execute_cell(cell, 0)
                texts.append(_read_outputs(cell.outputs, here, source))
        return texts, await _take_looks(client)
    except DeadKernelError:
        raise BuildError(f"{_place(here, source)}: Python stopped without a message") from None
    except (CellTimeoutError, TimeoutError):
        raise BuildError(f"{_place(here, source)}: took longer than {TIMEOUT} seconds") from None


async def _take_looks(client: Any) -> dict[Look, Seen]:
    """Ask the kernel what the chapter that has just run looked at."""
    asked = {"looks": f"{_WATCH}.take()"}
    reply = await client.kc.execute("", user_expressions=asked, reply=True, timeout=60)
    shown = reply["content"]["user_expressions"]["looks"]["data"]["text/plain"]
    found = json.loads(ast.literal_eval(shown))
    return {(kind, path, table): seen for kind, path, table, seen in found}


def _place(part: Cell | Inline, source: Source, within: int = 0) -> str:
    """Name a part of a chapter and its line, also where an include brought it in."""
    line = part.line if isinstance(part, Inline) else part.fence
    if isinstance(part, Cell) and 0 < within <= len(part.lines):
        line = part.lines[within - 1]
    name = part.name if isinstance(part, Cell) else f"inline `{part.expression}`"
    through = "" if line.file == source.path else f" (included in {source.path})"
    return f"{line.place}{through}: {name}"


async def _evaluate(parts: list[Inline], source: Source, client: Any) -> list[str]:
    """Return the values of expressions in prose, escaped for Markdown."""
    expressions = {str(index): part.expression for index, part in enumerate(parts)}
    running = asyncio.ensure_future(
        client.kc.execute("", user_expressions=expressions, reply=True, timeout=TIMEOUT)
    )
    while not (await asyncio.wait([running], timeout=1))[0]:
        if not await client.km.is_alive():
            running.cancel()
            raise BuildError(f"{_place(parts[0], source)}: Python stopped without a message")
    results = running.result()["content"].get("user_expressions", {})
    texts, problems = [], []
    for index, part in enumerate(parts):
        result = results[str(index)]
        if result["status"] == "error":
            message = f"{result['ename']}: {result['evalue']}"
            problems.append(f"{_place(part, source)}: {message}")
            continue
        value = _literal(result["data"].get("text/plain", ""))
        if value is None or value == "":
            problems.append(f"{_place(part, source)}: must be a text or a number that is not empty")
        texts.append(escape(str(value)))
    if problems:
        raise BuildError(problems)
    return texts


def _literal(shown: str) -> str | int | float | None:
    try:
        value = ast.literal_eval(shown)
    except (ValueError, SyntaxError):
        return None
    return value if type(value) in (str, int, float) else None


def escape(text: str) -> str:
    """Escape an inline value for Markdown.

    These are Quarto's characters and those that could open HTML, math, a citation or a shortcode;
    quotation marks stay as they are, so that both renderers set them alike.
    """
    return re.sub(r"([\\`*_{}\[\]()>#+,\-.!<&$~^@|=:])", r"\\\1", " ".join(text.split()))


def _read_outputs(outputs: list[Any], cell: Cell, source: Source) -> str:
    """Return a cell's Markdown, or say what is wrong with what it returned."""
    texts = []
    silent = cell.options.get("include") is False or cell.options.get("output") is False
    for output in outputs:
        kind = output["output_type"]
        if kind == "error":
            raised = _RAISED.findall(_COLOUR.sub("", "\n".join(output["traceback"])))
            place = _place(cell, source, int(raised[-1]) if raised else 0)
            message = re.sub(r" \(\d+\.py, line \d+\)$", "", output["evalue"])
            raise BuildError(f"{place}: {output['ename']}: {message}")
        if silent or (kind == "stream" and output["name"] == "stderr"):
            continue
        if kind == "stream":
            raise BuildError(f"{_place(cell, source)}: prints text; return a table or a figure")
        data = output.get("data", {})
        others = sorted(set(data) - {"text/markdown", "text/plain"})
        if "text/markdown" not in data or others:
            found = ", ".join(others) or "a value without Markdown"
            raise BuildError(
                f"{_place(cell, source)}: returns {found}; only objects with _repr_markdown_ show"
            )
        texts.append(data["text/markdown"])
    if cell.options.get("label") and not silent and len(texts) != 1:
        raise BuildError(f"{_place(cell, source)}: returns {len(texts)} outputs; a label needs one")
    return "\n\n".join(texts)
