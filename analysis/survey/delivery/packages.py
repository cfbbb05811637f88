"""Files of statistics packages: SPSS and Stata, with labels and codes that mark no answer.

Dates stay the numbers that they are stored as: no variable needs one, and a single impossible one
would stop the reading.

The files are read in a process of their own, which passes on the table it made. On damaged files
the library that reads them (ReadStat) can crash, never end, or ask for more memory than there is:
of 15,000 small files cut off or with a few flipped bits, 16 crashed it and one took 9 GB.
"""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

from ...errors import Breaches
from .records import EXPORT_AGAIN, Column, Delivery

PATIENCE = 20  # seconds, and one more for every megabyte
PROCESS = Path(__file__).with_name("package_process.py")
DESCRIPTION = b"columns"  # under which `package_process` says it


def read_package(path: Path) -> Delivery:
    """Read an SPSS or Stata file; codes declared missing stay what they are (-9, or .a).

    Raises
    ------
    Breaches
        The file is damaged or cut off.
    """
    import pyarrow as pa

    reader = subprocess.Popen(
        [sys.executable, str(PROCESS), str(path.resolve())],
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
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
