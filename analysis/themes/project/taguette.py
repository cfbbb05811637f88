"""A coded project as Taguette keeps it: its project file (SQLite).

Highlights exported as CSV are read in `highlights`; the third export, the codebook, is REFI-QDA's
(.qdc) and read like any other.
"""

import html
import json
import re
import sqlite3
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from ...errors import Breaches
from .archive import LIMIT_BYTES, check_size
from .markup import fold_faults
from .positions import UTF8, convert_span, mark_text
from .records import Code, Coding, Document, Project

TABLES = ("projects", "documents", "tags", "highlights", "highlight_tags", "commands")
TAG = re.compile(r"""</?[A-Za-z](?:[^<>"']|"[^"]*"|'[^']*')*+>""")
LIMIT_SECONDS = 3
LIMIT_QUOTED = 10**8  # characters of all passages; few bytes can select the same long text often
AGAIN = "delete the highlight in Taguette and make it again"
RIGHT = "right: the project as Taguette exports it (.sqlite3)"


def read_database(path: Path) -> Project:
    """Read a project file: one project, as Taguette exports it.

    A document's text is that of its HTML with the markup taken out, in which Taguette counts
    UTF-8 bytes; the passage that it stored with a highlight must be the one at its positions.
    The coder of a tag is who first gave it to the highlight. An export calls everybody "admin";
    only a server's own database has their names.

    Raises
    ------
    Breaches
        The file is damaged, hostile, of another program or has several projects, or a
        highlight can't be quoted with certainty. All faults at once.
    """
    check_size(path)
    open_elsewhere = [Path(f"{path}{ending}") for ending in ("-wal", "-journal")]
    if any(beside.exists() and beside.stat().st_size for beside in open_elsewhere):
        raise Breaches(path.name, ["a program still has it open; close that or export a copy"])
    try:
        connection = connect(path)
        try:
            return read_tables(path.name, connection)
        finally:
            connection.close()
    except (sqlite3.Error, sqlite3.Warning, OverflowError, ValueError) as error:
        raise Breaches(path.name, [f"damaged, or not a project of Taguette; {RIGHT}"]) from error


def connect(path: Path) -> sqlite3.Connection:
    """Open a database of unknown origin, to read it only and not for long."""
    uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    connection = sqlite3.connect(uri, uri=True)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LIMIT_BYTES)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    deadline = time.monotonic() + LIMIT_SECONDS
    connection.set_progress_handler(lambda: time.monotonic() > deadline, 10_000)
    for setting in ("trusted_schema=OFF", "cell_size_check=ON", "mmap_size=0", "query_only=ON"):
        connection.execute(f"PRAGMA {setting}")
    return connection


def read_tables(name: str, connection: sqlite3.Connection) -> Project:
    """The project in a database, or all that is wrong with it."""
    plain = "SELECT name FROM sqlite_schema WHERE sql LIKE 'CREATE TABLE %'"  # no views
    missing = set(TABLES) - {row[0] for row in connection.execute(plain)}
    if missing:
        raise Breaches(name, [f"no table {', '.join(sorted(missing))}; {RIGHT}"])
    if connection.execute("PRAGMA quick_check(1)").fetchall() != [("ok",)]:
        raise Breaches(name, [f"damaged; {RIGHT}"])
    projects = connection.execute("SELECT id FROM projects").fetchall()
    if len(projects) != 1:
        raise Breaches(name, [f"has {len(projects)} projects; {RIGHT}, one file for each"])
    faults: dict[str, list[str]] = {}
    documents = read_documents(connection, faults)
    tags = read_tags(connection, faults)
    codings = list(read_codings(connection, documents, tags, faults))
    if faults:
        raise Breaches(name, fold_faults(faults))
    return Project(
        program="Taguette",
        codes=tuple(tags.values()),
        documents=tuple(documents.values()),
        codings=tuple(codings),
    )


def read_documents(
    connection: sqlite3.Connection, faults: dict[str, list[str]]
) -> dict[int, Document]:
    """Documents by id. Role and consent are declared by name, so names are unique."""
    documents: dict[int, Document] = {}
    names = set()
    for number, name, contents in connection.execute(
        "SELECT id, name, contents FROM documents ORDER BY id"
    ):
        label = f"document {number}"
        if not isinstance(name, str) or not name.strip():
            faults.setdefault("has no name; give it one", []).append(label)
        elif name in names:
            wrong = "has the name of an earlier document; rename one of them"
            faults.setdefault(wrong, []).append(label)
        names.add(name)
        try:
            documents[number] = Document(name=name, text=strip_markup(contents))
        except ValueError as error:
            faults.setdefault(str(error), []).append(label)
    return documents


