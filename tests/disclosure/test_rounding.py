"""How many digits leave, by field."""

from dataclasses import replace

import pytest
from examples import declare, estimate

from analysis.disclosure.rounding import round_numbers
from analysis.results.records import Mark, Pretest, Sensitivity, Subgroup

RAW = 12.3456789
IN_UNIT = (
    "effect", "low", "high", "se", "inner_low", "inner_high", "mde", "mde_design",
    "programme_before", "programme_after", "comparator_before", "comparator_after",
)  # fmt: skip


@pytest.mark.parametrize(("measure", "rounded"), [("share", 12.35), ("mean", 12.346)])
def test_an_estimate_has_two_decimals_for_a_share_and_three_for_a_mean(measure, rounded):
    names = (*IN_UNIT, "df", "largest_weight", "error_rate", "p", "p_adjusted", "q", "margin")
    row = round_numbers(estimate(**dict.fromkeys(names, RAW)), declare(measure=measure))
    assert {getattr(row, name) for name in IN_UNIT} == {rounded}
    assert (row.df, row.largest_weight, row.error_rate) == (12.35,) * 3
    assert (row.p, row.p_adjusted, row.q) == (12.35,) * 3
    assert row.margin == RAW  # declared, not found
    assert row.n_programme_before == 500


def test_a_p_value_has_four_digits_however_small():
    row = round_numbers(estimate(p=0.000123456, q=0.9999951, p_adjusted=0.0), declare())
    assert (row.p, row.q, row.p_adjusted) == (0.0001235, 1.0, 0.0)


def test_symbols_and_the_infinite_stay():
    row = estimate(
        effect=Mark.CONFIDENTIAL, low=-float("inf"), high=float("inf"), p=Mark.UNAVAILABLE
    )
    row = round_numbers(row, declare())
    assert (row.effect, row.low, row.high, row.p) == ("c", -float("inf"), float("inf"), "x")


def test_there_is_no_minus_zero():
    assert str(round_numbers(estimate(low=-0.001), declare()).low) == "0.0"


def test_what_was_decided_on_all_digits_stays():
    row = round_numbers(estimate(low=0.004, verdict="better"), declare())
    assert (row.low, row.verdict) == (0.0, "better")


def test_differences_tests_of_trends_and_their_consequences_are_rounded():
    study = declare()
    numbers = ("effect", "low", "high", "difference", "difference_low", "difference_high", "p",
               "p_adjusted")  # fmt: skip
    subgroup = Subgroup(
        outcome="a", wave="w2", characteristic="age", category="young", n=Mark.NOT_APPLICABLE,
        smallest_count=Mark.NOT_APPLICABLE, reason="", **dict.fromkeys(numbers, RAW),
    )  # fmt: skip
    assert {getattr(round_numbers(subgroup, study), name) for name in numbers} == {12.35}
    pretest = Pretest(
        outcome="a", statistic=0.0012345678, df=2, df_denominator=RAW, p=RAW, detectable=RAW,
        reason="",
    )  # fmt: skip
    assert round_numbers(pretest, study) == replace(
        pretest, statistic=0.001235, df_denominator=12.35, p=12.35, detectable=12.35
    )
    interval = Sensitivity(
        outcome="a", wave="w2", m=0.123456, low=RAW, high=RAW, method="", reason=""
    )
    assert round_numbers(interval, study) == replace(interval, low=12.35, high=12.35)
