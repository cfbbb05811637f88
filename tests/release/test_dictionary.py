"""The data dictionary says what every column is, and the data package describes what is there."""

import csv
import dataclasses
import io
import json
import shutil
import typing
from datetime import date
from pathlib import Path

import pytest
from frictionless import Package

from analysis.results.records import Evidence
from analysis.study.reading import read_study
from analysis.study.records import Release, Words
from release import dictionary
from release.datapackage import write_package
from release.dictionary import describe_files

DATA = Path(__file__).parents[2] / "data"
RELEASE = Release(version="1.0.0", date=date(2026, 5, 1), waves="w1 w2", results="0")


@pytest.fixture(scope="module")
def package(tmp_path_factory) -> Path:
    """A folder with the demonstration study's package in it."""
    folder = tmp_path_factory.mktemp("package")
    for name, text in write_package(read_study(DATA), RELEASE).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, newline="\n")
    return folder


def validate(folder: Path) -> list[list]:
    """What frictionless finds wrong with a package, but for a checksum that a test has broken."""
    report = Package(str(folder / "datapackage.json")).validate()
    found = report.flatten(["type", "fieldName", "rowNumber"])
    return [error for error in found if error[0] not in ("hash-count", "byte-count")]


def test_every_column_of_every_file_has_a_meaning() -> None:
    for file in describe_files(Words(), notice=True):
        shape = typing.get_args(typing.get_type_hints(Evidence)[file.name])[0]
        names = [field.name for field in dataclasses.fields(shape)]
        assert [column.name for column in file.columns] == [*names, "notice"]
        assert file.meaning.endswith(".") and all(len(c.meaning) > 4 for c in file.columns)


def test_a_column_without_a_meaning_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(dictionary.MEANINGS, "clusters")
    with pytest.raises(KeyError, match="clusters"):
        describe_files(Words(), notice=False)


def test_no_meaning_is_left_over() -> None:
    """A column that went takes its meaning along."""
    columns = {
        (file.name, c.name) for file in describe_files(Words(), notice=True) for c in file.columns
    }
    own = {(file, name) for file, named in dictionary.OWN_MEANINGS.items() for name in named}
    assert own <= columns
    shared = {name for file, name in columns - own}
    assert shared == set(dictionary.MEANINGS)
    assert {(f, name) for f, names in dictionary.KEYS.items() for name in names} <= columns


def test_the_dictionary_lists_the_columns_that_the_files_have() -> None:
    texts = write_package(read_study(DATA), RELEASE)
    listed: dict[str, list[str]] = {}
    for row in csv.DictReader(io.StringIO(texts["data-dictionary.csv"])):
        listed.setdefault(row["file"], []).append(row["column"])
        assert row["type"] in ("string", "number", "integer", "boolean")
    found = {
        path.name: path.read_text().split("\n")[0].split(",")
        for path in (DATA / "results").glob("*.csv")
    }
    assert listed == found


def test_the_dictionary_tells_of_outcomes_and_the_survey() -> None:
    study = read_study(DATA)
    text = write_package(study, RELEASE)["data-dictionary.md"].replace("\\", "")
    for file in describe_files(Words(), notice=True):
        assert (f"### {file.name}.csv" in text) == (DATA / f"results/{file.name}.csv").exists()
    for outcome in study.outcomes:
        assert outcome.label in text and outcome.question in text
    for row in study.codebook:
        assert f"| {row.variable} |" in text
    assert study.study.notice in text


def test_frictionless_finds_nothing_wrong(package: Path) -> None:
    report = Package(str(package / "datapackage.json")).validate()
    assert report.valid, report.flatten(["title", "message"])
    assert report.stats["tasks"] == len([*(DATA / "results").glob("*.csv")])


def test_values_read_back_as_they_are_and_marks_as_missing(package: Path) -> None:
    rows = Package(str(package / "datapackage.json")).get_resource("estimates").read_rows()
    with open(DATA / "results/estimates.csv", newline="") as lines:
        plain = list(csv.DictReader(lines))
    assert len(rows) == len(plain)
    for row, text in zip(rows, plain, strict=True):
        assert float(row["effect"]) == float(text["effect"])
        assert row["n_programme_before"] == int(text["n_programme_before"])
        assert (row["q"] is None) == (text["q"] == "z")


@pytest.mark.parametrize(
    ("file", "old", "new", "error"),
    [
        ("estimates", "influence,w2,all", "belong,w2,all", "primary-key"),
        ("estimates", "percentage points,4.27,", "percentage points,4 or so,", "type-error"),
        ("estimates", "percentage points,4.27,", "percentage points,q,", "type-error"),
        ("checks", "Sex,True", "Sex,perhaps", "type-error"),
        ("themes", "level,id", "level,name", "incorrect-label"),
    ],
)
def test_frictionless_finds_a_planted_fault(
    package: Path, tmp_path: Path, file: str, old: str, new: str, error: str
) -> None:
    """So the descriptor is strict enough to say something."""
    shutil.copytree(package, tmp_path / "package")
    path = tmp_path / "package/results" / f"{file}.csv"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, 1))
    assert error in {found[0] for found in validate(tmp_path / "package")}


def test_the_package_says_what_it_is(package: Path) -> None:
    made = json.loads((package / "datapackage.json").read_text())
    study = read_study(DATA)
    assert made["description"].startswith(study.study.notice)
    assert made["licenses"] == [{"name": "CC-BY-4.0"}] and made["version"] == "1.0.0"
    assert made["created"] == "2026-05-01T00:00:00Z"
    for wave, source in zip(study.waves, made["sources"], strict=False):
        assert wave.sha256 in source["title"] and wave.label in source["title"]
    for resource in made["resources"]:
        assert (package / resource["path"]).stat().st_size == resource["bytes"]
