"""Cells: the sums over respondents that all estimation needs.

A cell is a cluster, arm, wave and pattern of categorical covariates. Within it the regressors of
a row are its keys, which are constant, and its continuous covariates z; so the sums of products
of v = (1, z, y), with each power of the weight that the estimators use, are sufficient for
weighted least squares, every cluster-robust covariance and (without z) logistic regression.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from .clusters import ClusterSums

POWERS = 3  # of the weight: 0, 1 and 2


@dataclass(frozen=True, kw_only=True)
class Cells:
    """Sums over the rows of each of C cells, for one outcome.

    keys : frame of C rows: cluster, arm, wave (text), programme, after (bool) and the covariates
    moments : array (3, C, q + 2, q + 2), sums of w^p v v' over rows with an answer, for the
        powers p = 0, 1, 2 of the weight and v = (1, z_1 ... z_q, y)
    absent : array (2, C), number and weight of the rows without an answer
    """

    keys: pd.DataFrame
    moments: np.ndarray
    absent: np.ndarray

    @property
    def n(self) -> np.ndarray:
        """Rows with an answer, unweighted, shape (C,)."""
        return self.moments[0, :, 0, 0]

    @property
    def weight(self) -> np.ndarray:
        """Sum of weights of rows with an answer, shape (C,)."""
        return self.moments[1, :, 0, 0]

    @property
    def total(self) -> np.ndarray:
        """Weighted sum of the outcome, shape (C,)."""
        return self.moments[1, :, 0, -1]

    @property
    def clusters(self) -> list[str]:
        """Names of the clusters, in order."""
        return sorted(self.keys["cluster"].unique())

    @property
    def continuous(self) -> int:
        """Number of continuous covariates."""
        return self.moments.shape[2] - 2

    def where(self, chosen: np.ndarray) -> Cells:
        """The cells for which a boolean array of shape (C,) is true."""
        return Cells(
            keys=self.keys[chosen].reset_index(drop=True),
            moments=self.moments[:, chosen],
            absent=self.absent[:, chosen],
        )

    def number(self, *names: str) -> np.ndarray:
        """The place of each cell's combination of keys among all there are, sorted, shape (C,)."""
        place = np.zeros(len(self.keys), dtype=int)
        for name in names:
            codes, values = pd.factorize(self.keys[name], sort=True)
            place = place * len(values) + codes
        return np.unique(place, return_inverse=True)[1]

    def pool(self) -> Cells:
        """The cells of all covariate patterns together: one a cluster, arm and wave."""
        place = self.number("cluster", "arm", "wave")
        first = np.unique(place, return_index=True)[1]
        moments = np.zeros((POWERS, len(first), *self.moments.shape[2:]))
        absent = np.zeros((2, len(first)))
        np.add.at(moments, (slice(None), place), self.moments)
        np.add.at(absent, (slice(None), place), self.absent)
        names = ["cluster", "arm", "wave", "programme", "after"]
        keys = self.keys[names].iloc[first].reset_index(drop=True)
        return Cells(keys=keys, moments=moments, absent=absent)

    def answered(self) -> Cells:
        """The cells in which anybody answered."""
        return self.where(self.n > 0)

    def unweighted(self) -> Cells:
        """The same cells with every weight one."""
        return replace(
            self,
            moments=np.stack([self.moments[0]] * POWERS),
            absent=np.stack([self.absent[0]] * 2),
        )

    def reweighted(self, factor: np.ndarray) -> Cells:
        """The same cells with the weights of each times a factor, shape (C,)."""
        powers = np.stack([factor**power for power in range(POWERS)])
        return replace(self, moments=self.moments * powers[:, :, None, None])


def sum_cells(cells: Cells, columns: np.ndarray) -> ClusterSums:
    """Sums by cluster for regressors that are constant in cells, then the continuous ones.

    Parameters
    ----------
    columns : array (C, k), the categorical part of each cell's regressors

    Returns
    -------
    ClusterSums
        Of k + q regressors.
    """
    names, place = np.unique(cells.keys["cluster"].to_numpy(str), return_inverse=True)
    k = columns.shape[1] + cells.continuous
    products = np.empty((POWERS, len(names), k + 1, k + 1))
    for g in range(len(names)):
        cross(columns[place == g], cells.moments[:, place == g], products[:, g])
    xx, xwx, xwwx = products[:, :, :k, :k]
    xy, xwy, _ = products[:, :, :k, k]
    rows = np.bincount(place, weights=cells.n, minlength=len(names))
    return ClusterSums(
        xx=xx, xwx=xwx, xwwx=xwwx, xy=xy, xwy=xwy, rows=rows, clusters=tuple(names.tolist())
    )


def cross(columns: np.ndarray, moments: np.ndarray, products: np.ndarray) -> None:
    """Fill in the products of (columns, z, y) of one cluster's cells, for each power."""
    k = columns.shape[1]
    products[:, :k, :k] = columns.T @ (moments[:, :, 0, 0, None] * columns)
    products[:, :k, k:] = columns.T @ moments[:, :, 0, 1:]
    products[:, k:, :k] = products[:, :k, k:].transpose(0, 2, 1)
    products[:, k:, k:] = moments[:, :, 1:, 1:].sum(axis=1)
