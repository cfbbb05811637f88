"""What a study has not got, or not yet, said in place of all that would rest on it."""

from __future__ import annotations

from ..study.records import Study

TOO_EARLY = "The {survey} after the {programme} has not been made yet, so no effect can be told."
NO_SURVEY = "There is no {survey} in this study."
NO_INTERVIEWS = "There are no interviews in this study."
NO_MODEL = "No theory of change is declared."

# What chapters may call that has nothing to show while no wave has followed the programme.
AFTER = frozenset((
    "figures.events", "figures.forest", "figures.left_out", "figures.robustness",
    "tables.left_out", "tables.ruled_out", "tables.specifications", "tables.subgroups",
    "tables.tests", "tables.trends", "words.area_means", "words.conclusion", "words.course",
    "words.equivalence", "words.left_out", "words.missing", "words.next_steps", "words.others",
    "words.robustness", "words.secondary_results", "words.sensitivity", "words.subgroups",
    "words.tests", "words.trends", "words.turnover", "words.uncertainty",
))  # fmt: skip
# And without a survey.
SURVEY = (AFTER - {"words.next_steps"}) | frozenset((
    "figures.answer", "figures.changes", "figures.domain", "figures.flow", "figures.levels",
    "figures.trends", "tables.answers", "tables.arms", "tables.checks", "tables.corrections",
    "tables.coverage_by_design", "tables.design", "tables.estimates", "tables.false_positives",
    "tables.false_positives_by_design", "tables.inclusion", "tables.leading_by_design",
    "tables.outcomes", "tables.questions", "tables.respondents", "tables.side_by_side",
    "tables.truth", "tables.waves", "words.checks", "words.comparability", "words.coverage",
    "words.false_positives", "words.flow", "words.leading_rule", "words.main_result",
    "words.panel", "words.precision", "words.pretest", "words.shows", "words.unanswered",
))  # fmt: skip

# And without interviews.
INTERVIEWS = frozenset((
    "figures.journals", "figures.saturation", "figures.themes", "tables.agreement",
    "tables.contrary", "tables.cooccurrence", "tables.excerpts", "tables.negative_cases",
    "tables.roles", "tables.themes", "tables.years",
))  # fmt: skip


def why_absent(study: Study, name: str) -> str:
    """Return why a function, by its name such as "words.others", has nothing to show, as a
    sentence; empty where it has something, or says itself what there is."""
    if name in SURVEY and not study.surveyed:
        return study.words.fill(NO_SURVEY)
    if name in AFTER and study.awaited:
        return study.words.fill(TOO_EARLY)
    if name in INTERVIEWS and study.qualitative is None:
        return NO_INTERVIEWS
    if name == "figures.logic_model" and study.logic_model is None:
        return NO_MODEL
    return ""
