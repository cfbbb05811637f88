"""Area means adjusted for what is known of areas: by hand, statsmodels, and known effects."""

import dataclasses

import numpy as np
import pytest
import statsmodels.api as sm

from analysis.impact.areas import adjust_areas, compare_areas
from analysis.impact.clusters import NotEstimable
from analysis.impact.outcomes import estimate_impact
from analysis.impact.randomisation import AreaSums
from analysis.results.records import Mark
from tests.impact.test_outcomes import declare, simulate


def make_areas(before, after, programme, weights=None):
    one = np.ones(len(programme)) if weights is None else weights
    return AreaSums(
        weight_before=one, total_before=one * np.asarray(before, float), weight_after=2 * one,
        total_after=2 * one * np.asarray(after, float), programme=np.asarray(programme, bool),
    )  # fmt: skip


def draw(seed=5, count=18):
    """Areas with weights, means before and after, and two covariates."""
    rng = np.random.default_rng(seed)
    programme = np.arange(count) % 2 == 0
    known = {"deprivation": rng.normal(30, 8, count), "rented": rng.random(count)}
    before = 40 + 0.3 * known["deprivation"] + rng.normal(0, 2, count)
    after = 10 + 0.7 * before + 3 * programme + rng.normal(0, 2, count)
    return make_areas(before, after, programme, rng.lognormal(0, 1, count)), known


def regress(areas, columns, outcome):
    """The effect by statsmodels, each area counting equally."""
    x = np.column_stack([np.ones(len(outcome)), areas.programme, *columns])
    return sm.OLS(outcome, x).fit()


@pytest.mark.parametrize("names", [("baseline",), ("baseline", "deprivation"),
                                   ("rented", "baseline", "deprivation")])  # fmt: skip
def test_with_the_mean_before_it_is_an_analysis_of_covariance(names):
    areas, known = draw()
    before, after = areas.total_before / areas.weight_before, areas.total_after / areas.weight_after
    columns = [before if name == "baseline" else known[name] for name in names]
    fit = regress(areas, columns, after)
    found = adjust_areas(areas, {name: known.get(name) for name in names}, 0.95)
    assert found.value == pytest.approx(fit.params[1], rel=1e-10)
    assert found.se == pytest.approx(fit.bse[1], rel=1e-10)
    assert found.df == fit.df_resid == 18 - 2 - len(names)
    assert found.p == pytest.approx(fit.pvalues[1], rel=1e-8)
    assert (found.low, found.high) == pytest.approx(tuple(fit.conf_int()[1]), rel=1e-9)


def test_without_it_changes_are_adjusted():
    areas, known = draw()
    change = areas.total_after / areas.weight_after - areas.total_before / areas.weight_before
    fit = regress(areas, [known["deprivation"]], change)
    found = adjust_areas(areas, {"deprivation": known["deprivation"]}, 0.95)
    assert (found.value, found.se) == pytest.approx((fit.params[1], fit.bse[1]), rel=1e-10)


def test_a_sum_by_hand():
    """Covariate 0, 1, 2 in both arms, so the arms' means differ by the effect whatever its slope:
    means after are 3 and 6 of the comparators (1, 3, 5) and the programme (4, 6, 8).

    The slope is 2 in both, so a residual has to be added: with 1, 3, 5 and 4, 7, 7 the means are
    3 and 6; slope (4 + 3) / 4 = 1.75; residuals -0.25, 0, 0.25 and -0.25, 1, -0.75, squares
    0.125 and 1.625, in all 1.75 on 6 - 3 = 3 degrees of freedom; the error is
    sqrt(1.75 / 3 x 2 / 3).
    """
    areas = make_areas(np.zeros(6), [1, 3, 5, 4, 7, 7], [0, 0, 0, 1, 1, 1])
    found = adjust_areas(areas, {"known": np.array([0.0, 1, 2, 0, 1, 2])}, 0.95)
    assert (found.value, found.df) == pytest.approx((3, 3))
    assert found.se == pytest.approx(np.sqrt(1.75 / 3 * 2 / 3))


def test_scale_and_place_of_a_covariate_move_nothing():
    areas, known = draw()
    plain = adjust_areas(areas, {"deprivation": known["deprivation"]}, 0.95)
    other = adjust_areas(areas, {"deprivation": 1e6 - 1e4 * known["deprivation"]}, 0.95)
    assert dataclasses.astuple(other) == pytest.approx(dataclasses.astuple(plain), rel=1e-8)


def test_what_explains_the_confounding_is_taken_out():
    """Deprived areas fall back by half a point for each point, and the programme went to them: an
    effect of 3 hides behind it. Over 400 studies the comparison of changes is off by as much as
    the arms differ, 10 x 0.5; the adjusted one is not, and its intervals hold 3 as often as they
    should."""
    rng = np.random.default_rng(1)
    programme = np.arange(18) < 9
    plain, adjusted, held = [], [], 0
    for _ in range(400):
        deprivation = rng.normal(30 + 10 * programme, 5)
        before = rng.normal(50, 3, 18)
        after = before + 3 * programme - 0.5 * deprivation + rng.normal(0, 2, 18)
        areas = make_areas(before, after, programme)
        found = adjust_areas(areas, {"deprivation": deprivation}, 0.95)
        plain.append(compare_areas(areas, 0.95).value)
        adjusted.append(found.value)
        held += found.low <= 3 <= found.high
    assert np.mean(plain) == pytest.approx(3 - 5, abs=0.3)
    assert np.mean(adjusted) == pytest.approx(3, abs=4 * np.std(adjusted) / 20)
    # Of 400 intervals 380 +- 4.4; three and a half standard errors are 15.
    assert 365 <= held <= 395


