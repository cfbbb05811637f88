"""What may leave: small counts, and what would reveal them, become symbols.

The only way into the results. Every count below the study's threshold is hidden, zeros
included, with the percentages, levels and estimates that rest on it; `suppression` chooses
what else has to go so that totals and linked tables do not give it back.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from .evidence import (
    Answers,
    Check,
    Estimate,
    Evidence,
    Excerpt,
    LeftOut,
    Mark,
    Respondents,
    Specification,
    Subgroup,
    ThemeSummary,
)
from .study import DisclosureRules, Study
from .suppression import Cell, suppress

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
ALL = "all"
VALENCES = ("positive", "negative", "mixed")
# Hiding how many answered costs the estimates their bases; a total, what it sums.
ANSWERED_COST = ALL_COST = 100


def protect(evidence: Evidence, study: Study) -> Evidence:
    """Hide what could tell something about a person.

    Parameters
    ----------
    evidence : Evidence
        All that the stages found.
    study : Study
        Its `disclosure` holds the thresholds.

    Returns
    -------
    Evidence
        The same rows in the same order, with symbols in place of numbers.
    """
    rules = study.disclosure
    themes = protect_themes(evidence.themes, study)
    hidden = hide_answers(evidence.answers, evidence.estimates, study)
    respondents = hide_respondents(evidence.respondents, rules)
    compared = list_compared(evidence.respondents, respondents, study) | {
        study.outcome[row.outcome].label
        for row in evidence.answers
        if row.status == "answered" and (row, "n") in hidden
    }
    withheld = {
        (row.outcome, row.wave): shown
        for row in evidence.estimates
        if isinstance((shown := protect_estimate(row, hidden, study)).effect, Mark)
    }
    return replace(
        evidence,
        estimates=tuple(protect_estimate(row, hidden, study) for row in evidence.estimates),
        specifications=protect_specifications(evidence.specifications, withheld, rules),
        left_out=protect_left_out(evidence.left_out, withheld, study),
        subgroups=protect_subgroups(evidence.subgroups, withheld, rules),
        **{
            name: tuple(withhold(row, withheld) for row in getattr(evidence, name))
            for name in ("events", "pretests", "sensitivity")
        },
        respondents=tuple(protect_respondents(row, respondents) for row in evidence.respondents),
        answers=tuple(
            mark(row, ("n", "percent")) if (row, "n") in hidden else row for row in evidence.answers
        ),
        checks=tuple(protect_check(row, compared, rules) for row in evidence.checks),
        themes=themes,
        excerpts=tuple(protect_excerpts(evidence.excerpts, themes)),
    )


def mark(row, names: Iterable[str], symbol: Mark = Mark.CONFIDENTIAL):
    """Put a symbol in place of numbers; symbols that are there stay."""
    return replace(
        row, **{name: symbol for name in names if not isinstance(getattr(row, name), Mark)}
    )


def hide_respondents(rows: tuple[Respondents, ...], rules: DisclosureRules) -> set[Respondents]:
    """Categories to hide: those of a characteristic add up to a hundred percent."""
    groups = defaultdict(dict)
    for row in rows:
        groups[row.characteristic, row.wave, row.arm][row] = 1
    return suppress({row: Cell(count=row.n) for row in rows}, groups.values(), rules.min_cell)


def protect_respondents(row: Respondents, hidden: set[Respondents]) -> Respondents:
    """Hide a category, or show its rounded percentage alone.

    With counts by category, or percentages precise enough to work them out, the number of all
    respondents would tell how few did not state the characteristic.
    """
    if row in hidden:
        return mark(row, ("n", "percent"))
    if row.category == ALL:
        return row
    return replace(row, n=Mark.NOT_APPLICABLE, percent=round(row.percent, 1))


def hide_answers(
    answers: tuple[Answers, ...], estimates: tuple[Estimate, ...], study: Study
) -> set[tuple[Answers | Estimate, str]]:
    """Counts of answers and of estimates to hide, as rows and names of fields.

    The statuses add up to the arm's respondents, and the answered of a wave, or of all waves
    before, are the base of an estimate.
    """
    cells, groups, answered = {}, defaultdict(dict), {}
    for row in answers:
        is_base = row.status == "answered"
        cells[row, "n"] = Cell(count=row.n, cost=ANSWERED_COST if is_base else 1)
        groups[row.outcome, row.wave, row.arm][row, "n"] = 1
        if is_base:
            answered[row.outcome, row.wave, row.arm] = row
    relations = list(groups.values())
    for row in estimates:
        for name in BASES:
            count = getattr(row, name)
            if isinstance(count, Mark):
                continue
            cells[row, name] = Cell(
                count=count, cost=ANSWERED_COST, hide=too_few(row, study.disclosure)
            )
            _, role, period = name.split("_")
            waves = [wave.id for wave in study.before()] if period == "before" else [row.wave]
            parts = [answered.get((row.outcome, wave, study.arm(role).id)) for wave in waves]
            if None in parts:
                continue
            left_out = sum(part.n for part in parts) - count
            if 0 <= left_out < study.disclosure.min_cell:
                relation = {(part, "n"): 1 for part in parts} | {(row, name): -1}
                if left_out:  # a reader who subtracts would count those the model leaves out
                    cells[row, name, "left out"] = Cell(count=left_out)
                    relation[row, name, "left out"] = -1
                relations.append(relation)
    return suppress(cells, relations, study.disclosure.min_cell)


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


def list_compared(
    rows: tuple[Respondents, ...], hidden: set[Respondents], study: Study
) -> set[str]:
    """Labels of characteristics that have a category hidden in one arm and shown in the other.

    A difference between the arms would then give the hidden one back.
    """
    shown = {(row.characteristic, row.category, row.wave) for row in rows if row not in hidden}
    label = {item.id: item.label for item in study.characteristics}
    return {
        label[row.characteristic]
        for row in hidden
        if (row.characteristic, row.category, row.wave) in shown
    }


def protect_check(row: Check, compared: set[str], rules: DisclosureRules) -> Check:
    """Hide a check's value if it is a small count or compares the arms on a hidden one.

    Others are rounded, so that no count can be worked out from a share.
    """
    is_small = type(row.value) is int and 0 <= row.value < rules.min_cell
    if is_small or row.subject in compared:
        return mark(row, ["value"])
    return row if isinstance(row.value, Mark) else replace(row, value=round(row.value, 3))


def protect_excerpts(
    rows: tuple[Excerpt, ...], themes: tuple[ThemeSummary, ...]
) -> Iterable[Excerpt]:
    """Leave out excerpts on themes that few raised, and roles that few people have."""
    known = [row for row in themes if not isinstance(row.people, Mark)]
    shown = {(row.id, row.kind) for row in known if row.by == "all"}
    roles = {
        (row.group, row.kind)
        for row in themes
        if row.by == "role" and not isinstance(row.base_people, Mark)
    }
    for row in rows:
        if (row.theme, row.kind) in shown:
            yield row if (row.role, row.kind) in roles else mark(row, ["role"])


class Count(NamedTuple):
    """Which count of a theme, a domain or (level "base") all there was of a kind."""

    level: str
    id: str
    kind: str
    by: str
    group: str
    field: str


def theme_counts(row: ThemeSummary, single: set[str]) -> dict[str, Count]:
    """Where each count of a summary stands; with one entry each, people are entries."""
    place = (row.kind, row.by, "" if row.by == "all" else row.group)
    people = "entries" if row.kind in single else "people"
    return {
        "base_entries": Count("base", "", *place, "entries"),
        "base_people": Count("base", "", *place, people),
        "entries": Count(row.level, row.id, *place, "entries"),
        "people": Count(row.level, row.id, *place, people),
        **{name: Count(row.level, row.id, *place, name) for name in VALENCES},
    }


def protect_themes(rows: tuple[ThemeSummary, ...], study: Study) -> tuple[ThemeSummary, ...]:
    """Hide small counts of themes and domains and what would give them back."""
    single = {row.kind for row in rows} - {
        row.kind for row in rows if row.people != row.entries or row.base_people != row.base_entries
    }
    places = [theme_counts(row, single) for row in rows]
    counts = {
        key: count
        for row, place in zip(rows, places, strict=True)
        for name, key in place.items()
        if not isinstance(count := getattr(row, name), Mark)
    }
    hidden = hide_themes(counts, study)
    return tuple(
        mark(row, [name for name, key in place.items() if key in hidden])
        for row, place in zip(rows, places, strict=True)
    )


def hide_themes(counts: Mapping[Count, int], study: Study) -> set[Count]:
    """Counts of themes and domains to hide, the wider first.

    Everybody who raised a theme raised its domain and took part, and a person has at least
    one entry. So a count inside a hidden one is hidden too, and one inside a shown one has a
    limit that a reader knows.
    """
    stages = defaultdict(list)
    for key in counts:
        stages[("base", "domain", "theme").index(key.level), key.field == "people"].append(key)
    hidden: set[Count] = set()
    for _, keys in sorted(stages.items()):
        cells = {key: theme_cell(key, counts, hidden, study) for key in keys}
        for key in keys:  # how many took part in all is in any description of the study
            if key.level == "base" and key.by == "all" and counts[key] >= study.disclosure.min_cell:
                del cells[key]
        hidden |= suppress(cells, theme_relations(cells), study.disclosure.min_cell)
    return hidden


def theme_cell(key: Count, counts: Mapping[Count, int], hidden: set[Count], study: Study) -> Cell:
    """A count of a theme with what the counts around it tell of it."""
    around = [wider for wider in wider_counts(key, study) if wider in counts]
    low = 0
    domain = study.theme[key.id].domain if key.level == "theme" else ""
    whole = key._replace(level="domain", id=domain)
    if key.field not in VALENCES and whole in counts and whole not in hidden:
        # Whoever raised the domain raised one of its themes.
        others = (
            key._replace(id=theme.id)
            for theme in study.themes
            if theme.domain == domain and theme.id != key.id
        )
        low = counts[whole] - sum(counts.get(other, 0) for other in others)
    return Cell(
        count=counts[key],
        cost=(1 if key.field in VALENCES else 3) * (ALL_COST if key.by == "all" else 1),
        low=max(low, 0),
        high=min((counts[wider] for wider in around if wider not in hidden), default=float("inf")),
        hide=any(wider in hidden for wider in around),
    )


def wider_counts(key: Count, study: Study) -> list[Count]:
    """The counts that contain this one and were decided on before it."""
    field = "people" if key.field == "people" else "entries"
    wider = []
    if key.field == "people":
        wider.append(key._replace(field="entries"))
    if key.level != "base":
        wider.append(key._replace(level="base", id="", field=field))
    if key.level == "theme":
        domain = study.theme[key.id].domain
        wider.append(key._replace(level="domain", id=domain, field=field))
    return wider


def theme_relations(cells: Mapping[Count, Cell]) -> list[dict]:
    """Roles and years add up to all, valences to entries; years share people, so not theirs."""
    groups = defaultdict(dict)
    for key in cells:
        if key.field in VALENCES:
            whole = key._replace(field="entries")
            groups["valence", whole] |= {key: 1} | ({whole: -1} if whole in cells else {})
        if key.by == "role" or (key.by == "year" and key.field != "people"):
            whole = key._replace(by="all", group="")
            groups[key.by, whole][key] = 1
            if whole in cells:
                groups[key.by, whole][whole] = -1
    return list(groups.values())
