"""Excel workbooks and Parquet files."""

import zipfile
from pathlib import Path

import pandas as pd

from ...errors import Breaches, name_lines
from .records import EXPORT_AGAIN, Delivery
from .values import write_text, write_value

EXPANDED = 500_000_000  # bytes; three thousand respondents take a hundredth of it


def read_excel(path: Path) -> Delivery:
    """Read the one sheet of a workbook that holds anything.

    Raises
    ------
    Breaches
        The workbook is damaged or too large, or has more than one sheet, or cells with errors.
    """
    import openpyxl

    inspect_archive(path)
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        sheets = {sheet.title: read_sheet(sheet) for sheet in book.worksheets}
        book.close()
    except Exception:  # what the library raises on a damaged file is of every kind
        raise Breaches(path.name, [f"it can't be read; {EXPORT_AGAIN}"]) from None
    filled = [rows for rows in sheets.values() if rows]
    if len(filled) != 1:
        fault = f"{len(filled)} of its {len(sheets)} sheets hold something; one would be right"
        raise Breaches(path.name, [fault])
    header, *rows = filled[0]
    width = max(len(row) for row in (header, *rows))
    if len(header) < width:
        fault = "some rows reach beyond the header; every column needs a name in the first line"
        raise Breaches(path.name, [fault])
    frame = pd.DataFrame(
        [row + [None] * (width - len(row)) for row in rows],
        columns=[write_value(name) if name is not None else "" for name in header],
        dtype=object,
    )
    if len(wrong := [place for place, row in enumerate(rows) if any(map(is_error, row))]):
        raise Breaches(path.name, [f"cells hold an error such as #REF!: {name_lines(wrong)}"])
    return to_delivery(frame, path)


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


def is_error(value: object) -> bool:
    """Whether a cell holds one of Excel's errors."""
    return isinstance(value, str) and value in (
        "#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!",
    )  # fmt: skip


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
        frame = table.replace_schema_metadata(None).to_pandas(integer_object_nulls=True)
    except Exception:  # what the library raises on a damaged file is of every kind
        raise Breaches(path.name, [f"it can't be read; {EXPORT_AGAIN}"]) from None
    return to_delivery(frame, path)


def to_delivery(frame: pd.DataFrame, path: Path) -> Delivery:
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
    return Delivery(table=table.reset_index(drop=True))
