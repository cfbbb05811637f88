"""Scores against sums done by hand, and kinds of missing answer that stay apart."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from analysis.study.reading import read_study
from analysis.survey.codebook import recode
from analysis.survey.panel import build_panel, join_status, score


@pytest.fixture
def study(folder):
    return read_study(folder)


def values(**columns):
    return pd.DataFrame(columns, dtype=float)


def test_a_share_counts_its_positive_codes(study):
    found = score(study.outcome["influence"], values(influence=[1, 2, 3, 4, np.nan]))
    assert found.tolist()[:4] == [1, 1, 0, 0]
    assert np.isnan(found[4])


def test_a_score_needs_all_its_items(study):
    """GAD-7: 3+3+2+1+0+0+1 = 10 reaches the threshold; with one item missing there is none."""
    answers = {f"gad7_{i}": [code, code] for i, code in enumerate([3, 3, 2, 1, 0, 0, 1], 1)}
    answers["gad7_7"][1] = np.nan
    mean = score(study.outcome["gad7-mean"], values(**answers))
    share = score(study.outcome["gad7"], values(**answers))
    assert (mean[0], share[0]) == (10, 1)
    assert np.isnan(mean[1]) and np.isnan(share[1])


def test_a_raw_sum_becomes_its_metric_score(study):
    """All items at 1, 3 and 5 sum to 7, 21 and 35: the first, fifteenth and last metric score."""
    answers = {f"swemwbs_{i}": [1, 3, 5] for i in range(1, 8)}
    assert score(study.outcome["swemwbs"], values(**answers)).tolist() == [7.00, 19.25, 35.00]


def test_a_reversed_item_is_low_plus_high_minus_x(study):
    """Items from 0 to 3: the first turned, 3 - 1 = 2, so 2 + 1 * 6 = 8."""
    turned = dataclasses.replace(study.outcome["gad7-mean"], reversed=("gad7_1",))
    answers = {f"gad7_{i}": [1] for i in range(1, 8)}
    assert score(turned, values(**answers)).tolist() == [8]


def test_kinds_of_missing_answer_stay_apart(study):
    codes = {row.variable: row.code for row in study.codebook if row.status == "answered"}
    rows = [
        {variable: code.split("..")[0] for variable, code in codes.items()} | {"influence": code}
        for code in ("1", "-8", "-9", "-1")
    ]
    numbers, statuses = recode(pd.DataFrame(rows), study)
    assert numbers["influence"].notna().tolist() == [True, False, False, False]
    joined = join_status(study.outcome["influence"], statuses)
    assert joined.tolist() == ["answered", "dont_know", "refused", "not_asked"]


def test_the_correction_puts_people_in_their_area(study):
    panel = build_panel(study)
    written = (study.folder / "synthetic/wave-2.csv").read_text().splitlines()
    rows = sum(",CMP-03," in line or ",CMP-3," in line for line in written)
    assert (panel["area"][panel["wave"] == "w2"] == "CMP-03").sum() == rows


def test_a_person_interviewed_twice_keeps_the_number(study):
    panel = build_panel(study)
    waves = panel.groupby("respondent")["wave"].nunique()
    assert (waves == 2).sum() / (panel["wave"] == "w2").sum() == pytest.approx(0.25, abs=0.01)
