"""Who answers in a demonstration wave, where, and how far areas differ."""

import numpy as np
import pandas as pd
from scipy import optimize, stats

from ...study.records import Study, Wave
from .truth import Age, SurveyTruth

TOGETHER = 2  # waves drawn from one stream; each later one has its own and leaves them as they are
LASTING = "lasting"


def draw_areas(study: Study, truth: SurveyTruth, rng) -> dict[str, pd.DataFrame]:
    """Deviation of every area from its arm's level, lasting and in the first waves, by outcome, in
    its unit."""
    index = [area.code for area in study.areas]
    waves = [wave.id for wave in study.waves[:TOGETHER]]
    deviations = {}
    for outcome, (area_sd, shock_sd) in find_spreads(truth).items():
        lasting = rng.normal(0, area_sd, len(index))
        passing = rng.normal(0, shock_sd, (len(index), len(waves)))
        deviations[outcome] = pd.DataFrame(
            lasting[:, None] + passing, index=index, columns=waves
        ).assign(**{LASTING: lasting})
    return deviations


def find_spreads(truth: SurveyTruth) -> dict[str, tuple[float, float]]:
    """Standard deviation of areas' levels, and of what moves one in a wave, by outcome."""
    spreads = {share.outcome: (truth.area_sd, truth.shock_sd) for share in truth.shares}
    return spreads | {score.outcome: (score.area_sd, score.shock_sd) for score in truth.scores}


def shake_areas(areas: dict[str, pd.DataFrame], truth: SurveyTruth, wave: Wave, rng) -> None:
    """Add a later wave's deviations."""
    for outcome, (_, shock_sd) in find_spreads(truth).items():
        lasting = areas[outcome][LASTING]
        areas[outcome][wave.id] = lasting + rng.normal(0, shock_sd, len(lasting))


def draw_people(study: Study, truth: SurveyTruth, earlier, number: int, rng) -> pd.DataFrame:
    """Respondents of a wave with the latent normals behind their answers."""
    sizes = rng.poisson(truth.respondents_per_area, len(study.areas))
    code = np.repeat([area.code for area in study.areas], sizes)
    arm = {area.code: area.arm for area in study.areas}
    latent = [share.outcome for share in truth.shares] + [score.outcome for score in truth.scores]
    people = pd.DataFrame(rng.normal(size=(len(code), len(latent))), columns=latent)
    people.insert(0, "area", code)
    people.insert(1, "arm", [arm[area] for area in code])
    people["respondent"] = [f"R{number + 1}{row:05d}" for row in range(1, len(code) + 1)]
    span = find_span(study, truth.age.variable)
    people[truth.age.variable] = draw_ages(truth.age, span, len(code), rng)
    for traits in truth.characteristics:
        shares = np.array(list(traits.percent.values())) / 100
        people[traits.variable] = rng.choice(list(traits.percent), len(code), p=shares)
    if number:
        before, now = (wave.fieldwork[0].year for wave in study.waves[number - 1 : number + 1])
        people = bring_back(study, truth, people, earlier, latent, now - before, rng)
    sd = truth.weight_sd
    people["weight"] = rng.lognormal(-(sd**2) / 2, sd, len(people)).round(4)
    return people


def find_span(study: Study, variable: str) -> tuple[float, float]:
    """Lowest and highest value that the codebook has for a number."""
    return next(row.span() for row in study.codebook if row.variable == variable and row.span())


def draw_ages(age: Age, span: tuple[float, float], size: int, rng) -> np.ndarray:
    """Whole years within the span, with the declared mean and spread: a normal cut at both ends."""
    low, high = span[0], span[1] + 1

    def cut(centre: float, spread: float):
        return stats.truncnorm((low - centre) / spread, (high - centre) / spread, centre, spread)

    def gap(parameters):
        drawn = cut(*parameters)
        return drawn.mean() - age.mean - 0.5, drawn.std() - age.sd

    centre, spread = optimize.root(gap, (age.mean, age.sd)).x
    return np.floor(cut(centre, spread).rvs(size, random_state=rng)).astype(int)


def bring_back(
    study: Study, truth: SurveyTruth, people, earlier, latent, passed: int, rng
) -> pd.DataFrame:
    """Replace a share of each area's newcomers by people interviewed in the wave before, as many
    years older as have `passed`."""
    people, years = people.copy(), truth.age.variable
    rho = truth.persistence
    for area, newcomers in people.groupby("area", sort=False):
        known = earlier.index[earlier["area"] == area].to_numpy()
        count = min(round(truth.returning * len(newcomers)), len(known))
        chosen = rng.choice(known, count, replace=False)
        rows = newcomers.index[:count]
        for column in ("respondent", *(traits.variable for traits in truth.characteristics)):
            people.loc[rows, column] = earlier.loc[chosen, column].to_numpy()
        aged = earlier.loc[chosen, years].to_numpy() + passed
        people.loc[rows, years] = np.minimum(aged, int(find_span(study, years)[1]))
        fresh = people.loc[rows, latent].to_numpy()
        old = earlier.loc[chosen, latent].to_numpy()
        people.loc[rows, latent] = rho * old + np.sqrt(1 - rho**2) * fresh
    return people
