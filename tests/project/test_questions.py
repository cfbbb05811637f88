"""What is asked when a study is begun, and what a file of answers may say."""

import pytest

from analysis.errors import Breaches
from analysis.project.questions import Question, answer_from, hold, write_answers

TITLE = Question(key="study.title", text="What is it called", default="A study")
PLACES = Question(key="places", text="Which places", kind="list", choices=("S1", "S2"))
DAYS = Question(key="waves.w1.fieldwork", text="First and last day", kind="days")
MARGIN = Question(key="outcomes.a.margin", text="Margin", kind="number", optional=True)


def talk():
    answers = []
    for question in (TITLE, PLACES, DAYS, MARGIN):
        answers.append((yield question))
    return answers


def write(folder, text):
    path = folder / "answers.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_tables_are_the_first_parts_of_keys_and_dates_are_texts(tmp_path):
    path = write(
        tmp_path,
        'places = ["S1"]\n[study]\ntitle = "Ours"\n[waves.w1]\nfieldwork = [2025-01-01, 2025-02-01]\n',
    )
    drafted, answers = answer_from(path, talk())
    assert drafted == ["Ours", ("S1",), ("2025-01-01", "2025-02-01"), ""]
    assert answers["waves.w1.fieldwork"] == ("2025-01-01", "2025-02-01")


def test_what_is_not_answered_is_as_proposed(tmp_path):
    path = write(
        tmp_path, 'places = "S2, S1"\n[waves.w1]\nfieldwork = ["2025-01-01", "2025-02-01"]\n'
    )
    drafted, _ = answer_from(path, talk())
    assert drafted[:2] == ["A study", ("S2", "S1")]


def test_answers_that_are_kept_say_the_same_again(tmp_path):
    given = iter(["Ours “now”", ("S2",), ("2025-01-01", "2025-01-01"), "2.5"])
    drafted, answers = hold(talk(), lambda question: next(given))
    again, same = answer_from(write(tmp_path, write_answers(answers)), talk())
    assert (again, same) == (drafted, answers)


def test_every_fault_of_a_file_is_told_at_once(tmp_path):
    path = write(
        tmp_path,
        'places = ["S3"]\nplace = "S1"\n[waves.w1]\nfieldwork = ["2025-02-01", "2025-01-01"]\n'
        '[outcomes.a]\nmargin = "two"\n',
    )
    with pytest.raises(Breaches) as caught:
        answer_from(path, talk())
    told = "\n".join(caught.value.faults)
    assert "places: found 'S3'; right: S1, S2" in told
    assert "place: nothing of this name is asked with these files; did you mean 'places'?" in told
    assert "the first comes first" in told
    assert "found 'two', which is no number" in told
    assert len(caught.value.faults) == 4


def test_what_has_to_be_answered_is_named(tmp_path):
    with pytest.raises(Breaches) as caught:
        answer_from(write(tmp_path, ""), talk())
    assert [fault.split(":")[0] for fault in caught.value.faults] == [
        "places",
        "waves.w1.fieldwork",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title = [", "not valid TOML"),
        ('[study]\ntitle = "a\u202e"', "nobody sees"),
    ],
)
def test_a_file_that_is_none_and_hidden_characters(tmp_path, text, said):
    with pytest.raises(Breaches) as caught:
        answer_from(write(tmp_path, text), talk())
    assert said in "\n".join(caught.value.faults)


@pytest.mark.parametrize(
    ("question", "typed", "read"),
    [
        (TITLE, "", "A study"),
        (TITLE, "  Ours ", "Ours"),
        (PLACES, "S1 , S2", ("S1", "S2")),
        (MARGIN, "", ""),
    ],
)
def test_return_takes_the_proposal(question, typed, read):
    assert question.read(typed) == read
    assert not question.refuse(read)
