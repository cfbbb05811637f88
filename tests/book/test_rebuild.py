"""The real report after a change: the chapters that rest on it run again, and no others."""

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from tests.copies import render

THEMES = {"index", "summary", "sample", "integration", "technical-appendix", "health-wellbeing"} | {
    f"domain-{name}"
    for name in (
        "social-connectivity", "cultural-coherence", "local-decision-making", "economic-activity",
        "local-environment",
    )
}  # fmt: skip


@pytest.fixture
def report(project: Path, tmp_path: Path) -> Path:
    """A copy of the rendered report, to be changed."""
    return Path(shutil.copytree(project, tmp_path / "project"))


def rebuild(root: Path) -> dict[str, str]:
    """Render again; return the reason by chapter."""
    said = render(root)
    told = [line.strip().split(": ") for line in said.splitlines() if line.startswith("  ")]
    reasons = {name: why for names, why in told for name in names.split(", ")}
    assert f"{len(reasons)} of 20 chapters ran" in said
    return reasons


def register(root: Path, name: str) -> None:
    """Let the manifest know a changed file of the results."""
    path = root / "data/results/manifest.json"
    manifest = json.loads(path.read_text())
    content = (root / "data/results" / name).read_bytes()
    manifest["outputs"][name] = hashlib.sha256(content).hexdigest()
    path.write_text(json.dumps(manifest, indent=2) + "\n")


def test_changed_counts_of_themes_run_the_chapters_that_show_them(report: Path) -> None:
    path = report / "data/results/themes.csv"
    path.write_text(path.read_text().replace(",39,41,39,41,", ",38,41,38,41,"))
    register(report, "themes.csv")
    reasons = rebuild(report)
    assert {name for name, why in reasons.items() if "results/themes.csv" in why} == THEMES
    assert set(reasons) == {*THEMES, "data-provenance"}, "it shows the manifest"


def test_a_changed_number_that_one_chapter_shows_runs_it_alone(report: Path) -> None:
    path = report / "data/results/subgroups.csv"
    path.write_text(path.read_text().replace(",3.15,", ",3.25,", 1))
    register(report, "subgroups.csv")
    assert rebuild(report) == {
        "impact": "data/results/subgroups.csv changed",
        "data-provenance": "data/results/manifest.json changed",
    }
    assert "3.3" in (report / "_report/web/chapters/impact.html").read_text()
