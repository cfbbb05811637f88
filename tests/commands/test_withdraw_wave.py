"""A wave that was added is taken back, and nothing of it is left."""

import dataclasses
import os
import sys
import tomllib
from pathlib import Path

import pexpect
import pytest

from analysis.results.store import format_records, read_evidence
from analysis.study.reading import read_study
from analysis.survey.panel import build_panel
from tests.command_line import run
from tests.copies import ROOT
from tests.deliveries import FORMATS, add, codebook_for, deliver, draw_third
from tests.interruptions import kill_everywhere, snapshot

LISTED = 'file = "synthetic/wave-1.csv"'


@pytest.mark.parametrize("suffix", FORMATS)
def test_added_and_withdrawn_every_byte_is_as_before(waves, study_folder, monkeypatch, suffix):
    before, file = snapshot(study_folder), waves / f"odd{suffix}"
    assert add(monkeypatch, study_folder, file, "--yes", *codebook_for(file)) == 0
    assert snapshot(study_folder) != before
    done = run(study_folder, "withdraw-wave", "w3", "--yes")
    assert (done.returncode, done.stderr) == (0, "")
    assert snapshot(study_folder) == before


def rewrite(path: Path, change) -> None:
    path.write_bytes(change(path.read_bytes()))


LAYOUTS = {
    "Windows line ends": {
        "study.toml": lambda text: text.replace(b"\n", b"\r\n"),
        "codebook.csv": lambda text: text.replace(b"\n", b"\r\n"),
        "corrections.toml": lambda text: text.replace(b"\n", b"\r\n"),
        "renames.csv": lambda text: b"wave,delivered,variable\r\n",
    },
    "no last line end": {
        "study.toml": lambda text: text.rstrip(b"\n"),
        "codebook.csv": lambda text: text.rstrip(b"\n"),
        "corrections.toml": lambda text: text.rstrip(b"\n"),
        "renames.csv": lambda text: b"wave,delivered,variable",
    },
    "waves at the end, comments on both sides": {
        "study.toml": lambda text: (
            text[: text.index(b"[[waves]]")]
            + text[text.index(b"[[domains]]") :]
            + b"\n# Fieldwork by one agency.\n"
            + text[text.index(b"[[waves]]") : text.index(b"[[domains]]")].rstrip()
            + b" # by mail\n\n# The next one is due in 2024.\n\n\n"
        ),
        "corrections.toml": lambda text: text + b"\n\n# No more so far.\n\n",
        "codebook.csv": lambda text: b"\xef\xbb\xbf" + text + b"\n",
    },
    "lists over several lines": {
        "study.toml": lambda text: text.replace(
            LISTED.encode(),
            LISTED.encode() + b'\nnot_asked = [\n  "debt", # came in 2018\n  "trust",\n] # so far',
        ),
        "corrections.toml": lambda text: b"# None.",
    },
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_however_the_files_are_laid_out(waves, study_folder, tmp_path, monkeypatch, layout):
    """With a question that is new in the wave, which the waves before are noted not to have."""
    for name, change in LAYOUTS[layout].items():
        (study_folder / name).touch()
        rewrite(study_folder / name, change)
    before = snapshot(study_folder)
    codebook = read_study(study_folder).codebook
    row = next(each for each in codebook if each.variable == "belong")
    new = [dataclasses.replace(row, variable="parks", code=str(code), label="Parks,\nnear", answer=f"{code}, or so")
           for code in (1, 2)]  # fmt: skip
    third = draw_third(read_study(ROOT / "data"))
    third["parks"], third.loc[third["area"] == "NFL-04", "area"] = "1", "nfl-04"
    third.loc[third.index[:200], "parks"] = "2"
    file = deliver(third, tmp_path / "new.sav", (*codebook, *new))
    assert add(monkeypatch, study_folder, file, "--yes") == 0
    added = read_study(study_folder)
    assert [wave.not_asked[-1:] for wave in added.waves] == [("parks",), ("parks",), ()]
    for name in ("study.toml", "corrections.toml"):
        lines = (study_folder / name).read_bytes().splitlines()
        assert all(line in lines for line in before[name].splitlines() if line.startswith(b"#"))
    assert run(study_folder, "withdraw-wave", "w3", "--yes").returncode == 0
    assert snapshot(study_folder) == before


def test_a_row_described_before_and_a_file_that_lay_there_stay(waves, study_folder, monkeypatch):
    rewrite(
        study_folder / "codebook.csv",
        lambda text: text.replace(
            b"influence,coded,,-8", b"influence,coded,,5,Neither,answered\ninfluence,coded,,-8"
        ),
    )
    file = study_folder / "synthetic/from-the-agency.sav"
    file.write_bytes((waves / "odd.sav").read_bytes())
    before = snapshot(study_folder)
    assert add(monkeypatch, study_folder, file, "--yes") == 0
    done = run(study_folder, "withdraw-wave", "w3", "--yes")
    assert done.returncode == 0, done.stderr
    assert f"synthetic/{file.name} stays: add-wave did not put it there." in done.stdout
    assert snapshot(study_folder) == before


def test_a_file_that_was_replaced_stays(waves, study_folder, monkeypatch):
    assert add(monkeypatch, study_folder, waves / "plain.sav", "--yes") == 0
    file = study_folder / "synthetic/wave-3.sav"
    file.write_bytes(b"another delivery")
    done = run(study_folder, "withdraw-wave", "w3", "--yes")
    assert "synthetic/wave-3.sav stays: it is not the file that was registered." in done.stdout
    assert file.read_bytes() == b"another delivery"
    assert len(read_study(study_folder).waves) == 2


def add_fourth(monkeypatch, folder: Path, file: Path) -> None:
    """Another wave, with code 5 as the third has it, under its own numbers."""
    third = draw_third(read_study(ROOT / "data"))
    third.loc[third.index[:60], "influence"] = "5"
    third["respondent"] = [f"Z{place:05d}" for place in range(len(third))]
    deliver(third, file, read_study(folder).codebook)
    words = ["--label", "2024/25", "--period", "after", "--fieldwork", "2024-10-01", "2025-03-31"]
    done = run(folder, "add-wave", str(file), *words, "--yes")
    assert done.returncode == 0, done.stderr + done.stdout


@pytest.mark.parametrize("here", [True, False], ids=["its file here", "its file elsewhere"])
def test_what_another_wave_needs_stays(waves, study_folder, tmp_path, monkeypatch, here):
    assert add(monkeypatch, study_folder, waves / "odd.sav", "--yes") == 0
    add_fourth(monkeypatch, study_folder, tmp_path / "fourth.sav")
    if not here:
        (study_folder / "synthetic/wave-4.sav").unlink()
    done = run(study_folder, "withdraw-wave", "w3", "--yes")
    assert done.returncode == 0, done.stderr
    assert "codebook.csv keeps 'influence 5'" in done.stdout.replace("'earlier_number', ", "")
    left = read_study(study_folder)
    assert [wave.id for wave in left.waves] == ["w1", "w2", "w4"]
    names = [row.name for row in left.codebook]
    assert "influence 5" in names and ("earlier_number" in names) is not here
    assert not left.renames and {each.wave for each in left.corrections} == {"w2"}
    if here:
        assert build_panel(left)["wave"].nunique() == 3


@pytest.mark.parametrize("words", [["--dry-run"], []], ids=["dry run", "nobody to ask"])
def test_nothing_is_changed_unconfirmed(waves, study_folder, monkeypatch, words):
    add(monkeypatch, study_folder, waves / "odd.sav", "--yes")
    before = snapshot(study_folder)
    done = run(study_folder, "withdraw-wave", "w3", *words)
    assert snapshot(study_folder) == before
    for told in ('- id = "w3"', "To be deleted: renames.csv",
                 "- influence,coded,,5,", "To be deleted: synthetic/wave-3.sav"):  # fmt: skip
        assert told in done.stdout, told
    assert done.returncode == (0 if words else 1)
    assert words or "nobody is there to ask: give --yes or --dry-run" in done.stderr


@pytest.mark.parametrize(("answer", "waves_left"), [("n", 3), ("y", 2)])
def test_it_asks(waves, study_folder, monkeypatch, answer, waves_left):
    add(monkeypatch, study_folder, waves / "odd.sav", "--yes")
    words = ["-m", "analysis", "withdraw-wave", "w3"]
    asked = pexpect.spawn(
        sys.executable, words, cwd=str(ROOT), env={**os.environ, "STUDY": str(study_folder)}
    )
    asked.expect_exact("Withdraw the wave like this? [y/N]", timeout=60)
    asked.sendline(answer)
    asked.expect(pexpect.EOF, timeout=60)
    assert len(read_study(study_folder).waves) == waves_left


def test_a_wave_that_is_not_there_is_said_with_those_that_are(study_folder):
    done = run(study_folder, "withdraw-wave", "w9", "--yes")
    assert (done.returncode, done.stdout) == (1, "")
    assert "there is no wave 'w9'; known: w1, w2" in done.stderr


BROKEN = {
    "the only wave before": ("w1", None, "none has period 'before'"),
    "where a programme began": (
        "w3",
        ("areas.csv", b"code,arm\nNFL-01,nfl", b"code,arm,start\nNFL-01,nfl,w3"),
        "areas.csv line 2 (NFL-01,nfl,w3): areas 'NFL-01' start: wave 'w3' is not declared",
    ),
    "a release": (
        "w3",
        ("releases.csv", b"", b"version,date,waves,results\n1.0.0,2022-06-01,w1 w2 w3,x\n"),
        "releases.csv line 2 (1.0.0,2022-06-01,w1 w2 w3,x): wave 'w3' is not declared",
    ),
    "an outcome of its question": (
        "w3",
        ("study.toml", b"positive = [1, 2]\n", b"positive = [1, 2, 5]\n"),
        "outcomes 'influence': positive code 5 is not in codebook.csv",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_what_would_not_be_a_study_without_it_is_refused(waves, study_folder, monkeypatch, case):
    name, edit, told = BROKEN[case]
    add(monkeypatch, study_folder, waves / "odd.sav", "--yes")
    if edit:
        file, old, new = edit
        (study_folder / file).touch()
        rewrite(study_folder / file, lambda text: text.replace(old, new, 1) if old else new)
    before = snapshot(study_folder)
    done = run(study_folder, "withdraw-wave", name, "--yes")
    assert done.returncode == 1
    assert f"Wave '{name}' can't be withdrawn" in done.stderr and told in done.stderr
    assert snapshot(study_folder) == before


def test_claims_that_were_reread_at_it_are_reread_at_the_one_before_and_stale(
    waves, folder, monkeypatch
):
    """Results are as they would be with the wave: an estimate at it of an outcome of one claim."""
    add(monkeypatch, folder, waves / "odd.sav", "--yes")
    rows = read_evidence(folder, "estimates")
    (row,) = [each for each in rows if (each.outcome, each.wave) == ("belong", "w2")]
    later = dataclasses.replace(row, wave="w3")
    text = format_records((*rows, later), type(row), "SYNTHETIC")
    (folder / "results/estimates.csv").write_text(text)
    claims = tomllib.loads((folder / "findings.toml").read_text())["claims"]
    resting = [claim["domain"] for claim in claims if "belong" in claim["outcomes"]]
    assert resting and len(resting) < len(claims)
    old = (folder / "findings.toml").read_text()
    reviewed = old
    for claim in claims:
        if claim["domain"] in resting:
            reviewed = reviewed.replace(claim["stamp"], "12345678-" + claim["stamp"][9:])
    reviewed = reviewed.replace('reviewed_at = "w2"', 'reviewed_at = "w3"')
    (folder / "findings.toml").write_text(reviewed)
    done = run(folder, "withdraw-wave", "w3", "--yes")
    assert done.returncode == 0, done.stderr
    told = [line for line in done.stdout.splitlines() if line.startswith("The claim on")]
    assert told == [
        f"The claim on {domain} will be stale: not reread since the survey results changed."
        for domain in resting
    ]
    assert (folder / "findings.toml").read_text() == reviewed.replace(
        'reviewed_at = "w3"', 'reviewed_at = "w2"'
    )


def test_killed_at_any_write_all_is_old_or_all_is_new(waves, study_folder, monkeypatch):
    new = snapshot(study_folder)
    assert add(monkeypatch, study_folder, waves / "odd.sav", "--yes") == 0
    old = snapshot(study_folder)
    held = kill_everywhere(study_folder, "withdraw-wave", "w3", "--yes")
    ends = ["old" if each == old else "new" if each == new else "mixed" for each in held]
    assert {"old", "new"} == set(ends) and len(ends) > 20
    assert ends == sorted(ends, reverse=True), "old until the journal goes, new from then on"


def test_declarations_that_change_while_it_asks_stop_it(waves, study_folder, monkeypatch, capsys):
    from analysis.__main__ import main

    add(monkeypatch, study_folder, waves / "odd.sav", "--yes")

    def answer(question):
        rewrite(study_folder / "codebook.csv", lambda text: text + b"later,note,,,,answered\n")
        changed.append(snapshot(study_folder))
        return "y"

    changed = []
    monkeypatch.setattr(sys, "argv", ["analysis", "withdraw-wave", "w3"])
    monkeypatch.setattr(sys, "stdin", type("Terminal", (), {"isatty": lambda self: True})())
    monkeypatch.setattr("builtins.input", answer)
    assert main() == 1
    assert "declarations changed while" in capsys.readouterr().err
    assert [snapshot(study_folder)] == changed
