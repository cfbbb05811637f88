"""What differs from the waves before is told, in words and without anybody's answers."""

import dataclasses
from datetime import date

import pandas as pd
import pytest

from analysis.commands.declaration_edits import append_corrections, edit_study
from analysis.commands.lines import insert_rows
from analysis.errors import Breaches
from analysis.study.reading import read_study
from analysis.study.records import Answer, Correction, Rename, Wave
from analysis.survey.delivery import Column, Delivery
from analysis.survey.inspection import Inspection, inspect_delivery
from analysis.survey.inspection.matching import match_codes
from analysis.survey.inspection.proposal import Proposal
from analysis.survey.inspection.returning import find_alike
from analysis.survey.panel import build_panel
from analysis.survey.waves import correct, rename
from tests.copies import ROOT
from tests.deliveries import FIELDWORK, draw_third

WAVE = Wave(
    id="w3", label="2021/22", period="after", fieldwork=FIELDWORK, file="synthetic/x.csv",
    sha256="0",
)  # fmt: skip


@pytest.fixture(scope="module")
def study():
    return read_study(ROOT / "data")


@pytest.fixture(scope="module")
def third(study):
    return draw_third(study)


def inspect(table: pd.DataFrame, study, columns=None, **declared) -> Inspection:
    table = table.astype("str").set_axis(range(2, len(table) + 2))
    delivery = Delivery(table=table, columns=columns or {})
    return inspect_delivery(delivery, study, WAVE, declared)


def said(found: Inspection) -> str:
    return "\n".join(point.words for point in found.points)


def test_an_ordinary_wave_says_who_returned_only(study, third):
    found = inspect(third, study)
    assert not found.faults
    assert {point.topic for point in found.points} == {"Respondents"}
    assert found.proposal == Proposal(wave=WAVE)


def test_a_share_that_moved_far(study, third):
    """Of 400 who said 2, all say 1: more than ten points of all answers."""
    moved = third.copy()
    rows = moved.index[moved["influence"] == "2"][:400]
    moved.loc[rows, "influence"] = "1"
    found = inspect(moved, study)
    up, down = [point.words for point in found.points if point.topic == "Answers that moved"]
    assert up.startswith("'influence': 'Definitely agree' is 2") and "in 2018/19" in up
    assert down.startswith("'influence': 'Tend to agree' is ")


def test_a_question_that_fewer_were_asked(study, third):
    moved = third.copy()
    moved.loc[moved.index[::3], "trust"] = "-1"
    assert "'trust' was answered by 6" in said(inspect(moved, study))


def test_a_scale_that_looks_turned_round(study, third):
    moved = third.assign(
        satisfied=third["satisfied"].replace(dict(zip("12345", "54321", strict=True)))
    )
    told = said(inspect(moved, study))
    assert "'satisfied' looks as if its scale were turned round" in told


def test_a_scale_turned_round_by_its_labels_is_turned_back(study, third):
    """1 and 2 are a quarter and three quarters of those who agree: exchanged, then put back."""
    turned = third.assign(damp=third["damp"].replace({"1": "2", "2": "1"}))
    columns = {"damp": Column(answers={"1": "No", "2": "Yes", "-9": "Refused"})}
    found = inspect(turned, study, columns)
    assert "'damp' was recoded: by the file's own labels" in said(found)
    counts = turned["damp"].value_counts()
    assert {(each.found, each.becomes, each.expect) for each in found.proposal.corrections} == {
        ("1", "2", counts["1"]), ("2", "1", counts["2"]),
    }  # fmt: skip
    assert not found.faults
    assert not [point for point in found.points if point.topic == "Answers that moved"]


def test_too_rare_codes_are_not_counted_out(study, third):
    turned = third.assign(damp=third["damp"].replace({"1": "2", "2": "1"}))
    turned.loc[turned.index[turned["damp"] == "1"][5:], "damp"] = "2"
    columns = {"damp": Column(answers={"1": "No", "2": "Yes"})}
    found = inspect(turned, study, columns)
    assert "too few gave some of them to write down how many" in "\n".join(found.faults)
    assert not found.proposal.corrections


def test_a_label_that_differs(study, third):
    columns = {"influence": Column(answers={"1": "Strongly agree", "2": "Tend to agree"})}
    told = said(inspect(third, study, columns))
    assert (
        "Code 1 of 'influence' is labelled 'Strongly agree'; the codebook has 'Definitely agree'"
        in told
    )
    assert "Code 2" not in told


