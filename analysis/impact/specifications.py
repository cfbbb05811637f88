"""The effect on one outcome under every specification, one way to fail each."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from ..results.records import Count, Mark, Specification
from ..study.records import Outcome, Study, Wave
from .areas import adjust_areas, compare_areas, sum_areas
from .cells import Cells
from .clusters import ClusterSums, NotEstimable
from .contrast import Contrast
from .design import STAGGERED, adjust_for, compare, find_obstacle, first, fix_effects
from .did import METHODS as LEADS
from .did import PERCENT, count_cells, describe_method
from .inference import infer, jackknife
from .logit import estimate_logit
from .missing import bound_effect, impute, reweight
from .pairs import compare_pairs, subtract_pairs, swap_pairs
from .randomisation import permute
from .wild import bootstrap

CR2 = "CR2 with Satterthwaite degrees of freedom"
METHODS = {
    "respondents": LEADS["respondents"],
    "fixed-effects": f"weighted least squares with {{place}} and {{wave}} fixed effects, {CR2}",
    "adjusted": f"weighted least squares with covariates, {CR2}",
    "unweighted": f"least squares without weights, {CR2}",
    "reweighted": f"weights raised for missing answers, {CR2}",
    "imputed": f"multiple imputation of missing answers, {CR2}, Rubin's rules",
    "panel": f"{{respondents}} who took part both before and after only, {CR2}",
    "cross-section": f"{{respondents}} who did not take part both before and after only, {CR2}",
    "logit": "logistic regression, average effect on the treated, jackknife over {places}",
    "areas": "difference of {places}' mean changes, {places} counting equally, t test",
    "areas-adjusted": "least squares on {places}' means with {place} covariates, {places} counting "
    "equally, t test",
    "pairs": "difference of paired {places}' mean changes, paired t; p by exact randomisation "
    "within pairs",
    "jackknife": "weighted least squares, CR3 jackknife with factor (G - 1)/G, t(G - 1)",
    "wild": "weighted least squares, restricted wild cluster bootstrap",
    "randomisation": "exact randomisation of {places} to arms, weighted t",
    "bounds": "worst-case bounds for missing answers",
}
BY_PATTERN = ("adjusted", "reweighted")
SAMPLES = {"panel": "1", "cross-section": "0"}  # whether people return
UNDIVIDED = {
    "1": "everybody took part both before and after",
    "0": "nobody took part both before and after",
}


@dataclass(frozen=True, kw_only=True)
class Target:
    """What the specifications of one outcome at one wave are estimated from.

    `apart` are cells of areas that are not compared, since some of the waves did not survey them.
    """

    cells: Cells
    apart: Cells
    panel: pd.DataFrame
    outcome: Outcome
    wave: Wave
    study: Study

    @cached_property
    def pooled(self) -> Cells:
        """The cells of all covariate patterns together."""
        return self.cells.pool()

    @property
    def rows(self) -> pd.DataFrame:
        """The panel's rows that the cells were made from."""
        panel, keys = self.panel, self.cells.keys
        wave, area = keys["wave"].unique(), keys["cluster"].unique()
        return panel[panel["wave"].isin(wave) & panel["area"].isin(area)]

    @cached_property
    def obstacle(self) -> str:
        """Why no comparison can be made at all, empty if it can."""
        if self.study.staggered:
            return STAGGERED
        return self.study.why_apart(self.outcome, self.wave) or find_obstacle(self.pooled)

    @property
    def confidence(self) -> float:
        """Share of samples in which an interval holds the effect."""
        return self.study.model.confidence


def estimate_specifications(target: Target) -> tuple[Specification, ...]:
    """Every specification of `METHODS`, in their order; those that don't apply are marked.

    There is none of what a study may declare and has not: weights, pairs, area covariates and
    numbers of respondents.
    """
    declared = {
        "unweighted": target.study.weighted,
        "pairs": any(area.pair for area in target.study.areas),
        "areas-adjusted": bool(target.study.model.area_covariates),
        **dict.fromkeys(SAMPLES, not target.study.counted),
    }
    return tuple(
        attempt(target, name, call) for name, call in CALLS.items() if declared.get(name, True)
    )


