"""A claim made false by a wave: named, marked on the page, refused for the funder, reviewed."""

import hashlib
import itertools
import os
import shutil
import sys
from pathlib import Path
from subprocess import CompletedProcess

import pexpect
import pytest
from bs4 import BeautifulSoup

from tests.command_line import run
from tests.copies import leave_out_word, render
from tests.study_tables import rewrite

DOMAIN = "local-decision-making"


def turn_answers(data: Path) -> None:
    """In the newest wave, have nine in ten of the programme's residents see no influence.

    Whoever answered that they can influence decisions (codes 1 and 2) says now that they
    can't (4): the share falls far below that of the comparators.
    """
    places = itertools.count()

    def turn(row):
        place = next(places)
        said_yes = row["area"].startswith("NFL") and row["influence"] in ("1", "2")
        return row | {"influence": "4"} if said_yes and place % 10 else row

    path = data / "synthetic/wave-2.csv"
    old = hashlib.sha256(path.read_bytes()).hexdigest()
    rewrite(path, turn)
    declared = data / "study.toml"
    new = hashlib.sha256(path.read_bytes()).hexdigest()
    declared.write_text(declared.read_text().replace(old, new))


def check_funder(project: Path) -> CompletedProcess:
    words = {"QUARTO_PROFILE": "funder", "DEMONSTRATION": "1"}
    return run(project / "data", "check", project=project, **words)


def marks(project: Path, page: str) -> list[str]:
    """Classes of the statuses that a page shows beside the claim on the domain."""
    text = (project / "_report/web" / page).read_text()
    rows = BeautifulSoup(text, "html.parser").select("tr")
    return [
        name
        for row in rows
        if row.find("th") and row.find("th").get_text().endswith("Local decision-making")
        for span in row.select("span[class^=status-]")
        for name in span["class"]
    ]


def finding(project: Path) -> str:
    """What the domain's chapter says of its claim."""
    text = (project / f"_report/web/chapters/domain-{DOMAIN}.html").read_text()
    return " ".join(BeautifulSoup(text, "html.parser").select_one(".finding").get_text().split())


@pytest.fixture
def updated(project, tmp_path) -> Path:
    """A copy of the rendered report, its results kept as a release, with the new answers."""
    copy = Path(shutil.copytree(project, tmp_path / "project"))
    leave_out_word(copy)
    assert run(copy / "data", "keep", "1.0", project=copy).returncode == 0
    turn_answers(copy / "data")
    return copy


def see_the_build_name_the_claim(project: Path) -> None:
    done = run(project / "data", "results", project=project)
    assert done.returncode == 0, done.stderr
    told = done.stdout.replace("\u00a0", " ")
    assert f"Finding on {DOMAIN} is stale: Not reread since the survey results changed." in told
    assert "Against the claim changed “Can influence local decisions”." in told
    assert "Against the results before:" in told
    assert "Finding on Local decision-making: was inconclusive, now stale" in told
    assert "verdict from “no clear change” to “worse”" in told


def see_the_site_mark_it(project: Path) -> None:
    render(project)
    assert marks(project, "index.html") == ["status-stale"]
    assert "awaiting review" in finding(project)
    changes = (project / "_report/web/chapters/changes.html").read_text()
    page = BeautifulSoup(changes, "html.parser")
    assert "compared with the release before it, 1.0" in page.get_text()
    row = next(tr for tr in page.select("tr:has(a)") if "Can influence" in tr.get_text())
    links = [a["href"] for a in row.select("a")]
    assert f"../chapters/domain-{DOMAIN}.html" in links
    assert "Moved by more than a standard error" in row.get_text()
    assert "Can influence local decisions" in page.select_one("img[src*=changes]")["alt"]


def see_the_funder_refused(project: Path) -> None:
    refused = check_funder(project)
    assert refused.returncode == 1
    assert f"the finding on {DOMAIN} is stale" in refused.stderr
    assert "python -m analysis review" in refused.stderr


def see_review_clear_it(project: Path) -> None:
    terminal = pexpect.spawn(
        sys.executable, ["-m", "analysis", "review"], cwd=str(project), encoding="utf-8",
        env={**os.environ, "GIT_CEILING_DIRECTORIES": str(project.parent), "COLUMNS": "200"},
        dimensions=(60, 200), timeout=60,
    )  # fmt: skip
    terminal.expect(f"1 of 1: {DOMAIN}")
    terminal.expect("Then: 1.0")
    terminal.expect("4.3 .*: no clear change.*: worse")
    terminal.expect("skip or quit")
    terminal.sendline("keep")
    terminal.expect("Your name")
    terminal.sendline("Rita Reviewer")
    terminal.expect("1 of 1 answered. Next: make results.")
    terminal.expect(pexpect.EOF)
    assert check_funder(project).returncode == 1  # not before the results are made again
    done = run(project / "data", "results", project=project)
    assert f"Finding on {DOMAIN} is contradicted" in done.stdout
    assert "stale" not in done.stdout.partition("Against the claim")[2]
    assert check_funder(project).returncode == 0
    render(project)
    assert marks(project, "index.html") == ["status-contradicted"]
    assert "contradicted by the evidence" in finding(project)
    assert "supported by the evidence" not in finding(project)


def test_a_claim_made_false_by_a_wave(updated):
    """Reviewed, it is printed as contradicted, which a funder may read, and never as supported."""
    see_the_build_name_the_claim(updated)
    see_the_site_mark_it(updated)
    see_the_funder_refused(updated)
    see_review_clear_it(updated)
