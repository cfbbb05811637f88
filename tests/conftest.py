"""What many tests share: the report of this repository, rendered once."""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NOT_COPIED = shutil.ignore_patterns(
    ".git", ".venv", ".groundwork", ".*_cache", "__pycache__", "_report", "raw"
)


def render(project: Path) -> None:
    """Render the web profile of a copy of the project, all of it anew."""
    done = subprocess.run(
        [sys.executable, "-m", "render", "--profile", "web", "--renderer", "embedded"],
        cwd=project,
        env={
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        },
        capture_output=True,
        text=True,
    )
    if done.returncode:
        pytest.fail(f"the report does not render:\n{done.stdout}{done.stderr}", pytrace=False)


@pytest.fixture(scope="session")
def project(tmp_path_factory) -> Path:
    """A copy of the project with its rendered report; the first worker to ask makes it."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    copy = shared / "project"
    with open(shared / "project.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (copy / "_report/web/index.html").exists():
            shutil.rmtree(copy, ignore_errors=True)
            shutil.copytree(ROOT, copy, ignore=NOT_COPIED)
            render(copy)
    return copy


@pytest.fixture(scope="session")
def site(project) -> Path:
    """The folder of the website, with the PDF beside its ``index.html``."""
    return project / "_report/web"
