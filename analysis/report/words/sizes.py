"""The size of a change in everyday words: whole numbers, and what they count."""

from __future__ import annotations

from ...results.records import Estimate
from ...study.records import Outcome, Words
from .. import verdicts
from ..numbers import bound, count, exact

LARGE = 10  # from which on means are told without decimals


def about(outcome: Outcome, value: float) -> str:
    """Return "about 6", or "less than 1"."""
    size = plain_number(outcome, abs(value))
    return size if size.startswith("less") else f"about {size}"


def sized(outcome: Outcome, value: float, w: Words, comparison: str = "") -> str:
    """Return a size with what it counts, and whether that is more than elsewhere or less:
    "about 6 in every 100 residents", "about 6 in every 100 residents more", "about 1 point less".
    """
    size, compared = about(outcome, value), f" {comparison}" if comparison else ""
    return f"{size}{among(outcome, w, size.removeprefix('about '))}{compared}"


def between(outcome: Outcome, e: Estimate) -> str:
    """Return where the true size lies by an interval clear of zero, whatever the direction:
    "probably lies between 2 and 13"."""
    ends = sorted((abs(e.low), abs(e.high)))
    low, high = (plain_number(outcome, end) for end in ends)
    if high.startswith("less"):
        return f"is probably {high} too"
    if low.startswith("less"):
        return f"is probably {high} at most"
    return "is probably close to that" if low == high else f"probably lies between {low} and {high}"


def plain_number(outcome: Outcome, value: float) -> str:
    """Return a size rounded for everyday reading."""
    if outcome.measure == "share":
        return count(round(value)) if value >= 0.5 else "less than 1"
    # Of a score that has few points a change below a tenth may be large.
    return bound(value, 1).removesuffix(".0") if value < LARGE else count(round(value))


def plain_step(outcome: Outcome, value: float) -> str:
    """Return "a rise of 6", "a fall of 2" or "no change"."""
    if value == 0:
        return "no change"
    return f"a {'rise' if value > 0 else 'fall'} of {plain_number(outcome, abs(value))}"


def rise_or_fall(e: Estimate) -> str:
    """Return the direction of an effect."""
    return "a rise" if e.effect > 0 else "a fall"


def margin(outcome: Outcome, value: float, w: Words) -> str:
    """Return a declared margin: "5 in every 100 residents", "1 point"."""
    if outcome.measure == "share":
        return f"{exact(value)}{among(outcome, w)}"
    return verdicts.margin(outcome, value)


def among(outcome: Outcome, w: Words, size: str = "") -> str:
    """Return what a size counts: " in every 100 residents", " points" or, of "1", " point"."""
    if outcome.measure == "share":
        return f" in every 100 {w.respondent.many}"
    return f" {outcome.unit.removesuffix('s') if size == '1' else outcome.unit}"
