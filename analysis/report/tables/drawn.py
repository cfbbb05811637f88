"""The numbers of figures that stand in no table of a chapter."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ...results.records import Change, Mark
from ...study.records import LogicModel, Outcome
from .. import verdicts
from ..numbers import count, number, of
from ..sentence import capital
from ..words.changes import size
from .survey import arm_names
from .table import Table, annotate
from .trends import left_out, reference

if TYPE_CHECKING:
    from ...results.results import Results


def levels(results: Results, rows: Iterable[dict]) -> Table:
    """Levels of outcomes in each group of areas at each wave."""
    waves = results.study.waves
    found: dict[tuple[str, str], dict[int, str]] = {}
    for row in rows:
        found.setdefault((row["outcome"], row["name"]), {})[row["place"]] = row["shown"]
    none = number(Mark.UNAVAILABLE)
    cells = [
        (*names, *(shown.get(place, none) for place in range(len(waves))))
        for names, shown in found.items()
    ]
    columns = ("Outcome", "Group of {places}", *(wave.label for wave in waves))
    notes = (*arm_names(results), "%: a share of {respondents}; otherwise a mean")
    return annotate(results, columns, cells, range(2, len(columns)), notes)


def events(results: Results, outcome: Outcome, rows: Iterable[dict]) -> Table:
    """The difference between the groups of areas at each wave."""
    study = results.study
    notes = (
        f"{outcome.label}, {outcome.unit}",
        f"Difference between the two groups, relative to {reference(results, outcome)}",
        *left_out(study, study.alike(outcome, study.leading(outcome))),
    )
    columns = ("{Wave}", f"Difference ({verdicts.confidence(results)})")
    cells = [(row["label"], row["shown"]) for row in rows]
    return annotate(results, columns, cells, (1,), notes)


def joint(results: Results, rows: Iterable[tuple[str, Outcome | None, dict | None, str]]) -> Table:
    """Each outcome's effect as a multiple of the one that the survey finds, and who raised its
    domain in interviews."""
    cells = [
        (
            domain,
            outcome.label if outcome else number(Mark.NOT_APPLICABLE),
            number(share["value"] if share else Mark.UNAVAILABLE, 2),
            "Clear" if share and share["firm"] else "Not clear",
            raised,
        )
        for domain, outcome, share, raised in rows
    ]
    columns = ("Domain", "Outcome", "Effect", "Change", "People interviewed who raised the domain")
    note = "Effect: as a multiple of the minimum detectable effect; above zero is better"
    return annotate(results, columns, cells, (2, 4), (note,), counts=True)


def heard(results: Results, rows: Iterable[dict]) -> Table:
    """Who raised each domain in interviews."""
    cells = [(row["label"], row["shown"]) for row in rows]
    columns = ("Domain", "People interviewed who raised it")
    return annotate(results, columns, cells, (1,), counts=True)


def shifts(results: Results, found: Iterable[Change]) -> Table:
    """Effects in the previous release and in this one."""
    cells = [
        (f"{results.study.outcome[c.id].label}, {c.unit}", size(c, "old"), size(c, "new"))
        for c in found
    ]
    confidence = verdicts.confidence(results)
    columns = ("Outcome", f"Then ({confidence})", f"Now ({confidence})")
    return annotate(results, columns, cells or [("No effect can be compared",)], (1, 2))


def journals(results: Results, rows: Iterable[dict]) -> Table:
    """How many journal entries raised a domain in each year."""
    cells = [(row["year"], of(row["shown"], row["base"]), capital(row["wave"])) for row in rows]
    columns = ("Year", "Journal entries that raised it", "In the field")
    return annotate(results, columns, cells or [("There are no journals",)], (1,), counts=True)


def saturation(results: Results) -> Table:
    """How many themes were known after each interview."""
    cells = [(str(row.interview), count(row.themes)) for row in results.saturation]
    columns = ("Interview, in order of date", "Themes raised so far")
    return annotate(results, columns, cells or [("There are no interviews",)], (1,), counts=True)


def steps(results: Results, model: LogicModel) -> Table:
    """The programme's theory of change, step by step."""
    cells = [(column.title, box) for column in model.columns for box in column.boxes]
    return annotate(results, ("Step", "What"), cells, (), (model.source,), data=False)


def flow(results: Results, columns: Iterable[dict]) -> Table:
    """Who was interviewed in each wave, again or for the first time, and who was not again."""
    cells = [
        (column["name"], stage["lines"][0], said)
        for column in columns
        for stage in column["stages"]
        for said in (*stage["lines"][1:], stage["gone"])
        if said
    ]
    names = ("Group of {places}", "{Wave}", "{Answerers}, unweighted")
    return annotate(results, names, cells, counts=True)
