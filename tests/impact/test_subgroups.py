"""Interactions against rows, and the effect in a subgroup recovered."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from analysis.impact.areas import leave_out, share_weight
from analysis.impact.clusters import NotEstimable, solve
from analysis.impact.design import compare, first, interact
from analysis.impact.inference import infer
from analysis.impact.reduction import reduce_rows


def simulate(seed=5, size=150) -> pd.DataFrame:
    """Two waves in 18 areas; the effect is 2 among men and 8 among women."""
    rng = np.random.default_rng(seed)
    area = np.repeat(np.arange(18), 2 * size)
    post = np.tile(np.repeat([0, 1], size), 18)
    treat = (area < 9).astype(int)
    sex = rng.choice(["man", "woman"], len(area))
    effect = np.where(sex == "woman", 8, 2) * treat * post
    y = (
        40
        + rng.normal(0, 3, 18)[area]
        + effect
        + 3 * (sex == "woman")
        + rng.normal(0, 8, len(area))
    )
    return pd.DataFrame(
        {"area": area, "treat": treat, "post": post, "sex": sex, "y": y,
         "w": rng.lognormal(0, 0.4, len(area))}
    )  # fmt: skip


def reduce(data):
    return reduce_rows(
        data, {"y": 1.0}, cluster="area", arm="treat", wave="post", programme=1, after=[1],
        weight="w", patterns=["sex"],
    )["y"]  # fmt: skip


def test_the_interaction_equals_a_fit_on_rows():
    data = simulate()
    t, p, s = data["treat"], data["post"], (data["sex"] == "woman").astype(int)
    x = np.column_stack([t * p * s, t * p, np.ones(len(data)), t, p, s, t * s, p * s])
    peer = sm.WLS(data["y"], x, weights=data["w"]).fit().params.to_numpy()
    assert solve(interact(reduce(data), "sex", "woman")) == pytest.approx(peer, rel=1e-11)


def test_subgroup_effects_and_their_difference_are_recovered():
    """Twenty surveys: their means are within three standard errors of 6 and 8."""
    gaps, women = [], []
    for seed in range(20):
        gap, other = solve(interact(reduce(simulate(seed)), "sex", "woman"))[:2]
        gaps.append(gap)
        women.append(gap + other)
    for found, truth in ((gaps, 6), (women, 8)):
        assert abs(np.mean(found) - truth) < 3 * np.std(found) / 20**0.5


def test_swapping_the_categories_flips_the_difference():
    cells = reduce(simulate())
    women, men = interact(cells, "sex", "woman"), interact(cells, "sex", "man")
    one, other = infer(women, first(women), 0.95), infer(men, first(men), 0.95)
    assert one.value == pytest.approx(-other.value, rel=1e-9)
    assert one.p == pytest.approx(other.p, rel=1e-8)


def test_people_who_did_not_state_it_are_in_neither_group():
    data = simulate()
    unknown = data.assign(sex=data["sex"].where(np.arange(len(data)) % 10 > 0))
    known = data[np.arange(len(data)) % 10 > 0]
    assert solve(interact(reduce(unknown), "sex", "man"))[0] == pytest.approx(
        solve(interact(reduce(known), "sex", "man"))[0], rel=1e-11
    )


def test_a_subgroup_absent_from_an_area_is_not_estimable():
    data = simulate()
    gone = data[(data["area"] != 3) | (data["sex"] == "man") | (data["post"] == 0)]
    with pytest.raises(NotEstimable, match="nobody of the subgroup answered in some area"):
        interact(reduce(gone), "sex", "woman")


def test_leaving_an_area_out_is_the_fit_without_its_rows():
    data = simulate()
    found = leave_out(reduce(data), 0.95)
    assert len(found) == 18
    rest = compare(reduce(data[data["area"] != 7]))
    peer = infer(rest, first(rest), 0.95)
    assert found["7"].value == pytest.approx(peer.value, rel=1e-11)
    assert found["7"].se == pytest.approx(peer.se, rel=1e-9)


def test_without_one_of_two_areas_of_an_arm_there_is_nothing_to_compare():
    data = simulate().query("area < 2 or area >= 9")
    found = leave_out(reduce(data), 0.95)
    assert isinstance(found["0"], NotEstimable)
    assert not isinstance(found["12"], NotEstimable)


def test_shares_of_weight_by_hand():
    """Equal areas hold 1/18 each; an area with double weights holds 2/19."""
    data = simulate().assign(w=1.0)
    assert share_weight(compare(reduce(data))) == pytest.approx(np.full(18, 1 / 18))
    data.loc[data["area"] == 0, "w"] = 2.0
    sums = compare(reduce(data))
    by_name = dict(zip(sums.clusters, share_weight(sums), strict=True))
    assert by_name["0"] == pytest.approx(2 / 19)
