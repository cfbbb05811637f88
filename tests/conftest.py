"""What many tests share: results computed once, the report rendered once, a browser a file."""

import dataclasses
import os
import subprocess
from pathlib import Path

# Before numpy is imported, as the command line does it: with more threads the last digits differ,
# and two processes with two threads each spend a quarter of their time waiting for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import pandas as pd
import pytest

from analysis import pipeline
from tests.browser import start_browser
from tests.copies import copy_project, copy_study, make_once, remember, render
from tests.study_tables import rewrite

# What takes seconds, from the longest on; those that begin don't need the rendered report, but for one, so
# that nobody waits for it. `make test FAST=1` leaves all of them out.
SLOW = (
    "studies/test_kinds.py", "docs/test_tutorial.py", "studies/test_claim_made_false.py",
    "survey/test_damage.py", "commands/test_withdraw_wave.py", "release/test_release.py",
    "book/test_report.py", "studies/test_four_waves.py", "studies/test_hostile_study.py",
    "book/test_pages.py", "studies/test_canaries.py", "studies/test_rounded_counts.py",
    "book/test_brief.py", "report/test_nouns.py", "book/test_layout.py", "report/test_figures.py",
    "book/test_rebuild.py", "studies/test_raw_study.py", "book/test_report_in_word.py",
    "book/test_report_in_libreoffice.py",
    "impact/test_engines.py", "themes/test_hostile_projects.py", "studies/test_rounded_report.py",
    "commands/test_refusals.py", "commands/test_add_wave.py", "book/test_downloads.py",
    "book/test_funder.py", "results/test_results.py", "book/test_policy.py",
    "commands/test_folder_names.py", "book/test_typeface.py", "commands/test_terminal.py",
    "render/test_comparison.py", "render/test_full_disk.py", "survey/test_departures.py",
    "commands/test_hostile_waves.py", "commands/test_review.py", "render/test_cells.py",
    "render/test_locale.py", "studies/test_baseline.py", "studies/test_interviews_only.py",
    "survey/test_counted_rows.py", "commands/test_schema.py", "studies/test_answers.py",
    "project/test_book_built.py", "project/test_draft.py", "report/test_spreadsheet.py",
    "render/test_chapters_as_read.py", "render/test_dependencies.py", "render/test_word.py",
    "render/test_strictness.py", "render/test_publish.py", "impact/test_parallel_trends.py",
    "impact/test_simulation.py", "render/test_preview.py", "report/test_area_covariates.py",
    "impact/test_did.py", "survey/test_delivery.py", "impact/test_missing.py",
    "impact/test_lead.py", "themes/test_agreement.py", "survey/test_validate.py",
)  # fmt: skip
SLOW_FIXTURES = {"browser", "built", "project", "standing", "taguette"}


def pytest_xdist_auto_num_workers() -> int:
    """A process for each core, and two at least; six take 6 GB."""
    return max(2, min(os.cpu_count() or 1, 6))


def pytest_collection_modifyitems(items):
    """Mark as slow what is, and begin with it, so that no process is left alone with it at last."""

    def find_rank(item) -> int:
        place = item.path.relative_to(Path(__file__).parent).as_posix()
        return SLOW.index(place) if place in SLOW else len(SLOW)

    for item in items:
        if find_rank(item) < len(SLOW) or SLOW_FIXTURES & set(item.fixturenames):
            item.add_marker(pytest.mark.slow)
    items.sort(key=find_rank)


@pytest.fixture(scope="session")
def shared(tmp_path_factory) -> Path:
    """A folder that all processes of this run of the tests have in common."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session", autouse=True)
def computed_once(shared):
    """Effects and suppression, most of the work of results, are computed once for the same data.

    Neither rests on claims, the licence or where the study lies, so that results which differ in
    these alone come quickly. The results of a process of its own are computed from the start.
    """

    def strip(study) -> str:
        identity = dataclasses.replace(study.study, licence="")
        kept = dataclasses.replace(study, study=identity, claims=(), releases=(), folder=Path())
        return repr(kept)

    def describe_panel(panel, study) -> str:
        values = pd.util.hash_pandas_object(panel).tolist()
        return f"{list(panel.columns)} {values} {strip(study)}"

    def describe_evidence(evidence, study) -> str:
        return f"{evidence!r} {strip(study)}"

    folder = shared / "computed"
    with pytest.MonkeyPatch.context() as patch:
        for name, describe in (
            ("estimate_impact", describe_panel),
            ("protect", describe_evidence),
        ):
            call = remember(folder, getattr(pipeline, name), describe)
            patch.setattr(pipeline, name, call)
        yield


@pytest.fixture(scope="session")
def project(shared) -> Path:
    """A copy of the project with its rendered report; not to be changed."""
    return make_once(shared / "rendered", lambda folder: render(copy_project(folder))) / "project"


@pytest.fixture(scope="session")
def site(project) -> Path:
    """The folder of the website, with the PDF beside its ``index.html``."""
    return project / "_report/web"


# Playwright keeps an event loop running as long as it lives, and nothing else can start one then.
@pytest.fixture(scope="module")
def browser():
    """A browser for all tests of a file."""
    with start_browser() as browser:
        yield browser


@pytest.fixture
def folder(tmp_path) -> Path:
    """A copy of the demonstration study with its results, to be changed."""
    return copy_study(tmp_path)


@pytest.fixture
def history(folder):
    """A study under git: a first release with other numbers, tagged, and the present state."""

    def git(*words):
        identity = ["-c", "user.name=Rita Reviewer", "-c", "user.email=rita@example.org"]
        subprocess.run(["git", *identity, *words], cwd=folder, check=True, capture_output=True)

    paths = [folder / f"results/{name}.csv" for name in ("estimates", "findings")]
    present = [path.read_text() for path in paths]
    git("init", "--quiet")
    rewrite(
        paths[0], lambda row: row | {"effect": "19.5"} if row["outcome"] == "influence" else row
    )
    rewrite(paths[1], lambda row: row | {"stamp": "11111111-11111111"})
    git("add", ".")
    git("commit", "--quiet", "--message=First")
    git("tag", "v1.0")
    for path, text in zip(paths, present, strict=True):
        path.write_text(text)
    git("commit", "--quiet", "--all", "--message=Second")
    return folder
