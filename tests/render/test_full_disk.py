"""A full disk and a locked folder: the build says so in a sentence, and the last site stands."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from orchard_book import build, copy_orchard

from tests.interruptions import snapshot
from tests.small_disk import FULL, LOCKED, SmallDisk, check_refusal

ROOT = Path(__file__).parents[2]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    disk = SmallDisk(tmp_path / "disk", 8)
    yield disk
    disk.unmount()


@pytest.fixture
def book(disk: SmallDisk) -> Path:
    """A built book on the small disk."""
    root = copy_orchard(disk.folder)
    build(root)
    return root


def render(root: Path, **environment: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "render", "--renderer", "embedded", "--fresh"],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout, done.stderr


def list_left(root: Path) -> list[str]:
    """What is half-made: sites being built, drafts, parts."""
    names = [path.relative_to(root).as_posix() for path in root.rglob("*")]
    return [n for n in names if "/.web-" in n or n.endswith(".part") or "/.tmp" in n]


def test_however_little_is_left_the_last_site_stands(disk: SmallDisk, book: Path) -> None:
    """From nothing up in small steps, so that cells, Pandoc, Typst and copying are refused."""
    site, told = snapshot(book / "_report"), []
    for left in range(0, 8 * 2**20, 40 * 1024):
        disk.fill(left)
        code, out, err = render(book)
        if code == 0:
            break
        check_refusal(code, out, err, FULL)
        assert "the last site stands as it was" in err
        assert snapshot(book / "_report") == site, left
        assert not list_left(book), left
        told.append(err.splitlines()[0])
    assert code == 0 and snapshot(book / "_report") != {}
    assert len(set(told)) > 5, told


def test_a_locked_project(disk: SmallDisk, book: Path) -> None:
    site = snapshot(book / "_report")
    disk.lock()
    check_refusal(*render(book), LOCKED)
    assert snapshot(book / "_report") == site
    assert not list_left(book)


def test_a_cell_that_can_t_write_is_named(disk: SmallDisk, book: Path) -> None:
    path = book / "chapters/harvest.qmd"
    text = path.read_text()
    line = text[: text.index("```{python}")].count("\n") + 1
    cell = "```{python}\nopen('/dev/full', 'wb', buffering=0).write(b'x')\n"
    path.write_text(text.replace("```{python}\n", cell, 1))
    code, _, err = render(book)
    assert code == 1 and "Traceback" not in err
    assert f"chapters/harvest.qmd:{line + 1}: " in err
    assert FULL in err


def test_a_build_needs_no_home_and_no_place_for_temporary_files(
    disk: SmallDisk, warm: Path, orchard: Path
) -> None:
    disk.fill()
    code, _, err = render(orchard, HOME=str(disk.folder), TMPDIR=str(disk.folder))
    assert (code, err) == (0, "")
    assert snapshot(orchard / "_report") == snapshot(warm / "_report")
