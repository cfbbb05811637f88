"""Randomisation test against stored reference values, against refits of rows, and identities.

sim18.csv is simulated: 18 areas, weights w, a scale ys and a binary yb, two waves.
"""

import dataclasses
import math
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.impact.clusters import NotEstimable
from analysis.impact.randomisation import AreaSums, permute

SURVEY = pd.read_csv(Path(__file__).with_name("sim18.csv"))


def total(data, y="ys"):
    sums = data.assign(wy=data["w"] * data[y]).groupby(["area", "post"])[["w", "wy"]].sum()
    sums = sums.unstack(fill_value=0.0)
    return AreaSums(
        weight_before=sums["w", 0].to_numpy(),
        total_before=sums["wy", 0].to_numpy(),
        weight_after=sums["w", 1].to_numpy(),
        total_after=sums["wy", 1].to_numpy(),
        programme=data.groupby("area")["treat"].first().to_numpy() == 1,
    )


def simulate(areas, size, seed, effect=0.0):
    """A small survey with unequal areas and weights; the first `size` areas are treated."""
    rng = np.random.default_rng(seed)
    area = np.repeat(np.arange(areas), rng.integers(4, 9, areas))
    post = np.arange(len(area)) % 2
    treat = (area < size).astype(int)
    y = rng.normal(0, 0.7, (areas, 2))[area, post] + effect * treat * post
    y = y + rng.normal(0, 1, len(area))
    w = rng.lognormal(0, 0.5, len(area))
    return pd.DataFrame({"area": area, "treat": treat, "post": post, "ys": y, "w": w})


def fit_rows(data, programme):
    """Effect and CR0 standard error by weighted least squares, `programme` a set of areas."""
    treat, post = data["area"].isin(programme).to_numpy(float), data["post"].to_numpy(float)
    x = np.column_stack([np.ones(len(data)), treat, post, treat * post])
    y, w, area = (data[name].to_numpy() for name in ("ys", "w", "area"))
    root = np.sqrt(w)
    beta = np.linalg.lstsq(x * root[:, None], y * root, rcond=None)[0]
    moved = w * (y - x @ beta) * (x @ np.linalg.inv(x.T @ (w[:, None] * x))[:, -1])
    return beta[-1], np.sqrt(sum(moved[area == each].sum() ** 2 for each in np.unique(area)))


@pytest.mark.parametrize(("y", "p", "p_effect"), [("ys", 0.09334, 0.10000), ("yb", 0.69214, None)])
def test_p_agrees_with_the_reference(y, p, p_effect):
    found = permute(total(SURVEY, y), 1)
    assert found.p == pytest.approx(p, abs=5e-6)
    assert p_effect is None or found.p_effect == pytest.approx(p_effect, abs=5e-6)
    assert (found.assignments, found.enumerated) == (48_620, True)


def test_t_is_the_effect_over_its_uncorrected_error():
    assert permute(total(SURVEY), 1).t == pytest.approx(0.225725080512 / 0.123827591847, rel=1e-10)


@pytest.mark.parametrize(("areas", "size"), [(7, 3), (8, 4), (8, 2), (8, 6)])
def test_p_is_that_of_refitting_all_rows_for_every_assignment(areas, size):
    data = simulate(areas, size, seed=areas + size, effect=1.0)
    effect, se = fit_rows(data, range(size))
    fits = [fit_rows(data, chosen) for chosen in combinations(range(areas), size)]
    effects, errors = np.array(fits).T
    found = permute(total(data), 1)
    assert found.t == pytest.approx(effect / se, rel=1e-9)
    assert found.p == np.mean(abs(effects / errors) >= abs(effect / se) * (1 - 1e-9))
    assert found.p_effect == np.mean(abs(effects) >= abs(effect) * (1 - 1e-9))
    assert found.assignments == len(fits)


def test_arms_of_seven_and_eleven_have_as_many_assignments_as_there_are():
    """18! / (7! 11!) = 31,824."""
    found = permute(total(simulate(18, 7, seed=1)), 1)
    assert (found.assignments, found.enumerated) == (31_824, True)


def test_equal_areas_have_the_p_of_scipys_permutation_test_of_their_changes():
    """With one respondent an area and wave the effect is the difference of mean changes."""
    rng = np.random.default_rng(2)
    before, after = rng.normal(0, 1, (2, 12))
    sums = AreaSums(
        weight_before=np.ones(12), total_before=before, weight_after=np.ones(12),
        total_after=after, programme=np.arange(12) < 5,
    )  # fmt: skip
    changes = after - before

    def differ(one, other, axis):
        return abs(one.mean(axis=axis) - other.mean(axis=axis))

    peer = stats.permutation_test(
        (changes[:5], changes[5:]), differ, alternative="greater", n_resamples=np.inf
    )
    assert permute(sums, 1).p_effect == pytest.approx(peer.pvalue, rel=1e-12)


