"""What waves before the programme say of parallel trends, and what departures would do.

Both functions take the sums of an event study (a regression on the arm, the waves and arm x wave,
with the last wave before the programme as the reference) and contrasts that pick its arm x wave
coefficients. A pre-test that finds nothing is no proof: it misses trends smaller than
`TrendTest.detectable`, and what passes it is selected (Roth 2022). So the effect is also given
under trends that differ as much as they did before, or more (Rambachan & Roth 2023).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import optimize, stats

from .clusters import SINGULAR, ClusterSums, NotEstimable, solve
from .inference import adjust, covary, cross, decompose, infer

ONE_WAVE = (
    "two waves can't test parallel trends: with one wave that counts as before nothing shows "
    "whether the two groups of areas moved alike until then"
)
ONE_BEFORE = (
    "one wave that counts as before can't show whether the two groups of areas moved alike until "
    "then"
)
TOO_FEW = "too few areas to judge the waves together"
NOT_INSTALLED = (
    "the package that computes it is not installed; `make .venv/installed-dev` installs this "
    "project's optional extra, sensitivity"
)
METHOD = "relative magnitudes, conditional least favourable hybrid, CR2, normal critical values"
GRID = 500
DRAWS = 10_000


@dataclass(frozen=True, kw_only=True)
class TrendTest:
    """The joint test that the arms moved alike over the waves before the programme.

    `statistic` is F with `df` and `df_denominator` (t² with one coefficient); `detectable` is a
    slope, in the outcome's unit per wave; `waves` counts all waves before the programme.
    """

    statistic: float
    df: int
    df_denominator: float
    p: float
    detectable: float
    waves: int


@dataclass(frozen=True, kw_only=True)
class TrendBound:
    """The interval of an effect if trends may differ by `m` times the largest change before.

    `wave` is the place among the waves after the programme, from 1.
    """

    wave: int
    m: float
    low: float
    high: float
    method: str


def test_trends(sums: ClusterSums, pre: np.ndarray, confidence: float, power: float) -> TrendTest:
    """Test jointly that no arm x wave coefficient before the programme differs from zero.

    Approximate Hotelling's T² on the CR2 covariance (Pustejovsky & Tipton 2018, equation 12;
    the HTZ test of R's clubSandwich). With one coefficient it is the CR2 t test.

    Parameters
    ----------
    sums : sums of the event study
    pre : array of shape (q, k), contrasts of the coefficients before, the first wave first
    confidence, power : shares, such as 0.95 and 0.80

    Raises
    ------
    NotEstimable
        There is one wave before; a coefficient isn't determined; or there are too few areas.

    Notes
    -----
    With Q the Wald statistic and eta the degrees of freedom of the approximating Wishart
    distribution, (eta - q + 1) / (eta q) Q is F(q, eta - q + 1). `detectable` is the slope of a
    straight line through the reference at which the noncentral F reaches the power (as Roth 2022
    asks of a pre-test).
    """
    require_waves(sums, pre, confidence)
    covariance = pre @ covary(sums) @ pre.T
    if is_singular(covariance):
        raise NotEstimable(TOO_FEW)
    q, wishart = len(pre), approximate_wishart(sums, pre)
    df = wishart - q + 1
    if df < 1:
        raise NotEstimable(TOO_FEW)
    moved = pre @ solve(sums)
    statistic = df / (wishart * q) * moved @ np.linalg.solve(covariance, moved)
    line = np.arange(-q, 0.0)
    # Q's inverse covariance overstates precision on average by eta / df, as a Wishart's does.
    precision = df / wishart * line @ np.linalg.solve(covariance, line)
    return TrendTest(
        statistic=float(statistic),
        df=q,
        df_denominator=float(df),
        p=float(stats.f.sf(statistic, q, df)),
        detectable=float(np.sqrt(find_noncentrality(q, df, confidence, power) / precision)),
        waves=q + 1,
    )


def require_waves(sums: ClusterSums, contrasts: np.ndarray, confidence: float) -> None:
    """Raise unless there are coefficients and each can be judged by itself."""
    if not len(contrasts):
        raise NotEstimable(ONE_WAVE)
    for contrast in contrasts:
        infer(sums, contrast, confidence)


def is_singular(matrix: np.ndarray) -> bool:
    """Whether a covariance gives some combination no variance, but for rounding."""
    size = np.linalg.eigvalsh(matrix)
    return not size[0] > SINGULAR * size[-1]


def approximate_wishart(sums: ClusterSums, contrasts: np.ndarray) -> float:
    """Degrees of freedom of the Wishart distribution nearest to the CR2 covariance.

    The mean and the total variance are matched under independent errors of one variance:
    eta = q(q + 1) / sum over clusters g, h of tr(B_gh B_gh) + (tr B_gh)², where B_gh are the
    q x q products p_g'p_h of `inference.infer`, scaled so that the B_gg add up to the identity
    (Pustejovsky & Tipton 2018, equation 13).
    """
    products = multiply_directions(sums, contrasts)
    total = np.einsum("ggst->st", products)
    if is_singular(total):
        raise NotEstimable(TOO_FEW)
    values, vectors = np.linalg.eigh(total)
    root = (vectors / np.sqrt(values)) @ vectors.T
    scaled = root @ products @ root
    traces = np.einsum("ghss->gh", scaled)
    spread = np.sum(traces**2) + np.einsum("ghst,ghts->", scaled, scaled)
    return float(len(contrasts) * (len(contrasts) + 1) / spread)


def multiply_directions(sums: ClusterSums, contrasts: np.ndarray) -> np.ndarray:
    """p_g'p_h of `inference.infer` for several contrasts at once, shape (G, G, q, q)."""
    bread, gram, columns = sums.bread, cross(sums), contrasts.shape[1]
    direction = bread @ contrasts.T
    z = adjust(*decompose(sums)) @ gram[:, :, columns:] @ direction
    z[:, columns:] += direction
    ends = gram @ z
    left, right = ends[:, :columns], ends[:, columns:]
    twice = bread @ sums.xwwx.sum(axis=0) @ bread
    crossed = np.einsum("gks,kl,hlt->ghst", right, bread, left)
    products = np.einsum("gks,kl,hlt->ghst", left, twice, left)
    products -= crossed + crossed.transpose(1, 0, 3, 2)
    own = np.arange(len(gram))
    products[own, own] += z.transpose(0, 2, 1) @ ends
    return products


