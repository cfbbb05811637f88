"""Files from outside: read within limits, and zip files whose entries are checked first.

Nothing is ever unpacked to disk, and no entry is expanded that isn't asked for.
"""

import lzma
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ...errors import Breaches

LIMIT_BYTES = 50 * 2**20  # of a file that isn't a zip, and of all that is expanded from one
LIMIT_ENTRIES = 10_000
LIMIT_DIRECTORY = 512 * LIMIT_ENTRIES  # bytes of the list at a zip's end, read before it is parsed
TAIL = 22 + 2**16  # bytes within which a zip's end record stands
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)
MEGABYTES = f"{LIMIT_BYTES // 2**20} MB"


class Archive:
    """An open zip file, its entries by their tidied paths."""

    def __init__(self, opened: zipfile.ZipFile) -> None:
        self.opened = opened
        self.entries = {tidy(entry.filename): entry for entry in opened.infolist()}
        self.left = LIMIT_BYTES

    def read(self, name: str) -> bytes:
        """Expand one entry, by the bytes that really come out of it.

        Raises
        ------
        ValueError
            The entry is damaged or all that was expanded is more than the limit.
        """
        try:
            with self.opened.open(self.entries[name]) as stream:
                content = stream.read(self.left + 1)
        except DAMAGE as error:
            raise ValueError("damaged in the zip; export it again") from error
        if len(content) > self.left:
            self.left = 0
            raise ValueError(f"the texts expand to more than {MEGABYTES}; split the project")
        self.left -= len(content)
        return content


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """Open a zip file after checking all its entries.

    Raises
    ------
    Breaches
        The zip is damaged, has too many entries or has some that a program wouldn't write.
    """
    check_directory(path)
    try:
        opened = zipfile.ZipFile(path)
    except DAMAGE as error:
        raise Breaches(path.name, ["damaged or cut off; export it again"]) from error
    with opened:
        faults = list(find_faults(opened.infolist()))
        if faults:
            raise Breaches(path.name, faults)
        yield Archive(opened)


def check_directory(path: Path) -> None:
    """Refuse a zip whose list of entries is long enough to tie up the machine that reads it."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - TAIL))
        tail = file.read(TAIL)
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) < place + 22:
        raise Breaches(path.name, ["cut off: the zip has no end; export it again"])
    length = struct.unpack_from("<I", tail, place + 12)[0]
    if length > LIMIT_DIRECTORY or tail[: max(0, place)][-20:].startswith(b"PK\x06\x07"):
        right = "export it again without pictures, sound and films"
        raise Breaches(path.name, [f"larger or of more than {LIMIT_ENTRIES:,} entries; {right}"])


def find_faults(entries: list[zipfile.ZipInfo]) -> Iterator[str]:
    """All entries that lead out of their folder, hide something or can't be read."""
    if len(entries) > LIMIT_ENTRIES:
        yield f"{len(entries):,} entries; right: {LIMIT_ENTRIES:,} at most"
        return
    seen = set()
    for number, entry in enumerate(entries, 1):
        wrong = find_fault(entry)
        if wrong is None and tidy(entry.filename) in seen:
            wrong = "has the name of an earlier one"
        seen.add(tidy(entry.filename))
        if wrong is not None:
            yield f"entry {number} of the zip {wrong}; export the project again"


def find_fault(entry: zipfile.ZipInfo) -> str | None:
    """What is wrong with an entry, if anything."""
    if "\0" in entry.orig_filename or leads_out(entry.filename):
        return "has a path that leads out of the project"
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "is a link to another file"
    if entry.flag_bits & 1:
        return "is encrypted"
    if entry.compress_type not in METHODS:
        return "is compressed in a way that no program uses for projects"
    return None


def leads_out(name: str) -> bool:
    """Whether a path is absolute, on a drive or climbs above where it starts."""
    parts = name.replace("\\", "/").split("/")
    return parts[0] == "" or ".." in parts or bool(re.match("[A-Za-z]:", name))


def tidy(name: str) -> str:
    """A path as it is looked up: forward slashes, no matter which case."""
    return name.replace("\\", "/").casefold()


def read_file(path: Path) -> bytes:
    """The bytes of a file that is no zip.

    Raises
    ------
    Breaches
        The file is larger than the limit.
    """
    check_size(path)
    return path.read_bytes()


def check_size(path: Path) -> None:
    """Refuse a file that is larger than any project, before it is read."""
    if path.stat().st_size > LIMIT_BYTES:
        raise Breaches(path.name, [f"larger than {MEGABYTES}; split the project"])


def decode_text(content: bytes) -> str:
    """A text in UTF-8, or in UTF-16 if it starts with that mark; the mark is no part of it.

    Raises
    ------
    ValueError
        It is neither.
    """
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = content.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError("not text in UTF-8; export it again") from error
    if "\0" in text:
        raise ValueError("not text; export it again")
    return text
