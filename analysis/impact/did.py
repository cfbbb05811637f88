"""Difference-in-differences of one outcome: the estimate that leads, and what may be said of it."""

import dataclasses
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..results.nouns import name_nouns
from ..results.records import Count, Estimate, Mark
from ..study.records import Model, Words
from .areas import average_areas, sum_areas
from .cells import Cells
from .clusters import NotEstimable
from .design import find_obstacle
from .lead import Lead, choose_lead, mark_all
from .power import is_equivalent
from .reduction import reduce_rows

if TYPE_CHECKING:
    import ibis.expr.types as ir

PERCENT = 100.0  # what an answer that counts is worth in a share
METHODS = {
    "respondents": "weighted least squares, CR2 with Satterthwaite degrees of freedom",
    "areas": "difference of {places}' mean changes, {places} counting equally, t test; p by exact "
    "randomisation",
}
CELLS = {
    "programme_before": (True, False),
    "programme_after": (True, True),
    "comparator_before": (False, False),
    "comparator_after": (False, True),
}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Measure:
    """What is estimated: an outcome at a wave, in a unit; a share counts ones in percent."""

    outcome: str
    wave: str
    unit: str
    share: bool = False
    better: str = "higher"
    margin: float | None = None


def did(
    data: "pd.DataFrame | Path | ir.Table | Cells",
    outcome: str,
    *,
    arm: str = "arm",
    wave: str = "wave",
    cluster: str = "cluster",
    programme: object = 1,
    after: Collection = (1,),
    weight: str | None = None,
    covariates: Collection[str] = (),
    continuous: Collection[str] = (),
    unit: str = "",
    margin: float | None = None,
    confidence: float = 0.95,
    power: float = 0.80,
    shock: float = 0.05,
    seed: int = 1,
    engine: str = "duckdb://",
) -> Estimate:
    """Estimate the effect of a programme on one outcome, with few clusters and weights.

    Parameters
    ----------
    data : one row per respondent and wave (a frame, a CSV or Parquet file, a table of any Ibis
        back end), or cells that `reduce_rows` made of it
    outcome, arm, wave, cluster, weight : columns; weights above zero
    programme : the value of `arm` for the programme's clusters
    after : the values of `wave` that followed the programme
    covariates, continuous : columns to adjust for, categorical and numeric
    unit, margin : the outcome's unit, and the effect in it that would change no decision
    confidence, power : shares
    shock : area-by-wave standard deviation for the design's detectable effect, in those of the
        outcome
    seed : for random draws where there are too many assignments to enumerate
    engine : address of the Ibis back end that reads a frame or a file

    Returns
    -------
    Estimate
        Weighted least squares of y on programme x after with CR2 and Satterthwaite degrees of
        freedom (Bell & McCaffrey 2002; Pustejovsky & Tipton 2018), or, where its `flags` say
        that this can't be relied on, the difference of the areas' mean changes (Donald & Lang
        2007). Where neither applies the estimate is marked, with the reason.

    Raises
    ------
    ValueError
        A column is missing, or rows are unfit: see `reduce_rows`.
    """
    if not isinstance(data, Cells):
        data = reduce_rows(
            data, {outcome: 1.0}, cluster=cluster, arm=arm, wave=wave, weight=weight,
            programme=programme, after=after, patterns=covariates, continuous=continuous,
            engine=engine,
        )[outcome]  # fmt: skip
    wave = ", ".join(map(str, after))
    measure = Measure(outcome=outcome, wave=wave, unit=unit, margin=margin)
    model = Model(confidence=confidence, power=power, shock=shock)
    found = estimate_effect(data, measure, model, seed, tuple(covariates))
    return name_nouns([found], Words())[0]


