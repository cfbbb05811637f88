"""Pairs of a programme area and its comparator: their differences, and lots within pairs."""

import math
from itertools import product

import numpy as np

from .clusters import NotEstimable
from .contrast import Contrast, conclude
from .randomisation import DRAWS, ENUMERABLE, AreaSums

FEW_PAIRS = "there are fewer than two pairs, so the spread between pairs is unknown"
TIE = 1e-10


def subtract_pairs(areas: AreaSums, pair: np.ndarray) -> np.ndarray:
    """The programme area's mean change less its comparator's, pair by pair, shape (P,).

    Parameters
    ----------
    areas : sums of G areas, two of each pair, one an arm
    pair : array (G,), the label of each area's pair

    Raises
    ------
    NotEstimable
        There are fewer than two pairs.
    """
    change = areas.total_after / areas.weight_after - areas.total_before / areas.weight_before
    _, place = np.unique(pair, return_inverse=True)
    found = np.bincount(place, np.where(areas.programme, change, -change))
    if len(found) < 2:
        raise NotEstimable(FEW_PAIRS)
    return found


def compare_pairs(differences: np.ndarray, confidence: float) -> Contrast:
    """Mean difference of pairs with the paired t interval, P - 1 degrees of freedom.

    What pairs share is taken out, at the price of as many degrees of freedom as there are pairs,
    less one: Student's test, with pairs counting equally (Imai, King & Nall 2009).
    """
    count = len(differences)
    se = float(differences.std(ddof=1) / math.sqrt(count))
    size = float(np.abs(differences).max())
    return conclude(float(differences.mean()), se, count - 1, confidence, size)


def swap_pairs(differences: np.ndarray, seed: int) -> float:
    """P value over all ways to swap the arms within pairs, shape of differences (P,).

    The share of sign vectors with a mean difference as far from zero, which is the order of the
    paired t (Fisher 1935, section 21). Up to 2^20 vectors are gone through, of
    more 9,999 are drawn beside the real one; `seed` is of these draws.
    """
    count = len(differences)
    if 2**count <= ENUMERABLE:
        half = count // 2
        first, second = (add_signs(part) for part in (differences[:half], differences[half:]))
        sums = (first[:, None] + second).ravel()
    else:
        signs = np.random.default_rng(seed).choice([-1.0, 1.0], (DRAWS, count))
        sums = np.append(signs @ differences, differences.sum())
    real = abs(differences.sum()) - TIE * np.abs(differences).sum()
    return float(np.mean(np.abs(sums) >= real))


def add_signs(values: np.ndarray) -> np.ndarray:
    """Sums of values under every vector of signs."""
    return np.array(list(product([-1.0, 1.0], repeat=len(values)))) @ values
