"""What a chapter's cells depend on, so that they run again when it changes and never else.

Nobody declares it: the process that runs the cells notes it. Python raises an audit event for each
file that is opened and each folder that is listed (PEP 578). For asking whether a file exists it
raises none, so the functions of `os` that ask are replaced by ones that note it and then ask. A
dependency is a kind, a path and, for one table of a TOML file, its name; its checksum is taken
before the cell sees it, so that a change in between shows. All chapters read all declarations, so
code may say which tables it rests on: it raises ``groundwork.tables`` (True, then False) around the
reading, and ``groundwork.look`` (path and table, or "" for all of the file) for each one used.

Limits: compiled libraries that open files by themselves, and other programs, are not heard. Where
one is loaded or started, the chapter depends on all declarations and results, and on nothing that
it may have read elsewhere. Clocks, chance and the network are not noted, nor is anything outside
the project, but for the packages, Python and the variables in `embedded.hash_dependencies`.
"""

import functools
import hashlib
import importlib
import json
import os
import sys
import threading
import tomllib
from collections.abc import Callable, Iterable
from contextlib import suppress
from importlib.util import source_from_cache
from pathlib import Path

Dependency = tuple[str, str, str]
Checksum = str | None

# What everything stands for: the study's own files and its results.
EVERYTHING: Dependency = ("everything", "", "")
_STARTS = ("subprocess.Popen", "os.system", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn",
           "os.spawn", "sqlite3.connect")  # fmt: skip
# They open files by themselves, and Python does not hear of it.
_NATIVE = ("duckdb", "fastexcel", "lxml.etree", "polars", "pyreadstat", "pyarrow._csv",
           "pyarrow._dataset", "pyarrow._feather", "pyarrow._fs", "pyarrow._json", "pyarrow._orc",
           "pyarrow._parquet")  # fmt: skip
_IMPORTING = ("<frozen importlib", os.path.join(os.path.dirname(importlib.__file__), "metadata"))
_IGNORED = (".git", ".groundwork", ".venv")


def measure(dependency: Dependency, root: Path) -> Checksum:
    """Return a checksum of what is depended on, or None where nothing is there."""
    kind, path, table = dependency
    if kind == "everything":
        return hash_study(root)
    place = root / path
    if kind == "presence":
        asked = (os.path.islink, os.path.isdir, os.path.isfile)
        allowed = (os.R_OK, os.W_OK, os.X_OK)
        found = [*(ask(place) for ask in asked), *(os.access(place, how) for how in allowed)]
        return json.dumps(found) if os.path.lexists(place) else None
    try:
        if os.path.isdir(place):
            # Compiled modules come and go with whoever imports first.
            names = sorted(name for name in os.listdir(place) if name != "__pycache__")
            return _hash("\n".join(names).encode())
        return hash_content(place.read_bytes(), table)
    except OSError:
        return None


def hash_content(content: bytes, table: str) -> Checksum:
    """Return a checksum of a file's content, or of one table in it (None where it has none)."""
    if not table:
        return _hash(content)
    try:
        found = _parse(content).get(table)
    except ValueError:
        return _hash(content)
    return None if found is None else _hash(json.dumps(found, default=str).encode())


@functools.lru_cache(maxsize=8)
def _parse(content: bytes) -> dict:
    return tomllib.loads(content.decode("utf-8-sig"))


def hash_study(root: Path) -> str:
    """Return a checksum of a study's declarations and results.

    Respondents' files lie in the study's other folders and are never opened here.
    """
    study = root / os.environ.get("STUDY", "data")
    return hash_files([*study.glob("*"), *(study / "results").rglob("*")], root)


