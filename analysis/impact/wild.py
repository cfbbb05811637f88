"""Restricted wild cluster bootstrap of t, weighted, from sums over clusters.

The null is imposed before signs are flipped, cluster by cluster (Cameron, Gelbach & Miller 2008).
Everything comes from the scores of the clusters (Roodman, Nielsen, MacKinnon & Webb 2019;
MacKinnon, Nielsen & Webb 2023), so the number of rows doesn't matter.

With the null c'b = t0 at x = (c'b - t0)/SE standard errors below the estimate, the restricted
scores are linear in x. For a sign vector v the bootstrap's effect is a'v and its variance v'Kv,
so that t* squared is compared with x squared by the sign of one quadratic form in v.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from scipy import optimize

from .clusters import ClusterSums, NotEstimable, require_estimable, solve
from .contrast import ALIKE

ENUMERABLE = 20
DRAWS = 9_999
WEBB = np.sqrt([0.5, 1, 1.5])
TIE = 1e-8
ROUNDING = 1e-10
FARTHEST = 1000


@dataclass(frozen=True, kw_only=True)
class WildTest:
    """Test of c'b = 0 and the interval of the nulls that it does not reject.

    t is the estimate over its CR0 standard error, which CR1 only rescales; low and high are in
    the outcome's unit, infinite where no null in that direction is rejected; draws is the number
    of sign vectors, the observed one among them; enumerated says that these are all there are.
    """

    t: float
    p: float
    low: float
    high: float
    draws: int
    enumerated: bool


@dataclass(frozen=True, kw_only=True)
class RestrictedScores:
    """What signs act on, in standard errors of the estimate, as (constant, slope) in x.

    effects : (2, G), what each cluster adds to the bootstrap's effect; residuals : (2, G, G),
    the residual score of each cluster, by the cluster whose sign moves it.
    """

    value: float
    se: float
    effects: np.ndarray
    residuals: np.ndarray


@dataclass(frozen=True, kw_only=True)
class Signs:
    """Sign vectors: each row of `first` (m1, g1) followed by each row of `second` (m2, g2).

    The first vector is the observed one, all ones. Of v and -v, which give the same |t|, only
    one is kept where all are enumerated.
    """

    first: np.ndarray
    second: np.ndarray
    draws: int
    enumerated: bool

    def square(self, matrix: np.ndarray) -> np.ndarray:
        """v'Kv of every sign vector v for a symmetric K of shape (G, G), shape (m1, m2)."""
        split = self.first.shape[1]
        inner, outer = matrix[:split, :split], matrix[split:, split:]
        left = ((self.first @ inner) * self.first).sum(axis=1)
        right = ((self.second @ outer) * self.second).sum(axis=1)
        cross = 2 * self.first @ matrix[:split, split:]
        rows = np.column_stack([left, np.ones_like(left), cross])
        columns = np.vstack([np.ones_like(right), right, self.second.T])
        # Row by row: one large product would wait for threads that a busy machine doesn't give.
        return (rows[:, None] @ columns)[:, 0]


def bootstrap(sums: ClusterSums, contrast: np.ndarray, confidence: float, seed: int) -> WildTest:
    """Test c'b = 0 and invert the test for an interval.

    Parameters
    ----------
    sums : at least two clusters in every group that the contrast compares
    contrast : array of shape (k,)
    confidence : share, such as 0.95
    seed : of the draws; unused where sign vectors are enumerated

    Returns
    -------
    WildTest
        From all 2^G sign vectors up to G = 20 clusters with rows, else from 9,999 draws of
        Webb's six-point distribution (Webb 2023) and the observed signs. The interval's ends
        are where p, on a way outwards from the estimate in doubling steps, falls to
        1 - confidence. An end is infinite where it doesn't within 1,000 standard errors: p
        can't be below 2 / 2^G, so that with five clusters no 95% interval has an end.

    Raises
    ------
    NotEstimable
        The contrast isn't determined, or clusters do not differ.
    """
    clusters = list_occupied(sums)
    scores = restrict(sums, contrast, clusters)
    signs = choose_signs(clusters, seed)

    def excess(x: float) -> float:
        return compare(scores, signs, x) - (1 - confidence) - ROUNDING

    below, above = find_end(excess, 1), find_end(excess, -1)
    return WildTest(
        t=scores.value / scores.se,
        p=compare(scores, signs, scores.value / scores.se),
        low=scores.value - below * scores.se,
        high=scores.value - above * scores.se,
        draws=signs.draws,
        enumerated=signs.enumerated,
    )


def step_down(tests: Iterable[tuple[ClusterSums, np.ndarray]], seed: int) -> np.ndarray:
    """P values adjusted for testing c'b = 0 in several outcomes (Romano & Wolf 2005).

    p_(j) = max(p_(j-1), share of sign vectors with max over l >= j of |t*_l| >= |t_(j)|), in
    falling order of |t|. A cluster has the same sign in every outcome, so that what outcomes
    have in common is kept; in an outcome in which it has no rows it adds nothing.

    Parameters
    ----------
    tests : pairs of sums and contrast, as for `bootstrap`
    seed : of the draws, where all outcomes together have more than 20 clusters

    Returns
    -------
    array of shape (number of tests,), in the order given

    Raises
    ------
    NotEstimable
        As `bootstrap`, for any of the outcomes.
    """
    tests = list(tests)
    clusters = tuple(dict.fromkeys(label for sums, _ in tests for label in list_occupied(sums)))
    family = [restrict(sums, contrast, clusters) for sums, contrast in tests]
    signs = choose_signs(clusters, seed)
    t = np.array([abs(scores.value / scores.se) for scores in family])
    raw, largest = np.empty(len(family)), 0.0
    rising = np.argsort(t)
    for place in rising:
        largest = np.maximum(largest, studentise(family[place], signs))
        raw[place] = np.mean(largest >= t[place] ** 2 - TIE * (1 + t[place] ** 2))
    adjusted = np.empty_like(raw)
    adjusted[rising[::-1]] = np.maximum.accumulate(raw[rising[::-1]])
    return adjusted


