"""Estimates and all that stands beside them: specifications, areas left out, subgroups."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from ..evidence import Estimate, LeftOut, Mark, Specification, Subgroup
from ..study import DisclosureRules, Study
from .marks import mark

LEVELS = ("programme_before", "programme_after", "comparator_before", "comparator_after")
BASES = tuple(f"n_{level}" for level in LEVELS)
INFERENCE = ("effect", "low", "high", "p", "se", "df")
STATISTICS = (
    *INFERENCE, "p_adjusted", "q", "inner_low", "inner_high", "mde", "mde_design",
    "largest_weight", "largest_leverage", *LEVELS,
)  # fmt: skip
INTERACTION = (
    "effect", "low", "high", "difference", "difference_low", "difference_high", "p", "p_adjusted",
)  # fmt: skip
FEW = "too few respondents to show"
PARAMETERS = 4  # of the difference-in-differences: two arms, before and after


def too_few(row: Estimate, rules: DisclosureRules) -> bool:
    """Whether an estimate rests on too few respondents to be shown at all."""
    bases = [count for name in BASES if not isinstance(count := getattr(row, name), Mark)]
    return bool(bases) and (min(bases) < rules.min_cell or sum(bases) - PARAMETERS < rules.min_df)


def protect_estimate(row: Estimate, hidden: set, study: Study) -> Estimate:
    """Hide an estimate, or the part of it that rests on few; flag what is unreliable."""
    rules = study.disclosure
    if too_few(row, rules):
        shown = mark(row, (*STATISTICS, *BASES, "smallest_count"))
        return replace(shown, verdict="not estimable", flags="", reason=FEW, reliability="")
    smallest_base = min(
        (count for name in BASES if not isinstance(count := getattr(row, name), Mark)),
        default=rules.flag_base,
    )
    bases = [name for name in BASES if (row, name) in hidden]
    shown = mark(row, bases)
    # The effect is made of the four levels: all or none, or it would give one back.
    if not isinstance(row.smallest_count, Mark) and row.smallest_count < rules.min_cell:
        shown = mark(shown, (*LEVELS, "smallest_count"))
    # For a mean the smallest count is one of the bases.
    if bases and study.outcome[row.outcome].measure == "mean":
        shown = mark(shown, ["smallest_count"])
    if smallest_base < rules.withhold_base:
        reason = f"fewer than {rules.withhold_base} respondents in an arm and period"
        shown = replace(
            mark(shown, STATISTICS, Mark.UNRELIABLE),
            verdict="not estimable",
            reason=reason if row.verdict != "not estimable" else row.reason,
        )
    return replace(shown, reliability="u" if smallest_base < rules.flag_base else shown.reliability)


def withhold(row, withheld: Mapping[tuple[str, str], Estimate]):
    """Hide all numbers of a row about an outcome with an estimate that can't be shown."""
    wave = getattr(row, "wave", None)
    found = [each for (outcome, _), each in withheld.items() if outcome == row.outcome]
    hidden = [each for each in found if wave is None or each.wave == wave] or found
    if not hidden:
        return row
    numbers = [name for name, value in vars(row).items() if isinstance(value, int | float)]
    shown = mark(row, set(numbers) - {"clusters", "m"}, hidden[0].effect)
    return (
        replace(shown, reason=row.reason or hidden[0].reason) if hasattr(row, "reason") else shown
    )


def protect_specifications(
    rows: tuple[Specification, ...], withheld: Mapping, rules: DisclosureRules
) -> tuple[Specification, ...]:
    """Hide what rests on few, and what those were left out of: the rest of all respondents."""
    few = {
        (row.outcome, row.wave)
        for row in rows
        if not isinstance(row.smallest_count, Mark) and row.smallest_count < rules.min_cell
    }
    whole = {(row.outcome, row.wave): row.n for row in rows if row.id == "household"}
    protected = []
    for row in rows:
        place = row.outcome, row.wave
        if place in withheld:
            row = withhold(row, withheld)
        elif place in few and row.n != whole.get(place):
            row = replace(mark(row, (*INFERENCE, "n", "smallest_count")), reason=FEW)
        elif place in few and row.smallest_count < rules.min_cell:
            row = mark(row, ["smallest_count"])
        protected.append(row)
    return tuple(protected)


def protect_left_out(
    rows: tuple[LeftOut, ...], withheld: Mapping, study: Study
) -> tuple[LeftOut, ...]:
    """Hide what tells of an area with few respondents, and of the next smallest with it.

    What an estimate loses with an area tells of the people there. No count of an area leaves.
    """
    arm = {area.code: area.arm for area in study.areas}
    groups = defaultdict(list)
    for row in rows:
        groups[row.outcome, row.wave, arm.get(row.area)].append(row)
    hidden = set()
    for group in groups.values():
        ordered = sorted(group, key=lambda row: row.smallest_count)
        if ordered[0].smallest_count < study.disclosure.min_cell:
            few = [row for row in ordered if row.smallest_count < study.disclosure.min_cell]
            hidden |= set(ordered[: max(2, len(few))])
    shown = []
    for row in rows:
        if row in hidden:
            row = replace(mark(row, ("effect", "low", "high")), reason=row.reason or FEW)
        row = withhold(row, withheld) if (row.outcome, row.wave) in withheld else row
        shown.append(replace(row, smallest_count=Mark.NOT_APPLICABLE))
    return tuple(shown)


def protect_subgroups(
    rows: tuple[Subgroup, ...], withheld: Mapping, rules: DisclosureRules
) -> tuple[Subgroup, ...]:
    """Hide a characteristic of which any category has few respondents.

    No count leaves: the difference from all respondents would tell how few did not state it.
    """
    few = {
        (row.outcome, row.wave, row.characteristic)
        for row in rows
        if row.smallest_count < rules.min_cell
    }
    shown = []
    for row in rows:
        if (row.outcome, row.wave, row.characteristic) in few:
            row = replace(mark(row, INTERACTION), reason=FEW)
        row = withhold(row, withheld) if (row.outcome, row.wave) in withheld else row
        shown.append(mark_counts(row))
    return tuple(shown)


def mark_counts(row: Subgroup) -> Subgroup:
    """Replace the counts of a subgroup, which do not leave."""
    return replace(row, n=Mark.NOT_APPLICABLE, smallest_count=Mark.NOT_APPLICABLE)
