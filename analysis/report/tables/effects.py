"""What the survey found: levels, effects and verdicts of the outcomes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...results.records import Estimate, Mark
from ...study.records import Outcome
from ...study.records.study import AWAITED
from .. import verdicts
from ..comparability import exceptions, leading, offered, together
from ..numbers import SPACE, Several, count, course, interval, number, probability, with_interval
from ..sentence import capital
from ..verdicts import DOUBTED, LABELS, decimals, label, verdict
from ..words.effects import power
from .survey import arm_names
from .table import Row, Table, annotate

if TYPE_CHECKING:
    from ...results.results import Results

ADJUSTED = "Adj. p: adjusted for the number of secondary outcomes (Romano and Wolf)"


def outcomes(results: Results) -> Table:
    """Levels, effect and verdict of every outcome, by domain."""
    rows: list[Row] = []
    for domain in results.study.domains:
        found = results.outcomes(domain.id)
        if found:
            rows += [(domain.label,), *(effect_row(results, outcome) for outcome in found)]
    return effects(results, rows)


def domain(results: Results, domain: str) -> Table:
    """Levels, effect and verdict of one domain's outcomes."""
    found = results.outcomes(domain)
    return effects(results, [effect_row(results, outcome) for outcome in found])


def effects(results: Results, rows: list[Row]) -> Table:
    """Return rows of effects under their header, with what the columns mean."""
    if results.study.awaited:
        return standing(results, rows)
    before, after = results.study.before(), results.study.after()
    shown = {row[0] for row in rows}
    outcomes = [o for o in results.study.outcomes if f"{o.label}, {unit(o)}" in shown]
    columns = (
        "Outcome",
        capital(results.study.arm("programme").short),
        capital(results.study.arm("comparator").short),
        f"Effect ({verdicts.confidence(results)})",
        "p",
        "Adj. p",
        "Verdict",
    )
    notes = (
        *arm_names(results),
        f"Levels from {together(before)} to {after[-1].label}",
        *exceptions(results, outcomes),
        *(f"{o.label}: {what}" for o in outcomes if (what := offered(results.study, o))),
        measured_as(outcomes),
        "Effect: the change in the first group of {places} less the change in the second",
        "p: how often chance alone would bring so large an effect if there were none",
        *[ADJUSTED] * any(outcome.role == "secondary" for outcome in outcomes),
        *rounded(results, rows),
        *adjusted(rows),
        *moved(results, rows),
        *reasons(results, rows),
    )
    return annotate(results, columns, rows, (1, 2, 3, 4, 5), notes)


def measured_as(outcomes: list[Outcome]) -> str:
    """Return what a level is of: a share, a mean, or whichever an outcome is."""
    kinds = {outcome.measure for outcome in outcomes}
    share = "%: a share of {respondents}, its effect in percentage points"
    if kinds == {"mean"}:
        return "Levels are means"
    return share if kinds == {"share"} else f"{share}; otherwise a mean"


def standing(results: Results, rows: list[Row]) -> Table:
    """Return rows of levels before the programme under their header, while no wave has followed."""
    arms = [capital(results.study.arm(role).short) for role in ("programme", "comparator")]
    earlier = "those" if len(results.study.before()) > 1 else "the one"
    notes = (
        *arm_names(results),
        f"Levels in {together(results.study.before())}; {AWAITED}",
        "%: a share of {respondents}; otherwise a mean",
        f"Would be found: the smallest effect that one {{survey}} after the {{programme}}, like "
        f"{earlier} before it, finds {power(results)}, of a share in percentage points, of a mean "
        "in points of its scale",
    )
    return annotate(results, ("Outcome", *arms, "Would be found"), rows, (1, 2, 3), notes)


def rounded(results: Results, rows: list[Row]) -> list[str]:
    """Return that effects shown differ from the levels shown by rounding, where one does."""
    shown = {row[0] for row in rows}
    odd = [
        outcome
        for outcome in results.study.outcomes
        if f"{outcome.label}, {unit(outcome)}" in shown
        and apart(results.estimate(outcome.id), decimals(outcome))
    ]
    several = any(len(results.study.compared(o, results.study.leading(o))) > 1 for o in odd)
    return [
        *["Levels and effects are rounded one by one, so they need not add up"] * bool(odd),
        *[
            "Where several {waves} count as before, each has a level of its own in the estimate, "
            "so that an effect need not be the difference of the levels shown"
        ]
        * several,
    ]


def apart(e: Estimate, places: int) -> bool:
    """Return whether the levels as printed give another effect than the one printed."""
    levels = (e.programme_after, e.programme_before, e.comparator_after, e.comparator_before)
    if any(isinstance(value, Mark) for value in (e.effect, *levels)):
        return False
    first, second, third, fourth = (round(level, places) for level in levels)
    return round(first - second - (third - fourth), places) != round(e.effect, places)


def adjusted(rows: list[Row]) -> list[str]:
    """Return what the verdicts mean by which an effect is unclear though its interval leaves out
    zero, where they are given."""
    why = {
        LABELS["perhaps better"]: "the effect is unclear once the number of outcomes is allowed "
        "for, or by the randomisation test where that leads",
        DOUBTED: "the estimate can’t be relied on",
    }
    given = {row[-1] for row in rows}
    return [
        f"{told}: the interval leaves out zero, but {what}"
        for told, what in why.items()
        if told in given
    ]


def moved(results: Results, rows: list[Row]) -> list[str]:
    """Return of which outcomes shown every area counts the same, and why."""
    shown = {row[0] for row in rows}
    return [
        f"{outcome.label}: {{places}} count the same, levels are means of {{places}} and p is that "
        f"of the randomisation test, because {verdicts.doubted(e)}"
        for outcome in results.study.outcomes
        if f"{outcome.label}, {unit(outcome)}" in shown
        and (e := results.estimate(outcome.id)).lead == "areas"
        and verdict(results, e) != "not estimable"
    ]


