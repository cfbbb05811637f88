"""Where in its file a declaration stands, so that a fault can quote its line.

Places have names: "outcomes 'influence' better" in a TOML file, "line 5 status" in a table. A fault
begins with the name of the place that it is about, and its line is looked up by that. Where a file
has no such name, or several places go by it, as where an id is declared twice, no line is given
rather than a wrong one. What stands inside a value that goes over several lines is found at the
line on which the value begins.
"""

import csv
import io
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

NAMES = ("id", "code", "domain", "title", "name", "variable")  # keys that a table goes by
COLUMNS = ("id", "code", "variable", "delivered")  # and those that a row of a table does
NOT_TOML = "not valid TOML"
LONGEST = 120  # characters of a line that are quoted

Loc = tuple[str | int, ...]


def cite(path: Path, faults: Iterable[str]) -> list[str]:
    """Faults of a file, each behind its name and the line that it is about, as it stands there."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return [f"{path.name}: {fault}" for fault in faults]
    lines = text.split("\n")
    places = find_places(text, path.suffix)
    return [cite_fault(path.name, fault, places, lines) for fault in faults]


def cite_fault(file: str, fault: str, places: dict[str, int], lines: list[str]) -> str:
    """One fault with its line, by the longest name that it begins with."""
    begun = [name for name in places if re.match(rf"{re.escape(name)}(?!\w)", fault)]
    if not begun:
        return f"{file}: {fault}"
    name = max(begun, key=len)
    number = places[name]
    quoted = lines[number - 1].strip()
    quoted = quoted if len(quoted) <= LONGEST else f"{quoted[:LONGEST]}…"
    # The row is named by its line already, as if no row before it went over several.
    said = re.sub(r"^line \d+[ :,]*", "", fault)
    return f"{file} line {number} ({quoted}): {said}"


def find_places(text: str, suffix: str) -> dict[str, int]:
    """Lines, counted from 1, by the names that only one place goes by."""
    found = defaultdict(set)
    for name, line in name_keys(text) if suffix == ".toml" else name_rows(text):
        found[name].add(line)
    return {name: min(lines) for name, lines in found.items() if len(lines) == 1}


def name_keys(text: str) -> Iterator[tuple[str, int]]:
    """Names of all keys and tables of a TOML file with their lines."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        yield from ((NOT_TOML, int(line)) for line in re.findall(r"\(at line (\d+)", str(error)))
        return
    for loc, line in locate_keys(text):
        *parents, key = loc
        where = " ".join(name_place(raw, parents))
        if isinstance(key, str):
            yield " ".join(name_place(raw, loc)), line
            yield f"{where}, key '{key}'" if where else f"key '{key}'", line
            # Faults of consistency begin so: "outcomes 'id': domain 'x' is not declared".
            yield f"{where}: {key}", line
            table = follow(raw, parents)
            if parents and isinstance(parents[-1], int) and key == find_name(table):
                yield where, line
        elif not find_name(follow(raw, loc)):
            yield " ".join(name_place(raw, loc)), line


def locate_keys(text: str) -> Iterator[tuple[Loc, int]]:
    """Keys and tables of a TOML file, by the keys and positions that lead to each, and their lines.

    The tables of an array are also found together, at the line of each.
    """
    table: Loc = ()
    sizes: Counter[Loc] = Counter()

    def enter(keys: Iterable[str]) -> Loc:
        """The place of a table, of an array's tables the last."""
        loc: Loc = ()
        for key in keys:
            loc = (*loc, key)
            loc = (*loc, sizes[loc] - 1) if loc in sizes else loc
        return loc

    for line, statement in split_statements(text):
        keys = list_keys(tomllib.loads(statement))
        header = statement.lstrip()
        if header.startswith("[["):
            array = (*enter(keys[:-1]), keys[-1])
            yield array, line
            sizes[array] += 1
            table = enter(keys)
            yield table, line
        elif header.startswith("["):
            table = enter(keys)
            yield table, line
        else:
            yield from (((*table, *keys[:end]), line) for end in range(1, len(keys) + 1))


def split_statements(text: str) -> Iterator[tuple[int, str]]:
    """Headers and values of a valid TOML file, each with the line on which it begins.

    Whatever spans several lines is no TOML until the last of them.
    """
    begun, statement = 1, ""
    for number, line in enumerate(text.split("\n"), start=1):
        statement = f"{statement}\n{line}" if statement else line
        try:
            filled = tomllib.loads(statement)
        except tomllib.TOMLDecodeError:
            continue
        if filled:
            yield begun, statement
        begun, statement = number + 1, ""


def list_keys(filled: dict) -> list[str]:
    """Keys of a table that has one key, those of the one table in it, and so on."""
    keys = []
    while isinstance(filled, dict) and len(filled) == 1:
        ((key, filled),) = filled.items()
        keys.append(key)
    return keys


def name_rows(text: str) -> Iterator[tuple[str, int]]:
    """Names of the rows of a table with their lines: by number, and by what they are about."""
    rows = csv.DictReader(io.StringIO(text, newline=""))
    header, *lines = [*locate_rows(text)] or [1]
    yield "line 1", header
    for number, (row, line) in enumerate(zip(rows, lines, strict=True), start=2):
        yield f"line {number}", line
        for cell in {row[column] for column in COLUMNS if row.get(column)}:
            yield f"'{cell}'", line
            yield f"areas '{cell}'", line
        yield f"'{row.get('variable')}': code '{row.get('code')}'", line


def locate_rows(text: str) -> Iterator[int]:
    """Line on which each row of a table begins, its header being the first; empty ones are none."""
    reader, line = csv.reader(io.StringIO(text, newline="")), 1
    for row in reader:
        if row or line == 1:
            yield line
        line = reader.line_num + 1


def name_place(raw: Any, loc: Iterable[str | int]) -> Iterator[str]:
    """Name a place by the ids in the file rather than by positions; rows by their line."""
    loc = tuple(loc)
    table = bool(loc) and loc[0] == "rows"
    for part in loc:
        raw = follow(raw, [part])
        if isinstance(part, str):
            if part != "rows":
                yield part
        elif table:
            yield f"line {part + 2}"
        elif isinstance(raw, dict):
            name = find_name(raw)
            yield f"'{raw[name]}'" if name else f"(number {part + 1})"
        else:
            yield f"(item {part + 1})"


def find_name(table: Any) -> str | None:
    """The key that a table goes by."""
    return next((key for key in NAMES if table and table.get(key)), None)


def follow(raw: Any, loc: Iterable[str | int]) -> Any:
    """What stands at a place, None if nothing does."""
    for part in loc:
        try:
            raw = raw[part]
        except (KeyError, IndexError, TypeError):
            return None
    return raw
