"""Estimates: those on too few say nothing, and no level stands that gives a count back."""

from dataclasses import replace

from ..results.records import Count, Estimate, Mark
from ..study.records import DisclosureRules, Study
from .marks import mark

LEVELS = ("programme_before", "programme_after", "comparator_before", "comparator_after")
BASES = tuple(f"n_{level}" for level in LEVELS)
STATISTICS = (
    "effect", "low", "high", "p", "se", "df", "p_adjusted", "q", "inner_low", "inner_high", "mde",
    "mde_design", "largest_weight", "error_rate", *LEVELS,
)  # fmt: skip
FEW = "too few {answerers} to show"
TELLING = "rests on too few {answerers}, or would give away numbers that do"
SOLVING = "would give away numbers that rest on too few {answerers}"
PARAMETERS = 4  # of the difference-in-differences: two arms, before and after


def is_small(count: Count, rules: DisclosureRules) -> bool:
    """Whether a count is known and below the threshold."""
    return not isinstance(count, Mark) and count < rules.min_cell


def too_few(row: Estimate, rules: DisclosureRules) -> bool:
    """Whether an estimate rests on too few respondents to be shown at all."""
    bases = [count for name in BASES if not isinstance(count := getattr(row, name), Mark)]
    if not bases:
        return False
    # On small bases few counts fit an effect, even a rounded one.
    telling = is_small(row.smallest_count, rules) and min(bases) < 2 * rules.flag_base
    return telling or min(bases) < rules.min_cell or sum(bases) - PARAMETERS < rules.min_df


def protect_estimates(
    rows: tuple[Estimate, ...], hidden: set, study: Study
) -> tuple[Estimate, ...]:
    """Hide estimates on few, and an outcome's levels at every wave if they go at one.

    All waves are compared with the same levels before: known from one wave, they would leave
    another's effect only two levels to be made of.
    """
    shown = tuple(protect_estimate(row, hidden, study) for row in rows)
    veiled = {row.outcome for row in shown if hides_levels(row)}
    return tuple(mark(row, LEVELS) if row.outcome in veiled else row for row in shown)


def hides_levels(row: Estimate) -> bool:
    """Whether an effect is shown without the levels it is made of."""
    return has_hidden(row) and not isinstance(row.effect, Mark)


def has_hidden(row: Estimate) -> bool:
    """Whether a level is hidden, with or without an effect."""
    return Mark.CONFIDENTIAL in [getattr(row, name) for name in LEVELS]


def find_obstacle(row: Estimate, study: Study) -> str:
    """Why the waves of an estimate can't be compared, by what the study declares and no answer."""
    wave = next(each for each in study.waves if each.id == row.wave)
    return study.why_apart(study.outcome[row.outcome], wave)


def protect_estimate(row: Estimate, hidden: set, study: Study) -> Estimate:
    """Hide an estimate, or the part of it that rests on few; flag what is unreliable."""
    rules = study.disclosure
    if too_few(row, rules):
        shown = mark(row, (*STATISTICS, *BASES, "smallest_count"))
        reason = find_obstacle(row, study) or FEW
        return replace(shown, verdict="not estimable", flags="", reason=reason, reliability="")
    smallest_base = min(
        (count for name in BASES if not isinstance(count := getattr(row, name), Mark)),
        default=rules.flag_base,
    )
    bases = [name for name in BASES if (row, name) in hidden]
    shown = mark(row, bases)
    # The effect is made of the four levels: all or none, or it would give one back. Without
    # weights a level is a fraction over its base, so a hidden base takes them along too.
    if bases or is_small(row.smallest_count, rules):
        shown = mark(shown, (*LEVELS, "smallest_count"))
        # Without an effect, what the design lets find is made of the levels before alone.
        shown = mark(shown, ["mde_design"] * isinstance(row.effect, Mark))
    if smallest_base < rules.withhold_base:
        reason = f"fewer than {rules.withhold_base} {{answerers}} in an arm and period"
        shown = replace(
            mark(shown, STATISTICS, Mark.UNRELIABLE),
            verdict="not estimable",
            reason=reason if row.verdict != "not estimable" else row.reason,
        )
    return replace(shown, reliability="u" if smallest_base < rules.flag_base else shown.reliability)
