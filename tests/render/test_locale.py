"""Where the system's locale knows no letter outside ASCII, a folder may have one in its name."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from orchard_book import copy_orchard

ROOT = Path(__file__).parents[2]


def read_site(book: Path) -> dict[str, bytes]:
    site = book / "_report"
    return {str(f.relative_to(site)): f.read_bytes() for f in site.rglob("*") if f.is_file()}


@pytest.mark.parametrize("locale", [{"LC_ALL": "C"}, {"LC_ALL": "POSIX"}, {"LANG": "C"}], ids=str)
def test_the_same_bytes_come_from_a_folder_with_other_letters(
    warm: Path, tmp_path: Path, locale: dict[str, str]
) -> None:
    """Renderer and book lie in such folders, as under cron or in a container."""
    place = tmp_path / "Prüfung é"
    place.mkdir()
    shutil.copytree(ROOT / "render", place / "render")
    book = copy_orchard(place)
    done = subprocess.run(
        [sys.executable, "-m", "render", "--renderer", "embedded"],
        cwd=book,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(place), **locale},
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    assert read_site(book) == read_site(warm)