def test_an_area_with_far_fewer_respondents(study, third):
    few = third.drop(third.index[third["area"] == "CMP-05"][60:])
    assert "Area CMP-05 has 60 respondents; it had 1" in said(inspect(few, study))
    fewer = third.drop(third.index[third["area"] == "CMP-05"][4:])
    assert "Area CMP-05 has fewer than 10; it had 1" in said(inspect(fewer, study))


def test_weights_that_are_more_unequal(study, third):
    odd = third.copy()
    odd.loc[odd.index[:100], "weight"] = "12"
    told = said(inspect(odd, study))
    assert "The weights are more unequal: they leave" in told


def test_numbers_given_anew_to_others(study, third):
    known = pd.read_csv(study.folder / "synthetic/wave-2.csv", dtype=str)
    anew = third.copy()
    anew["respondent"] = (
        known["respondent"].sample(frac=1, random_state=1).iloc[: len(anew)].to_list()
    )
    found = inspect(anew, study)
    assert "Ask the agency whether numbers of earlier respondents were given to others" in said(
        found
    )
    assert "respondents stand in both arms" in "\n".join(found.faults)


def test_respondents_who_all_have_new_numbers(study, third):
    fresh = third.assign(respondent=[f"X{row:06d}" for row in range(len(third))])
    told = said(inspect(fresh, study))
    assert "No respondents (0%) return under the number they had" in told
    assert "Ask the agency whether respondents who return were given new numbers" in told


def test_numbers_written_differently_are_the_same_people(study, third):
    known = set(pd.read_csv(study.folder / "synthetic/wave-2.csv", dtype=str)["respondent"])
    rows = third.index[third["respondent"].isin(known)][:12]
    odd = third.copy()
    odd.loc[rows, "respondent"] = "w3-" + odd.loc[rows, "respondent"].str.lower()
    odd.loc[rows[6:], "respondent"] = "W3/" + third.loc[rows[6:], "respondent"]
    odd.loc[rows[:6], "respondent"] = third.loc[rows[:6], "respondent"].str.lower()
    told = said(inspect(odd, study))
    assert (
        "12 respondents probably return under new numbers: theirs are earlier ones written" in told
    )
    assert "r2" not in told and "W3" not in told


def test_what_makes_two_numbers_alike():
    known = pd.Index(["R100012", "R100013", "R100014", "R100015", "0034", "N1"])
    strange = pd.Series(
        ["r-100012", "W3-R100013", "R1000141", "A-R100015", "B-R100015", "34", "n1"], dtype="str"
    )
    assert sorted(find_alike(strange, known)) == [0, 1, 5]


def test_areas_are_matched_only_if_one_can_be_meant():
    assert match_codes(["nfl-03", "NFL 4", "NFL5", "X-1"], ["NFL-03", "NFL-04", "N-FL5", "NFL-5"]) == {
        "nfl-03": "NFL-03", "NFL 4": "NFL-04",
    }  # fmt: skip


def test_a_rare_code_is_not_named(study, third):
    odd = third.copy()
    odd.loc[odd.index[:4], "influence"] = "83"
    found = inspect(odd, study)
    told = "\n".join([*found.faults, said(found)])
    assert "in 4 rows" in told and "83" not in told


def test_corrections_look_for_what_was_delivered():
    """1 and 2 change places; done one after the other, all would be 1."""
    frame = pd.DataFrame({"damp": ["1", "1", "2", "-9"]}, dtype="str")
    common = {"wave": "w3", "variable": "damp", "reason": "turned"}
    swap = (
        Correction(found="1", becomes="2", expect=2, **common),
        Correction(found="2", becomes="1", expect=1, **common),
    )
    assert correct(frame, swap) == []
    assert frame["damp"].tolist() == ["2", "2", "1", "-9"]


def test_a_correction_of_a_column_that_is_not_there():
    correction = Correction(
        wave="w3", variable="damp", found="1", becomes="2", expect=2, reason="turned"
    )
    (fault,) = correct(pd.DataFrame({"sex": ["1"]}), (correction,))
    assert "column 'damp' is to be corrected, but the file doesn't have it" in fault


