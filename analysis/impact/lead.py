"""Which estimate of an outcome leads: that of respondents, or of areas.

The respondent-weighted estimate leads unless its own error can't be relied on, for one of three
reasons:

- it has fewer than `FEW_DF` degrees of freedom, so that its error is known too badly. Below 4 the
  t approximation itself fails (Tipton 2015); 8 is wider, since power is lost before size is;
- areas contribute so unequally that its test would find an effect that is not there more than
  `TOLERATED` times as often as it says, were nothing but whole areas to move by chance, which
  is where unequal areas do most harm (`shocks.rate_errors`). Cochran (1952) lets a test of 5%
  pass if its true rate is from 4% to 6%;
- it has fewer than `MANY_DF` degrees of freedom, and corrected errors and randomisation fall on
  different sides of the level. With more, "few clusters" by the widest of common reckonings are
  past (fewer than 20 to 50: Cameron & Miller 2015, section VI), the two tests agree but for the
  rounding of their p values, and what remains is which of two nearly equal numbers is below .05.

The first two know no answers: what leads by them was not chosen by what was found. An area's
leverage is not compared with the mean over all areas. With arms of unequal number every area of
the smaller has N_large / N_small times that by design, which the degrees of freedom allow for.
"""

import dataclasses

from ..results.records import Mark
from ..study.records import Model
from .areas import compare_areas, equalise, share_weight, sum_areas
from .cells import Cells
from .clusters import NotEstimable
from .contrast import Contrast, conclude
from .design import adjust_for, first
from .inference import infer
from .power import detect, expect_error
from .randomisation import AreaSums, permute
from .shocks import rate_errors

FEW_DF = 8
MANY_DF = 50
TOLERATED = 1.2  # times the level
NUMBERS = (
    "effect", "low", "high", "p", "p_adjusted", "q", "se", "df", "inner_low", "inner_high",
    "mde", "mde_design", "largest_weight", "error_rate",
)  # fmt: skip


def mark_all(symbol: Mark) -> dict[str, Mark]:
    """The same symbol for every number of an estimate."""
    return dict.fromkeys(NUMBERS, symbol)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Lead:
    """What is said first of an outcome: numbers by name, the specification they are from, and
    what spoke against the respondent-weighted one."""

    numbers: dict[str, float | Mark]
    specification: str
    flags: str = ""


def choose_lead(cells: Cells, covariates: tuple[str, ...], model: Model, seed: int) -> Lead:
    """The respondent-weighted estimate, or that of areas where the former can't be relied on."""
    numbers, weighted, flags = weigh_respondents(cells, covariates, model)
    # Areas' means know nothing of covariates, so with any they can't lead.
    if covariates or cells.continuous:
        return Lead(numbers=numbers, specification="respondents", flags="; ".join(flags))
    try:
        areas = sum_areas(cells)
        flags += disagree(weighted, permute(areas, seed).p, model)
        if not flags:
            return Lead(numbers=numbers, specification="respondents")
        numbers = numbers | lead_by_areas(areas, model, seed)
        return Lead(numbers=numbers, specification="areas", flags="; ".join(flags))
    except NotEstimable as error:
        flags.append(f"{{places}}’ means and randomisation can’t be had: {error.reason}")
        return Lead(numbers=numbers, specification="respondents", flags="; ".join(flags))


def weigh_respondents(
    cells: Cells, covariates: tuple[str, ...], model: Model
) -> tuple[dict[str, float | Mark], Contrast, list[str]]:
    """Numbers of the estimate in which every respondent counts, and what speaks against it.

    Raises
    ------
    NotEstimable
        The effect isn't determined, or the areas don't vary.
    """
    sums = adjust_for(cells, covariates)
    weighted = infer(sums, first(sums), model.confidence)
    weight, rate = share_weight(sums), rate_errors(cells, sums, covariates, model.confidence)
    inner = conclude(weighted.value, weighted.se, weighted.df, 2 * model.confidence - 1)
    expected = expect_error(cells, model.shock)
    numbers = mark_all(Mark.NOT_APPLICABLE) | show(weighted, inner, model) | {
        "largest_weight": float(100 * weight.max()),
        "error_rate": 100 * rate,
        "mde_design": detect(expected, len(weight) - 2, model.confidence, model.power),
    }  # fmt: skip
    return numbers, weighted, find_flags(weighted, rate, model)


def disagree(weighted: Contrast, randomisation: float, model: Model) -> list[str]:
    """A flag where, with few areas, two p values fall on different sides of the level."""
    level = 1 - model.confidence
    if weighted.df >= MANY_DF or (weighted.p <= level) == (randomisation <= level):
        return []
    return ["CR2 and randomisation fall on different sides of the significance level"]


def lead_by_areas(areas: AreaSums, model: Model, seed: int) -> dict[str, float]:
    """Effect and interval of the areas' means, and the randomisation p of the same statistic.

    Over assignments of equal areas the t with one variance for both arms, which the interval
    rests on, rises and falls with the effect, so that p compares effects. With another statistic
    interval and p would be two tests, and an effect clear by both less often than either says.
    """
    equal = compare_areas(areas, model.confidence)
    inner = compare_areas(areas, 2 * model.confidence - 1)
    return show(equal, inner, model) | {"p": permute(equalise(areas), seed).p_effect}


def show(found: Contrast, inner: Contrast, model: Model) -> dict[str, float]:
    """A contrast, and one with the confidence of equivalence, under the names of an estimate."""
    return {
        "effect": found.value, "low": found.low, "high": found.high, "p": found.p,
        "se": found.se, "df": found.df, "inner_low": inner.low, "inner_high": inner.high,
        "mde": detect(found.se, found.df, model.confidence, model.power),
    }  # fmt: skip


def find_flags(weighted: Contrast, rate: float, model: Model) -> list[str]:
    """Why the respondent-weighted estimate should not lead, whatever the answers."""
    flags = []
    if weighted.df < FEW_DF:
        flags.append(f"it has {weighted.df:.1f} degrees of freedom, fewer than {FEW_DF}")
    if rate > TOLERATED * (1 - model.confidence):
        flags.append(
            "{places} contribute so unequally that corrected errors might find an effect that is "
            f"not there in {100 * rate:.1f}% of {{surveys}}"
        )
    return flags
