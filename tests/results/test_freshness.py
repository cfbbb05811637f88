"""Which code computes: a change there makes results stale, and one anywhere else does not."""

from pathlib import Path

import pytest

from analysis.results import freshness

ROOT = Path(__file__).parents[2]
COMPUTES = {
    "pipeline.py", "text.py", "disclosure", "findings", "impact", "results", "study", "survey", "themes",
}  # fmt: skip
SHOWS = {"__init__.py", "__main__.py", "commands", "errors.py", "project", "report", "writing.py"}


def list_units() -> list[str]:
    """Every folder of the analysis, and the modules beside them."""
    found = [p.name for p in (ROOT / "analysis").iterdir() if p.suffix == ".py" or p.is_dir()]
    return sorted(name for name in found if name != "__pycache__")


def test_every_folder_is_known():
    assert set(list_units()) == COMPUTES | SHOWS


@pytest.mark.parametrize("unit", list_units())
def test_a_comment_in_one_file_makes_results_stale_if_that_computes(unit, tmp_path, monkeypatch):
    code = tmp_path / "analysis"
    for path in (ROOT / "analysis").rglob("*.py"):
        copy = code / path.relative_to(ROOT / "analysis")
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    monkeypatch.setattr(freshness, "CODE", code)
    before = freshness.hash_code()
    changed = code / unit if unit.endswith(".py") else max((code / unit).rglob("*.py"))
    changed.write_text(changed.read_text() + "# A remark.\n")
    assert (freshness.hash_code() != before) == (unit in COMPUTES)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda path: path.write_text(path.read_text() + "\n"), "areas.csv changed"),
        (lambda path: path.unlink(), "areas.csv was removed"),
    ],
)
def test_results_rest_on_the_table_of_areas(folder, change, told):
    assert freshness.find_changes(folder) == []
    change(folder / "areas.csv")
    assert told in freshness.find_changes(folder)
