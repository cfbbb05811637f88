"""The engine beside a study: which files of a project it is, and newer ones in their place.

All other files are the study's: its declarations, its book, its tests.
"""

import hashlib
import itertools
import json
import re
import shutil
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..errors import Breaches
from ..results.freshness import CODE

HERE = CODE.parent
FOLDERS = (
    "analysis",
    "render",
    "release",
    "theme",
    "funders",
    "benchmarks",
    "data/schemas",
    ".ci",
    ".github",
)
FILES = (
    ".gitignore", ".pre-commit-config.yaml", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE",
    "Makefile", "data/README.md", "pyproject.toml", "requirements-dev.lock", "requirements.lock",
)  # fmt: skip
RECORD = "engine.json"
BEFORE = ".engine-before"  # where an upgrade keeps the engine that it replaces
CACHES = ("__pycache__", ".ruff_cache", ".pytest_cache")


@dataclass(frozen=True, kw_only=True)
class Engine:
    """An engine's version and files: the checksum of each by its path in the project."""

    version: str
    files: dict[str, str]


def list_files(root: Path) -> Iterator[str]:
    """Paths of the engine's files in a project."""
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and not {*CACHES} & {*path.parts}:
                yield path.relative_to(root).as_posix()
    yield from (name for name in FILES if (root / name).exists())


def describe_engine(root: Path = HERE) -> Engine:
    """The engine as it lies in a project."""
    return Engine(
        version=read_version(root),
        files={name: hash_bytes(root / name) for name in list_files(root)},
    )


def read_version(root: Path = HERE) -> str:
    """The engine's version, as pyproject.toml has it."""
    declared = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    return declared["project"]["version"]


def hash_bytes(path: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_record(engine: Engine) -> str:
    """What a project keeps of the engine that was put into it."""
    return json.dumps(vars(engine), indent=1) + "\n"


def read_record(root: Path) -> Engine:
    """What a project has kept of its engine.

    Raises
    ------
    Breaches
        There is no record, or it can't be read: nobody could tell what was edited.
    """
    try:
        return Engine(**json.loads((root / RECORD).read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise Breaches(
            root.name,
            [f"{RECORD} is missing; a project that `python -m analysis new` made has it, and only "
             "such a project can be upgraded"],
        ) from None  # fmt: skip
    except (ValueError, TypeError):
        raise Breaches(
            root.name,
            [f"{RECORD} can't be read; restore it from the project’s history"],
        ) from None


def copy_engine(root: Path, target: Path) -> None:
    """Put the engine of one project into another folder, with the record by which it is known."""
    engine = describe_engine(root)
    for name in engine.files:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(root / name, target / name)
    (target / RECORD).write_text(write_record(engine), encoding="utf-8", newline="\n")


@dataclass(frozen=True, kw_only=True)
class Upgrade:
    """What an upgrade changes: paths of the engine's files, and packages with their versions.

    `edited` are files of the engine that somebody changed in the project, or put where a new one
    belongs. `packages` has versions before and after, "" where there is none.
    """

    old: str
    new: str
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    edited: tuple[str, ...]
    packages: dict[str, tuple[str, str]]

    @property
    def empty(self) -> bool:
        """Whether the project has this engine already."""
        return not (self.added or self.changed or self.removed)


def plan_upgrade(project: Path, root: Path = HERE) -> Upgrade:
    """What would change if the engine of `root` took the place of a project's.

    Raises
    ------
    Breaches
        The project has no record of its engine.
    """
    kept, new = read_record(project), describe_engine(root)
    present = {
        name: hash_bytes(project / name)
        for name in {*kept.files, *new.files}
        if (project / name).is_file()
    }
    return Upgrade(
        old=kept.version,
        new=new.version,
        added=tuple(name for name in new.files if name not in present),
        changed=tuple(
            n for n, digest in new.files.items() if n in present and present[n] != digest
        ),
        removed=tuple(name for name in kept.files if name not in new.files and name in present),
        edited=tuple(sorted(find_edited(kept, new, present))),
        packages=compare_packages(project, root),
    )


def find_edited(kept: Engine, new: Engine, present: dict[str, str]) -> Iterator[str]:
    """Files whose content is neither what the engine put there nor what it would put there."""
    for name, digest in present.items():
        if digest not in (kept.files.get(name), new.files.get(name)):
            yield name


def compare_packages(project: Path, root: Path) -> dict[str, tuple[str, str]]:
    """Packages whose pinned version differs."""
    old, new = (read_pins(folder / "requirements.lock") for folder in (project, root))
    return {
        name: (old.get(name, ""), new.get(name, ""))
        for name in sorted({*old, *new})
        if old.get(name) != new.get(name)
    }


def read_pins(lock: Path) -> dict[str, str]:
    """Versions that a lock file pins, by package."""
    lines = lock.read_text(encoding="utf-8").splitlines() if lock.exists() else []
    pins = (line.split(";")[0].strip(" \\").partition("==") for line in lines if "==" in line)
    return {name: version for name, _, version in pins if not name.startswith(" ")}


def read_news(root: Path, since: str) -> str:
    """What CHANGELOG.md says of the versions after one, the newest first."""
    path = root / "CHANGELOG.md"
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    parts = re.split(r"^## (?=\d)", text, flags=re.MULTILINE)[1:]
    newer = itertools.takewhile(lambda part: part.split(None, 1)[0] != since, parts)
    return "\n".join(part.strip() for part in newer)
