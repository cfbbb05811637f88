"""The process that reads a file of a statistics package: `packages` starts it as a script.

It imports the library that reads such files and little else, since every file waits for that.
Standard output gets a stream of tables of text, whose schema says what the file says of its
columns.
"""

import json
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyreadstat
from values import join_lines, write_value

ROWS = 100_000  # read at a time, since numbers take more room than the text they become
MEMORY = 4_000_000_000  # bytes of addresses; a million rows of 34 columns take a third
DESCRIPTION = b"columns"
READING = {"output_format": "dict", "disable_datetime_conversion": True}
TEXT = pa.large_string()


def send(path: str, target: BinaryIO) -> None:
    """Read a file and write it as a stream of tables of text."""
    stata = path.lower().endswith(".dta")
    read = pyreadstat.read_dta if stata else pyreadstat.read_sav
    _, meta = read(path, metadataonly=True, user_missing=True, **READING)
    described = {name: describe_column(name, meta, stata) for name in meta.column_names}
    schema = pa.schema(
        [(name, TEXT) for name in meta.column_names], {DESCRIPTION: json.dumps(described).encode()}
    )
    count = 0
    with pa.ipc.new_stream(target, schema) as stream:
        for part, found in pyreadstat.read_file_in_chunks(
            read, path, chunksize=ROWS, user_missing=True, **READING
        ):
            tags = found.missing_user_values if stata else {}
            size = len(next(iter(part.values()), ()))
            if tags:
                part |= empty_unmarked(part, path, tags, count, size)
            count += size
            stream.write_table(pa.Table.from_arrays(write_part(part, meta, tags), schema=schema))
    if meta.number_rows is not None and 0 <= meta.number_rows != count:
        raise ValueError("rows are missing")


def limit_process() -> None:
    """Bound the memory of this process, and leave no image of respondents' data if it crashes."""
    with suppress(ImportError, ValueError, OSError):  # systems without such limits
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def empty_unmarked(
    part: dict[str, list], path: str, tags: dict, start: int, size: int
) -> dict[str, list]:
    """Empty the cells of columns with tagged missing codes that have no value and no tag.

    In columns that hold tags as well, pyreadstat 1.3.7 gives any number for them.
    """
    plain, _ = pyreadstat.read_dta(
        path, usecols=list(tags), row_offset=start, row_limit=size, **READING
    )
    return {
        name: [
            None if is_absent(number) and value not in codes else value
            for value, number in zip(part[name], plain[name], strict=True)
        ]
        for name, codes in tags.items()
    }


def is_absent(value: object) -> bool:
    """Whether a cell holds nothing."""
    return value is None or value != value


def write_part(part: dict[str, list], meta, tags: dict) -> list[pa.Array]:
    """Some rows as text, an absent cell as ""; each distinct value of a column is written once."""
    columns = []
    for name, values in part.items():
        kind = meta.readstat_variable_types.get(name)
        own = tuple(tags.get(name, ()))

        def write(value, single=kind == "float", own=own):
            if is_absent(value):
                return ""
            if value in own:
                return f".{value}"
            # Four-byte numbers have seven digits; as eight-byte ones they seem to have more.
            return write_value(np.float32(value) if single else value)

        columns.append(write_any(values, write) if own or kind == "string"
                       else write_numbers(values, write))  # fmt: skip
    return columns


def write_any(values: list, write: Callable[[object], str]) -> pa.Array:
    """A column of texts, or of numbers and of letters that mark no answer."""
    texts = {value: write(value) for value in set(values)}
    return join_texts([texts[value] for value in values])


def write_numbers(values: list, write: Callable[[object], str]) -> pa.Array:
    """A column of numbers."""
    numbers = pa.py_buffer(np.array(values, dtype=float))
    coded = pa.Array.from_buffers(pa.float64(), len(values), [None, numbers]).dictionary_encode()
    return join_texts([write(each) for each in coded.dictionary.to_pylist()]).take(coded.indices)


def join_texts(texts: list[str]) -> pa.Array:
    """Texts as a column; for a list PyArrow would import pandas, which takes twice as long as all
    the rest."""
    cells = [text.encode() for text in texts]
    ends = np.cumsum([0, *map(len, cells)], dtype=np.int64)
    text = pa.py_buffer(b"".join(cells))
    return pa.LargeStringArray.from_buffers(len(cells), pa.py_buffer(ends), text)


def describe_column(name: str, meta, stata: bool) -> dict:
    """Label, answers and missing codes of a column, as `records.Column` names them."""

    def write(code) -> str:
        return f".{code}" if stata and isinstance(code, str) else write_value(code)

    labels = meta.variable_value_labels.get(name, {})
    missing = [write(code) for code in labels if stata and isinstance(code, str)]
    for span in meta.missing_ranges.get(name, []):
        low, high = span["lo"], span["hi"]
        missing.append(write(low) if low == high else (float(low), float(high)))
    return {
        "label": join_lines(meta.column_names_to_labels.get(name)),
        "answers": {write(code): join_lines(text) for code, text in labels.items()},
        "missing": missing,
        "stored": "text" if meta.readstat_variable_types.get(name) == "string" else "numbers",
        "own": bool(labels),
    }


if __name__ == "__main__":
    limit_process()
    send(sys.argv[1], sys.stdout.buffer)