def attempt(target: Target, name: str, call: Callable) -> Specification:
    """Make the record of one specification, or of why it can't be estimated."""
    numbers = dict.fromkeys(("effect", "low", "high", "p", "se", "df"), Mark.UNAVAILABLE)
    cells, reason = choose_cells(target, name), ""
    try:
        if obstacle := target.obstacle or (name in SAMPLES and find_gap(target, cells)):
            raise NotEstimable(obstacle)
        numbers |= call(target, cells)
    except NotEstimable as error:
        reason = error.reason
    return Specification(
        outcome=target.outcome.id,
        wave=target.wave.id,
        id=name,
        **numbers,
        n=round(cells.n.sum()),
        clusters=int(cells.answered().keys["cluster"].nunique()),
        smallest_count=count_smallest(cells, target.outcome),
        method=describe_method(METHODS[name], cells),
        reason=reason,
    )


def choose_cells(target: Target, name: str) -> Cells:
    """The cells that a specification needs: by covariates, of some people only, or pooled."""
    if name in BY_PATTERN:
        return target.cells
    if name == "pairs":
        return keep_pairs(target.pooled, target.study)
    if name not in SAMPLES:
        return target.pooled
    returning = target.cells.keys[f"returning:{target.wave.id}"]
    return target.cells.where((returning == SAMPLES[name]).to_numpy()).pool()


def find_gap(target: Target, cells: Cells) -> str:
    """Why people who return, or do not, are no sample of their own; empty if they are one."""
    kinds = set(target.cells.keys[f"returning:{target.wave.id}"])
    return UNDIVIDED[kinds.pop()] if len(kinds) == 1 else find_obstacle(cells)


def keep_pairs(cells: Cells, study: Study) -> Cells:
    """The cells of pairs of which both areas are compared."""
    here = set(cells.answered().clusters)
    pairs = Counter(area.pair for area in study.areas if area.pair and area.code in here)
    whole = {area.code for area in study.areas if pairs[area.pair] == 2}
    return cells.where(cells.keys["cluster"].isin(whole).to_numpy())


def count_smallest(cells: Cells, outcome: Outcome) -> Count:
    """Fewest respondents of an arm and period, on either side of a share, unweighted."""
    return count_cells(cells, share=outcome.measure == "share")["smallest_count"]


def count_area(cells: Cells, area: str, outcome: Outcome) -> int:
    """Fewest respondents of an area in a wave, on either side of a share, unweighted."""
    own = cells.where((cells.keys["cluster"] == area).to_numpy())
    counts = own.n
    if outcome.measure == "share":
        positive = own.moments[0, :, 0, -1] / scale(outcome)
        counts = np.concatenate([counts, positive, counts - positive])
    return round(counts.min())


def count_sides(cells: Cells, outcome: Outcome) -> list[int]:
    """Respondents on either side of a share, unweighted; none for a mean."""
    if outcome.measure != "share":
        return []
    positive = round(cells.moments[0, :, 0, -1].sum() / scale(outcome))
    return [positive, round(cells.n.sum()) - positive]


def scale(outcome: Outcome) -> float:
    """Shares are shown in percent, means as they are."""
    return PERCENT if outcome.measure == "share" else 1.0


def show(found: Contrast) -> dict[str, float]:
    """A contrast under the names of a record."""
    return {
        "effect": found.value, "low": found.low, "high": found.high,
        "p": found.p, "se": found.se, "df": found.df,
    }  # fmt: skip


def fit(design: Callable[[Cells], ClusterSums]) -> Callable:
    """Least squares by a design, with CR2."""

    def call(target: Target, cells: Cells) -> dict[str, float]:
        sums = design(cells.answered())
        return show(infer(sums, first(sums), target.confidence))

    return call


def adjust(target: Target, cells: Cells) -> dict[str, float]:
    """Least squares with the study's covariates."""
    covariates = target.study.model.covariates
    if not covariates:
        raise NotEstimable("the study declares no covariates")
    sums = adjust_for(cells.answered(), covariates)
    return show(infer(sums, first(sums), target.confidence))


def fit_reweighted(target: Target, cells: Cells) -> dict[str, float]:
    """Least squares with the weights of those who answered raised for those who did not."""
    if not cells.absent[0].any():
        raise NotEstimable("no answer is missing")
    sums = compare(reweight(cells, target.study.model.covariates).answered())
    return show(infer(sums, first(sums), target.confidence))


