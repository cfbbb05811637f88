"""What others published, and what our own results were made from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...study.records import Outcome, Published
from ..comparability import name_wave
from ..numbers import as_given, count, number
from ..verdicts import decimals
from ..words.effects import others_after
from .effects import effect
from .table import Cite, Table, annotate

if TYPE_CHECKING:
    from ...results.results import Results


def published(results: Results) -> Table:
    """Numbers that others have published; nothing of ours is among them."""
    rows = ((n.label, given(n), Cite(key=n.cite), n.note) for n in results.study.published)
    # Values of many units don't line up; as words they break where the column is narrow.
    columns = ("Published number", "Value", "Source", "Note")
    return annotate(results, columns, rows, data=False)


def given(n: Published) -> str:
    """Return a published number with its interval and unit."""
    unit = "%" if n.unit == "%" else f" {n.unit}"
    text = f"{'about ' if n.approximate else ''}{as_given(n.value, n.unit)}{unit}"
    if n.low is None or n.high is None:
        return text
    return f"{text} ({as_given(n.low, n.unit)} to {as_given(n.high, n.unit)})"


def side_by_side(results: Results) -> Table:
    """Published effects beside ours on the same outcomes, in columns of their own."""
    synthetic = results.study.synthetic
    true = {t.outcome: t.effect for t in results.truth}
    rows = []
    for n in results.study.published:
        if n.outcome and n.unit == results.study.outcome[n.outcome].unit and n.low is not None:
            outcome = results.study.outcome[n.outcome]
            ends = f"({as_given(n.low, n.unit)} to {as_given(n.high, n.unit)})"
            made = number(true[n.outcome], decimals(outcome)) if n.outcome in true else "[z]"
            ours = our_effects(results, outcome)
            theirs = f"{as_given(n.value, n.unit)} {ends}"
            row = (outcome.label, theirs, Cite(key=n.cite), ours)
            rows.append((*row, made) if synthetic else row)
    columns = ("Outcome", "Published effect", "Source")
    if not synthetic:
        return annotate(results, (*columns, "Our estimate"), rows, (1, 3))
    columns = (*columns, "Demonstration estimate", "Effect that generated the data")
    notes = ["That holds for the last two columns; the published effect is from its source"]
    return annotate(results, columns, rows, (1, 3, 4), notes)


def our_effects(results: Results, outcome: Outcome) -> str:
    """Return our effect, and at each wave after where there are several: "4.3 (…) in 2018/19"."""
    lead = results.estimate(outcome.id)
    if not results.study.followed_up:
        return effect(lead, outcome)
    found = [*others_after(results, outcome.id), lead]
    return "; ".join(f"{effect(e, outcome)} in {name_wave(results.study, e.wave)}" for e in found)


def corrections(results: Results) -> Table:
    """Known slips in delivered files and how they were put right."""
    rows = (
        (
            name_wave(results.study, c.wave),
            c.variable,
            f"{c.found} becomes {c.becomes}",
            # Declared and not computed, so nobody has rounded how many rows were mended.
            count(c.expect) if results.study.disclosure.round_counts is None else "[x]",
            c.reason,
        )
        for c in results.study.corrections
    )
    columns = ("{Wave}", "Column", "Correction", "Rows", "Reason")
    return annotate(results, columns, rows, (3,))


def provenance(results: Results) -> Table:
    """What the results were made from, so that anyone can make them again."""
    made = results.manifest
    rows = (
        *((f"File {path}", hash[:12]) for path, hash in made["inputs"].items()),
        ("Code of the analysis", made["code"][:12]),
        ("Lock file", made["lock"][:12]),
        *((f"Version of {name}", version) for name, version in made["versions"].items()),
        ("Seed", str(made["seed"])),
        ("Source", made["source"]),
    )
    note = "Files, code and lock file by the first twelve digits of their SHA-256"
    return annotate(results, ("What", "Value"), rows, (), (note,))
