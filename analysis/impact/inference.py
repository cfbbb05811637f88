"""Cluster-robust covariance of weighted least squares from sums over clusters.

With few clusters the usual sandwich is too small. CR2 corrects its bias under a working model
of independent errors (Bell & McCaffrey 2002; Pustejovsky & Tipton 2018, equation 6) and
Satterthwaite's degrees of freedom the reference distribution (Bell & McCaffrey 2002;
Imbens & Kolesar 2016). Everything needs only X'X, X'WX, X'W²X, X'y and X'Wy by cluster.
"""

from dataclasses import dataclass

import numpy as np
from scipy import stats

TOLERANCE = 1e-12


@dataclass(frozen=True, kw_only=True)
class ClusterSums:
    """Sums over the rows of each of G clusters for k regressors.

    xx, xwx, xwwx : arrays of shape (G, k, k); xy, xwy : (G, k); rows : number of rows in all.
    """

    xx: np.ndarray
    xwx: np.ndarray
    xwwx: np.ndarray
    xy: np.ndarray
    xwy: np.ndarray
    rows: int

    @property
    def bread(self) -> np.ndarray:
        """(X'WX)^-1, shape (k, k)."""
        return np.linalg.inv(self.xwx.sum(axis=0))


@dataclass(frozen=True, kw_only=True)
class Contrast:
    """A linear combination of coefficients with its uncertainty, in the outcome's unit."""

    value: float
    se: float
    df: float
    low: float
    high: float
    p: float


def sum_clusters(x: np.ndarray, y: np.ndarray, w: np.ndarray, cluster: np.ndarray) -> ClusterSums:
    """Add up what the estimators need.

    Parameters
    ----------
    x : array of shape (n, k)
    y, w, cluster : arrays of shape (n,); weights above zero, any labels
    """
    _, place = np.unique(cluster, return_inverse=True)
    order = np.argsort(place, kind="stable")
    edges = np.flatnonzero(np.diff(place[order])) + 1
    parts = list(zip(*(np.split(v[order], edges) for v in (x, y, w)), strict=True))
    return ClusterSums(
        xx=np.array([xg.T @ xg for xg, _, _ in parts]),
        xwx=np.array([xg.T @ (wg[:, None] * xg) for xg, _, wg in parts]),
        xwwx=np.array([xg.T @ (wg[:, None] ** 2 * xg) for xg, _, wg in parts]),
        xy=np.array([xg.T @ yg for xg, yg, _ in parts]),
        xwy=np.array([xg.T @ (wg * yg) for xg, yg, wg in parts]),
        rows=len(y),
    )


def sandwich(sums: ClusterSums, beta: np.ndarray) -> np.ndarray:
    """CR0: covariance of the coefficients without correction, shape (k, k)."""
    scores = sums.xwy - sums.xwx @ beta
    return sums.bread @ (scores.T @ scores) @ sums.bread


def scale_cr1(sums: ClusterSums) -> float:
    """Factor from CR0 to CR1: G / (G - 1)."""
    groups = len(sums.xy)
    return groups / (groups - 1)


def scale_cr1s(sums: ClusterSums) -> float:
    """Factor from CR0 to CR1S, the default of Stata, fixest and statsmodels."""
    columns = sums.xy.shape[1]
    return scale_cr1(sums) * (sums.rows - 1) / (sums.rows - columns)


def adjust(sums: ClusterSums) -> list[np.ndarray]:
    """Matrices L with A = I + [X, WX] L [X, WX]', A = B^(-1/2) for each cluster.

    B - I has rank 2k at most and lives in the span of [X, WX], whose Gram matrix comes from
    the sums: so the square root is taken of a 2k x 2k matrix, whatever the number of rows. A
    direction in which B is singular gets zero (the pseudo-inverse).
    """
    bread = sums.bread
    core = bread @ sums.xwwx.sum(axis=0) @ bread
    kernel = np.block([[core, -bread], [-bread, np.zeros_like(bread)]])
    matrices = []
    for xx, xwx, xwwx in zip(sums.xx, sums.xwx, sums.xwwx, strict=True):
        gram = np.block([[xx, xwx], [xwx, xwwx]])
        size, axes = np.linalg.eigh(gram)
        keep = size > TOLERANCE * size.max()
        basis = axes[:, keep] / np.sqrt(size[keep])
        inner = basis.T @ gram @ kernel @ gram @ basis
        values, vectors = np.linalg.eigh(np.eye(keep.sum()) + (inner + inner.T) / 2)
        roots = np.where(values > 1e-10, np.abs(values), np.inf) ** -0.5
        change = vectors @ np.diag(roots) @ vectors.T - np.eye(keep.sum())
        matrices.append(basis @ change @ basis.T)
    return matrices


def infer(sums: ClusterSums, beta: np.ndarray, contrast: np.ndarray, confidence: float) -> Contrast:
    """CR2 standard error, Satterthwaite degrees of freedom, interval and p of c'b.

    Notes
    -----
    With a_g = A_g W_g X_g M c and p_g = (I - H)_g' a_g: variance = sum (a_g' e_g)^2, degrees of
    freedom = (tr P)^2 / sum P_gh^2, P_gh = p_g' p_h (Pustejovsky & Tipton 2018, equation 11).
    """
    bread, columns = sums.bread, len(beta)
    direction = bread @ contrast
    twice = sums.xwwx.sum(axis=0)
    draws, own, left, right = [], [], [], []
    for g, change in enumerate(adjust(sums)):
        xx, xwx, xwwx = sums.xx[g], sums.xwx[g], sums.xwwx[g]
        gram = np.block([[xx, xwx], [xwx, xwwx]])
        z = np.concatenate([np.zeros(columns), direction])
        z = z + change @ gram[:, columns:] @ direction
        residuals = np.concatenate([sums.xy[g] - xx @ beta, sums.xwy[g] - xwx @ beta])
        draws.append(z @ residuals)
        own.append(z @ gram @ z)
        left.append(gram[:columns] @ z)
        right.append(gram[columns:] @ z)
    left, right = np.array(left), np.array(right)
    cross = right @ bread @ left.T
    products = np.diag(own) - cross - cross.T + left @ bread @ twice @ bread @ left.T
    df = np.trace(products) ** 2 / (products**2).sum()
    se = float(np.sqrt(np.sum(np.square(draws))))
    value = float(contrast @ beta)
    reach = stats.t.ppf((1 + confidence) / 2, df) * se
    p = 2 * stats.t.sf(abs(value) / se, df)
    return Contrast(
        value=value,
        se=se,
        df=float(df),
        low=float(value - reach),
        high=float(value + reach),
        p=float(p),
    )


def detectable(se: float, df: float, confidence: float, power: float) -> float:
    """Smallest true effect found with the given power: (t_(1-a/2) + t_power) SE.

    Hooper, Teerenstra, de Hoop & Eldridge 2016 for designs of this kind.
    """
    return float((stats.t.ppf((1 + confidence) / 2, df) + stats.t.ppf(power, df)) * se)
