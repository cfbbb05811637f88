"""What chapters' cells returned, kept from one build to the next while all it came from stands."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from render.dependencies import Checksum, Dependency, measure
from render.problems import naming
from render.source import Cell, Source

# Images, and files that a cell wrote to be fetched.
_FILE = re.compile(r"\]\(/([^)\s]+)\)")


@dataclass(frozen=True, kw_only=True)
class Outputs:
    """What a chapter's cells returned: one Markdown text for each part that ran, in order.

    `figures` are the files that the texts show or link to, `depends_on` is what the cells read or
    asked for, each with its checksum then.
    """

    texts: tuple[str, ...]
    figures: dict[str, str]
    depends_on: dict[Dependency, Checksum]


NONE = Outputs(texts=(), figures={}, depends_on={})


def collect(texts: Sequence[str], depends_on: Mapping[Dependency, Checksum], root: Path) -> Outputs:
    """Return the outputs of a chapter that has just run."""
    figures = _hash_figures(texts, root)
    # Figures are compared by themselves, after they were drawn.
    depends_on = {each: sum_ for each, sum_ in depends_on.items() if each[1] not in figures}
    return Outputs(texts=tuple(texts), figures=figures, depends_on=depends_on)


def keep(source: Source, outputs: Outputs, cache: Path, fingerprint: Mapping[str, str]) -> None:
    """Write a chapter's outputs, with what stands for all that they came from."""
    cache.mkdir(parents=True, exist_ok=True)
    kept = {
        "code": _hash_code(source),
        "fingerprint": dict(fingerprint),
        "depends_on": [[*each, checksum] for each, checksum in outputs.depends_on.items()],
        "texts": outputs.texts,
        "figures": outputs.figures,
    }
    file = _file(source, cache)
    part = file.with_suffix(".part")
    with naming(file):
        try:
            part.write_text(json.dumps(kept), encoding="utf-8")
            part.replace(file)
        finally:
            part.unlink(missing_ok=True)


def recall(
    source: Source, root: Path, cache: Path, fingerprint: Mapping[str, str]
) -> Outputs | str:
    """Return the outputs kept if all that they came from still stands, else why not."""
    if not source.steps:
        return NONE
    try:
        kept = json.loads(_file(source, cache).read_text(encoding="utf-8"))
        depends_on = {(kind, path, table): seen for kind, path, table, seen in kept["depends_on"]}
        if kept["code"] != _hash_code(source):
            return "its cells changed"
        if changes := _name_changes(kept["fingerprint"], fingerprint, depends_on, root):
            return f"{', '.join(changes)} changed"
        texts, figures = tuple(kept["texts"]), kept["figures"]
        if figures != _hash_figures(texts, root):
            return "a figure is gone or was changed"
        return Outputs(texts=texts, figures=figures, depends_on=depends_on)
    except (OSError, ValueError, KeyError, TypeError):
        return "nothing is kept of an earlier run"


def _file(source: Source, cache: Path) -> Path:
    return cache / (source.path.replace("/", "~") + ".json")


def _hash_code(source: Source) -> str:
    steps = [
        ["cell", part.code] if isinstance(part, Cell) else ["inline", part.expression]
        for part in source.steps
    ]
    return hashlib.sha256(json.dumps(steps).encode()).hexdigest()


def _name_changes(
    kept: Mapping[str, str],
    fingerprint: Mapping[str, str],
    depends_on: Mapping[Dependency, Checksum],
    root: Path,
) -> list[str]:
    """Name what is not as it was; what all chapters share is told before what one depends on."""
    names = [*dict.fromkeys((*kept, *fingerprint))]
    changes = [name for name in names if kept.get(name) != fingerprint.get(name)]
    if changes:
        return changes
    found = [each for each, checksum in depends_on.items() if measure(each, root) != checksum]
    return list(dict.fromkeys(_name(each) for each in found))


def _name(dependency: Dependency) -> str:
    """Name a dependency: "data/results/estimates.csv", "data/study.toml (waves)"."""
    kind, path, table = dependency
    if kind == "everything":
        return "the study or its results"
    return f"{path} ({table})" if table else path


def _hash_figures(texts: Sequence[str], root: Path) -> dict[str, str]:
    """Return the content hash of each figure that the outputs name, empty where it is missing."""
    paths = sorted({path for text in texts for path in _FILE.findall(text)})
    return {
        path: hashlib.sha256((root / path).read_bytes()).hexdigest()
        if (root / path).is_file()
        else ""
        for path in paths
    }
