"""schema: write what editors need to complete and check declarations as they are typed.

A JSON Schema for each TOML file that a study may have, and for the formats of funders. Editors with
Taplo or Even Better TOML look it up by the first line of a file, `#:schema schemas/NAME.json`.
"""

import argparse
import dataclasses
import inspect
import json
import re
import typing
from collections.abc import Iterator
from pathlib import Path

from ..errors import naming
from ..study.files import AREAS, OPTIONAL, REPORTED, REQUIRED, STUDY
from ..study.reading import find_parser, find_study
from ..study.records import Format
from ..themes.synthetic import SummariesFile
from .demo import DemonstrationFile
from .terminal import say
from .transaction import alone, replace_together

FOLDER = "schemas"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
SHAPES = {
    name: shape
    for name, shape in {
        **REQUIRED,
        **OPTIONAL,
        **REPORTED,
        "demonstration.toml": DemonstrationFile,
        "summaries.toml": SummariesFile,
        "format.toml": Format,
    }.items()
    if name.endswith(".toml")
}


def describe(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument(
        "folder",
        nargs="?",
        type=Path,
        help=f"where they go; {FOLDER} in the study's folder, if not said",
    )


def run(arguments: argparse.Namespace) -> int:
    """Write the schemas and say which."""
    folder = arguments.folder or find_study() / FOLDER
    texts = format_schemas()
    with naming(folder):
        folder.mkdir(parents=True, exist_ok=True)
    with alone(folder):
        replace_together(folder, texts, {})
    say(f"Wrote {', '.join(texts)} in {folder}.")
    return 0


def format_schemas() -> dict[str, str]:
    """Texts of all schemas by the names of their files."""
    return {
        f"{Path(name).stem}.json": json.dumps(make_schema(name), indent=2, ensure_ascii=False)
        + "\n"
        for name in SHAPES
    }


def make_schema(name: str) -> dict:
    """The schema of a TOML file, with what the records say of themselves and of their keys."""
    shape = SHAPES[name]
    schema = {"$schema": DIALECT} | find_parser(shape).json_schema()
    for record in list_records(shape):
        place = schema if record is shape else schema["$defs"][record.__name__]
        for key, described in place["properties"].items():
            if told := tell_key(record, key):
                described["description"] = told
    if name == STUDY:
        areas = schema["properties"]["areas"]
        schema["properties"]["areas"] = {"title": "Areas", "anyOf": [{"const": AREAS}, areas]}
    return schema | {"title": name}


def list_records(shape: object) -> Iterator[type]:
    """A record and all that its fields may hold."""
    if dataclasses.is_dataclass(shape):
        yield shape
        for hint in typing.get_type_hints(shape).values():
            yield from list_records(hint)
    for option in typing.get_args(shape):
        yield from list_records(option)


def tell_key(record: type, key: str) -> str:
    """Sentences of a record's docstring that are about a key."""
    text = " ".join(inspect.cleandoc(record.__doc__).split())
    sentences = re.split(r"(?<=[.;])\s+(?=[A-Z`])", text)
    return " ".join(each.rstrip(";") for each in sentences if f"`{key}`" in each)
