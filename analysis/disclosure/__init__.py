"""What may leave: small counts, and what would reveal them, become symbols.

The only way into the results. Every count below the study's threshold is hidden, zeros
included, with the percentages, levels and estimates that rest on it; `suppression` chooses
what else has to go so that totals and linked tables do not give it back.
"""

from dataclasses import replace

from ..evidence import Evidence, Mark
from ..study import Study
from .impact import (
    protect_estimate,
    protect_left_out,
    protect_specifications,
    protect_subgroups,
    withhold,
)
from .marks import mark
from .survey import (
    hide_answers,
    hide_respondents,
    list_compared,
    protect_check,
    protect_respondents,
)
from .themes import protect_excerpts, protect_themes

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
    compared = list_compared(evidence.respondents, respondents, study) | {
        study.outcome[row.outcome].label
        for row in evidence.answers
        if row.status == "answered" and (row, "n") in hidden
    }
    withheld = {
        (row.outcome, row.wave): shown
        for row in evidence.estimates
        if isinstance((shown := protect_estimate(row, hidden, study)).effect, Mark)
    }
    return replace(
        evidence,
        estimates=tuple(protect_estimate(row, hidden, study) for row in evidence.estimates),
        specifications=protect_specifications(evidence.specifications, withheld, rules),
        left_out=protect_left_out(evidence.left_out, withheld, study),
        subgroups=protect_subgroups(evidence.subgroups, withheld, rules),
        **{
            name: tuple(withhold(row, withheld) for row in getattr(evidence, name))
            for name in ("events", "pretests", "sensitivity")
        },
        respondents=tuple(protect_respondents(row, respondents) for row in evidence.respondents),
        answers=tuple(
            mark(row, ("n", "percent")) if (row, "n") in hidden else row for row in evidence.answers
        ),
        checks=tuple(protect_check(row, compared, rules) for row in evidence.checks),
        themes=themes,
        excerpts=tuple(protect_excerpts(evidence.excerpts, themes)),
    )
