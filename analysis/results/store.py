"""Records to and from the files of the results."""

import csv
import dataclasses
import io
import json
import typing
from pathlib import Path

from ..text import read_cell, write_cell
from .records import Evidence, Mark

FOLDER = "results"
MANIFEST = "manifest.json"
PREVIOUS = "previous"  # what is kept of the last release, to compare with


def read_manifest(folder: Path, place: str = FOLDER) -> dict:
    """The manifest of a study's results, or of those in another place; empty if there is none."""
    try:
        return json.loads((folder / place / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}


def format_records(records: tuple, shape: type, notice: str) -> str:
    """CSV of records with ten significant digits; `notice` ends every row while synthetic."""
    names = [field.name for field in dataclasses.fields(shape)]
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow([*names, "notice"] if notice else names)
    for record in records:
        row = [format_value(getattr(record, name)) for name in names]
        writer.writerow([*row, write_cell(notice)] if notice else row)
    return lines.getvalue()


def format_value(value: object) -> str:
    """A value as text; nothing for None."""
    if isinstance(value, float):
        return format(value, ".10g")
    return "" if value is None else write_cell(str(value))


def read_records(path: Path, shape: type) -> tuple:
    """Records of one file of the results."""
    with path.open(encoding="utf-8", newline="") as lines:
        return tuple(
            shape(
                **{
                    field.name: parse_value(row[field.name], field.type)
                    for field in dataclasses.fields(shape)
                }
            )
            for row in csv.DictReader(lines)
        )


def parse_value(text: str, kind: typing.Any) -> object:
    """A value of a results file in its declared type."""
    options = typing.get_args(kind) or (kind,)
    if Mark in options and text in tuple(Mark):
        return Mark(text)
    if bool in options:
        return {"True": True, "False": False, "": None}[text]
    if int in options:
        return int(text)
    return float(text) if float in options else read_cell(text)


def read_evidence(folder: Path, name: str) -> tuple:
    """The records of one field of the evidence; none where the results have no file of it."""
    shape = typing.get_args(typing.get_type_hints(Evidence)[name])[0]
    try:
        return read_records(folder / FOLDER / f"{name}.csv", shape)
    except FileNotFoundError:
        return ()
