"""What the waves before and after say of how the arms moved, outcome by outcome."""

import dataclasses

import numpy as np

from ..evidence import Event, Mark, Pretest, Sensitivity
from ..study import Outcome, Study
from .cells import Cells
from .design import STAGGERED, compare_waves, find_obstacle
from .events import ONE_WAVE, bound_trends, test_trends
from .inference import ClusterSums, NotEstimable, infer
from .specifications import count_smallest

NUMBERS = ("effect", "low", "high", "p")
# Multiples of the largest change before that trends may differ by after.
MAGNITUDES = (0.0, 0.5, 1.0, 2.0)


def describe_trends(cells: dict[str, Cells], study: Study) -> dict[str, tuple]:
    """Event studies, joint tests of the waves before, and what departures would do.

    Returns
    -------
    dict
        Records under "events" (from three waves on), "pretests", and "sensitivity" (for primary
        outcomes with more than one wave before).
    """
    events, pretests, sensitivity = [], [], []
    for outcome in study.outcomes:
        found = cells[outcome.id].pool().answered()
        if len(study.waves) > 2:
            events += follow_waves(found, outcome, study)
        pretests.append(check_before(found, outcome, study))
        if outcome.role == "primary" and len(study.before()) > 1:
            sensitivity += bound_effects(found, outcome, study)
    return {
        "events": tuple(events),
        "pretests": tuple(pretests),
        "sensitivity": tuple(sensitivity),
    }


def list_events(study: Study) -> list[str]:
    """Waves that are compared with the last one before the programme, in order."""
    return [wave.id for wave in study.waves if wave != study.before()[-1]]


def sum_waves(cells: Cells, study: Study) -> ClusterSums:
    """Sums of the event study, or why there is none."""
    if obstacle := STAGGERED if study.staggered else find_obstacle(cells):
        raise NotEstimable(obstacle)
    waves = [wave.id for wave in study.waves]
    if missing := set(waves) - set(cells.keys["wave"]):
        raise NotEstimable(f"not asked in {len(missing)} of {len(waves)} waves")
    areas = cells.keys.groupby(["programme", "wave"])["cluster"].nunique()
    if len(areas) < 2 * len(waves) or areas.min() < 2:
        raise NotEstimable("in some wave fewer than two areas of an arm answered")
    return compare_waves(cells, waves, study.before()[-1].id)


def follow_waves(cells: Cells, outcome: Outcome, study: Study) -> list[Event]:
    """The difference between arms at each wave, relative to the last one before."""
    rows = []
    for place, wave in enumerate(list_events(study)):
        numbers = dict.fromkeys(NUMBERS, Mark.UNAVAILABLE)
        try:
            sums = sum_waves(cells, study)
            contrast = np.eye(sums.xy.shape[1])[place]
            found = infer(sums, contrast, study.model.confidence)
            numbers = dict(zip(NUMBERS, (found.value, found.low, found.high, found.p), strict=True))
        except NotEstimable:
            pass  # the outcome's pretest says why
        rows.append(
            Event(
                outcome=outcome.id,
                wave=wave,
                **numbers,
                smallest_count=count_smallest(choose(cells, wave, study), outcome),
            )
        )
    return rows


def choose(cells: Cells, wave: str, study: Study) -> Cells:
    """The cells of a wave and of the one that it is compared with, a period each."""
    chosen = cells.where(cells.keys["wave"].isin([wave, study.before()[-1].id]).to_numpy())
    return dataclasses.replace(chosen, keys=chosen.keys.assign(after=chosen.keys["wave"] == wave))


def check_before(cells: Cells, outcome: Outcome, study: Study) -> Pretest:
    """The joint test that arms moved alike before, or why there is none."""
    numbers = dict.fromkeys(
        ("statistic", "df", "df_denominator", "p", "detectable"), Mark.UNAVAILABLE
    )
    reason = ""
    try:
        if len(study.before()) < 2:
            raise NotEstimable(ONE_WAVE)
        sums = sum_waves(cells, study)
        before = choose_events(sums, study, "before")
        found = test_trends(sums, before, study.model.confidence, study.model.power)
        numbers = {
            "statistic": found.statistic, "df": found.df, "df_denominator": found.df_denominator,
            "p": found.p, "detectable": found.detectable,
        }  # fmt: skip
    except NotEstimable as error:
        reason = str(error)
    return Pretest(outcome=outcome.id, **numbers, reason=reason)


def choose_events(sums: ClusterSums, study: Study, period: str) -> np.ndarray:
    """Contrasts of the event study's coefficients of a period, shape (m, k), in order."""
    periods = {wave.id: wave.period for wave in study.waves}
    places = [i for i, wave in enumerate(list_events(study)) if periods[wave] == period]
    return np.eye(sums.xy.shape[1])[places]


def bound_effects(cells: Cells, outcome: Outcome, study: Study) -> list[Sensitivity]:
    """Intervals of the effects after the programme if trends would not have been parallel."""
    waves = study.after()
    try:
        sums = sum_waves(cells, study)
        found = bound_trends(
            sums,
            choose_events(sums, study, "before"),
            choose_events(sums, study, "after"),
            magnitudes=MAGNITUDES,
            confidence=study.model.confidence,
            seed=study.study.seed,
        )
    except NotEstimable as error:
        unknown = dict.fromkeys(("m", "low", "high"), Mark.UNAVAILABLE)
        return [
            Sensitivity(outcome=outcome.id, wave=wave.id, **unknown, method="", reason=str(error))
            for wave in waves
        ]
    return [
        Sensitivity(
            outcome=outcome.id, wave=waves[row.wave - 1].id, m=row.m, low=row.low, high=row.high,
            method=row.method, reason="",
        )
        for row in found
    ]  # fmt: skip
