"""What has to be so before a version is published."""

import itertools
import re
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from analysis.errors import Breaches
from analysis.report.publication import BOOK
from analysis.results.freshness import find_changes, hash_results
from analysis.results.results import load_results
from analysis.results.store import FOLDER, PREVIOUS
from analysis.study.reading import read_study
from analysis.study.records import VERSION, Release, Study
from render.notes import find_notes

from .archive import ARCHIVES, SUMS, parse_sums
from .profiles import list_profiles

RECORD = "releases.csv"


def check_release(folder: Path, version: str, day: date) -> Release:
    """The release as it is to be recorded; one recorded before with the same content stays.

    Raises
    ------
    Breaches
        Results or findings are stale, the working tree holds what no commit has, the version is
        taken or not above the last, the study names no licence, or something is still to be
        written. All of these at once.
    """
    if changes := find_changes(folder):
        raise Breaches("Nothing is released: results are stale; run `make results`", changes)
    study = read_study(folder)
    release = Release(
        version=version,
        date=day,
        waves=" ".join(wave.id for wave in study.waves),
        results=hash_results(folder),
    )
    recorded = {each.version: each for each in study.releases}.get(version, release)
    faults = [
        *find_version_faults(study, release, recorded),
        *find_finding_faults(folder),
        *find_note_faults(),
        *find_git_faults(folder, version),
    ]
    if not study.study.licence:
        faults.append('study.toml: no licence; under [study] add, say, licence = "CC-BY-4.0"')
    if faults:
        raise Breaches("Nothing is released", faults)
    return recorded


def find_version_faults(study: Study, release: Release, recorded: Release) -> Iterator[str]:
    """A version is three numbers above the last, or recorded already with the same content."""
    if not VERSION.fullmatch(release.version):
        yield f"'{release.version}' is no version; three numbers such as 1.0.0 would be right"
    elif recorded is not release:
        if (recorded.waves, recorded.results) != (release.waves, release.results):
            yield f"{RECORD} has {release.version} with other results; choose the next version"
    elif study.releases and release.number <= study.releases[-1].number:
        last = study.releases[-1].version
        yield f"version {release.version} is not above {last}, the last one; choose a higher one"


def find_finding_faults(folder: Path) -> Iterator[str]:
    """Every finding has been reread beside the evidence there is."""
    for finding in load_results(folder).findings:
        if finding.status == "stale":
            yield (
                f"the finding on {finding.domain} is stale; reread the claim, set reviewed_at and "
                "stamp in findings.toml, then `make results`"
            )


def find_note_faults() -> Iterator[str]:
    """Nothing is still to be written, where there is a book."""
    found = (find_notes(Path.cwd(), profile) for profile in list_profiles())
    for note in dict.fromkeys(itertools.chain(*found)) if BOOK.exists() else ():
        yield f"{note.place}: a note for writers (“{note.text}”); do it, and take it out"


def find_git_faults(folder: Path, version: str) -> Iterator[str]:
    """All is committed, and no tag has the version's name."""
    try:
        words = ("--porcelain", "-z", "--no-renames", "--untracked-files=all")
        changed = ask_git("status", *words)
    except (OSError, subprocess.CalledProcessError):
        yield "this folder is no git repository; a release is a commit with a tag"
        return
    made = (
        (folder / RECORD).as_posix(),
        (folder / FOLDER / PREVIOUS).as_posix() + "/",
        ARCHIVES.as_posix() + "/",
    )
    names = [line[3:] for line in changed.split("\0") if line]
    # What a release that was broken off has left is written again.
    if others := [name for name in names if not name.startswith(made)]:
        more = f" and {len(others) - 5} more" if len(others) > 5 else ""
        yield f"not committed: {', '.join(others[:5])}{more}; commit or remove it first"
    if re.fullmatch(VERSION, version) and ask_git("tag", "--list", f"v{version}").strip():
        yield f"the tag v{version} exists; choose the next version"


def read_published() -> dict[str, str]:
    """The checksums of archives that were committed with their release, by name."""
    try:
        return parse_sums(ask_git("show", f"HEAD:./{(ARCHIVES / SUMS).as_posix()}"))
    except subprocess.CalledProcessError:
        return {}


def ask_git(*words: str) -> str:
    """What git answers; only to be asked it need not write its index anew, which a full disk
    would not let it."""
    command = ["git", "--no-optional-locks", *words]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return done.stdout
