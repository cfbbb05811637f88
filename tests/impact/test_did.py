"""The public face: what leads, what is flagged, what is not estimable, and what never warns."""

import doctest
import itertools
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import analysis.impact
from analysis.impact import did, reduce_rows
from analysis.results.records import Mark

SURVEY = pd.read_csv(Path(__file__).with_name("sim18.csv"))
NUMBERS = ("effect", "low", "high", "p", "se", "df", "mde", "inner_low", "inner_high")
pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning")


def simulate(programme=9, comparators=9, *, size=60, effect=6.0, seed=7, weights=0.35, shock=3.0):
    """Rows of two waves: areas with lasting and passing differences, weighted respondents."""
    rng = np.random.default_rng(seed)
    areas = programme + comparators
    area = np.repeat(np.arange(areas), 2 * size)
    post = np.tile(np.repeat([0, 1], size), areas)
    treat = (area < programme).astype(int)
    lasting, passing = rng.normal(0, 5, areas), rng.normal(0, shock, (areas, 2))
    y = 50 + lasting[area] + passing[area, post] + effect * treat * post
    return pd.DataFrame(
        {
            "area": area,
            "treat": treat,
            "post": post,
            "y": y + rng.normal(0, 20, len(area)),
            "w": rng.lognormal(0, weights, len(area)),
        }
    )


def estimate(data, **other):
    columns = {"arm": "treat", "wave": "post", "cluster": "area", "weight": "w"}
    return did(data, "y", **columns | other)


def assert_marked(found, reason):
    assert found.verdict == "not estimable"
    assert reason in found.reason
    assert {getattr(found, name) for name in NUMBERS} == {Mark.UNAVAILABLE}


def test_the_documented_example_is_true():
    found = doctest.testmod(analysis.impact, optionflags=doctest.ELLIPSIS)
    assert found.attempted > 10
    assert not found.failed


def test_reference_values_come_through_the_public_face():
    """R 4.2.2, clubSandwich 0.5.8 on the simulated survey."""
    found = did(SURVEY, "ys", arm="treat", wave="post", cluster="area", weight="w")
    assert (found.lead, found.flags) == ("respondents", "")
    assert found.effect == pytest.approx(0.225725080512, rel=1e-10)
    assert found.se == pytest.approx(0.132134766155, rel=1e-10)
    assert found.p == pytest.approx(0.10878879, abs=5e-9)
    assert (found.inner_low, found.inner_high) == pytest.approx((-0.00636, 0.45781), abs=5e-6)
    assert found.n_programme_before == len(SURVEY.query("treat == 1 and post == 0"))


def test_rows_cells_and_tables_give_the_same(tmp_path):
    data = simulate()
    data.to_parquet(tmp_path / "rows.parquet")
    data.to_csv(tmp_path / "rows.csv", index=False)
    cells = reduce_rows(
        data, {"y": 1.0}, arm="treat", wave="post", cluster="area", weight="w",
        programme=1, after=[1],
    )["y"]  # fmt: skip
    whole = estimate(data)
    for other in (cells, tmp_path / "rows.parquet", tmp_path / "rows.csv"):
        found = estimate(other)
        for name in NUMBERS:
            assert getattr(found, name) == pytest.approx(getattr(whole, name), rel=1e-12)


def test_few_degrees_of_freedom_make_areas_lead():
    found = estimate(simulate(3, 4))
    assert found.lead == "areas"
    assert "degrees of freedom, fewer than 8" in found.flags
    assert found.df == 5  # seven areas less two
    assert found.effect == pytest.approx(found.programme_after - found.programme_before
                                         - found.comparator_after + found.comparator_before)  # fmt: skip


def test_a_heavy_area_makes_areas_lead():
    data = simulate()
    data.loc[data["area"] == 2, "w"] *= 8
    found = estimate(data)
    assert found.lead == "areas"
    assert "degrees of freedom, fewer than 8" in found.flags
    assert found.largest_weight == pytest.approx(
        100 * data.loc[data["area"] == 2, "w"].sum() / data["w"].sum()
    )


