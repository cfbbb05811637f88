"""What sets the respondent-weighted estimate aside, and what does not."""

import numpy as np
import pandas as pd
import pytest

from analysis.impact import reduce_rows
from analysis.impact.clusters import solve, sum_clusters
from analysis.impact.contrast import Contrast
from analysis.impact.design import adjust_for, compare, first
from analysis.impact.inference import correct, infer, project
from analysis.impact.lead import disagree, weigh_respondents
from analysis.impact.shocks import cross_draws, exceed_zero, rate_errors
from analysis.study.records import Model
from benchmarks.surveys import add_up

MODEL = Model(confidence=0.95, power=0.80, shock=0.05)


def survey(sizes, programme, y=None):
    """Cells of areas with so many answers in each of two waves, all of an area and wave alike."""
    place = np.repeat(np.arange(2 * len(sizes)), np.repeat(sizes, 2))
    y = np.random.default_rng(4).normal(size=2 * len(sizes)) if y is None else y
    return add_up(place, y[place], np.ones(len(place)), len(sizes), programme)


def flag(sizes, programme):
    numbers, weighted, flags = weigh_respondents(survey(sizes, programme), (), MODEL)
    return numbers["error_rate"], weighted.df, flags


def test_equal_areas_in_arms_of_unequal_number_are_not_set_aside():
    """With 20 against 60 an area of the smaller arm has 3 times the mean leverage by design."""
    rate, df, flags = flag([17] * 80, 20)
    assert flags == []
    assert rate == pytest.approx(5, abs=0.1)
    # Welch: (1/20 + 1/60)² / (1/20² / 19 + 1/60² / 59)
    assert df == pytest.approx((1 / 20 + 1 / 60) ** 2 / (1 / 7600 + 1 / 212400))


def test_few_areas_in_an_arm_speak_by_their_degrees_of_freedom():
    """Five against thirteen: Welch's (1/5 + 1/13)² / (1/5² / 4 + 1/13² / 12) = 7.3."""
    _, df, flags = flag([17] * 18, 5)
    assert df == pytest.approx((1 / 5 + 1 / 13) ** 2 / (1 / 100 + 1 / 2028))
    assert flags == ["it has 7.3 degrees of freedom, fewer than 8"]


def test_an_area_that_dominates_its_arm_is_set_aside():
    rate, df, flags = flag([136] + [17] * 17, 9)
    assert rate > 6
    assert df > 8
    assert len(flags) == 1
    assert "{places} contribute so unequally" in flags[0]


@pytest.mark.parametrize(("programme", "comparators"), [(77, 333), (10, 400)])
def test_hundreds_of_areas_are_not_set_aside(programme, comparators):
    """410 areas; 77 against 333 have 114 degrees of freedom, and 4.3 times the mean leverage."""
    _, df, flags = flag([10] * (programme + comparators), programme)
    assert flags == []
    assert df > (110 if programme == 77 else 9)


def test_sizes_from_10_to_400_with_many_degrees_of_freedom_are_not_set_aside():
    """Each size once in both arms; 410 areas of which no one holds much."""
    sizes = np.tile(np.linspace(10, 400, 205).round().astype(int), 2)
    rate, df, flags = flag(sizes, 205)
    assert flags == []
    assert df > 117
    assert rate == pytest.approx(5, abs=0.2)


def test_tests_on_either_side_of_the_level_matter_with_few_degrees_of_freedom_only():
    def found(df):
        return Contrast(value=1, se=1, df=df, low=0, high=2, p=0.049)

    assert disagree(found(16), 0.051, MODEL) != []
    assert disagree(found(16), 0.049, MODEL) == []
    assert disagree(found(117), 0.051, MODEL) == []


def test_two_forms_are_compared_as_by_hand():
    """a x² > b y² where |y / x| < sqrt(a/b), an angle: 2/pi arctan(sqrt(a / b))."""
    for a, b in [(1, 1), (3, 1), (0.2, 5)]:
        expected = 2 / np.pi * np.arctan(np.sqrt(a / b))
        assert exceed_zero(np.array([a, -b])) == pytest.approx(expected, abs=1e-8)


@pytest.mark.parametrize("areas", [4, 10, 18])
def test_equal_areas_in_equal_arms_err_at_the_level_exactly(areas):
    """There the CR2 t is the two-sample t of areas' changes, which has Student's distribution."""
    cells = survey([30] * areas, areas // 2)
    assert rate_errors(cells, compare(cells), (), 0.95) == pytest.approx(0.05, abs=1e-9)


@pytest.mark.slow
def test_the_rate_is_that_of_simulated_shocks():
    """Of 3,000 surveys of shocks alone, within three binomial deviations."""
    sizes, rng = [80] + [10] * 17, np.random.default_rng(20)
    cells = survey(sizes, 9)
    rate = rate_errors(cells, compare(cells), (), 0.95)
    found = 0
    for _ in range(3000):
        sums = compare(survey(sizes, 9, rng.normal(size=36)))
        found += infer(sums, first(sums), 0.95).p <= 0.05
    assert found / 3000 == pytest.approx(rate, abs=3 * np.sqrt(rate * (1 - rate) / 3000))


def test_products_are_those_of_answers_that_are_one_shock_each_row_by_row():
    """With weights, covariates of both kinds and three waves, one of which missed an area."""
    rng = np.random.default_rng(6)
    data = pd.DataFrame({"area": rng.integers(0, 8, 500), "wave": rng.integers(0, 3, 500)})
    data = data[(data["area"] != 1) | (data["wave"] != 1)].assign(
        arm=lambda d: (d["area"] < 4).astype(int),
        sex=lambda d: rng.choice(["m", "w"], len(d)),
        age=lambda d: rng.normal(50, 9, len(d)),
        w=lambda d: rng.lognormal(0, 0.5, len(d)),
        y=lambda d: rng.normal(0, 1, len(d)),
    )
    cells = reduce_rows(
        data, {"y": 1.0}, cluster="area", arm="arm", wave="wave", weight="w", programme=1,
        after=[2], patterns=("sex",), continuous=("age",),
    )["y"]  # fmt: skip
    sums = adjust_for(cells, ("sex",))
    correction = correct(sums, first(sums))
    x = np.column_stack(
        [data["arm"] * (data["wave"] == 2), np.ones(len(data)), data["arm"], data["wave"] == 1,
         data["wave"] == 2, data["sex"] == "w", data["age"]]
    ).astype(float)  # fmt: skip
    rows = []
    for area, wave in data[["area", "wave"]].drop_duplicates().itertuples(index=False):
        y = ((data["area"] == area) & (data["wave"] == wave)).to_numpy(float)
        own = sum_clusters(x, y, data["w"].to_numpy(), data["area"].to_numpy())
        beta = solve(own)
        rows.append([beta[0], *np.sum(correction.z * project(own, beta), axis=1)])
    peer = np.transpose(rows) @ np.array(rows)
    found = cross_draws(cells, sums, ("sex",), correction.z)
    assert found == pytest.approx(peer, rel=1e-6, abs=1e-9 * peer.max())
