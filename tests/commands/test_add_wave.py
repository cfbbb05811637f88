"""A third wave arrives in every format, is told in words, declared, and read."""

import io
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from analysis.__main__ import main
from analysis.commands.transaction import alone, replace_together
from analysis.study.reading import read_study
from analysis.survey.panel import build_panel
from tests.deliveries import (
    ARGUMENTS,
    FORMATS,
    MANY,
    RETURNING,
    add,
    codebook_for,
    deliver,
    draw_third,
    write_ddi,
)
from tests.interruptions import kill, restore, snapshot

ROOT = Path(__file__).parents[2]


SAID = (
    "Column 'Q17_CONDENSATION' was renamed: it is taken for 'damp' (its label is 'Condensation or "
    "damp at home')",
    f"'influence' has code 5 ({MANY} rows), new to the codebook: 'Neither agree nor disagree'. It "
    "will count as an answer outside the positive codes of 'Can influence local decisions', and "
    "the report will say that it is new",
    "The weights were rescaled: their mean is 248; it was 1 in 2015/16, 1 in 2018/19",
    "'health' is missing from the file. It will be noted as not asked in this wave: there will be "
    "no estimate of 'Good general health' at it",
    "Area NFL-04 is written 'nfl-04' in 152 rows",
    f"{RETURNING} respondents return under new numbers: column 'earlier_number' has the numbers "
    "they had",
)


@pytest.mark.parametrize("suffix", FORMATS)
def test_each_oddity_is_told_in_words_and_the_wave_is_read(
    waves, study_folder, monkeypatch, capsys, suffix
):
    file = waves / f"odd{suffix}"
    before = file.read_bytes()
    assert add(monkeypatch, study_folder, file, "--yes", *codebook_for(file)) == 0
    told = capsys.readouterr().out
    for words in SAID:
        assert words in told, words
    assert file.read_bytes() == before
    assert (study_folder / f"synthetic/wave-3{suffix}").read_bytes() == before

    study = read_study(study_folder)
    panel = build_panel(study)
    third = draw_third(read_study(ROOT / "data"))
    now = panel[panel["wave"] == "w3"].reset_index(drop=True)
    assert list(panel.groupby("wave").size().index) == ["w1", "w2", "w3"]
    assert len(now) == len(third)
    assert (now["respondent"] == third["respondent"]).all(), "by their earlier numbers"
    assert (now["area"] == third["area"]).all()
    assert (now["health:status"] == "not_asked").all() and now["health"].isna().all()
    damp = third["damp"].map({"1": 1.0, "2": 0.0})
    assert now["damp"].equals(damp.rename("damp"))
    weight = third["weight"].astype(float)
    assert (now["weight"] - weight / weight.mean()).abs().max() < 1e-6
    assert (now["influence"][:MANY] == 0).all()


def test_comments_and_order_stay(waves, study_folder, monkeypatch):
    old = (study_folder / "study.toml").read_text()
    add(monkeypatch, study_folder, waves / "odd.sav", "--yes")
    new = (study_folder / "study.toml").read_text()
    added = [line for line in new.splitlines() if line not in old.splitlines()]
    start, end = new.index('[[waves]]\nid = "w3"'), new.index("[[domains]]")
    assert new[:start] + new[end:] == old
    assert 'not_asked = ["health"]' in added
    assert 'new_answers = ["influence 5"]' in added
    codebook = (study_folder / "codebook.csv").read_text().splitlines()
    place = codebook.index("influence,coded,,5,Neither agree nor disagree,answered")
    assert codebook[place - 1].startswith("influence,") and codebook[place + 1].startswith(
        "belong,"
    )
    assert len(codebook) == len((ROOT / "data/codebook.csv").read_text().splitlines()) + 2


def test_a_plain_wave_needs_its_block_only(waves, study_folder, monkeypatch, capsys):
    before = snapshot(study_folder)
    assert add(monkeypatch, study_folder, waves / "plain.sav", "--yes") == 0
    after = snapshot(study_folder)
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed == {"study.toml", "synthetic/wave-3.sav"}
    told = capsys.readouterr().out
    for topic in ("Columns", "Answer codes", "Areas", "Weights", "Answers that moved"):
        assert f"\n{topic}\n" not in told


@pytest.mark.parametrize("more", [["--dry-run"], []], ids=["dry run", "nobody to ask"])
def test_nothing_is_written_unconfirmed(waves, study_folder, monkeypatch, capsys, more):
    before = snapshot(study_folder)
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    add(monkeypatch, study_folder, waves / "odd.sav", *more)
    assert snapshot(study_folder) == before
    assert SAID[0] in capsys.readouterr().out


