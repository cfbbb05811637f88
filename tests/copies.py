"""Copies of the project, of its study, and what is made in them once."""

import fcntl
import hashlib
import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NOT_COPIED = shutil.ignore_patterns(
    ".git", ".venv", ".groundwork", ".*_cache", "_report", "_figures", "raw"
)


def copy_project(folder: Path, rendered: Path | None = None) -> Path:
    """A copy of the project in a folder, without respondents' data and what was built.

    What a rendered copy keeps for its next build comes along, so that only what differs is made.
    """
    project = Path(shutil.copytree(ROOT, folder / "project", ignore=NOT_COPIED))
    for name in ("_figures", ".groundwork") if rendered else ():
        shutil.copytree(rendered / name, project / name)
    return project


def leave_out_word(project: Path) -> None:
    """Let a copy make no Word file, which takes a third of a build, where no test reads one."""
    for name, words in (
        ("_quarto.yml", "  docx:\n    number-sections: true\n"),
        ("index.qmd", " and [as a Word file](neighbourhood-resilience-report.docx)"),
    ):
        text = (project / name).read_text()
        assert text.count(words) == 1, name
        (project / name).write_text(text.replace(words, ""))


def copy_study(folder: Path, *left_out: str) -> Path:
    """A copy of the demonstration study in a folder, without the parts named."""
    ignored = shutil.ignore_patterns("raw", *left_out)
    return Path(shutil.copytree(ROOT / "data", folder / "study", ignore=ignored))


def render(project: Path, profile: str = "web", *words: str) -> str:
    """Render a profile of a copy of the project; return what was said."""
    done = subprocess.run(
        [sys.executable, "-m", "render", "--profile", profile, "--renderer", "embedded", *words],
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
    return done.stdout


def make_once(folder: Path, make: Callable[[Path], object]) -> Path:
    """A folder that is made by whichever process needs it first and stays for the others."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with open(f"{folder}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "whole").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            (folder / "whole").touch()
    return folder


def remember(folder: Path, call: Callable, describe: Callable[..., str]) -> Callable:
    """A function that computes once what it is asked again, in this process or another.

    `describe` says in words all of the arguments that the function rests on.
    """

    def remembering(*arguments):
        digest = hashlib.sha256(describe(*arguments).encode()).hexdigest()[:24]

        def compute(made: Path) -> None:
            (made / "value").write_bytes(pickle.dumps(call(*arguments)))

        made = make_once(folder / f"{call.__name__}-{digest}", compute)
        return pickle.loads((made / "value").read_bytes())

    return remembering
