"""Regressors of the difference-in-differences, made from the keys of cells.

The effect is always the coefficient of the first column.
"""

import numpy as np

from .cells import Cells, sum_cells
from .clusters import ClusterSums, NotEstimable
from .inference import FEW_AREAS
from .reduction import NOT_STATED

STAGGERED = (
    "{places} began at different {waves}; two-way fixed effects would compare those that begin "
    "late with those under way already, and weigh some effects negatively"
)


def compare(cells: Cells) -> ClusterSums:
    """Sums for y ~ programme x after, 1, programme, waves, and any continuous covariates.

    With one wave before and one after, the waves are the one column `after`.
    """
    return adjust_for(cells, ())


def fix_effects(cells: Cells) -> ClusterSums:
    """Sums for y ~ programme x after, one constant an area and one a wave."""
    effect, *_ = periods(cells)
    areas = indicate(cells, "cluster")
    waves = indicate(cells, "wave")[1:]
    return sum_cells(cells, np.column_stack([effect, *areas, *waves]))


def adjust_for(cells: Cells, covariates: tuple[str, ...]) -> ClusterSums:
    """Sums for the comparison with categorical covariates; not stated is a category too."""
    return sum_cells(cells, cross_covariates(cells, covariates))


def cross_covariates(cells: Cells, covariates: tuple[str, ...]) -> np.ndarray:
    """Columns of the comparison and of covariates, shape (C, k); the effect's is the first."""
    dummies = [column for name in covariates for column in indicate(cells, name)[1:]]
    return np.column_stack([*periods(cells), *dummies])


def interact(cells: Cells, characteristic: str, category: str) -> ClusterSums:
    """Sums for the comparison in a category and among all others.

    The first coefficient is the difference of the two effects, the second the effect among the
    others, so that their sum is the effect in the category.

    Raises
    ------
    NotEstimable
        Nobody of the category, or nobody else, answered in some area before or after.
    """
    inside = (cells.keys[characteristic] == category).to_numpy()
    others = ~inside & (cells.keys[characteristic] != NOT_STATED).to_numpy()
    known = cells.where(inside | others)
    for chosen in (inside, others):
        found = cells.where(chosen & (cells.n > 0)).keys
        if len(found[["cluster", "after"]].drop_duplicates()) < 2 * cells.keys["cluster"].nunique():
            raise NotEstimable("nobody of the subgroup answered in some {place} before or after")
    own = inside[inside | others].astype(float)
    plain = periods(known)
    others = [column * own for column in plain[1:]]
    return sum_cells(known, np.column_stack([plain[0] * own, *plain, *others]))


def compare_waves(cells: Cells, waves: list[str], reference: str) -> ClusterSums:
    """Sums for an event study: arms may differ by another amount in every wave.

    The first columns are programme x wave for each of `waves` but the reference, in order.
    """
    wave = cells.keys["wave"].to_numpy(str)
    programme = cells.keys["programme"].to_numpy(float)
    events = [(wave == each).astype(float) for each in waves if each != reference]
    moved = [programme * event for event in events]
    return sum_cells(cells, np.column_stack([*moved, np.ones(len(wave)), programme, *events]))


def first(sums: ClusterSums) -> np.ndarray:
    """The contrast that is the first coefficient."""
    return np.eye(sums.xy.shape[1])[0]


def periods(cells: Cells) -> list[np.ndarray]:
    """Columns programme x after, 1, programme, and each wave but the first."""
    programme = cells.keys["programme"].to_numpy(float)
    after = cells.keys["after"].to_numpy(float)
    waves = indicate(cells, "wave")[1:]
    return [programme * after, np.ones(len(after)), programme, *waves]


def indicate(cells: Cells, name: str) -> list[np.ndarray]:
    """One column of zeros and ones for each value of a key."""
    values = cells.keys[name].to_numpy(str)
    return [(values == value).astype(float) for value in np.unique(values)]


def find_obstacle(cells: Cells) -> str:
    """Why no comparison can be made of the cells at all, empty if it can."""
    found = cells.answered()
    side = 2 * found.keys["programme"].to_numpy(int) + found.keys["after"].to_numpy(int)
    area = found.number("cluster")
    areas = [len(np.unique(area[side == each])) for each in range(4)]
    if not min(areas):
        return "nobody answered in one of the arms before or after the {programme}"
    if min(areas) < 2:
        return FEW_AREAS
    values = found.moments[0, :, [0, 0, -1], [0, -1, -1]].sum(axis=1)
    n, total, squares = values
    if squares - total**2 / n <= 1e-14 * squares:
        return "all answers are the same"
    return ""
