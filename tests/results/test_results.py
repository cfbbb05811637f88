"""Results: fresh or stale and why, the same bytes each time, moved only by what changed."""

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.results.freshness import take_over
from analysis.results.results import load_results
from analysis.study.reading import read_study
from tests.command_line import run
from tests.copies import ROOT
from tests.study_tables import change_weight, rows


def read(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in sorted((folder / "results").iterdir())}


@pytest.mark.slow
def test_committed_results_are_fresh_and_made_again_to_the_byte(folder):
    checked = run(folder, "check")
    assert (checked.returncode, checked.stdout) == (0, "Results are fresh.\n"), checked.stderr
    before = read(folder)
    (folder / "results/agreement.csv").unlink()  # so that nothing is taken over from it
    done = subprocess.run(
        [sys.executable, "-m", "analysis", "results"], cwd=ROOT, capture_output=True, text=True,
        env={**os.environ, "STUDY": str(folder)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert read(folder) == before


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("synthetic/interviews.csv", "positive", "negative"),
        ("study.toml", "seed = ", "seed = 1"),
        ("study.toml", 'label = "Cultural coherence"', 'label = "Culture"'),
        ("results/agreement.csv", "all", "All"),
    ],
)
def test_agreement_is_taken_over_until_something_it_rests_on_changes(folder, file, old, new):
    found = take_over(read_study(folder), "agreement")
    assert found == load_results(folder).agreement and len(found) > 1
    change_weight(folder)
    assert take_over(read_study(folder), "agreement") == found
    text = (folder / file).read_text()
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1))
    assert take_over(read_study(folder), "agreement") is None


@pytest.mark.slow
def test_one_weight_moves_exactly_what_rests_on_it(folder):
    before = {name: rows(folder, name) for name in ("estimates.csv", "themes.csv", "answers.csv")}
    people = rows(folder, "respondents.csv")
    change_weight(folder)
    stale = run(folder, "check")
    assert stale.returncode == 1
    assert "study.toml changed" in stale.stderr and "synthetic/wave-2.csv changed" in stale.stderr
    assert run(folder, "results").returncode == 0
    assert rows(folder, "themes.csv") == before["themes.csv"]
    assert rows(folder, "answers.csv") == before["answers.csv"]
    for old, new in zip(before["estimates.csv"], rows(folder, "estimates.csv"), strict=True):
        assert old["programme_before"] == new["programme_before"]
        assert old["comparator_after"] == new["comparator_after"]
        # The person of that row refused the financial question: it alone stays as it was.
        moved = old["effect"] != new["effect"]
        assert moved == (old["outcome"] not in unanswered(folder)), old["outcome"]
    for old, new in zip(people, rows(folder, "respondents.csv"), strict=True):
        same = (old["wave"], old["arm"]) != ("w2", "nfl")
        assert old["n"] == new["n"]
        assert not same or old == new


def unanswered(folder: Path) -> set[str]:
    """Outcomes that the first respondent of wave 2 did not answer."""
    with open(folder / "synthetic/wave-2.csv", newline="") as lines:
        first = next(csv.DictReader(lines))
    blank = {name for name, value in first.items() if value in ("-1", "-8", "-9")}
    outcomes = {"influence", "belong", "trust", "backgrounds", "satisfied", "litter", "damp"}
    outcomes |= {"strain", "debt", "ae12", "health"}
    found = (outcomes & blank) | ({"pull-together"} if "pull_together" in blank else set())
    found |= {"swemwbs"} if "swemwbs_1" in blank else set()
    return found | ({"gad7", "gad7-mean"} if "gad7_1" in blank else set())


def test_a_changed_answer_code_stops_and_leaves_the_results(folder):
    before = read(folder)
    path = folder / "synthetic/wave-1.csv"
    lines = path.read_text().splitlines(keepends=True)
    lines[4] = lines[4].rsplit(",", 1)[0] + ",7\n"
    path.write_text("".join(lines))
    done = run(folder, "results")
    assert done.returncode == 1
    assert "column 'health': an answer code is not in codebook.csv" in done.stderr
    assert "line 5" in done.stderr and "Traceback" not in done.stderr
    assert read(folder) == before


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("themes.csv", "themes.csv changed"),
        ("codeframe.csv", "codeframe.csv changed"),
        ("synthetic/interviews.csv", "synthetic/interviews.csv changed"),
        ("results/estimates.csv", "results/estimates.csv was edited by hand"),
    ],
)
def test_check_names_what_changed(folder, name, words):
    (folder / name).write_text((folder / name).read_text() + "\n")
    found = run(folder, "check")
    assert found.returncode == 1 and words in found.stderr


def test_published_without_respondents_data(folder):
    """The publishing side needs no wave file: the checksum is declared."""
    shutil.rmtree(folder / "synthetic")
    assert run(folder, "check").returncode == 0


def test_every_file_says_that_it_is_synthetic(folder):
    for name, text in read(folder).items():
        assert "SYNTHETIC DEMONSTRATION DATA" in text, name
    for path in (folder / "results").glob("*.csv"):
        for row in rows(folder, path.name):
            assert row["notice"].startswith("SYNTHETIC")


def test_what_the_study_has_none_of_has_no_file(folder):
    """With two waves there is no event study; one left from before goes."""
    (folder / "results/events.csv").write_text("outcome,wave\nleft,over\n")
    assert run(folder, "results").returncode == 0
    assert not (folder / "results/events.csv").exists()
    assert run(folder, "check").returncode == 0


def test_no_count_under_the_threshold_leaves(folder):
    counts = [
        int(row[name])
        for file in (
            "respondents.csv",
            "answers.csv",
            "themes.csv",
            "estimates.csv",
            "specifications.csv",
            "left_out.csv",
            "subgroups.csv",
        )
        for row in rows(folder, file)
        for name in row
        if name in ("n", "people", "entries", "positive", "negative", "mixed", "smallest_count")
        or name.startswith("n_")
        if row[name].isdigit()
    ]
    assert len(counts) > 200 and min(counts) >= 10


def test_funder_report_is_refused_on_synthetic_data(folder):
    refused = run(folder, "check", QUARTO_PROFILE="funder")
    assert refused.returncode == 1 and "synthetic" in refused.stderr
    assert "key 'ethics' is missing" in refused.stderr
    built = run(folder, "check", QUARTO_PROFILE="funder", DEMONSTRATION="1")
    assert built.returncode == 0 and "key 'ethics' is missing" in built.stdout
    assert run(folder, "check", "--demonstration", QUARTO_PROFILE="funder").returncode == 0


def test_funder_report_is_refused_while_a_finding_is_stale(folder):
    claims = folder / "findings.toml"
    claims.write_text(claims.read_text().replace('reviewed_at = "w2"', 'reviewed_at = "w1"', 1))
    assert run(folder, "results").returncode == 0
    refused = run(folder, "check", QUARTO_PROFILE="funder", DEMONSTRATION="1")
    assert refused.returncode == 1
    assert "the finding on social-connectivity is stale" in refused.stderr
    assert 'reviewed_at = "w2" and stamp = "' in refused.stderr


def test_no_results_yet(folder):
    shutil.rmtree(folder / "results")
    found = run(folder, "check")
    assert found.returncode == 1 and "there are no results yet" in found.stderr
