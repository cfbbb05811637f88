"""The whole computation on one page."""

import dataclasses
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from .disclosure import protect
from .disclosure.counts import round_counts
from .disclosure.names import refuse_names
from .findings.joint_display import join_strands
from .findings.status import assess_findings
from .impact.diagnostics import check_design, count_answers, count_respondents
from .impact.outcomes import estimate_impact
from .results.changes import compare
from .results.chapters import FULL, read_chapters
from .results.freshness import CODE, COVERAGE, LEADING, SIMULATION, take_over
from .results.nouns import name_nouns
from .results.records import Coverage, Evidence, FalsePositives, Leading, Truth
from .results.releases import describe_release, read_previous
from .results.store import read_records
from .study.records import Study
from .survey.flow import follow_respondents
from .survey.panel import build_panel, order_categories
from .themes.agreement import measure_agreement
from .themes.cooccurrence import count_cooccurrence
from .themes.excerpts import read_excerpts
from .themes.prevalence import summarise_themes
from .themes.quotation import choose_excerpts, list_negative_cases
from .themes.redaction import name_places, read_redactions, redact
from .themes.saturation import follow_saturation


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
    evidence = survey(study, stage) if study.surveyed else Evidence()
    with stage("Themes: people, entries, agreement"):
        redactions = read_redactions(study)
        excerpts = redact(read_excerpts(study), redactions)
        evidence = dataclasses.replace(
            evidence,
            themes=summarise_themes(excerpts, study),
            cooccurrence=count_cooccurrence(excerpts, study),
            agreement=take_over(study, "agreement") or measure_agreement(excerpts, study),
            saturation=follow_saturation(excerpts),
            excerpts=choose_excerpts(excerpts, study),
            negative_cases=list_negative_cases(excerpts, study),
        )
    with stage("Disclosure control and findings"):
        safe = round_counts(protect(evidence, study), evidence, study)
        refuse_names(safe, study, name_places(redactions))
        findings = assess_findings(study, safe, evidence.themes)
        joint = join_strands(study, findings, safe.estimates)
        found = dataclasses.replace(safe, findings=findings, joint_display=joint)
        previous = read_previous(study.folder)
    if previous is None:
        return found
    with stage("Changes since the previous release"):
        present = describe_release(study, found)
        changes = compare(previous, present, study, read_chapters(CODE.parent, FULL))
        return dataclasses.replace(found, changes=changes)


def survey(study: Study, stage: Callable[[str], AbstractContextManager]) -> Evidence:
    """Declared waves in, all that they show out, not disclosed yet."""
    with stage("Survey: read, correct, validate, recode, score, stack"):
        panel = build_panel(study)
        categories = {item.id: order_categories(item, study) for item in study.characteristics}
    with stage("Impact: effects, checks"):
        return dataclasses.replace(
            estimate_impact(panel, study),
            false_positives=name_nouns(read_records(SIMULATION, FalsePositives), study.words),
            leading=name_nouns(read_records(LEADING, Leading), study.words),
            coverage=name_nouns(read_records(COVERAGE, Coverage), study.words),
            respondents=count_respondents(panel, study, categories),
            flow=follow_respondents(panel, study),
            answers=count_answers(panel, study),
            checks=check_design(panel, study, categories),
            truth=read_records(study.folder / study.truth, Truth) if study.truth else (),
        )
