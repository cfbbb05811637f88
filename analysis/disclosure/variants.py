"""What stands beside estimates: specifications, areas left out, subgroups, trends.

None of it may give back what the estimates hide.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ..results.records import (
    Estimate,
    Event,
    Evidence,
    LeftOut,
    Level,
    Mark,
    Specification,
    Subgroup,
)
from ..study.records import DisclosureRules, Study
from .impact import BASES, LEVELS, SOLVING, TELLING, is_small
from .marks import mark

Place = tuple[str, str]
INFERENCE = ("effect", "low", "high", "p", "se", "df")
SAMPLES = ("panel", "cross-section")
EQUATIONS = ("jackknife", "areas-adjusted")  # that could be solved for what an area left out says
CELLS = 4  # two arms, before and after
NOT_COUNTED = {"clusters", "m"}  # what the design and the method say, not respondents


@dataclass(frozen=True, kw_only=True)
class Hidden:
    """Where numbers are hidden, by outcome and wave.

    `withheld` are estimates that can't be shown; `bases` are places where a base is hidden, `few`
    those where a smallest count is, `areas` those (and arms) where an area's is; `trends` are
    outcomes with few respondents at some wave, `telling` places where the number of people who
    answered before and after tells of few.
    """

    withheld: Mapping[Place, Estimate]
    bases: set[Place]
    few: set[Place]
    areas: set[tuple[str, str, str | None]]
    trends: set[str]
    telling: set[Place]


def find_hidden(
    evidence: Evidence, shown: tuple[Estimate, ...], telling: set[Place], study: Study
) -> Hidden:
    """Look up what is hidden in the estimates shown, and small beside them."""
    rules = study.disclosure
    arms = map_arms(study)
    return Hidden(
        withheld={(row.outcome, row.wave): row for row in shown if isinstance(row.effect, Mark)},
        bases={
            (row.outcome, row.wave)
            for row in shown
            if any(isinstance(getattr(row, name), Mark) for name in BASES)
        },
        few={
            (row.outcome, row.wave)
            for row in evidence.estimates
            if is_small(row.smallest_count, rules)
        },
        areas={
            (row.outcome, row.wave, arms.get(row.area))
            for row in evidence.left_out
            if is_small(row.smallest_count, rules)
        },
        trends={row.outcome for row in evidence.events if is_small(row.smallest_count, rules)},
        telling=telling,
    )


def map_arms(study: Study) -> dict[str, str]:
    """Arm of every area."""
    return {area.code: area.arm for area in study.areas}


def conceal(row, symbol: Mark = Mark.CONFIDENTIAL, reason: str = TELLING):
    """Hide all numbers of a row; a reason that is there stays."""
    numbers = {name for name, value in vars(row).items() if isinstance(value, int | float)}
    shown = mark(row, numbers - NOT_COUNTED, symbol)
    return replace(shown, reason=row.reason or reason) if hasattr(row, "reason") else shown


def withhold(row, withheld: Mapping[Place, Estimate]):
    """Hide all numbers of a row about an outcome with an estimate that can't be shown."""
    wave = getattr(row, "wave", None)
    found = [each for (outcome, _), each in withheld.items() if outcome == row.outcome]
    hidden = [each for each in found if wave is None or each.wave == wave] or found
    return conceal(row, hidden[0].effect, hidden[0].reason) if hidden else row


def protect_specifications(
    rows: tuple[Specification, ...], hidden: Hidden, rules: DisclosureRules
) -> tuple[Specification, ...]:
    """Hide what rests on few, what those were left out of, and what would give them back."""
    few = {(row.outcome, row.wave) for row in rows if is_small(row.smallest_count, rules)}
    whole = {(row.outcome, row.wave): row.n for row in rows if row.id == "respondents"}
    protected = []
    for row in rows:
        place = row.outcome, row.wave
        if place in hidden.withheld:
            protected.append(withhold(row, hidden.withheld))
            continue
        # The rest of all respondents would tell of the few.
        is_part = place in few and row.n != whole.get(place)
        shown = protect_specification(row, hidden, rules, is_part=is_part)
        # `n` is the sum of the four bases.
        tells = row.id in SAMPLES and place in hidden.telling
        counts = ("n", "smallest_count") if is_part or tells or place in hidden.bases else ()
        small = ("smallest_count",) if is_small(row.smallest_count, rules) else ()
        if tells and row.reason:  # that there is nobody to estimate it from
            shown = replace(mark(shown, (*INFERENCE, "clusters")), reason=TELLING)
        protected.append(mark(shown, (*counts, *small)))
    return tuple(protected)


