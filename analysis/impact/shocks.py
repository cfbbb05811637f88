"""How often the test of the respondent-weighted effect would err if whole areas moved by chance.

CR2 and its degrees of freedom are right where respondents err by themselves (the working model).
Areas move as wholes too, and then what an area adds to the effect's variance goes with the square
of its share of its arm: one that holds much of its arm brings most of the error and, as the arm's
mean follows it, shows little of that in the residuals. So the rate below is close to the level
where the areas of an arm are alike, however many each has, and departs from it with how unequally
they contribute: the quantity behind the effective number of clusters (Carter, Schnepel &
Steigerwald 2017; MacKinnon, Nielsen & Webb 2023, section 7), taken to what it does to this test.
"""

import numpy as np
from scipy import integrate, stats

from .cells import Cells, sum_cells
from .clusters import ClusterSums
from .design import cross_covariates, first, indicate
from .inference import correct


def rate_errors(
    cells: Cells, sums: ClusterSums, covariates: tuple[str, ...], confidence: float
) -> float:
    """Share of surveys without an effect in which the CR2 test finds one, if only areas move.

    The answers of an area in a wave move together, by independent normal shocks of one variance,
    and nothing else varies: of the mixtures of shocks and independent respondents the one in which
    unequal areas do most harm. It depends on the regressors and weights and on no answer, so
    what is chosen by it is not chosen by what was found.

    Parameters
    ----------
    cells, sums : of one outcome, sums for the comparison with the covariates
    confidence : share, one less the level of the test

    Returns
    -------
    float
        The exact rate, a share, between 0 and 1.

    Raises
    ------
    NotEstimable
        As `inference.infer`.

    Notes
    -----
    The test rejects where b² > t² V, a comparison of quadratic forms in the shocks u: with
    b = l'u and V = sum (d_g'u)², where u'(ll' - t² D'D)u > 0. Its eigenvalues are those of a
    matrix of order G + 1, and the probability is Imhof's integral (1961, equation 3.2). The
    covariance between areas' shocks is that of Imbens & Kolesar (2016, section III), who take
    degrees of freedom under it.
    """
    correction = correct(sums, first(sums))
    products = cross_draws(cells, sums, covariates, correction.z)
    critical = stats.t.ppf((1 + confidence) / 2, correction.df)
    scale = np.r_[1.0, np.full(len(products) - 1, critical)]
    size, axes = np.linalg.eigh(products * np.outer(scale, scale))
    root = axes * np.sqrt(np.maximum(size, 0))
    sign = np.r_[1.0, -np.ones(len(products) - 1)]
    return exceed_zero(np.linalg.eigvalsh((root.T * sign) @ root))


def cross_draws(
    cells: Cells, sums: ClusterSums, covariates: tuple[str, ...], z: np.ndarray
) -> np.ndarray:
    """Products of l and the d_g, shape (G + 1, G + 1): their covariance under unit shocks.

    A shock to one area and wave moves the coefficients by M X'W1, and the part a_h'e_h of every
    area by what of it is left in the residuals.
    """
    columns, waves = cross_covariates(cells, covariates), indicate(cells, "wave")
    both = sum_cells(cells, np.column_stack([columns, *waves]))
    shocked = columns.shape[1] + np.arange(len(waves))
    kept = np.delete(np.arange(both.xx.shape[1]), shocked)
    plain, weighted = (part[:, kept][:, :, shocked] for part in (both.xx, both.xwx))
    moved = sums.bread @ weighted  # of the coefficients, (G, k, T)
    own = np.einsum("gk,gkt->gt", z, np.concatenate([plain, weighted], axis=1))
    fitted = np.einsum("gk,gkl->gl", z, np.concatenate([sums.xx, sums.xwx], axis=1))
    spread = np.einsum("gkt,glt->kl", moved, moved)
    crossed = fitted @ np.einsum("gkt,gt->kg", moved, own)
    within = fitted @ spread @ fitted.T - crossed - crossed.T + np.diag(np.sum(own**2, axis=1))
    across = np.einsum("gt,gt->g", moved[:, 0], own) - fitted @ spread[0]
    return np.block([[spread[:1, :1], across[None]], [across[:, None], within]])


def exceed_zero(values: np.ndarray) -> float:
    """Probability that the sum of values times squared standard normals is above zero.

    Imhof (1961, equation 3.2): 1/2 + 1/pi times the integral of sin(theta(u)) / (u rho(u)), with
    theta the sum of arctan(value u) / 2 and rho the product of (1 + value² u²)^(1/4).
    """
    scaled = values / np.abs(values).max()

    def height(u: float) -> float:
        damped = np.exp(-np.log1p((scaled * u) ** 2).sum() / 4)
        return float(np.sin(np.arctan(scaled * u).sum() / 2) * damped / u)

    parts = [(0, 1), (1, 10), (10, np.inf)]
    return 0.5 + sum(integrate.quad(height, *ends, limit=200)[0] for ends in parts) / np.pi
