"""Survey and interviews in one figure, domain by domain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...results.records import Mark, ThemeSummary
from ...study.records import Outcome
from .. import verdicts, words
from ..absent import why_absent
from ..markdown import plain
from ..numbers import aloud, count, number, of
from ..numbers import words as spelt
from ..sentence import capital, stop
from ..tables import drawn
from ..verdicts import verdict
from ..words.claims import measured
from ..words.effects import power
from .figure import Figure, figure, hidden, rounded
from .themes import largest

if TYPE_CHECKING:
    from ...results.results import Results


def joint(results: Results) -> Figure:
    """Each domain's effects, as multiples of what the {survey} could detect, and who raised it."""
    raised = {
        s.id: s for s in results.themes if (s.level, s.kind, s.by) == ("domain", "interview", "all")
    }
    if not results.study.after():
        return heard(results, raised)
    rows, told, numbers = [], [], []
    survey = results.study.words.survey.one
    for domain in results.study.domains:
        outcomes = measured(results, domain.id)
        shares = [joint_effect(results, outcome) for outcome in outcomes]
        people = raised.get(domain.id)
        row = {
            "domain": plain(domain.label),
            "effects": [share for share in shares if share],
            "people": joint_people(people),
            "shown": of(count(people.people), count(people.base_people)) if people else "[z]",
        }
        rows.append(row)
        pairs = zip(outcomes or [None], shares or [None], strict=True)
        numbers += [(row["domain"], *pair, row["shown"]) for pair in pairs]
        told.append(
            f"{row['domain']}: {verdicts.summary(results, outcomes).lower()}; "
            f"raised by {row['shown']} people interviewed"
        )
    return figure(
        results,
        "joint",
        "joint",
        alt=aloud(
            f"{capital(survey)} and interviews by domain. {rounded(results)}{stop('. '.join(told))}"
        ),
        title=joint_title(results),
        subtitle=(
            f"{capital(survey)}: effect on each outcome as a multiple of the one that the {survey} "
            f"finds {power(results)}. Interviews: people who raised the domain"
        ),
        caption=f"Filled: clear change. Open: not clear. {rounded(results)}{hidden(results, rows)}",
        table=drawn.joint(results, numbers),
        rows=rows,
        survey=plain(capital(survey)),
        base=largest(s.base_people for s in raised.values()),
    )


def heard(results: Results, raised: dict[str, ThemeSummary]) -> Figure:
    """Return who raised each domain in interviews, while no survey shows an effect."""
    rows = [
        {
            "label": plain(domain.label),
            "value": joint_people(raised.get(domain.id)),
            "shown": of(count(s.people), count(s.base_people))
            if (s := raised.get(domain.id))
            else number(Mark.NOT_APPLICABLE),
        }
        for domain in results.study.domains
    ]
    told = "; ".join(f"{row['label']}: {row['shown']}" for row in rows)
    return figure(
        results,
        "dots",
        "joint",
        alt=aloud(f"People interviewed who raised each domain. {rounded(results)}{stop(told)}"),
        title=words.voices(results).removesuffix("."),
        subtitle="People interviewed who raised each domain",
        caption=f"{stop(why_absent(results.study, 'figures.forest'))} {rounded(results)}"
        f"{hidden(results, rows)}",
        table=drawn.heard(results, rows),
        rows=rows,
        base=largest(s.base_people for s in raised.values()),
    )


def joint_effect(results: Results, outcome: Outcome) -> dict | None:
    """Return an effect over the minimum detectable effect, more being better."""
    e = results.estimate(outcome.id)
    if verdict(results, e) == "not estimable" or isinstance(e.mde, Mark) or not e.mde:
        return None
    sign = 1 if outcome.better == "higher" else -1
    firm = verdict(results, e) in ("better", "worse")
    return {"value": sign * e.effect / e.mde, "firm": firm}


def joint_people(summary: ThemeSummary | None) -> int | None:
    """Return how many people raised a domain, if that is shown."""
    return None if summary is None or isinstance(summary.people, Mark) else summary.people


def joint_title(results: Results) -> str:
    """Return in how many domains the survey shows a clear change."""
    domains = results.study.domains
    clear = sum(
        any(
            verdict(results, results.estimate(outcome.id)) in ("better", "worse")
            for outcome in measured(results, domain.id)
        )
        for domain in domains
    )
    survey = results.study.words.survey.one
    return f"The {survey} shows a clear change in {spelt(clear)} of {spelt(len(domains))} domains"