def protect_specification(
    row: Specification, hidden: Hidden, rules: DisclosureRules, *, is_part: bool
) -> Specification:
    """Hide the numbers of one specification if it is of few or another equation for them."""
    place = row.outcome, row.wave
    # A jackknife's variance is the sum of squares of what areas left out change, and a covariate
    # that sets one area apart leaves it out.
    solves = row.id in EQUATIONS and place in {each[:2] for each in hidden.areas}
    if is_part or place in hidden.few:
        return replace(mark(row, INFERENCE), reason=TELLING)
    if solves:
        return replace(mark(row, INFERENCE), reason=SOLVING)
    fewest = CELLS * rules.withhold_base
    if row.id in SAMPLES and not isinstance(row.n, Mark) and row.n < fewest:
        reason = row.reason or f"fewer than {fewest} {{answerers}}"
        return replace(mark(row, INFERENCE, Mark.UNRELIABLE), reason=reason)
    return row


def protect_left_out(
    rows: tuple[LeftOut, ...], hidden: Hidden, study: Study
) -> tuple[LeftOut, ...]:
    """Hide the areas of an arm that has one with few respondents.

    What an estimate loses with an area tells of the people there, and what it loses with all
    others of the arm tells of it too. No count of an area leaves.
    """
    arms = map_arms(study)
    shown = []
    for row in rows:
        place = row.outcome, row.wave
        if place in hidden.withheld:
            row = withhold(row, hidden.withheld)
        elif place in hidden.few or (*place, arms.get(row.area)) in hidden.areas:
            row = conceal(row, reason=SOLVING)
        shown.append(replace(row, smallest_count=Mark.NOT_APPLICABLE))
    return tuple(shown)


def protect_subgroups(
    rows: tuple[Subgroup, ...], hidden: Hidden, rules: DisclosureRules
) -> tuple[Subgroup, ...]:
    """Hide a characteristic of which any category has few respondents.

    No count leaves: the difference from all respondents would tell how few did not state it.
    """
    few = {
        (row.outcome, row.wave, row.characteristic)
        for row in rows
        if is_small(row.smallest_count, rules)
    }
    shown = []
    for row in rows:
        place = row.outcome, row.wave
        if place in hidden.withheld:
            row = withhold(row, hidden.withheld)
        elif place in hidden.few or (*place, row.characteristic) in few:
            row = replace(conceal(row), reason=TELLING)
        shown.append(replace(row, n=Mark.NOT_APPLICABLE, smallest_count=Mark.NOT_APPLICABLE))
    return tuple(shown)


def protect_levels(
    rows: tuple[Level, ...], shown: tuple[Estimate, ...], rules: DisclosureRules
) -> tuple[Level, ...]:
    """Hide all levels of an outcome that has few respondents at some wave, or whose estimates are
    shown without theirs; withhold those on small bases. No count leaves."""
    few = {row.outcome for row in rows if is_small(row.smallest_count, rules)}
    few |= {row.outcome for row in shown if Mark.CONFIDENTIAL in read_levels(row)}
    protected = []
    for row in rows:
        if row.outcome in few:
            row = mark(row, ("value",))
        elif row.n < rules.withhold_base:
            row = mark(row, ("value",), Mark.UNRELIABLE)
        counts = dict.fromkeys(("n", "smallest_count"), Mark.NOT_APPLICABLE)
        protected.append(replace(row, **counts))
    return tuple(protected)


def read_levels(row: Estimate) -> list:
    """The four levels of an estimate."""
    return [getattr(row, name) for name in LEVELS]


def protect_trends(rows: tuple, hidden: Hidden) -> tuple:
    """Hide all trends of an outcome that has few respondents at some wave.

    They are from one regression: those at other waves share its levels before. An effect that
    nobody can estimate, such as one at a wave that did not ask, hides no other.
    """
    withheld = {
        place: row for place, row in hidden.withheld.items() if row.effect != Mark.UNAVAILABLE
    }
    shown = [
        conceal(row) if row.outcome in hidden.trends else withhold(row, withheld) for row in rows
    ]
    return tuple(
        replace(row, smallest_count=Mark.NOT_APPLICABLE) if isinstance(row, Event) else row
        for row in shown
    )
