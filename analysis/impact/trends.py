"""What the waves before and after say of how the arms moved, outcome by outcome."""

import dataclasses
from collections.abc import Iterator
from functools import cached_property

import numpy as np

from ..results.records import Event, Level, Mark, Pretest, Sensitivity
from ..study.records import Outcome, Study, Wave
from .cells import Cells
from .clusters import ClusterSums, NotEstimable
from .design import STAGGERED, compare_waves, find_obstacle
from .inference import infer
from .parallel_trends import ONE_BEFORE, ONE_WAVE, bound_trends, test_trends
from .specifications import count_area, count_sides, count_smallest

NUMBERS = ("effect", "low", "high", "p")
# Multiples of the largest change before that trends may differ by after.
MAGNITUDES = (0.0, 0.5, 1.0, 2.0)


def describe_trends(cells: dict[str, Cells], study: Study) -> dict[str, tuple]:
    """Levels and event studies, joint tests of the waves before, and what departures would do.

    Returns
    -------
    dict
        Records under "levels" (from three waves on, and while none is after), "events" (where
        three waves can be compared, one of them after), "pretests", and "sensitivity" (for
        primary outcomes with more than one wave before and one after).
    """
    levels, events, pretests, sensitivity = [], [], [], []
    for outcome in study.outcomes:
        found = cells[outcome.id].pool()
        if study.wave_by_wave:
            levels += describe_waves(found, outcome, study)
        course = follow(found, outcome, study)
        if study.awaited:
            pretests.append(check_before(course))
            continue
        if len(course.waves) > 2 and course.before:
            events += follow_waves(course)
        pretests.append(check_before(course))
        if outcome.role == "primary" and len(course.before) > 1:
            sensitivity += bound_effects(course)
    return {
        "levels": tuple(levels),
        "events": tuple(events),
        "pretests": tuple(pretests),
        "sensitivity": tuple(sensitivity),
    }


@dataclasses.dataclass(frozen=True, kw_only=True)
class Course:
    """An outcome over the waves that asked it as its leading one did, in areas that all of them
    surveyed."""

    cells: Cells
    outcome: Outcome
    waves: tuple[Wave, ...]
    study: Study

    @property
    def before(self) -> tuple[Wave, ...]:
        """Waves before the programme."""
        return tuple(wave for wave in self.waves if wave.period == "before")

    @property
    def reference(self) -> Wave:
        """The last wave before the programme, with which all others are compared."""
        return self.before[-1]

    @property
    def events(self) -> tuple[Wave, ...]:
        """Waves that are compared with the reference, in order."""
        return tuple(wave for wave in self.waves if wave != self.reference)

    @cached_property
    def sums(self) -> ClusterSums:
        """Sums of the event study; raises as `sum_waves`."""
        return sum_waves(self)


def follow(cells: Cells, outcome: Outcome, study: Study) -> Course:
    """The waves and areas that can be compared on an outcome with its leading wave."""
    waves = study.alike(outcome, study.leading(outcome))
    return Course(cells=keep_areas(cells, waves, study), outcome=outcome, waves=waves, study=study)


def keep_areas(cells: Cells, waves: tuple[Wave, ...], study: Study) -> Cells:
    """Cells with answers in these waves, of areas that all of them surveyed."""
    wanted = cells.keys["wave"].isin([wave.id for wave in waves])
    whole = ~cells.keys["cluster"].isin(study.list_apart(waves))
    return cells.where((wanted & whole).to_numpy()).answered()


def describe_waves(cells: Cells, outcome: Outcome, study: Study) -> Iterator[Level]:
    """Household-weighted level of each arm at every wave that asked, in the areas that all waves
    with the same wording surveyed."""
    for wave in study.asked(outcome):
        alike = study.alike(outcome, wave)
        kept = keep_areas(cells, alike, study)
        here = cells.where((cells.keys["wave"] == wave.id).to_numpy())
        apart = [
            count_area(here, area, outcome)
            for area in study.list_apart(alike)
            if area in here.clusters
        ]
        for arm in study.arms:
            own = kept.where(
                ((kept.keys["wave"] == wave.id) & (kept.keys["arm"] == arm.id)).to_numpy()
            )
            weight, n = own.weight.sum(), round(own.n.sum())
            yield Level(
                outcome=outcome.id,
                wave=wave.id,
                arm=arm.id,
                value=float(own.total.sum() / weight) if weight else Mark.UNAVAILABLE,
                n=n,
                smallest_count=min([n, *count_sides(own, outcome), *apart]),
            )


