"""Git: what it says, its newest tag, and a revision's files."""

import subprocess
import tarfile
from pathlib import Path

from ..errors import Breaches


def extract_revision(folder: Path, revision: str, target: Path) -> None:
    """Put all files of a project as a git revision has them into a folder.

    Raises
    ------
    Breaches
        There is no such revision, or it holds a link that leads out of it.
    """
    packed = target / "revision.tar"
    done = run_git(folder, "archive", "--format=tar", f"--output={packed}", revision)
    if done is None:
        raise Breaches(revision, ["git knows no such revision"])
    try:
        with tarfile.open(packed) as files:
            files.extractall(target, filter="data")
    except tarfile.TarError as error:
        raise Breaches(revision, [f"it can't be put into a folder of its own: {error}"]) from None
    packed.unlink()


def find_last(folder: Path) -> str:
    """The newest tag before the present state, else HEAD."""
    tag = run_git(folder, "describe", "--tags", "--abbrev=0")
    return tag.strip() if tag else "HEAD"


def run_git(folder: Path, *words: str) -> str | None:
    """What git says, None where it fails.

    Raises
    ------
    Breaches
        There is no git, or the folder is in no repository.
    """

    def run(*words: str) -> subprocess.CompletedProcess:
        return subprocess.run(["git", *words], cwd=folder, capture_output=True, check=False)

    try:
        if run("rev-parse", "--git-dir").returncode:
            raise Breaches(
                str(folder),
                ["it is in no git repository; name a folder of earlier results instead"],
            )
        done = run(*words)
    except FileNotFoundError:
        raise Breaches(
            "git", ["it is not on this machine; name a folder of earlier results instead"]
        ) from None
    return None if done.returncode else done.stdout.decode("utf-8", errors="replace")
