"""Every way a wave can be unfit is told to its survey manager, and nobody's answer is."""

import pandas as pd
import pytest

from analysis.errors import Breaches
from analysis.study.reading import read_study
from analysis.survey.panel import build_panel
from tests.study_tables import declare_area
from tests.survey.conftest import DATA


def put(row: int, column: str, value: str):
    """An edit that writes a value in a line of the file (the header being line 1)."""

    def edit(lines):
        lines[row - 1][lines[0].index(column)] = value
        return lines

    return edit


def faults_of(study) -> str:
    with pytest.raises(Breaches) as caught:
        build_panel(study)
    return "\n".join(caught.value.faults)


def test_a_fit_study_makes_a_panel(folder):
    panel = build_panel(read_study(folder))
    assert panel.groupby("wave").size().to_dict() == {"w1": 2930, "w2": 3072}
    assert panel["area"].nunique() == 18


def test_unknown_answer_code(change_wave):
    told = faults_of(change_wave("wave-1", put(18, "influence", "77")))
    assert told == (
        "wave 'w1' (synthetic/wave-1.csv): column 'influence': an answer code is not in "
        "codebook.csv (right: 1, 2, 3, 4, -8, -9, -1), in 1 row: line 18; mend the file, or add "
        "the code to codebook.csv with its meaning and status (add-wave --codebook takes them from "
        "a DDI codebook)"
    )


def test_a_code_that_many_gave_is_named(change_wave):
    def edit(lines):
        place = lines[0].index("sex")
        for line in lines[1:41]:
            line[place] = "3"
        return lines

    told = faults_of(change_wave("wave-1", edit))
    assert "column 'sex': an answer code is not in codebook.csv: '3' (right: 1, 2, -9)" in told
    assert told.count("40 rows") == 1


CASES = {
    "value off its scale": (put(30, "age", "131"), ["'age': a value is off its scale", "18 to 100", "line 30"], "131"),
    "text for a number": (put(30, "age", "ninety"), ["'age': a value is off its scale"], "ninety"),
    "unknown area": (put(9, "area", "NFL-77"), ["an area is not declared in study.toml", "line 9"], "NFL-77"),
    "changed arm": (put(9, "arm", "cmp"), ["area NFL-01 is declared in arm 'nfl'", "line 9"], "R1"),
    "weight not above zero": (put(5, "weight", "-0.73"), ["a weight is not a number above zero", "line 5"], "0.73"),
    "empty respondent": (put(5, "respondent", ""), ["the respondent's number is empty", "line 5"], "R1"),
    "duplicate respondent": (lambda lines: [*lines, lines[7]], ["the same respondent stands more than once", "lines 8, 2932"], "R1"),
    "an error of Excel": (put(9, "sex", "#REF!"), ["'sex': cells hold an error such as #REF!, in 1 row: line 9"], "an answer code"),
    "empty wave": (lambda lines: lines[:1], ["a header but no respondents"], "R1"),
    "unknown column": (lambda lines: [[*line, "extra"] for line in lines], ["column 'extra' is not in codebook.csv"], "R1"),
    "missing column": (lambda lines: [line[:-1] for line in lines], ["column 'health' of codebook.csv is missing"], "R1"),
}  # fmt: skip


@pytest.mark.parametrize(("edit", "wanted", "never"), CASES.values(), ids=CASES.keys())
def test_breach(change_wave, edit, wanted, never):
    told = faults_of(change_wave("wave-1", edit))
    for words in wanted:
        assert words in told
    assert never not in told


def declare_departures(folder, wave: str, lines: str):
    """Declare how a wave's file departs from the codebook."""
    path = folder / "study.toml"
    before, start, after = path.read_text().partition(f'id = "{wave}"')
    block, end, rest = after.partition("\n\n")
    path.write_text(f"{before}{start}{block}\n\n[waves.departures]\n{lines}{end}{rest}")
    return read_study(folder)


def test_rows_are_named_as_a_spreadsheet_counts_them(folder, change_wave):
    """A title and two blank rows above the header, and a blank row below respondent 3."""

    def edit(lines):
        lines[8 - 1][lines[0].index("sex")] = "77"  # of the seventh respondent
        return [["Household survey"], [], [], *lines[:4], [], *lines[4:]]

    told = faults_of(change_wave("wave-1", edit))
    assert told == (
        "wave 'w1' (synthetic/wave-1.csv): the file needs header = 4 under departures of wave "
        "'w1' in study.toml"
    )
    told = faults_of(declare_departures(folder, "w1", "header = 4"))
    assert "column 'sex'" in told and "in 1 row: line 12;" in told


