"""Schemas say of declarations what reading them does, before anybody builds anything."""

import json
import re
import shutil
import tomllib
from pathlib import Path

import jsonschema
import pytest

from analysis.commands.schema import DIALECT, SHAPES, format_schemas, make_schema
from analysis.results.freshness import find_changes
from analysis.study.files import FORMATS
from tests.command_line import run
from tests.copies import ROOT

DATA = ROOT / "data"
FILES = [*sorted(DATA.glob("*.toml")), *sorted(FORMATS.glob("*.toml"))]


def find_schema(path: Path) -> Path:
    """The schema that a file names in its first line, as Taplo looks for it."""
    first = path.read_text().split("\n")[0]
    return path.parent / re.fullmatch(r"#:schema (\S+\.json)", first)[1]


def read(path: Path) -> dict:
    """A TOML file as JSON has it, dates as texts."""
    return json.loads(json.dumps(tomllib.loads(path.read_text()), default=str))


def check(schema: dict, declared: dict) -> list[str]:
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    validator = jsonschema.Draft202012Validator(schema, format_checker=checker)
    return [error.message for error in validator.iter_errors(declared)]


def test_the_committed_schemas_are_those_that_the_command_writes(tmp_path):
    done = run(DATA, "schema", str(tmp_path / "made"))
    assert done.returncode == 0 and "study.json" in done.stdout, done.stderr
    made = {path.name: path.read_text() for path in (tmp_path / "made").iterdir()}
    assert made == {path.name: path.read_text() for path in (DATA / "schemas").iterdir()}
    assert made == format_schemas()


def test_they_go_into_the_study_s_folder_if_nothing_else_is_said(folder):
    shutil.rmtree(folder / "schemas")
    assert find_changes(folder) == [], "no result rests on them"
    done = run(folder, "schema")
    assert str(folder / "schemas") in done.stdout
    assert {path.stem for path in (folder / "schemas").iterdir()} == {Path(n).stem for n in SHAPES}
    assert find_changes(folder) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_file_names_its_schema_and_fits_it(path):
    place = find_schema(path)
    assert place.stem == ("format" if path.parent == FORMATS else path.stem)
    schema = json.loads(place.read_text())
    assert schema["$schema"] == DIALECT
    jsonschema.Draft202012Validator.check_schema(schema)
    assert check(schema, read(path)) == []


def test_there_is_a_file_for_each_schema():
    assert {find_schema(path).name for path in FILES} == {*format_schemas()}


def test_blocks_of_areas_fit_as_well_and_no_other_table_of_them_does():
    study, schema = read(DATA / "study.toml"), make_schema("study.toml")
    block = {"code": "A", "joined": "2016-06-01", "covariates": {"deprivation": 0.4}}
    assert check(schema, study | {"areas": [block]}) == []
    for wrong in (
        "places.csv",
        [{"arm": "nfl"}],
        [block | {"joined": "soon"}],
        [block | {"amr": "x"}],
    ):
        assert check(schema, study | {"areas": wrong})


def list_records(schema: dict) -> list[dict]:
    return [schema, *schema.get("$defs", {}).values()]


@pytest.mark.parametrize("name", SHAPES)
def test_a_record_says_what_it_is_and_takes_no_other_keys(name):
    for record in list_records(make_schema(name)):
        assert record["additionalProperties"] is False and record["title"]
        assert len(record["description"]) > 10


def test_a_key_is_described_by_the_sentences_that_name_it():
    outcome = make_schema("study.toml")["$defs"]["Outcome"]["properties"]
    assert outcome["margin"]["description"] == (
        "An effect inside `margin` either way, in the outcome's unit, would change no decision."
    )
    assert "description" not in outcome["id"]


def plant(declared: dict, keys: list, fault: str) -> dict:
    """A copy of what a file declares with a fault in the table that keys lead to."""
    copy = json.loads(json.dumps(declared))
    table = copy
    for key in keys[:-1]:
        table = table[key]
    if fault == "unknown":
        table["unheard_of"] = 1
    elif fault == "wrong":
        table[keys[-1]] = {"not": "this"}
    else:
        del table[keys[-1]]
    return copy


@pytest.mark.parametrize("fault", ["unknown", "wrong", "missing"])
@pytest.mark.parametrize(
    ("path", "keys"),
    [
        ("data/study.toml", ["outcomes", 0, "better"]),
        ("data/study.toml", ["waves", 1, "fieldwork"]),
        ("data/study.toml", ["study", "seed"]),
        ("data/study.toml", ["waves", 0, "sha256"]),
        ("data/findings.toml", ["claims", 2, "worse", "follows"]),
        ("data/published.toml", ["numbers", 0, "value"]),
        ("data/corrections.toml", ["corrections", 0, "expect"]),
        ("data/logic-model.toml", ["columns", 0, "title"]),
        ("data/funder.toml", ["title"]),
        ("data/demonstration.toml", ["survey", "age", "mean"]),
        ("data/summaries.toml", ["summaries", 0, "text"]),
        ("funders/nihr-full.toml", ["parts", 0, "title"]),
    ],
)
def test_planted_faults_are_refused(path, keys, fault):
    declared = read(ROOT / path)
    schema = json.loads(find_schema(ROOT / path).read_text())
    assert check(schema, plant(declared, keys, fault))
