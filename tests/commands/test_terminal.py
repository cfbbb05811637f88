"""A real terminal gets nothing that hides or moves its cursor, whatever names and texts come along."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.study.reading import read_study
from analysis.text import remove_hidden
from tests.copies import ROOT, copy_project
from tests.deliveries import ARGUMENTS, draw_third, make_small
from tests.hostile import ATTACKS, BARRED, HIDING

pytestmark = pytest.mark.skipif(not shutil.which("script"), reason="there is no script here")
# What Rich writes: colours, and a sign of life that it takes back.
OWN = re.compile(r"\r?\x1b\[(\d\d?(;\d+)*m|0m|\?25[lh]|2K|1A)|\r(?=\n)")
ODD = "".join(HIDING).replace("/", "")


class Terminal:
    """Commands run one by one, each at a terminal of its own, on a study in a folder with an odd
    name that git keeps; all that they show is kept."""

    def __init__(self, place: Path, study: Path) -> None:
        self.place, self.study, self.shown = place, study, ""
        self.env = {"PATH": os.environ["PATH"], "TERM": "xterm-256color", "LANG": "C.UTF-8"}

    def show(self, *words: str, typed: str = "", code: int = 0) -> str:
        """What a module of Python shows on the study, with what somebody types."""
        done = subprocess.run(
            ["script", "-qec", shlex.join([sys.executable, "-m", *words]), "/dev/null"],
            cwd=self.place,
            env={**self.env, "STUDY": str(self.study)},
            input=typed.encode(),
            capture_output=True,
        )
        shown = done.stdout.decode("utf-8", errors="surrogateescape")
        assert done.returncode == code, shown
        self.shown += shown
        return shown

    def git(self, *words: str) -> None:
        subprocess.run(["git", *words], cwd=self.place, check=True, capture_output=True)


@pytest.fixture(scope="module")
def terminal(tmp_path_factory) -> Terminal:
    place = copy_project(tmp_path_factory.mktemp("terminal"))
    shutil.rmtree(place / "data")
    study = make_small(place / f"data {ODD}")
    slip = (ROOT / "data/corrections.toml").read_text()
    (study / "corrections.toml").write_text(slip.replace("expect = 14", "expect = 3"))
    return Terminal(place, study)


def test_nothing_hides_and_nothing_moves_the_cursor(terminal, tmp_path):
    third = draw_third(read_study(ROOT / "data")).groupby("area").head(4)
    third = third.assign(**dict.fromkeys(ATTACKS, "x"), open=ODD)
    third["area"] = third["area"].replace("NFL-04", "\u202eNFL-04")
    file = tmp_path / f"wave {ODD}.csv"
    third.to_csv(file, index=False)
    add = ("analysis", "add-wave", str(file), *ARGUMENTS)
    assert "Labels" not in terminal.show(*add, "--dry-run")
    terminal.show(*add, "--label", f"2021/22 {ODD}", "--dry-run", code=1)
    assert "Wave 'w3' is declared" in terminal.show(*add, typed="y\n")
    assert "Wave 'w3' is withdrawn" in terminal.show("analysis", "withdraw-wave", "w3", typed="y\n")
    terminal.show("analysis", "check", ODD, code=2)

    terminal.git("init", "--quiet")
    terminal.git("config", "user.name", f"Rita {ODD}")
    terminal.git("config", "user.email", "rita@example.org")
    assert "is stale: " in terminal.show("analysis", "results")
    terminal.git("add", "--all")
    terminal.git("commit", "--quiet", "--message", ODD)
    terminal.git("tag", "v1\u202e\u200b")
    terminal.git("checkout", "--quiet", "-b", "main\u202e\u200b")
    assert "Against v1\\u202e\\u200b: " in terminal.show("analysis", "diff")
    assert "Written to" in terminal.show("analysis", "review", typed="k\nq\n")
    reviewers = {claim.reviewed_by for claim in read_study(terminal.study).claims}
    assert " ".join(remove_hidden(f"Rita {ODD}").split()) in reviewers
    (terminal.place / f"new {ODD}").touch()
    terminal.show("release", "1.0.0", code=1)
    terminal.git("add", "--all")
    settings = terminal.place / "_quarto.yml"
    settings.write_text(settings.read_text().replace("index.qmd", '"\\e[2J\\u202e.qmd"'))
    terminal.show("render", code=1)
    plain = OWN.sub("", terminal.shown)
    assert BARRED.findall(plain) == []
    assert [text for text in HIDING if text in terminal.shown] == []
