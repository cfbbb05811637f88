"""The logit against R 4.2.2, against statsmodels on rows, and against odds done by hand."""

import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy.special import expit

from analysis.impact.clusters import NotEstimable
from analysis.impact.design import periods
from analysis.impact.logit import estimate_logit, fit_logit, sandwich_logit
from analysis.impact.reduction import reduce_rows

SURVEY = pd.read_csv(Path(__file__).with_name("sim18.csv")).assign(
    years=lambda d: np.where(d["age"] < 50, "under 50", "50 or more"), setting=lambda d: d["urban"]
)
pytestmark = pytest.mark.filterwarnings("error")


def reduce(data=SURVEY, patterns=(), factor=100):
    return reduce_rows(
        data, {"yb": factor}, cluster="area", arm="treat", wave="post", programme=1, after=[1],
        weight="w", patterns=patterns,
    )["yb"]  # fmt: skip


def regress(data, covariates=()):
    """The same regression by statsmodels, on rows, with errors clustered by area."""
    dummies = [pd.get_dummies(data[name], dtype=float).iloc[:, 1:] for name in covariates]
    plain = [data["treat"] * data["post"], np.ones(len(data)), data["treat"], data["post"]]
    x = np.column_stack([*plain, *dummies]).astype(float)
    model = sm.GLM(data["yb"], x, family=sm.families.Binomial(), freq_weights=data["w"])
    with warnings.catch_warnings():  # that it does not know weights as frequencies with clusters
        warnings.simplefilter("ignore")
        settings = {"groups": data["area"], "use_correction": False}
        return x, model.fit(tol=1e-14, cov_type="cluster", cov_kwds=settings)


def affect(data, covariates=()):
    """Effect on the treated by statsmodels' predictions, in percentage points."""
    x, fit = regress(data, covariates)
    without = x.copy()
    without[:, 0] = 0
    gain = fit.predict(x) - fit.predict(without)
    treated = x[:, 0] == 1
    return 100 * np.average(gain[treated], weights=data["w"][treated])


def test_coefficient_and_uncorrected_error_agree_with_r():
    cells = reduce()
    sums = np.column_stack(periods(cells)), cells.weight, cells.total / 100
    assert fit_logit(*sums)[0] == pytest.approx(0.0544112052409, rel=1e-11)
    variance = sandwich_logit(*sums, cells.keys["cluster"].to_numpy())[0, 0]
    assert variance**0.5 == pytest.approx(0.13887413571, rel=1e-10)


def test_effect_on_the_treated_agrees_with_r():
    assert estimate_logit(reduce(), 100, 0.95).value == pytest.approx(1.3569, abs=5e-5)


def test_every_coefficient_and_error_is_that_of_statsmodels():
    covariates = ("years", "setting")
    cells = reduce(patterns=covariates)
    dummies = [
        (cells.keys["years"] == "under 50").to_numpy(float),
        (cells.keys["setting"] == "1").to_numpy(float),
    ]
    sums = np.column_stack([*periods(cells), *dummies]), cells.weight, cells.total / 100
    covariance = sandwich_logit(*sums, cells.keys["cluster"].to_numpy())
    _, peer = regress(SURVEY, covariates)
    assert fit_logit(*sums) == pytest.approx(np.asarray(peer.params), rel=1e-10)
    assert np.diag(covariance) ** 0.5 == pytest.approx(np.asarray(peer.bse), rel=1e-9)


@pytest.mark.parametrize("covariates", [(), ("years", "setting")], ids=["plain", "adjusted"])
def test_jackknife_is_that_of_fits_on_rows_without_each_area(covariates):
    found = estimate_logit(reduce(patterns=covariates), 100, 0.95, covariates)
    value = affect(SURVEY, covariates)
    rest = [affect(SURVEY[SURVEY["area"] != area], covariates) for area in range(18)]
    se = (17 / 18 * np.sum((np.array(rest) - value) ** 2)) ** 0.5
    assert found.value == pytest.approx(value, rel=1e-9)
    assert found.se == pytest.approx(se, rel=1e-8)
    assert found.df == 17
    # t(.975, 17) = 2.109816
    assert found.high - found.value == pytest.approx(2.109816 * se, rel=1e-6)


def test_effect_on_the_treated_by_hand():
    """Others' odds go from 20:80 to 30:70, times 12/7; the programme's would from 1 to 12/7.

    So 12/19 of its respondents, where 80 in 100 were found. (The difference of changes is 20.)
    """
    shares = {(1, 0): 50, (1, 1): 80, (0, 0): 20, (0, 1): 30}
    rows = [
        (area, int(area < 4), post, float(i < shares[int(area < 4), post] + shift), 1.0)
        for area in range(8)
        for post in (0, 1)
        for shift in ((-4, 4)[area % 2] * post,)
        for i in range(100)
    ]
    data = pd.DataFrame(rows, columns=["area", "treat", "post", "yb", "w"])
    assert estimate_logit(reduce(data), 100, 0.95).value == pytest.approx(80 - 1200 / 19, rel=1e-10)


