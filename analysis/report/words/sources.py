"""What others published, and whose numbers ours are, as prose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..markdown import plain as clean
from ..numbers import SPACE, as_given, interval
from ..numbers import words as spelt
from ..sentence import day, listed, stop

if TYPE_CHECKING:
    from ...results.results import Results


def published(results: Results, id: str) -> str:
    """Return a number that somebody else published: "about 3,000", "31.6%"."""
    found = next(n for n in results.study.published if n.id == id)
    text = figure(found.value, found.unit)
    about = "about " if found.approximate else ""
    if found.low is None or found.high is None:
        return clean(f"{about}{text}")
    return clean(f"{about}{text} (95%{SPACE}CI {interval(found.low, found.high)})")


def figure(value: float, unit: str) -> str:
    """Return a published number as its unit asks: "7.5 percentage points", "31.6%", "nine"."""
    text = as_given(value, unit)
    if unit in ("percentage points", "points"):
        return f"{text}{SPACE}{unit}"
    if unit == "%":
        return f"{text}%"
    return spelt(int(value)) if float(value).is_integer() else text


def releases(results: Results) -> str:
    """Return which releases there have been: "Released so far: 1.0.0 (1\u00a0May 2026)"."""
    found = [f"{each.version} ({day(each.date)})" for each in results.study.releases]
    if not found:
        return "This report has not been released yet."
    return clean(f"Released so far: {listed(found)}.")


def edition(results: Results) -> str:
    """Return in which release the results were published, or that they were in none."""
    last = results.study.releases[-1:]
    if not last or last[0].results != results.checksum:
        return "These results have not been released."
    return clean(f"These are the results of version {last[0].version} ({day(last[0].date)}).")


def source(results: Results) -> str:
    """Return the notice of demonstration data, or that the results are the study's own."""
    if results.study.synthetic:
        return stop(clean(results.study.study.notice))
    own = "{survey}" if results.study.surveyed else "interviews"
    # A programme that did something may have asked; of a policy or a building others do.
    whose = "programme" if results.study.words.programme == "programme" else "study"
    return results.study.words.fill(f"Results from the {whose}’s own {own}.")
