"""What a chapter's cells look at, so that they run again when it changes and never else.

The kernels are started by this file, run as a script. Python tells an audit hook of every file that
is opened and every folder that is listed; whether files exist it does not tell, so the functions
that ask are replaced by ones that do. A look is a kind, a path and, for one table of a TOML file,
its name. What a look saw is measured before the cell sees it, so that a change in between shows.

The code that cells call can say that it rests on single tables only: it raises the audit events
``groundwork.tables`` (True, then False) around reading the files, and ``groundwork.look`` with a
path and a table (or an empty name: all of the file) for each that is then looked at.
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

Look = tuple[str, str, str]
Seen = str | None

NAME = "groundwork_reads"
# What a look at everything stands for: the study's own files and its results.
EVERYTHING: Look = ("everything", "", "")
_STARTS = ("subprocess.Popen", "os.system", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn",
           "os.spawn", "sqlite3.connect")  # fmt: skip
# They open files by themselves, and Python does not hear of it.
_NATIVE = ("duckdb", "fastexcel", "lxml.etree", "polars", "pyreadstat", "pyarrow._csv",
           "pyarrow._dataset", "pyarrow._feather", "pyarrow._fs", "pyarrow._json", "pyarrow._orc",
           "pyarrow._parquet")  # fmt: skip
_IMPORTING = ("<frozen importlib", os.path.join(os.path.dirname(importlib.__file__), "metadata"))
_NOT_LOOKED_AT = (".git", ".groundwork", ".venv")


def measure(look: Look, root: Path) -> Seen:
    """Return what stands for the thing looked at: a checksum, or None where nothing is."""
    kind, path, table = look
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


def hash_content(content: bytes, table: str) -> Seen:
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
    """Notes what is looked at in this process between `start` and `take`."""

    def __init__(self, root: Path) -> None:
        study = root / os.environ.get("STUDY", "data")
        self.root = root
        self.bases = tuple({*map(str, (root, root.resolve(), study, study.resolve()))})
        packages = {sys.prefix, sys.base_prefix, os.path.realpath(sys.prefix)}
        self.apart = (*packages, *(str(root / name) for name in _NOT_LOOKED_AT))
        self.thread = threading.local()
        self.watching = False
        self._forget()
        sys.addaudithook(self._hear)
        for name in ("stat", "lstat"):
            self._replace(os, name, "state")
        self._replace(os, "access", "presence")
        for name in ("exists", "lexists", "isfile", "isdir", "islink"):
            self._replace(os.path, name, "presence")

    def start(self) -> None:
        """Begin anew, with none of the project's modules (they may hold what they have read)."""
        for name, module in list(sys.modules.items()):
            places = [getattr(module, "__file__", None), *getattr(module, "__path__", ())]
            if name not in (NAME, "__main__") and any(self._within(p) for p in places if p):
                del sys.modules[name]
        self._forget()
        self.watching = True

    def take(self) -> str:
        """End, and return what was looked at and seen, as JSON."""
        self.watching = False
        if any(name in sys.modules for name in _NATIVE):
            self.seen[EVERYTHING] = measure(EVERYTHING, self.root)
        return json.dumps([[*look, seen] for look, seen in sorted(self.seen.items())])

    def _forget(self) -> None:
        self.seen: dict[Look, Seen] = {}
        self.before: dict[Look, Seen] = {}
        self.held: dict[str, bytes] = {}

    def _replace(self, module: object, name: str, kind: str) -> None:
        """Put a function that notes the path in the place of one that only looks."""
        call: Callable = getattr(module, name)

        @functools.wraps(call)
        def noting(path, *arguments, **options):
            if not self.watching or getattr(self.thread, "busy", False):
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
        if not self.watching or getattr(self.thread, "busy", False):
            return
        if event == "open":
            path, _, flags = arguments
            self._guarded(self._hear_open, path, flags or 0)
        elif event in ("os.listdir", "os.scandir"):
            # An import looks for a name among all there are; what it then opens is heard of.
            if not sys._getframe(1).f_code.co_filename.startswith(_IMPORTING):
                self._guarded(self._note, "content", arguments[0] or ".")
        elif event in _STARTS:
            self._guarded(self._see, EVERYTHING)
        elif event == "groundwork.tables":
            self.thread.tables = arguments[0]
        elif event == "groundwork.look":
            self._guarded(self._hear_table, *arguments)

    def _hear_open(self, path, flags: int) -> None:
        found = self._locate(path)
        if found and (flags & os.O_ACCMODE == os.O_WRONLY or flags & os.O_EXCL):
            # Whatever the cell then reads there, it began with what lay there before.
            for look in (("content", found, ""), ("presence", found, "")):
                self.before.setdefault(look, measure(look, self.root))
        elif found and getattr(self.thread, "tables", False):
            with suppress(OSError):
                self.held.setdefault(found, (self.root / found).read_bytes())
        elif found:
            self._note("content", path)

    def _hear_table(self, path, table: str) -> None:
        found = self._locate(path)
        look = ("table" if table else "content", found, table)
        if not found or look in self.seen:
            return
        if found in self.held:
            self.seen[look] = hash_content(self.held[found], table)
        else:
            self._see(look)

    def _note(self, kind: str, path) -> None:
        found = self._locate(path)
        if kind == "state":
            kind = "presence" if os.path.isdir(path) else "content"
        # While single tables are read, those that are looked at are told one by one.
        if found and not getattr(self.thread, "tables", False):
            self._see((kind, found, ""))

    def _see(self, look: Look) -> None:
        if look not in self.seen:
            early = look in self.before
            self.seen[look] = self.before[look] if early else measure(look, self.root)

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


if __name__ == "__main__":
    sys.modules[NAME] = sys.modules["__main__"]
    del sys.path[0]
    watch = Watch(Path.cwd())
    from ipykernel import kernelapp

    kernelapp.launch_new_instance()