def hash_files(files: Iterable[Path], base: Path) -> str:
    """Return a checksum of files, names and contents."""
    digests = {
        os.path.relpath(file, base): _hash(file.read_bytes())
        for file in sorted(files)
        if file.is_file()
    }
    return _hash(json.dumps(digests).encode())


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class Watch:
    """Notes what this process depends on while it is `on`."""

    def __init__(self, root: Path) -> None:
        study = root / os.environ.get("STUDY", "data")
        self.root = root
        self.bases = tuple({*map(str, (root, root.resolve(), study, study.resolve()))})
        packages = {sys.prefix, sys.base_prefix, os.path.realpath(sys.prefix)}
        self.apart = (*packages, *(str(root / name) for name in _IGNORED))
        self.thread = threading.local()
        self.on = True
        self.noted: dict[Dependency, Checksum] = {}
        self.before: dict[Dependency, Checksum] = {}
        self.held: dict[str, bytes] = {}
        sys.addaudithook(self._hear)
        for name in ("stat", "lstat"):
            self._replace(os, name, "state")
        self._replace(os, "access", "presence")
        for name in ("exists", "lexists", "isfile", "isdir", "islink"):
            self._replace(os.path, name, "presence")

    def take(self) -> list[tuple[str, str, str, Checksum]]:
        """End, and return the dependencies with their checksums."""
        self.on = False
        if any(name in sys.modules for name in _NATIVE):
            self.noted[EVERYTHING] = measure(EVERYTHING, self.root)
        return [(*dependency, checksum) for dependency, checksum in sorted(self.noted.items())]

    def _replace(self, module: object, name: str, kind: str) -> None:
        """Put a function that notes the path in the place of one that only asks."""
        call: Callable = getattr(module, name)

        @functools.wraps(call)
        def noting(path, *arguments, **options):
            if not self.on or getattr(self.thread, "busy", False):
                return call(path, *arguments, **options)
            self._guarded(self._note, kind, path)
            # What it asks in turn is not asked by the cell.
            return self._guarded(call, path, *arguments, **options)

        for names in (os.supports_dir_fd, os.supports_fd, os.supports_follow_symlinks,
                      os.supports_effective_ids):  # fmt: skip
            if call in names:
                names.add(noting)
        setattr(module, name, noting)

    def _guarded(self, call: Callable, *arguments, **options):
        """Call without hearing of it, in this thread alone."""
        self.thread.busy = True
        try:
            return call(*arguments, **options)
        finally:
            self.thread.busy = False

    def _hear(self, event: str, arguments: tuple) -> None:
        if not self.on or getattr(self.thread, "busy", False):
            return
        if event == "open":
            path, _, flags = arguments
            self._guarded(self._hear_open, path, flags or 0)
        elif event in ("os.listdir", "os.scandir"):
            # An import looks for a name among all there are; what it then opens is heard of.
            if not sys._getframe(1).f_code.co_filename.startswith(_IMPORTING):
                self._guarded(self._note, "content", arguments[0] or ".")
        elif event in _STARTS:
            self._guarded(self._keep, EVERYTHING)
        elif event == "groundwork.tables":
            self.thread.tables = arguments[0]
        elif event == "groundwork.look":
            self._guarded(self._hear_table, *arguments)

    def _hear_open(self, path, flags: int) -> None:
        found = self._locate(path)
        if found and (flags & os.O_ACCMODE == os.O_WRONLY or flags & os.O_EXCL):
            # Whatever the cell then reads there, it began with what lay there before.
            for dependency in (("content", found, ""), ("presence", found, "")):
                self.before.setdefault(dependency, measure(dependency, self.root))
        elif found and getattr(self.thread, "tables", False):
            with suppress(OSError):
                self.held.setdefault(found, (self.root / found).read_bytes())
        elif found:
            self._note("content", path)

    def _hear_table(self, path, table: str) -> None:
        found = self._locate(path)
        dependency = ("table" if table else "content", found, table)
        if not found or dependency in self.noted:
            return
        if found in self.held:
            self.noted[dependency] = hash_content(self.held[found], table)
        else:
            self._keep(dependency)

    def _note(self, kind: str, path) -> None:
        found = self._locate(path)
        if kind == "state":
            kind = "presence" if os.path.isdir(path) else "content"
        # While single tables are read, those that are used are told one by one.
        if found and not getattr(self.thread, "tables", False):
            self._keep((kind, found, ""))

    def _keep(self, dependency: Dependency) -> None:
        if dependency not in self.noted:
            early = dependency in self.before
            self.noted[dependency] = (
                self.before[dependency] if early else measure(dependency, self.root)
            )

    def _locate(self, path) -> str:
        """Return a path within the project, or nothing where it is none of the cells' inputs."""
        if not isinstance(path, str | bytes | os.PathLike) or not os.fspath(path):
            return ""
        full = os.path.abspath(os.fsdecode(path))
        if not self._within(full):
            return ""
        if full.endswith(".pyc"):
            with suppress(ValueError):
                full = source_from_cache(full)
        # The code of the analysis stands in every chapter's fingerprint as a whole.
        if full.endswith(".py") and _within(full, (str(self.root / "analysis"),)):
            return ""
        return os.path.relpath(full, self.root)

    def _within(self, path: str) -> bool:
        return _within(path, self.bases) and not _within(path, self.apart)


def _within(path: str, folders: Iterable[str]) -> bool:
    return any(path == folder or path.startswith(folder + os.sep) for folder in folders)
