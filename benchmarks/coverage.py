"""How often intervals that allow for trends apart hold the truth, and how often the pre-test errs.

Writes analysis/impact/coverage.csv, which the report prints: CR2 with Satterthwaite degrees of
freedom, which it uses, beside the hybrid of HonestDiD on normal critical values.
"""

import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
from moderndid.didhonest import compute_arp_ci, compute_least_favorable_cv
from rich.progress import track

from analysis.impact.clusters import ClusterSums, solve
from analysis.impact.design import compare_waves
from analysis.impact.inference import covary
from analysis.impact.parallel_trends import bound_trends, test_trends
from analysis.results.freshness import COVERAGE

from .surveys import AREAS, FEWEST, HOUSEHOLDS, LEVELS, PROGRAMME, add_up

SEED = 20_261_130
SIMULATIONS = 1_000
CONFIDENCE, POWER = 0.95, 0.80
DRIFT = 0.16  # standard deviations of answers: 7 points of a share of 30%
WEIGHTS = 0.35
DRAWS = 10_000  # for the first stage's critical value
NEARBY = 1e-6  # standard errors from zero, between which it is looked for
OURS, HYBRID, PRETEST = "CR2 with Satterthwaite", "HonestDiD hybrid, normal", "Joint pre-test"
ALIKE, APART = "alike", "apart"


@dataclass(frozen=True, kw_only=True)
class Setting:
    """Waves, of which the last is after, how far areas move in each, and how sizes differ."""

    waves: int
    shock: float
    sizes: float

    @property
    def name(self) -> str:
        """What it is called in the table."""
        return (
            f"{'Unequal' if self.sizes else 'Equal'} {{places}}, {self.waves} {{waves}}, "
            f"{'large' if self.shock > 0.1 else 'small'} shocks"
        )


SETTINGS = tuple(
    Setting(waves=waves, shock=shock, sizes=sizes)
    for sizes, waves, shock in product((0.0, 0.8), (3, 4), (0.06, 0.12))
)


def simulate(setting: Setting, drift: float, rng: np.random.Generator) -> ClusterSums:
    """Sums of the event study of a survey without an effect.

    The programme's areas move apart from the others by `drift` between the last two waves before
    and once more after: as far as m = 1 allows, in the case that it allows for least well.
    """
    sizes = rng.lognormal(-(setting.sizes**2) / 2, setting.sizes, AREAS) * HOUSEHOLDS
    sizes = np.maximum(sizes.round().astype(int), FEWEST)
    place = np.repeat(np.arange(AREAS * setting.waves), np.repeat(sizes, setting.waves))
    level = rng.normal(0, LEVELS, (AREAS, 1)) + rng.normal(0, setting.shock, (AREAS, setting.waves))
    level[:PROGRAMME, -2:] += drift * np.array([1, 2])
    answers = level.ravel()[place] + rng.normal(0, 1, len(place))
    weights = rng.lognormal(-(WEIGHTS**2) / 2, WEIGHTS, len(place))
    cells = add_up(place, answers, weights, waves=setting.waves)
    names = [str(wave) for wave in range(setting.waves)]
    return compare_waves(cells, names, names[-2])


def judge(sums: ClusterSums, waves: int, trends: str) -> Iterator[tuple[str, float, bool]]:
    """Method, m, and whether it is right about a survey without an effect."""
    pre, post = np.split(np.eye(sums.xy.shape[1])[: waves - 1], [waves - 2])
    if trends == ALIKE:
        yield PRETEST, 0.0, test_trends(sums, pre, CONFIDENCE, POWER).p > 1 - CONFIDENCE
    magnitudes = (0.0, 1.0) if trends == ALIKE else (1.0,)
    for found in bound_trends(sums, pre, post, magnitudes=magnitudes, confidence=CONFIDENCE):
        yield OURS, found.m, found.low <= 0 <= found.high
    chosen = np.vstack([pre, post])
    beta, covariance = chosen @ solve(sums), chosen @ covary(sums) @ chosen.T
    for m in magnitudes:
        yield HYBRID, m, holds_zero(beta, covariance, m, 1 - CONFIDENCE, SEED)


def holds_zero(
    beta: np.ndarray, covariance: np.ndarray, allowed: float, alpha: float, seed: int
) -> bool:
    """Whether HonestDiD's interval of the last coefficient holds zero.

    That may be off by up to `allowed` times a change before. The interval is the union of the
    conditional least favourable hybrid's for each change as the largest, up or down (Rambachan &
    Roth 2023), so it is enough that one of the tests accepts zero. The package's own function for
    this leaves the last change before out and refuses two waves before, so its test is called with
    restrictions made here; its tolerances are absolute, so the unit is the standard error.
    """
    se = np.sqrt(covariance[-1, -1])
    beta, covariance = beta / se, covariance / se**2
    steps = np.diff(np.eye(len(beta)), axis=0)[:, :-1]
    return any(accept(beta, covariance, allowed * step, alpha, seed) for step in (*steps, *-steps))


def accept(
    beta: np.ndarray, covariance: np.ndarray, allowed: np.ndarray, alpha: float, seed: int
) -> bool:
    """Whether zero passes if the last coefficient is off by no more than a change, either way."""
    restrictions = np.column_stack([np.tile(-allowed, (2, 1)), [1.0, -1.0]])
    moments = restrictions @ covariance @ restrictions.T
    critical = compute_least_favorable_cv(None, moments, alpha / 10, sims=DRAWS, seed=seed)
    found = compute_arp_ci(
        beta, covariance, restrictions, np.zeros(2), len(beta) - 1, 1, alpha=alpha,
        hybrid_flag="LF", hybrid_kappa=alpha / 10, lf_cv=critical,
        grid_lb=-NEARBY, grid_ub=NEARBY, grid_points=2,
    )  # fmt: skip
    return found.status == "success"


def main(simulations: int = SIMULATIONS, path: Path = COVERAGE) -> None:
    """Simulate every setting with trends alike and apart, and write the table."""
    # That zero alone is looked at, and not a whole grid, is meant.
    warnings.filterwarnings("ignore", "CI is open at one of the endpoints", UserWarning)
    covered, judged = Counter(), Counter()
    for place, setting in enumerate(SETTINGS):
        for which, (trends, drift) in enumerate(((ALIKE, 0.0), (APART, DRIFT))):
            for number in track(range(simulations), f"{setting.name}, {trends}"):
                rng = np.random.default_rng([SEED, place, number, which])
                sums = simulate(setting, drift, rng)
                for method, m, right in judge(sums, setting.waves, trends):
                    covered[setting.name, method, trends, m] += int(right)
                    judged[setting.name, method, trends, m] += 1
    rows = [(*key, covered[key], n) for key, n in judged.items()]
    columns = ["design", "method", "trends", "m", "covered", "simulations"]
    pd.DataFrame(rows, columns=columns).to_csv(path, index=False)
