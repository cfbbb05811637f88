"""Which estimate of an outcome leads: that of households, or of areas."""

import dataclasses

import numpy as np

from ..results.records import Mark
from ..study.records import Model
from .areas import compare_areas, equalise, share_leverage, share_weight, sum_areas
from .cells import Cells
from .clusters import NotEstimable
from .contrast import Contrast, conclude
from .design import adjust_for, first
from .inference import infer
from .power import detect, expect_error
from .randomisation import AreaSums, permute

FEW_DF = 8
LARGE_WEIGHT = 25.0  # percent
LARGE_LEVERAGE = 3.0  # times the mean
NUMBERS = (
    "effect", "low", "high", "p", "p_adjusted", "q", "se", "df", "inner_low", "inner_high",
    "mde", "mde_design", "largest_weight", "largest_leverage",
)  # fmt: skip


def mark_all(symbol: Mark) -> dict[str, Mark]:
    """The same symbol for every number of an estimate."""
    return dict.fromkeys(NUMBERS, symbol)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Lead:
    """What is said first of an outcome: numbers by name, the specification they are from, and
    what spoke against the household-weighted one."""

    numbers: dict[str, float | Mark]
    specification: str
    flags: str = ""


def choose_lead(cells: Cells, covariates: tuple[str, ...], model: Model, seed: int) -> Lead:
    """The household-weighted estimate, or that of areas where the former can't be relied on."""
    numbers, p, flags = weigh_households(cells, covariates, model)
    # Areas' means know nothing of covariates, so with any they can't lead.
    if covariates or cells.continuous:
        return Lead(numbers=numbers, specification="household", flags="; ".join(flags))
    try:
        areas = sum_areas(cells)
        flags += disagree(p, permute(areas, seed).p, model)
        if not flags:
            return Lead(numbers=numbers, specification="household")
        numbers = numbers | lead_by_areas(areas, model, seed)
        return Lead(numbers=numbers, specification="areas", flags="; ".join(flags))
    except NotEstimable as error:
        flags.append(f"areas' means and randomisation can't be had: {error}")
        return Lead(numbers=numbers, specification="household", flags="; ".join(flags))


def weigh_households(
    cells: Cells, covariates: tuple[str, ...], model: Model
) -> tuple[dict[str, float | Mark], float, list[str]]:
    """Numbers of the estimate in which every household counts, its p, and what speaks against it.

    Raises
    ------
    NotEstimable
        The effect isn't determined, or the areas don't vary.
    """
    sums = adjust_for(cells, covariates)
    household = infer(sums, first(sums), model.confidence)
    weight, leverage = share_weight(sums), share_leverage(sums)
    inner = conclude(household.value, household.se, household.df, 2 * model.confidence - 1)
    expected = expect_error(cells, model.shock)
    numbers = mark_all(Mark.NOT_APPLICABLE) | show(household, inner, model) | {
        "largest_weight": float(100 * weight.max()),
        "largest_leverage": float(leverage.max()),
        "mde_design": detect(expected, len(weight) - 2, model.confidence, model.power),
    }  # fmt: skip
    return numbers, household.p, find_flags(household, weight, leverage)


def disagree(household: float, randomisation: float, model: Model) -> list[str]:
    """A flag where two p values fall on different sides of the significance level."""
    level = 1 - model.confidence
    if (household <= level) == (randomisation <= level):
        return []
    return ["CR2 and randomisation fall on different sides of the significance level"]


def lead_by_areas(areas: AreaSums, model: Model, seed: int) -> dict[str, float]:
    """Effect and interval of the areas' means, and the randomisation p of the same effect."""
    equal = compare_areas(areas, model.confidence)
    inner = compare_areas(areas, 2 * model.confidence - 1)
    return show(equal, inner, model) | {"p": permute(equalise(areas), seed).p}


def show(found: Contrast, inner: Contrast, model: Model) -> dict[str, float]:
    """A contrast, and one with the confidence of equivalence, under the names of an estimate."""
    return {
        "effect": found.value, "low": found.low, "high": found.high, "p": found.p,
        "se": found.se, "df": found.df, "inner_low": inner.low, "inner_high": inner.high,
        "mde": detect(found.se, found.df, model.confidence, model.power),
    }  # fmt: skip


def find_flags(household: Contrast, weight: np.ndarray, leverage: np.ndarray) -> list[str]:
    """Why the household-weighted estimate should not lead."""
    flags = []
    if household.df < FEW_DF:
        flags.append(f"{household.df:.1f} degrees of freedom, fewer than {FEW_DF}")
    if 100 * weight.max() > LARGE_WEIGHT:
        flags.append(f"one area holds {100 * weight.max():.0f}% of the weight")
    if leverage.max() > LARGE_LEVERAGE:
        flags.append(f"one area has {leverage.max():.1f} times the mean leverage")
    return flags
