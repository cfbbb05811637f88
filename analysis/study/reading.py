"""A study's folder → `Study`, or one error with everything that is wrong in it."""

import csv
import dataclasses
import difflib
import io
import json
import os
import tomllib
import typing
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from ..errors import Breaches
from ..text import find_hidden, read_cell
from .areas import defer_areas, find_misplaced, gather_areas
from .consistency import check_consistency
from .consistency.faults import Fault
from .files import AREAS, OPTIONAL, REPORTED, REQUIRED, STUDY
from .places import NOT_TOML, cite, name_place
from .records import Study

TOO_MANY = "…"  # under which cells beyond the header's last are read


def find_study() -> Path:
    """Folder of the study to build: the setting STUDY, or `data`."""
    return Path(os.environ.get("STUDY") or "data")


def read_study(folder: Path) -> Study:
    """Read and check all declarations of a study.

    Raises
    ------
    Breaches
        A file is missing or can't be read, a key is unknown or missing, a value has the wrong
        type, or something undeclared is referred to. All faults of all files at once.
    """
    faults: list[Fault] = []
    files = {}
    for name, shape in (REQUIRED | OPTIONAL | REPORTED).items():
        if name not in REQUIRED and not (folder / name).exists():
            files[name] = None
            continue
        try:
            raw = read_raw(folder / name)
            if name == STUDY:
                faults += [(name, fault) for fault in find_misplaced(raw.get("areas"), folder)]
                raw = defer_areas(raw)
            files[name] = parse(raw, shape)
            faults += [(name, fault) for fault in find_hidden_text(raw)]
        except Breaches as error:
            faults += [(name, fault) for fault in error.faults]
    if not faults:
        study = assemble(folder, files)
        faults += check_consistency(study)
    if faults:
        raise Breaches(
            f"The declarations in {folder.name}/ can't be used",
            [
                line
                for name, group in groupby(faults, itemgetter(0))
                for line in cite(folder / name, [fault for _, fault in group])
            ],
        )
    return study


def assemble(folder: Path, files: dict) -> Study:
    """Put the parsed files together; an absent optional file declares nothing."""
    top = files[STUDY]

    def listed(name: str, field: str) -> tuple:
        return getattr(files[name], field) if files[name] else ()

    fields = {field.name: getattr(top, field.name) for field in dataclasses.fields(top)}
    return Study(
        folder=folder,
        codebook=listed("codebook.csv", "rows"),
        themes=listed("themes.csv", "rows"),
        codeframe=listed("codeframe.csv", "rows"),
        claims=listed("findings.toml", "claims"),
        published=listed("published.toml", "numbers"),
        corrections=listed("corrections.toml", "corrections"),
        checklists=listed("checklists.csv", "rows"),
        renames=listed("renames.csv", "rows"),
        releases=listed("releases.csv", "rows"),
        logic_model=files["logic-model.toml"],
        funder=files["funder.toml"],
        **fields | {"areas": listed(AREAS, "rows") or top.areas},
    )


def read_raw(path: Path) -> dict:
    """Content of a TOML or CSV file as plain values."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        if path.suffix == ".toml":
            return tomllib.loads(text)
        rows = [
            read_row(row) for row in csv.DictReader(io.StringIO(text, newline=""), restkey=TOO_MANY)
        ]
        return {"rows": SHAPED.get(path.name, list)(rows)}
    except FileNotFoundError:
        raise Breaches(path.name, ["the file is missing; every study needs it"]) from None
    except UnicodeDecodeError:
        raise Breaches(path.name, ["not UTF-8 text; save it as UTF-8"]) from None
    except tomllib.TOMLDecodeError as error:
        raise Breaches(path.name, [f"{NOT_TOML}: {error}"]) from None


def read_row(row: dict) -> dict:
    """A row of a table, with its cells as `write_cell` was given them."""
    return {key: read_cell(cell) if isinstance(cell, str) else cell for key, cell in row.items()}


def fill_types(rows: list[dict]) -> list[dict]:
    """Rows of a codebook; those after a variable's first may leave its type empty."""
    types: dict[str, str] = {}
    for row in rows:
        if row.get("type"):
            types.setdefault(row.get("variable"), row["type"])
        elif row.get("variable") in types:
            row["type"] = types[row["variable"]]
    return rows


