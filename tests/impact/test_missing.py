"""Missing answers: bounds and classes by hand, and imputation where the truth is known."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf

from analysis.impact.clusters import NotEstimable, solve
from analysis.impact.contrast import Contrast
from analysis.impact.design import compare, first
from analysis.impact.inference import infer
from analysis.impact.missing import bound_effect, combine, draw, impute, reweight
from analysis.impact.reduction import reduce_rows

pytestmark = pytest.mark.filterwarnings("error")


def reduce(rows, patterns=()):
    return reduce_rows(
        rows, {"y": 1}, cluster="area", arm="arm", wave="wave", programme="p", after=["2"],
        weight="weight", patterns=patterns,
    )["y"]  # fmt: skip


def effect(cells):
    sums = compare(cells)
    return first(sums) @ solve(sums)


def make(rows, columns):
    """A panel: arm p is the programme's, wave 2 came after it."""
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(programme=table["arm"] == "p", after=table["wave"] == "2")


def simulate(seed, n=4_000, *, lost):
    """True effect 0.10; renters answer yes more often, and `lost` is the share without answer,
    by arm and wave, among those who rent."""
    rng = np.random.default_rng(seed)
    rows = make(
        [(f"{arm}{i}", arm, wave) for arm in "pc" for i in range(9) for wave in "12"],
        ["area", "arm", "wave"],
    ).sample(n, replace=True, random_state=seed, ignore_index=True)
    rows["tenure"] = np.where(rng.uniform(size=n) < 0.5, "rents", "owns")
    rents = rows["tenure"] == "rents"
    share = 0.2 + 0.5 * rents + 0.1 * (rows["programme"] & rows["after"])
    rows["truth"] = (rng.uniform(size=n) < share).astype(float)
    rows["weight"] = rng.lognormal(0, 0.3, n)
    chance = np.array([lost.get(key, 0.0) for key in rows["arm"] + rows["wave"]])
    rows["y"] = rows["truth"].mask(rents & (rng.uniform(size=n) < chance))
    return rows


LEVELS = make(
    [
        ("a", "p", "1", 2.0, 3.0), ("b", "p", "1", 4.0, 1.0), ("b", "p", "1", np.nan, 1.0),
        ("a", "p", "2", 5.0, 2.0), ("b", "p", "2", np.nan, 2.0),
        ("c", "c", "1", 1.0, 1.0), ("d", "c", "1", 3.0, 1.0),
        ("c", "c", "2", 2.0, 3.0), ("d", "c", "2", np.nan, 1.0),
    ],
    ["area", "arm", "wave", "y", "weight"],
)  # fmt: skip


def test_bounds_by_hand():
    """On a scale of 1 to 5.

    Programme before (6 + 4 + [1, 5]) / 5 = [2.2, 3], after (10 + 2 [1, 5]) / 4 = [3, 5];
    others before 2, after (6 + [1, 5]) / 4 = [1.75, 2.75]. So the effect is at least
    (3 - 3) - (2.75 - 2) = -0.75 and at most (5 - 2.2) - (1.75 - 2) = 3.05.
    """
    assert bound_effect(reduce(LEVELS), 1, 5) == pytest.approx((-0.75, 3.05))


def test_bounds_are_the_estimates_of_all_ways_to_fill_in():
    rows = simulate(3, 400, lost={"p2": 0.03, "c1": 0.03})
    blank = np.flatnonzero(rows["y"].isna())
    assert 3 <= len(blank) <= 10
    found = []
    for answers in product([0.0, 1.0], repeat=len(blank)):
        filled = rows["y"].to_numpy(copy=True)
        filled[blank] = answers
        fit = smf.wls("y ~ programme * after", rows.assign(y=filled), weights=rows["weight"]).fit()
        found.append(fit.params.iloc[-1])
    assert bound_effect(reduce(rows), 0, 1) == pytest.approx((min(found), max(found)), abs=1e-10)


