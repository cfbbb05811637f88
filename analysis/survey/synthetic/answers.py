"""What people answer in a demonstration wave, as codes."""

import numpy as np
import pandas as pd
from scipy import stats
from scipy.special import ndtr

from ...study.records import Outcome, Study, Wave
from .truth import Score, Share, SurveyTruth, find_mean

MISSING = ("dont_know", "refused", "not_asked")


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