def test_a_new_code_without_a_meaning_stops_it(waves, study_folder, monkeypatch, capsys):
    before = snapshot(study_folder)
    assert add(monkeypatch, study_folder, waves / "odd.csv", "--yes") == 1
    told = capsys.readouterr()
    assert "'influence': an answer code is not in codebook.csv: '5' (right: 1, 2" in told.err
    assert f"in {MANY} rows" in told.err and "--codebook takes them from a DDI" in told.err
    assert "Column 'Q17_CONDENSATION' may be 'damp'" in told.out
    assert snapshot(study_folder) == before


def test_a_stated_rename_and_a_code_described_before_are_taken(
    waves, study_folder, monkeypatch, capsys
):
    rows = (
        (study_folder / "codebook.csv")
        .read_text()
        .replace("influence,coded,,-8", "influence,coded,,5,Neither,answered\ninfluence,coded,,-8")
    )
    (study_folder / "codebook.csv").write_text(rows)
    renamed = ["--rename", "Q17_CONDENSATION=damp"]
    assert add(monkeypatch, study_folder, waves / "odd.parquet", "--yes", *renamed) == 0
    assert (study_folder / "renames.csv").read_text() == (
        "wave,delivered,variable\nw3,Q17_CONDENSATION,damp\n"
    )
    study = read_study(study_folder)
    assert build_panel(study)["wave"].nunique() == 3
    assert study.waves[-1].new_answers == ("influence 5",)
    told = f"'influence' has code 5 ({MANY} rows), which nobody had in the waves before: 'Neither'."
    assert told in capsys.readouterr().out


@pytest.mark.parametrize("changed", ["study.toml", "odd.sav"])
def test_what_changes_before_it_is_confirmed_stops_it(
    waves, study_folder, tmp_path, monkeypatch, capsys, changed
):
    """Somebody edits a declaration, or the file comes anew, while the question is on the screen."""
    file = Path(shutil.copy(waves / "odd.sav", tmp_path))
    place = {"study.toml": study_folder / "study.toml", "odd.sav": file}[changed]

    def answer(question):
        place.write_bytes(place.read_bytes() + b"\n# Later.\n")
        answered.append(snapshot(study_folder))
        return "y"

    answered = []
    monkeypatch.setattr(sys, "stdin", type("Terminal", (), {"isatty": lambda self: True})())
    monkeypatch.setattr("builtins.input", answer)
    assert add(monkeypatch, study_folder, file) == 1
    assert "changed while" in capsys.readouterr().err
    assert [snapshot(study_folder)] == answered


def test_a_file_is_added_once(waves, study_folder, monkeypatch, capsys):
    assert add(monkeypatch, study_folder, waves / "plain.sav", "--yes") == 0
    assert add(monkeypatch, study_folder, waves / "plain.sav", "--yes", "--id", "w4") == 1
    assert "registered already, as wave 'w3'" in capsys.readouterr().err


def test_the_same_answers_in_another_format_are_no_new_wave(
    waves, study_folder, tmp_path, monkeypatch, capsys
):
    again = pd.read_csv(study_folder / "synthetic/wave-2.csv", dtype=str, keep_default_na=False)
    file = deliver(again, tmp_path / "again.sav", read_study(study_folder).codebook)
    before = snapshot(study_folder)
    assert add(monkeypatch, study_folder, file, "--yes") == 1
    assert "most respondents stand in wave 'w2' under the same numbers" in capsys.readouterr().err
    assert snapshot(study_folder) == before


@pytest.mark.parametrize(
    ("period", "first", "last", "told"),
    [
        ("after", "2018-11-01", "2019-01-31", "overlaps that of wave 'w2'"),
        ("after", "2012-10-01", "2013-03-31", "which counts as after, was not fielded later"),
        ("before", "2021-10-01", "2022-03-31", "which counts as after, was not fielded later"),
    ],
)
def test_days_that_can_t_be_right_stop_it(
    waves, study_folder, monkeypatch, capsys, period, first, last, told
):
    monkeypatch.setenv("STUDY", str(study_folder))
    words = ["--label", "new", "--period", period, "--fieldwork", first, last, "--yes"]
    monkeypatch.setattr(sys, "argv", ["analysis", "add-wave", str(waves / "plain.sav"), *words])
    before = snapshot(study_folder)
    assert main() == 1
    assert told in capsys.readouterr().err
    assert snapshot(study_folder) == before


def test_of_two_at_once_one_is_declared_and_the_other_told(waves, study_folder):
    """Both read the declarations before either writes; only one may write what it read."""
    words = [*ARGUMENTS, "--yes"]
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "analysis", "add-wave", str(waves / file), *words],
            cwd=ROOT,
            env={**os.environ, "STUDY": str(study_folder)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for file in ("plain.sav", "odd.sav")
    ]
    ended = [(each.communicate(), each.returncode) for each in started]
    assert sorted(code for _, code in ended) == [0, 1], ended
    refused = next(err for (_, err), code in ended if code)
    assert "there is a wave 'w3' already" in refused or "declarations changed while" in refused
    study = read_study(study_folder)
    assert [wave.id for wave in study.waves] == ["w1", "w2", "w3"]
    build_panel(study)


