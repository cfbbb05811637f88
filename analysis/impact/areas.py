"""Areas as the units: their means compared as equals, and how much rests on one of them."""

from collections.abc import Mapping

import numpy as np

from ..study.records.rules import BASELINE
from .cells import Cells
from .clusters import ClusterSums, NotEstimable
from .contrast import Contrast, conclude
from .design import compare, first
from .inference import FEW_AREAS, infer
from .randomisation import AreaSums

SAME = 1e-8  # share of a covariate's size that rounding may leave


def sum_areas(cells: Cells) -> AreaSums:
    """Weights and weighted totals of every area before and after.

    Several waves before are brought to one level first, so that an area surveyed in some of them
    is not compared by what all areas had in common then.

    Raises
    ------
    NotEstimable
        An area holds respondents of both arms, or nobody answered there before or after.
    """
    found = cells.answered()
    area, after = found.number("cluster"), found.keys["after"].to_numpy(int)
    arm = share_programme(found, area)
    if not np.isin(arm, (0, 1)).all():
        raise NotEstimable(
            "some {places} hold {answerers} of both arms, and have none of their own"
        )
    weight, total = (
        np.bincount(2 * area + after, part, minlength=2 * len(arm)).reshape(-1, 2).T
        for part in (found.weight, level_waves(found))
    )
    if not weight.all():
        raise NotEstimable("nobody answered in some {place} before or after the {programme}")
    return AreaSums(
        weight_before=weight[0],
        total_before=total[0],
        weight_after=weight[1],
        total_after=total[1],
        programme=arm.astype(bool),
    )


def share_programme(cells: Cells, area: np.ndarray) -> np.ndarray:
    """The share of each area's cells that are the programme's, shape (G,)."""
    return np.bincount(area, cells.keys["programme"]) / np.bincount(area)


def level_waves(cells: Cells) -> np.ndarray:
    """Totals as if every wave of a period had the period's mean, over all areas, shape (C,)."""
    wave, period = (
        (np.bincount(place, cells.total) / np.bincount(place, cells.weight))[place]
        for place in (cells.number("wave"), cells.number("after"))
    )
    return cells.total - cells.weight * (wave - period)


def equalise(areas: AreaSums) -> AreaSums:
    """The same means with a weight of one for every area, before and after."""
    one = np.ones(len(areas.programme))
    return AreaSums(
        weight_before=one,
        total_before=areas.total_before / areas.weight_before,
        weight_after=one,
        total_after=areas.total_after / areas.weight_after,
        programme=areas.programme,
    )


def average_areas(areas: AreaSums) -> np.ndarray:
    """Mean of the areas' means, shape (2, 2): programme and comparator, before and after."""
    before = areas.total_before / areas.weight_before
    after = areas.total_after / areas.weight_after
    return np.array(
        [[before[arm].mean(), after[arm].mean()] for arm in (areas.programme, ~areas.programme)]
    )


def compare_areas(areas: AreaSums, confidence: float) -> Contrast:
    """Difference of the arms' mean changes, areas counting equally, with t(G - 2).

    The two-sample t test on areas' changes (Donald & Lang 2007, section 3).
    """
    change = areas.total_after / areas.weight_after - areas.total_before / areas.weight_before
    arms = [change[areas.programme], change[~areas.programme]]
    df = len(change) - 2
    if min(map(len, arms)) < 2:
        raise NotEstimable(FEW_AREAS)
    pooled = sum(((arm - arm.mean()) ** 2).sum() for arm in arms) / df
    se = np.sqrt(pooled * sum(1 / len(arm) for arm in arms))
    size = np.abs(areas.total_after / areas.weight_after).max()
    return conclude(arms[0].mean() - arms[1].mean(), se, df, confidence, size)


def adjust_areas(
    areas: AreaSums, covariates: Mapping[str, np.ndarray], confidence: float
) -> Contrast:
    """Difference of the arms' means adjusted for what areas are like, with t(G - k).

    Least squares on cluster summaries (Hayes & Moulton 2009, chapter 10), areas counting equally.
    With the mean before among the covariates it is of means after, an analysis of covariance
    (Vickers & Altman 2001); without it, of changes, which groups that stood apart before leave
    less biased (Van Breukelen 2006).

    Parameters
    ----------
    areas : sums of G areas
    covariates : array (G,) by name; that of `BASELINE` is not looked at
    confidence : share of samples in which the interval holds the effect

    Raises
    ------
    NotEstimable
        An arm has fewer than two areas, there are fewer than two areas for each of the k
        coefficients (Austin & Steyerberg 2015), or a covariate does not differ between areas or
        follows from the arm and the others.
    """
    before = areas.total_before / areas.weight_before
    after = areas.total_after / areas.weight_after
    outcome = after if BASELINE in covariates else after - before
    count = len(after)
    if min(areas.programme.sum(), count - areas.programme.sum()) < 2:
        raise NotEstimable(FEW_AREAS)
    columns = [np.ones(count), areas.programme.astype(float)]
    if count < 2 * (k := len(columns) + len(covariates)):
        raise NotEstimable(
            f"{count} {{places}} are too few for {k} coefficients, two for each at least"
        )
    for name, values in covariates.items():
        columns.append(scale_covariate(name, before if name == BASELINE else values, columns))
    x = np.column_stack(columns)
    solve = np.linalg.pinv(x)
    b = solve @ outcome
    se = np.sqrt(((outcome - x @ b) ** 2).sum() / (count - k) * (solve[1] ** 2).sum())
    return conclude(b[1], se, count - k, confidence, np.abs(after).max())


def scale_covariate(name: str, values: np.ndarray, columns: list[np.ndarray]) -> np.ndarray:
    """A covariate about its mean, scaled to a length of one, if the columns before it do not give
    it already."""
    centred = values - values.mean()
    size = np.linalg.norm(centred)
    if size <= SAME * np.abs(values).max():
        raise NotEstimable(
            f"the {{place}} covariate '{name}' is the same in all {{places}} compared"
        )
    x = np.column_stack(columns)
    rest = centred - x @ np.linalg.lstsq(x, centred, rcond=None)[0]
    if np.linalg.norm(rest) <= SAME * size:
        raise NotEstimable(
            f"the {{place}} covariate '{name}' follows from the group of {{places}} and the other "
            "covariates"
        )
    return centred / size


def leave_out(cells: Cells, confidence: float) -> dict[str, Contrast | NotEstimable]:
    """The respondent-weighted effect without each area in turn, by area."""
    sums, found = compare(cells), {}
    for place, area in enumerate(sums.clusters):
        rest = sums.without(place)
        try:
            found[area] = infer(rest, first(rest), confidence)
        except NotEstimable as reason:
            found[area] = reason
    return found


def share_weight(sums: ClusterSums) -> np.ndarray:
    """Each area's share of all weight, shape (G,); the second column is the constant."""
    weight = sums.xwx[:, 1, 1]
    return weight / weight.sum()
