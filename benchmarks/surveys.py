"""Simulated surveys of eighteen areas before and after a programme, as cells."""

from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from analysis.impact.cells import POWERS, Cells
from analysis.impact.randomisation import AreaSums

AREAS, PROGRAMME, WAVES = 18, 9, 2
HOUSEHOLDS = 170  # an area and wave, on average
FEWEST = 20
SHARE = 0.30  # of yes
SPREAD = (SHARE * (1 - SHARE)) ** 0.5
LEVELS = 0.11  # standard deviation of areas' levels, in those of answers: 5 points of the share


@dataclass(frozen=True, kw_only=True)
class Design:
    """What differs between simulated surveys.

    sizes, weights : standard deviation of the logarithm of an area's number of households, and
        of a household's weight
    shock : standard deviation of what moves all answers of an area in a wave, in those of
        answers; 0.06 are 2.7 points of a share of 30%
    share : answers are yes or no, else normally distributed
    """

    name: str
    sizes: float
    weights: float
    shock: float
    share: bool


# Half of the sixteen combinations, such that each two features meet equally often.
DESIGNS = tuple(
    Design(
        name=f"{'Unequal' if unequal else 'Equal'} {{places}}, "
        f"{'uneven' if uneven else 'even'} weights, "
        f"{'large' if large else 'small'} shocks, "
        f"{'share' if share else 'mean'}",
        sizes=0.8 if unequal else 0.0,
        weights=0.9 if uneven else 0.35,
        shock=0.12 if large else 0.06,
        share=share,
    )
    for unequal, uneven, large in product((False, True), repeat=3)
    for share in [(unequal + uneven + large) % 2 == 0]
)


def simulate(design: Design, effect: float, rng: np.random.Generator) -> Cells:
    """One survey: areas alike but for chance, sizes drawn anew, each household asked once.

    Parameters
    ----------
    effect : of the programme, in standard deviations of answers

    Returns
    -------
    Cells
        Area by area, before and after; answers are 0 or 1, or have standard deviation one.
    """
    sizes = rng.lognormal(-(design.sizes**2) / 2, design.sizes, AREAS) * HOUSEHOLDS
    sizes = np.maximum(sizes.round().astype(int), FEWEST)
    place = np.repeat(np.arange(AREAS * WAVES), np.repeat(sizes, WAVES))
    level = rng.normal(0, LEVELS, (AREAS, 1)) + rng.normal(0, design.shock, (AREAS, WAVES))
    level[:PROGRAMME, 1] += effect
    moved = level.ravel()[place]
    if design.share:
        answers = (rng.random(len(place)) < SHARE + SPREAD * moved).astype(float)
    else:
        answers = moved + rng.normal(0, 1, len(place))
    weights = rng.lognormal(-(design.weights**2) / 2, design.weights, len(place))
    return add_up(place, answers, weights)


def add_up(
    place: np.ndarray,
    answers: np.ndarray,
    weights: np.ndarray,
    areas: int = AREAS,
    programme: int = PROGRAMME,
    waves: int = WAVES,
) -> Cells:
    """Cells of households at `place`, area by area and wave by wave, the programme's areas first.

    The last wave is the one after.
    """
    area, wave = np.divmod(np.arange(areas * waves), waves)
    keys = pd.DataFrame(
        {
            "cluster": [f"area {number:03}" for number in area],
            "programme": area < programme,
            "wave": wave.astype(str),
            "after": wave == waves - 1,
        }
    )
    moments = np.empty((POWERS, len(keys), 2, 2))
    for power in range(POWERS):
        for i, j in product(range(2), repeat=2):
            moments[power, :, i, j] = np.bincount(
                place, weights**power * answers ** (i + j), len(keys)
            )
    return Cells(keys=keys, moments=moments, absent=np.zeros((2, len(keys))))


def sum_areas(cells: Cells) -> AreaSums:
    """Weights and totals of every area, read off the order of the cells."""
    before, after = (
        np.array([cells.weight, cells.total]).reshape(2, AREAS, WAVES).transpose(2, 0, 1)
    )
    return AreaSums(
        weight_before=before[0],
        total_before=before[1],
        weight_after=after[0],
        total_after=after[1],
        programme=np.arange(AREAS) < PROGRAMME,
    )
