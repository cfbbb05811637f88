"""What a chapter rests on is told file by file and table by table, and no more than it looks at."""

import dataclasses
import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from analysis.errors import Breaches
from analysis.results.results import load_results
from analysis.study.files import PLACES
from analysis.study.reading import read_study
from analysis.study.records import Study
from analysis.study.watching import watch_study

DATA = Path(__file__).parents[2] / "data"
HEARD: list[tuple] = []


@sys.addaudithook
def hear(event: str, arguments: tuple) -> None:
    """Listen; an audit hook stays for good, so it hears of nothing but the committed study."""
    if event == "groundwork.tables":
        HEARD.append(("tables", arguments[0]))
    elif event in ("open", "groundwork.look") and str(arguments[0]).startswith(f"{DATA}{os.sep}"):
        name = str(Path(arguments[0]).relative_to(DATA))
        HEARD.append(("open", name) if event == "open" else (name, arguments[1]))


@pytest.fixture
def heard() -> list[tuple]:
    HEARD.clear()
    return HEARD


def test_results_open_a_file_when_it_is_looked_at(heard: list) -> None:
    results = load_results(DATA)
    assert heard == []
    assert results.themes and results.themes
    assert heard == [("open", "results/themes.csv")]
    assert results.events == (), "two waves have no event study"
    assert heard[1:] == [("open", "results/events.csv")], "that it is not there counts as well"


def test_results_have_no_fields_but_their_own() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'theme'"):
        _ = load_results(DATA).theme


def test_changed_results_are_whole(heard: list) -> None:
    results = load_results(DATA)
    other = dataclasses.replace(results, themes=())
    assert other.themes == () and other.estimates == results.estimates
    assert other.estimate("influence") == results.estimate("influence")


def test_a_study_is_read_between_two_events_and_then_tells_what_is_looked_at(heard: list) -> None:
    study = watch_study(DATA)
    assert heard[0] == ("tables", True) and heard[-1] == ("tables", False)
    assert {kind for kind, _ in heard[1:-1]} == {"open"}
    heard.clear()
    assert study.after() and study.synthetic and study.outcome["influence"] and study.claims
    assert heard == [
        ("study.toml", "waves"),
        ("study.toml", "study"),
        ("study.toml", "outcomes"),
        ("findings.toml", "claims"),
    ]


def test_areas_are_looked_at_in_both_of_their_places(heard: list) -> None:
    """Blocks may come in place of the table, and the table in place of the blocks."""
    study = watch_study(DATA)
    heard.clear()
    assert study.areas
    assert heard == [("study.toml", "areas"), ("areas.csv", "")]


def test_a_study_that_can_t_be_read_ends_the_telling(tmp_path: Path, heard: list) -> None:
    with pytest.raises(Breaches):
        watch_study(tmp_path)
    assert heard[-1] == ("tables", False)


def test_a_watched_study_is_the_study() -> None:
    watched, study = watch_study(DATA), read_study(DATA)
    for field in dataclasses.fields(Study):
        assert getattr(watched, field.name) == getattr(study, field.name)


def test_every_field_of_a_study_has_its_place() -> None:
    assert set(PLACES) == {field.name for field in dataclasses.fields(Study)} - {"folder"}


@pytest.mark.parametrize(
    ("file", "old", "new", "field"),
    [
        ("study.toml", 'title = "Neighbourhood', 'title = "N', "study"),
        ("study.toml", "power = 0.80", "power = 0.90", "model"),
        ("study.toml", "min_df = 10", "min_df = 11", "disclosure"),
        ("study.toml", "balance = 0.25", "balance = 0.5", "checks"),
        ("study.toml", "min_people = 10", "min_people = 11", "findings"),
        ("study.toml", 'short = "NfL"', 'short = "N"', "arms"),
        ("areas.csv", "NFL-01", "NFL-99", "areas"),
        ("codebook.csv", "area,area,Code", "area,area,The code", "codebook"),
        ("published.toml", "approximate = true", "approximate = false", "published"),
        ("corrections.toml", "expect = ", "expect = 1", "corrections"),
    ],
)
def test_a_change_in_a_place_changes_its_field_and_no_other(
    tmp_path: Path, file: str, old: str, new: str, field: str
) -> None:
    shutil.copytree(DATA, tmp_path / "data", ignore=shutil.ignore_patterns("raw", "synthetic"))
    before = read_study(tmp_path / "data")
    path = tmp_path / "data" / file
    assert old in path.read_text(), file
    path.write_text(path.read_text().replace(old, new, 1))
    after = read_study(tmp_path / "data")
    changed = {name for name in PLACES if getattr(before, name) != getattr(after, name)}
    assert changed == {field} and file in [place for place, _ in PLACES[field]]


def test_the_manifest_is_read_for_what_it_says_alone(heard: list) -> None:
    made = load_results(DATA).manifest
    assert heard == [("open", "results/manifest.json")]
    assert made == json.loads((DATA / "results/manifest.json").read_text())
