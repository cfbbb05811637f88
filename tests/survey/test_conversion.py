"""Cells as programs write them become the codebook's codes, or are a question to the agency."""

import dataclasses

import pandas as pd
import pytest

from analysis.study.reading import read_study
from analysis.study.records import Answer, Departures, Notation
from analysis.survey.conversion import convert, describe_codings, find_departures
from analysis.survey.delivery import Column
from tests.copies import ROOT

ANSWERS = (
    Answer(variable="id", type="respondent"),
    Answer(variable="place", type="area"),
    Answer(variable="weight", type="weight"),
    *(Answer(variable="agree", type="coded", code=code, answer=answer, status=status)
      for code, answer, status in [
          ("1", "Yes, I’m sure", "answered"), ("2", "No", "answered"), ("3", "", "answered"),
          ("-8", "Don't know", "dont_know"), ("-9", "Refused", "refused")]),
    *(Answer(variable="rooms", type="coded", code=code, answer=answer)
      for code, answer in [("1", "None"), ("2", "1"), ("3", "2"), ("4", "3 or more")]),
    *(Answer(variable="twice", type="coded", code=code, answer=answer)
      for code, answer in [("1", "Yes"), ("2", "Other"), ("3", "other "), ("2000", "Many")]),
    Answer(variable="age", type="number", code="18..100"),
    Answer(variable="age", type="number", code="-9", answer="Refused", status="refused"),
    Answer(variable="income", type="number", code="0..900000000"),
)  # fmt: skip


def read(stored="text", **columns):
    """Columns as they are read, and the questions."""
    study = dataclasses.replace(read_study(ROOT / "data"), codebook=ANSWERS)
    table = pd.DataFrame(columns, dtype="str")
    codings = describe_codings(study, {name: Column(stored=stored) for name in columns})
    found, questions = find_departures(table, codings, Departures())
    return convert(table, codings, found).to_dict("list"), found, questions


READ = {
    "decimals": ("agree", ["2.0", "-9.0", "", "1.00", "-0.0"], ["2", "-9", "", "1", "0"]),
    "decimal commas in codes": ("agree", ["2,0", "-9,0"], ["2", "-9"]),
    "a half is no code": ("agree", ["2.5", "2.0"], ["2.5", "2"]),
    "an unknown code": ("agree", ["7.0", "-7.0"], ["7", "-7"]),
    "whatever is a code": ("twice", ["2000", "2.0"], ["2000", "2"]),
    "a missing code of a number": ("age", ["-9.0", "44.0"], ["-9", "44.0"]),
    "ids": ("id", ["100012.0", "", "100013.0"], ["100012", "", "100013"]),
    "ids that are none": ("id", ["12.0", "R7"], ["12.0", "R7"]),
    "ids with a second number": ("id", ["12.1", "12.0"], ["12.1", "12.0"]),
    "areas": ("place", ["NFL-01", "NFL-02"], ["NFL-01", "NFL-02"]),
    "labels": ("agree", ["YES,  I'm sure", "no", "Don´t know", "REFUSED "], ["1", "2", "-8", "-9"]),
    "labels where codes have some": ("agree", ["No", "3", "-9", ""], ["2", "3", "-9", ""]),
    "labels and decimals": ("agree", ["No", "3.0"], ["2", "3"]),
    "a label of a number": ("age", ["Refused", "44"], ["-9", "44"]),
    "codes that are labels": ("rooms", ["1", "2", "3"], ["1", "2", "3"]),
    "commas between thousands": ("weight", ["1,234.5", "486.6"], ["1234.5", "486.6"]),
    "points between thousands": ("weight", ["1.234,5", "486,6"], ["1234.5", "486.6"]),
    "spaces between thousands": ("weight", ["1\u202f234,5", "486"], ["1234.5", "486"]),
    "apostrophes between thousands": ("weight", ["1’234.5", "486"], ["1234.5", "486"]),
    "two commas": ("income", ["123,456,789.5", "30"], ["123456789.5", "30"]),
    "decimal commas": ("weight", ["0,9524", "2"], ["0.9524", "2"]),
    "plain weights": ("weight", ["0.952", "1.234"], ["0.952", "1.234"]),
    "plain weights, all alike": ("weight", ["1.000", "1.000"], ["1.000", "1.000"]),
    "only one reading is on the scale": ("age", ["44,000", "45,000"], ["44.000", "45.000"]),
    "thousands by the scale": ("income", ["900.000", "12.500"], None),
    "one comma alone": ("weight", ["1,234", "486"], None),
    "one comma everywhere": ("weight", ["1,234", "2,345"], None),
    "points that may be either": ("weight", ["1.234", "486"], None),
    "a code that may be two": ("twice", ["2.000", "1"], None),
    "a label of two codes": ("twice", ["Yes", "OTHER"], None),
    "labels and their codes": ("rooms", ["None", "1", "2"], None),
}  # fmt: skip


