"""What is claimed of each domain, how it stands and what it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..numbers import SPACE
from ..sentence import capital
from ..words.claims import survey
from ..words.themes import most_raised
from .table import Table, Tag, annotate

if TYPE_CHECKING:
    from ...results import Results

RELATIONS = {"confirms": "Confirm", "complements": "Complement", "disagrees": "Disagree"}


def headline(results: Results) -> Table:
    """Claim, status and survey result of every domain."""
    rows = (
        (
            results.study.domain[finding.domain].label,
            finding.statement,
            status(finding.status),
            capital(survey(results, finding.domain)),
        )
        for finding in results.findings
    )
    return annotate(results, ("Domain", "Claim", "Status", "What the survey shows"), rows)


def status(name: str) -> Tag:
    """Return a status as a marked word."""
    return Tag(text="Awaiting review" if name == "stale" else capital(name), kind=name)


def joint(results: Results) -> Table:
    """Survey result and themes of each domain side by side, and what follows."""
    rows = (
        (
            results.study.domain[finding.domain].label,
            loose(capital(survey(results, finding.domain))),
            loose(capital(most_raised(results, finding.domain, most=2))),
            RELATIONS.get(finding.relation, finding.relation),
            finding.follows,
            status(finding.status),
        )
        for finding in results.findings
    )
    columns = ("Domain", "Survey", "Interviews", "Together they", "What follows", "Status")
    return annotate(results, columns, rows)


def loose(text: str) -> str:
    """Return the text with spaces at which narrow columns may break."""
    return text.replace(SPACE, " ")


def rules(results: Results) -> Table:
    """The rules by which a claim gets its status."""
    from ...findings import RULES

    rows = ((status(name), rule) for name, rule in RULES)
    return annotate(results, ("Status", "Rule"), rows, data=False)
