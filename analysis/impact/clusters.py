"""Sums over the rows of each cluster: all that weighted least squares and its covariance need."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..study.records import Words

SINGULAR = 1e-10
DEPENDENT = "the regressors depend on each other, so the effect can’t be told apart"


class NotEstimable(ValueError):
    """A method does not apply to the data; the message says why, in plain words.

    Its `reason` has the nouns of a study in braces, for whoever knows which study it is.
    """

    @property
    def reason(self) -> str:
        """Why, as it was written."""
        return self.args[0]

    def __str__(self) -> str:
        return Words().fill(self.reason)


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
