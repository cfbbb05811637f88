"""Files of statistics packages: SPSS and Stata, with labels and codes that mark no answer.

Dates stay the numbers that they are stored as: no variable needs one, and a single impossible one
would stop the reading.

The files are read in a process of their own, which passes on the table it made. On damaged files
the library that reads them (ReadStat) can crash, never end, or ask for more memory than there is:
of 15,000 small files cut off or with a few flipped bits, 16 crashed it and one took 9 GB.
"""

import dataclasses
import json
import os
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import numpy as np
import pandas as pd

from ...errors import Breaches
from .records import EXPORT_AGAIN, Column, Delivery
from .values import join_lines, write_text, write_value

ROWS = 100_000  # read at a time, since numbers take more room than the text they become
MEMORY = 4_000_000_000  # bytes of addresses; a million rows of 34 columns take a third
PATIENCE = 20  # seconds, and one more for every megabyte
DESCRIPTION = b"columns"
CODE = Path(__file__).parents[2]


def read_package(path: Path) -> Delivery:
    """Read an SPSS or Stata file; codes declared missing stay what they are (-9, or .a).

    Raises
    ------
    Breaches
        The file is damaged or cut off.
    """
    import pyarrow as pa

    reader = subprocess.Popen(
        [sys.executable, "-m", __name__, str(path.resolve())],
        env={**os.environ, "PYTHONPATH": str(CODE), "OPENBLAS_NUM_THREADS": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    watch = threading.Timer(PATIENCE + path.stat().st_size / 1e6, reader.kill)
    watch.start()
    table = None
    try:
        with reader.stdout, pa.ipc.open_stream(pa.PythonFile(reader.stdout, "r")) as stream:
            table = stream.read_all()
    except (pa.ArrowInvalid, OSError):
        pass  # what was read is judged below
    finally:
        watch.cancel()
        reader.kill() if table is None else None
        failed = reader.wait() != 0
    if failed or table is None:
        raise Breaches(path.name, [f"it can't be read; {EXPORT_AGAIN}"])
    described = json.loads(table.schema.metadata[DESCRIPTION])
    columns = {name: restore_column(parts) for name, parts in described.items()}
    frame = table.replace_schema_metadata(None).to_pandas()
    frame.index += 1
    return Delivery(table=frame, columns=columns)


def restore_column(parts: dict) -> Column:
    """A column's description as it was before it was written as JSON."""
    missing = tuple(tuple(each) if isinstance(each, list) else each for each in parts["missing"])
    return Column(**{**parts, "missing": missing})


def send(path: Path, target) -> None:
    """Read a file and write it as a stream of tables of text."""
    import pyarrow as pa
    import pyreadstat

    limit_process()
    stata = path.suffix.lower() == ".dta"
    read = pyreadstat.read_dta if stata else pyreadstat.read_sav
    _, meta = read(str(path), metadataonly=True, user_missing=True)
    described = {name: describe_column(name, meta, stata) for name in meta.column_names}
    description = json.dumps({n: dataclasses.asdict(column) for n, column in described.items()})
    schema = pa.schema([(name, pa.large_string()) for name in meta.column_names])
    count = 0
    with pa.ipc.new_stream(
        target, schema.with_metadata({DESCRIPTION: description.encode()})
    ) as stream:
        for part, found in pyreadstat.read_file_in_chunks(
            read, str(path), chunksize=ROWS, user_missing=True, disable_datetime_conversion=True
        ):
            tags = found.missing_user_values if stata else {}
            if tags:
                part = empty_unmarked(part, path, tags, count)
            count += len(part)
            texts = write_part(part, meta, tags)
            stream.write_table(pa.Table.from_pandas(texts, schema, preserve_index=False))
    if meta.number_rows is not None and 0 <= meta.number_rows != count:
        raise ValueError("rows are missing")


def limit_process() -> None:
    """Bound the memory of this process, and leave no image of respondents' data if it crashes."""
    with suppress(ImportError, ValueError, OSError):  # systems without such limits
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def empty_unmarked(part: pd.DataFrame, path: Path, tags: dict, start: int) -> pd.DataFrame:
    """Empty the cells of columns with tagged missing codes that have no value and no tag.

    In columns that hold tags as well, pyreadstat 1.3.7 gives any number for them.
    """
    import pyreadstat

    plain, _ = pyreadstat.read_dta(
        str(path), usecols=list(tags), row_offset=start, row_limit=len(part),
        disable_datetime_conversion=True,
    )  # fmt: skip
    emptied = part.copy()
    for name, codes in tags.items():
        lost = plain[name].isna().to_numpy() & ~part[name].isin(codes).to_numpy()
        emptied[name] = part[name].astype(object).mask(lost, None)
    return emptied


def write_part(part: pd.DataFrame, meta, tags: dict) -> pd.DataFrame:
    """Some rows as text."""
    columns = {}
    for name in part.columns:
        single = meta.readstat_variable_types.get(name) == "float"
        own = tuple(tags.get(name, ()))

        def write(value, single=single, own=own):
            if value in own:
                return f".{value}"
            # Four-byte numbers have seven digits; as eight-byte ones they seem to have more.
            return write_value(np.float32(value) if single else value)

        columns[name] = write_text(part[name], write)
    return pd.DataFrame(columns, index=part.index)


def describe_column(name: str, meta, stata: bool) -> Column:
    """Label, answers and missing codes of a column."""

    def write(code) -> str:
        return f".{code}" if stata and isinstance(code, str) else write_value(code)

    labels = meta.variable_value_labels.get(name, {})
    missing = [write(code) for code in labels if stata and isinstance(code, str)]
    for span in meta.missing_ranges.get(name, []):
        low, high = span["lo"], span["hi"]
        missing.append(write(low) if low == high else (float(low), float(high)))
    return Column(
        label=join_lines(meta.column_names_to_labels.get(name)),
        answers={write(code): join_lines(text) for code, text in labels.items()},
        missing=tuple(missing),
        stored="text" if meta.readstat_variable_types.get(name) == "string" else "numbers",
        own=bool(labels),
    )


if __name__ == "__main__":
    send(Path(sys.argv[1]), sys.stdout.buffer)
