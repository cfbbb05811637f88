"""What is claimed of each domain, how it stands and what it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...results.records.findings import RULES
from ..comparability import exceptions, name_wave
from ..numbers import SPACE
from ..sentence import capital, stop
from ..words.claims import survey
from ..words.themes import most_raised, spoken
from .table import Sections, Table, Tag, annotate

if TYPE_CHECKING:
    from ...results.results import Results

RELATIONS = {
    "confirms": "Confirm",
    "complements": "Complement",
    "extends": "Extend",
    "disagrees": "Disagree",
}


def domains(results: Results) -> Table:
    """What is claimed of every domain and how it stands, with a sentence from each strand."""
    stands = {finding.domain: status(finding.status) for finding in results.findings}
    rows = (
        (
            Sections(ids=(f"sec-{domain.id}",)),
            stands.get(domain.id, "No claim made"),
            stop(begin(survey(results, domain.id))),
            spoken(results, domain.id),
        )
        for domain in results.study.domains
    )
    columns = ("Domain", "Our claim", "Survey", "Interviews")
    notes = exceptions(results, results.study.outcomes)
    return annotate(results, columns, rows, (), notes, data=False)


def begin(text: str) -> str:
    """Return what the survey shows by itself: "that the share rose" is "The share rose"."""
    return capital(text.removeprefix("that "))


def status(name: str) -> Tag:
    """Return a status as a marked word."""
    return Tag(text="Awaiting review" if name == "stale" else capital(name), kind=name)


def joint(results: Results) -> Table:
    """Survey result and themes of each domain side by side, and what both mean together."""
    rows = (
        (
            results.study.domain[row.domain].label,
            loose(begin(survey(results, row.domain))),
            loose(capital(most_raised(results, row.domain, most=2))),
            RELATIONS[row.relation],
            row.meta_inference,
            Tag(text="Awaiting review", kind="stale")
            if row.status == "stale"
            else f"Survey of {name_wave(results.study, row.reviewed_at)}",
        )
        for row in results.joint_display
    )
    columns = ("Domain", "Survey", "Interviews", "Together they", "What that means", "Reviewed")
    note = "Reviewed: the wave at which it was last reread"
    return annotate(results, columns, rows, (), (note,), counts=True)


def loose(text: str) -> str:
    """Return the text with spaces at which narrow columns may break."""
    return text.replace(SPACE, " ")


def rules(results: Results) -> Table:
    """The rules by which a claim gets its status."""
    rows = ((status(name), rule) for name, rule in RULES)
    return annotate(results, ("Status", "Rule"), rows, data=False)
