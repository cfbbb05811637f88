"""Other programs' own files: made by Taguette here, and shipped in packages that are fetched."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.copies import make_once

VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"
TAGUETTE = ("taguette==1.5.2", "setuptools<81")  # it imports pkg_resources, which 81 dropped
SHIPPED = ("qualitative-coding==1.7.8", "portableqda==0.4.2")


def run(*command: object) -> None:
    """Run a command; what it said fails the test if it fails."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if done.returncode:
        pytest.fail(f"{command[0]} failed:\n{done.stdout}{done.stderr}", pytrace=False)


def install_taguette(folder: Path) -> None:
    run(sys.executable, "-m", "venv", folder)
    run(folder / "bin/python", "-m", "pip", "install", "--quiet", *TAGUETTE)


def fetch_packages(folder: Path) -> None:
    run(sys.executable, "-m", "venv", folder / "fetching")
    python = folder / "fetching/bin/python"
    run(python, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, *SHIPPED)
    for wheel in folder.glob("*.whl"):
        with zipfile.ZipFile(wheel) as opened:
            wanted = [name for name in opened.namelist() if name.endswith((".qdpx", ".qdc"))]
            opened.extractall(folder / "files", wanted)


@pytest.fixture(scope="session")
def cache(request, tmp_path_factory) -> Path:
    """A folder that later runs find again, unless pytest keeps none."""
    kept = getattr(request.config, "cache", None)
    return Path(kept.mkdir("themes")) if kept else tmp_path_factory.getbasetemp()


@pytest.fixture(scope="session")
def shipped(cache) -> Path:
    """The .qdpx and .qdc files in other programs' packages, as PyPI has them."""
    key = "-".join(name.replace("==", "-") for name in SHIPPED)
    return make_once(cache / key, fetch_packages) / "files"


@pytest.fixture(scope="session")
def taguette(cache, tmp_path_factory) -> Path:
    """A folder with the exports that Taguette made of a project, and made.json that tells it."""
    key = f"taguette-1-5-2-python-{VERSION.replace('.', '-')}"
    python = make_once(cache / key, install_taguette) / "bin/python"
    folder = tmp_path_factory.mktemp("taguette")
    run(python, Path(__file__).with_name("taguette_project.py"), folder)
    return folder


@pytest.fixture(scope="session")
def made(taguette) -> dict:
    """What was made in Taguette, with texts as its own parser has them."""
    return json.loads((taguette / "made.json").read_text(encoding="utf-8"))
