"""Results of another time: read from git, a folder or what was kept of the last release.

They may be older than this code, so they are read as far as they go, and what is missing is said.
"""

import csv
import dataclasses
import io
import json
import os
import shutil
import tempfile
import tomllib
import typing
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ..errors import Breaches, naming
from ..study.records import Study
from .freshness import KEPT, find_changes
from .git import find_last, run_git
from .records import Estimate, Evidence, Finding, Mark, ThemeSummary
from .store import FOLDER, MANIFEST, PREVIOUS, parse_value, read_manifest

STUDY = "study.toml"
FIRST = "estimates.csv"  # the file that most studies have

SHAPES = {"estimates": Estimate, "findings": Finding, "themes": ThemeSummary}

NEEDED = {
    "estimates": ("outcome", "wave", "effect", "low", "high", "se", "verdict"),
    "findings": ("domain", "statement", "status"),
    "themes": ("level", "id", "kind", "by", "people", "entries"),
}


@dataclass(frozen=True, kw_only=True)
class Release:
    """Results as they stood at some time, and the names of what they are about.

    `name` says which they are. `waves`, `outcomes` and `domains` hold labels by id, or are None
    where that time's declarations are not known; `newest` is the last wave after the programme
    began. `gaps` says by file what could not be read.
    """

    name: str
    estimates: tuple[Estimate, ...] = ()
    findings: tuple[Finding, ...] = ()
    themes: tuple[ThemeSummary, ...] = ()
    waves: dict[str, str] | None = None
    outcomes: dict[str, str] | None = None
    domains: dict[str, str] | None = None
    newest: str = ""
    gaps: tuple[tuple[str, str], ...] = ()


def describe_release(study: Study, evidence: Evidence, name: str = "now") -> Release:
    """The results of a study as they were just made."""
    return Release(
        name=name,
        estimates=evidence.estimates,
        findings=evidence.findings,
        themes=evidence.themes,
        waves={wave.id: wave.label for wave in study.waves},
        outcomes={outcome.id: outcome.label for outcome in study.outcomes},
        domains={domain.id: domain.label for domain in study.domains},
        newest="".join(wave.id for wave in study.estimated()[-1:]),
    )


def read_release(study: Study, name: str | None) -> Release:
    """Results by the name of a folder or of a git revision; the last release if none is given.

    Raises
    ------
    Breaches
        There is no such folder or revision, or no results in it.
    """
    if name and Path(name).is_dir():
        return read_folder(Path(name))
    return read_revision(study.folder, name or find_last(study.folder))


def read_folder(folder: Path) -> Release:
    """Results in a folder: a study's, its results', or what was kept of a release."""
    places = (folder / "data" / FOLDER, folder / FOLDER, folder)
    place = next((each for each in places if lie_in(each)), None)
    if place is None:
        raise Breaches(str(folder), [f"there are no results in it (no {FIRST})"])

    def read(name: str) -> str | None:
        inside = place / name
        path = inside if inside.exists() or name != STUDY else place.parent / name
        return read_text(path) if path.exists() else None

    return parse_release(str(folder), read)


def has_results(there: Callable[[str], bool]) -> bool:
    """Whether there is a file of effects, findings or themes; a study may lack any two of them."""
    return any(there(f"{kind}.csv") for kind in SHAPES)


def lie_in(place: Path) -> bool:
    """Whether results lie in a folder."""
    return has_results(lambda name: (place / name).exists())


def read_text(path: Path) -> str:
    """A text of another time; bytes that are none of UTF-8 are marked and not refused."""
    return path.read_text(encoding="utf-8", errors="replace")


def read_previous(folder: Path) -> Release | None:
    """What a study kept of its last release; None before the first."""
    place = folder / FOLDER / PREVIOUS
    if not lie_in(place):
        return None
    name = read_manifest(folder, f"{FOLDER}/{PREVIOUS}").get("release", "")
    return dataclasses.replace(read_folder(place), name=name)


