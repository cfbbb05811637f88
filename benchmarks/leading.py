"""How often the rule for the leading estimate errs, and what it finds, beside single tests.

Writes analysis/impact/leading.csv, which the report prints.
"""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from rich.progress import track

from analysis.impact.areas import compare_areas, sum_areas
from analysis.impact.cells import Cells
from analysis.impact.design import compare, first
from analysis.impact.did import Measure, estimate_effect
from analysis.impact.inference import infer
from analysis.results.freshness import LEADING
from analysis.study.records import Model

from .surveys import HOUSEHOLDS, LEVELS, add_up

SEED = 20_261_130
SIMULATIONS = 2_000  # without an effect, and half as many with one
LEVEL, CONFIDENCE = 0.05, 0.95
EFFECT = 0.16  # standard deviations of answers with nine areas against nine
WEIGHTS = 0.35
MODEL = Model(confidence=CONFIDENCE, power=0.80, shock=0.05)
MEASURE = Measure(outcome="answer", wave="1", unit="")
SMALL, LARGE = 0.06, 0.12
CR2, MEANS, RULE, LEADS = "CR2 with Satterthwaite", "Area means", "Rule", "Area means lead"


@dataclass(frozen=True, kw_only=True)
class Setting:
    """Areas of the programme and the others, and in what they differ.

    sizes : households of an area and wave, or the ends between which they are drawn
    dominant : times as many as that has one area, which a lot picks
    shock : standard deviation of what moves an area in a wave, in those of answers; the
        programme's areas move `unlike` times as far
    """

    name: str
    programme: int = 9
    comparators: int = 9
    sizes: tuple[int, int] = (HOUSEHOLDS, HOUSEHOLDS)
    dominant: int = 1
    shock: float = SMALL
    unlike: float = 1.0

    @property
    def areas(self) -> int:
        """Number of areas."""
        return self.programme + self.comparators

    @property
    def effect(self) -> float:
        """What equal areas in these numbers would tell as well as `EFFECT` in nine and nine."""
        return EFFECT * float(np.sqrt((1 / self.programme + 1 / self.comparators) / (2 / 9)))


DESIGNS = {
    "9 against 9 equal {places}": {},
    "5 against 13 equal {places}": {"programme": 5, "comparators": 13},
    "20 against 60 equal {places}": {"programme": 20, "comparators": 60},
    "9 against 9, one of 8 times the size": {"dominant": 8},
    "9 against 9, sizes from 10 to 400": {"sizes": (10, 400)},
}
# This breaks what area means and randomisation take for granted, that areas are exchangeable.
UNLIKE = "5 against 13, the {programme}'s moving twice as far, large shocks"
SETTINGS = (
    *(
        Setting(name=f"{name}, {size} shocks", shock=shock, **other)
        for name, other in DESIGNS.items()
        for size, shock in (("small", SMALL), ("large", LARGE))
    ),
    Setting(name=UNLIKE, programme=5, comparators=13, shock=LARGE, unlike=2.0),
)


def simulate(setting: Setting, effect: float, rng: np.random.Generator) -> Cells:
    """One survey with normal answers of standard deviation one, sizes even in the logarithm."""
    sizes = np.exp(rng.uniform(*np.log(setting.sizes), setting.areas))
    sizes[rng.integers(setting.areas)] *= setting.dominant
    place = np.repeat(np.arange(2 * setting.areas), np.repeat(sizes.round().astype(int), 2))
    shocks = rng.normal(0, setting.shock, (setting.areas, 2))
    shocks[: setting.programme] *= setting.unlike
    level = rng.normal(0, LEVELS, (setting.areas, 1)) + shocks
    level[: setting.programme, 1] += effect
    answers = level.ravel()[place] + rng.normal(0, 1, len(place))
    weights = rng.lognormal(-(WEIGHTS**2) / 2, WEIGHTS, len(place))
    return add_up(place, answers, weights, setting.areas, setting.programme)


def judge(cells: Cells) -> dict[str, bool]:
    """Whether each test finds an effect, the rule calls one clear, and area means lead."""
    sums = compare(cells)
    led = estimate_effect(cells, MEASURE, MODEL, SEED)
    return {
        CR2: infer(sums, first(sums), CONFIDENCE).p <= LEVEL,
        MEANS: compare_areas(sum_areas(cells), CONFIDENCE).p <= LEVEL,
        RULE: led.verdict in ("better", "worse"),
        LEADS: led.lead == "areas",
    }


def count(place: int, effect: float, simulations: int) -> list[tuple]:
    """Rows of a setting with this effect, from surveys that are always the same."""
    setting, counts = SETTINGS[place], Counter()
    for number in track(range(simulations), f"{setting.name}, effect {effect:.2f}"):
        rng = np.random.default_rng([SEED, place, number, int(effect > 0)])
        counts.update(judge(simulate(setting, effect, rng)))
    fair = setting.unlike == 1
    return [(setting.name, fair, name, effect, n, simulations) for name, n in counts.items()]


def main(simulations: int = SIMULATIONS, path: Path = LEADING) -> None:
    """Simulate every setting without an effect and with one, and write the table."""
    rows = []
    for place, setting in enumerate(SETTINGS):
        rows += count(place, 0.0, simulations)
        rows += count(place, round(setting.effect, 3), simulations // 2)
    columns = ["design", "exchangeable", "method", "effect", "found", "simulations"]
    pd.DataFrame(rows, columns=columns).to_csv(path, index=False)
