"""The results of a study: read file by file as a chapter looks at them, written whole."""

import dataclasses
import json
import os
import tempfile
import typing
from dataclasses import dataclass
from pathlib import Path

from ..errors import Breaches, naming
from ..study.reading import find_study
from ..study.records import ChecklistItem, Outcome, Study
from ..study.watching import watch_study
from ..writing import write_whole
from .freshness import describe_build, hash_outputs, hash_text
from .records import (
    Agreement,
    Answers,
    Change,
    Check,
    Cooccurrence,
    Coverage,
    Estimate,
    Event,
    Evidence,
    Excerpt,
    FalsePositives,
    Finding,
    Flow,
    Joint,
    Leading,
    LeftOut,
    Level,
    NegativeCase,
    Pretest,
    Respondents,
    Saturation,
    Sensitivity,
    Specification,
    Subgroup,
    ThemeSummary,
    Truth,
)
from .store import FOLDER, MANIFEST, format_records, read_evidence, read_manifest

REPORT = "report.yml"
CLAIMLESS = "; state a claim in findings.toml, or take out of the chapters what they say of it"


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
    leading: tuple[Leading, ...]
    coverage: tuple[Coverage, ...]
    respondents: tuple[Respondents, ...]
    flow: tuple[Flow, ...]
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
        read = {"study": watch_study, "manifest": read_manifest}.get(name)
        found = read(folder) if read else read_evidence(folder, name)
        object.__setattr__(self, name, found)
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
        return look_up(found, domain, "joint display of domain", CLAIMLESS)


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
        f"licence: {json.dumps(study.study.licence) if study.study.licence else 'false'}\n"
        f"synthetic: {json.dumps(study.synthetic)}\n"
        f"several_waves: {json.dumps(len(study.waves) > 2)}\n"
        f"compared: {json.dumps(bool(evidence.changes))}\n"
    )
    manifest = describe_build(study) | {
        "outputs": {name: hash_text(text) for name, text in sorted(files.items())}
    }
    files[MANIFEST] = json.dumps(manifest, indent=2) + "\n"
    place = study.folder / FOLDER
    # All are on the disk before the first is put in place: a full disk leaves the last results.
    with naming(place), tempfile.TemporaryDirectory(dir=study.folder, prefix=".") as aside:
        for name, text in files.items():
            write_whole(Path(aside) / name, text)
        place.mkdir(exist_ok=True)
        for name in files:
            os.replace(Path(aside) / name, place / name)
    for path in place.glob("*.csv"):
        if path.name not in files:
            path.unlink()
