"""How numbers are written, against what a copy editor would write."""

import pytest

from analysis.report import numbers
from analysis.results.records import Mark
from analysis.study.records import DisclosureRules, Words


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (7.46, 1, "7.5"),
        (-11863.9, 2, "−11,863.90"),
        (0.0, 1, "0.0"),
        (-0.0, 1, "0.0"),
        (-0.04, 1, "0.0"),
        (-0.05001, 1, "−0.1"),
        (1234567, 0, "1,234,567"),
        (999.96, 1, "1,000.0"),
        (Mark.CONFIDENTIAL, 1, "[c]"),
        (Mark.UNAVAILABLE, 0, "[x]"),
        (float("inf"), 1, "∞"),
        (float("-inf"), 1, "−∞"),
    ],
)
def test_number(value, decimals, text):
    assert numbers.number(value, decimals) == text


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (1.62, 13.48, "1.6 to 13.5"),
        (-4.3, 6.7, "−4.3 to 6.7"),
        (0.03, 9.7, "0.03 to 9.7"),
        (-9.7, -0.004, "−9.7 to −0.004"),
        (0.0, 2.0, "0.0 to 2.0"),
        (float("-inf"), 2.0, "−∞ to 2.0"),
        (Mark.CONFIDENTIAL, Mark.CONFIDENTIAL, "[c] to [c]"),
    ],
)
def test_interval_keeps_the_side_of_zero_it_is_on(low, high, text):
    assert numbers.interval(low, high).replace("\u00a0", " ") == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0131, "0.013"),
        (0.0004, "<0.001"),
        (0.0005, "0.001"),
        (0.9999, "1.000"),
        (1.0, "1.000"),
        (Mark.NOT_APPLICABLE, "[z]"),
    ],
)
def test_probability(value, text):
    assert numbers.probability(value) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (7.5, "percentage points", "7.5"),
        (8.0, "percentage points", "8.0"),
        (3000, "households", "3,000"),
        (31.6, "%", "31.6"),
        (25, "%", "25"),
        (-0.25, "points", "−0.25"),
    ],
)
def test_a_declared_number_keeps_its_decimals(value, unit, text):
    assert numbers.as_given(value, unit) == text


@pytest.mark.parametrize(
    ("value", "text"), [(0, "none"), (9, "nine"), (18, "eighteen"), (20, "twenty"), (21, "21"),
                        (6002, "6,002")]
)  # fmt: skip
def test_words(value, text):
    assert numbers.words(value) == text


def test_a_mark_is_explained_with_the_study_s_own_thresholds():
    rules = DisclosureRules(min_cell=7, flag_base=60, withhold_base=40)
    assert "fewer than 7 people or entries" in numbers.meaning(Mark.CONFIDENTIAL, rules, Words())
    assert "below 60" in numbers.meaning(Mark.UNRELIABLE, rules, Words())
    assert "below 40" in numbers.meaning(Mark.UNRELIABLE, rules, Words())
    assert {numbers.meaning(mark, rules, Words()) for mark in Mark}.__len__() == len(Mark)
