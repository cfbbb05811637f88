"""What is declared to be true of demonstration data, and the effects that follow from it."""

from dataclasses import field

import numpy as np
from scipy import optimize, stats

from ...results.records import Truth
from ...study.records import Outcome, Study, declared


@declared
class Age:
    """Mean and standard deviation in years, refusals in percent."""

    variable: str
    mean: float
    sd: float
    refused: float


@declared
class Traits:
    """How a characteristic is spread over its codes, in percent."""

    variable: str
    percent: dict[str, float]
    refused: float


@declared
class Share:
    """Levels in percent (before, after) by arm, and how answers spread over the codes."""

    outcome: str
    programme: tuple[float, float]
    comparator: tuple[float, float]
    mix: dict[str, float]
    missing: dict[str, float]


@declared
class Score:
    """Mean scores (before, after) by arm; `also` names a share that rests on the same items."""

    outcome: str
    programme: tuple[float, float]
    comparator: tuple[float, float]
    area_sd: float
    shock_sd: float
    missing: dict[str, float]
    spread: float | None = None
    dispersion: float | None = None
    also: str | None = None


@declared
class Slip:
    """A value written wrongly in the first `rows` rows that hold it."""

    wave: str
    variable: str
    correct: str
    written: str
    rows: int


@declared
class SurveyTruth:
    """All that generates the waves; spreads in percentage points unless a score's own."""

    seed: int
    respondents_per_area: int
    returning: float
    persistence: float
    area_sd: float
    shock_sd: float
    weight_sd: float
    age: Age
    characteristics: tuple[Traits, ...]
    shares: tuple[Share, ...]
    scores: tuple[Score, ...]
    slips: tuple[Slip, ...] = field(default=())


def find_mean(level: np.ndarray, dispersion: float, high: int) -> np.ndarray:
    """Mean of a negative binomial that has mean `level` once it is cut off above `high`."""
    values = np.arange(high + 1)

    def gap(mean: float, target: float) -> float:
        weights = stats.nbinom.pmf(values, dispersion, dispersion / (dispersion + mean))
        return (weights * values).sum() / weights.sum() - target

    targets, place = np.unique(level, return_inverse=True)
    return np.array([optimize.brentq(gap, 0.01, 200, args=(t,)) for t in targets])[place]


def state_truth(study: Study, truth: SurveyTruth) -> tuple[Truth, ...]:
    """Levels and effects that generated each outcome, in the outcome's unit."""
    stated = [tell(item.outcome, item.programme, item.comparator) for item in truth.shares]
    for score in truth.scores:
        stated.append(tell(score.outcome, score.programme, score.comparator))
        if score.also:
            outcome = study.outcome[score.also]
            arms = (score.programme, score.comparator)
            above = [tuple(share_above(outcome, score, mean) for mean in arm) for arm in arms]
            stated.append(tell(score.also, *above))
    order = list(study.outcome)
    return tuple(sorted(stated, key=lambda row: order.index(row.outcome)))


def tell(outcome: str, programme, comparator) -> Truth:
    """One row of the truth: four levels and the difference of their changes."""
    effect = (programme[1] - programme[0]) - (comparator[1] - comparator[0])
    return Truth(
        outcome=outcome,
        effect=effect,
        programme_before=programme[0],
        programme_after=programme[1],
        comparator_before=comparator[0],
        comparator_after=comparator[1],
    )


def share_above(outcome: Outcome, score: Score, mean: float) -> float:
    """Percent of a cut negative binomial at or above the outcome's threshold."""
    high = int(outcome.range[1])
    centre = find_mean(np.array([mean]), score.dispersion, high)[0]
    odds = score.dispersion / (score.dispersion + centre)
    weights = stats.nbinom.pmf(np.arange(high + 1), score.dispersion, odds)
    return float(100 * weights[int(outcome.at_least) :].sum() / weights.sum())
