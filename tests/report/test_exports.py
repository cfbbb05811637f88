"""What chapters may call is what they call: no more, so that nothing is kept up for nobody."""

import re
from pathlib import Path

import pytest

from analysis.report import brief, figures, tables, words

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "index.qmd", *ROOT.glob("chapters/**/*.qmd")]
CHAPTERS = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)


def called(name: str, text: str) -> set[str]:
    """Functions of a package that chapters call."""
    return set(re.findall(rf"\b{name}\.([a-z_]+)\(", text))


@pytest.mark.parametrize("package", [brief, figures, tables, words])
def test_chapters_call_all_that_a_package_exports_and_nothing_else(package):
    name = package.__name__.rpartition(".")[2]
    assert called(name, CHAPTERS) == set(package.__all__)
    assert all(callable(getattr(package, function)) for function in package.__all__)