def read_tags(connection: sqlite3.Connection, faults: dict[str, list[str]]) -> dict[int, Code]:
    """Tags by id. Taguette calls a tag's name its path, but has them all on one level."""
    tags: dict[int, Code] = {}
    paths = set()
    for number, path, description in connection.execute(
        "SELECT id, path, description FROM tags ORDER BY id"
    ):
        if not isinstance(path, str) or not path.strip() or path in paths:
            wrong = "has no name of its own; rename it"
            faults.setdefault(wrong, []).append(f"tag {number}")
        paths.add(path)
        description = description if isinstance(description, str) else ""
        tags[number] = Code(name=path, path=path, description=description)
    return tags


def read_codings(
    connection: sqlite3.Connection,
    documents: dict[int, Document],
    tags: dict[int, Code],
    faults: dict[str, list[str]],
) -> Iterator[Coding]:
    """A coding for each tag of each highlight, in the order of the documents."""
    given: dict[int, list[int]] = defaultdict(list)
    for highlight, tag in connection.execute(
        "SELECT highlight_id, tag_id FROM highlight_tags ORDER BY highlight_id, tag_id"
    ):
        given[highlight].append(tag)
    coders = read_coders(connection)
    for number, document, start, end in read_spans(connection, documents, faults):
        for tag in given.pop(number, []):
            if tag not in tags:
                faults.setdefault(f"its tag is missing; {RIGHT}", []).append(f"highlight {number}")
                continue
            yield Coding(
                document=document.name,
                code=tags[tag].path,
                coder=coders.get((number, tag)) or coders.get((number, None), ""),
                start=start,
                end=end,
                text=document.text[start:end],
            )
    if given and not faults:
        labels = [f"highlight {number}" for number in given]
        faults[f"has tags but is missing; {RIGHT}"] = labels


def read_spans(
    connection: sqlite3.Connection, documents: dict[int, Document], faults: dict[str, list[str]]
) -> Iterator[tuple[int, Document, int, int]]:
    """Highlights whose stored text is the one at their positions, in code points."""
    marks: dict[int, np.ndarray] = {}
    left = LIMIT_QUOTED
    for number, place, start, end, snippet in connection.execute(
        "SELECT id, document_id, start_offset, end_offset, snippet FROM highlights "
        "ORDER BY document_id, start_offset, id"
    ):
        try:
            if place not in documents:
                raise ValueError(f"its document is missing or at fault; {RIGHT}")
            document = documents[place]
            if place not in marks:
                marks[place] = mark_text(document.text, UTF8)
            first, last = find_span(start, end, marks[place])
            left -= last - first
            if left < 0:
                raise ValueError("the passages add up to more than any project has")
            if strip_markup(snippet) != document.text[first:last]:
                raise ValueError(
                    f"the text stored with it is not the one at its positions; {AGAIN}"
                )
        except ValueError as error:
            faults.setdefault(str(error), []).append(f"highlight {number}")
            continue
        yield number, document, first, last


def find_span(start: object, end: object, marks: np.ndarray) -> tuple[int, int]:
    """A highlight's span in code points."""
    if not isinstance(start, int) or not isinstance(end, int):
        raise ValueError(f"a position is not a whole number; {AGAIN}")
    try:
        return convert_span(start, end, marks)
    except ValueError as error:
        raise ValueError(f"{error} (positions in {UTF8.name}); {RIGHT}") from error


def read_coders(connection: sqlite3.Connection) -> dict[tuple[int, int | None], str]:
    """Who first gave a highlight a tag, and who made the highlight (tag None)."""
    coders: dict[tuple[int, int | None], str] = {}
    for login, payload in connection.execute(
        "SELECT user_login, payload FROM commands ORDER BY id"
    ):
        try:
            command = json.loads(payload)
            if command["type"] == "highlight_add":
                for tag in (None, *command["tags"]):
                    coders.setdefault((command["highlight_id"], tag), str(login))
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise ValueError("a command that Taguette wouldn't write") from error
    return coders


def strip_markup(contents: object) -> str:
    """The text of HTML as Taguette stores it: cleaned, without comments or scripts.

    Raises
    ------
    ValueError
        It is no such HTML.
    """
    if not isinstance(contents, str):
        raise ValueError(f"has no text; {RIGHT}")
    parts, place = [], 0
    while (opened := contents.find("<", place)) >= 0:
        parts.append(contents[place:opened])
        tag = TAG.match(contents, opened)
        if tag is None:
            raise ValueError(f"has markup that Taguette wouldn't store; {RIGHT}")
        place = tag.end()
        if tag[0] == "<pre>" and contents.startswith("\n", place):
            place += 1  # HTML has no line end right after this tag
    return html.unescape("".join([*parts, contents[place:]]))
