"""How far effects rest on the way they were estimated, and what they leave open."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ...results.records import LeftOut, Mark, Specification, Subgroup
from ...study.records import Outcome
from .. import verdicts
from ..comparability import leading
from ..numbers import count, interval, number, probability, shown, with_interval
from ..sentence import capital, listed, small
from ..specifications import Label, adjusted_for, name_specifications
from ..verdicts import decimals
from ..words.effects import power
from ..words.left_out import not_leading
from ..words.robustness import TESTS
from ..words.survey import newest, primary
from .effects import unit
from .table import Row, Table, annotate

if TYPE_CHECKING:
    from ...results.results import Results

MOST = 12  # names in a note
LEADS = {"respondents": "{Sampled units}", "areas": "{Places}"}


def tests(results: Results) -> Table:
    """The p value of every outcome by each method that allows for few {places}."""
    rows: list[Row] = []
    notes = []
    for outcome in results.study.outcomes:
        found = {s.id: s for s in newest(results, results.specifications, outcome.id)}
        ps = (probability(found[name].p) if name in found else "[x]" for name in TESTS)
        rows.append((outcome.label, *ps))
        notes += reasons(results, [s for s in found.values() if s.id in TESTS], outcome.label)
    columns = ("Outcome", "CR2", "CR3", "Wild", "Rand.", "Means")
    explained = (
        *leading(results),
        "p values, not adjusted for the number of outcomes",
        "CR2: standard error corrected for the number of {places}, the first choice",
        "CR3: jackknife, each {place} left out in turn",
        "Wild: bootstrap that turns the deviations of {places} round",
        "Rand.: randomisation, {places} assigned to the two groups in other ways",
        "Means: t test on the changes of {place} means, every {place} counting the same",
    )
    return annotate(results, columns, rows, range(1, 6), (*explained, *dict.fromkeys(notes)))


def reasons(results: Results, rows: list[Specification], label: str) -> list[str]:
    """Return why some specifications of an outcome have no number, each reason once."""
    named = name_specifications(results.study)
    without = [s for s in rows if s.reason and not shown(s.p)]
    told = explain((small(named[s.id].text), s.reason) for s in without)
    return [f"{label}, {note}" for note in told]


def explain(faults: Iterable[tuple[str, str]]) -> list[str]:
    """Return "S01, S02: too few answers" for each reason why something has no number."""
    named: dict[str, list[str]] = {}
    for name, reason in faults:
        if reason:
            named.setdefault(reason, []).append(name)
    return [f"{some_of(names)}: {reason}" for reason, names in named.items()]


def some_of(names: list[str]) -> str:
    """Return "S01, S02", or of many the first and how many more there are."""
    more = f"{names[0]} and {len(names) - 1} others"
    return more if len(names) > MOST else ", ".join(names)


def specifications(results: Results, outcome: str | None = None) -> Table:
    """A primary outcome by every way to estimate or to test its effect."""
    o = results.study.outcome[outcome] if outcome else primary(results)
    found = {s.id: s for s in newest(results, results.specifications, o.id)}
    named = name_specifications(results.study)
    rows: list[Row] = []
    group = ""
    for name, label in named.items():
        if name in found:
            rows += [] if label.group == group else [(label.group,)]
            group = label.group
            leads = ", which leads" if name == results.estimate(o.id).lead else ""
            rows.append((f"{label.text}{leads}", *specification_row(found[name], o)))
    columns = (
        "Way",
        f"Effect ({verdicts.confidence(results)})",
        "p",
        "SE",
        "df",
        "n",
        "{Places}",
    )
    notes = (
        f"{o.label}, effects in {o.unit}",
        *leading(results),
        "SE: standard error; df: degrees of freedom; n: {answerers} with an answer, counted anew "
        "at each {wave}, unweighted",
        *everybody(named, found),
        *adjusted(results),
        *explain((named[s.id].text, s.reason) for s in found.values()),
    )
    return annotate(results, columns, rows, range(1, 7), notes, counts=True)


def adjusted(results: Results) -> list[str]:
    """Return what areas are adjusted for, where anything is declared of them."""
    known = adjusted_for(results.study)
    label = name_specifications(results.study)["areas-adjusted"].text
    return [f"{label}: in {known}; every {{place}} counts the same"] * bool(known)


def everybody(named: dict[str, Label], found: dict[str, Specification]) -> list[str]:
    """Return which of the ways shown rest on more respondents than those who answered, and that
    one of them gives no interval."""
    names = [named[id].text for id in ("imputed", "bounds") if id in found and shown(found[id].low)]
    told = [f"{listed(names)}: all who were asked count, whether they answered or not"]
    worst = f"{named['bounds'].text}: no interval but the range that missing answers leave open"
    return told * bool(names) + [worst] * (named["bounds"].text in names)


def specification_row(s: Specification, outcome: Outcome) -> tuple[str, ...]:
    """Return a specification's numbers."""
    places = decimals(outcome)
    return (
        measured(s.effect, s.low, s.high, places),
        probability(s.p),
        number(s.se, places),
        number(s.df),
        count(s.n),
        count(s.clusters),
    )


