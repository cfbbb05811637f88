"""Rows that stand for several respondents count as these respondents written out one by one."""

import csv
import hashlib
import io
import json
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

from analysis.errors import Breaches
from analysis.study.reading import read_study
from analysis.survey import validation
from analysis.survey.counts import expand
from analysis.survey.panel import build_panel
from tests.command_line import run

SMALL = Path(__file__).parents[1] / "studies/answers/better"
NOTICE = "SYNTHETIC, FOR TESTS"


def declare(folder: Path, first: str) -> None:
    """A copy of a small study whose codebook begins with `first` and has codes for its scores, and
    a code for those who refused."""
    shutil.copytree(SMALL, folder)
    path = folder / "codebook.csv"
    lines = path.read_text().splitlines()
    scores = [f"wellbeing,coded,Wellbeing,{score},{score},answered" for score in range(11)]
    kept = [line for line in lines[2:] if not line.startswith("wellbeing")]
    refused = ["lonely,coded,,-9,Refused,refused"]
    path.write_text("\n".join([lines[0], first, *kept, *refused, *scores]) + "\n")


def register(folder: Path, tables: list[pd.DataFrame]) -> None:
    """Write and register the waves of a study."""
    declared = folder / "study.toml"
    text = declared.read_text().replace("not_asked = []\n", "")
    for number, table in enumerate(tables, start=1):
        path = folder / f"synthetic/wave-{number}.csv"
        table.to_csv(path, index=False)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        text = re.sub(rf'(wave-{number}.csv"\nsha256 = ")\w*', rf"\g<1>{digest}", text)
    declared.write_text(text)


def tabulate(number: int) -> pd.DataFrame:
    """How many people of a wave gave each combination of answers; some refuse, and a row stands
    for nobody."""
    people = pd.read_csv(SMALL / f"synthetic/wave-{number}.csv", dtype=str)
    people.loc[people.index % 7 == 0, "lonely"] = "-9"
    answers = people.drop(columns="respondent")
    counted = answers.value_counts(sort=False).rename("people").reset_index()
    nobody = counted.iloc[[0]].assign(people=0, sex="2", lonely="1", wellbeing="10")
    return pd.concat([counted.iloc[:5], nobody, counted.iloc[5:]], ignore_index=True)


def write_out(table: pd.DataFrame, number: int) -> pd.DataFrame:
    """The same with a row for each respondent, in the same order."""
    rows = [row for row in table.to_dict("records") for _ in range(row["people"])]
    people = pd.DataFrame(rows).drop(columns="people")
    return people.assign(respondent=[f"W{number}-{row}" for row in range(len(people))])


@pytest.fixture
def counted(tmp_path) -> Path:
    folder = tmp_path / "counted"
    declare(folder, "people,count,Respondents with these answers,,,answered")
    register(folder, [tabulate(1), tabulate(2)])
    return folder


@pytest.fixture
def single(tmp_path) -> Path:
    folder = tmp_path / "single"
    declare(folder, "respondent,respondent,Number of the respondent,,,answered")
    register(folder, [write_out(tabulate(number), number) for number in (1, 2)])
    return folder


def test_results_are_those_of_the_respondents_to_the_byte(counted, single):
    for folder in (counted, single):
        done = run(folder, "results")
        assert done.returncode == 0, done.stderr
    one, other = (
        {path.name: path.read_bytes() for path in sorted((folder / "results").iterdir())}
        for folder in (counted, single)
    )
    assert one.keys() == other.keys() and "estimates.csv" in one
    assert (
        json.loads(one.pop("manifest.json"))["code"]
        == json.loads(other.pop("manifest.json"))["code"]
    )
    # That nobody came back is known only where there are numbers of respondents.
    for name in ("checks.csv", "specifications.csv"):
        other[name] = b"".join(
            line
            for line in other[name].splitlines(True)
            if not re.search(b"Panel overlap|,panel,|,cross-section,", line)
        )
    for name in one:
        assert one[name] == other[name], name
    rows = list(csv.DictReader(io.StringIO(one["estimates.csv"].decode())))
    assert rows[0]["outcome"] == "influence" and rows[0]["n_programme_before"] == "200"
    assert float(rows[0]["effect"]) == 30, "twelve of forty more"


