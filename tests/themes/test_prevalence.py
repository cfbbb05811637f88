"""People and entries counted by hand; files of excerpts that don't fit the codeframe."""

import csv
import shutil
from pathlib import Path

import pandas as pd
import pytest

from analysis.declarations import read_study
from analysis.errors import Breaches
from analysis.themes.excerpts import COLUMNS, read_excerpts
from analysis.themes.prevalence import summarise_themes

DATA = Path(__file__).parents[2] / "data"
ROWS = [
    ("A", "interview", "resident-adviser", "2019-05-01", "neighbour-ties", "s", "positive"),
    ("A", "interview", "resident-adviser", "2019-05-01", "neighbour-ties", "s", "negative"),
    ("B", "interview", "third-sector", "2019-05-02", "neighbour-ties", "s", "positive"),
    ("C", "interview", "resident-adviser", "2019-05-03", "shared-stories", "s", "mixed"),
    ("D", "journal", "academic-team", "2016-01-01", "neighbour-ties", "s", "negative"),
    ("D", "journal", "academic-team", "2018-01-01", "neighbour-ties", "s", "positive"),
    ("D", "journal", "academic-team", "2018-01-01", "shared-stories", "s", "positive"),
]


def summaries():
    study = read_study(DATA)
    found = summarise_themes(pd.DataFrame(ROWS, columns=COLUMNS), study)
    return {(row.kind, row.level, row.id, row.group): row for row in found}


def test_people_are_counted_once_and_valences_by_entry():
    """A and B of three people raised the theme; A's interview is both, so it is mixed."""
    row = summaries()["interview", "theme", "neighbour-ties", "all"]
    assert (row.people, row.base_people, row.entries) == (2, 3, 2)
    assert (row.positive, row.negative, row.mixed) == (1, 0, 1)


def test_a_domain_gathers_its_themes():
    row = summaries()["journal", "domain", "social-connectivity", "all"]
    assert (row.people, row.entries, row.base_entries) == (1, 2, 2)


def test_by_role_and_by_year():
    found = summaries()
    assert found["interview", "theme", "neighbour-ties", "resident-adviser"].people == 1
    assert found["interview", "theme", "neighbour-ties", "third-sector"].base_people == 1
    years = [
        found["journal", "theme", "neighbour-ties", str(y)].entries for y in (2016, 2017, 2018)
    ]
    assert years == [1, 0, 1]


@pytest.fixture
def folder(tmp_path) -> Path:
    copy = tmp_path / "study"
    shutil.copytree(DATA, copy, ignore=shutil.ignore_patterns("raw", "results", "wave-*"))
    return copy


CASES = {
    "unknown theme": ("theme", "neighbour-tie", "line 3: theme 'neighbour-tie' is not declared"),
    "unknown role": ("role", "mayor", "line 3: role 'mayor' is not declared; right: resident-adv"),
    "unknown kind": ("kind", "letter", "line 3: kind 'letter' is not declared; right: interview"),
    "unknown valence": ("valence", "good", "line 3: valence 'good' is not declared"),
    "bad date": ("date", "31/05/2019", "line 3: date is not of the form 2019-05-31"),
    "no summary": ("summary", " ", "line 3: summary is empty"),
}


@pytest.mark.parametrize(("column", "value", "words"), CASES.values(), ids=CASES.keys())
def test_breach(folder, column, value, words):
    path = folder / "synthetic/interviews.csv"
    with path.open(newline="") as source:
        lines = list(csv.reader(source))
    lines[2][lines[0].index(column)] = value
    with path.open("w", newline="") as target:
        csv.writer(target).writerows(lines)
    with pytest.raises(Breaches) as caught:
        read_excerpts(read_study(folder))
    assert any(words in fault for fault in caught.value.faults), caught.value.faults