def test_bounds_meet_at_the_estimate_where_nothing_is_missing():
    cells = reduce(simulate(4, lost={}))
    assert bound_effect(cells, 0, 1) == pytest.approx((effect(cells),) * 2, abs=1e-12)


def test_bounds_need_every_arm_before_and_after():
    with pytest.raises(NotEstimable, match="nobody was asked"):
        bound_effect(reduce(LEVELS[(LEVELS["arm"] == "p") | LEVELS["after"]]), 1, 5)


CLASSES = make(
    [
        # women under 50: 3 of 4 by weight answered; women over 50: none; men: 2 of 2
        ("a", "p", "2", "woman", "under 50", 1.0, 3.0), ("b", "p", "2", "woman", "under 50", np.nan, 1.0),
        ("a", "p", "2", "woman", "over 50", np.nan, 2.0),
        ("b", "p", "2", "man", "over 50", 0.0, 2.0),
        # nobody of the men answered
        ("a", "p", "1", "man", "over 50", np.nan, 1.0), ("a", "p", "1", "woman", "over 50", 1.0, 3.0),
        ("b", "p", "1", "woman", "under 50", 1.0, 1.0),
        ("c", "c", "1", "man", "over 50", 1.0, 1.0), ("c", "c", "2", "man", "over 50", 1.0, 1.0),
    ],
    ["area", "arm", "wave", "sex", "age", "y", "weight"],
)  # fmt: skip


def weigh(cells, **keys):
    """Weight of those who answered among the cells with such keys."""
    chosen = np.logical_and.reduce([cells.keys[name] == value for name, value in keys.items()])
    return cells.weight[chosen].sum()


def test_weighting_classes_by_hand():
    """Women under 50 afterwards stand for 3 + 1, and for the 2 of the other women as well.

    Of the men before nobody answered, so their 1 is carried by the women of that wave, 3 to 1.
    """
    cells = reweight(reduce(CLASSES, ("sex", "age")), ("sex", "age"))
    assert weigh(cells, arm="p", wave="2", sex="woman") == pytest.approx(6)
    assert weigh(cells, arm="p", wave="2", sex="man") == pytest.approx(2)
    assert weigh(cells, arm="p", wave="1", age="over 50") == pytest.approx(3.75)
    assert weigh(cells, arm="p", wave="1", age="under 50") == pytest.approx(1.25)
    assert weigh(cells, arm="c", wave="2") == pytest.approx(1)


def test_those_who_answered_come_to_weigh_what_all_weigh():
    cells = reduce(simulate(5, lost={"p2": 0.7, "c1": 0.2}), ("tenure",))
    whole = cells.weight + cells.absent[1]
    sums = cells.keys.assign(whole=whole, carried=reweight(cells, ("tenure",)).weight)
    by_class = sums.groupby(["arm", "wave", "tenure"])[["whole", "carried"]].sum()
    assert by_class["carried"].to_numpy() == pytest.approx(by_class["whole"].to_numpy())


def test_weights_stay_where_nothing_is_missing():
    cells = reduce(simulate(6, lost={}), ("tenure",))
    assert (reweight(cells, ("tenure",)).moments == cells.moments).all()


def test_classes_need_somebody_in_every_arm_and_wave():
    rows = LEVELS.assign(y=LEVELS["y"].mask((LEVELS["arm"] == "c") & LEVELS["after"]))
    with pytest.raises(NotEstimable, match="nobody answered in one of the arms"):
        reweight(reduce(rows), ())


def test_weighting_classes_recover_what_complete_cases_miss():
    """Of renters, who say yes more often, 70% are lost to the programme's second wave.

    Left there are 0.15 / 0.65 renters, 27 points fewer than half, each with 0.5 more: -0.135.
    """
    rows = simulate(7, 20_000, lost={"p2": 0.7})
    truth, cells = effect(reduce(rows.assign(y=rows["truth"]))), reduce(rows, ("tenure",))
    assert effect(cells.answered()) - truth == pytest.approx(-0.135, abs=0.02)
    assert effect(reweight(cells, ("tenure",))) == pytest.approx(truth, abs=0.02)
    assert truth == pytest.approx(0.10, abs=0.03)


