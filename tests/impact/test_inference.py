"""Standard errors against R 4.2.2 (clubSandwich 0.5.8) and against identities.

sim18.csv is simulated: 18 areas, weights w, a scale ys and a binary yb, two waves.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

from analysis.impact.clusters import NotEstimable, solve, sum_clusters
from analysis.impact.inference import covary, infer, jackknife, sandwich, scale_cr1, scale_cr1s

SURVEY = pd.read_csv(Path(__file__).with_name("sim18.csv"))


def fit(y="ys", *, fixed_effects=False, data=SURVEY, weight="w"):
    """Sums and the contrast for y ~ treat * post, or with area and wave fixed effects."""
    interaction = data["treat"] * data["post"]
    columns = [np.ones(len(data)), data["treat"], data["post"], interaction]
    if fixed_effects:
        columns = [*pd.get_dummies(data["area"]).to_numpy(float).T, data["post"], interaction]
    x = np.column_stack(columns).astype(float)
    w = data[weight].to_numpy()
    contrast = np.zeros(x.shape[1])
    contrast[-1] = 1
    return sum_clusters(x, data[y].to_numpy(float), w, data["area"].to_numpy()), contrast


def did(data=SURVEY, y="ys", weight="w"):
    return infer(*fit(y, data=data, weight=weight), 0.95)


def test_uncorrected_errors_agree_with_r_to_ten_digits():
    sums, _ = fit()
    variance = sandwich(sums)[-1, -1]
    assert solve(sums)[-1] == pytest.approx(0.225725080512, rel=1e-10)
    assert variance**0.5 == pytest.approx(0.123827591847, rel=1e-10)
    assert (variance * scale_cr1(sums)) ** 0.5 == pytest.approx(0.127417540820, rel=1e-10)
    assert (variance * scale_cr1s(sums)) ** 0.5 == pytest.approx(0.127449423103, rel=1e-10)


def test_cr1s_is_what_statsmodels_gives():
    sums, _ = fit()
    x = sm.add_constant(
        np.column_stack([SURVEY["treat"], SURVEY["post"], SURVEY["treat"] * SURVEY["post"]])
    )
    model = sm.WLS(SURVEY["ys"], x, weights=SURVEY["w"])
    peer = model.fit(cov_type="cluster", cov_kwds={"groups": SURVEY["area"]}).bse.iloc[-1]
    own = (sandwich(sums)[-1, -1] * scale_cr1s(sums)) ** 0.5
    assert own == pytest.approx(peer, rel=1e-12)


def test_cr2_and_satterthwaite_agree_with_r():
    found = did()
    assert found.value == pytest.approx(0.225725080512, rel=1e-10)
    assert found.se == pytest.approx(0.132134766155, rel=1e-10)
    assert found.df == pytest.approx(14.57128871, rel=1e-9)
    assert found.p == pytest.approx(0.10878879, abs=5e-9)
    assert (found.low, found.high) == pytest.approx((-0.05664, 0.50809), abs=5e-6)


def test_interval_of_another_confidence_agrees_with_r():
    found = infer(*fit(), 0.90)
    assert (found.low, found.high) == pytest.approx((-0.00636, 0.45781), abs=5e-6)


def test_fixed_effects_agree_with_r():
    found = infer(*fit(fixed_effects=True), 0.95)
    assert found.value == pytest.approx(0.228423663592, rel=1e-10)
    assert found.se == pytest.approx(0.132243683777, rel=1e-10)
    assert found.df == pytest.approx(14.55499878, rel=1e-9)


def test_jackknife_agrees_with_r_and_statsmodels():
    found = jackknife(*fit(), 0.95)
    assert found.se == pytest.approx(0.137255324466, rel=1e-10)
    assert found.df == 17
    x = np.column_stack(
        [np.ones(len(SURVEY)), SURVEY["treat"], SURVEY["post"], SURVEY["treat"] * SURVEY["post"]]
    )
    model = sm.WLS(SURVEY["ys"], x, weights=SURVEY["w"])
    peer = model.fit(cov_type="cluster-crv3", cov_kwds={"groups": SURVEY["area"]})
    assert found.se == pytest.approx(np.asarray(peer.bse)[-1], rel=1e-12)


def test_the_whole_corrected_covariance_holds_the_contrasts_variance():
    sums, contrast = fit()
    assert contrast @ covary(sums) @ contrast == pytest.approx(0.132134766155**2, rel=1e-10)


def test_binary_outcome_agrees_with_r():
    found = did(y="yb")
    assert found.value == pytest.approx(0.01421979, abs=5e-9)
    assert (found.low, found.high) == pytest.approx((-0.06235, 0.09079), abs=5e-6)


def test_effect_is_the_difference_of_changes_by_hand():
    """Levels 10 → 14 in the programme's areas and 20 → 21 in the others: (14-10) - (21-20) = 3."""
    data = pd.DataFrame(
        {
            "area": list("aabbccdd") * 2,
            "treat": [1, 1, 1, 1, 0, 0, 0, 0] * 2,
            "post": [0] * 8 + [1] * 8,
            "y": [9, 11, 8, 12, 19, 21, 18, 22, 13, 15, 12, 16, 20, 22, 19, 23],
            "w": 1.0,
        }
    )
    sums, contrast = fit("y", data=data)
    assert contrast @ solve(sums) == pytest.approx(3)
    with pytest.raises(NotEstimable, match="do not differ"):  # every area changed by the same
        infer(sums, contrast, 0.95)


