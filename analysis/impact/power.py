"""What a design can and cannot show: detectable effects and equivalence."""

import numpy as np
from scipy import stats

from .cells import Cells


def detect(se: float, df: float, confidence: float, power: float) -> float:
    """Smallest true effect found with the given power: (t_(1-a/2) + t_power) SE."""
    return float((stats.t.ppf((1 + confidence) / 2, df) + stats.t.ppf(power, df)) * se)


def expect_error(cells: Cells, shock: float) -> float:
    """Standard error that the design lets expect, in the outcome's unit.

    With s the outcome's standard deviation within arms and periods, c the standard deviation of
    an area's shock in a wave in units of s, m the respondents per area and wave and d the design
    effect of weights (Kish 1965, section 11.7), each of an arm's G areas changes with variance
    2 s² (c² + d/m); the two arms add up (Hooper, Teerenstra, de Hoop & Eldridge 2016, for
    repeated cross-sections).
    """
    keys = cells.answered().keys
    found = cells.answered()
    areas = keys.groupby("programme")["cluster"].nunique()
    per_area = found.n.sum() / len(keys[["cluster", "wave"]].drop_duplicates())
    design = found.moments[2, :, 0, 0].sum() * found.n.sum() / found.weight.sum() ** 2
    spread = 2 * measure_variance(found) * (shock**2 + design / per_area)
    return float(np.sqrt(spread * (1 / areas).sum()))


def measure_variance(cells: Cells) -> float:
    """Weighted variance of the outcome within arms and periods, in its unit squared."""
    sums = cells.keys[["programme", "after"]].assign(
        weight=cells.weight, total=cells.total, squares=cells.moments[1, :, -1, -1]
    )
    group = sums.groupby(["programme", "after"]).sum()
    within = group["squares"] - group["total"] ** 2 / group["weight"]
    return float(within.sum() / group["weight"].sum())


def is_equivalent(low: float, high: float, margin: float) -> bool:
    """Whether an interval lies inside the margin either way (two one-sided tests).

    With an interval of confidence 1 - 2a the test has level a (Schuirmann 1987).
    """
    return -margin < low and high < margin
