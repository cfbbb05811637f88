"""diff: say what changed since an earlier release, at the terminal or in Word."""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from ..results.freshness import CODE
from ..results.git import extract_revision, find_last
from ..results.releases import describe_release, read_release
from ..results.results import load_results
from ..study.records import Study
from .terminal import print_changes


def describe(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument(
        "release", nargs="?", metavar="REV",
        help="git revision, or folder of earlier results (default: the newest tag, else HEAD)",
    )  # fmt: skip
    parser.add_argument(
        "--word", type=Path, metavar="FILE",
        help="also write the Word report with tracked changes; a folder is then an "
        "earlier project, its website or an unpacked release",
    )  # fmt: skip


def run(arguments: argparse.Namespace) -> int:
    """Compare the results with those of an earlier release."""
    results = load_results()
    old = read_release(results.study, arguments.release)
    print_changes(old, describe_release(results.study, results), results.study, chapters=True)
    if arguments.word:
        return write_word(arguments.word, results.study, arguments.release)
    return 0


def write_word(file: Path, study: Study, release: str | None) -> int:
    """Have the renderer write the report with its changes since an earlier edition."""
    root = CODE.parent
    with tempfile.TemporaryDirectory() as aside:
        old = Path(release or "")
        if release is None or not old.is_dir():
            old = Path(aside)
            extract_revision(root, release or find_last(study.folder), old)
        words = ["-m", "render", "word", "--old", str(old.resolve()), "--file", str(file.resolve())]
        return subprocess.run([sys.executable, *words], cwd=root, check=False).returncode
