"""A full disk and a locked folder: nothing is released, in a sentence, and nothing is changed."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_release import commit

from release import __main__ as command
from tests.copies import ROOT, copy_project
from tests.interruptions import snapshot
from tests.small_disk import FILL, FULL, LOCKED, SmallDisk, check_refusal


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    disk = SmallDisk(tmp_path / "disk", 48)
    yield disk
    disk.unmount()


@pytest.fixture
def project(disk: SmallDisk, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A committed project on the small disk; its site is put there and not rendered."""
    root = copy_project(disk.folder)
    shutil.copy(ROOT / ".gitignore", root)
    commit(root)
    site = root / "_report/web"
    site.mkdir(parents=True)
    (site / "index.html").write_bytes(os.urandom(200_000))
    (site / "neighbourhood-resilience-report.pdf").write_bytes(os.urandom(100_000))
    brief = root / "_report/brief"
    brief.mkdir()
    for suffix in (".pdf", ".docx"):
        (brief / f"findings-in-brief{suffix}").write_bytes(os.urandom(10_000))
    monkeypatch.chdir(root)
    monkeypatch.delenv("STUDY", raising=False)
    monkeypatch.setattr(command, "render", lambda arguments: 0)
    return root


def hold(root: Path) -> dict[str, bytes]:
    names = snapshot(root)
    return {name: names[name] for name in names if name != FILL and not name.startswith(".git/")}


def test_a_full_disk(disk: SmallDisk, project: Path, capsys) -> None:
    """From nothing up, so that the record, the archive and what is kept are refused in turn."""
    before, refused = hold(project), 0
    for left in (0, 8192, 65536, 262144, 420_000, 2**22):
        disk.fill(left)
        code, told = command.main(["1.0.0"]), capsys.readouterr()
        if code == 0:
            break
        check_refusal(code, told.out, told.err, FULL)
        assert told.err.startswith("Nothing is released: ")
        after = hold(project)
        archive = "releases/nrp-1.0.0.zip"
        assert {name: after[name] for name in after if name != archive} == before, left
        refused += 1
    assert refused > 2 and code == 0
    assert (project / "data/results/previous/manifest.json").exists()


def test_a_locked_folder(disk: SmallDisk, project: Path, capsys) -> None:
    before = hold(project)
    disk.lock()
    told = command.main(["1.0.0"]), *capsys.readouterr()
    check_refusal(*told, LOCKED)
    assert hold(project) == before
