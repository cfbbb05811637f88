"""Coded projects of any program that Groundwork reads, told apart by what is in the file."""

from pathlib import Path

from ...errors import Breaches
from .archive import open_archive
from .codes import read_codebook
from .highlights import COLUMNS, read_highlights
from .records import Code, Coding, Document, Project
from .refi import find_project, read_refi
from .taguette import read_database

__all__ = [
    "Code",
    "Coding",
    "Document",
    "Project",
    "read_codebook",
    "read_project",
]

SQLITE = b"SQLite format 3\0"
ZIPS = (b"PK\x03\x04", b"PK\x05\x06")
XML = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<", b"\xfe\xff\0<")
EXCHANGE = "export it there as a REFI-QDA project (.qdpx)"
FOREIGN = {
    ".nvp": "NVivo's own file",
    ".nvpx": "NVivo's own file",
    ".atlproj": "ATLAS.ti's own file",
    ".atlproj9": "ATLAS.ti's own file",
    ".atlproj22": "ATLAS.ti's own file",
    ".atlproj23": "ATLAS.ti's own file",
    ".hpr7": "ATLAS.ti's own file",
    ".hpr8": "ATLAS.ti's own file",
    ".qda": "QualCoder's own folder",
    ".rqda": "RQDA's own file",
    ".qrk": "Quirkos's own file",
}
RIGHT = (
    "right: a REFI-QDA project (.qdpx) from NVivo, ATLAS.ti, MAXQDA or QualCoder, or Taguette's "
    "project (.sqlite3) or highlights (.csv)"
)


def read_project(path: Path) -> Project:
    """Read a coded project: REFI-QDA (.qdpx), or Taguette's project file or highlights.

    Raises
    ------
    Breaches
        The file is missing, damaged, hostile or something else, or some of its excerpts can't
        be quoted with certainty. All faults of the file at once.
    """
    if path.is_dir():
        raise Breaches(path.name, [describe_foreign(path, "a folder")])
    try:
        with path.open("rb") as file:
            start = file.read(4096)
        return choose_reader(path, start)
    except FileNotFoundError as error:
        raise Breaches(path.name, ["the file is missing"]) from error
    except OSError as error:
        raise Breaches(path.name, ["the file can't be read; look at its permissions"]) from error


def choose_reader(path: Path, start: bytes) -> Project:
    """Read a file by what it starts with."""
    if start.startswith(ZIPS):
        check_exchange(path)
        return read_refi(path)
    if start.startswith(SQLITE) and describe_program(path) is None:
        return read_database(path)
    columns = {cell.strip('" ') for cell in decode_start(start).split(",")}
    if columns == set(COLUMNS):
        return read_highlights(path)
    raise Breaches(path.name, [describe_foreign(path, tell_kind(path, start))])


def check_exchange(path: Path) -> None:
    """Refuse a zip without a project's XML by what it is instead."""
    with open_archive(path) as archive:
        try:
            find_project(archive)
        except ValueError as error:
            office = "[content_types].xml" in archive.entries
            kind = "an Office document or sheet" if office else f"a zip that {error}"
            wrong = describe_foreign(path, kind) if office or describe_program(path) else kind
            raise Breaches(path.name, [wrong]) from error


def decode_start(start: bytes) -> str:
    """The first line of a file, if it is text."""
    return start.decode("utf-8-sig", errors="replace").partition("\n")[0].strip("\r")


def tell_kind(path: Path, start: bytes) -> str:
    """What else a file may be."""
    if not start:
        return "an empty file"
    if start.startswith(XML):
        return "XML alone, without the texts that a project has (a codebook is read as codebook)"
    return "another table" if path.suffix.casefold() == ".csv" else "an unknown kind of file"


def describe_program(path: Path) -> str | None:
    """Whose own kind of file it is, by its ending."""
    ending = path.suffix.casefold()
    maxqda = ending.startswith(".mx") and ending[3:].isdecimal()
    return "MAXQDA's own file" if maxqda else FOREIGN.get(ending)


def describe_foreign(path: Path, kind: str) -> str:
    """What a file is that can't be read, and what would be right."""
    program = describe_program(path)
    if program:
        return f"{program}, which only that program reads; {EXCHANGE}"
    return f"{kind}; {RIGHT}"
