"""Randomisation test over all ways to assign areas to the arms, weighted, from area sums."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from .clusters import NotEstimable
from .contrast import ALIKE

ENUMERABLE = 2**20
DRAWS = 9_999
BLOCK = 2**14
TIE = 1e-8
ROUNDING = 1e-10
FIRST, SECOND = np.triu_indices(4)  # pairs of an area's four sums
TIMES = np.where(FIRST == SECOND, 1, 2)[:, None]  # how often a pair is in a square


@dataclass(frozen=True, kw_only=True)
class AreaSums:
    """Sums over the rows of each of G areas before and after; arrays of shape (G,).

    weight : sum of w; total : sum of w y, both zero where an area has no rows in the period;
    programme : boolean, the area's real arm.
    """

    weight_before: np.ndarray
    total_before: np.ndarray
    weight_after: np.ndarray
    total_after: np.ndarray
    programme: np.ndarray


@dataclass(frozen=True, kw_only=True)
class RandomisationTest:
    """Shares of assignments whose effect is at least as large as the real one, either sign.

    t is the effect over its CR0 standard error, which CR1 rescales alike in all assignments;
    p compares t, p_effect the effect itself; assignments counts the real one too; enumerated
    says that these are all there are.
    """

    t: float
    p: float
    p_effect: float
    assignments: int
    enumerated: bool


def permute(sums: AreaSums, seed: int) -> RandomisationTest:
    """Test the difference of the arms' weighted changes over assignments of areas to arms.

    The null is sharp: no area's answers would have differed in the other arm. The test is exact
    under exchangeability, that is if every set of as many areas was equally likely to be the
    programme's. Areas that were chosen, not drawn, make this an assumption. Comparing effects
    is unreliable where areas are unlike; comparing t typically does better, though not
    perfectly (MacKinnon & Webb 2020).

    Parameters
    ----------
    sums : all areas that could have been in either arm, at least two in each
    seed : of the draws; unused where assignments are enumerated

    Returns
    -------
    RandomisationTest
        From all assignments up to 2^20 of them, else from 9,999 draws and the real one.

    Raises
    ------
    NotEstimable
        Some assignment leaves an arm without weight in a period, or areas do not differ.
    """
    require_weight(sums)
    raw = np.array([sums.total_after, sums.weight_after, sums.total_before, sums.weight_before])
    areas = raw.astype(float)
    # The mean is taken off, as squares of large levels would drown what differs.
    areas[[0, 2]] -= raw[[0, 2]].sum() / raw[[1, 3]].sum() * raw[[1, 3]]
    effect, se = observe(areas, raw, sums.programme)
    # With sums of products beside the sums, an arm's variance needs no further pass over areas.
    features = np.concatenate([areas, areas[FIRST] * areas[SECOND]])
    size = int(sums.programme.sum())
    enumerated = math.comb(len(sums.programme), size) <= ENUMERABLE
    mirrored = enumerated and 2 * size == len(sums.programme)
    if mirrored:  # with the arms swapped only the sign differs, so one area may stay where it is
        arms = (features[:, :1] + rest for rest in enumerate_arms(features[:, 1:], size - 1))
    elif enumerated:
        arms = enumerate_arms(features, size)
    else:
        arms = [draw_arms(features, sums.programme, seed)]
    everything = features.sum(axis=1, keepdims=True)
    counts = [compare(arm, everything - arm, effect, se) for arm in arms]
    beyond, beyond_effect, assignments = (
        (1 + mirrored) * sum(each) for each in zip(*counts, strict=True)
    )
    return RandomisationTest(
        t=effect / se,
        p=beyond / assignments,
        p_effect=beyond_effect / assignments,
        assignments=assignments,
        enumerated=enumerated,
    )


def require_weight(sums: AreaSums) -> None:
    """Raise where an arm could be made of areas that are empty in one of the periods."""
    size = sums.programme.sum()
    smaller = min(size, len(sums.programme) - size)
    for weight in (sums.weight_before, sums.weight_after):
        if np.count_nonzero(weight == 0) >= smaller:
            raise NotEstimable(
                "so many {places} have no answers before or after the {programme} that, assigned "
                "otherwise, an arm would have none"
            )


def observe(areas: np.ndarray, raw: np.ndarray, programme: np.ndarray) -> tuple[float, float]:
    """Effect and CR0 standard error with the real arms.

    Raises
    ------
    NotEstimable
        The standard error is zero, but for the rounding that the raw sums bring.
    """
    changes, squares, rounding = [], [], []
    for arm in (programme, ~programme):
        change, pull = compare_periods(areas[:, arm].sum(axis=1))
        changes.append(change)
        squares.append(np.sum((pull @ areas[:, arm]) ** 2))
        rounding.append(np.sum((ROUNDING * abs(pull) @ abs(raw[:, arm])) ** 2))
    if not sum(squares) > sum(rounding):
        raise NotEstimable(ALIKE)
    return float(changes[0] - changes[1]), math.sqrt(sum(squares))


def compare_periods(arm: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Change of the weighted mean of arms with sums (4, ...), and its pull on each sum.

    An area with sums f adds pull'f to the arm's deviation.
    """
    total_after, after, total_before, before = arm
    end, start = total_after / after, total_before / before
    return end - start, np.array([1 / after, -end / after, -1 / before, start / before])


def compare(
    programme: np.ndarray, comparators: np.ndarray, effect: float, se: float
) -> tuple[int, int, int]:
    """How many assignments, with arms of features (14, m), reach the real t and effect; and m."""
    (change, variance), (other, spread) = estimate(programme), estimate(comparators)
    found, t = change - other, effect / se
    # Exactly compared, assignments that tie with the real one would be lost to rounding.
    reach_t = found**2 >= (t**2 - TIE * (1 + t**2)) * (variance + spread)
    reach_effect = abs(found) >= abs(effect) - TIE * se
    return int(np.count_nonzero(reach_t)), int(np.count_nonzero(reach_effect)), len(found)


def estimate(arms: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Change of the mean and its CR0 variance, shapes (m,), of arms with features (14, m)."""
    change, pull = compare_periods(arms[:4])
    return change, np.einsum("im,im->m", TIMES * pull[FIRST] * pull[SECOND], arms[4:])


def enumerate_arms(features: np.ndarray, size: int) -> Iterator[np.ndarray]:
    """Features (f, G) summed over every set of `size` areas, in blocks of shape (f, m).

    A set is one of the first half of the areas joined with one of the second, so that sums are
    formed for halves alone.
    """
    half = features.shape[1] // 2
    first, second = features[:, :half], features[:, half:]
    for taken in range(max(0, size - second.shape[1]), min(size, half) + 1):
        left, right = add_up(first, taken), add_up(second, size - taken)
        step = max(1, BLOCK // right.shape[1])
        for start in range(0, left.shape[1], step):
            block = left[:, start : start + step, None] + right[:, None]
            yield block.reshape(len(features), -1)


def add_up(features: np.ndarray, size: int) -> np.ndarray:
    """Features (f, G) summed over every set of `size` areas, shape (f, sets)."""
    sets = list(combinations(range(features.shape[1]), size))
    return features[:, np.array(sets, dtype=int)].sum(axis=2)


def draw_arms(features: np.ndarray, programme: np.ndarray, seed: int) -> np.ndarray:
    """Features (f, G) summed over the real programme areas and over drawn ones, (f, m)."""
    assigned = np.tile(programme, (DRAWS + 1, 1))
    np.random.default_rng(seed).permuted(assigned[1:], axis=1, out=assigned[1:])
    return features @ assigned.T
