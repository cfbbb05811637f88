"""A small study of the field's shape, for waves that tests damage."""

import csv
import hashlib
import shutil
from pathlib import Path

import pytest

from analysis.study.reading import read_study

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture
def folder(tmp_path) -> Path:
    """A copy of the demonstration study that a test may change."""
    copy = tmp_path / "study"
    shutil.copytree(DATA, copy, ignore=shutil.ignore_patterns("raw", "results"))
    return copy


@pytest.fixture
def change_wave(folder):
    """Change the text of a wave's cells and register the new file; returns the study."""

    def change(wave: str, edit) -> object:
        path = folder / f"synthetic/{wave}.csv"
        old = hashlib.sha256(path.read_bytes()).hexdigest()
        with path.open(newline="") as source:
            lines = list(csv.reader(source))
        with path.open("w", newline="") as target:
            csv.writer(target, lineterminator="\n").writerows(edit(lines))
        new = hashlib.sha256(path.read_bytes()).hexdigest()
        declared = folder / "study.toml"
        declared.write_text(declared.read_text().replace(old, new))
        return read_study(folder)

    return change