SAME = {
    "weights times a constant": lambda d: d.assign(w=d["w"] * 7.3),
    "every row twice at half weight": lambda d: pd.concat([d, d]).assign(w=lambda e: e["w"] / 2),
    "clusters renamed": lambda d: d.assign(area=d["area"].rsub(99).astype(str)),
}


@pytest.mark.parametrize("change", SAME.values(), ids=SAME.keys())
def test_what_must_not_move_the_estimate(change):
    before = estimate_logit(reduce(), 100, 0.95)
    after = estimate_logit(reduce(change(SURVEY)), 100, 0.95)
    assert (after.value, after.se) == pytest.approx((before.value, before.se), rel=1e-8)


def test_scale_is_the_unit_of_the_estimate():
    share, points = estimate_logit(reduce(factor=1), 1, 0.9), estimate_logit(reduce(), 100, 0.9)
    assert (points.value, points.se) == pytest.approx((100 * share.value, 100 * share.se))
    assert points.p == pytest.approx(share.p)


def test_a_covariate_told_by_another_changes_nothing():
    twice = SURVEY.assign(again=SURVEY["years"])
    found = estimate_logit(reduce(twice, ("years", "again")), 100, 0.95, ("years", "again"))
    alone = estimate_logit(reduce(patterns=("years",)), 100, 0.95, ("years",))
    assert (found.value, found.se) == pytest.approx((alone.value, alone.se), rel=1e-9)


@pytest.mark.parametrize("answer", [0, 1])
@pytest.mark.parametrize("treat", [0, 1])
def test_an_arm_and_period_with_one_answer_is_refused(answer, treat):
    chosen = (SURVEY["treat"] == treat) & (SURVEY["post"] == 1)
    data = SURVEY.assign(yb=SURVEY["yb"].mask(chosen, answer))
    with pytest.raises(NotEstimable, match=r"^in one arm and period.* all answers are the same"):
        estimate_logit(reduce(data), 100, 0.95)


def test_a_category_with_one_answer_is_refused():
    data = SURVEY.assign(yb=SURVEY["yb"].mask(SURVEY["years"] == "under 50", 0))
    with pytest.raises(NotEstimable, match="one category of a covariate"):
        estimate_logit(reduce(data, ("years",)), 100, 0.95, ("years",))


def test_separated_answers_are_refused_where_steps_overshoot():
    """All say yes at 0, none at 50, and some at 2: the slope falls without limit, in leaps."""
    columns = np.array([[1, 0.0], [1, 2.0], [1, 50.0]])
    with pytest.raises(NotEstimable, match="all answers are the same"):
        fit_logit(columns, np.array([74.0, 3.0, 5.0]), np.array([74.0, 1.2, 0.0]))


def test_an_arm_and_period_that_rests_on_one_area_is_refused():
    """Without the area, all answers there are no: the jackknife has no estimate."""
    treated = SURVEY.loc[SURVEY["treat"] == 1, "area"].unique()
    rest = (SURVEY["treat"] == 1) & (SURVEY["post"] == 1) & (SURVEY["area"] != treated[0])
    with pytest.raises(NotEstimable, match="without one of the areas"):
        estimate_logit(reduce(SURVEY.assign(yb=SURVEY["yb"].mask(rest, 0))), 100, 0.95)


def test_a_covariate_that_is_the_programme_afterwards_is_refused():
    data = SURVEY.assign(told=(SURVEY["treat"] * SURVEY["post"]).astype(str))
    with pytest.raises(NotEstimable, match="depend on each other"):
        estimate_logit(reduce(data, ("told",)), 100, 0.95, ("told",))


def test_an_arm_without_answers_afterwards_is_refused():
    unasked = (SURVEY["treat"] == 0) & (SURVEY["post"] == 1)
    with pytest.raises(NotEstimable, match="nobody answered"):
        estimate_logit(reduce(SURVEY.assign(yb=SURVEY["yb"].mask(unasked))), 100, 0.95)


def test_a_known_effect_is_recovered():
    """Log odds rise from 0 by 0.4 everywhere, and by 0.8 more with the programme."""
    rng = np.random.default_rng(8)
    area = np.repeat(np.arange(18), 4_000)
    data = pd.DataFrame(
        {"area": area, "treat": (area < 9) * 1, "w": rng.uniform(0.5, 2, len(area))}
    )
    data["post"] = np.tile([0, 1], len(data) // 2)
    odds = 0.4 * data["post"] + 0.8 * data["treat"] * data["post"]
    data["yb"] = (rng.uniform(size=len(data)) < expit(odds)).astype(float)
    found = estimate_logit(reduce(data), 100, 0.95)
    assert abs(found.value - 100 * (expit(1.2) - expit(0.4))) < 3 * found.se
    assert found.se < 1.5
