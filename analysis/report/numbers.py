"""How a number is written: the same on every page, in every table and in prose."""

from __future__ import annotations

import math

from ..results.records import Mark
from ..study.records import DisclosureRules, Words

MINUS = "\u2212"
INFINITY = "\u221e"
SPACE = "\u00a0"
WORDS = (
    "none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen", "twenty",
)  # fmt: skip


class Several(str):
    """A text that shows several numbers, with each of them as it shows it.

    `parts` has them by name. The number that the others belong to has none: "7.5 (1.6 to 13.5)" is
    of "", "low" and "high".
    """

    parts: dict[str, str]

    def __new__(cls, text: str, parts: dict[str, str]) -> Several:
        several = super().__new__(cls, text)
        several.parts = parts
        return several


def number(value: float | Mark, decimals: int = 1) -> str:
    """Return a number with thousands commas and a proper minus, or a mark in brackets."""
    if isinstance(value, Mark):
        return f"[{value.value}]"
    if math.isinf(value):
        return INFINITY if value > 0 else MINUS + INFINITY
    text = f"{value:,.{decimals}f}"
    if not text.strip("-0.,"):
        return text.lstrip("-")
    return text.replace("-", MINUS)


def count(value: int | Mark) -> str:
    """Return a count in figures, or a mark in brackets."""
    return number(value, 0)


def words(value: int) -> str:
    """Return a count as prose has it: in words up to twenty, then in figures."""
    return WORDS[value] if 0 <= value < len(WORDS) else count(value)


def bound(value: float | Mark, decimals: int = 1) -> str:
    """Return an end of an interval, with more decimals where rounding would make it zero.

    So an interval that leaves zero out never reads as if it held it.
    """
    if isinstance(value, Mark) or value == 0 or math.isinf(value):
        return number(value, decimals)
    for places in range(decimals, decimals + 4):
        if round(value, places):
            return number(value, places)
    return number(0.0, decimals)


def exact(value: float) -> str:
    """Return a declared number with the decimals it was given."""
    return number(value, len(f"{value:.10g}".partition(".")[2]))


def as_given(value: float, unit: str) -> str:
    """Return a declared number with the decimals it was given, percentage points with one."""
    return number(value, 1) if unit == "percentage points" else exact(value)


def interval(low: float | Mark, high: float | Mark, decimals: int = 1) -> Several:
    """Return an interval as "1.6 to 13.5", held together on one line."""
    ends = {"low": bound(low, decimals), "high": bound(high, decimals)}
    return Several(f"{SPACE}to{SPACE}".join(ends.values()), ends)


def with_interval(text: str, ends: Several) -> Several:
    """Return a number with its interval: "7.5 (1.6 to 13.5)"."""
    return Several(f"{text} ({ends})", {"": text, **ends.parts})


def course(before: str, after: str) -> Several:
    """Return what a number was and became: "27.1 → 33.0"."""
    return Several(f"{before}{SPACE}→{SPACE}{after}", {"before": before, "after": after})


def probability(value: float | Mark) -> str:
    """Return a p value with three decimals: "0.013", "<0.001"."""
    if isinstance(value, Mark):
        return number(value)
    return "<0.001" if value < 0.0005 else f"{min(value, 1):.3f}"


def of(count_text: str, base_text: str) -> Several:
    """Return "31 of 41", held together on one line."""
    text = SPACE.join([count_text, "of", base_text])
    return Several(text, {"": count_text, "of": base_text})


def about(text: str, rules: DisclosureRules) -> str:
    """Return a count as prose has it: "about 3,010" where published counts are rounded."""
    return text if rules.round_counts is None or text.startswith("[") else f"about {text}"


def rounding(rules: DisclosureRules) -> list[str]:
    """Return what stands beside counts, where published counts are rounded."""
    if rules.round_counts is None:
        return []
    return [
        f"Counts are rounded at random to a multiple of {rules.round_counts}, so that totals may "
        "differ from the sum of their parts"
    ]


def meanings(text: str, rules: DisclosureRules, words: Words) -> list[str]:
    """Return what each mark that stands in a text says: "[c] confidential: …"."""
    return [f"[{mark}] {meaning(mark, rules, words)}" for mark in Mark if f"[{mark}]" in text]


def aloud(text: str) -> str:
    """Return the text with its marks as a reader hears them."""
    said = {
        Mark.CONFIDENTIAL: "hidden",
        Mark.UNRELIABLE: "withheld as unreliable",
        Mark.NOT_APPLICABLE: "not applicable",
        Mark.UNAVAILABLE: "not available",
    }
    for mark, word in said.items():
        text = text.replace(f"[{mark}]", word)
    return text


def meaning(mark: Mark, rules: DisclosureRules, words: Words) -> str:
    """Return what a mark says, with the study's own thresholds."""
    return {
        Mark.CONFIDENTIAL: (
            f"confidential: the number rests on fewer than {rules.min_cell} people or "
            "entries, or would give away one that does"
        ),
        Mark.UNRELIABLE: (
            f"unreliable: flagged below {rules.flag_base} {words.answerer.many}, "
            f"withheld below {rules.withhold_base}"
        ),
        Mark.NOT_APPLICABLE: "not applicable",
        Mark.UNAVAILABLE: "not available, or not estimable",
    }[mark]


def shown(value: float | Mark) -> bool:
    """Return whether there is a number."""
    return not isinstance(value, Mark)


def some(size: int, every: int) -> str:
    """Return "all", "none" or a count in words."""
    return "all" if size == every > 1 else words(size)
