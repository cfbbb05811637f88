"""Interviews and journals as prose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...evidence import Mark, ThemeSummary
from ..markdown import plain as clean
from ..numbers import count, of
from ..sentence import capital, listed, stop

if TYPE_CHECKING:
    from ...results import Results

TOO_FEW = "no theme was raised by enough people interviewed to give a number"


def interviews(results: Results) -> str:
    """Return the number of people interviewed."""
    summary = everyone(results, "interview")
    return count(summary.base_people) if summary else "none"


def entries(results: Results) -> str:
    """Return the number of journal entries."""
    summary = everyone(results, "journal")
    return count(summary.base_entries) if summary else "none"


def everyone(results: Results, kind: str) -> ThemeSummary | None:
    """Return a summary that counts all people and entries of a kind."""
    return next((s for s in results.themes if s.kind == kind and s.by == "all"), None)


def themes(results: Results, domain: str) -> str:
    """Return the themes that most people interviewed raised, as a sentence."""
    most = most_raised(results, domain)
    return stop(capital(most) if most == TOO_FEW else f"Raised most often in interviews: {most}")


def most_raised(results: Results, domain: str, most: int = 3) -> str:
    """Return "Ties between residents (31 of 41 people) and Skills (20 of 41)"."""
    shown = [s for s in raised(results, domain) if not isinstance(s.people, Mark)]
    if not shown:
        return TOO_FEW
    parts = []
    for place, summary in enumerate(shown[:most]):
        people = of(count(summary.people), count(summary.base_people))
        label = results.study.theme[summary.id].label
        parts.append(f"{label} ({people}{' people' if place == 0 else ''})")
    return clean(listed(parts))


def raised(results: Results, domain: str) -> list[ThemeSummary]:
    """Return the domain's themes, those raised by most people first and hidden ones last."""
    found = [
        s
        for s in results.themes
        if s.level == "theme" and s.kind == "interview" and s.by == "all"
        and results.study.theme[s.id].domain == domain
    ]  # fmt: skip
    return sorted(found, key=lambda s: 1 if isinstance(s.people, Mark) else -s.people)
