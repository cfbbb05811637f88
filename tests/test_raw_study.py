"""A report on data from the field: no notice, no truth, nothing that speaks of a demonstration."""

import csv
import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from tests.conftest import NOT_COPIED, ROOT, render
from tests.printed import Printed


def strip_notice(source: Path, target: Path) -> None:
    """Write a demonstration file as an agency's: the same rows without the notice."""
    with source.open(newline="") as lines:
        rows = [{k: v for k, v in row.items() if k != "notice"} for row in csv.DictReader(lines)]
    with target.open("w", newline="") as lines:
        writer = csv.DictWriter(lines, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture(scope="module")
def field(tmp_path_factory) -> Path:
    """A copy of the project whose files stand in for respondents' own, all in raw/."""
    project = tmp_path_factory.mktemp("field") / "project"
    shutil.copytree(ROOT, project, ignore=NOT_COPIED)
    data = project / "data"
    (data / "raw").mkdir(exist_ok=True)
    text = (data / "study.toml").read_text()
    for name in ("wave-1", "wave-2", "interviews", "journals"):
        old, new = data / f"synthetic/{name}.csv", data / f"raw/{name}.csv"
        strip_notice(old, new)
        text = text.replace(f"synthetic/{name}.csv", f"raw/{name}.csv")
        digests = [hashlib.sha256(path.read_bytes()).hexdigest() for path in (old, new)]
        text = text.replace(*digests)
    text = text.replace('source = "synthetic"', 'source = "raw"')
    text = re.sub(r'^(notice|truth) = ".*"\n', "", text, flags=re.MULTILINE)
    (data / "study.toml").write_text(text)
    codebook = (data / "codebook.csv").read_text().splitlines(keepends=True)
    (data / "codebook.csv").write_text("".join(x for x in codebook if not x.startswith("notice,")))
    slips = (data / "corrections.toml").read_text()
    slips = re.sub(r" \(a slip invented [^)]*\)", "", slips)
    (data / "corrections.toml").write_text(slips)
    shutil.rmtree(data / "synthetic")
    subprocess.run([sys.executable, "-m", "analysis", "results"], cwd=project, check=True)
    # Rendering is the publishing side: it must not need respondents' files.
    shutil.rmtree(data / "raw")
    render(project)
    return project


@pytest.mark.xdist_group("field")
def test_nothing_speaks_of_a_demonstration(field):
    site = field / "_report/web"
    for path in site.rglob("*.html"):
        page = BeautifulSoup(path.read_text(), "html.parser").find("main").get_text()
        for word in ("SYNTHETIC", "invented", "emonstration data"):
            assert word not in page, (path.name, word)
    (pdf,) = site.glob("*.pdf")
    assert not [text for text in Printed(pdf).paragraphs if "SYNTHETIC" in text]


@pytest.mark.xdist_group("field")
def test_the_funder_report_may_be_built(field):
    check = [sys.executable, "-m", "analysis", "check"]
    done = subprocess.run(
        check, cwd=field, env={"QUARTO_PROFILE": "funder"}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