def read_revision(folder: Path, revision: str) -> Release:
    """Results of a study as a git revision has them."""
    found = run_git(folder, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    if found is None:
        raise Breaches(
            revision,
            ["it is neither a folder nor a revision that git knows; `git tag` lists the releases"],
        )
    commit = found.strip()

    def read(name: str) -> str | None:
        inside = name if name == STUDY else f"{FOLDER}/{name}"
        return run_git(folder, "show", f"{commit}:./{inside}")

    if not has_results(lambda name: read(name) is not None):
        raise Breaches(revision, [f"it has no results (no {folder.name}/{FOLDER}/{FIRST})"])
    return parse_release(revision, read)


def parse_release(name: str, read: Callable[[str], str | None]) -> Release:
    """Results from texts, by what reads a file's text (None where there is none)."""
    records, gaps = {}, []
    written = list_written(read(MANIFEST))
    for kind, shape in SHAPES.items():
        file = f"{kind}.csv"
        text = read(file)
        if text is None and written and file not in written:
            continue  # the study had none of it
        if text is None:
            gaps.append((file, "it is not there"))
            continue
        try:
            records[kind] = parse_records(text, shape, NEEDED[kind])
        except ValueError as error:
            gaps.append((file, str(error)))
    labels = read_labels(read(STUDY))
    if not labels:
        gaps.append((STUDY, "it is not there or can't be read, so names are not known"))
    return Release(name=name, **records, **labels, gaps=tuple(gaps))


def list_written(manifest: str | None) -> set[str]:
    """Files of the results that a manifest knows of; none where it can't be read."""
    try:
        return set(json.loads(manifest or "{}").get("outputs", ()))
    except (json.JSONDecodeError, AttributeError):
        return set()


def parse_records(text: str, shape: type, needed: tuple[str, ...]) -> tuple:
    """Records of a file of another time; what a column is missing for is not available.

    Raises
    ------
    ValueError
        In words: a needed column is missing or a value is none of its kind.
    """
    reader = csv.DictReader(io.StringIO(text))
    missing = [name for name in needed if name not in (reader.fieldnames or ())]
    if missing:
        raise ValueError(f"it has no column {', '.join(missing)}")
    records = []
    for line, row in enumerate(reader, start=2):
        try:
            records.append(shape(**{f.name: fill(row, f) for f in dataclasses.fields(shape)}))
        except (KeyError, ValueError, TypeError, AttributeError):
            raise ValueError(f"line {line} can't be read") from None
    return tuple(records)


def fill(row: dict[str, str], field: dataclasses.Field) -> object:
    """A row's value for a field, or what stands for a column that is not there."""
    if field.name in row:
        return parse_value(row[field.name], field.type)
    options = typing.get_args(field.type) or (field.type,)
    if Mark in options:
        return Mark.UNAVAILABLE
    return 0 if int in options else ""


def read_labels(text: str | None) -> dict:
    """Labels of waves, outcomes and domains in study.toml, and which wave after is the newest."""
    try:
        declared = tomllib.loads(text or "")
        labels = {
            kind: {row["id"]: row.get("label", row["id"]) for row in declared.get(kind, ())}
            for kind in ("waves", "outcomes", "domains")
        }
        waves = declared.get("waves", ())
        after = [row["id"] for row in waves if row.get("period") == "after"]
    except (tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError):
        return {}
    return labels | {"newest": after[-1] if after else ""} if declared else {}


def keep_release(study: Study, name: str) -> None:
    """Keep the present results as the last release, which later ones are compared with.

    Raises
    ------
    Breaches
        The results are stale: what is kept has to be what was released.
    """
    changes = find_changes(study.folder)
    if changes:
        raise Breaches("The release can't be kept; run `make results`", changes)
    place = study.folder / FOLDER
    with naming(place / PREVIOUS), tempfile.TemporaryDirectory(dir=place, prefix=".") as aside:
        draft, old = Path(aside) / PREVIOUS, Path(aside) / "old"
        draft.mkdir()
        for file in KEPT:
            source = study.folder / file if file == STUDY else place / file
            if source.exists():
                shutil.copyfile(source, draft / file)
        manifest = {"release": name} | read_manifest(study.folder)
        text = json.dumps(manifest, indent=2) + "\n"
        (draft / MANIFEST).write_text(text, encoding="utf-8", newline="\n")
        if (place / PREVIOUS).exists():
            os.replace(place / PREVIOUS, old)
        os.replace(draft, place / PREVIOUS)