def test_declarations_that_somebody_is_writing_are_read_once_they_are_whole(waves, study_folder):
    """The time it is given is enough to stumble over half of them, if it did not wait."""
    path = study_folder / "study.toml"
    whole = path.read_text()
    with alone(study_folder):
        path.write_text(whole.partition("[[waves]]")[0])
        started = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "analysis",
                "add-wave",
                str(waves / "plain.sav"),
                *ARGUMENTS,
                "--dry-run",
            ],
            cwd=ROOT,
            env={**os.environ, "STUDY": str(study_folder)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        time.sleep(4)
        path.write_text(whole)
    _, told = started.communicate()
    assert (started.returncode, told) == (0, "")


def test_a_study_that_is_not_there_is_said_to_be_missing(waves, tmp_path, monkeypatch, capsys):
    assert add(monkeypatch, tmp_path / "nowhere", waves / "plain.sav", "--yes") == 1
    assert "study.toml: the file is missing" in capsys.readouterr().err


def test_a_codebook_adds_to_the_labels_of_the_file(waves, study_folder, monkeypatch):
    """The agency's codebook does not have the new answer, the file does."""
    codebook = write_ddi(study_folder / "old.xml", read_study(study_folder).codebook)
    assert (
        add(monkeypatch, study_folder, waves / "odd.sav", "--yes", "--codebook", str(codebook)) == 0
    )
    assert "influence,coded,,5,Neither agree" in (study_folder / "codebook.csv").read_text()


def test_data_from_the_field_stay_out_of_a_demonstration(waves, study_folder, monkeypatch, capsys):
    study = read_study(study_folder)
    real = deliver(draw_third(study).drop(columns="notice"), study_folder / "real.csv", ())
    before = snapshot(study_folder)
    assert add(monkeypatch, study_folder, real, "--yes") == 1
    assert "does not say in every row that it is synthetic" in capsys.readouterr().err
    assert snapshot(study_folder) == before


EXCHANGED = """
import json
from analysis.commands.transaction import replace_together

folder, texts, source = sys.argv[1:]
replace_together(Path(folder), json.loads(texts), {"synthetic/wave-3.sav": Path(source)})
"""
ADDED = """
from analysis.__main__ import main

sys.exit(main())
"""


def test_killed_at_any_write_all_files_are_old_or_all_are_new(waves, study_folder):
    before = snapshot(study_folder)
    texts = {name: f"new {name}" for name in ("study.toml", "codebook.csv", "renames.csv")}
    new = {name: text.encode() for name, text in texts.items()}
    done = before | new | {"synthetic/wave-3.sav": (waves / "plain.sav").read_bytes()}
    ends = []
    for step in range(1, 80):
        arguments = (study_folder, json.dumps(texts), waves / "plain.sav")
        if kill(EXCHANGED, step, study_folder, *arguments) == 0:
            break
        after = snapshot(study_folder)
        ends.append("old" if after == before else "new" if after == done else "mixed")
        restore(study_folder, before)
    assert "mixed" not in ends and {"old", "new"} == set(ends) and len(ends) > 20
    assert ends == sorted(ends, reverse=True), "old until the journal goes, new from then on"
    assert step < 79


def test_killed_on_the_way_the_study_is_as_before(waves, study_folder):
    """The whole command, once: what it does to files is ended at every write above."""
    before = snapshot(study_folder)
    arguments = ("add-wave", waves / "plain.sav", *ARGUMENTS, "--yes")
    assert kill(ADDED, 12, study_folder, *arguments) == 9
    assert snapshot(study_folder) == before
    assert kill(ADDED, 0, study_folder, *arguments) == 0
    assert build_panel(read_study(study_folder))["wave"].nunique() == 3


def test_what_fails_halfway_is_put_back(study_folder, monkeypatch):
    """The third of three swaps meets a full disk."""
    before = snapshot(study_folder)
    swap, count = Path.replace, []

    def fail(source, target):
        count.append(target)
        if len(count) == 4:
            raise OSError("no space left on device")
        return swap(Path(source), target)

    monkeypatch.setattr("analysis.commands.transaction.os.replace", fail)
    texts = dict.fromkeys(("study.toml", "codebook.csv", "new/renames.csv"), "changed")
    with pytest.raises(OSError, match="no space"):
        replace_together(study_folder, texts, {})
    assert snapshot(study_folder) == before
