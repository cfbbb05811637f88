"""Tables of a study and of its results, read and changed."""

import csv
import hashlib
import io
from pathlib import Path


def rows(folder: Path, name: str) -> list[dict]:
    """A file of a study's results."""
    with open(folder / "results" / name, newline="") as lines:
        return list(csv.DictReader(lines))


def change_weight(folder: Path) -> None:
    """Give one respondent of the last wave another weight and register the file."""
    path = folder / "synthetic/wave-2.csv"
    old = hashlib.sha256(path.read_bytes()).hexdigest()
    lines = path.read_text().splitlines(keepends=True)
    cells = lines[1].split(",")
    cells[3] = "9.5000"
    lines[1] = ",".join(cells)
    path.write_text("".join(lines))
    new = hashlib.sha256(path.read_bytes()).hexdigest()
    declared = folder / "study.toml"
    declared.write_text(declared.read_text().replace(old, new))


def declare_area(folder: Path, code: str, **keys: str) -> None:
    """Declare more of an area in areas.csv, in columns that may be new."""
    rewrite(
        folder / "areas.csv",
        lambda row: dict.fromkeys(keys, "") | row | (keys if row["code"] == code else {}),
    )


def rewrite(path: Path, edit) -> None:
    """Write each row of a table as `edit` returns it."""
    found = list(csv.DictReader(io.StringIO(path.read_text())))
    found = [edit(dict(row)) for row in found]
    lines = io.StringIO()
    writer = csv.DictWriter(lines, list(found[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(found)
    path.write_text(lines.getvalue())
