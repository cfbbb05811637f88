"""The demonstration data: the same bytes each time, marked, and true to what is declared."""

import re
import tomllib

import numpy as np
import pytest

from analysis.commands.demo import write_demonstration
from analysis.study.reading import read_study
from analysis.survey.panel import build_panel


def read_bytes(folder):
    return {path.name: path.read_bytes() for path in (folder / "synthetic").iterdir()}


def test_generating_again_gives_the_committed_bytes(folder):
    committed = read_bytes(folder)
    write_demonstration(read_study(folder))
    assert read_bytes(folder) == committed
    assert set(committed) == {
        "wave-1.csv", "wave-2.csv", "interviews.csv", "journals.csv", "sources.csv", "truth.csv",
    }  # fmt: skip


def test_every_row_says_that_it_is_synthetic(folder):
    notice = read_study(folder).study.notice
    for path in (folder / "synthetic").iterdir():
        _, *rows = path.read_text().splitlines()
        assert rows and all(notice in row for row in rows), path.name


def test_spread_of_the_sample_is_what_is_declared(folder):
    """Levels, ages, women and weights lie within four standard errors of the declared truth."""
    study = read_study(folder)
    panel = build_panel(study)
    truth = tomllib.loads((folder / "demonstration.toml").read_text())["survey"]
    n = len(panel)
    women = (panel["sex"] == "Woman").mean()
    assert women == pytest.approx(0.56, abs=4 * (0.56 * 0.44 / n) ** 0.5 + 0.01)
    assert panel["weight"].mean() == pytest.approx(1, abs=4 * 0.36 / n**0.5)
    assert np.log(panel["weight"]).std() == pytest.approx(truth["weight_sd"], rel=0.05)
    before = panel[~panel["after"]]
    areas = 4 * 5.7 / 3  # an arm's level over nine areas with a spread of 5.7 points
    for item in truth["shares"]:
        for arm, programme in (("programme", True), ("comparator", False)):
            found = 100 * before.loc[before["programme"] == programme, item["outcome"]].mean()
            assert found == pytest.approx(item[arm][0], abs=areas + 2), item["outcome"]


def test_interviews_are_as_many_as_declared_and_quote_nobody(folder):
    text = (folder / "synthetic/interviews.csv").read_text()
    sources = {line.split(",")[0] for line in text.splitlines()[1:]}
    assert len(sources) == 41
    assert not re.search('[“”]|""', text)