def find_noncentrality(q: int, df: float, confidence: float, power: float) -> float:
    """Noncentrality at which F(q, df) passes its critical value with the given power."""
    critical = stats.f.ppf(confidence, q, df)

    def miss(noncentrality: float) -> float:
        return power - stats.ncf.sf(critical, q, df, noncentrality)

    far = 1.0
    while miss(far) > 0:
        far *= 2
    return optimize.brentq(miss, 0, far)


def bound_trends(
    sums: ClusterSums,
    pre: np.ndarray,
    post: np.ndarray,
    *,
    magnitudes: Sequence[float],
    confidence: float,
    seed: int,
) -> tuple[TrendBound, ...]:
    """Intervals of the effects if the arms would have moved apart without the programme.

    From one wave to the next after the reference, trends may differ by up to m times the largest
    difference between consecutive waves before (relative magnitudes of Rambachan & Roth 2023).
    m = 0 is parallel trends.

    Parameters
    ----------
    sums : sums of the event study
    pre, post : arrays of shape (p, k) and (n, k), contrasts of the coefficients before and after,
        in the order of the waves; waves are taken as equally far apart
    magnitudes : values of m, zero or above
    seed : of the draws that give a first-stage critical value

    Returns
    -------
    tuple of TrendBound
        In the order of waves and magnitudes. The critical values are normal: with few clusters
        the intervals are too short rather than too long.

    Raises
    ------
    NotEstimable
        There is one wave before, a coefficient isn't determined, or the optional extra that
        computes the intervals isn't installed.
    """
    require_waves(sums, pre, confidence)
    beta, covariance = solve(sums), covary(sums)
    found = []
    for wave, effect in enumerate(post, start=1):
        infer(sums, effect, confidence)  # raises where there is nothing to bound
        chosen = np.vstack([pre, effect])
        spread = chosen @ covariance @ chosen.T
        if is_singular(spread):
            raise NotEstimable(TOO_FEW)
        se = np.sqrt(spread[-1, -1])
        for m in magnitudes:
            # What m allows per wave adds up; other waves after say nothing of this effect.
            # The package's tolerances are absolute, so its unit is the standard error.
            ends = bound_effect(chosen @ beta / se, spread / se**2, wave * m, 1 - confidence, seed)
            low, high = (float(end * se) for end in ends)
            found.append(TrendBound(wave=wave, m=m, low=low, high=high, method=METHOD))
    return tuple(found)


def bound_effect(
    beta: np.ndarray, covariance: np.ndarray, allowed: float, alpha: float, seed: int
) -> tuple[float, float]:
    """Interval of the last coefficient if it is off by up to `allowed` times a change before.

    The union of the intervals for each change before as the largest, up or down (Rambachan &
    Roth 2023). The package's own function for this leaves the last change before out and refuses
    two waves before, so its test is called with restrictions made here. As in R's HonestDiD the
    second stage isn't cut at the first's critical value: 2% wider than need be at m = 0.
    """
    steps = np.diff(np.eye(len(beta)), axis=0)[:, :-1]
    ends = []
    for step in (*steps, *-steps):
        restrictions = np.column_stack([np.tile(-allowed * step, (2, 1)), [1.0, -1.0]])
        ends += invert_test(beta, covariance, restrictions, alpha, seed)
    return min(ends), max(ends)


def invert_test(
    beta: np.ndarray, covariance: np.ndarray, restrictions: np.ndarray, alpha: float, seed: int
) -> list[float]:
    """Ends of the interval under A delta <= 0 with two rows, empty if nothing is compatible."""
    try:
        from moderndid.didhonest import compute_arp_ci, compute_least_favorable_cv
    except ImportError as error:
        raise NotEstimable(NOT_INSTALLED) from error
    moments = restrictions @ covariance @ restrictions.T
    first = compute_least_favorable_cv(None, moments, alpha / 10, sims=DRAWS, seed=seed)
    # Beyond this distance from the estimate the first stage rejects.
    slack = -restrictions[0, :-1] @ beta[:-1]
    reach = 1.01 * (slack + first * np.sqrt(np.diag(moments).max()))
    if reach <= 0:
        return []
    found = compute_arp_ci(
        beta, covariance, restrictions, np.zeros(2), len(beta) - 1, 1, alpha=alpha,
        hybrid_flag="LF", hybrid_kappa=alpha / 10, lf_cv=first,
        grid_lb=beta[-1] - reach, grid_ub=beta[-1] + reach, grid_points=GRID,
    )  # fmt: skip
    return [found.ci_lower, found.ci_upper] if found.status == "success" else []
