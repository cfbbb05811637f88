"""Effects by subgroup: declared interactions, never p values of subgroups alone."""

import dataclasses

from ..results.records import Mark, Subgroup
from .clusters import ClusterSums, NotEstimable
from .design import first, interact
from .inference import infer
from .reduction import NOT_STATED
from .specifications import Target, count_smallest
from .wild import step_down

NUMBERS = ("effect", "low", "high", "difference", "difference_low", "difference_high", "p")


def compare_subgroups(targets: list[Target]) -> list[Subgroup]:
    """Effect in each category of each declared characteristic, less the effect in all others.

    P values of the differences are adjusted over all of an outcome's subgroups by Romano & Wolf
    (2005). With two categories both rows test the same difference.
    """
    rows = []
    for target in targets:
        found = [
            compare_category(target, characteristic, category)
            for characteristic in target.study.model.subgroups
            for category in list_categories(target, characteristic)
        ]
        rows += adjust(found, target)
    return rows


def list_categories(target: Target, characteristic: str) -> list[str]:
    """Categories that anybody stated, in order of their text."""
    return sorted(set(target.cells.keys[characteristic]) - {NOT_STATED})


def compare_category(
    target: Target, characteristic: str, category: str
) -> tuple[Subgroup, ClusterSums | None]:
    """One category against all others, and the sums that its test rests on."""
    cells = target.cells
    inside = (cells.keys[characteristic] == category).to_numpy()
    numbers, reason, sums = dict.fromkeys(NUMBERS, Mark.UNAVAILABLE), "", None
    try:
        if target.obstacle:
            raise NotEstimable(target.obstacle)
        sums = interact(cells, characteristic, category)
        gap = infer(sums, first(sums), target.confidence)
        both = first(sums)
        both[1] = 1
        own = infer(sums, both, target.confidence)
        numbers = dict(zip(NUMBERS, (
            own.value, own.low, own.high, gap.value, gap.low, gap.high, gap.p,
        ), strict=True))  # fmt: skip
    except NotEstimable as error:
        reason, sums = error.reason, None
    row = Subgroup(
        outcome=target.outcome.id,
        wave=target.wave.id,
        characteristic=characteristic,
        category=category,
        **numbers,
        p_adjusted=Mark.UNAVAILABLE,
        n=round(cells.n[inside].sum()),
        smallest_count=count_smallest(cells.where(inside), target.outcome),
        reason=reason,
    )
    return row, sums


def adjust(found: list[tuple[Subgroup, ClusterSums | None]], target: Target) -> list[Subgroup]:
    """Fill in p values adjusted over the subgroups that could be estimated."""
    tests = [sums for _, sums in found if sums is not None]
    if not tests:
        return [row for row, _ in found]
    adjusted = iter(step_down([(sums, first(sums)) for sums in tests], target.study.study.seed))
    return [
        row if sums is None else dataclasses.replace(row, p_adjusted=float(next(adjusted)))
        for row, sums in found
    ]
