"""How often methods find an effect at the 5% level in simulated surveys that have none.

Writes analysis/impact/false-positives.csv, which the report prints, and benchmarks/power.csv, how
often the two that lead find an effect that there is.
"""

import multiprocessing
import os
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from rich.progress import track
from scipy import stats

from analysis.impact.areas import compare_areas
from analysis.impact.cells import Cells
from analysis.impact.clusters import ClusterSums, solve
from analysis.impact.design import compare, first, periods
from analysis.impact.inference import infer, jackknife, sandwich, scale_cr1, scale_cr1s
from analysis.impact.randomisation import AreaSums, permute
from analysis.impact.wild import DRAWS, WEBB, Signs, choose_signs, restrict
from analysis.impact.wild import compare as compare_signs
from analysis.results.freshness import SIMULATION

from .surveys import DESIGNS, Design, simulate, sum_areas

POWER = Path(__file__).parent / "power.csv"
SEED = 20_261_124
SIMULATIONS = 4_000
BLOCK = 25
PROCESSES = 2
LEVEL, CONFIDENCE = 0.05, 0.95
EFFECT = 0.16  # standard deviations of answers: 7 points of a share of 30%


@dataclass(frozen=True, kw_only=True)
class Survey:
    """What methods see of a simulated survey; draws are for those that need some."""

    cells: Cells
    sums: ClusterSums
    areas: AreaSums
    draws: np.random.Generator


def draw_survey(design: Design, effect: float, *numbers: int) -> Survey:
    """The survey of a design with these numbers, always the same."""
    rng = np.random.default_rng([SEED, *numbers])
    cells = simulate(design, effect, rng)
    return Survey(cells=cells, sums=compare(cells), areas=sum_areas(cells), draws=rng)


def refer(survey: Survey, variance: float, df: float) -> float:
    """Two-sided p value of the effect with a variance, by Student's t or the normal (inf)."""
    effect = solve(survey.sums)[0]
    return float(2 * stats.t.sf(abs(effect) / np.sqrt(variance), df))


def ignore_areas(survey: Survey) -> float:
    """Weighted least squares as if households were independent and weights precisions."""
    sums, squares = survey.sums, survey.cells.moments[1, :, 1, 1].sum()
    df = sums.rows.sum() - sums.xy.shape[1]
    variance = (squares - solve(sums) @ sums.xwy.sum(axis=0)) / df * sums.bread[0, 0]
    return refer(survey, variance, df)


def linearise(survey: Survey) -> float:
    """Survey linearisation with areas for strata and households for sampling units.

    Sum over strata of n/(n - 1) times the squared deviations of households' scores.
    """
    cells, sums = survey.cells, survey.sums
    columns = np.column_stack(periods(cells))
    pull, fitted = columns @ sums.bread[0], columns @ solve(sums)
    one, answers, squares = cells.moments[2][:, [0, 0, 1], [0, 1, 1]].T
    area = pd.factorize(cells.keys["cluster"])[0]
    rows = np.bincount(area, cells.n)
    total = np.bincount(area, pull * (cells.total - fitted * cells.weight))
    power = np.bincount(area, pull**2 * (squares - 2 * fitted * answers + fitted**2 * one))
    variance = np.sum(rows / (rows - 1) * (power - total**2 / rows))
    return refer(survey, variance, rows.sum() - len(rows))


def cluster_normal(survey: Survey) -> float:
    """Clustered by area, CR1S and the normal distribution: the default of statsmodels."""
    return refer(survey, scale_cr1s(survey.sums) * sandwich(survey.sums)[0, 0], np.inf)


def cluster_t(survey: Survey) -> float:
    """Clustered by area, CR1 and t(G - 1)."""
    sums = survey.sums
    return refer(survey, scale_cr1(sums) * sandwich(sums)[0, 0], len(sums.clusters) - 1)


def draw_webb(survey: Survey) -> float:
    """Restricted wild bootstrap with draws of Webb's six points."""
    count = len(survey.sums.clusters)
    drawn = survey.draws.choice([*-WEBB, *WEBB], (DRAWS, count))
    signs = Signs(
        first=np.vstack([np.ones(count), drawn]),
        second=np.empty((1, 0)),
        draws=DRAWS + 1,
        enumerated=False,
    )
    return flip_signs(survey.sums, signs)


def enumerate_wild(survey: Survey) -> float:
    """Restricted wild bootstrap over all sign vectors."""
    return flip_signs(survey.sums, choose_signs(survey.sums.clusters, SEED))


def flip_signs(sums: ClusterSums, signs: Signs) -> float:
    """P value of no effect over sign vectors."""
    scores = restrict(sums, first(sums), sums.clusters)
    return compare_signs(scores, signs, scores.value / scores.se)


METHODS: dict[str, Callable[[Survey], float]] = {  # from what to avoid to what to trust
    "No clustering": ignore_areas,
    "Survey linearisation": linearise,
    "Clustered with normal p": cluster_normal,
    "Clustered with t (CR1)": cluster_t,
    "Wild bootstrap with Webb weights": draw_webb,
    "Enumerated wild bootstrap": enumerate_wild,
    "CR3 jackknife": lambda each: jackknife(each.sums, first(each.sums), CONFIDENCE).p,
    "CR2 with Satterthwaite": lambda each: infer(each.sums, first(each.sums), CONFIDENCE).p,
    "Exact randomisation": lambda each: permute(each.areas, SEED).p,
    "Area means": lambda each: compare_areas(each.areas, CONFIDENCE).p,
}
LEADING = ("CR2 with Satterthwaite", "Area means")


def main(simulations: int = SIMULATIONS) -> None:
    """Simulate every design without an effect and with one, and write both tables."""
    os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"
    blocks = [
        (place, range(start, min(start + BLOCK, simulations)))
        for start in range(0, simulations, BLOCK)
        for place in range(len(DESIGNS))
    ]
    context = multiprocessing.get_context("spawn")  # so that it counts threads anew
    with context.Pool(PROCESSES) as pool:
        done = track(pool.imap_unordered(judge_block, blocks), "Simulating", len(blocks))
        without, with_effect = (sum(counts, Counter()) for counts in zip(*done, strict=True))
    write(SIMULATION, without, METHODS, simulations)
    write(POWER, with_effect, LEADING, simulations)


def judge_block(block: tuple[int, range]) -> tuple[Counter, Counter]:
    """Rejections by design and method in surveys without an effect, and in others with one."""
    place, numbers = block
    without, with_effect = Counter(), Counter()
    for number in numbers:
        survey = draw_survey(DESIGNS[place], 0.0, place, number, 0)
        without.update((place, name) for name in METHODS if METHODS[name](survey) <= LEVEL)
        survey = draw_survey(DESIGNS[place], EFFECT, place, number, 1)
        with_effect.update((place, name) for name in LEADING if METHODS[name](survey) <= LEVEL)
    return without, with_effect


def write(path: Path, counts: Counter, methods: Iterable[str], simulations: int) -> None:
    """One row a design and method."""
    rows = [
        (design.name, name, counts[place, name], simulations)
        for place, design in enumerate(DESIGNS)
        for name in methods
    ]
    columns = ["design", "method", "rejected", "simulations"]
    pd.DataFrame(rows, columns=columns).to_csv(path, index=False)
