"""Commands ended without notice at any of their writes, and what a folder holds then."""

import subprocess
import sys
from pathlib import Path
from pkgutil import resolve_name

import pytest

from analysis.commands.transaction import recover
from tests.command_line import run
from tests.copies import ROOT

WRITES = (
    ("os", "replace"), ("os", "fsync"), ("shutil", "copyfile"), ("shutil", "copy2"),
    ("shutil", "rmtree"), ("pathlib:Path", "unlink"), ("pathlib:Path", "mkdir"),
)  # fmt: skip
KILLED = f"""
import os, shutil, sys
from pathlib import Path
from pkgutil import resolve_name

last, counted = int(sys.argv.pop(1)), 0

def count(call):
    def counting(*arguments, **options):
        global counted
        counted += 1
        if counted == last:
            os._exit(9)
        return call(*arguments, **options)
    return counting

for place, name in {WRITES}:
    setattr(resolve_name(place), name, count(getattr(resolve_name(place), name)))
"""


def snapshot(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def kill(script: str, step: int, folder: Path, *arguments) -> int:
    """Run a script that is ended without notice before its n-th write; then what comes next puts
    the folder right."""
    command = [sys.executable, "-c", KILLED + script, str(step), *map(str, arguments)]
    run = subprocess.run(
        command, cwd=ROOT, env={"STUDY": str(folder), "PATH": "/usr/bin:/bin"},
        capture_output=True, text=True,
    )  # fmt: skip
    recover(folder)
    assert run.returncode in (0, 9), run.stderr
    return run.returncode


def kill_everywhere(folder: Path, *words: str) -> list[dict[str, bytes]]:
    """What a study's folder holds after a command was ended before its first write, its second and
    so on, and what comes next has put the folder right; the last time it came to its end.

    Run once: what stands on the disk before a write is what is left there without it.
    """
    held = []

    def note(call):
        def noting(*arguments, **options):
            held.append(snapshot(folder))
            return call(*arguments, **options)

        return noting

    with pytest.MonkeyPatch.context() as patch:
        for place, name in WRITES:
            patch.setattr(resolve_name(place), name, note(getattr(resolve_name(place), name)))
        done = run(folder, *words)
    assert done.returncode == 0, done.stderr
    ends = []
    for each in [*held, snapshot(folder)]:
        restore(folder, each)
        recover(folder)
        ends.append(snapshot(folder))
    return ends


def restore(folder: Path, before: dict[str, bytes]) -> None:
    for name in set(snapshot(folder)) - set(before):
        (folder / name).unlink()
    for name, content in before.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
