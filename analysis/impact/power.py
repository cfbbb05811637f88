"""What a design can and cannot show: detectable effects and equivalence."""

import numpy as np
from scipy import stats

from ..results.records import Mark
from ..study.records import Model
from .cells import Cells


def detect(se: float, df: float, confidence: float, power: float) -> float:
    """Smallest true effect found with the given power: (t_(1-a/2) + t_power) SE."""
    return float((stats.t.ppf((1 + confidence) / 2, df) + stats.t.ppf(power, df)) * se)


def expect_error(cells: Cells, shock: float) -> float:
    """Standard error that the design lets expect, in the outcome's unit.

    With s the outcome's standard deviation within arms and waves, c the standard deviation of an
    area's shock in a wave in units of s, m the respondents per area and wave and d the design
    effect of weights within arms and waves (Kish 1965, section 11.7), an area's mean of a period
    of T waves has variance s² (c² + d/m) / T; periods, and the arms' G areas each, add up (Hooper,
    Teerenstra, de Hoop & Eldridge 2016, for repeated cross-sections). While there is no wave
    after, one is reckoned with, with the areas and respondents that waves before had.
    """
    found = cells.answered()
    areas, waves = count_within(found, "programme", "cluster"), count_within(found, "after", "wave")
    per_area = found.n.sum() / (found.number("cluster", "wave").max() + 1)
    waves = waves if len(waves) == 2 else np.append(waves, 1)
    unit = measure_variance(found) * (shock**2 + measure_design(found) / per_area)
    return float(np.sqrt(unit * (1 / waves).sum() * (1 / areas).sum()))


def plan(cells: Cells, model: Model) -> float | Mark:
    """Minimum detectable effect of the design while there are waves before only, were one like
    them to follow; not available with fewer than two areas in an arm."""
    found = cells.answered()
    areas, df = count_within(found, "programme", "cluster"), len(found.clusters) - 2
    if len(areas) < 2 or areas.min() < 2 or df < 1:
        return Mark.UNAVAILABLE
    return detect(expect_error(found, model.shock), df, model.confidence, model.power)


def count_within(cells: Cells, outer: str, inner: str) -> np.ndarray:
    """How many different values of a key there are within each value of another."""
    found = np.unique(np.stack([cells.number(outer), cells.number(inner)]), axis=1)
    return np.bincount(found[0])


def measure_design(cells: Cells) -> float:
    """Design effect of unequal weights, n sum w² / (sum w)², within arms and waves."""
    place = cells.number("programme", "wave")
    n, weight, squares = (
        np.bincount(place, part) for part in (cells.n, cells.weight, cells.moments[2, :, 0, 0])
    )
    return float(np.average(n * squares / weight**2, weights=n))


def measure_variance(cells: Cells) -> float:
    """Weighted variance of the outcome within arms and waves, in its unit squared."""
    place = cells.number("programme", "wave")
    n, weight, total, squares = (
        np.bincount(place, part)
        for part in (cells.n, cells.weight, cells.total, cells.moments[1, :, -1, -1])
    )
    return float(np.average((squares - total**2 / weight) / weight, weights=n))


def is_equivalent(low: float, high: float, margin: float) -> bool:
    """Whether an interval lies inside the margin either way (two one-sided tests).

    With an interval of confidence 1 - 2a the test has level a (Schuirmann 1987).
    """
    return -margin < low and high < margin
