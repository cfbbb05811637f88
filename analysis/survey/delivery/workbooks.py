"""Excel workbooks and Parquet files."""

import dataclasses
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from ...errors import Breaches
from ...study.records import Departures
from .layout import LOOKED, find_crowded, find_header, tell_above, tell_crowded
from .records import EXPORT_AGAIN, Column, Delivery
from .values import write_value

EXPANDED = 500_000_000  # bytes; three thousand respondents take a hundredth of it


def read_excel(path: Path, names: frozenset[str]) -> Delivery:
    """Read the one sheet of a workbook that holds anything.

    Raises
    ------
    Breaches
        The workbook is damaged or too large, has more than one sheet, or it can't be told where
        its header is.
    """
    import openpyxl

    inspect_archive(path)
    try:
        with warnings.catch_warnings():  # which would tell a respondent's date
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
            sheets = {sheet.title: read_sheet(sheet) for sheet in book.worksheets}
            book.close()
    except Exception:  # what the library raises on a damaged file is of every kind
        raise Breaches(path.name, [f"it can't be read; {EXPORT_AGAIN}"]) from None
    filled = [rows for rows in sheets.values() if rows]
    if len(filled) != 1:
        fault = f"{len(filled)} of its {len(sheets)} sheets hold something; one would be right"
        raise Breaches(path.name, [fault])
    first = [[write_cell(cell) for cell in row] for row in filled[0][:LOOKED]]
    place, _ = find_header(first, names)
    if crowded := find_crowded(first, place):
        raise Breaches(path.name, [tell_crowded(crowded)])
    rows = filled[0][place:]
    width = max(len(row) for row in rows)
    frame = pd.DataFrame(
        [row + [None] * (width - len(row)) for row in rows[1:]],
        index=range(place + 2, place + 1 + len(rows)),
        columns=[*first[place], *[""] * (width - len(first[place]))],
        dtype=object,
    )
    return dataclasses.replace(
        to_delivery(frame, [tell_stored(frame.iloc[:, n]) for n in range(width)], path),
        departures=Departures(header=place + 1),
        remarks=tuple(tell_above(first[:place])),
    )


def inspect_archive(path: Path) -> None:
    """Stop at an archive that is damaged, no workbook, or would not fit into memory."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            large = sum(item.file_size for item in archive.infolist()) > EXPANDED
            damaged = None if large else archive.testzip()
    except Exception:  # a damaged archive raises errors of many kinds
        raise Breaches(path.name, [f"it can't be read; {EXPORT_AGAIN}"]) from None
    if large:
        fault = "too large for a workbook; have it exported as CSV, SPSS, Stata or Parquet"
        raise Breaches(path.name, [fault])
    if damaged:
        raise Breaches(path.name, [f"parts of it are damaged; {EXPORT_AGAIN}"])
    if "xl/workbook.xml" not in names:
        raise Breaches(path.name, ["an archive, but no Excel workbook; unpack it first"])


def read_sheet(sheet) -> list[list]:
    """Rows of a sheet without the empty cells at their ends and the empty rows below."""
    sheet.reset_dimensions()  # what a file says of its size may be less than it has
    rows = []
    for cells in sheet.iter_rows(values_only=True):
        row = list(cells)
        while row and row[-1] is None:
            row.pop()
        rows.append(row)
    while rows and not rows[-1]:
        rows.pop()
    return rows


def write_cell(value: object) -> str:
    """A cell as text."""
    return "" if value is None else write_value(value)


def tell_stored(values: pd.Series) -> str:
    """What the cells of a column are: a number that somebody typed as text is one."""
    text = {isinstance(value, str) for value in values.dropna()}
    return "both" if len(text) == 2 else "numbers" if text == {False} else "text"


def read_parquet(path: Path) -> Delivery:
    """Read a Parquet file; where pages carry checksums, they are compared.

    Raises
    ------
    Breaches
        The file is damaged or cut off, or holds lists in place of single values.
    """
    from pyarrow import parquet

    try:
        table = parquet.read_table(path, page_checksum_verification=True)
        stored = ["numbers" if is_numeric(field.type) else "text" for field in table.schema]
        table = write_dates(table)
        frame = table.replace_schema_metadata(None).to_pandas(integer_object_nulls=True)
    except Exception:  # what the library raises on a damaged file is of every kind
        raise Breaches(path.name, [f"it can't be read; {EXPORT_AGAIN}"]) from None
    frame.index += 1
    return to_delivery(frame, stored, path)


def is_numeric(kind) -> bool:
    """Whether an Arrow type holds numbers."""
    import pyarrow as pa

    return (
        pa.types.is_integer(kind)
        or pa.types.is_floating(kind)
        or pa.types.is_decimal(kind)
        or pa.types.is_boolean(kind)
    )


def write_dates(table):
    """The table with days and times as text: a single one that Python has no day for would stop
    the reading, and no variable needs one."""
    import pyarrow as pa

    for place, field in enumerate(table.schema):
        if pa.types.is_date(field.type) or pa.types.is_timestamp(field.type):
            texts = table.column(place).cast(pa.string())
            table = table.set_column(place, field.name, texts)
    return table


def to_delivery(frame: pd.DataFrame, stored: list[str], path: Path) -> Delivery:
    """A table of values as a delivery of text."""
    columns, faults = [], []
    for place in range(frame.shape[1]):
        try:
            columns.append(write_text(frame.iloc[:, place], write_value))
        except Exception:  # values that can't be compared or written, such as lists
            faults.append(f"column {place + 1} holds more than single values; export it as text")
    if faults:
        raise Breaches(path.name, faults)
    table = pd.concat(columns, axis=1) if columns else pd.DataFrame(index=frame.index)
    table.columns = [str(name) for name in frame.columns]
    kinds = dict(zip(table.columns, stored, strict=True))
    return Delivery(
        table=table, columns={name: Column(stored=kind) for name, kind in kinds.items()}
    )


def write_text(values: pd.Series, write: Callable[[object], str]) -> pd.Series:
    """A column as text: each distinct value is written once, an absent one is ""."""
    codes, distinct = pd.factorize(values)
    if values.dtype == "float32":  # seven digits, of which eight bytes would make more
        distinct = distinct.to_numpy()
    texts = pd.array([*(write(value) for value in distinct), ""], dtype="str")
    return pd.Series(texts.take(codes), index=values.index)