def test_what_departs_has_to_be_declared(folder, change_wave):
    def edit(lines):
        sex, weight = lines[0].index("sex"), lines[0].index("weight")
        for line in lines[1:]:
            line[sex] = {"1": "MAN", "2": "Woman", "-9": "-9.0"}[line[sex]]
            line[weight] = f"{float(line[weight]) * 1000:,.1f}"
        return [[*line, ""] for line in lines]

    told = faults_of(change_wave("wave-1", edit))
    for words in (
        "the file needs blank_columns = ['AI']",
        "the file needs 'sex' among decimals under departures of wave 'w1'",
        "the file needs 'sex' among labels under departures of wave 'w1'",
        'the file needs {variable = "weight", thousands = ",", decimal = "."} among numbers',
    ):
        assert words in told
    study = declare_departures(
        folder, "w1", 'blank_columns = ["AI"]\ndecimals = ["sex"]\nlabels = ["sex"]\n'
        'numbers = [{variable = "weight", thousands = ",", decimal = "."}]',
    )  # fmt: skip
    old, new = build_panel(read_study(DATA)), build_panel(study)
    assert new["sex"].tolist() == old["sex"].tolist()
    assert (new["weight"] - old["weight"]).abs().max() < 0.001


def test_corrections_are_written_as_the_file_is_or_as_it_is_read(folder, change_wave):
    """All women are corrected to men, by labels as in the file and by the codebook's codes."""

    def edit(lines):
        sex = lines[0].index("sex")
        for line in lines[1:]:
            line[sex] = {"1": "Man", "2": "Woman", "-9": "Refused"}[line[sex]]
        return lines

    table = pd.read_csv(folder / "synthetic/wave-1.csv", dtype=str)
    count = (table["sex"] == "2").sum()
    change_wave("wave-1", edit)
    declare_departures(folder, "w1", 'labels = ["sex"]')
    corrections = folder / "corrections.toml"
    whole = corrections.read_text()
    for found, becomes in (("woman", "Man"), ("2", "1")):
        corrections.write_text(
            f'{whole}\n[[corrections]]\nwave = "w1"\nvariable = "sex"\nfound = "{found}"\n'
            f'becomes = "{becomes}"\nexpect = {count}\nreason = "A slip."\n'
        )
        panel = build_panel(read_study(folder))
        assert not (panel.loc[panel["wave"] == "w1", "sex"] == "Woman").any()


def test_all_breaches_of_all_waves_at_once(change_wave):
    change_wave("wave-1", put(18, "influence", "77"))
    change_wave("wave-1", put(19, "damp", "x"))
    told = faults_of(change_wave("wave-2", put(20, "area", "ELSEWHERE")))
    assert "wave 'w1'" in told and "'influence'" in told and "'damp'" in told
    assert "wave 'w2'" in told and "'area'" in told


def test_a_file_that_is_not_the_registered_one(folder):
    path = folder / "synthetic/wave-1.csv"
    path.write_text(path.read_text().replace("0.9524", "0.9525", 1))
    told = faults_of(read_study(folder))
    assert "not the one registered" in told and "study.toml" in told


def test_a_missing_file(folder):
    (folder / "synthetic/wave-2.csv").unlink()
    assert "the file is missing" in faults_of(read_study(folder))


def test_a_person_in_both_arms(change_wave):
    study = change_wave("wave-2", put(3000, "respondent", "R100003"))
    assert "1 respondents stand in both arms" in faults_of(study)


def test_a_correction_that_no_longer_holds(folder):
    path = folder / "corrections.toml"
    path.write_text(path.read_text().replace("expect = 14", "expect = 15"))
    told = faults_of(read_study(folder))
    assert "expects 15 rows, found 14" in told


def without(area: str):
    """An edit that takes an area's respondents out."""
    return lambda lines: [line for line in lines if line[lines[0].index("area")] != area]


@pytest.mark.parametrize(
    "when", [{"joined": "2016-06-01"}, {"left": "2014-06-01", "returned": "2017-06-01"}]
)
def test_an_area_without_respondents_is_an_error_unless_it_was_not_surveyed(
    folder, change_wave, when
):
    study = change_wave("wave-1", without("CMP-04"))
    told = faults_of(study)
    assert "wave 'w1'" in told and "area CMP-04 has no respondents" in told
    assert "the day it joined or left the survey, or left and returned" in told
    declare_area(folder, "CMP-04", **when)
    panel = build_panel(read_study(folder))
    assert set(panel.loc[panel["area"] == "CMP-04", "wave"]) == {"w2"}


@pytest.mark.parametrize(
    ("when", "wave"),
    [
        ({"joined": "2016-06-01"}, "w1"),
        ({"left": "2018-10-01"}, "w2"),
        ({"left": "2018-01-01", "returned": "2021-01-01"}, "w2"),
    ],
)
def test_respondents_where_no_wave_was_surveyed_are_an_error(folder, when, wave):
    declare_area(folder, "NFL-02", **when)
    told = faults_of(read_study(folder))
    assert f"wave '{wave}'" in told and "area NFL-02 has respondents, but" in told
    assert " rows: lines " in told and "R1" not in told
