"""Panel → estimates of every outcome and wave, with all that stands beside them."""

import dataclasses

import pandas as pd
from statsmodels.stats.multitest import multipletests

from ..results.nouns import name_nouns
from ..results.records import Estimate, Evidence, LeftOut, Mark
from ..study.records import Outcome, Study, Wave
from .areas import leave_out
from .cells import Cells
from .clusters import ClusterSums, NotEstimable
from .design import compare, first
from .did import Measure, estimate_effect, judge
from .power import plan
from .reduction import reduce_rows
from .specifications import Target, count_area, estimate_specifications, scale
from .subgroups import compare_subgroups
from .trends import describe_trends
from .wild import step_down


def estimate_impact(panel: pd.DataFrame, study: Study) -> Evidence:
    """Estimate every outcome at every wave after the programme, against all waves before it.

    While there is no wave after, estimates say why they have no effect, how things stand and what
    one wave after would let find.

    Returns
    -------
    Evidence
        Estimates; at the wave that leads for an outcome its specifications, effects without each
        area and by subgroup; event study and what it implies. In the order of waves and
        outcomes. P values of a wave's secondary
        outcomes are adjusted by Romano & Wolf (2005), their q values are those of Benjamini &
        Hochberg (1995). What can't be estimated is marked, with the reason.
    """
    cells = reduce_panel(panel, study)
    estimates, specifications, left_out, subgroups = [], [], [], []
    for wave in study.estimated():
        targets = [gather_target(panel, cells, outcome, wave, study) for outcome in study.outcomes]
        estimates += judge_family([estimate_outcome(each) for each in targets], targets)
        if study.awaited:
            continue
        leading = [each for each in targets if study.leading(each.outcome) == wave]
        specifications += [row for each in leading for row in estimate_specifications(each)]
        primary = [each for each in leading if each.outcome.role == "primary"]
        left_out += [row for each in primary for row in leave_areas_out(each)]
        subgroups += compare_subgroups(primary)
    found = {
        "estimates": estimates,
        "specifications": specifications,
        "left_out": left_out,
        "subgroups": subgroups,
        **describe_trends(cells, study),
    }
    return Evidence(**{name: name_nouns(rows, study.words) for name, rows in found.items()})


def reduce_panel(panel: pd.DataFrame, study: Study) -> dict[str, Cells]:
    """The panel's cells by outcome, in the outcome's unit, from one scan."""
    model = study.model
    return reduce_rows(
        panel,
        {outcome.id: scale(outcome) for outcome in study.outcomes},
        cluster="area",
        arm="arm",
        wave="wave",
        programme=study.arm("programme").id,
        after=[wave.id for wave in study.after()],
        weight="weight",
        patterns=dict.fromkeys(
            [
                *model.covariates,
                *model.subgroups,
                *(f"returning:{wave.id}" for wave in study.after()),
            ]
        ),
        engine=model.engine,
    )


def gather_target(
    panel: pd.DataFrame, cells: dict[str, Cells], outcome: Outcome, wave: Wave, study: Study
) -> Target:
    """An outcome at one wave after the programme, against all before it that asked it alike.

    Areas that were not surveyed in every one of these waves take no part: a group of areas that
    is made up differently before and after would seem to have changed.
    """
    found = cells[outcome.id]
    answered = found.keys["wave"][found.n > 0].unique()
    compared = (*study.compared(outcome, wave), *({wave} & set(study.asked(outcome))))
    waves = [each.id for each in compared if each.id in answered]
    apart = study.list_apart(compared)
    wanted = found.keys["wave"].isin(waves)
    whole = ~found.keys["cluster"].isin(apart)
    return Target(
        cells=found.where((wanted & whole).to_numpy()),
        apart=found.where((wanted & ~whole).to_numpy()).pool(),
        panel=panel,
        outcome=outcome,
        wave=wave,
        study=study,
    )


def estimate_outcome(target: Target) -> Estimate:
    """The estimate that leads for an outcome."""
    outcome, study = target.outcome, target.study
    measure = Measure(
        outcome=outcome.id,
        wave=target.wave.id,
        unit=outcome.unit,
        share=outcome.measure == "share",
        better=outcome.better,
        margin=outcome.margin,
    )
    estimate = estimate_effect(
        target.pooled, measure, study.model, study.study.seed, obstacle=target.obstacle
    )
    if study.awaited:
        estimate = dataclasses.replace(estimate, mde_design=plan(target.pooled, study.model))
    fewest = [count_area(target.apart, area, outcome) for area in target.apart.clusters]
    if not fewest or isinstance(estimate.smallest_count, Mark):
        return estimate
    # Beside a comparison with these areas, at another wave, it would tell of them.
    return dataclasses.replace(estimate, smallest_count=min(estimate.smallest_count, *fewest))


def leave_areas_out(target: Target) -> list[LeftOut]:
    """The effect without each area, and how many people of an area it would reveal; none where no
    wave can be compared."""
    cells = target.pooled.answered()
    if target.study.why_apart(target.outcome, target.wave):
        return []
    rows = []
    for area, found in leave_out(cells, target.confidence).items():
        reason = target.obstacle or (found.reason if isinstance(found, NotEstimable) else "")
        numbers = dict.fromkeys(("effect", "low", "high"), Mark.UNAVAILABLE)
        if not reason:
            numbers = {"effect": found.value, "low": found.low, "high": found.high}
        rows.append(
            LeftOut(
                outcome=target.outcome.id,
                wave=target.wave.id,
                area=area,
                **numbers,
                smallest_count=count_area(target.pooled, area, target.outcome),
                reason=reason,
            )
        )
    return rows


def judge_family(estimates: list[Estimate], targets: list[Target]) -> list[Estimate]:
    """Adjust p values over the secondary outcomes of a wave and say what each effect shows."""
    places = [
        place
        for place, (estimate, target) in enumerate(zip(estimates, targets, strict=True))
        if target.outcome.role == "secondary" and estimate.verdict != "not estimable"
    ]
    if not places:
        return estimates
    study = targets[0].study
    tests = [sum_lead(targets[place], estimates[place].lead) for place in places]
    adjusted = step_down([(sums, first(sums)) for sums in tests], study.study.seed)
    q = multipletests([estimates[place].p for place in places], method="fdr_bh")[1]
    for place, family_wise, rate in zip(places, adjusted, q, strict=True):
        # The step-down's own test of one outcome is not the one that p is of.
        at_least = max(float(family_wise), estimates[place].p)
        estimate = dataclasses.replace(estimates[place], p_adjusted=at_least, q=float(rate))
        verdict = judge(estimate, targets[place].outcome.better, study.model)
        estimates[place] = dataclasses.replace(estimate, verdict=verdict)
    return estimates


def sum_lead(target: Target, lead: str) -> ClusterSums:
    """Sums of the comparison that leads: of respondents, or with every area and wave a weight of
    one."""
    cells = target.pooled.answered()
    return compare(cells.reweighted(1 / cells.weight) if lead == "areas" else cells)
