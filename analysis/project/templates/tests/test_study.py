"""What holds of every report: it can be made again, shows no small count, and says what it is."""

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.results.freshness import find_changes
from analysis.results.records import Mark
from analysis.study.reading import read_study

ROOT = Path(__file__).parents[1]
DATA = ROOT / "data"
COUNTS = ("n", "people", "entries", "smallest_count", "reinterviewed", "new", "back", "not_seen")


@pytest.fixture(scope="module")
def study():
    """The declarations; what is wrong with them is told with file and line."""
    return read_study(DATA)


def run(*words: str) -> str:
    # As `make report` runs it, so that what that has made need not be made again.
    env = {name: value for name, value in os.environ.items() if name != "STUDY"}
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=ROOT, env=env, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_results_are_fresh(study):
    assert not find_changes(DATA), "make results"


def test_the_same_files_give_the_same_results_to_the_byte(study):
    """Where the files of respondents are; they may be on another machine."""
    if not all((DATA / wave.file).exists() for wave in study.waves):
        pytest.skip("the files of respondents are not on this machine")
    tables = sorted((DATA / "results").glob("*.csv"))
    before = {path.name: path.read_bytes() for path in tables}
    run("analysis", "results")
    assert {path.name: path.read_bytes() for path in tables} == before


def test_no_count_below_the_threshold_is_in_the_results(study):
    marks = {mark.value for mark in Mark}
    for path in sorted((DATA / "results").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                counts = [row[name] for name in COUNTS if row.get(name) not in (None, "", *marks)]
                small = [n for n in counts if 0 < float(n) < study.disclosure.min_cell]
                assert not small, f"{path.name}: {row}"


def test_the_report_is_built_and_every_page_says_if_data_are_invented(study):
    run("render", "--profile", "web", "--renderer", "embedded")
    site = ROOT / "_report/web"
    pages = list(site.rglob("*.html"))
    assert pages and list(site.glob("*.pdf")) and list(site.glob("*.docx"))
    if study.synthetic:
        for page in pages:
            assert study.study.notice in page.read_text(encoding="utf-8"), page.name