def effect_row(results: Results, outcome: Outcome) -> Row:
    """Return one outcome's row."""
    e = results.estimate(outcome.id)
    if results.study.awaited:
        numbers = (e.programme_before, e.comparator_before, e.mde_design)
        return (
            f"{outcome.label}, {unit(outcome)}",
            *(number(value, decimals(outcome)) for value in numbers),
        )
    return (
        f"{outcome.label}, {unit(outcome)}",
        levels(outcome, e.programme_before, e.programme_after),
        levels(outcome, e.comparator_before, e.comparator_after),
        effect(e, outcome),
        probability(e.p),
        probability(e.p_adjusted),
        label(results, e),
    )


def unit(outcome: Outcome) -> str:
    """Return what an outcome's levels are counted in, short."""
    return "%" if outcome.measure == "share" else outcome.unit


def levels(outcome: Outcome, before: float | Mark, after: float | Mark) -> str:
    """Return "27.1 → 33.0"."""
    return course(*(number(value, decimals(outcome)) for value in (before, after)))


def effect(estimate: Estimate, outcome: Outcome) -> str:
    """Return "7.5 (1.6 to 13.5)", flagged where it is unreliable."""
    if isinstance(estimate.effect, Mark):
        return number(estimate.effect)
    places = decimals(outcome)
    shown = number(estimate.effect, places)
    ends = interval(estimate.low, estimate.high, places)
    if estimate.reliability != Mark.UNRELIABLE:
        return with_interval(shown, ends)
    flag = number(Mark.UNRELIABLE)
    text = with_interval(f"{shown}{SPACE}{flag}", ends)
    return Several(text, {"": shown, **ends.parts, "symbol": flag})


def reasons(results: Results, rows: list[Row]) -> list[str]:
    """Return why some of the outcomes shown have no estimate."""
    shown = {row[0] for row in rows}
    return [
        f"{outcome.label}: {verdicts.why_not(results, results.estimate(outcome.id))}"
        for outcome in results.study.outcomes
        if f"{outcome.label}, {unit(outcome)}" in shown
        and verdict(results, results.estimate(outcome.id)) == "not estimable"
    ]


def estimates(results: Results) -> Table:
    """Every estimate with what a statistician asks for, {wave} by {wave}."""
    rows: list[Row] = []
    methods = []
    for wave in results.study.estimated():
        found = [e for e in results.estimates if e.wave == wave.id]
        rows += [(wave.label,), *(technical_row(results, e) for e in found)] if found else []
        methods += [capital(e.method) for e in found]
    before = f"{capital(results.study.arm('programme').short)}: n"
    columns = (
        "Outcome",
        "Effect",
        "SE",
        "df",
        f"{verdicts.confidence(results)}",
        "p",
        "Adj. p",
        "q",
        before,
        f"{capital(results.study.arm('comparator').short)}: n",
        "{Places}",
    )
    notes = (
        *dict.fromkeys(methods),
        "SE: standard error; df: degrees of freedom",
        "Adj. p: adjusted for the number of secondary outcomes (Romano and Wolf); q: expected "
        "share of false findings among all with a q this small or smaller (Benjamini and Hochberg)",
        "n: {answerers} before and after, counted anew at each {wave}, unweighted",
        "Shares in percentage points, means in the unit named",
        *sorted(
            {
                f"{results.study.outcome[e.outcome].label}: {verdicts.why_not(results, e)}"
                for e in results.estimates
                if verdict(results, e) == "not estimable"
            }
        ),
    )
    return annotate(results, columns, rows, range(1, 11), notes, counts=True)


def technical_row(results: Results, e: Estimate) -> Row:
    """Return one estimate's row."""
    outcome = results.study.outcome[e.outcome]
    places = decimals(outcome)
    group = "" if e.group in ("", "all") else f", {e.group}"
    short = "" if outcome.measure == "share" else f", {outcome.unit}"
    hidden = isinstance(e.low, Mark) or isinstance(e.high, Mark)
    return (
        f"{outcome.label}{group}{short}",
        number(e.effect, places + 1),
        number(e.se, places + 1),
        number(e.df),
        number(e.low) if hidden else interval(e.low, e.high, places + 1),
        probability(e.p),
        probability(e.p_adjusted),
        probability(e.q),
        course(*map(count, (e.n_programme_before, e.n_programme_after))),
        course(*map(count, (e.n_comparator_before, e.n_comparator_after))),
        count(e.clusters),
    )


def truth(results: Results) -> Table:
    """The effect that generated each synthetic outcome beside the estimate obtained."""
    rows = []
    for true in results.truth if results.study.synthetic else ():
        e, outcome = results.estimate(true.outcome), results.study.outcome[true.outcome]
        known = not any(isinstance(n, Mark) for n in (e.low, e.high))
        inside = ("Yes" if e.low <= true.effect <= e.high else "No") if known else "[x]"
        rows.append(
            (
                outcome.label,
                number(true.effect, decimals(outcome)),
                effect(e, outcome),
                inside,
            )
        )
    columns = (
        "Outcome",
        "Effect that generated the data",
        f"Estimate ({verdicts.confidence(results)})",
        "Inside the interval",
    )
    note = "Shares in percentage points, means in points of their scale"
    if not rows:
        note = "The data were collected, not generated: there is no known truth to compare with"
    return annotate(results, columns, rows, (1, 2), (note, *leading(results)))
