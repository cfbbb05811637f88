"""Counts of respondents and of answers, and checks that rest on them."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from ..results.records import Answers, Check, Estimate, Mark, Respondents
from ..study.records import DisclosureRules, Study, Wave
from .impact import BASES, too_few
from .marks import mark
from .suppression import Cell, suppress

ALL = "all"
ANSWERED_COST = 100  # hiding how many answered costs the estimates their bases


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
    before that are compared with it, are the base of an estimate. A wave that did not ask has
    nothing to hide.
    """
    cells, groups, answered = {}, defaultdict(dict), {}
    for row in answers:
        if isinstance(row.n, Mark):
            continue
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
            hide = too_few(row, study.disclosure)
            cells[row, name] = Cell(count=count, cost=ANSWERED_COST, hide=hide)
            parts = list_parts(row, name, answered, study)
            left_out = None if None in parts else sum(part.n for part in parts) - count
            if left_out is not None and 0 <= left_out < study.disclosure.min_cell:
                relation = {(part, "n"): 1 for part in parts} | {(row, name): -1}
                if left_out:  # a reader who subtracts would count those the model leaves out
                    cells[row, name, "left out"] = Cell(count=left_out)
                    relation[row, name, "left out"] = -1
                relations.append(relation)
    relations += link_bases(estimates, cells, study)
    return suppress(cells, relations, study.disclosure.min_cell)


def list_parts(
    row: Estimate, name: str, answered: dict[tuple[str, str, str], Answers], study: Study
) -> list[Answers | None]:
    """The counts of answers that a base of an estimate adds up; None for one that is not known."""
    arm = study.arm(name.split("_")[1]).id
    return [answered.get((row.outcome, w.id, arm)) for w in list_waves(row, name, study)]


def list_waves(row: Estimate, name: str, study: Study) -> list[Wave]:
    """The waves whose respondents a base of an estimate counts."""
    now = next(wave for wave in study.waves if wave.id == row.wave)
    before = study.compared(study.outcome[row.outcome], now)
    return [*before] if name.endswith("before") else [now]


def link_bases(estimates: tuple[Estimate, ...], cells: dict, study: Study) -> Iterator[dict]:
    """Relations between bases before of two waves' comparisons that differ by few: those of an
    area that takes part in one and not in the other."""
    areas = {
        wave.id: study.list_apart((*study.before(), wave)) if wave.period == "after" else []
        for wave in study.waves
    }
    for name in (base for base in BASES if base.endswith("before")):
        rows = [row for row in estimates if (row, name) in cells]
        for one, other in combinations(rows, 2):
            few = getattr(one, name) - getattr(other, name)
            apart = one.outcome == other.outcome and areas[one.wave] != areas[other.wave]
            if apart and 0 < abs(few) < study.disclosure.min_cell:
                more, less = (one, other) if few > 0 else (other, one)
                cells[more, name, less] = Cell(count=abs(few))
                yield {(more, name): 1, (less, name): -1, (more, name, less): -1}


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


def protect_check(
    row: Check, compared: set[str], veiled: set[str], rules: DisclosureRules
) -> Check:
    """Hide a check's value if it is a small count or compares the arms on a hidden one.

    `veiled` are labels of outcomes with hidden levels, which a check may name in its detail.
    Other values are rounded, so that no count can be worked out from a share.
    """
    is_small = type(row.value) is int and 0 <= row.value < rules.min_cell
    is_veiled = any(f": {label}." in row.detail for label in veiled)
    if is_small or is_veiled or row.subject in compared:
        return mark(row, ["value"])
    return row if isinstance(row.value, Mark) else replace(row, value=round(row.value, 3))
