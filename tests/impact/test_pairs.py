"""Pairs of areas, against scipy, sums by hand and a design in which pairs share what moves them."""

import dataclasses
import itertools

import numpy as np
import pytest
from scipy import stats

from analysis.impact.clusters import NotEstimable
from analysis.impact.outcomes import estimate_impact
from analysis.impact.pairs import compare_pairs, subtract_pairs, swap_pairs
from analysis.impact.randomisation import AreaSums
from tests.impact.test_outcomes import declare, simulate


def declare_pairs(**other):
    """The first area of each arm is a pair, the second, and so on."""
    study = declare(**other)
    areas = tuple(
        dataclasses.replace(area, pair=f"p{place % 9}") for place, area in enumerate(study.areas)
    )
    return dataclasses.replace(study, areas=areas)


def get_pairs(evidence):
    return {row.outcome: row for row in evidence.specifications if row.id == "pairs"}


def test_differences_are_those_of_changes_by_hand():
    """Areas of pairs b, a, a, b change by 3, 1, 4 and -2; programme less comparator: 3 and 5."""
    areas = AreaSums(
        weight_before=np.array([1.0, 2, 1, 2]), total_before=np.array([1.0, 4, 0, 2]),
        weight_after=np.array([2.0, 1, 1, 1]), total_after=np.array([8.0, 3, 4, -1]),
        programme=np.array([True, False, True, False]),
    )  # fmt: skip
    assert subtract_pairs(areas, np.array(["b", "a", "a", "b"])) == pytest.approx([3, 5])


def test_the_interval_is_scipys_of_a_paired_t():
    rng = np.random.default_rng(3)
    one, other = rng.normal(1, 1, 9), rng.normal(0, 1, 9)
    found, peer = compare_pairs(one - other, 0.95), stats.ttest_rel(one, other)
    assert found.df == 8
    assert found.p == pytest.approx(peer.pvalue)
    assert (found.low, found.high) == pytest.approx(tuple(peer.confidence_interval(0.95)))


@pytest.mark.parametrize("count", [2, 5, 9])
def test_p_counts_all_ways_to_swap(count):
    values = np.random.default_rng(count).normal(0.5, 1, count)
    sums = [abs(np.dot(s, values)) for s in itertools.product([-1, 1], repeat=count)]
    assert swap_pairs(values, 1) == np.mean(np.array(sums) >= abs(values.sum()) - 1e-12)


def test_nine_alike_differences_leave_two_of_512_ways():
    assert swap_pairs(np.arange(1.0, 10), 1) == 2 / 512


def test_many_pairs_are_drawn_and_near_the_normal():
    values = np.random.default_rng(7).normal(0.3, 1, 60)
    normal = 2 * stats.norm.sf(abs(values.sum()) / np.sqrt(np.sum(values**2)))
    assert swap_pairs(values, 1) == pytest.approx(normal, abs=3 * np.sqrt(normal / 9999) + 0.005)


def test_pairs_find_what_was_simulated_and_a_lone_area_is_left_out():
    study = declare_pairs()
    panel = simulate(study)
    trust = get_pairs(estimate_impact(panel, study))["trust"]
    assert trust.low < 5 < trust.high
    assert (trust.df, trust.clusters) == (8, 18)
    fewer = get_pairs(estimate_impact(panel[panel["area"] != "A17"], study))["trust"]
    assert (fewer.df, fewer.clusters) == (7, 16)


def test_one_pair_is_refused_with_its_reason():
    study = declare_pairs()
    areas = tuple(
        dataclasses.replace(area, pair=area.pair if area.pair == "p0" else None)
        for area in study.areas
    )
    study = dataclasses.replace(study, areas=areas)
    assert "fewer than two" in get_pairs(estimate_impact(simulate(study), study))["trust"].reason


def test_what_pairs_share_is_taken_out():
    """Changes of areas of a pair differ by noise of 1 around what the pair shares, of 5."""
    rng = np.random.default_rng(9)
    one = np.ones(18)
    shared = np.tile(rng.normal(0, 5, 9), 2)
    areas = AreaSums(
        weight_before=one, total_before=0 * one, weight_after=one,
        total_after=shared + rng.normal(0, 1, 18), programme=np.arange(18) < 9,
    )  # fmt: skip
    found = compare_pairs(subtract_pairs(areas, np.tile(np.arange(9), 2)), 0.95)
    # Of P = 9 differences with variance 2 the error is sqrt(2 / 9), within what chance allows.
    assert found.se == pytest.approx(np.sqrt(2 / 9), rel=0.6)


def test_too_few_pairs_raise():
    one = np.ones(2)
    areas = AreaSums(weight_before=one, total_before=one, weight_after=one, total_after=one,
                     programme=np.array([True, False]))  # fmt: skip
    with pytest.raises(NotEstimable, match="fewer than two pairs"):
        subtract_pairs(areas, np.array(["a", "a"]))
