"""What may leave: small counts, and what would reveal them, become symbols.

The only way into the results. Every count below the study's threshold is hidden, zeros
included, with the percentages, levels and estimates that rest on it; `suppression` chooses
what else has to go so that totals and linked tables do not give it back.
"""

from dataclasses import replace

from ..results.nouns import name_nouns
from ..results.records import Estimate, Evidence, ThemeSummary
from ..study.records import Study
from .excerpts import protect_cases, protect_cooccurrence, protect_excerpts, protect_saturation
from .flow import find_telling, hide_flow, protect_flow
from .impact import has_hidden, protect_estimates
from .marks import mark
from .rounding import round_numbers
from .survey import (
    hide_answers,
    hide_respondents,
    list_compared,
    protect_check,
    protect_respondents,
)
from .themes import protect_themes
from .variants import (
    Place,
    find_hidden,
    protect_left_out,
    protect_levels,
    protect_specifications,
    protect_subgroups,
    protect_trends,
)

__all__ = ["protect"]


def protect(evidence: Evidence, study: Study) -> Evidence:
    """Hide what could tell something about a person.

    Parameters
    ----------
    evidence : Evidence
        All that the stages found.
    study : Study
        Its `disclosure` holds the thresholds.

    Returns
    -------
    Evidence
        The same rows in the same order, with symbols in place of numbers.
    """
    rules = study.disclosure
    themes = protect_themes(evidence.themes, study)
    hidden = hide_answers(evidence.answers, evidence.estimates, study)
    respondents = hide_respondents(evidence.respondents, rules)
    flow = hide_flow(evidence, study)
    compared = list_compared(evidence.respondents, respondents, study) | {
        study.outcome[row.outcome].label
        for row in evidence.answers
        if row.status == "answered" and (row, "n") in hidden
    }
    estimates = protect_estimates(evidence.estimates, hidden, study)
    veiled = {study.outcome[row.outcome].label for row in estimates if has_hidden(row)}
    return replace(
        evidence,
        **protect_impact(evidence, estimates, find_telling(evidence, flow, study), study),
        respondents=tuple(protect_respondents(row, respondents) for row in evidence.respondents),
        flow=tuple(protect_flow(row, flow) for row in evidence.flow),
        answers=tuple(
            mark(row, ("n", "percent")) if (row, "n") in hidden else row for row in evidence.answers
        ),
        checks=tuple(
            mark(row, ["value"])
            if (row, "value") in flow
            else protect_check(row, compared, veiled, rules)
            for row in evidence.checks
        ),
        **protect_qualitative(evidence, themes, study),
    )


def protect_qualitative(
    evidence: Evidence, themes: tuple[ThemeSummary, ...], study: Study
) -> dict[str, tuple]:
    """Protect what stands beside the counts of themes shown."""
    return {
        "themes": themes,
        "cooccurrence": protect_cooccurrence(evidence.cooccurrence, themes, study),
        "saturation": protect_saturation(evidence.saturation, study.disclosure),
        "excerpts": protect_excerpts(evidence.excerpts, themes),
        "negative_cases": protect_cases(evidence.negative_cases, themes),
    }


def protect_impact(
    evidence: Evidence, estimates: tuple[Estimate, ...], telling: set[Place], study: Study
) -> dict[str, tuple]:
    """Protect what stands beside the estimates shown, and round all of it.

    `telling` are places where the number of people who answered before and after would tell.
    """
    rules = study.disclosure
    hidden = find_hidden(evidence, estimates, telling, study)
    protected = {
        "estimates": estimates,
        "specifications": protect_specifications(evidence.specifications, hidden, rules),
        "left_out": protect_left_out(evidence.left_out, hidden, study),
        "subgroups": protect_subgroups(evidence.subgroups, hidden, rules),
        "levels": protect_levels(evidence.levels, estimates, rules),
        "events": protect_trends(evidence.events, hidden),
        "pretests": protect_trends(evidence.pretests, hidden),
        "sensitivity": protect_trends(evidence.sensitivity, hidden),
    }
    return {
        name: name_nouns((round_numbers(row, study) for row in rows), study.words)
        for name, rows in protected.items()
    }
