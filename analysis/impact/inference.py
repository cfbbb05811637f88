"""Cluster-robust covariance of weighted least squares from sums over clusters.

With few clusters the usual sandwich is too small. CR2 corrects its bias under a working model
of independent errors (Bell & McCaffrey 2002; Pustejovsky & Tipton 2018, equation 6) and
Satterthwaite's degrees of freedom the reference distribution (Bell & McCaffrey 2002;
Imbens & Kolesar 2016). Everything needs only X'X, X'WX, X'W²X, X'y and X'Wy by cluster.
"""

from dataclasses import dataclass

import numpy as np

from .clusters import SINGULAR, ClusterSums, NotEstimable, require_estimable, solve
from .contrast import Contrast, conclude

TOLERANCE = 1e-12
FEW_AREAS = "an arm has fewer than two {places}, so the spread between {places} is unknown"


@dataclass(frozen=True, kw_only=True)
class Correction:
    """z, shape (G, 2k), such that a_g'e_g = z_g'[X_g, W_g X_g]'e_g, and the degrees of freedom."""

    z: np.ndarray
    df: float


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


def find_columns(sums: ClusterSums) -> np.ndarray:
    """The regressors that are not zero all through a cluster, shape (G, m), for the largest m.

    Where each area has a constant of its own, a cluster has few of all the columns.
    """
    present = np.einsum("gii->gi", sums.xx) > 0
    return np.argsort(~present, axis=1, kind="stable")[:, : present.sum(axis=1).max()]


def decompose(sums: ClusterSums, columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Vectors v, shape (G, 2m, 2m), and values d, (G, 2m): B = I + [X, WX] v (d - 1) v' [X, WX]'.

    B - I has rank 2m at most and lives in the span of the cluster's own m columns of [X, WX],
    whose Gram matrix comes from the sums: so it is a 2m x 2m matrix that is decomposed, whatever
    the number of rows.
    """
    core = sums.bread @ sums.xwwx.sum(axis=0) @ sums.bread
    own = columns[:, :, None], columns[:, None, :]
    bread = sums.bread[own]
    kernel = np.block([[core[own], -bread], [-bread, np.zeros_like(bread)]])
    gram = cross(sums, columns)
    size, axes = np.linalg.eigh(gram)
    keep = size > TOLERANCE * size[:, -1:]
    basis = axes * np.where(keep, size, np.inf)[:, None] ** -0.5
    span = gram @ basis
    inner = span.transpose(0, 2, 1) @ kernel @ span
    values, vectors = np.linalg.eigh(np.eye(gram.shape[1]) + (inner + inner.transpose(0, 2, 1)) / 2)
    return basis @ vectors, values


def adjust(vectors: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Matrices L with B^(-1/2) = I + [X, WX] L [X, WX]', shape (G, 2m, 2m).

    A direction in which B is singular gets zero (the pseudo-inverse).
    """
    change = np.where(values > SINGULAR, np.abs(values), np.inf) ** -0.5 - 1
    return (vectors * change[:, None]) @ vectors.transpose(0, 2, 1)


def cross(sums: ClusterSums, columns: np.ndarray) -> np.ndarray:
    """Gram matrices of each cluster's own columns of [X, WX], shape (G, 2m, 2m)."""
    own = np.arange(len(columns))[:, None, None], columns[:, :, None], columns[:, None, :]
    return np.block([[sums.xx[own], sums.xwx[own]], [sums.xwx[own], sums.xwwx[own]]])


def widen(values: np.ndarray, columns: np.ndarray, width: int) -> np.ndarray:
    """Values of each cluster's own columns, shape (G, m, …), among all, (G, width, …)."""
    wide = np.zeros((len(values), width, *values.shape[2:]))
    wide[np.arange(len(values))[:, None], columns] = values
    return wide


def project(sums: ClusterSums, beta: np.ndarray) -> np.ndarray:
    """Products of [X, WX] with the residuals of each cluster, shape (G, 2k)."""
    return np.hstack([sums.xy - sums.xx @ beta, sums.xwy - sums.xwx @ beta])


def covary(sums: ClusterSums) -> np.ndarray:
    """CR2: bias-reduced covariance of the coefficients, shape (k, k).

    Sum over clusters of M X'W A e e' A W X M (Pustejovsky & Tipton 2018, equation 6).
    """
    beta, columns = solve(sums), find_columns(sums)
    own = np.hstack([columns, columns + len(beta)])
    residuals = np.take_along_axis(project(sums, beta), own, axis=1)
    turned = (adjust(*decompose(sums, columns)) @ residuals[:, :, None])[:, :, 0]
    meat = residuals + (cross(sums, columns) @ turned[:, :, None])[:, :, 0]
    scores = widen(meat[:, columns.shape[1] :], columns, len(beta)) @ sums.bread
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
    bread, columns = sums.bread, find_columns(sums)
    gram, (k, m) = cross(sums, columns), (len(contrast), columns.shape[1])
    direction = bread @ contrast
    pull = gram[:, :, m:] @ direction[columns][:, :, None]
    vectors, values = decompose(sums, columns)
    lost = np.where(values > SINGULAR, 0, (vectors.transpose(0, 2, 1) @ pull)[:, :, 0])
    require_spread(np.sum(lost**2, axis=1), (sums.xwwx @ direction) @ direction)
    z = (adjust(vectors, values) @ pull)[:, :, 0]
    z[:, m:] += direction[columns]
    ends = (gram @ z[:, :, None])[:, :, 0]
    left, right = widen(ends[:, :m], columns, k), widen(ends[:, m:], columns, k)
    own = np.sum(z * ends, axis=1)
    crossed = right @ bread @ left.T
    twice = bread @ sums.xwwx.sum(axis=0) @ bread
    products = np.diag(own) - crossed - crossed.T + left @ twice @ left.T
    z = np.hstack([widen(z[:, :m], columns, k), widen(z[:, m:], columns, k)])
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
