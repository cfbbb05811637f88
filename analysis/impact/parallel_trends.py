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
from .inference import adjust, covary, cross, decompose, find_columns, infer, widen

ONE_WAVE = (
    "two {waves} can’t test parallel trends: with one {wave} that counts as before nothing shows "
    "whether the two groups of {places} moved alike until then"
)
ONE_BEFORE = (
    "one {wave} that counts as before can’t show whether the two groups of {places} moved alike "
    "until then"
)
TOO_FEW = "too few {places} to judge the {waves} together"
METHOD = "relative magnitudes, every change before as the largest, CR2 with Satterthwaite"


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
    bread, columns = sums.bread, find_columns(sums)
    gram, (k, m) = cross(sums, columns), (len(bread), columns.shape[1])
    direction = (bread @ contrasts.T)[columns]
    z = adjust(*decompose(sums, columns)) @ gram[:, :, m:] @ direction
    z[:, m:] += direction
    ends = gram @ z
    left, right = widen(ends[:, :m], columns, k), widen(ends[:, m:], columns, k)
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
) -> tuple[TrendBound, ...]:
    """Intervals of the effects if the arms would have moved apart without the programme.

    From one wave to the next after the reference, trends may differ by up to m times the largest
    difference between consecutive waves before (relative magnitudes of Rambachan & Roth 2023,
    section 2.4). m = 0 is parallel trends, and gives the interval of `inference.infer`.

    Parameters
    ----------
    sums : sums of the event study
    pre, post : arrays of shape (p, k) and (n, k), contrasts of the coefficients before and after,
        in the order of the waves; waves are taken as equally far apart
    magnitudes : values of m, zero or above
    confidence : share that the interval is to hold the effect in, such as 0.95

    Returns
    -------
    tuple of TrendBound
        In the order of waves and magnitudes.

    Raises
    ------
    NotEstimable
        There is one wave before, or a coefficient isn't determined.

    Notes
    -----
    With d the largest change before, the effect n waves after lies from b - n m |d| to
    b + n m |d|. Both ends are linear in the coefficients, so each has a CR2 standard error and
    Satterthwaite degrees of freedom of its own, which the conditional tests of Rambachan & Roth,
    made for a normal vector with a known covariance, can't be given. The interval reaches from
    the lowest t bound of a lower end to the highest of an upper one, with every change before
    taken for the largest, up or down. It includes the t bounds of the true ends, and misses the
    effect no more often than these miss them: a union of least favourable tests, wider than a
    conditional one where the ends are far apart.
    """
    require_waves(sums, pre, confidence)
    steps = np.diff(np.vstack([pre, np.zeros_like(pre[:1])]), axis=0)
    found = []
    for wave, effect in enumerate(post, start=1):
        for m in magnitudes:
            # What m allows per wave adds up; other waves after say nothing of this effect.
            ends = [
                infer(sums, effect + side * wave * m * step, confidence)
                for step in (steps if m else steps[:1])
                for side in (-1, 1)
            ]
            low, high = min(end.low for end in ends), max(end.high for end in ends)
            found.append(TrendBound(wave=wave, m=m, low=low, high=high, method=METHOD))
    return tuple(found)
