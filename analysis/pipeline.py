"""The whole computation on one page."""

import dataclasses
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from .disclosure import protect
from .evidence import Evidence, FalsePositives, Truth
from .findings import assess_findings
from .impact.diagnostics import check_design, count_answers, count_respondents
from .impact.outcomes import estimate_impact
from .results import SIMULATION, read_records
from .study import Study
from .survey.panel import build_panel, order_categories
from .themes.excerpts import choose_excerpts, read_excerpts
from .themes.prevalence import summarise_themes


def build_results(
    study: Study, stage: Callable[[str], AbstractContextManager] = nullcontext
) -> Evidence:
    """Declared waves and excerpts in, disclosed evidence out.

    Parameters
    ----------
    stage : announces a stage by its name while it runs

    Raises
    ------
    Breaches
        A wave or an excerpt is unfit; see `build_panel` and `read_excerpts`.
    """
    with stage("Survey: read, correct, validate, recode, score, stack"):
        panel = build_panel(study)
        categories = {item.id: order_categories(item, study) for item in study.characteristics}
    with stage("Impact: effects, checks"):
        evidence = dataclasses.replace(
            estimate_impact(panel, study),
            false_positives=read_records(SIMULATION, FalsePositives),
            respondents=count_respondents(panel, study, categories),
            answers=count_answers(panel, study),
            checks=check_design(panel, study, categories),
            truth=read_records(study.folder / study.truth, Truth) if study.truth else (),
        )
    with stage("Themes: people and entries"):
        excerpts = read_excerpts(study)
        evidence = dataclasses.replace(
            evidence,
            themes=summarise_themes(excerpts, study),
            excerpts=choose_excerpts(excerpts, study),
        )
    with stage("Disclosure control and findings"):
        safe = protect(evidence, study)
        findings = assess_findings(study, safe.estimates, evidence.themes)
        return dataclasses.replace(safe, findings=findings)
