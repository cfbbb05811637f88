"""Logistic difference-in-differences from cells, as a check on the linear probability model.

The coefficient of programme x after in a logit is no effect on anybody's probability. The effect
on the treated is: the mean, over those in the programme's areas afterwards, of the fitted
probability less the one fitted with that coefficient at zero (Puhani 2012, Economics Letters
115, 85-87).
"""

import numpy as np
from scipy.special import expit

from .cells import Cells
from .clusters import DEPENDENT, SINGULAR, NotEstimable
from .contrast import Contrast, conclude
from .design import cross_covariates, find_obstacle
from .inference import spread_jackknife

ITERATIONS = 25
CONVERGED = 1e-8
FARTHEST = 30  # log odds; no survey can tell such a share from zero or one


def fit_logit(columns: np.ndarray, weight: np.ndarray, total: np.ndarray) -> np.ndarray:
    """Coefficients of a weighted logit, by iteratively reweighted least squares.

    Parameters
    ----------
    columns : array (C, k), regressors of each cell
    weight, total : arrays (C,), sum of weights, and weighted sum of an outcome of 0 and 1

    Returns
    -------
    array (k,)
        The shortest of all solutions where columns depend on each other.

    Raises
    ------
    NotEstimable
        Some coefficient grows without limit, because answers are separated.
    """
    _, size, axes = np.linalg.svd(columns[weight > 0], full_matrices=False)
    basis = axes[size > size.max() * SINGULAR].T
    x = columns @ basis
    beta = np.zeros(x.shape[1])
    for _ in range(ITERATIONS):
        p = expit(x @ beta)
        information = x.T @ ((weight * p * (1 - p))[:, None] * x)
        step = np.linalg.solve(information, x.T @ (total - weight * p))
        beta = beta + step
        if np.abs(x @ beta).max() > FARTHEST:
            break
        if np.abs(x @ step).max() < CONVERGED:
            return basis @ beta
    raise NotEstimable(
        "in one arm and period, or one category of a covariate, all answers are the same"
    )


def sandwich_logit(
    columns: np.ndarray, weight: np.ndarray, total: np.ndarray, cluster: np.ndarray
) -> np.ndarray:
    """CR0: covariance of the logit's coefficients from scores added up by cluster, (k, k).

    Parameters are as in `fit_logit`; cluster : array (C,), any labels.
    """
    p = expit(columns @ fit_logit(columns, weight, total))
    bread = np.linalg.pinv(columns.T @ ((weight * p * (1 - p))[:, None] * columns), hermitian=True)
    scores = (total - weight * p)[:, None] * columns
    names = np.unique(cluster)
    by_cluster = np.array([scores[cluster == name].sum(axis=0) for name in names])
    return bread @ by_cluster.T @ by_cluster @ bread


def affect_treated(columns: np.ndarray, weight: np.ndarray, total: np.ndarray) -> float:
    """Average effect on the treated as a share; the first column is programme x after.

    Raises
    ------
    NotEstimable
        Answers are separated, or the first column depends on the others.
    """
    answered = columns[weight > 0]
    if np.linalg.matrix_rank(answered) == np.linalg.matrix_rank(answered[:, 1:]):
        raise NotEstimable(DEPENDENT)
    beta = fit_logit(columns, weight, total)
    treated = columns[:, 0] > 0
    fitted = columns[treated] @ beta
    gain = expit(fitted) - expit(fitted - beta[0])
    return float(gain @ weight[treated] / weight[treated].sum())


def estimate_logit(
    cells: Cells, scale: float, confidence: float, covariates: tuple[str, ...] = ()
) -> Contrast:
    """Average effect on the treated from the logit, with the jackknife over clusters.

    Parameters
    ----------
    cells : of an outcome that is 0 or `scale`; continuous covariates don't enter
    scale : the outcome's unit, 100 for percentage points
    confidence : share, such as 0.95
    covariates : categorical ones, among the keys of the cells

    Returns
    -------
    Contrast
        In the outcome's unit. Variance (G - 1)/G times the sum of squared deviations of the
        estimates without each cluster from the full one (MacKinnon, Nielsen & Webb 2023), with
        t(G - 1).

    Raises
    ------
    NotEstimable
        An arm or period lacks areas, answers are separated or the effect isn't determined, be it
        without one of the areas only, or the areas don't differ.
    """
    if reason := find_obstacle(cells):
        raise NotEstimable(reason)
    found = cells.answered()
    columns, weight, total = gather_patterns(found, cross_covariates(found, covariates))
    total = total / scale
    value = affect_treated(columns, weight.sum(axis=0), total.sum(axis=0))
    groups, moved = len(weight), []
    for g in range(groups):
        rest = (np.delete(part, g, axis=0).sum(axis=0) for part in (weight, total))
        try:
            moved.append(affect_treated(columns, *rest) - value)
        except NotEstimable as error:
            raise NotEstimable(f"without one of the {{places}}: {error.reason}") from error
    return conclude(value * scale, spread_jackknife(moved) * scale, groups - 1, confidence)


def gather_patterns(cells: Cells, columns: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows of regressors that differ, (K, k), with weights and totals by cluster, (G, K) each."""
    patterns, place = np.unique(columns, axis=0, return_inverse=True)
    clusters, cluster = np.unique(cells.keys["cluster"].to_numpy(str), return_inverse=True)
    weight, total = np.zeros((2, len(clusters), len(patterns)))
    np.add.at(weight, (cluster, place), cells.weight)
    np.add.at(total, (cluster, place), cells.total)
    return patterns, weight, total
