"""What is claimed of each domain, how it stands and what it rests on."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from ...results.records.findings import RULES
from ..comparability import exceptions, name_wave
from ..sentence import capital, stop
from ..words.claims import survey
from ..words.themes import most_raised, spoken
from .table import Link, Table, Tag, annotate

if TYPE_CHECKING:
    from ...results.records import Joint
    from ...results.results import Results

RELATIONS = {
    "confirms": "They confirm each other",
    "complements": "They complement each other",
    "extends": "They extend each other",
    "disagrees": "They disagree",
}


def domains(results: Results) -> Table:
    """What is claimed of every domain and how it stands, with a sentence from each strand."""
    stands = {finding.domain: status(finding.status) for finding in results.findings}
    told, surveyed = any(row.kind == "interview" for row in results.themes), results.study.surveyed
    shown = {"Domain": True, "Our claim": bool(stands), "{Survey}": surveyed, "Interviews": told}
    rows = (
        tuple(itertools.compress(cells, shown.values()))
        for domain in results.study.domains
        for cells in [
            (
                Link(title=domain.label, path=domain.chapter) if domain.chapter else domain.label,
                stands.get(domain.id, "No claim made"),
                stop(begin(survey(results, domain.id))),
                spoken(results, domain.id) if told else "",
            )
        ]
    )
    columns = tuple(name for name, there in shown.items() if there)
    notes = exceptions(results, results.study.outcomes)
    return annotate(results, columns, rows, (), notes, data=False)


def begin(text: str) -> str:
    """Return what the survey shows by itself: "that the share rose" is "The share rose"."""
    return capital(text.removeprefix("that "))


def status(name: str) -> Tag:
    """Return a status as a marked word."""
    return Tag(text="Awaiting review" if name == "stale" else capital(name), kind=name)


def joint(results: Results) -> Table:
    """{Survey} and interviews of each domain one under the other, and what both mean together.

    Side by side, each would have a column of few words a line.
    """
    rows = (
        row
        for joined in results.joint_display
        for row in (
            (results.study.domain[joined.domain].label,),
            *survey_row(results, joined),
            ("Interviews", stop(capital(most_raised(results, joined.domain, most=2)))),
            ("Together" if joined.outcomes else "What it means", together(joined)),
            ("Reviewed", reviewed(results, joined)),
        )
    )
    note = "Reviewed: the {wave} at which it was last reread"
    columns = ("Domain and source", "What is seen")
    return annotate(results, columns, rows, (), (note,), counts=True)


def survey_row(results: Results, joined: Joint) -> list[tuple[str, str]]:
    """Return what the survey shows, where there is one."""
    shown = stop(begin(survey(results, joined.domain))) if results.study.surveyed else ""
    return [(capital(results.study.words.survey.one), shown)] if shown else []


def together(joined: Joint) -> str:
    """Return how the strands stand to each other, where both do, and what both mean."""
    relation = f"{RELATIONS[joined.relation]}. " if joined.relation else ""
    return f"{relation}{joined.meta_inference}"


def reviewed(results: Results, joined: Joint) -> str | Tag:
    """Return the wave at which a reading was last reread, or that it has to be."""
    if joined.status == "stale":
        return Tag(text="Awaiting review", kind="stale")
    if not joined.reviewed_at:
        return f"By {joined.reviewed_by}"
    wave = name_wave(results.study, joined.reviewed_at)
    return f"{capital(results.study.words.survey.one)} of {wave}"


def rules(results: Results) -> Table:
    """The rules by which a claim gets its status."""
    rows = ((status(name), results.study.words.fill(rule)) for name, rule in RULES)
    return annotate(results, ("Status", "Rule"), rows, data=False)
