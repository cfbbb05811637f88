"""People and entries counted by hand."""

from pathlib import Path

import pandas as pd

from analysis.results.records import Mark
from analysis.study.reading import read_study
from analysis.themes.cooccurrence import count_cooccurrence
from analysis.themes.excerpts import Excerpts
from analysis.themes.prevalence import summarise_themes
from analysis.themes.saturation import follow_saturation

STUDY = read_study(Path(__file__).parents[2] / "data")
DOCUMENTS = [
    ("a", "A", "interview", "resident-adviser", "2019-05-01"),
    ("b", "B", "interview", "third-sector", "2019-05-02"),
    ("c", "C", "interview", "resident-adviser", "2019-05-03"),
    ("silent", "E", "interview", "other-resident", "2019-04-01"),
    ("d1", "D", "journal", "academic-team", "2016-01-01"),
    ("d2", "D", "journal", "academic-team", "2018-01-01"),
]
CODINGS = [
    ("a", "neighbour-ties", "positive"),
    ("a", "neighbour-ties", "negative"),
    ("b", "neighbour-ties", "positive"),
    ("c", "shared-stories", "mixed"),
    ("c", "neighbour-ties", ""),
    ("d1", "neighbour-ties", "negative"),
    ("d2", "neighbour-ties", "positive"),
    ("d2", "shared-stories", "positive"),
]


def code(codings=CODINGS) -> Excerpts:
    columns = ["document", "source", "kind", "role", "date"]
    documents = pd.DataFrame(DOCUMENTS, columns=columns).assign(consent="summary")
    rows = pd.DataFrame(codings, columns=["document", "theme", "valence"])
    rows = rows.assign(coder="", text="", summary="s", counts=True)
    return Excerpts(documents=documents, codings=rows.merge(documents, on="document"))


def summaries(codings=CODINGS):
    found = summarise_themes(code(codings), STUDY)
    return {(row.kind, row.level, row.id, row.group): row for row in found}


def test_people_are_counted_once_of_all_who_were_heard():
    """A, B and C of four people raised the theme; E raised nothing and is one of the four."""
    row = summaries()["interview", "theme", "neighbour-ties", "all"]
    assert (row.people, row.base_people, row.entries, row.base_entries) == (3, 4, 3, 4)


def test_valences_are_counted_by_entry():
    """A's interview is positive and negative, so mixed; B's positive; C's has no valence."""
    row = summaries()["interview", "theme", "neighbour-ties", "all"]
    assert (row.positive, row.negative, row.mixed, row.unrated) == (1, 0, 1, 1)


def test_valences_that_nobody_coded_or_everybody_did_are_no_counts():
    rated = summaries([row for row in CODINGS if row[2]])
    assert rated["interview", "theme", "neighbour-ties", "all"].unrated == Mark.NOT_APPLICABLE
    unrated = summaries([(document, theme, "") for document, theme, _ in CODINGS])
    row = unrated["interview", "theme", "neighbour-ties", "all"]
    assert {row.positive, row.negative, row.mixed} == {Mark.NOT_APPLICABLE}
    assert row.unrated == 3


def test_a_domain_gathers_its_themes():
    row = summaries()["journal", "domain", "social-connectivity", "all"]
    assert (row.people, row.entries, row.base_entries) == (1, 2, 2)


def test_by_role_and_by_year():
    found = summaries()
    assert found["interview", "theme", "neighbour-ties", "resident-adviser"].people == 2
    assert found["interview", "theme", "neighbour-ties", "third-sector"].base_people == 1
    years = [
        found["journal", "theme", "neighbour-ties", str(y)].entries for y in (2016, 2017, 2018)
    ]
    assert years == [1, 0, 1]


def test_pairs_of_themes_count_people_who_raised_both():
    """Only C raised both; of four people three raised the first and one the second."""
    pairs = {(row.first, row.second): row for row in count_cooccurrence(code(), STUDY)}
    row = pairs["neighbour-ties", "shared-stories"]
    assert (row.people, row.first_people, row.second_people, row.base_people) == (1, 3, 1, 4)
    assert len(pairs) == len(STUDY.themes) * (len(STUDY.themes) - 1) // 2
    assert pairs["neighbour-ties", "grants"].people == 0


def test_themes_are_new_once_in_order_of_date():
    """E first, with nothing; then A's one theme, B's the same, and C's one more."""
    steps = follow_saturation(code())
    assert [(step.interview, step.new, step.themes) for step in steps] == [
        (1, 0, 0), (2, 1, 1), (3, 0, 1), (4, 1, 2),
    ]  # fmt: skip