def test_where_areas_lead_p_is_of_their_means():
    """Of the 35 ways to choose three of seven areas, the share with as large a t of their changes.

    The t is that of the interval, with one variance for both arms.
    """
    data = simulate(3, 4, effect=3.0)
    means = data.groupby(["area", "post"])[["y", "w"]].apply(
        lambda d: np.average(d["y"], weights=d["w"])
    )
    change = (means.unstack()[1] - means.unstack()[0]).to_numpy()

    def pooled(chosen):
        inside = np.isin(np.arange(7), chosen)
        return stats.ttest_ind(change[inside], change[~inside]).statistic

    all_t = np.abs([pooled(chosen) for chosen in itertools.combinations(range(7), 3)])
    found = estimate(data)
    assert found.lead == "areas"
    assert found.p == pytest.approx(np.mean(all_t >= abs(pooled((0, 1, 2))) - 1e-9))


def test_flags_without_another_estimate_to_lead_forbid_a_clear_verdict():
    """Two areas of each arm and one with both: few degrees of freedom, and no areas' means."""
    data = simulate(2, 3, effect=30.0, shock=0.5)
    mixed = data["area"] == 4
    data.loc[mixed, "treat"] = np.arange(mixed.sum()) % 2
    data.loc[mixed, "y"] += 30 * data["treat"] * data["post"]
    found = estimate(data)
    assert found.low > 0
    assert "can’t be had" in found.flags
    assert found.verdict == "unclear"


def test_area_means_are_the_two_sample_t_test_of_changes():
    data = simulate(3, 4)
    means = data.groupby(["treat", "area", "post"])[["y", "w"]].apply(
        lambda d: np.average(d["y"], weights=d["w"])
    )
    change = means.unstack()[1] - means.unstack()[0]
    peer = stats.ttest_ind(change.loc[1], change.loc[0])
    found = estimate(data)
    assert found.effect / found.se == pytest.approx(peer.statistic, rel=1e-10)
    assert (found.low, found.high) == pytest.approx(tuple(peer.confidence_interval(0.95)))


def test_the_detectable_effect_of_the_design_by_hand():
    """9 + 9 areas, 60 answers each and wave, all weights one, shocks of 0.05 standard deviations.

    SE = s sqrt(2 (0.0025 + 1/60) (1/9 + 1/9)); t(.975, 16) + t(.80, 16) = 2.11991 + 0.86467.
    """
    data = simulate(weights=0.0, shock=3.0)
    within = data["y"] - data.groupby(["treat", "post"])["y"].transform("mean")
    se = math.sqrt((within**2).mean() * 2 * (0.0025 + 1 / 60) * (2 / 9))
    assert estimate(data).mde_design == pytest.approx((2.11991 + 0.86467) * se, rel=1e-5)


def test_no_effect_is_said_only_inside_the_margin():
    data = simulate(effect=0.0, shock=0.5, size=400)
    assert estimate(data, margin=50.0).verdict == "equivalent"
    assert estimate(data, margin=0.01).verdict == "unclear"
    assert estimate(data).verdict == "unclear"


def test_a_clear_effect_is_not_called_equivalent():
    assert estimate(simulate(effect=12.0), margin=90.0).verdict == "better"


def test_covariates_of_both_kinds_take_out_what_they_explain():
    """A covariate that differs by arm and wave moves the plain estimate and not the adjusted."""
    data = simulate(effect=6.0, shock=0.5, size=300)
    rng = np.random.default_rng(1)
    data["age"] = rng.normal(50, 10, len(data)) + 8 * data["treat"] * data["post"]
    data["rents"] = rng.random(len(data)) < 0.3 + 0.3 * data["treat"] * data["post"]
    data["y"] += 0.5 * data["age"] + 10 * data["rents"]
    plain = estimate(data)
    adjusted = estimate(data, covariates=["rents"], continuous=["age"])
    assert plain.effect > 6 + 3  # eight years at a half, and 0.3 times ten
    assert adjusted.low < 6 < adjusted.high
    assert adjusted.se < plain.se


def test_with_covariates_the_adjusted_estimate_leads_flags_or_not():
    data = simulate(3, 4)
    data["sex"] = np.where(np.arange(len(data)) % 2, "man", "woman")
    found = estimate(data, covariates=["sex"])
    assert found.lead == "respondents"
    assert "degrees of freedom, fewer than 8" in found.flags


