"""The commands of `python -m analysis`, called in the process of the tests."""

import contextlib
import io
import os
import subprocess
import sys
from pathlib import Path
from unittest import mock

from analysis.__main__ import main
from tests.copies import ROOT


def run(
    folder: Path, *words: str, project: Path = ROOT, **environment: str
) -> subprocess.CompletedProcess:
    """Run a command on a study's folder, as at the top of a project, with nobody at a terminal.

    A new process would spend most of its time on imports. The tests of what only a process has
    (bytes that do not depend on what ran before, signals, terminals) start one.
    """
    out, err = io.StringIO(), io.StringIO()
    standing = Path.cwd()
    os.chdir(project)
    try:
        with (
            mock.patch.dict(os.environ, {"STUDY": str(folder), **environment}),
            mock.patch.object(sys, "argv", ["analysis", *words]),
            mock.patch.object(sys, "stdin", io.StringIO()),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            code = main()
    finally:
        os.chdir(standing)
    return subprocess.CompletedProcess(words, code, out.getvalue(), err.getvalue())