def measured(effect: float | Mark, low: float | Mark, high: float | Mark, places: int) -> str:
    """Return "4.3 (−2.2 to 10.8)", an interval alone or a mark alone."""
    if not shown(low) or not shown(high):
        return number(effect, places)
    ends = interval(low, high, places)
    return with_interval(number(effect, places), ends) if shown(effect) else ends


def subgroups(results: Results) -> Table:
    """The primary effect in each subgroup, and its difference from that among all others."""
    outcome = primary(results)
    found: list[Subgroup] = newest(results, results.subgroups, outcome.id)
    labels = {trait.id: trait.label for trait in results.study.characteristics}
    rows: list[Row] = []
    for trait in dict.fromkeys(row.characteristic for row in found):
        rows.append((labels.get(trait, trait),))
        rows += [
            (
                row.category,
                measured(row.effect, row.low, row.high, decimals(outcome)),
                measured(
                    row.difference, row.difference_low, row.difference_high, decimals(outcome)
                ),
                probability(row.p),
                probability(row.p_adjusted),
            )
            for row in found
            if row.characteristic == trait
        ]
    ci = verdicts.confidence(results)
    columns = ("Subgroup", f"Effect ({ci})", f"Difference ({ci})", "p", "Adj. p")
    notes = (
        f"{outcome.label}, {outcome.unit}",
        *leading(results),
        "Difference: the effect in the subgroup less the effect among all others who stated the "
        "characteristic",
        "p: of the difference; the effect in a subgroup alone is not tested",
        "Adj. p: adjusted for the number of subgroups (Romano and Wolf)",
        "With two categories both rows test the same difference",
        *explain((row.category, row.reason) for row in found),
    )
    return annotate(results, columns, rows, range(1, 5), notes)


def left_out(results: Results, outcome: str | None = None) -> Table:
    """The effect on a primary outcome without each {place} in turn."""
    o = results.study.outcome[outcome] if outcome else primary(results)
    found: list[LeftOut] = newest(results, results.left_out, o.id)
    rows: list[Row] = []
    arms = {area.code: area.arm for area in results.study.areas}
    labels = {arm.id: capital(arm.label) for arm in results.study.arms}
    labels[None] = f"{capital(results.study.words.place.many)} in both groups"
    for arm in dict.fromkeys(arms.values()):
        here = [row for row in found if arms.get(row.area) == arm]
        rows += (
            [(labels.get(arm, results.study.words.fill("{Places} in both groups")),)]
            if here
            else []
        )
        rows += [(row.area, measured(row.effect, row.low, row.high, decimals(o))) for row in here]
    by_unit = not_leading(results, o)
    notes = (
        f"{o.label}, {o.unit}",
        *leading(results),
        *[by_unit] * bool(by_unit),
        *explain((row.area, row.reason) for row in found),
    )
    columns = ("Left out", f"Effect ({verdicts.confidence(results)})")
    return annotate(results, columns, rows, (1,), notes)


def detectable_notes(results: Results) -> tuple[str, ...]:
    """Return what the two minimum detectable effects are."""
    return (
        f"MDE: minimum detectable effect, found {power(results)} if it is there",
        "Data: reckoned from the standard error obtained",
        "Design: from the {places}, the {answerers} and the movement of {places} by chance that "
        "is reckoned with",
    )


def design(results: Results) -> Table:
    """What each estimate rests on, which one leads and why."""
    rows, notes = [], []
    for outcome in results.study.outcomes:
        e = results.estimate(outcome.id)
        rows.append(
            (
                f"{outcome.label}, {unit(outcome)}",
                results.study.words.fill(LEADS.get(e.lead, e.lead)) if shown(e.effect) else "[x]",
                number(e.largest_weight),
                number(e.error_rate),
                number(e.mde, decimals(outcome)),
                number(e.mde_design, decimals(outcome)),
            )
        )
        if e.flags:
            notes.append(f"{outcome.label}: {verdicts.doubted(e)}")
    alike = "in which {sampled units} count the same"
    weighed = "weighted by {sampled unit}" if results.study.weighted else alike
    columns = ("Outcome", "Leads", "Weight", "Errs", "MDE, data", "MDE, design")
    explained = (
        *leading(results),
        f"Leads: the estimate {weighed}, or the one in which {{places}} count the same",
        "Weight: largest share of all weight in one {place}, %",
        "Errs: how often the test of the {sampled unit} estimate would find an effect that is not "
        "there if nothing but whole {places} moved by chance, %",
        "MDE of a share in percentage points, of a mean in points of its scale",
        *detectable_notes(results),
    )
    return annotate(results, columns, rows, range(2, 6), (*explained, *notes))