def test_balanced_unweighted_t_is_welch_on_area_changes():
    """With equal areas CR2's t is Welch's t of the areas' changes (Bell & McCaffrey 2002).

    The working model has one variance, so the degrees of freedom are those of the pooled test.
    """
    rng = np.random.default_rng(4)
    rows = [
        (area, int(area < 5), post, rng.normal(area / 9 + post * (area < 5), 1 + area / 5))
        for area in range(10)
        for post in (0, 1)
        for _ in range(8)
    ]
    data = pd.DataFrame(rows, columns=["area", "treat", "post", "y"]).assign(w=1.0)
    found = did(data, "y")
    means = data.groupby(["treat", "area", "post"])["y"].mean().unstack()
    change = means[1] - means[0]
    peer = stats.ttest_ind(change.loc[1], change.loc[0], equal_var=False)
    assert found.value / found.se == pytest.approx(peer.statistic, rel=1e-9)
    assert found.df == pytest.approx(10 - 2, rel=1e-9)


SAME = {
    "weights times a constant": lambda d: d.assign(w=d["w"] * 7.3),
    "every row twice at half weight": lambda d: pd.concat([d, d]).assign(w=lambda e: e["w"] / 2),
    "rows shuffled": lambda d: d.sample(frac=1, random_state=1),
    "clusters renamed": lambda d: d.assign(area=d["area"].rsub(99).astype(str)),
    "a constant added": lambda d: d.assign(ys=d["ys"] + 100),
}


@pytest.mark.parametrize("change", SAME.values(), ids=SAME.keys())
def test_what_must_not_move_the_estimate(change):
    before, after = did(), did(change(SURVEY))
    for name in ("value", "se", "df", "p"):
        assert getattr(after, name) == pytest.approx(getattr(before, name), rel=1e-8)


def test_every_row_twice_at_half_weight_moves_the_errors_that_count_rows():
    """CR1S holds (N - 1)/(N - k), which is another number for as many rows again."""
    twice = pd.concat([SURVEY, SURVEY]).assign(w=lambda d: d["w"] / 2)
    once, doubled = fit()[0], fit(data=twice)[0]
    assert sandwich(doubled) == pytest.approx(sandwich(once), rel=1e-9)
    n, k = len(SURVEY), 4
    expected = ((2 * n - 1) / (2 * n - k)) / ((n - 1) / (n - k))
    assert scale_cr1s(doubled) / scale_cr1s(once) == pytest.approx(expected, rel=1e-12)
    assert expected != 1


def test_scaling_the_outcome_scales_the_estimate():
    before, after = did(), did(SURVEY.assign(ys=SURVEY["ys"] * -3))
    assert after.value == pytest.approx(-3 * before.value, rel=1e-10)
    assert after.se == pytest.approx(3 * before.se, rel=1e-10)
    assert after.p == pytest.approx(before.p, rel=1e-9)


def test_an_outcome_in_tiny_units_is_estimated_as_any_other():
    before, after = did(), did(SURVEY.assign(ys=SURVEY["ys"] * 1e-14))
    assert after.p == pytest.approx(before.p, rel=1e-9)


def test_swapping_the_arms_flips_the_sign():
    before, after = did(), did(SURVEY.assign(treat=1 - SURVEY["treat"]))
    assert after.value == pytest.approx(-before.value, rel=1e-10)
    assert after.p == pytest.approx(before.p, rel=1e-9)


def test_known_effect_is_recovered_and_covered():
    """300 simulated surveys with a true effect of 6: unbiased, and covered about 95 in 100 times.

    285 of 300 are expected to be covered, with a binomial standard deviation of 3.8.
    """
    rng = np.random.default_rng(20)
    area = np.repeat(np.arange(18), 60)
    treat = (area < 9).astype(int)
    post = np.tile(np.repeat([0, 1], 30), 18)
    found = []
    for _ in range(300):
        lasting, passing = rng.normal(0, 5, 18), rng.normal(0, 3, (18, 2))
        y = lasting[area] + passing[area, post] + 6 * treat * post + rng.normal(0, 20, len(area))
        w = rng.lognormal(0, 0.35, len(area))
        data = pd.DataFrame({"area": area, "treat": treat, "post": post, "ys": y, "w": w})
        found.append(did(data))
    values = np.array([each.value for each in found])
    assert abs(values.mean() - 6) < 3 * values.std() / 300**0.5
    covered = sum(each.low <= 6 <= each.high for each in found)
    assert 285 - 3 * 3.8 < covered < 285 + 3 * 3.8
