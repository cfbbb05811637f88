"""Choices made before the data: of the analysis, of disclosure, of checks and of findings."""

from typing import Literal

from .declared import declared

BASELINE = "baseline"  # among area covariates: the outcome's own mean before


@declared
class Model:
    """Choices of the impact analysis, made before the data.

    `confidence` and `power` are shares. `engine` is the address of the Ibis back end that reads
    the panel. `covariates` and `subgroups` name characteristics, `area_covariates` numbers that
    every area has, or its own mean before ("baseline"). `shock` is the standard
    deviation of what happens to an area in a wave, in standard deviations of the outcome, that
    the design reckons with; `imputations` is how often missing answers are drawn.
    """

    confidence: float = 0.95
    power: float = 0.80
    engine: str = "duckdb://"
    covariates: tuple[str, ...] = ()
    area_covariates: tuple[str, ...] = ()
    subgroups: tuple[str, ...] = ()
    shock: float = 0.05
    imputations: int = 20


@declared
class DisclosureRules:
    """Thresholds on unweighted counts of respondents below which a number is not shown.

    Counts that are shown are rounded at random to a multiple of `round_counts`, if it is declared.
    """

    min_cell: int = 10
    min_df: int = 10
    flag_base: int = 50
    withhold_base: int = 30
    round_counts: Literal[3, 5, 10] | None = None


@declared
class CheckRules:
    """Limits beyond which a check of the survey does not pass.

    `balance` is a standardised difference, `missing_gap` percentage points between arms.
    """

    balance: float = 0.25
    missing_gap: float = 5.0


@declared
class FindingRules:
    """`min_people` interviewees have to raise a theme before it counts as evidence."""

    min_people: int = 10
