"""Who came back from wave to wave: small counts, and all that would give them back."""

from collections.abc import Iterator

from ..results.records import Check, Evidence, Flow, Mark, Respondents, Specification
from ..study.records import Study
from .marks import mark
from .suppression import Cell, Relation, suppress
from .survey import ALL

OVERLAP = "Panel overlap"  # the check that says which share of a wave had been interviewed before
COUNTS = ("reinterviewed", "new", "back", "not_seen")
SEEN = ("reinterviewed", "back")
UNPUBLISHED = 0.001  # what hiding a count costs that nobody publishes

Key = tuple[Flow | Check, str]


def hide_flow(evidence: Evidence, study: Study) -> set[Key]:
    """Counts of who came back, and shares of overlap, to hide, as rows and names of fields.

    Re-interviewed and new add up to the respondents of the wave, re-interviewed and not seen
    again to those of the wave before; both are published. What is left of a wave without those
    seen in any wave before is not published. All who had been seen, in both arms, are the share
    of overlap.
    """
    totals = count_everybody(evidence.respondents)
    cells: dict[tuple, Cell] = {}
    relations: list[Relation] = []
    for row in evidence.flow:
        known = {name: n for name in COUNTS if not isinstance(n := getattr(row, name), Mark)}
        cells |= {(row, name): Cell(count=n) for name, n in known.items()}
        if "reinterviewed" in known:
            ends = [end for end in ("new", "not_seen") if end in known]
            relations += [{(row, "reinterviewed"): 1, (row, end): 1} for end in ends]
        if "back" in known:
            seen = [name for name in SEEN if name in known]
            first = totals[row.wave, row.arm] - sum(known[name] for name in seen)
            cells[row, "first"] = Cell(count=first, cost=UNPUBLISHED)
            relations.append(dict.fromkeys([(row, name) for name in (*seen, "first")], 1))
    relations += link_overlap(evidence, cells, study)
    return suppress(cells, relations, study.disclosure.min_cell)


def count_everybody(rows: tuple[Respondents, ...]) -> dict[tuple[str, str], int]:
    """All respondents by wave and arm."""
    return {(row.wave, row.arm): row.n for row in rows if row.category == ALL}


def link_overlap(evidence: Evidence, cells: dict[tuple, Cell], study: Study) -> Iterator[Relation]:
    """Relations between who had been seen before and the share of overlap of the wave."""
    checks = [check for check in evidence.checks if check.name == OVERLAP]
    for wave, check in zip(study.waves[1:], checks, strict=False):
        rows = [row for row in evidence.flow if row.wave == wave.id]
        seen = [(row, name) for row in rows for name in SEEN if (row, name) in cells]
        if seen:
            cells[check, "value"] = Cell(count=sum(cells[key].count for key in seen))
            yield dict.fromkeys(seen, 1) | {(check, "value"): -1}


def protect_flow(row: Flow, hidden: set[Key]) -> Flow:
    """Put symbols in place of a row's hidden counts."""
    return mark(row, [name for name in COUNTS if (row, name) in hidden])


def find_telling(evidence: Evidence, hidden: set[Key], study: Study) -> set[tuple[str, str]]:
    """Outcomes and waves at which the number of people who answered before and after would tell.

    Where a count of the wave's flow is hidden, that number would narrow it down. Where all are
    shown and the wave is compared with the one before it, the number tells how many answers are
    missing among the re-interviewed, and how many among the others: neither may be few. For a
    mean, so does the smallest count of an arm and period.
    """
    few = range(1, study.disclosure.min_cell)
    veiled = {row.wave for row, _ in hidden if isinstance(row, Flow)}
    telling = {(row.outcome, row.wave) for row in evidence.specifications if row.wave in veiled}
    for row in evidence.specifications:
        outcome = study.outcome[row.outcome]
        sizes = list_sizes(row, evidence.flow, study)
        smallest = [size - row.smallest_count for size in sizes if outcome.measure == "mean"]
        if sizes and any(missing in few for missing in (sum(sizes) - row.n, *smallest)):
            telling.add((row.outcome, row.wave))
    return telling


def list_sizes(row: Specification, flow: tuple[Flow, ...], study: Study) -> list[int]:
    """Interviews, by arm and wave, that a specification of some people only would rest on if
    nobody's answer were missing; none where the flow does not tell."""
    wave = next(each for each in study.waves if each.id == row.wave)
    previous = study.waves[: study.waves.index(wave)][-1:]
    if study.compared(study.outcome[row.outcome], wave) != previous:
        return []
    ends = {"panel": ("reinterviewed",) * 2, "cross-section": ("not_seen", "new")}
    counts = [
        getattr(each, end) for each in flow if each.wave == wave.id for end in ends.get(row.id, ())
    ]
    return [] if any(isinstance(n, Mark) for n in counts) else counts
