"""What results were made from, and whether it is still as it was then."""

import hashlib
import json
from pathlib import Path

from ..study.files import OPTIONAL, REQUIRED
from ..study.records import Study
from .store import FOLDER, MANIFEST, PREVIOUS, read_evidence, read_manifest

KEPT = ("estimates.csv", "findings.csv", "themes.csv", "study.toml", MANIFEST)
PACKAGES = (
    "duckdb", "ibis-framework", "krippendorff", "numpy", "pandas", "scipy", "statsmodels",
)  # fmt: skip
CODE = Path(__file__).parents[1]
LOCK = CODE.parent / "requirements.lock"
SIMULATION = CODE / "impact/false-positives.csv"
LEADING = CODE / "impact/leading.csv"
COVERAGE = CODE / "impact/coverage.csv"
SIMULATIONS = {
    SIMULATION: "the simulation of false positives",
    LEADING: "the simulation of which estimate leads",
    COVERAGE: "the simulation of trends apart",
}
# Results that take long and are published as computed, with the declarations that they rest on
# beside the coded excerpts: as long as none of these changes they need not be computed again.
TAKEN_OVER = {"agreement": ("study", "domains", "themes", "codeframe", "qualitative", "disclosure")}
# Code that computes, beside `pipeline`: what is changed there may change a number. The report only
# shows numbers, commands only run what computes them, and errors only say what to mend.
COMPUTING = ("disclosure", "findings", "impact", "results", "study", "survey", "themes")


def take_over(study: Study, name: str) -> tuple | None:
    """Records as the last results have them, if all that they rest on is as it was then."""
    manifest, path = read_manifest(study.folder), study.folder / FOLDER / f"{name}.csv"
    if manifest.get("rests_on", {}).get(name) != hash_basis(study, name):
        return None
    if not path.exists() or hash_file(path) != manifest["outputs"].get(path.name):
        return None
    return read_evidence(study.folder, name)


def hash_basis(study: Study, name: str) -> str:
    """SHA-256 over the files, declarations, code and packages that a result rests on."""
    files = study.qualitative.files() if study.qualitative else ()
    parts = [hash_code(), hash_file(LOCK), *(hash_file(study.folder / file) for file in files)]
    parts += [repr(getattr(study, field)) for field in TAKEN_OVER[name]]
    return hash_text(json.dumps(parts))


def hash_results(folder: Path) -> str:
    """SHA-256 that stands for the content of all results, whatever made them."""
    return hash_outputs(read_manifest(folder))


def hash_outputs(manifest: dict) -> str:
    """The same by the manifest that lies beside the results."""
    return hash_text(json.dumps(manifest["outputs"], sort_keys=True))


def describe_build(study: Study) -> dict:
    """What the results were made from."""
    from importlib import metadata

    return {
        "study": study.study.id,
        "source": study.study.source,
        "notice": study.study.notice if study.synthetic else "",
        "seed": study.study.seed,
        "inputs": {name: hash_file(study.folder / name) for name in list_inputs(study)},
        "code": hash_code(),
        "lock": hash_file(LOCK),
        "rests_on": {name: hash_basis(study, name) for name in TAKEN_OVER},
        "simulations": {path.name: hash_file(path) for path in SIMULATIONS},
        "compared_with": read_manifest(study.folder, f"{FOLDER}/{PREVIOUS}").get("release", ""),
        "previous": hash_previous(study.folder),
        "versions": {name: metadata.version(name) for name in PACKAGES},
    }


def list_inputs(study: Study) -> list[str]:
    """Files of the study's folder that the results rest on."""
    declared = [name for name in (*REQUIRED, *OPTIONAL) if (study.folder / name).exists()]
    qualitative = study.qualitative.files() if study.qualitative else ()
    truth = [study.truth] if study.truth else []
    return [*declared, *(wave.file for wave in study.waves), *qualitative, *truth]


def find_changes(folder: Path) -> list[str]:
    """What changed since the results were made, one sentence each; none if they are fresh.

    A wave or excerpt file that is not on this machine is no change: its checksum is declared
    in study.toml, so reports can be published where respondents' data may not go.
    """
    manifest = read_manifest(folder)
    if not manifest:
        return ["there are no results yet"]
    changes = []
    known = manifest["inputs"]
    for name in (*REQUIRED, *OPTIONAL):
        if (folder / name).exists() != (name in known):
            changes.append(f"{name} was {'removed' if name in known else 'added'}")
    for name, digest in known.items():
        if (folder / name).exists() and hash_file(folder / name) != digest:
            changes.append(f"{name} changed")
    if hash_code() != manifest["code"]:
        changes.append("the analysis code changed")
    if hash_file(LOCK) != manifest["lock"]:
        changes.append("the locked packages changed (requirements.lock)")
    for path, what in SIMULATIONS.items():
        if hash_file(path) != manifest.get("simulations", {}).get(path.name):
            changes.append(f"{what} changed ({path.name})")
    if find_tampered(folder, manifest):
        changes.append(f"the release to compare with changed ({FOLDER}/{PREVIOUS})")
    for name, digest in manifest["outputs"].items():
        path = folder / FOLDER / name
        if not path.exists():
            changes.append(f"{FOLDER}/{name} is missing")
        elif hash_file(path) != digest:
            changes.append(f"{FOLDER}/{name} was edited by hand or only half written")
    return changes


def find_tampered(folder: Path, manifest: dict) -> bool:
    """Whether the release that the results were compared with is there and not as it was.

    A later release that was kept since is no change: the edition released is compared with the
    one before it, and the results computed next with that edition.
    """
    kept = read_manifest(folder, f"{FOLDER}/{PREVIOUS}").get("release", "")
    compared = manifest.get("compared_with", "")
    return kept in ("", compared) and hash_previous(folder) != manifest.get("previous", {})


def hash_previous(folder: Path) -> dict[str, str]:
    """SHA-256 of each file kept of the last release; none before the first."""
    place = folder / FOLDER / PREVIOUS
    return {name: hash_file(place / name) for name in KEPT if (place / name).exists()}


def hash_file(path: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def hash_text(text: str) -> str:
    """SHA-256 of a text as it is written."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def hash_code() -> str:
    """SHA-256 over the modules that compute, names and bytes, in order of name."""
    digest = hashlib.sha256()
    inside = [path for folder in COMPUTING for path in (CODE / folder).rglob("*.py")]
    for path in sorted([CODE / "pipeline.py", CODE / "text.py", *inside]):
        name = path.relative_to(CODE).as_posix()
        digest.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