def fit_imputed(target: Target, cells: Cells) -> dict[str, float]:
    """Least squares on multiply imputed answers."""
    if not cells.absent[0].any():
        raise NotEstimable("no answer is missing")
    model = target.study.model
    found = impute(
        target.rows,
        target.outcome.id,
        model.covariates,
        scale=scale(target.outcome),
        confidence=target.confidence,
        imputations=model.imputations,
        seed=target.study.study.seed,
    )
    return show(found)


def fit_logit(target: Target, cells: Cells) -> dict[str, float]:
    """Effect on the treated by logistic regression, for a share."""
    if target.outcome.measure != "share":
        raise NotEstimable("a mean has no logistic regression")
    return show(estimate_logit(cells.answered(), scale(target.outcome), target.confidence))


def fit_areas(target: Target, cells: Cells) -> dict[str, float]:
    """Difference of the areas' mean changes."""
    return show(compare_areas(sum_areas(cells), target.confidence))


def fit_areas_adjusted(target: Target, cells: Cells) -> dict[str, float]:
    """Difference of the areas' means, adjusted for what is declared of areas."""
    known = {area.code: area.covariates for area in target.study.areas}
    names = np.unique(cells.answered().keys["cluster"].to_numpy(str))
    covariates = {
        each: np.array([known[name].get(each, np.nan) for name in names], float)
        for each in target.study.model.area_covariates
    }
    return show(adjust_areas(sum_areas(cells), covariates, target.confidence))


def fit_pairs(target: Target, cells: Cells) -> dict[str, float]:
    """Mean difference of paired areas' changes, with p over all ways to swap within pairs."""
    pair = {area.code: area.pair for area in target.study.areas}
    names = np.unique(cells.answered().keys["cluster"].to_numpy(str))
    differences = subtract_pairs(sum_areas(cells), np.array([pair[name] for name in names]))
    found = compare_pairs(differences, target.confidence)
    return show(found) | {"p": swap_pairs(differences, target.study.study.seed)}


def fit_jackknife(target: Target, cells: Cells) -> dict[str, float]:
    """Least squares with the jackknife."""
    sums = compare(cells.answered())
    return show(jackknife(sums, first(sums), target.confidence))


def fit_wild(target: Target, cells: Cells) -> dict[str, float | Mark]:
    """Least squares with the wild bootstrap's p value and the interval of effects it keeps."""
    sums = compare(cells.answered())
    found = bootstrap(sums, first(sums), target.confidence, target.study.study.seed)
    effect = infer(sums, first(sums), target.confidence).value
    spread = dict.fromkeys(("se", "df"), Mark.NOT_APPLICABLE)
    return {"effect": effect, "low": found.low, "high": found.high, "p": found.p} | spread


def permute_areas(target: Target, cells: Cells) -> dict[str, float | Mark]:
    """The p value of the randomisation test, which estimates nothing of its own."""
    found = permute(sum_areas(cells), target.study.study.seed)
    nothing = dict.fromkeys(("effect", "low", "high", "se", "df"), Mark.NOT_APPLICABLE)
    return nothing | {"p": found.p}


def bound(target: Target, cells: Cells) -> dict[str, float | Mark]:
    """How far missing answers could move the estimate at worst."""
    if not cells.absent[0].any():
        raise NotEstimable("no answer is missing")
    low, high = bound_effect(cells, *find_range(target.outcome))
    nothing = dict.fromkeys(("effect", "p", "se", "df"), Mark.NOT_APPLICABLE)
    return nothing | {"low": low, "high": high}


def find_range(outcome: Outcome) -> tuple[float, float]:
    """Lowest and highest value an answer can have, in the outcome's unit."""
    if outcome.measure == "share":
        return 0.0, scale(outcome)
    if outcome.metric:
        return float(np.min(outcome.metric)), float(np.max(outcome.metric))
    if outcome.range is None:
        raise NotEstimable("the study declares no range for the outcome")
    return outcome.range


CALLS = {
    "respondents": fit(compare),
    "fixed-effects": fit(fix_effects),
    "adjusted": adjust,
    "unweighted": fit(lambda cells: compare(cells.unweighted())),
    "reweighted": fit_reweighted,
    "imputed": fit_imputed,
    "panel": fit(compare),
    "cross-section": fit(compare),
    "logit": fit_logit,
    "areas": fit_areas,
    "areas-adjusted": fit_areas_adjusted,
    "pairs": fit_pairs,
    "jackknife": fit_jackknife,
    "wild": fit_wild,
    "randomisation": permute_areas,
    "bounds": bound,
}