@pytest.mark.parametrize(("name", "texts", "wanted"), READ.values(), ids=READ)
def test_a_text_is_read_as_the_one_thing_it_can_mean(name, texts, wanted):
    read_as, _, questions = read(**{name: texts})
    if wanted is None:
        (question,) = questions
        assert question.startswith(f"column '{name}'") and "ask the agency" in question
    else:
        assert not questions
        assert read_as[name] == wanted


def test_whoever_has_the_answer_declares_it():
    study = dataclasses.replace(read_study(ROOT / "data"), codebook=ANSWERS)
    table = pd.DataFrame({"weight": ["1,234", "486"]}, dtype="str")
    codings = describe_codings(study, {})
    declared = Departures(numbers=(Notation(variable="weight", thousands=","),))
    assert find_departures(table, codings, declared) == (Departures(), ())
    assert convert(table, codings, declared)["weight"].tolist() == ["1234", "486"]


def test_a_number_that_the_file_holds_as_one_is_not_doubted():
    read_as, found, questions = read("numbers", weight=["1.234", "486"])
    assert (read_as["weight"], found, questions) == (["1.234", "486"], Departures(), ())


def test_texts_with_separators_beside_numbers_are_a_question():
    *_, questions = read("both", weight=["1,234.5", "486"])
    assert "some cells hold numbers and others texts" in questions[0]
    assert not read("both", weight=["1234.5", "486"])[2]


def test_codes_that_are_labels_are_a_question_where_other_columns_have_labels():
    *_, questions = read(rooms=["1", "2"], agree=["No", "Refused"])
    assert "column 'rooms'" in questions[0] and "both a code and the label" in questions[0]


def turn(answers, *texts):
    """Codes of a file that labels them itself."""
    study = dataclasses.replace(read_study(ROOT / "data"), codebook=ANSWERS)
    name = "rooms" if "3 or more" in answers.values() or "4" in answers.values() else "agree"
    column = Column(answers=answers, stored="numbers", own=True)
    table = pd.DataFrame({name: texts}, dtype="str")
    codings = describe_codings(study, {name: column})
    found, questions = find_departures(table, codings, Departures())
    return convert(table, codings, found)[name].tolist(), questions


@pytest.mark.parametrize(
    ("answers", "texts", "wanted"),
    [
        ({"1": "Yes, I'm sure", "2": "No"}, ["1", "2", "3"], ["1", "2", "3"]),
        ({"0": "No", "1": "Refused", "2": "Yes, I'm sure"}, ["0", "1", "2"], ["2", "-9", "1"]),
        ({"1": "No", ".a": "Refused"}, ["1", ".a"], ["2", "-9"]),
        ({"0": "-9", "1": "1", "2": "2"}, ["0", "1", "2"], ["-9", "1", "2"]),
        ({"0": "-9.0", "1": "3.0", "2": "1.0"}, ["0", "1", "2"], ["-9", "3", "1"]),
        ({"1": "No", "2": "Yes, I'm sure"}, ["1", "2", "3"], None),
        ({"0": "1", "1": "2", "2": "3", "3": "4"}, ["0", "1"], None),
        ({"0": "1", "1": "None", "2": "3 or more"}, ["0", "1"], None),
    ],
)
def test_codes_are_read_by_the_file_s_own_labels(answers, texts, wanted):
    read_as, questions = turn(answers, *texts)
    if wanted is None:
        assert "by the file's own labels" in questions[0]
    else:
        assert (read_as, questions) == (wanted, ())


def test_what_is_found_is_what_is_declared():
    _, found, _ = read(agree=["2.0", "No"], weight=["1,234.5", "3"])
    assert found == Departures(
        decimals=("agree",),
        labels=("agree",),
        numbers=(Notation(variable="weight", thousands=",", decimal="."),),
    )
