"""The tutorial, typed line by line: from three files to a published report."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.copies import ROOT, copy_project
from tests.projects import link_environment

LINES = re.findall(
    r"^```sh\n(.*?)^```", (ROOT / "docs/tutorial.md").read_text(), re.MULTILINE | re.DOTALL
)
NOTE = re.compile(r"^::: \{\.to-write\}\n.*?^:::\n", re.MULTILINE | re.DOTALL)
NAMES = {"NAME": "Rita Reviewer", "EMAIL": "rita@example.org"}


def run(line: str, folder: Path) -> str:
    identity = {f"GIT_{who}_{key}": value for who in ("AUTHOR", "COMMITTER")
                for key, value in NAMES.items()}  # fmt: skip
    done = subprocess.run(
        ["bash", "-euc", line], cwd=folder, env={**os.environ, **identity, "CI": "true"},
        capture_output=True, text=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    if done.returncode:
        pytest.fail(f"{line}\n{done.stdout}{done.stderr}", pytrace=False)
    return done.stdout


def write_notes(project: Path) -> None:
    """Do what the tutorial leaves to the reader: a sentence in place of each note."""
    for path in [project / "index.qmd", *project.glob("chapters/**/*.qmd")]:
        path.write_text(
            NOTE.sub("This was written for the test of the tutorial.\n", path.read_text())
        )
    for path in [
        *project.glob("_quarto*.yml"),
        project / "references.bib",
        project / "data/study.toml",
    ]:
        path.write_text(re.sub(r" *[#%] To write:.*", "", path.read_text()))
    themes = project / "data/themes.csv"
    themes.write_text(
        re.sub("To write:.*", "Told in the test of the tutorial.", themes.read_text())
    )


def test_every_line_does_what_it_says(tmp_path):
    clone = copy_project(tmp_path)
    link_environment(clone)
    said, folder = {}, clone
    for line in [line for block in LINES for line in block.strip().splitlines()]:
        if line.startswith("cd "):
            folder = (folder / line.removeprefix("cd ")).resolve()
            link_environment(folder)
            continue
        if line.startswith("git add"):
            write_notes(folder)
            assert "still to be written" not in run("make report", folder)
        there = clone if "upgrade" in line else folder
        said[line] = run(line, there)
    project = tmp_path / "orchard"
    assert "notes for writers" in said["make report"]
    assert "has this engine already" in said[next(line for line in said if "upgrade" in line)]
    assert list((project / "releases").glob("*1.0.0*.zip"))
    published = "".join(path.read_text() for path in (project / "_site").rglob("index.html"))
    assert "Orchard Schools: reading together" in published
    assert "To write:" not in published
