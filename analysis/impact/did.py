"""Weighted difference-in-differences for every outcome and wave."""

import dataclasses

import numpy as np
import pandas as pd
from statsmodels.stats.multitest import multipletests

from ..evidence import Estimate, Mark
from ..study import Outcome, Study, Wave
from .inference import Contrast, detectable, infer, sum_clusters

METHOD = "weighted least squares, CR2 with Satterthwaite degrees of freedom"
CELLS = {
    "programme_before": (True, False),
    "programme_after": (True, True),
    "comparator_before": (False, False),
    "comparator_after": (False, True),
}


def estimate_impact(panel: pd.DataFrame, study: Study) -> tuple[Estimate, ...]:
    """Estimate every outcome at every wave after the programme, against all waves before it.

    Returns
    -------
    tuple of Estimate
        In the order of waves and outcomes. Shares are in percentage points. P values of
        secondary outcomes are adjusted within their wave by Holm (1979). An outcome to which
        the method does not apply is marked, with the reason.
    """
    estimates = []
    for wave in study.after():
        rows = panel[~panel["after"] | (panel["wave"] == wave.id)]
        found = [estimate_outcome(rows, outcome, wave, study) for outcome in study.outcomes]
        estimates += judge_family(found, study)
    return tuple(estimates)


def estimate_outcome(rows: pd.DataFrame, outcome: Outcome, wave: Wave, study: Study) -> Estimate:
    """Effect, levels and counts of one outcome; p adjusted and verdict are filled in later."""
    answered = rows[rows[outcome.id].notna()]
    described = describe_cells(answered, outcome)
    reason = find_obstacle(answered, outcome)
    unknown = dict.fromkeys(("effect", "low", "high", "p", "se", "df", "mde"), Mark.UNAVAILABLE)
    if not reason:
        fit = fit_did(
            y=answered[outcome.id].to_numpy() * scale(outcome),
            programme=answered["programme"].to_numpy(),
            after=answered["after"].to_numpy(),
            weight=answered["weight"].to_numpy(),
            cluster=answered["area"].to_numpy(),
            confidence=study.model.confidence,
        )
        unknown = {
            "effect": fit.value, "low": fit.low, "high": fit.high, "p": fit.p, "se": fit.se,
            "df": fit.df,
            "mde": detectable(fit.se, fit.df, study.model.confidence, study.model.power),
        }  # fmt: skip
    return Estimate(
        outcome=outcome.id,
        wave=wave.id,
        group="all",
        unit=outcome.unit,
        **unknown,
        p_adjusted=Mark.NOT_APPLICABLE,
        **described,
        clusters=answered["area"].nunique(),
        verdict="not estimable" if reason else "unclear",
        method=METHOD,
        reason=reason,
        reliability="",
    )


def fit_did(*, y, programme, after, weight, cluster, confidence: float) -> Contrast:
    """Coefficient of programme x after in weighted y ~ programme * after.

    Parameters
    ----------
    y : array of shape (n,), in the unit of the effect
    programme, after : boolean arrays of shape (n,)
    weight : array of shape (n,), above zero
    cluster : array of shape (n,), labels of areas
    confidence : share, such as 0.95

    Returns
    -------
    Contrast
        Estimated by statsmodels; standard error, degrees of freedom and interval as in
        `inference.infer`.
    """
    x = np.column_stack([np.ones(len(y)), programme, after, programme & after]).astype(float)
    sums = sum_clusters(x, y, weight, cluster)
    return infer(sums, np.array([0.0, 0.0, 0.0, 1.0]), confidence)


def scale(outcome: Outcome) -> float:
    """Shares are shown in percent, means as they are."""
    return 100.0 if outcome.measure == "share" else 1.0


def describe_cells(answered: pd.DataFrame, outcome: Outcome) -> dict:
    """Weighted level and unweighted count of each arm and period, and the smallest count."""
    described, counts = {}, []
    for name, (programme, after) in CELLS.items():
        cell = answered[(answered["programme"] == programme) & (answered["after"] == after)]
        level = Mark.UNAVAILABLE
        if len(cell):
            level = float(np.average(cell[outcome.id], weights=cell["weight"])) * scale(outcome)
        described[name] = level
        described[f"n_{name}"] = len(cell)
        counts.append(len(cell))
        if outcome.measure == "share":
            positive = int((cell[outcome.id] == 1).sum())
            counts += [positive, len(cell) - positive]
    return described | {"smallest_count": min(counts)}


def find_obstacle(answered: pd.DataFrame, outcome: Outcome) -> str:
    """Why the effect can't be estimated, empty if it can."""
    cells = answered.groupby(["programme", "after"])[outcome.id].agg(["size", "nunique"])
    if len(cells) < 4:
        return "nobody answered in one of the arms before or after the programme"
    areas = answered.groupby("programme")["area"].nunique()
    if areas.min() < 2:
        return "an arm has fewer than two areas, so the spread between areas is unknown"
    if answered[outcome.id].nunique() < 2:
        return "all answers are the same"
    return ""


def judge_family(estimates: list[Estimate], study: Study) -> list[Estimate]:
    """Adjust p values over the secondary outcomes of a wave and say what each effect shows."""
    secondary = [
        place
        for place, estimate in enumerate(estimates)
        if study.outcome[estimate.outcome].role == "secondary" and estimate.verdict == "unclear"
    ]
    if secondary:
        raw = [estimates[place].p for place in secondary]
        adjusted = multipletests(raw, method=study.model.adjustment)[1]
        for place, p in zip(secondary, adjusted, strict=True):
            estimates[place] = dataclasses.replace(estimates[place], p_adjusted=float(p))
    return [dataclasses.replace(estimate, verdict=judge(estimate, study)) for estimate in estimates]


def judge(estimate: Estimate, study: Study) -> str:
    """Better or worse only where the interval leaves out zero and, for a secondary outcome,
    the adjusted p value agrees; unclear otherwise."""
    if estimate.verdict == "not estimable":
        return estimate.verdict
    adjusted = estimate.p if isinstance(estimate.p_adjusted, Mark) else estimate.p_adjusted
    if estimate.low <= 0 <= estimate.high or adjusted > 1 - study.model.confidence:
        return "unclear"
    rise = estimate.effect > 0
    return "better" if rise == (study.outcome[estimate.outcome].better == "higher") else "worse"