NOT_ESTIMABLE = {
    "one area in an arm": (lambda d: d[(d["area"] == 0) | (d["treat"] == 0)], "fewer than two areas"),
    "no variation": (lambda d: d.assign(y=3.0), "all answers are the same"),
    "nobody before": (lambda d: d[(d["treat"] == 0) | (d["post"] == 1)], "nobody answered in one of"),
    "no answers": (lambda d: d.assign(y=np.nan), "nobody answered in one of"),
    "areas that moved alike": (
        lambda d: d.assign(w=1.0, y=d["treat"] * 2.0 + d["post"] * 3.0 + d["area"]),
        "do not differ from each other",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("change", "reason"), NOT_ESTIMABLE.values(), ids=NOT_ESTIMABLE)
def test_what_cannot_be_estimated_says_why(change, reason):
    assert_marked(estimate(change(simulate())), reason)


def test_a_covariate_that_is_the_programme_leaves_no_effect_to_tell():
    data = simulate()
    data["visited"] = (data["treat"] * data["post"]).map({0: "no", 1: "yes"})
    assert_marked(estimate(data, covariates=["visited"]), "depend on each other")


def test_a_covariate_that_repeats_another_does_no_harm():
    data = simulate()
    data["tenure"] = np.where(np.arange(len(data)) % 3, "owned", "rented")
    data["again"] = data["tenure"]
    once = estimate(data, covariates=["tenure"])
    twice = estimate(data, covariates=["tenure", "again"])
    assert twice.se == pytest.approx(once.se, rel=1e-9)
    assert twice.df == pytest.approx(once.df, rel=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize(("programme", "comparators"), [(7, 11), (11, 7), (20, 20), (2, 16)])
def test_any_number_of_areas_is_right_or_marked(programme, comparators):
    """Thirty surveys with an effect of 6: covered, but for what chance allows.

    The binomial probability of fewer than 24 of 30 with 0.95 each is below 0.001.
    """
    covered = 0
    for seed in range(30):
        found = estimate(simulate(programme, comparators, size=20, seed=seed))
        assert found.clusters == programme + comparators
        covered += found.low <= 6 <= found.high
    assert covered >= 24


@pytest.mark.slow
def test_weights_over_three_orders_of_magnitude_are_right_or_flagged():
    covered = 0
    for seed in range(30):
        found = estimate(simulate(size=30, seed=seed, weights=1.5))
        assert all(math.isfinite(getattr(found, name)) for name in NUMBERS)
        covered += found.low <= 6 <= found.high
    assert covered >= 24


def test_an_area_of_a_single_respondent_is_estimated_or_marked():
    data = simulate()
    single = data[(data["area"] != 4) | (data.index == data.index[data["area"] == 4][0])]
    found = estimate(single)
    assert found.clusters == 18
    assert found.lead == "respondents"  # areas without both periods can't lead
    assert all(math.isfinite(getattr(found, name)) for name in NUMBERS)
    both = data.groupby(["area", "post"]).head(1).query("area == 4")
    found = estimate(pd.concat([data[data["area"] != 4], both]))
    assert all(math.isfinite(getattr(found, name)) for name in NUMBERS)


def test_a_large_level_hides_no_variation():
    data = simulate()
    assert estimate(data.assign(y=data["y"] + 1e6)).effect == pytest.approx(estimate(data).effect)


def test_a_wave_before_that_missed_areas_does_not_move_the_effect():
    """All areas stand 20 higher in an early wave; of the programme's only one was surveyed then."""
    data = simulate(shock=0.5, size=200).assign(wave=lambda d: d["post"] + 1)
    early = data[(data["post"] == 0) & ((data["area"] == 0) | (data["treat"] == 0))]
    early = early.assign(wave=0, y=early["y"] + 20)
    both = pd.concat([data, early])
    columns = {"arm": "treat", "cluster": "area", "weight": "w", "wave": "wave", "after": [2]}
    found = did(both, "y", **columns)
    assert abs(found.effect - 6) < 2
    areas = did(
        both.assign(w=np.where(both["area"] == 3, 9 * both["w"], both["w"])), "y", **columns
    )
    assert areas.lead == "areas"
    assert abs(areas.effect - 6) < 2


def test_the_expected_effect_does_not_depend_on_the_scale_of_a_waves_weights():
    data = simulate()
    scaled = data.assign(w=np.where(data["post"] == 1, 100, 1) * data["w"])
    assert estimate(scaled).mde_design == pytest.approx(estimate(data).mde_design, rel=1e-9)


def test_boolean_and_named_keys_are_as_good_as_zeros_and_ones():
    data = simulate()
    named = data.assign(
        treat=data["treat"].map({0: "elsewhere", 1: "here"}), post=data["post"].astype(bool)
    )
    found = estimate(named, programme="here", after=[True])
    assert found.effect == pytest.approx(estimate(data).effect, rel=1e-12)
