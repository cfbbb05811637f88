"""Demonstration survey waves from a declared truth; nothing in them was observed."""

from dataclasses import field

import numpy as np
import pandas as pd
from scipy import optimize, stats
from scipy.special import ndtr

from ..results.records import Truth
from ..study.records import Outcome, Study, Wave, declared

MISSING = ("dont_know", "refused", "not_asked")
TOGETHER = 2  # waves drawn from one stream; each later one has its own and leaves them as they are
LASTING = "lasting"


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


def generate_waves(study: Study, truth: SurveyTruth) -> dict[str, pd.DataFrame]:
    """Draw every wave as an agency would deliver it: codes as text, one row a respondent.

    A quarter of a later wave (`returning`) are people of the wave before it, whose answers
    correlate with their earlier ones through a Gaussian copula. A further wave changes none of
    those before it.
    """
    rng = np.random.default_rng(truth.seed)
    areas = draw_areas(study, truth, rng)
    waves: dict[str, pd.DataFrame] = {}
    people = pd.DataFrame()
    for number, wave in enumerate(study.waves):
        if number >= TOGETHER:
            rng = np.random.default_rng([truth.seed, number])
            shake_areas(areas, truth, wave, rng)
        people = draw_people(study, truth, people, number, rng)
        frame = answer(study, truth, wave, people, areas, rng)
        waves[wave.id] = slip(leave_out(frame, study, wave), truth.slips, wave.id)
    return waves


def leave_out(frame: pd.DataFrame, study: Study, wave: Wave) -> pd.DataFrame:
    """The file without the questions and the areas that the wave did not have."""
    surveyed = [area.code for area in study.areas if area.is_surveyed(wave)]
    kept = frame[frame["area"].isin(surveyed)].reset_index(drop=True)
    return kept.drop(columns=[name for name in wave.not_asked if name in kept])


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


def answer(study: Study, truth: SurveyTruth, wave: Wave, people, areas, rng) -> pd.DataFrame:
    """Turn people into a delivered file: answers, refusals and the notice that it is invented."""
    size = len(people)
    frame = people[["respondent", "area", "arm"]].copy()
    frame["weight"] = people["weight"].map("{:.4f}".format)
    missing = missing_codes(study)
    for traits in truth.characteristics:
        refused = rng.random(size) < traits.refused / 100
        code = missing[traits.variable]["refused"]
        frame[traits.variable] = people[traits.variable].mask(refused, code)
    refused = rng.random(size) < truth.age.refused / 100
    years = truth.age.variable
    frame[years] = people[years].astype(str).mask(refused, missing[years]["refused"])
    for share in truth.shares:
        outcome = study.outcome[share.outcome]
        level = expected(study, share, wave, people, areas)
        frame[outcome.items[0]] = spread_share(share, outcome, people, level / 100, rng)
    for score in truth.scores:
        outcome = study.outcome[score.outcome]
        level = expected(study, score, wave, people, areas)
        frame[list(outcome.items)] = spread_score(score, outcome, people, level, rng)
    for item in (*truth.shares, *truth.scores):
        withhold(frame, study.outcome[item.outcome].items, item.missing, missing, rng)
    order = list(dict.fromkeys(row.variable for row in study.codebook))
    return frame.assign(notice=study.study.notice)[order]


def expected(study: Study, item: Share | Score, wave: Wave, people, areas) -> np.ndarray:
    """Level of the outcome where each person lives, in the outcome's unit."""
    period = ("before", "after").index(wave.period)
    levels = {arm.id: getattr(item, arm.role)[period] for arm in study.arms}
    deviation = people["area"].map(areas[item.outcome][wave.id])
    return (people["arm"].map(levels) + deviation).to_numpy()


def spread_share(share: Share, outcome: Outcome, people, level: np.ndarray, rng) -> np.ndarray:
    """Answer codes: who counts follows the latent normal, the code within follows `mix`."""
    counts = ndtr(people[share.outcome].to_numpy()) < level
    positive = [str(code) for code in outcome.positive]
    negative = [code for code in share.mix if code not in positive]
    draws = []
    for codes in (positive, negative):
        odds = np.array([share.mix[code] for code in codes])
        draws.append(rng.choice(codes, len(people), p=odds / odds.sum()))
    return np.where(counts, *draws)


def spread_score(score: Score, outcome: Outcome, people, level: np.ndarray, rng) -> np.ndarray:
    """Item codes whose sum is the person's raw score."""
    low, high = (int(bound) for bound in outcome.range)
    if score.dispersion is None:
        drawn = level + score.spread * people[score.outcome].to_numpy()
        metric = np.array(outcome.metric or range(low, high + 1))
        raw = low + np.abs(drawn[:, None] - metric[None, :]).argmin(axis=1)
    else:
        mean = find_mean(level, score.dispersion, high)
        uniform = ndtr(people[score.outcome].to_numpy())
        cut = stats.nbinom.cdf(high, score.dispersion, score.dispersion / (score.dispersion + mean))
        raw = stats.nbinom.ppf(
            uniform * cut, score.dispersion, score.dispersion / (score.dispersion + mean)
        ).astype(int)
    items = len(outcome.items)
    floor, ceiling = low // items, high // items
    codes = np.full((len(people), items), floor)
    for _ in range(high - low):
        short = raw - codes.sum(axis=1) > 0
        chance = np.where(codes < ceiling, rng.random(codes.shape), -1.0)
        codes[np.flatnonzero(short), chance.argmax(axis=1)[short]] += 1
    return codes.astype(str)


def find_mean(level: np.ndarray, dispersion: float, high: int) -> np.ndarray:
    """Mean of a negative binomial that has mean `level` once it is cut off above `high`."""
    values = np.arange(high + 1)

    def gap(mean: float, target: float) -> float:
        weights = stats.nbinom.pmf(values, dispersion, dispersion / (dispersion + mean))
        return (weights * values).sum() / weights.sum() - target

    targets, place = np.unique(level, return_inverse=True)
    return np.array([optimize.brentq(gap, 0.01, 200, args=(t,)) for t in targets])[place]


def withhold(frame: pd.DataFrame, items, missing: dict, codes: dict, rng) -> None:
    """Put the codes for don't know, refused and not asked into all items of an outcome."""
    edges = np.cumsum([missing[status] / 100 for status in MISSING])
    place = np.searchsorted(edges, rng.random(len(frame)), side="right")
    for number, status in enumerate(MISSING):
        for item in items:
            frame.loc[place == number, item] = codes[item][status]


def missing_codes(study: Study) -> dict[str, dict[str, str]]:
    """Code of each kind of missing answer, by variable."""
    codes: dict[str, dict[str, str]] = {}
    for row in study.codebook:
        if row.status != "answered":
            codes.setdefault(row.variable, {})[row.status] = row.code
    return codes


def slip(frame: pd.DataFrame, slips: tuple[Slip, ...], wave: str) -> pd.DataFrame:
    """Write some values wrongly, as declared."""
    for fault in slips:
        if fault.wave == wave:
            rows = frame.index[frame[fault.variable] == fault.correct][: fault.rows]
            frame.loc[rows, fault.variable] = fault.written
    return frame


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
