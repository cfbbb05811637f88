"""Where the system's locale knows no letter outside ASCII, a study's folder may have one."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from analysis.study.reading import read_study
from tests.copies import ROOT, copy_study
from tests.deliveries import ARGUMENTS
from tests.interruptions import snapshot


def test_commands_find_a_folder_with_other_letters(waves, tmp_path: Path) -> None:
    """Results come out as they are elsewhere, and a wave comes and goes."""
    study = copy_study(tmp_path / "Prüfung é")
    file = Path(shutil.copy(waves / "odd.sav", tmp_path / "délivré.sav"))
    before = snapshot(study)

    def run(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "analysis", *words],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C", "STUDY": str(study)},
            capture_output=True,
            encoding="utf-8",
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    run("results")
    run("check")
    assert snapshot(study) == before
    assert f"its file is {study}" in run("add-wave", str(file), *ARGUMENTS, "--yes")
    assert len(read_study(study).waves) == 3
    run("withdraw-wave", "w3", "--yes")
    assert snapshot(study) == before
