"""A combination of coefficients with its uncertainty."""

from dataclasses import dataclass

from scipy import stats

from .clusters import NotEstimable

ROUNDING = 1e-11
ALIKE = "the {places} do not differ from each other, so their spread is unknown"


@dataclass(frozen=True, kw_only=True)
class Contrast:
    """A linear combination of coefficients with its uncertainty, in the outcome's unit."""

    value: float
    se: float
    df: float
    low: float
    high: float
    p: float


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
