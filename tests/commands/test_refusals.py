"""A full disk and a locked folder: each command says so in a sentence and leaves all as it was."""

import os
import sys
from pathlib import Path

import pexpect
import pytest

from tests.command_line import run
from tests.copies import ROOT, copy_study
from tests.deliveries import ARGUMENTS
from tests.interruptions import snapshot
from tests.small_disk import FILL, FULL, LOCKED, SmallDisk, check_refusal

COMMANDS = {
    "results": ["results"],
    "keep": ["keep", "1.0"],
    "demo": ["demo"],
    "schema": ["schema"],
    "add-wave": ["add-wave", "odd.sav", *ARGUMENTS, "--yes"],
    "withdraw-wave": ["withdraw-wave", "w3", "--yes"],
}


@pytest.fixture
def disk(tmp_path):
    disk = SmallDisk(tmp_path / "disk", 16)
    yield disk
    disk.unmount()


@pytest.fixture
def study(disk) -> Path:
    return copy_study(disk.folder)


def held(folder: Path) -> dict[str, bytes]:
    return {name: content for name, content in snapshot(folder).items() if name != FILL}


def prepare(study: Path, waves: Path, name: str) -> list[str]:
    """The words of a command, where it is a wave's to withdraw after it was added."""
    if name == "withdraw-wave":
        words = ["add-wave", str(waves / "odd.sav"), *ARGUMENTS, "--yes"]
        assert run(study, *words).returncode == 0
    return [str(waves / word) if word == "odd.sav" else word for word in COMMANDS[name]]


@pytest.mark.parametrize("name", COMMANDS)
def test_a_full_disk(disk, study, waves, name):
    """However little is left, from nothing up, until the command comes to its end."""
    words, before, refused = prepare(study, waves, name), None, 0
    before = snapshot(study)
    for left in (0, 4096, 16384, 65536, 262144, 6 * 2**20):
        disk.fill(left)
        done = run(study, *words)
        if done.returncode == 0:
            break
        check_refusal(done.returncode, done.stdout, done.stderr, FULL)
        assert str(study) in done.stderr
        assert snapshot(study) == before, left
        refused += 1
    assert refused and done.returncode == 0


@pytest.mark.parametrize("name", COMMANDS)
def test_a_locked_folder(disk, study, waves, name):
    words = prepare(study, waves, name)
    before = snapshot(study)
    disk.lock()
    done = run(study, *words)
    check_refusal(done.returncode, done.stdout, done.stderr, LOCKED)
    assert str(study) in done.stderr
    assert snapshot(study) == before


@pytest.mark.parametrize("how", ["fill", "lock"])
def test_an_answer_that_can_t_be_written(disk, study, how):
    before = snapshot(study)
    getattr(disk, how)()
    review = pexpect.spawn(
        sys.executable,
        ["-m", "analysis", "review", "--domain", "social-connectivity"],
        cwd=str(ROOT),
        env={**os.environ, "STUDY": str(study), "COLUMNS": "1000", "GIT_AUTHOR_NAME": "x"},
        encoding="utf-8",
        timeout=60,
    )
    review.expect_exact("keep, edit, drop, skip or quit?")
    review.sendline("k")
    if review.expect_exact(["Your name", "can't be written"]) == 0:
        review.sendline("Rita")
        review.expect_exact("can't be written")
    told = review.before + review.read()
    review.close()
    assert review.exitstatus == 1 and "Traceback" not in told
    assert "findings.toml" in told
    assert snapshot(study) == before
