"""Agreement of coders, against published worked examples."""

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.inter_rater import cohens_kappa

from analysis.results.records import Mark
from analysis.study.reading import read_study
from analysis.themes.agreement import (
    compare,
    find_shared,
    measure,
    measure_agreement,
    reckon_alpha,
    reckon_kappa,
)
from analysis.themes.excerpts import Excerpts

STUDY = read_study(Path(__file__).parents[2] / "data")


def raised(*coders) -> np.ndarray:
    """Each coder's codes of the units, as one document each with a single theme."""
    return np.array(coders, dtype=float)[:, :, None]


def test_alpha_equals_krippendorffs_example_of_binary_data():
    """Krippendorff (2011), Computing Krippendorff's alpha-reliability, section A: 0.095.

    Observers Meg and Owen, ten units: 1 - (20 - 1) * 4 / (14 * 6) = 0.0952.
    """
    meg = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0]
    owen = [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    found = reckon_alpha(raised(meg, owen))
    assert found == pytest.approx(1 - (20 - 1) * 4 / (14 * 6), abs=1e-12)
    assert round(found, 3) == 0.095


def test_alpha_leaves_out_what_a_coder_did_not_code():
    """Three coders; units with one value pair with nothing. By hand, from the coincidences.

    Units (0,0,-), (1,1,1), (0,1,-), (-,1,-): pairable values 2 + 3 + 2 = 7, of which zeros 3 and
    ones 4. Disagreements: in the third unit 2 ordered pairs / (2 - 1) = 2. Expected 2 * 3 * 4 / 6
    = 4, so alpha = 1 - 2 / 4.
    """
    nan = math.nan
    found = reckon_alpha(raised([0, 1, 0, nan], [0, 1, 1, 1], [nan, 1, nan, nan]))
    assert found == pytest.approx(0.5, abs=1e-12)


def test_kappa_equals_a_published_example_and_statsmodels():
    """Viera & Garrett (2005), Understanding interobserver agreement, Family Medicine 37(5), p. 361:
    of 100 patients 15 both yes, 5 and 10 disputed, 70 both no. (0.85 - 0.65) / (1 - 0.65) = 0.57.

    Agreement by chance: 0.20 * 0.25 + 0.80 * 0.75 = 0.65.
    """
    pairs = [(1, 1)] * 15 + [(1, 0)] * 5 + [(0, 1)] * 10 + [(0, 0)] * 70
    first, second = zip(*pairs, strict=True)
    found = reckon_kappa(raised(first, second))
    assert found == pytest.approx(0.2 / 0.35, abs=1e-12)
    assert found == cohens_kappa(np.array([[70, 10], [5, 15]]), return_results=False)


def test_units_that_are_all_alike_give_no_coefficient_and_say_why():
    drawn = np.zeros((5, 2), dtype=int)
    found = compare("all", raised([1, 1], [1, 1]), drawn)
    assert found.alpha == found.kappa == found.alpha_low == Mark.UNAVAILABLE
    assert found.agreed == 100.0 and "chance" in found.reason


def test_an_interval_is_given_only_where_every_draw_has_a_value():
    shape = raised([1, 0, 1, 0], [1, 0, 0, 0])
    sound = compare("all", shape, np.array([[0, 1, 2, 3]] * 4))
    assert sound.alpha_low == sound.alpha_high == sound.alpha
    alike = compare("all", shape, np.array([[0, 1, 2, 3], [1, 1, 1, 1]]))
    assert alike.alpha == sound.alpha and alike.alpha_low == Mark.UNAVAILABLE


def test_kappa_is_for_two_coders():
    found = compare("all", raised([1, 0], [1, 0], [1, 1]), np.array([[0, 1]]))
    assert found.kappa == Mark.NOT_APPLICABLE and isinstance(found.alpha, float)


def frame(*rows) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["document", "coder", "theme"])


def test_only_documents_with_several_coders_are_compared():
    codings = frame(
        ("x", "A", "grants"), ("x", "B", "grants"), ("x", "B", "skills"), ("y", "A", "grants")
    )
    found = find_shared(codings, STUDY)
    themes = list(STUDY.theme)
    assert found.shape == (2, 1, len(themes))
    assert found[:, 0, themes.index("skills")].tolist() == [0, 1]
    assert found.sum() == 3
    assert find_shared(codings[codings["coder"] == "A"], STUDY) is None


def test_agreement_is_given_for_all_themes_and_each_domain_alike_every_time():
    rows = [("x", "A", "grants"), ("x", "B", "grants"), ("y", "A", "skills"), ("y", "B", "homes")]
    excerpts = Excerpts(documents=pd.DataFrame(), codings=frame(*rows))
    found = measure_agreement(excerpts, STUDY)
    assert [row.domain for row in found] == ["all", *STUDY.domain]
    assert found[0].units == 2 * len(STUDY.themes)
    assert found == measure_agreement(excerpts, STUDY)


@pytest.mark.slow
def test_coverage_of_the_interval_on_simulated_coders():
    """Two coders who see each theme truly in nine of ten cases; the true alpha is known.

    Themes are raised in half of the documents. Each coder errs with 0.1, so both agree with
    0.82 and by chance with 0.5: alpha = 0.64. Of 300 simulated studies of 40 documents and 5
    themes, exact 95% intervals would hold it in 277 to 292 (the 95% binomial band).
    """
    rng = np.random.default_rng(20261126)
    held = 0
    for _ in range(300):
        truth = rng.random((40, 5)) < 0.5
        coders = np.stack([truth ^ (rng.random((40, 5)) < 0.1) for _ in range(2)]).astype(float)
        _, low, high = measure(coders, rng.integers(40, size=(200, 40)), reckon_alpha)
        held += low <= 0.64 <= high
    assert 277 <= held <= 292