def test_the_panel_has_a_row_a_respondent_and_nobody_returns(counted):
    panel = build_panel(read_study(counted))
    assert len(panel) == 800 and panel["respondent"].is_unique
    assert not panel["returning:w2"].any() and (panel["weight"] == 1).all()


def damage(folder: Path, rows: dict[int, str]) -> None:
    """Write other counts into rows of the first wave."""
    table = tabulate(1).astype({"people": object})
    for row, count in rows.items():
        table.loc[row - 2, "people"] = count
    register(folder, [table, tabulate(2)])


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ({3: "2.5", 9: "-1"}, "column 'people': a count is no whole number from 0 up: line 3 ('2.5'), line 9 ('-1'); a row that stands for nobody has 0"),
        ({4: ""}, "a count is no whole number from 0 up: line 4 ('')"),
        (dict.fromkeys(range(2, 9), "many"), "line 6 ('many') and 2 more"),
        ({5: "2000000"}, "respondents; at most 2,000,000 a wave can be read. See that it counts respondents"),
        ({5: "inf"}, "a count is no whole number from 0 up: line 5 ('inf')"),
    ],
)  # fmt: skip
def test_counts_that_are_none(counted, rows, told):
    damage(counted, rows)
    with pytest.raises(Breaches) as caught:
        build_panel(read_study(counted))
    (fault,) = caught.value.faults
    assert fault.startswith("wave 'w1' (synthetic/wave-1.csv): ") and told in fault


def test_a_wave_without_anybody_is_refused(counted):
    register(counted, [tabulate(1).assign(people=0), tabulate(2)])
    with pytest.raises(Breaches, match="all counts are 0; the file has no respondents"):
        build_panel(read_study(counted))


def test_an_area_whose_rows_stand_for_nobody_has_no_respondents(counted):
    table = tabulate(1)
    table.loc[table["area"] == "HERE-1", "people"] = 0
    register(counted, [table, tabulate(2)])
    with pytest.raises(Breaches, match="area HERE-1 has no respondents"):
        build_panel(read_study(counted))


def test_counts_may_be_written_as_decimals_and_not_be_guessed_at(counted):
    tables = [tabulate(number) for number in (1, 2)]
    plain = build_panel(read_study(counted))
    tables[0]["people"] = [f"{count}.0" for count in tables[0]["people"]]
    register(counted, tables)
    assert build_panel(read_study(counted)).equals(plain)
    tables[0]["people"] = tables[0]["people"].replace("1.0", "1,000")
    register(counted, tables)
    with pytest.raises(Breaches, match="people"):
        build_panel(read_study(counted))


def test_a_study_counts_respondents_in_one_way(counted):
    path = counted / "codebook.csv"
    text = path.read_text()
    for first, told in (
        ("id,respondent,Number,,,answered", "(types 'respondent' and 'former'), or stands for several (type 'count')"),
        ("before,former,Earlier number,,,answered", "found both; take one out"),
        ("n,count,More,,,answered", "2 variables have type 'count'; one would be right"),
    ):  # fmt: skip
        header, rest = text.split("\n", 1)
        path.write_text(f"{header}\n{first}\n{rest}")
        with pytest.raises(Breaches) as caught:
            read_study(counted)
        (fault,) = caught.value.faults
        assert fault.startswith("codebook.csv: ") and told in fault
    path.write_text("\n".join(line for line in text.split("\n") if ",count," not in line))
    with pytest.raises(Breaches, match="0 variables have type 'respondent'; one would be right"):
        read_study(counted)