# What the rows of a table become before they are checked.
SHAPED = {"codebook.csv": fill_types, AREAS: gather_areas}


def read_file(path: Path, shape: type) -> typing.Any:
    """Read and check one file by itself.

    Raises
    ------
    Breaches
        It can't be read, or has a key or value that `shape` has not; each with its line.
    """
    try:
        return parse(read_raw(path), shape)
    except Breaches as error:
        raise Breaches(path.name, cite(path, error.faults)) from None


def parse(raw: dict, shape: type) -> typing.Any:
    """Fill the record `shape`; JSON mode lets strict types read arrays and dates."""
    from pydantic import ValidationError

    try:
        return find_parser(shape).validate_json(json.dumps(raw, default=str))
    except ValidationError as error:
        faults = [explain(fault, raw, shape) for fault in error.errors(include_url=False)]
        raise Breaches(shape.__name__, faults) from None


@cache
def find_parser(shape: type):
    """Pydantic's parser of a record, made once."""
    # Imported here: whoever only asks whether results are fresh declares nothing.
    from pydantic import TypeAdapter

    return TypeAdapter(shape)


def prepare() -> None:
    """Make the parsers of all declarations, so that processes forked from this one have them."""
    for shape in (REQUIRED | OPTIONAL | REPORTED).values():
        find_parser(shape)


def find_hidden_text(raw: dict) -> list[str]:
    """Name every text of a file that holds a character nobody sees."""
    return [
        f"{' '.join(name_place(raw, loc))} holds {found}, which nobody sees; take it out"
        for loc, text in list_texts(raw)
        for found in find_hidden(text)
    ]


def list_texts(raw: typing.Any, loc: tuple = ()) -> Iterator[tuple[tuple, str]]:
    """All texts of a file, each with the keys that lead to it."""
    if isinstance(raw, str):
        yield loc, raw
    elif isinstance(raw, dict | list):
        for key, value in raw.items() if isinstance(raw, dict) else enumerate(raw):
            yield from list_texts(value, (*loc, key))


def explain(fault: dict, raw: dict, shape: type) -> str:
    """Say in words which key is wrong and what would be right."""
    *parents, key = fault["loc"]
    where = " ".join(name_place(raw, parents))
    place = f"{where}, " if where else ""
    if fault["type"] in ("unexpected_keyword_argument", "extra_forbidden"):
        if key == TOO_MANY:
            return f"{where}: it has more cells than the header"
        known = known_keys(shape, parents)
        close = difflib.get_close_matches(str(key), known, n=1)
        hint = f"did you mean '{close[0]}'?" if close else f"known keys: {', '.join(known)}"
        return f"{place}key '{key}' is unknown; {hint}"
    if fault["type"] in ("missing", "missing_argument", "missing_keyword_only_argument"):
        return f"{place}key '{key}' is missing"
    found = "" if isinstance(fault["input"], dict | list) else f", found {fault['input']!r}"
    path = " ".join(name_place(raw, fault["loc"]))
    return f"{path}: {fault['msg'][0].lower()}{fault['msg'][1:]}{found}"


def known_keys(shape: type, loc: list) -> list[str]:
    """Keys that the record at `loc` may have."""
    for part in loc:
        if isinstance(part, str):
            shape = typing.get_type_hints(shape)[part]
        options = [shape, *typing.get_args(shape)]
        records = [option for option in options if dataclasses.is_dataclass(option)]
        shape = records[0] if records else shape
    return [field.name for field in dataclasses.fields(shape)]