SETTINGS = {"scale": 1, "confidence": 0.95, "imputations": 20, "seed": 1}


def test_imputation_recovers_what_complete_cases_miss():
    rows = simulate(7, 20_000, lost={"p2": 0.7})
    truth = effect(reduce(rows.assign(y=rows["truth"])))
    assert effect(reduce(rows)) < truth - 0.11
    assert impute(rows, "y", (), **SETTINGS).value < truth - 0.11
    found = impute(rows, "y", ("tenure",), **SETTINGS)
    assert found.value == pytest.approx(truth, abs=0.02)
    assert found.low < 0.10 < found.high


@pytest.mark.slow
def test_imputed_intervals_cover_a_known_effect():
    """50 surveys: 47.5 are expected to be covered, with a binomial standard deviation of 1.54.

    Complete cases miss 0.11 on average. Matching to neighbours leaves less than a tenth of that:
    as estimates differ from what complete answers give by 0.015, chance moves the mean of 50
    differences by 0.002, a fifth of the bound.
    """
    found, truth = [], []
    for seed in range(50):
        rows = simulate(seed, 2_000, lost={"p2": 0.5, "c1": 0.2})
        found.append(impute(rows, "y", ("tenure",), **SETTINGS))
        truth.append(effect(reduce(rows.assign(y=rows["truth"]))))
    assert np.mean([each.value for each in found]) == pytest.approx(np.mean(truth), abs=0.011)
    assert sum(each.low < 0.10 < each.high for each in found) > 47.5 - 3 * 1.54


def test_imputed_answers_are_answers_and_known_ones_stay():
    rows = simulate(8, lost={"p2": 0.5})
    known = rows["y"].notna().to_numpy()
    drawn = list(draw(rows, "y", ("tenure",), 3, 1))
    assert len(drawn) == 3
    assert not (drawn[0] == drawn[1]).all()
    for y in drawn:
        assert set(y) == {0.0, 1.0}
        assert (y[known] == rows["y"][known]).all()


def test_without_covariates_and_weights_every_answer_can_be_drawn():
    """All of an area and period have one prediction; yet donors are not the same few.

    With the same 10 donors for all, the drawn share of an area would stray by 0.15 on average.
    """
    rows = simulate(9, 20_000, lost={"p2": 0.9}).assign(weight=1.0)
    drawn = np.mean(list(draw(rows, "y", (), 20, 1)), axis=0)
    treated = rows.assign(drawn=drawn)[rows["programme"] & rows["after"]]
    lost = treated["y"].isna()
    strayed = (
        treated[lost].groupby("area")["drawn"].mean() - treated[~lost].groupby("area")["y"].mean()
    )
    assert (strayed**2).mean() ** 0.5 < 0.05


def test_draws_differ_as_much_as_what_is_known_is_uncertain():
    """27 of an area's 270 answered: a mean of 243 draws has the variance 1/243 and 1/27 of theirs.

    Matched within the area whatever the coefficients, it would have less than a fifth of that.
    """
    rng = np.random.default_rng(14)
    rows = make(
        [(f"{arm}{i}", arm, wave) for arm in "pc" for i in range(9) for wave in "12"] * 270,
        ["area", "arm", "wave"],
    )  # fmt: skip
    rows["weight"] = rng.uniform(0.2, 1.8, len(rows))
    rows["y"] = 2 * rows["weight"] + rng.normal(size=len(rows))
    chosen = (rows["area"] == "p4") & rows["after"]
    lost = chosen & (chosen.cumsum() > 27)
    rows["y"] = rows["y"].mask(lost)
    means = [y[lost].mean() for y in draw(rows, "y", (), 200, 1)]
    assert np.var(means) == pytest.approx(1 / 27 + 1 / 243, rel=0.4)


