"""Trends before the programme, against R 4.2.2 (clubSandwich 0.5.8, HonestDiD) and by hand.

sim18.csv has two waves. Here its rows before are dealt in turn to waves 0, 1 and 2 within their
area, and those after to waves 3 and 4: in R, n <- ave(hhid, area, post, FUN = seq_along) - 1 and
wave <- ifelse(post == 0, n %% 3, 3 + n %% 2).
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.impact import parallel_trends
from analysis.impact.clusters import NotEstimable, solve, sum_clusters
from analysis.impact.inference import infer

pytestmark = pytest.mark.filterwarnings("error")

SURVEY = pd.read_csv(Path(__file__).with_name("sim18.csv"))
BEFORE = np.arange(2)
MAGNITUDES = (0.0, 0.5, 1.0, 2.0)


def sum_waves(wave, programme, y, w, area, reference):
    """Sums of y ~ arm x wave (first, in the order of the waves) + 1 + arm + waves."""
    dummies = [wave == each for each in np.unique(wave) if each != reference]
    moved = [dummy * programme for dummy in dummies]
    x = np.column_stack([*moved, np.ones(len(y)), programme, *dummies]).astype(float)
    return sum_clusters(x, np.asarray(y, float), np.asarray(w, float), np.asarray(area))


def survey(y="ys", data=SURVEY):
    place = data.groupby(["area", "post"]).cumcount().to_numpy()
    wave = np.where(data["post"] == 0, place % 3, 3 + place % 2)
    return sum_waves(wave, data["treat"].to_numpy(), data[y], data["w"], data["area"], 2)


def pick(sums, *places):
    return np.eye(sums.xy.shape[1])[list(places)]


def simulate(rng, *, slope=0.0, areas=18, waves=4, spread=None, w=None):
    """One mean a wave of each area; half of them drift apart from the others by `slope`."""
    area, wave = (each.ravel() for each in np.indices((areas, waves)))
    programme = (area < areas // 2).astype(float)
    shocks = rng.normal(0, 1, (areas, waves)) * (1.0 if spread is None else spread[:, None])
    y = rng.normal(0, 3, areas)[area] + shocks.ravel() + slope * programme * wave
    return wave, programme, y, np.ones(len(y)) if w is None else w, area


def pretest(sums, *places, power=0.80):
    return parallel_trends.test_trends(sums, pick(sums, *places), 0.95, power)


R = {
    "two waves before the last": (
        "yb", (0, 1), 6.1174021986857, 13.382736547031, 0.012974309743032),
    "of a scale": ("ys", (0, 1), 0.068334067078761, 13.382736547031, 0.93427215045614),
    "one": ("ys", (0,), 0.096956357727495, 14.487873807302, 0.7599486927207),
    "four": ("yb", (0, 1, 2, 3), 7.0052461916815, 11.5017067097, 0.00419457793219),
}  # fmt: skip


@pytest.mark.parametrize(("y", "places", "statistic", "df", "p"), R.values(), ids=R.keys())
def test_joint_test_agrees_with_clubsandwich(y, places, statistic, df, p):
    found = pretest(survey(y), *places)
    assert found.statistic == pytest.approx(statistic, rel=1e-9)
    assert (found.df, found.waves) == (len(places), len(places) + 1)
    assert found.df_denominator == pytest.approx(df, rel=1e-10)
    assert found.p == pytest.approx(p, rel=1e-9)


def test_one_coefficient_gives_the_cr2_t_test():
    sums = survey("yb")
    found, single = pretest(sums, 1), infer(sums, pick(sums, 1)[0], 0.95)
    assert found.statistic == pytest.approx((single.value / single.se) ** 2, rel=1e-10)
    assert found.df_denominator == pytest.approx(single.df, rel=1e-10)
    assert found.p == pytest.approx(single.p, rel=1e-9)


def test_slope_found_with_one_coefficient_has_the_power_of_the_t_test():
    """The noncentral t with that slope in standard errors is beyond the critical t 80% of times."""
    sums = survey("yb")
    found, single = pretest(sums, 1), infer(sums, pick(sums, 1)[0], 0.95)
    critical, far = stats.t.ppf(0.975, single.df), found.detectable / single.se
    missed = stats.nct.cdf(critical, single.df, far) - stats.nct.cdf(-critical, single.df, far)
    assert 1 - missed == pytest.approx(0.80, abs=1e-6)


def test_balanced_joint_test_is_hotellings():
    """With equal areas and arms it is the two-sample T² of the areas' changes, G - 2 = 16.

    The working model has independent errors of one variance; T² is exact under any covariance
    of the changes that both arms share.
    """
    wave, programme, y, w, area = simulate(np.random.default_rng(5))
    found = pretest(sum_waves(wave, programme, y, w, area, 2), *BEFORE)
    levels = y.reshape(18, 4)
    changes = levels[:, :2] - levels[:, [2]]
    arms = changes[:9], changes[9:]
    pooled = sum(8 * np.cov(arm.T) for arm in arms) / 16
    gap = arms[0].mean(axis=0) - arms[1].mean(axis=0)
    squared = gap @ np.linalg.solve(pooled * 2 / 9, gap)
    assert found.statistic == pytest.approx(squared * 15 / (16 * 2), rel=1e-9)
    assert found.df_denominator == pytest.approx(15, rel=1e-9)
    assert found.p == pytest.approx(stats.f.sf(squared * 15 / 32, 2, 15), rel=1e-9)


def test_size_and_power_are_as_declared_in_balanced_surveys():
    """Of 300 surveys without a trend 5% are rejected, with the detectable slope 80%.

    Binomial deviations are 1.26 and 2.31 points, so that a test of twice its size, or one with a
    power of 70%, would be four of them away. The slope is the root mean square of what the surveys
    without a trend call detectable.
    """
    rng = np.random.default_rng(12)
    still = [pretest(sum_waves(*simulate(rng), 2), *BEFORE) for _ in range(300)]
    assert np.mean([each.p < 0.05 for each in still]) == pytest.approx(0.05, abs=3 * 0.0126)
    slope = float(np.mean([each.detectable**2 for each in still]) ** 0.5)
    drifting = [pretest(sum_waves(*simulate(rng, slope=slope), 2), *BEFORE) for _ in range(300)]
    assert np.mean([each.p < 0.05 for each in drifting]) == pytest.approx(0.80, abs=3 * 0.0231)


def test_unequal_areas_make_the_joint_test_cautious_not_bold():
    """Of 400 surveys without a trend at most 20 are to be rejected, binomial deviation 4.4.

    Weights and the spread differ between areas by factors of four and three.
    """
    rng = np.random.default_rng(11)
    weights = np.repeat(np.geomspace(1, 4, 9)[[*range(9), *range(9)]], 4)
    spread = np.tile([1.0, 2.0, 3.0], 6)
    surveys = [sum_waves(*simulate(rng, spread=spread, w=weights), 2) for _ in range(400)]
    assert 0 < sum(pretest(sums, *BEFORE).p < 0.05 for sums in surveys) < 20 + 3 * 4.4


def test_scaling_the_outcome_scales_the_slope_only():
    plain = pretest(survey(), *BEFORE)
    data = SURVEY.assign(ys=SURVEY["ys"] * 100 + 7, w=SURVEY["w"] * 3)
    scaled = pretest(survey(data=data), *BEFORE)
    assert scaled.detectable == pytest.approx(100 * plain.detectable, rel=1e-8)
    assert scaled.p == pytest.approx(plain.p, rel=1e-8)


def test_more_power_needs_a_steeper_slope():
    sums = survey()
    assert pretest(sums, *BEFORE, power=0.9).detectable > pretest(sums, *BEFORE).detectable


def test_one_wave_before_can_not_be_tested():
    sums = survey()
    with pytest.raises(NotEstimable, match="two waves can’t test parallel trends"):
        pretest(sums)
    with pytest.raises(NotEstimable, match="two waves can’t test parallel trends"):
        bound(sums, pre=())


def test_four_areas_are_too_few_for_four_waves_before():
    sums = sum_waves(*simulate(np.random.default_rng(1), areas=4, waves=5), 3)
    with pytest.raises(NotEstimable, match="too few areas"):
        pretest(sums, 0, 1, 2)


def test_areas_that_do_not_differ_leave_nothing_to_test():
    wave, programme, _, w, area = simulate(np.random.default_rng(1))
    with pytest.raises(NotEstimable, match="areas"):
        pretest(sum_waves(wave, programme, wave * programme, w, area, 2), *BEFORE)


def bound(sums, *, pre=BEFORE, post=(2,), magnitudes=MAGNITUDES, confidence=0.95):
    return parallel_trends.bound_trends(
        sums, pick(sums, *pre), pick(sums, *post), magnitudes=magnitudes, confidence=confidence
    )


MEDICAID = np.array([-5.28535, -11.29732, -2.67599, -1.41931, 0.33966, 46.44685])
MEDICAID_COVARIANCE = np.array(
    [
        [74.88484, 60.39874, 44.44620, 33.85765, 43.28011, 47.65880],
        [60.39874, 72.66501, 37.89330, 28.66578, 45.43321, 44.28850],
        [44.44620, 37.89330, 50.52052, 26.73679, 27.78194, 30.60644],
        [33.85765, 28.66578, 26.73679, 40.03222, 24.12860, 23.80868],
        [43.28011, 45.43321, 27.78194, 24.12860, 54.62662, 36.82531],
        [47.65880, 44.28850, 30.60644, 23.80868, 36.82531, 83.75669],
    ]
)


@pytest.mark.parametrize(
    ("m", "low", "high"),
    [(0.5, 24.1, 67.3), (1.0, 17.1, 72.0), (2.0, -1.07, 88.3)],
)
def test_the_peer_agrees_with_the_authors_published_example(m, low, high):
    """Insurance under Medicaid's expansion, per thousand, from the README of R's HonestDiD.

    The coefficients for 2008-2012 and 2014 (reference 2013) are recomputed from its data. It
    searches steps of about 0.4 and draws its critical value; 0.8 is a tenth of a standard error.
    """
    pytest.importorskip("moderndid")
    from benchmarks.coverage import holds_zero

    def holds(value):
        moved = MEDICAID - value * (np.arange(len(MEDICAID)) == len(MEDICAID) - 1)
        return holds_zero(moved, MEDICAID_COVARIANCE, m, 0.05, 1)

    with pytest.warns(UserWarning, match="open at one of the endpoints"):
        assert holds(low + 0.8)
        assert holds(high - 0.8)
    assert not holds(low - 0.8)
    assert not holds(high + 0.8)


def test_parallel_trends_give_the_cr2_interval():
    sums = survey()
    (found,) = bound(sums, magnitudes=(0.0,))
    plain = infer(sums, pick(sums, 2)[0], 0.95)
    assert (found.low, found.high) == pytest.approx((plain.low, plain.high), rel=1e-12)


def test_balanced_intervals_are_unions_of_two_sample_t_intervals():
    """With equal areas and arms: of the areas' changes, less and plus m times each change before.

    Waves 0 to 2 are before, so there are two changes; the second wave after allows for twice m.
    """
    wave, programme, y, w, area = simulate(np.random.default_rng(8), waves=5)
    levels = y.reshape(18, 5)
    steps = np.diff(levels[:, :3], axis=1).T
    sums = sum_waves(wave, programme, y, w, area, 2)
    for found in bound(sums, post=(2, 3), magnitudes=(0.5, 2.0)):
        change = levels[:, 2 + found.wave] - levels[:, 2]
        ends = [
            stats.ttest_ind(each[:9], each[9:]).confidence_interval(0.95)
            for step in steps
            for each in (change - found.wave * found.m * step, change + found.wave * found.m * step)
        ]
        assert found.low == pytest.approx(min(end.low for end in ends), rel=1e-9)
        assert found.high == pytest.approx(max(end.high for end in ends), rel=1e-9)


def test_intervals_hold_the_truth_where_trends_part_as_far_as_allowed():
    """Of 300 surveys in which the last change before comes again, 95% or more; deviation 1.26%."""
    rng, held = np.random.default_rng(31), 0
    for _ in range(300):
        wave, programme, y, w, area = simulate(rng, waves=4)
        y = y + 3 * programme * ((wave == 2) + 2 * (wave == 3))
        (found,) = bound(sum_waves(wave, programme, y, w, area, 2), magnitudes=(1.0,))
        held += found.low <= 0 <= found.high
    assert held / 300 > 0.95 - 3 * 0.0126


@pytest.mark.parametrize("pre", [(1,), (0, 1)], ids=["two waves before", "three waves before"])
def test_intervals_widen_as_trends_may_differ_more(pre):
    found = bound(survey("yb"), pre=pre, post=(2, 3))
    assert [(each.wave, each.m) for each in found] == [(w, m) for w in (1, 2) for m in MAGNITUDES]
    for wave in (found[:4], found[4:]):
        assert all(np.diff([each.low for each in wave]) < 0)
        assert all(np.diff([each.high for each in wave]) > 0)


def test_the_last_change_before_counts_and_adds_up_over_waves():
    """A jump of 4 from wave 1 to 2 is the largest change before, so trends may differ by 4 m.

    The estimate ± 4 m after one wave, and ± 8 m after two, can't be ruled out.
    """
    wave, programme, y, w, area = simulate(np.random.default_rng(3), waves=5)
    sums = sum_waves(wave, programme, y, w, area, 2)
    before = solve(sums)[:2]
    y = y - programme * ((wave == 0) * (before[0] + 4) + (wave == 1) * (before[1] + 4))
    sums = sum_waves(wave, programme, y, w, area, 2)
    assert solve(sums)[:2] == pytest.approx([-4, -4])
    first, second = bound(sums, post=(2, 3), magnitudes=(1.0,))
    assert first.low < solve(sums)[2] - 4 < solve(sums)[2] + 4 < first.high
    assert second.low < solve(sums)[3] - 8 < solve(sums)[3] + 8 < second.high


def test_intervals_are_the_same_in_any_unit():
    plain = bound(survey("yb"), pre=(1,))
    percent = bound(survey("yb", SURVEY.assign(yb=SURVEY["yb"] * 100)), pre=(1,))
    for one, other in zip(plain, percent, strict=True):
        assert (other.low, other.high) == pytest.approx((100 * one.low, 100 * one.high), rel=1e-6)


def test_more_confidence_gives_wider_intervals():
    (usual,), (wide,) = (bound(survey(), magnitudes=(1.0,), confidence=c) for c in (0.95, 0.99))
    assert wide.low < usual.low < usual.high < wide.high