def sum_waves(course: Course) -> ClusterSums:
    """Sums of the event study, or why there is none."""
    cells, study = course.cells, course.study
    why = study.why_apart(course.outcome, study.leading(course.outcome))
    if obstacle := STAGGERED if study.staggered else why or find_obstacle(cells):
        raise NotEstimable(obstacle)
    waves = [wave.id for wave in course.waves]
    if missing := set(waves) - set(cells.keys["wave"]):
        raise NotEstimable(f"not asked in {len(missing)} of {len(waves)} {{waves}}")
    areas = cells.keys.groupby(["programme", "wave"])["cluster"].nunique()
    if len(areas) < 2 * len(waves) or areas.min() < 2:
        raise NotEstimable("in some {wave} fewer than two {places} of an arm answered")
    return compare_waves(cells, waves, course.reference.id)


def follow_waves(course: Course) -> list[Event]:
    """The difference between arms at each wave, relative to the last one before."""
    rows = []
    for place, wave in enumerate(course.events):
        numbers = dict.fromkeys(NUMBERS, Mark.UNAVAILABLE)
        try:
            sums = course.sums
            contrast = np.eye(sums.xy.shape[1])[place]
            found = infer(sums, contrast, course.study.model.confidence)
            numbers = dict(zip(NUMBERS, (found.value, found.low, found.high, found.p), strict=True))
        except NotEstimable:
            pass  # the outcome's pretest says why
        rows.append(
            Event(
                outcome=course.outcome.id,
                wave=wave.id,
                **numbers,
                smallest_count=count_smallest(choose(course, wave), course.outcome),
            )
        )
    return rows


def choose(course: Course, wave: Wave) -> Cells:
    """The cells of a wave and of the one that it is compared with, a period each."""
    cells = course.cells
    chosen = cells.where(cells.keys["wave"].isin([wave.id, course.reference.id]).to_numpy())
    return dataclasses.replace(
        chosen, keys=chosen.keys.assign(after=chosen.keys["wave"] == wave.id)
    )


def check_before(course: Course) -> Pretest:
    """The joint test that arms moved alike before, or why there is none."""
    study = course.study
    numbers = dict.fromkeys(
        ("statistic", "df", "df_denominator", "p", "detectable"), Mark.UNAVAILABLE
    )
    reason = ""
    try:
        if why := study.why_apart(course.outcome, study.leading(course.outcome)):
            raise NotEstimable(why)
        if len(course.before) < 2:
            raise NotEstimable(ONE_WAVE if len(study.waves) == 2 else ONE_BEFORE)
        sums = course.sums
        before = choose_events(sums, course, "before")
        found = test_trends(sums, before, study.model.confidence, study.model.power)
        numbers = {
            "statistic": found.statistic, "df": found.df, "df_denominator": found.df_denominator,
            "p": found.p, "detectable": found.detectable,
        }  # fmt: skip
    except NotEstimable as error:
        reason = error.reason
    return Pretest(outcome=course.outcome.id, **numbers, reason=reason)


def choose_events(sums: ClusterSums, course: Course, period: str) -> np.ndarray:
    """Contrasts of the event study's coefficients of a period, shape (m, k), in order."""
    places = [i for i, wave in enumerate(course.events) if wave.period == period]
    return np.eye(sums.xy.shape[1])[places]


def bound_effects(course: Course) -> list[Sensitivity]:
    """Intervals of the effects after the programme if trends would not have been parallel."""
    outcome, study = course.outcome, course.study
    waves = [wave for wave in course.waves if wave.period == "after"]
    try:
        sums = course.sums
        found = bound_trends(
            sums,
            choose_events(sums, course, "before"),
            choose_events(sums, course, "after"),
            magnitudes=MAGNITUDES,
            confidence=study.model.confidence,
        )
    except NotEstimable as error:
        unknown = dict.fromkeys(("m", "low", "high"), Mark.UNAVAILABLE)
        return [
            Sensitivity(outcome=outcome.id, wave=wave.id, **unknown, method="", reason=error.reason)
            for wave in waves
        ]
    return [
        Sensitivity(
            outcome=outcome.id, wave=waves[row.wave - 1].id, m=row.m, low=row.low, high=row.high,
            method=row.method, reason="",
        )
        for row in found
    ]  # fmt: skip
