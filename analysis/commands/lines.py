"""Lines of a text put in, changed and taken out: blocks such as [[waves]] of a TOML file, rows of a
CSV file. Every other line stays as somebody wrote it, and what is put in and taken out again leaves
no trace."""

import csv
import io
import re
import tomllib
from collections.abc import Callable, Iterable

from ..errors import Breaches
from ..text import read_cell, write_cell


def insert_block(text: str, table: str, place: int, values: dict) -> str:
    """The text with a block more; `place` blocks of its table stand before it.

    Raises
    ------
    Breaches
        The table is written otherwise, such as on one line.
    """
    import tomlkit

    statements, end = split_statements(text), find_end(text)
    blocks = find_blocks(statements, table)
    if place > len(blocks):
        raise Breaches(table, [f"they are not written as blocks; [[{table}]] would be right"])
    block = [f"{line}{end}" for line in tomlkit.dumps({table: [values]}).strip().split("\n")]
    if blocks and not place:
        at = blocks[0].start
        while at and statements[at - 1].lstrip().startswith("#"):
            at -= 1
        block = [*block, end]
    else:
        at = blocks[place - 1].stop if blocks else len(statements)
        block = [end, *block] if at else block
    return join_lines([*statements[:at], *block, *statements[at:]], text)


def remove_blocks(text: str, table: str, unwanted: Callable[[dict], bool]) -> str:
    """The text without some blocks of a table, each with the blank line that set it apart."""
    statements = split_statements(text)
    for block in reversed(find_blocks(statements, table)):
        if unwanted(read_block(statements[block], table)):
            first, last = block.start, block.stop
            if first and not statements[first - 1].strip():
                first -= 1
            elif last < len(statements) and not statements[last].strip():
                last += 1
            del statements[first:last]
    return join_lines(statements, text)


def edit_lists(text: str, table: str, key: str, edit: Callable[[list], list]) -> str:
    """The text with a list of names changed in each block of a table; one left empty goes."""
    statements = split_statements(text)
    for block in reversed(find_blocks(statements, table)):
        old = read_block(statements[block], table).get(key, [])
        new = edit(old)
        own = find_own_end(statements, block)
        places = [n for n in range(block.start + 1, own) if holds_key(statements[n], key)]
        if places:
            place = slice(places[0], places[0] + 1)
            statements[place] = [edit_list(statements[places[0]], key, new)] if new else []
        elif new:
            statements.insert(own, write_key(key, new, find_end(text)))
    return join_lines(statements, text)


def split_statements(text: str) -> list[str]:
    """Headers, keys with all lines of their values, comments and blank lines, as they stand."""
    statements, held = [], ""
    for line in io.StringIO(text, newline=""):
        held += line
        try:
            tomllib.loads(held.removeprefix("\ufeff"))
        except tomllib.TOMLDecodeError:
            continue
        statements.append(held)
        held = ""
    return [*statements, held] if held else statements


def find_blocks(statements: list[str], table: str) -> list[slice]:
    """Where the blocks of a table stand, each from its header to its last key, tables below it
    included."""
    heads = [
        place for place, each in enumerate(statements)
        if each.lstrip().startswith("[") and not re.match(rf"\s*\[+\s*{table}\s*\.", each)
    ]  # fmt: skip
    blocks = []
    for head, following in zip(heads, [*heads[1:], len(statements)], strict=False):
        if re.match(rf"\s*\[\[\s*{table}\s*\]\]", statements[head]):
            said = [n for n in range(head, following) if re.match(r"\s*[^\s#]", statements[n])]
            blocks.append(slice(head, said[-1] + 1))
    return blocks


def find_own_end(statements: list[str], block: slice) -> int:
    """Where the keys of a block itself end, before the tables below it and their blank lines."""
    below = [
        n for n in range(block.start + 1, block.stop) if statements[n].lstrip().startswith("[")
    ]
    end = below[0] if below else block.stop
    while not statements[end - 1].strip():
        end -= 1
    return end


def read_block(statements: list[str], table: str) -> dict:
    """What a block says."""
    return tomllib.loads("".join(statements))[table][0]


def holds_key(statement: str, key: str) -> bool:
    """Whether a statement gives a key its value."""
    return key in tomllib.loads(statement)


def write_key(key: str, value: object, end: str) -> str:
    """A key with its value on a line."""
    import tomlkit

    return f"{key} = {tomlkit.item(value).as_string()}{end}"


def edit_list(statement: str, key: str, new: list) -> str:
    """A statement with other names in its list, the comments between them kept."""
    import tomlkit

    document = tomlkit.parse(statement)
    names = document[key]
    for name in [each for each in names if each not in new]:
        names.remove(name)
    names.extend(name for name in new if name not in [*names])
    return tomlkit.dumps(document)


def insert_rows(text: str, rows: Iterable[dict[str, str]], beside: str = "") -> str:
    """The text of a CSV file with more rows, each after the last that has the same value in the
    column `beside`, or at the end."""
    records = split_rows(text)
    names = records[0][1]
    for row in rows:
        alike = [n for n, (_, cells) in enumerate(records)
                 if beside and cells and cells[names.index(beside)] == row[beside]]  # fmt: skip
        cells = [row.get(name, "") for name in names]
        place = alike[-1] + 1 if alike else len(records)
        records.insert(place, (format_row(cells) + find_end(text), cells))
    return join_lines([line for line, _ in records], text)


def remove_rows(text: str, unwanted: Callable[[dict[str, str]], bool]) -> str:
    """The text of a CSV file without some rows."""
    header, *rows = split_rows(text) or [("", [])]
    kept = [line for line, cells in rows
            if not cells or not unwanted(dict(zip(header[1], cells, strict=False)))]  # fmt: skip
    return join_lines([header[0], *kept], text)


def split_rows(text: str) -> list[tuple[str, list[str]]]:
    """Rows as they stand, each with its cells as `write_cell` was given them; a blank line has
    none."""
    lines = list(io.StringIO(text, newline=""))
    reader, rows, read = csv.reader([line.removeprefix("\ufeff") for line in lines]), [], 0
    for cells in reader:
        plain = [read_cell(cell) for cell in cells]
        rows.append(("".join(lines[read : reader.line_num]), plain))
        read = reader.line_num
    return rows


def format_row(cells: list[str]) -> str:
    """One line of a CSV file."""
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(write_cell(str(cell)) for cell in cells)
    return line.getvalue()


def find_end(text: str) -> str:
    """How lines of a text end."""
    return "\r\n" if "\r\n" in text else "\n"


def join_lines(lines: list[str], before: str) -> str:
    """The text of lines; the last ends in a line end if that of the text before did."""
    end = find_end(before)
    text = "".join(each if each.endswith("\n") else each + end for each in lines if each)
    return text if before.endswith("\n") or not before else text.removesuffix(end)
