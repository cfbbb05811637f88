"""Wild bootstrap against stored reference values, against plain refits of rows, and identities.

sim18.csv is simulated: 18 areas, weights w, a scale ys and a binary yb, two waves.
"""

import dataclasses
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.impact.clusters import NotEstimable, sum_clusters
from analysis.impact.wild import bootstrap, choose_signs, step_down

SURVEY = pd.read_csv(Path(__file__).with_name("sim18.csv"))
PARTS = ("xx", "xwx", "xwwx", "xy", "xwy", "rows")
EFFECT = np.array([0.0, 0.0, 0.0, 1.0])


def design(data):
    treat, post = data["treat"].to_numpy(float), data["post"].to_numpy(float)
    return np.column_stack([np.ones(len(data)), treat, post, treat * post])


def total(data, y="ys"):
    y, w = data[y].to_numpy(float), data["w"].to_numpy(float)
    return sum_clusters(design(data), y, w, data["area"].to_numpy())


def wild(data=SURVEY, y="ys", confidence=0.95, seed=1):
    return bootstrap(total(data, y), EFFECT, confidence, seed)


def simulate(areas, seed, effect=0.0, rows=6):
    """A small survey with unequal areas and weights, arms of different size."""
    rng = np.random.default_rng(seed)
    area = np.repeat(np.arange(areas), rng.integers(rows - 2, rows + 3, areas))
    post = rng.integers(0, 2, len(area))
    post[np.r_[True, area[1:] != area[:-1]]] = 0
    post[np.r_[area[1:] != area[:-1], True]] = 1
    treat = (area < areas // 2).astype(int)
    shock = rng.normal(0, 0.7, (areas, 2))[area, post]
    y = shock + effect * treat * post + rng.normal(0, 1, len(area))
    w = rng.lognormal(0, 0.5, len(area))
    return pd.DataFrame({"area": area, "treat": treat, "post": post, "ys": y, "w": w})


def fit_rows(x, y, w, area):
    """Coefficients, and the last one's standard error with scores summed row by row.

    y has one column for each regression.
    """
    root = np.sqrt(w)[:, None]
    beta = np.linalg.lstsq(x * root, y * root, rcond=None)[0]
    pull = w * (x @ np.linalg.inv(x.T @ (w[:, None] * x))[:, -1])
    moved = pull[:, None] * (y - x @ beta)
    variance = sum(moved[area == each].sum(axis=0) ** 2 for each in np.unique(area))
    return beta, np.sqrt(variance)


def bootstrap_rows(data, vectors, null=0.0):
    """|t| and |t*| by refitting all rows for each vector, a dict from area to sign."""
    x, y, w = design(data), data["ys"].to_numpy()[:, None], data["w"].to_numpy()
    area = data["area"].to_numpy()
    beta, se = fit_rows(x, y, w, area)
    tested = null * x[:, -1:]
    fitted = tested + x[:, :-1] @ fit_rows(x[:, :-1], y - tested, w, area)[0]
    signs = np.array([[vector[each] for vector in vectors] for each in area])
    again, spread = fit_rows(x, fitted + signs * (y - fitted), w, area)
    return abs(beta[-1] - null)[0] / se[0], abs(again[-1] - null) / spread


def enumerate_vectors(areas):
    return [dict(zip(areas, signs, strict=True)) for signs in product([1, -1], repeat=len(areas))]


def test_p_and_interval_agree_with_the_enumerated_reference():
    found = wild()
    assert found.p == 0.0935211181640625
    assert found.low == pytest.approx(-0.03009, abs=5e-6)
    assert found.high == pytest.approx(0.526, abs=5e-5)
    assert found.t == pytest.approx(0.225725080512 / 0.123827591847, rel=1e-10)
    assert (found.draws, found.enumerated) == (2**18, True)


def test_binary_outcome_agrees_with_the_enumerated_reference():
    assert wild(y="yb").p == 0.69146728515625


def test_family_agrees_with_the_reference_in_either_order():
    pair = [(total(SURVEY, "ys"), EFFECT), (total(SURVEY, "yb"), EFFECT)]
    assert step_down(pair, 1) == pytest.approx([0.17951202, 0.69146729], abs=5e-9)
    assert step_down(pair[::-1], 1) == pytest.approx([0.69146729, 0.17951202], abs=5e-9)


@pytest.mark.parametrize("areas", [6, 7, 8])
def test_p_is_that_of_refitting_all_rows_for_every_sign_vector(areas):
    data = simulate(areas, seed=areas, effect=1.0)
    t, drawn = bootstrap_rows(data, enumerate_vectors(range(areas)))
    found = wild(data)
    assert abs(found.t) == pytest.approx(t, rel=1e-10)
    assert found.p == np.mean(drawn >= t * (1 - 1e-9))


def test_interval_ends_where_refitted_rows_begin_to_reject():
    data, vectors = simulate(8, seed=5, effect=1.0), enumerate_vectors(range(8))
    found = wild(data, confidence=0.90)
    step = 1e-4 * (found.high - found.low)
    for null, rejected in {
        found.low - step: True, found.low + step: False,
        found.high - step: False, found.high + step: True,
    }.items():  # fmt: skip
        t, drawn = bootstrap_rows(data, vectors, null)
        assert (np.mean(drawn >= t * (1 - 1e-9)) <= 0.10) == rejected


def test_interval_has_no_end_where_so_few_clusters_cannot_reject():
    """With five areas p is at least 2/32 = .0625, with six at least 2/64 = .03125."""
    five, six = wild(simulate(5, seed=3)), wild(simulate(6, seed=3))
    assert (five.low, five.high) == (-np.inf, np.inf)
    assert np.isfinite([six.low, six.high]).all()


def test_many_clusters_agree_with_refitting_rows_for_the_same_draws():
    data = simulate(22, seed=8, effect=0.8, rows=4)
    signs = choose_signs(tuple(range(22)), 7)
    vectors = [dict(enumerate(each)) for each in signs.first]
    t, drawn = bootstrap_rows(data, vectors)
    found = wild(data, seed=7)
    assert found.p == np.mean(drawn >= t * (1 - 1e-9))
    assert (found.draws, found.enumerated) == (10_000, False)


def test_drawn_signs_are_webbs_six_points_and_differ_between_clusters():
    """Each point 1/6 of 22 x 9,999 draws, give or take 4 binomial standard deviations (.0008)."""
    observed, *drawn = choose_signs(tuple(range(22)), 7).first
    drawn = np.array(drawn)
    assert (observed == 1).all()
    points, counts = np.unique(drawn, return_counts=True)
    assert points**2 == pytest.approx([1.5, 1, 0.5, 0.5, 1, 1.5])
    assert counts / drawn.size == pytest.approx(np.full(6, 1 / 6), abs=4 * 0.0008)
    assert np.abs(np.corrcoef(drawn.T) - np.eye(22)).max() < 5 / 9_999**0.5


def test_another_seed_moves_p_by_no_more_than_draws_do():
    """Both p have a binomial standard deviation of at most (.25 / 9,999)^½ = .005."""
    data = simulate(24, seed=2, effect=0.5)
    one, other = wild(data, seed=1), wild(data, seed=2)
    assert one.p != other.p
    assert one.p == pytest.approx(other.p, abs=4 * 0.005 * 2**0.5)


def test_drawn_signs_stay_with_their_cluster():
    data = simulate(24, seed=2, effect=0.5)
    sums = total(data)
    parts = {name: getattr(sums, name)[::-1] for name in (*PARTS, "clusters")}
    backwards = dataclasses.replace(sums, **parts)
    assert bootstrap(backwards, EFFECT, 0.95, 1).p == wild(data).p
    assert step_down([(backwards, EFFECT)], 1) == pytest.approx([wild(data).p])


SAME = {
    "weights times a constant": lambda d: d.assign(w=d["w"] * 7.3),
    "every row twice at half weight": lambda d: pd.concat([d, d]).assign(w=lambda e: e["w"] / 2),
    "rows shuffled": lambda d: d.sample(frac=1, random_state=1),
    "clusters renamed": lambda d: d.assign(area=d["area"].rsub(99).astype(str)),
    "a constant added": lambda d: d.assign(ys=d["ys"] + 1000),
}


@pytest.mark.parametrize("change", SAME.values(), ids=SAME.keys())
def test_what_must_not_move_the_test(change):
    before, after = wild(), wild(change(SURVEY))
    assert after.p == before.p
    assert after.t == pytest.approx(before.t, rel=1e-8)
    assert (after.low, after.high) == pytest.approx((before.low, before.high), abs=1e-6)


def test_scaling_the_outcome_scales_the_interval():
    before, after = wild(), wild(SURVEY.assign(ys=SURVEY["ys"] * -3))
    assert after.p == before.p
    assert (after.low, after.high) == pytest.approx((-3 * before.high, -3 * before.low), abs=1e-6)


def test_swapping_the_arms_flips_the_interval():
    before, after = wild(), wild(SURVEY.assign(treat=1 - SURVEY["treat"]))
    assert after.p == before.p
    assert (after.low, after.high) == pytest.approx((-before.high, -before.low), abs=1e-6)


def test_an_estimate_of_zero_has_a_p_of_one():
    data = simulate(8, seed=4)
    x, w = design(data), data["w"].to_numpy()
    effect = fit_rows(x, data[["ys"]].to_numpy(), w, data["area"].to_numpy())[0][-1, 0]
    found = wild(data.assign(ys=data["ys"] - effect * data["treat"] * data["post"]))
    assert found.p == 1
    assert found.low < 0 < found.high


def test_a_cluster_without_rows_adds_nothing():
    sums = total(simulate(7, seed=1))
    padded = {
        name: np.concatenate([getattr(sums, name), np.zeros_like(getattr(sums, name)[:1])])
        for name in PARTS
    }
    padded = dataclasses.replace(sums, **padded, clusters=(*sums.clusters, "empty"))
    assert bootstrap(padded, EFFECT, 0.95, 1) == bootstrap(sums, EFFECT, 0.95, 1)


def test_family_with_a_missing_cluster_is_that_of_refitted_rows():
    """Three outcomes, the second not asked in area 2, the third not in area 6: one sign an area."""
    one, two, three = (simulate(7, seed, effect) for seed, effect in ((1, 0.6), (2, 1.2), (3, 0)))
    outcomes = [one, two[two["area"] != 2], three[three["area"] != 6]]
    vectors = enumerate_vectors(range(7))
    t, drawn = zip(*(bootstrap_rows(data, vectors) for data in outcomes), strict=True)
    expected, above = np.empty(3), 0.0
    order = sorted(range(3), key=lambda place: -t[place])
    for rank, place in enumerate(order):
        largest = np.max([drawn[rest] for rest in order[rank:]], axis=0)
        above = max(above, np.mean(largest >= t[place] * (1 - 1e-9)))
        expected[place] = above
    assert step_down([(total(data), EFFECT) for data in outcomes], 1) == pytest.approx(expected)


def test_family_of_one_and_of_twins_keep_their_p():
    """An outcome that always moves with another needs no adjustment for it."""
    single = (total(SURVEY), EFFECT)
    twin = (total(SURVEY.assign(ys=5 - 2 * SURVEY["ys"])), EFFECT)
    assert step_down([single], 1) == pytest.approx([wild().p])
    assert step_down([single, twin], 1) == pytest.approx([wild().p] * 2)


def test_interval_covers_the_true_effect_as_often_as_it_says():
    """300 surveys of 12 areas: 285 covered, with a binomial standard deviation of 3.8."""
    found = [wild(simulate(12, seed, effect=1.0, rows=20)) for seed in range(300)]
    covered = sum(each.low <= 1 <= each.high for each in found)
    assert 285 - 3 * 3.8 < covered < 285 + 3 * 3.8


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda d: d.assign(ys=40.0), "do not differ"),
        (lambda d: d.assign(ys=0.0), "do not differ"),
        (lambda d: d.assign(ys=np.nan), "do not differ"),
        (lambda d: d.assign(ys=3.0 + d["treat"] * d["post"]), "do not differ"),
        (lambda d: d[(d["treat"] == 0) | (d["post"] == 1)], "depend on each other"),
    ],
)
def test_where_the_test_does_not_apply_it_says_why(change, reason):
    data = change(simulate(8, seed=1))
    with pytest.raises(NotEstimable, match=reason):
        wild(data)
    with pytest.raises(NotEstimable, match=reason):
        step_down([(total(simulate(8, seed=2)), EFFECT), (total(data), EFFECT)], 1)