def test_draws_agree_with_refitting_rows_within_their_error():
    """Two shares of draws with p near .5 differ by a standard deviation of about .03 at most."""
    data = simulate(40, 20, seed=4, effect=0.2)
    found = permute(total(data), 1)
    assert (found.assignments, found.enumerated) == (10_000, False)
    effect, se = fit_rows(data, range(20))
    rng = np.random.default_rng(5)
    fits = [fit_rows(data, rng.permutation(40)[:20]) for _ in range(400)]
    effects, errors = np.array(fits).T
    error = 4 * math.sqrt(0.25 / 400 + 0.25 / 9_999)
    assert found.t == pytest.approx(effect / se, rel=1e-9)
    assert found.p == pytest.approx(np.mean(abs(effects / errors) >= abs(effect / se)), abs=error)
    assert found.p_effect == pytest.approx(np.mean(abs(effects) >= abs(effect)), abs=error)


def test_draws_are_repeated_by_their_seed_alone():
    sums = total(simulate(40, 20, seed=4, effect=0.2))
    assert permute(sums, 1) == permute(sums, 1)
    assert permute(sums, 1).p != permute(sums, 2).p


def test_drawn_p_counts_the_real_assignment():
    """An effect of a hundred times the noise is reached by the real assignment alone: 1/10,000."""
    found = permute(total(simulate(40, 20, seed=4, effect=100)), 1)
    assert found.p_effect == 1 / 10_000


SAME = {
    "weights times a constant": lambda d: d.assign(w=d["w"] * 7.3),
    "every row twice at half weight": lambda d: pd.concat([d, d]).assign(w=lambda e: e["w"] / 2),
    "rows shuffled": lambda d: d.sample(frac=1, random_state=1),
    "areas renamed": lambda d: d.assign(area=d["area"].map(lambda a: (a * 5) % 18)),
    "a constant added": lambda d: d.assign(ys=d["ys"] + 10_000_000),
    "the outcome scaled": lambda d: d.assign(ys=d["ys"] * 3),
}


@pytest.mark.parametrize("change", SAME.values(), ids=SAME.keys())
def test_what_must_not_move_the_test(change):
    before, after = permute(total(SURVEY), 1), permute(total(change(SURVEY)), 1)
    assert (after.p, after.p_effect) == (before.p, before.p_effect)
    assert after.t == pytest.approx(before.t, rel=1e-7)


@pytest.mark.parametrize("size", [9, 7])
def test_swapping_the_arms_flips_the_sign(size):
    sums = total(simulate(18, size, seed=1))
    before = permute(sums, 1)
    after = permute(dataclasses.replace(sums, programme=~sums.programme), 1)
    assert (after.p, after.p_effect) == (before.p, before.p_effect)
    assert after.t == pytest.approx(-before.t, rel=1e-10)


def test_a_true_null_is_rejected_as_often_as_it_says():
    """2,000 draws of ten unequal areas whose means differ: .05, binomial deviation .005."""
    rng = np.random.default_rng(6)
    found = []
    for _ in range(2000):
        before, after = rng.lognormal(0, 0.8, (2, 10))
        lasting, passing = rng.normal(0, 1, 10), rng.normal(0, 1, (2, 10))
        sums = AreaSums(
            weight_before=before, total_before=before * (lasting + passing[0]),
            weight_after=after, total_after=after * (lasting + passing[1]),
            programme=np.arange(10) < 5,
        )  # fmt: skip
        found.append(permute(sums, 1))
    assert np.mean([each.p <= 0.05 for each in found]) == pytest.approx(0.05, abs=3 * 0.005)
    assert np.mean([each.p_effect <= 0.05 for each in found]) == pytest.approx(0.05, abs=3 * 0.005)


def test_an_area_empty_in_a_period_takes_part_like_any_other():
    data = simulate(8, 4, seed=9, effect=1.0)
    data = data[(data["area"] != 2) | (data["post"] == 1)]
    data = data[(data["area"] != 5) | (data["post"] == 0)]
    effect, se = fit_rows(data, range(4))
    fits = [fit_rows(data, chosen) for chosen in combinations(range(8), 4)]
    effects, errors = np.array(fits).T
    found = permute(total(data), 1)
    assert found.p == np.mean(abs(effects / errors) >= abs(effect / se) * (1 - 1e-9))


@pytest.mark.parametrize("empty", [(0, 4), (0, 1), (4, 5)])
def test_an_assignment_that_empties_an_arm_is_refused(empty):
    """Two of six areas were not asked before, and an arm of two could be made of them."""
    data = simulate(6, 4, seed=1)
    data = data[~data["area"].isin(empty) | (data["post"] == 1)]
    with pytest.raises(NotEstimable, match="an arm would have none"):
        permute(total(data), 1)


@pytest.mark.parametrize("y", [0.0, 40.0, 1e6, np.nan])
def test_areas_that_do_not_differ_are_refused(y):
    data = simulate(8, 4, seed=1).assign(ys=y)
    with pytest.raises(NotEstimable, match="do not differ"):
        permute(total(data), 1)
    with pytest.raises(NotEstimable, match="do not differ"):
        permute(total(data.assign(ys=y + data["treat"] * data["post"])), 1)