def test_without_missing_answers_it_is_the_plain_estimate():
    rows = simulate(10, lost={})
    sums = compare(reduce(rows))
    plain = infer(sums, first(sums), 0.95)
    found = impute(rows, "y", ("tenure",), **SETTINGS)
    for name in ("value", "se", "df", "low", "high", "p"):
        assert getattr(found, name) == pytest.approx(getattr(plain, name), rel=1e-9)


def test_a_seed_gives_one_estimate_and_leaves_other_draws_alone():
    rows = simulate(11, 1_000, lost={"p2": 0.5})
    np.random.seed(5)
    expected = np.random.uniform()
    np.random.seed(5)
    once = impute(rows, "y", ("tenure",), **SETTINGS)
    assert np.random.uniform() == expected
    assert impute(rows, "y", ("tenure",), **SETTINGS) == once
    assert impute(rows, "y", ("tenure",), **SETTINGS | {"seed": 2}) != once


def test_scale_is_the_unit_of_the_imputed_estimate():
    rows = simulate(11, 1_000, lost={"p2": 0.5})
    share = impute(rows, "y", (), **SETTINGS)
    points = impute(rows, "y", (), **SETTINGS | {"scale": 100})
    assert (points.value, points.se) == pytest.approx((100 * share.value, 100 * share.se))


def test_a_category_in_which_nobody_answered_is_imputed_from_the_rest():
    rows = simulate(12, lost={"p2": 0.5})
    rare = rows.index[:3]
    rows.loc[rare, "tenure"], rows.loc[rare, "y"] = "other", np.nan
    found = impute(rows, "y", ("tenure",), **SETTINGS)
    assert found.value == pytest.approx(effect(reduce(rows.assign(y=rows["truth"]))), abs=0.04)


def test_an_area_without_answers_afterwards_is_refused():
    rows = simulate(13, lost={})
    rows["y"] = rows["y"].mask((rows["area"] == "p0") & rows["after"])
    with pytest.raises(NotEstimable, match="one of the areas at one of the waves"):
        impute(rows, "y", (), **SETTINGS)


def test_fewer_answers_than_predictors_are_refused():
    with pytest.raises(NotEstimable, match="too few answered"):
        impute(LEVELS.drop(index=[4, 8]), "y", (), **SETTINGS)


def give(value, se, df=10.0):
    return Contrast(value=value, se=se, df=df, low=0.0, high=0.0, p=0.0)


def test_rubins_rules_and_barnard_rubin_by_hand():
    """Estimates 1, 2, 3 with variances 3, 4, 5 and 10 complete-data degrees of freedom.

    Within 4, between 1: total 4 + 4/3 = 16/3, of which lost 1/4. Degrees of freedom: Rubin's
    (3 - 1) / (1/4)^2 = 32; observed (11/13) 10 (3/4) = 165/26; together 1 / (1/32 + 26/165).
    """
    found = combine([give(1, 3**0.5), give(2, 2), give(3, 5**0.5)], 0.95)
    assert found.value == pytest.approx(2)
    assert found.se == pytest.approx((16 / 3) ** 0.5)
    assert found.df == pytest.approx(1 / (1 / 32 + 26 / 165))
    # t(.975, 5.296) = 2.53, between the tables' 2.571 at 5 and 2.447 at 6
    assert found.high == pytest.approx(2 + 2.53 * (16 / 3) ** 0.5, abs=0.02)


def test_imputations_that_agree_lose_nothing():
    found = combine([give(2, 0.5)] * 20, 0.95)
    assert (found.value, found.se) == pytest.approx((2, 0.5))
    assert found.df == pytest.approx(11 / 13 * 10)