def test_a_number_is_not_taken_for_the_answer_of_everybody_in_a_row(counted):
    path = counted / "codebook.csv"
    kept = [line for line in path.read_text().splitlines() if not line.startswith("wellbeing")]
    path.write_text("\n".join([*kept, "wellbeing,number,Wellbeing,0..10,,answered"]) + "\n")
    with pytest.raises(Breaches) as caught:
        read_study(counted)
    (fault,) = caught.value.faults
    assert re.match(
        r'study\.toml line \d+ \(items = \["wellbeing"\]\): outcomes \'wellbeing\'', fault
    )
    for words in (
        "'wellbeing' is a number",
        "'people' says",
        "type 'coded'",
        "one row a respondent",
    ):
        assert words in fault


def test_a_wave_needs_its_counts(counted):
    register(counted, [tabulate(1).drop(columns="people"), tabulate(2)])
    with pytest.raises(
        Breaches, match=r"'people' of codebook\.csv is missing .* every wave needs it"
    ):
        build_panel(read_study(counted))


def test_a_row_may_stand_for_more_than_any_threshold_and_is_one_line_to_mend(counted):
    """Faults count rows of the file, by the lines that they stand on."""
    table = tabulate(1)
    table.loc[2, "influence"] = "3"
    register(counted, [table, tabulate(2)])
    with pytest.raises(Breaches, match=r"'influence'.*in 1 row: line 4"):
        build_panel(read_study(counted))


def add(folder: Path, path: Path, *words: str):
    return run(folder, "add-wave", str(path), "--label", "2021/22", "--period", "after",
               "--fieldwork", "2021-10-01", "2022-03-31", *words)  # fmt: skip


def test_a_wave_of_counts_is_added_and_withdrawn(counted, tmp_path):
    before = {path: path.read_bytes() for path in counted.rglob("*.*") if path.is_file()}
    delivered = tmp_path / "third.csv"
    tabulate(2).to_csv(delivered, index=False)
    delivered.write_text(delivered.read_text() + "\n" * 2)
    done = add(counted, delivered, "--yes")
    assert done.returncode == 0, done.stderr
    assert "third.csv: 400 respondents" in done.stdout
    for words in ("return under", "new number", "has code"):
        assert words not in done.stdout
    panel = build_panel(read_study(counted))
    assert panel["wave"].value_counts().to_dict() == {"w1": 400, "w2": 400, "w3": 400}
    assert run(counted, "withdraw-wave", "w3", "--yes").returncode == 0
    assert before == {path: path.read_bytes() for path in counted.rglob("*.*") if path.is_file()}


def test_an_added_wave_is_compared_by_respondents_and_not_by_rows(counted, tmp_path):
    """All are now lonely: every fourth row says so before, every respondent after."""
    table = tabulate(2)
    table["people"] = table["people"].where(table["lonely"] == "1", 0)
    table.loc[table["area"] == "THERE-1", "people"] *= 0
    table.to_csv(tmp_path / "third.csv", index=False)
    done = add(counted, tmp_path / "third.csv", "--dry-run")
    assert "'lonely': 'Yes' is 100% of answers" in done.stdout + done.stderr
    assert "area THERE-1 has no respondents" in done.stderr


def test_a_wave_whose_counts_are_none_is_not_added(counted, tmp_path):
    tabulate(2).assign(people="some").to_csv(tmp_path / "third.csv", index=False)
    done = add(counted, tmp_path / "third.csv", "--yes")
    assert done.returncode == 1 and "a count is no whole number from 0 up" in done.stderr


def test_as_many_as_a_wave_may_have_are_read(counted, monkeypatch):
    monkeypatch.setattr(validation, "MOST", 400)
    study = read_study(counted)
    assert len(build_panel(study)) == 800
    monkeypatch.setattr(validation, "MOST", 399)
    with pytest.raises(Breaches, match="400 respondents; at most 399 a wave"):
        build_panel(study)
    with pytest.raises(Breaches):
        expand(tabulate(1).astype("str"), study)
