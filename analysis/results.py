"""Evidence to and from the results folder, and whether what lies there is fresh."""

import csv
import dataclasses
import hashlib
import io
import json
import os
import typing
from dataclasses import dataclass
from pathlib import Path

from .declarations import OPTIONAL, REQUIRED, find_study
from .errors import Breaches
from .evidence import (
    Agreement,
    Answers,
    Change,
    Check,
    Cooccurrence,
    Estimate,
    Event,
    Evidence,
    Excerpt,
    FalsePositives,
    Finding,
    Joint,
    LeftOut,
    Level,
    Mark,
    NegativeCase,
    Pretest,
    Respondents,
    Saturation,
    Sensitivity,
    Specification,
    Subgroup,
    ThemeSummary,
    Truth,
)  # fmt: skip
from .looks import watch_study
from .study import ChecklistItem, Outcome, Study

FOLDER = "results"
MANIFEST = "manifest.json"
REPORT = "report.yml"
PREVIOUS = "previous"  # what is kept of the last release, to compare with
KEPT = ("estimates.csv", "findings.csv", "themes.csv", "study.toml", MANIFEST)
PACKAGES = (
    "duckdb", "ibis-framework", "krippendorff", "numpy", "pandas", "scipy", "statsmodels",
)  # fmt: skip
CODE = Path(__file__).parent
LOCK = CODE.parent / "requirements.lock"
SIMULATION = CODE.parent / "benchmarks/false-positives.csv"
# Results that take long and are published as computed, with the declarations that they rest on
# beside the coded excerpts: as long as none of these changes they need not be computed again.
TAKEN_OVER = {"agreement": ("study", "domains", "themes", "codeframe", "qualitative")}
CLAIMLESS = "; state a claim in findings.toml, or take out of the chapters what they say of it"
NOT_COMPUTING = (
    "report", "__init__.py", "__main__.py", "arrival.py", "console.py", "datapackage.py",
    "dictionary.py", "exchange.py", "looks.py", "review.py",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Results:
    """All that a chapter reads: the study's declarations and its disclosed evidence.

    Those of `load_results` read each file when it is first looked at.
    """

    study: Study
    estimates: tuple[Estimate, ...]
    specifications: tuple[Specification, ...]
    left_out: tuple[LeftOut, ...]
    subgroups: tuple[Subgroup, ...]
    levels: tuple[Level, ...]
    events: tuple[Event, ...]
    pretests: tuple[Pretest, ...]
    sensitivity: tuple[Sensitivity, ...]
    false_positives: tuple[FalsePositives, ...]
    respondents: tuple[Respondents, ...]
    answers: tuple[Answers, ...]
    checks: tuple[Check, ...]
    themes: tuple[ThemeSummary, ...]
    cooccurrence: tuple[Cooccurrence, ...]
    agreement: tuple[Agreement, ...]
    saturation: tuple[Saturation, ...]
    excerpts: tuple[Excerpt, ...]
    negative_cases: tuple[NegativeCase, ...]
    joint_display: tuple[Joint, ...]
    findings: tuple[Finding, ...]
    changes: tuple[Change, ...]
    truth: tuple[Truth, ...]
    manifest: dict

    def __getattr__(self, name: str):
        """Read what is looked at for the first time, so that a chapter rests on no more."""
        folder = vars(self).get("_folder")
        if folder is None or name not in {field.name for field in dataclasses.fields(self)}:
            raise AttributeError(f"{type(self).__name__} has no attribute {name!r}")
        object.__setattr__(self, name, read_part(folder, name))
        return vars(self)[name]

    def estimate(self, outcome: str) -> Estimate:
        """The estimate of an outcome at the newest wave that can be compared with one before; at
        the newest of all, with the reason why there is none, where no wave can."""
        wave = self.study.leading(look_up(self.study.outcome, outcome, "outcome")).id
        found = {each.outcome: each for each in self.estimates if each.wave == wave}
        return look_up(found, outcome, "outcome")

    @property
    def checksum(self) -> str:
        """SHA-256 that stands for the content of all results, whatever made them."""
        return hash_outputs(self.manifest)

    def outcomes(self, domain: str) -> tuple[Outcome, ...]:
        """The outcomes of a domain."""
        look_up(self.study.domain, domain, "domain")
        return tuple(outcome for outcome in self.study.outcomes if outcome.domain == domain)

    def checklist(self, name: str) -> tuple[ChecklistItem, ...]:
        """The items of a reporting checklist."""
        look_up({item.checklist: item for item in self.study.checklists}, name, "checklist")
        return tuple(item for item in self.study.checklists if item.checklist == name)

    def finding(self, domain: str) -> Finding:
        """The finding of a domain."""
        found = {each.domain: each for each in self.findings}
        return look_up(found, domain, "finding on domain", CLAIMLESS)

    def joint(self, domain: str) -> Joint:
        """The joint display of a domain."""
        found = {each.domain: each for each in self.joint_display}
        return look_up(found, domain, "joint display of domain")


def look_up(found: dict, name: str, kind: str, advice: str = ""):
    """What goes by a name, or an error that lists the names there are."""
    if name not in found:
        fault = f"there is no {kind} '{name}'; known: {', '.join(found)}{advice}"
        raise Breaches("The results", [fault])
    return found[name]


def load_results(folder: Path | None = None) -> Results:
    """Read a study's results (the one named by STUDY unless given).

    Raises
    ------
    Breaches
        There are no results yet.
    """
    folder = folder or find_study()
    if not os.path.exists(folder / FOLDER / MANIFEST):
        raise Breaches(str(folder / FOLDER), ["there are no results yet; run `make results`"])
    results = object.__new__(Results)
    object.__setattr__(results, "_folder", folder)
    return results


def read_part(folder: Path, name: str) -> object:
    """One field of the results: the study, the manifest, or the records of a file."""
    if name == "study":
        return watch_study(folder)
    if name == "manifest":
        return read_manifest(folder)
    shape = typing.get_args(typing.get_type_hints(Evidence)[name])[0]
    try:
        return read_records(folder / FOLDER / f"{name}.csv", shape)
    except FileNotFoundError:
        return ()


def read_manifest(folder: Path, place: str = FOLDER) -> dict:
    """The manifest of a study's results, or of those in another place; empty if there is none."""
    try:
        return json.loads((folder / place / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}


def write_results(study: Study, evidence: Evidence) -> None:
    """Write all files of the results, the manifest last: a write cut short shows as stale.

    There is no file for what the study has none of.
    """
    notice = study.study.notice if study.synthetic else ""
    files = {
        f"{field.name}.csv": format_records(
            getattr(evidence, field.name), typing.get_args(field.type)[0], notice
        )
        for field in dataclasses.fields(Evidence)
        if getattr(evidence, field.name)
    }
    # Quarto shows content by a condition (`when-meta`) only where the value is true or false.
    files[REPORT] = (
        f"demonstration: {json.dumps(notice) if notice else 'false'}\n"
        f"synthetic: {json.dumps(study.synthetic)}\n"
        f"several_waves: {json.dumps(len(study.waves) > 2)}\n"
        f"compared: {json.dumps(bool(evidence.changes))}\n"
    )
    manifest = describe_build(study) | {
        "outputs": {name: hash_text(text) for name, text in sorted(files.items())}
    }
    files[MANIFEST] = json.dumps(manifest, indent=2) + "\n"
    place = study.folder / FOLDER
    place.mkdir(exist_ok=True)
    for name, text in files.items():
        draft = place / f".{name}"
        draft.write_text(text, encoding="utf-8", newline="\n")
        os.replace(draft, place / name)
    for path in place.glob("*.csv"):
        if path.name not in files:
            path.unlink()


def take_over(study: Study, name: str) -> tuple | None:
    """Records as the last results have them, if all that they rest on is as it was then."""
    manifest, path = read_manifest(study.folder), study.folder / FOLDER / f"{name}.csv"
    if manifest.get("rests_on", {}).get(name) != hash_basis(study, name):
        return None
    if not path.exists() or hash_file(path) != manifest["outputs"].get(path.name):
        return None
    return read_part(study.folder, name)


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
        "simulation": hash_file(SIMULATION),
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
    if hash_file(SIMULATION) != manifest.get("simulation"):
        changes.append("the simulation of false positives changed (benchmarks/)")
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
    for path in sorted(CODE.rglob("*.py")):
        name = path.relative_to(CODE)
        if name.parts[0] not in NOT_COMPUTING:
            digest.update(name.as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def format_records(records: tuple, shape: type, notice: str) -> str:
    """CSV of records with ten significant digits; `notice` ends every row while synthetic."""
    names = [field.name for field in dataclasses.fields(shape)]
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow([*names, "notice"] if notice else names)
    for record in records:
        row = [format_value(getattr(record, name)) for name in names]
        writer.writerow([*row, notice] if notice else row)
    return lines.getvalue()


def format_value(value: object) -> str:
    """A value as text; nothing for None."""
    if isinstance(value, float):
        return format(value, ".10g")
    return "" if value is None else str(value)


def read_records(path: Path, shape: type) -> tuple:
    """Records of one file of the results."""
    with path.open(encoding="utf-8", newline="") as lines:
        return tuple(
            shape(
                **{
                    field.name: parse_value(row[field.name], field.type)
                    for field in dataclasses.fields(shape)
                }
            )
            for row in csv.DictReader(lines)
        )


def parse_value(text: str, kind: typing.Any) -> object:
    """A value of a results file in its declared type."""
    options = typing.get_args(kind) or (kind,)
    if Mark in options and text in tuple(Mark):
        return Mark(text)
    if bool in options:
        return {"True": True, "False": False, "": None}[text]
    if int in options:
        return int(text)
    return float(text) if float in options else text