def estimate_effect(
    cells: Cells,
    measure: Measure,
    model: Model,
    seed: int,
    covariates: tuple[str, ...] = (),
    obstacle: str = "",
) -> Estimate:
    """Estimate one outcome from its cells; `obstacle` is a reason not to that the caller knows."""
    found = cells.answered()
    lead = Lead(numbers=mark_all(Mark.UNAVAILABLE), specification="respondents")
    reason = obstacle or find_obstacle(found)
    levels = describe_levels(cells)
    if not reason:
        try:
            lead = choose_lead(found, covariates, model, seed)
        except NotEstimable as error:
            reason = error.reason
    if lead.specification == "areas":
        levels = dict(zip(CELLS, average_areas(sum_areas(found)).ravel(), strict=True))
    estimate = Estimate(
        outcome=measure.outcome,
        wave=measure.wave,
        group="all",
        unit=measure.unit,
        **lead.numbers,
        margin=Mark.NOT_APPLICABLE if measure.margin is None else measure.margin,
        **levels,
        **count_cells(cells, share=measure.share),
        clusters=int(found.keys["cluster"].nunique()),
        verdict="not estimable" if reason else "unclear",
        lead=lead.specification,
        flags=lead.flags,
        method=describe_method(METHODS[lead.specification], cells),
        reason=reason,
        reliability="",
    )
    return dataclasses.replace(estimate, verdict=judge(estimate, measure.better, model))


def describe_method(method: str, cells: Cells) -> str:
    """A method as it is called for some cells: it weights only where weights differ from one."""
    alike = np.array_equal(cells.moments[0], cells.moments[1])
    return method.replace("weighted ", "") if alike else method


def describe_levels(cells: Cells) -> dict[str, float | Mark]:
    """Household-weighted level of each arm and period; none applies where no wave is compared."""
    levels = {}
    for name, inside in split_cells(cells).items():
        weight = cells.weight[inside].sum()
        none = Mark.UNAVAILABLE if inside.any() else Mark.NOT_APPLICABLE
        levels[name] = float(cells.total[inside].sum() / weight) if weight else none
    return levels


def count_cells(cells: Cells, *, share: bool) -> dict[str, Count]:
    """Respondents of each arm and period, and the smallest count that a level rests on.

    Where nobody was asked there is nothing to count.
    """
    counts, described = [], {}
    for name, inside in split_cells(cells).items():
        if not inside.any():
            described[f"n_{name}"] = Mark.NOT_APPLICABLE
            continue
        n = round(cells.n[inside].sum())
        described[f"n_{name}"] = n
        counts.append(n)
        if share:
            positive = round(cells.moments[0, inside, 0, -1].sum() / PERCENT)
            counts += [positive, n - positive]
    return described | {"smallest_count": min(counts, default=Mark.NOT_APPLICABLE)}


def split_cells(cells: Cells) -> dict[str, np.ndarray]:
    """Which cells belong to each arm and period."""
    programme = cells.keys["programme"].to_numpy(bool)
    after = cells.keys["after"].to_numpy(bool)
    return {
        name: (programme == is_programme) & (after == is_after)
        for name, (is_programme, is_after) in CELLS.items()
    }


def judge(estimate: Estimate, better: str, model: Model) -> str:
    """What may be said of an effect.

    Better or worse only where the interval leaves out zero, p, adjusted where it is one of a
    family, agrees, and no flag speaks against the estimate that leads; equivalent where the
    interval includes zero and the inner one lies inside the margin; else unclear.
    """
    if estimate.verdict == "not estimable":
        return estimate.verdict
    p = estimate.p if isinstance(estimate.p_adjusted, Mark) else estimate.p_adjusted
    if not estimate.low <= 0 <= estimate.high:
        doubted = estimate.flags and estimate.lead == "respondents"
        if doubted or max(p, estimate.p) > 1 - model.confidence:
            return "unclear"
        return "better" if (estimate.effect > 0) == (better == "higher") else "worse"
    margin = estimate.margin
    if not isinstance(margin, Mark) and is_equivalent(
        estimate.inner_low, estimate.inner_high, margin
    ):
        return "equivalent"
    return "unclear"
