"""Commands ended without notice at any of their writes, and what a folder holds then."""

import os
import subprocess
import sys
from pathlib import Path

from analysis.__main__ import main
from analysis.commands.transaction import recover
from tests.copies import ROOT

KILLED = """
import os, shutil, sys
from pathlib import Path

last, counted = int(sys.argv.pop(1)), 0

def count(call):
    def counting(*arguments, **options):
        global counted
        counted += 1
        if counted == last:
            os._exit(9)
        return call(*arguments, **options)
    return counting

for place, name in [(os, "replace"), (os, "fsync"), (shutil, "copyfile"), (shutil, "copy2"),
                    (shutil, "rmtree"), (Path, "unlink"), (Path, "mkdir")]:
    setattr(place, name, count(getattr(place, name)))
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
    so on, each time begun anew; the last time it comes to its end.

    In forks of this process, each of which would else import everything first.
    """
    before, ends, code = snapshot(folder), [], 9
    while code == 9:
        restore(folder, before)
        child = os.fork()
        if not child:
            sys.argv, os.environ["STUDY"] = ["", str(len(ends) + 1), *words], str(folder)
            exec(KILLED, {})
            os._exit(main())
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        recover(folder)
        ends.append(snapshot(folder))
    assert code == 0
    return ends


def restore(folder: Path, before: dict[str, bytes]) -> None:
    for name in set(snapshot(folder)) - set(before):
        (folder / name).unlink()
    for name, content in before.items():
        (folder / name).write_bytes(content)
