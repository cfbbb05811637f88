"""Copies of a small book of the whole subset, built and not."""

import shutil
from pathlib import Path

import pytest
from orchard_book import build, copy_orchard


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the settings of whoever runs the tests out of the builds."""
    for name in ("QUARTO_PROFILE", "DEMONSTRATION", "STUDY", "SOURCE_DATE_EPOCH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("GROUNDWORK_RENDERER", raising=False)


@pytest.fixture
def orchard(tmp_path: Path) -> Path:
    """A fresh copy of the book."""
    return copy_orchard(tmp_path)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the book with both its variants built; for looking at, not for editing."""
    root = copy_orchard(tmp_path_factory.mktemp("built"))
    build(root, "web")
    build(root, "funder")
    return root


@pytest.fixture(scope="session")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built book to copy, so that a test that edits prose need not run the cells."""
    root = copy_orchard(tmp_path_factory.mktemp("warm"))
    build(root)
    return root


@pytest.fixture
def standing(warm: Path, tmp_path: Path) -> Path:
    """A fresh copy of the built book, its outputs and memory with it."""
    return Path(shutil.copytree(warm, tmp_path / "orchard"))