def test_renames_that_do_not_fit():
    table = pd.DataFrame({"Q1": ["1"], "sex": ["1"]})
    gone = Rename(wave="w3", delivered="Q9", variable="damp")
    taken = Rename(wave="w3", delivered="Q1", variable="sex")
    with pytest.raises(Breaches) as caught:
        rename(table, (gone, taken))
    assert "expects a column 'Q9'" in caught.value.faults[0]
    assert "the name 'sex', which another column has" in caught.value.faults[1]


def test_a_variable_has_to_be_declared_as_not_asked(folder, change_wave):
    study = change_wave("wave-2", lambda lines: [line[:-1] for line in lines])
    with pytest.raises(Breaches, match="list it under not_asked of wave 'w2'"):
        build_panel(study)
    text = (folder / "study.toml").read_text()
    before, after = text.split('[[domains]]\nid = "social-connectivity"')
    declared = f'{before}not_asked = ["health"]\n\n[[domains]]\nid = "social-connectivity"{after}'
    (folder / "study.toml").write_text(declared)
    panel = build_panel(read_study(folder))
    late = panel["wave"] == "w2"
    assert (panel.loc[late, "health:status"] == "not_asked").all()
    assert (panel.loc[~late, "health:status"] == "answered").mean() > 0.9


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ('label = "2018/19"', 'label = "2018/19"\nnot_asked = ["helth"]', "variable 'helth' is not declared; did you mean 'health'?"),
        ('label = "2018/19"', 'label = "2018/19"\nnot_asked = ["area"]', "every wave needs 'area'"),
    ],
)  # fmt: skip
def test_faults_in_what_was_not_asked(folder, old, new, wanted):
    path = folder / "study.toml"
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(Breaches, match="waves 'w2' not_asked") as caught:
        read_study(folder)
    assert wanted in str(caught.value)


def test_faults_in_renames(folder):
    (folder / "renames.csv").write_text(
        "wave,delivered,variable\nw2,Q1,damp\nw2,Q2,damp\nw9,Q1,helth\n"
    )
    with pytest.raises(Breaches) as caught:
        read_study(folder)
    told = str(caught.value)
    assert "wave 'w2': variable 'damp' stands 2 times" in told
    assert "wave 'w9' is not declared" in told and "did you mean 'health'?" in told


def test_a_score_s_items_stay_within_its_range(folder):
    path = folder / "codebook.csv"
    path.write_text(path.read_text() + "swemwbs_1,coded,,6,Constantly,answered\n")
    with pytest.raises(Breaches, match="code 6 of item 'swemwbs_1' is beyond its range"):
        read_study(folder)


def test_a_baseline_that_arrives_late_goes_before_later_waves(study):
    early = dataclasses.replace(
        WAVE, period="before", fieldwork=(date(2012, 10, 1), date(2013, 3, 31))
    )
    proposal = Proposal(wave=early, absent=("car",))
    assert [each.id for each in proposal.add(study).waves] == ["w3", "w1", "w2"]
    text = edit_study((study.folder / "study.toml").read_text(), study, proposal)
    assert text.index('id = "w3"') < text.index('id = "w1"') < text.index('id = "w2"')
    assert text.count('not_asked = ["car"]') == 2


def test_rows_are_inserted_after_their_variable():
    text = "variable,type,label,code,answer,status\r\na,coded,A,1,x,answered\r\nb,coded,B,1,y,answered\r\n"
    rows = tuple(Answer(variable=name, type="coded", code=code, answer="n, m")
                 for name, code in (("b", "2"), ("a", "2"), ("c", "1"), ("a", "3")))  # fmt: skip
    assert insert_rows(text, map(vars, rows), "variable").split("\r\n") == [
        "variable,type,label,code,answer,status",
        "a,coded,A,1,x,answered",
        'a,coded,,2,"n, m",answered',
        'a,coded,,3,"n, m",answered',
        "b,coded,B,1,y,answered",
        'b,coded,,2,"n, m",answered',
        'c,coded,,1,"n, m",answered',
        "",
    ]


def test_a_reason_may_hold_any_character():
    correction = Correction(
        wave="w3", variable="damp", found='"', becomes="\\", expect=1, reason='"No" → 2'
    )
    import tomllib

    text = append_corrections("", (correction,), 0)
    assert tomllib.loads(text)["corrections"] == [dataclasses.asdict(correction)]