def test_regression_to_the_mean_is_taken_out_by_the_mean_before():
    """The programme went to the nine areas that stood lowest in a survey with chance in it; that
    chance is gone in the next, without any effect."""
    rng = np.random.default_rng(2)
    plain, adjusted = [], []
    for _ in range(400):
        lasting = rng.normal(50, 3, 18)
        before = lasting + rng.normal(0, 3, 18)
        after = lasting + rng.normal(0, 3, 18)
        areas = make_areas(before, after, before < np.median(before))
        plain.append(compare_areas(areas, 0.95).value)
        adjusted.append(adjust_areas(areas, {"baseline": None}, 0.95).value)
    assert np.mean(plain) > 2
    assert np.mean(adjusted) == pytest.approx(0, abs=4 * np.std(adjusted) / 20)


@pytest.mark.parametrize(
    ("covariates", "reason"),
    [
        ({"known": np.full(18, 0.1)}, "'known' is the same in all areas compared"),
        ({"known": np.arange(18) % 2 * 3.0}, "'known' follows from the group of areas"),
        (
            {"a": np.arange(18.0) ** 2, "b": 7 - 0.1 * np.arange(18.0) ** 2},
            "'b' follows from the group of areas and the other covariates",
        ),
        (
            {f"k{i}": np.arange(18.0) ** i for i in range(1, 9)},
            "18 areas are too few for 10 coefficients",
        ),
    ],
    ids=["constant", "arm", "one of the other", "many"],
)  # fmt: skip
def test_what_can_not_be_estimated_says_why(covariates, reason):
    areas, _ = draw()
    with pytest.raises(NotEstimable, match=reason):
        adjust_areas(areas, covariates, 0.95)


def test_two_areas_for_each_coefficient_are_enough():
    areas, known = draw(count=8)
    some = {"baseline": None, "deprivation": known["deprivation"]}
    assert adjust_areas(areas, some, 0.95).df == 4
    with pytest.raises(NotEstimable, match="8 areas are too few for 5 coefficients"):
        adjust_areas(areas, some | {"rented": known["rented"]}, 0.95)


def test_a_lone_area_of_an_arm_is_refused():
    areas = make_areas(np.zeros(8), np.arange(8.0), np.arange(8) == 0)
    with pytest.raises(NotEstimable):
        adjust_areas(areas, {"known": np.arange(8.0) ** 2}, 0.95)


def declare_known(names, **other):
    """A study whose areas have a deprivation."""
    study = declare(**other)
    areas = tuple(
        dataclasses.replace(area, covariates={"deprivation": place % 7})
        for place, area in enumerate(study.areas)
    )
    model = dataclasses.replace(study.model, area_covariates=names)
    return dataclasses.replace(study, areas=areas, model=model)


def test_it_is_one_more_way_for_every_outcome_where_it_is_declared():
    study = declare_known(("deprivation", "baseline"))
    panel = simulate(study)
    evidence = estimate_impact(panel, study)
    found = {row.outcome: row for row in evidence.specifications if row.id == "areas-adjusted"}
    assert list(found) == ["voice", "trust", "sleep"]
    trust = found["trust"]
    mean = (
        panel.assign(total=panel["trust"] * panel["weight"])
        .groupby(["area", "after"])[["total", "weight"]].sum()
        .pipe(lambda d: d["total"] / d["weight"]).unstack()
    )  # fmt: skip
    known = [area.covariates["deprivation"] for area in study.areas]
    x = np.column_stack([np.ones(18), np.arange(18) < 9, known, mean[False]])
    fit = sm.OLS(mean[True].to_numpy(), x.astype(float)).fit()
    assert (trust.effect, trust.se, trust.df) == pytest.approx((fit.params[1], fit.bse[1], 14))
    # An effect of 5 was simulated.
    assert trust.low < 5 < trust.high


def test_nothing_else_changes_and_without_a_declaration_nothing_at_all():
    declared, unused, plain = declare_known(("deprivation",)), declare_known(()), declare()
    panel = simulate(plain)
    results = [estimate_impact(panel, study) for study in (declared, unused, plain)]
    assert results[1] == results[2]
    rest = tuple(row for row in results[0].specifications if row.id != "areas-adjusted")
    assert dataclasses.replace(results[0], specifications=rest) == results[2]


def test_too_few_areas_left_is_a_reason_in_the_results():
    study = declare_known(("deprivation", "baseline"), arms=(3, 3))
    panel = simulate(study)
    rows = estimate_impact(panel, study).specifications
    (row, *_) = [row for row in rows if row.id == "areas-adjusted"]
    assert row.effect == Mark.UNAVAILABLE
    assert row.reason == "6 areas are too few for 4 coefficients, two for each at least"
