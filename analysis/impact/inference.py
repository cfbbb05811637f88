"""Cluster-robust covariance of weighted least squares from sums over clusters.

With few clusters the usual sandwich is too small. CR2 corrects its bias under a working model
of independent errors (Bell & McCaffrey 2002; Pustejovsky & Tipton 2018, equation 6) and
Satterthwaite's degrees of freedom the reference distribution (Bell & McCaffrey 2002;
Imbens & Kolesar 2016). Everything needs only X'X, X'WX, X'W²X, X'y and X'Wy by cluster.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import stats

TOLERANCE = 1e-12
ROUNDING = 1e-11
SINGULAR = 1e-10
FEW_AREAS = "an arm has fewer than two areas, so the spread between areas is unknown"
ALIKE = "the areas do not differ from each other, so their spread is unknown"
DEPENDENT = "the regressors depend on each other, so the effect can't be told apart"


class NotEstimable(ValueError):
    """A method does not apply to the data; the message says why, in plain words."""


@dataclass(frozen=True, kw_only=True)
class ClusterSums:
    """Sums over the rows of each of G clusters for k regressors.

    xx, xwx, xwwx : arrays of shape (G, k, k); xy, xwy : (G, k); rows : (G,), numbers of rows;
    clusters : labels of the clusters, in order.
    """

    xx: np.ndarray
    xwx: np.ndarray
    xwwx: np.ndarray
    xy: np.ndarray
    xwy: np.ndarray
    rows: np.ndarray
    clusters: tuple

    @cached_property
    def bread(self) -> np.ndarray:
        """(X'WX)^-1, shape (k, k), a pseudo-inverse where columns depend on each other.

        Columns are scaled to one length first, so that units don't matter.
        """
        whole = self.xwx.sum(axis=0)
        length = np.sqrt(np.diag(whole))
        unit = np.divide(1, length, out=np.zeros_like(length), where=length > 0)
        scaled = np.linalg.pinv(whole * np.outer(unit, unit), rcond=SINGULAR, hermitian=True)
        return scaled * np.outer(unit, unit)

    def without(self, place: int) -> "ClusterSums":
        """The sums of all clusters but one."""
        parts = ("xx", "xwx", "xwwx", "xy", "xwy", "rows")
        return ClusterSums(
            **{name: np.delete(getattr(self, name), place, axis=0) for name in parts},
            clusters=(*self.clusters[:place], *self.clusters[place + 1 :]),
        )


@dataclass(frozen=True, kw_only=True)
class Contrast:
    """A linear combination of coefficients with its uncertainty, in the outcome's unit."""

    value: float
    se: float
    df: float
    low: float
    high: float
    p: float


@dataclass(frozen=True, kw_only=True)
class Correction:
    """z, shape (G, 2k), such that a_g'e_g = z_g'[X_g, W_g X_g]'e_g, and the degrees of freedom."""

    z: np.ndarray
    df: float


def sum_clusters(x: np.ndarray, y: np.ndarray, w: np.ndarray, cluster: np.ndarray) -> ClusterSums:
    """Add up what the estimators need.

    Parameters
    ----------
    x : array of shape (n, k)
    y, w, cluster : arrays of shape (n,); weights above zero, any labels
    """
    names, place = np.unique(cluster, return_inverse=True)
    order = np.argsort(place, kind="stable")
    edges = np.flatnonzero(np.diff(place[order])) + 1
    parts = list(zip(*(np.split(v[order], edges) for v in (x, y, w)), strict=True))
    return ClusterSums(
        xx=np.array([xg.T @ xg for xg, _, _ in parts]),
        xwx=np.array([xg.T @ (wg[:, None] * xg) for xg, _, wg in parts]),
        xwwx=np.array([xg.T @ (wg[:, None] ** 2 * xg) for xg, _, wg in parts]),
        xy=np.array([xg.T @ yg for xg, yg, _ in parts]),
        xwy=np.array([xg.T @ (wg * yg) for xg, yg, wg in parts]),
        rows=np.array([len(yg) for _, yg, _ in parts], dtype=float),
        clusters=tuple(names.tolist()),
    )


def solve(sums: ClusterSums) -> np.ndarray:
    """Weighted least squares coefficients, shape (k,), (X'WX)^-1 X'Wy."""
    beta = sums.bread @ sums.xwy.sum(axis=0)
    # One step of refinement regains the digits that forming X'WX lost.
    return beta + sums.bread @ (sums.xwy - sums.xwx @ beta).sum(axis=0)


def require_estimable(sums: ClusterSums, contrast: np.ndarray) -> None:
    """Raise where the data don't determine a combination of coefficients.

    Raises
    ------
    NotEstimable
        The contrast is outside the span of the regressors.
    """
    missed = contrast - sums.xwx.sum(axis=0) @ sums.bread @ contrast
    size = np.sqrt(np.diag(sums.xwx.sum(axis=0)))
    if np.any(np.abs(missed) > 1e-6 * np.where(size > 0, size, 1) / size.max()):
        raise NotEstimable(DEPENDENT)


def sandwich(sums: ClusterSums) -> np.ndarray:
    """CR0: covariance of the coefficients without correction, shape (k, k)."""
    beta = solve(sums)
    scores = sums.xwy - sums.xwx @ beta
    return sums.bread @ (scores.T @ scores) @ sums.bread


def scale_cr1(sums: ClusterSums) -> float:
    """Factor from CR0 to CR1: G / (G - 1)."""
    groups = len(sums.xy)
    return groups / (groups - 1)


def scale_cr1s(sums: ClusterSums) -> float:
    """Factor from CR0 to CR1S, the default of Stata, fixest and statsmodels."""
    columns = sums.xy.shape[1]
    return scale_cr1(sums) * (sums.rows.sum() - 1) / (sums.rows.sum() - columns)


def decompose(sums: ClusterSums) -> tuple[np.ndarray, np.ndarray]:
    """Vectors v, shape (G, 2k, 2k), and values d, (G, 2k): B = I + [X, WX] v (d - 1) v' [X, WX]'.

    B - I has rank 2k at most and lives in the span of [X, WX], whose Gram matrix comes from
    the sums: so it is a 2k x 2k matrix that is decomposed, whatever the number of rows.
    """
    bread = sums.bread
    core = bread @ sums.xwwx.sum(axis=0) @ bread
    kernel = np.block([[core, -bread], [-bread, np.zeros_like(bread)]])
    gram = cross(sums)
    size, axes = np.linalg.eigh(gram)
    keep = size > TOLERANCE * size[:, -1:]
    basis = axes * np.where(keep, size, np.inf)[:, None] ** -0.5
    span = gram @ basis
    inner = span.transpose(0, 2, 1) @ kernel @ span
    values, vectors = np.linalg.eigh(np.eye(gram.shape[1]) + (inner + inner.transpose(0, 2, 1)) / 2)
    return basis @ vectors, values


def adjust(vectors: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Matrices L with B^(-1/2) = I + [X, WX] L [X, WX]', shape (G, 2k, 2k).

    A direction in which B is singular gets zero (the pseudo-inverse).
    """
    change = np.where(values > SINGULAR, np.abs(values), np.inf) ** -0.5 - 1
    return (vectors * change[:, None]) @ vectors.transpose(0, 2, 1)


def cross(sums: ClusterSums) -> np.ndarray:
    """Gram matrices of [X, WX] of each cluster, shape (G, 2k, 2k)."""
    return np.block([[sums.xx, sums.xwx], [sums.xwx, sums.xwwx]])


def project(sums: ClusterSums, beta: np.ndarray) -> np.ndarray:
    """Products of [X, WX] with the residuals of each cluster, shape (G, 2k)."""
    return np.hstack([sums.xy - sums.xx @ beta, sums.xwy - sums.xwx @ beta])


def covary(sums: ClusterSums) -> np.ndarray:
    """CR2: bias-reduced covariance of the coefficients, shape (k, k).

    Sum over clusters of M X'W A e e' A W X M (Pustejovsky & Tipton 2018, equation 6).
    """
    beta = solve(sums)
    residuals = project(sums, beta)
    turned = (adjust(*decompose(sums)) @ residuals[:, :, None])[:, :, 0]
    meat = residuals + (cross(sums) @ turned[:, :, None])[:, :, 0]
    scores = meat[:, len(beta) :] @ sums.bread
    return scores.T @ scores


def infer(sums: ClusterSums, contrast: np.ndarray, confidence: float) -> Contrast:
    """CR2 standard error, Satterthwaite degrees of freedom, interval and p of c'b.

    Raises
    ------
    NotEstimable
        The contrast isn't determined, or the residuals don't vary between clusters.

    Notes
    -----
    With a_g = A_g W_g X_g M c and p_g = (I - H)_g' a_g: variance = sum (a_g' e_g)^2, degrees of
    freedom = (tr P)^2 / sum P_gh^2, P_gh = p_g' p_h (Pustejovsky & Tipton 2018, equation 11).
    """
    return apply(correct(sums, contrast), sums, contrast, confidence)


def correct(sums: ClusterSums, contrast: np.ndarray) -> Correction:
    """What CR2 makes of the regressors and weights, whatever the answers; raises as `infer`."""
    require_estimable(sums, contrast)
    bread, gram, columns = sums.bread, cross(sums), len(contrast)
    direction = bread @ contrast
    pull = (gram[:, :, columns:] @ direction)[:, :, None]
    vectors, values = decompose(sums)
    lost = np.where(values > SINGULAR, 0, (vectors.transpose(0, 2, 1) @ pull)[:, :, 0])
    require_spread(np.sum(lost**2, axis=1), (sums.xwwx @ direction) @ direction)
    z = (adjust(vectors, values) @ pull)[:, :, 0]
    z[:, columns:] += direction
    ends = (gram @ z[:, :, None])[:, :, 0]
    left, right = ends[:, :columns], ends[:, columns:]
    own = np.sum(z * ends, axis=1)
    crossed = right @ bread @ left.T
    twice = bread @ sums.xwwx.sum(axis=0) @ bread
    products = np.diag(own) - crossed - crossed.T + left @ twice @ left.T
    return Correction(z=z, df=float(np.trace(products) ** 2 / (products**2).sum()))


def apply(
    correction: Correction, sums: ClusterSums, contrast: np.ndarray, confidence: float
) -> Contrast:
    """A contrast of some answers to the regressors and weights that were corrected for."""
    beta = solve(sums)
    draws = np.sum(correction.z * project(sums, beta), axis=1)
    se = np.sqrt(np.sum(draws**2))
    return conclude(contrast @ beta, se, correction.df, confidence, measure_scale(sums, contrast))


def require_spread(lost: np.ndarray, whole: np.ndarray) -> None:
    """Raise where the residuals of a cluster that the contrast rests on are zero by construction.

    Parameters
    ----------
    lost, whole : arrays (G,), squared length of the cluster's part of the contrast in directions
        in which B is singular, and in all
    """
    if np.any((lost > (1 - 1e-6) * whole) & (whole > 1e-6 * whole.sum())):
        raise NotEstimable(FEW_AREAS)


def measure_scale(sums: ClusterSums, contrast: np.ndarray) -> float:
    """Length of what the clusters' weighted totals add to c'b."""
    return float(np.sqrt(np.sum((sums.xwy @ sums.bread @ contrast) ** 2)))


def conclude(value: float, se: float, df: float, confidence: float, size: float = 0.0) -> Contrast:
    """Interval and p value from Student's t.

    Parameters
    ----------
    size : of the numbers that the standard error was computed from, which rounding goes with

    Raises
    ------
    NotEstimable
        The standard error is zero, but for rounding.
    """
    if not se > ROUNDING * max(abs(value), size):
        raise NotEstimable(ALIKE)
    reach = stats.t.ppf((1 + confidence) / 2, df) * se
    return Contrast(
        value=float(value),
        se=float(se),
        df=float(df),
        low=float(value - reach),
        high=float(value + reach),
        p=float(2 * stats.t.sf(abs(value) / se, df)),
    )


def jackknife(sums: ClusterSums, contrast: np.ndarray, confidence: float) -> Contrast:
    """CR3 of c'b by leaving out each cluster, with t(G - 1).

    Variance (G - 1)/G times the sum of (b_(-g) - b)^2 around the full estimate (the delete-one
    jackknife of MacKinnon, Nielsen & Webb 2023, equation 12; the same factor as statsmodels'
    cluster-crv3).

    Raises
    ------
    NotEstimable
        Without one of the clusters the contrast isn't determined.
    """
    require_estimable(sums, contrast)
    value, groups = contrast @ solve(sums), len(sums.xy)
    moved = []
    for g in range(groups):
        rest = sums.without(g)
        require_estimable(rest, contrast)
        moved.append(contrast @ solve(rest) - value)
    se = spread_jackknife(moved)
    return conclude(value, se, groups - 1, confidence, measure_scale(sums, contrast))


def spread_jackknife(moved: list[float]) -> float:
    """Standard error from what an estimate moves by without each of G clusters.

    sqrt((G - 1)/G sum (b_(-g) - b)^2).
    """
    return float(np.sqrt((len(moved) - 1) / len(moved) * np.sum(np.square(moved))))