def list_occupied(sums: ClusterSums) -> tuple:
    """Labels of the clusters with rows."""
    return tuple(label for label, n in zip(sums.clusters, sums.rows, strict=True) if n > 0)


def restrict(sums: ClusterSums, contrast: np.ndarray, clusters: tuple) -> RestrictedScores:
    """Scores under the null c'b = t0, by the labels in `clusters`.

    Notes
    -----
    b~ = b - M c (c'b - t0)/(c'Mc); scores s~_g = X_g'W_g y_g - X_g'W_g X_g b~; cluster g adds
    a_g = c'M s~_g to the effect, and the sign of h moves the residual score of g by
    -c'M X_g'W_g X_g M s~_h.
    """
    require_estimable(sums, contrast)
    beta, direction = solve(sums), sums.bread @ contrast
    own = align(sums.xwy - sums.xwx @ beta, sums, clusters)
    pull = align(sums.xwx @ direction, sums, clusters)
    se = np.sqrt(np.sum(np.square(own @ direction)))
    if not se > ROUNDING * np.sqrt(np.sum(np.square(sums.xwy @ direction))):
        raise NotEstimable(ALIKE)
    scores = np.array([own / se, pull / (contrast @ direction)])
    effects = scores @ direction
    residuals = effects[:, None] * np.eye(len(clusters)) - pull @ sums.bread @ scores.mT
    return RestrictedScores(
        value=float(contrast @ beta), se=float(se), effects=effects, residuals=residuals
    )


def align(values: np.ndarray, sums: ClusterSums, clusters: tuple) -> np.ndarray:
    """Values (G, k) in the order of `clusters`, zero for a cluster that the sums lack."""
    known = dict(zip(sums.clusters, values, strict=True))
    nothing = np.zeros(values.shape[1])
    return np.array([known.get(label, nothing) for label in clusters])


def choose_signs(clusters: tuple, seed: int) -> Signs:
    """All sign vectors, or draws of Webb's six points: ±√½, ±1, ±√1½."""
    half, count = (len(clusters) + 1) // 2, len(clusters)
    if count <= ENUMERABLE:
        first = enumerate_signs(half)[: 2**half // 2]
        second = enumerate_signs(count - half)
        return Signs(first=first, second=second, draws=2**count, enumerated=True)
    # Seeded by label: a cluster keeps its signs whatever clusters stand beside it.
    streams = [np.random.default_rng([seed, *str(label).encode()]) for label in clusters]
    drawn = np.column_stack([each.choice([*-WEBB, *WEBB], size=DRAWS) for each in streams])
    first = np.vstack([np.ones(count), drawn])
    return Signs(first=first, second=np.empty((1, 0)), draws=DRAWS + 1, enumerated=False)


def enumerate_signs(count: int) -> np.ndarray:
    """All vectors of ±1, shape (2^count, count), from all ones to all minus ones."""
    return 1.0 - 2 * (np.arange(2**count)[:, None] >> np.arange(count)[::-1] & 1)


def compare(scores: RestrictedScores, signs: Signs, x: float) -> float:
    """P value of the null at x: share of sign vectors with t*² = (a'v)²/v'Kv >= x²."""
    effects, spread = evaluate(scores, x)
    margins = signs.square(np.outer(effects, effects) - x**2 * spread)
    # Exactly compared, vectors that tie with the observed one would be lost to rounding.
    return float(np.count_nonzero(margins >= -TIE * (1 + x**2)) / margins.size)


def studentise(scores: RestrictedScores, signs: Signs) -> np.ndarray:
    """t*² of every sign vector under the null of no effect; infinite without residuals."""
    effects, spread = evaluate(scores, scores.value / scores.se)
    variance = signs.square(spread)
    squares = np.full_like(variance, np.inf)
    top = signs.square(np.outer(effects, effects))
    return np.divide(top, variance, out=squares, where=variance > ROUNDING)


def evaluate(scores: RestrictedScores, x: float) -> tuple[np.ndarray, np.ndarray]:
    """a, shape (G,), and K, shape (G, G), under the null at x."""
    effects = scores.effects[0] + x * scores.effects[1]
    residuals = scores.residuals[0] + x * scores.residuals[1]
    return effects, residuals.T @ residuals


def find_end(excess: Callable[[float], float], side: int) -> float:
    """Where `excess` turns from positive, on the way from 0 to side * infinity."""
    near, far = 0, 1
    while excess(side * far) > 0:
        if far > FARTHEST:
            return side * np.inf
        near, far = far, 2 * far
    return optimize.brentq(excess, side * near, side * far, xtol=1e-6)
