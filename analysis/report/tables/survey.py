"""Who was asked, what they were asked, and what was checked."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from ...results.records import Check, Mark
from ...study.records import Arm, Noun, Wave
from ..comparability import moved, offered, reworded, unasked
from ..numbers import Several, count, number
from ..sentence import capital, month
from ..words.survey import answered_by
from .table import Row, Table, annotate

if TYPE_CHECKING:
    from ...results.results import Results

PASSED = {True: "Passed", False: "Not passed", None: "For information"}


def respondents(results: Results) -> Table:
    """Who answered: number of respondents, and weighted percentages by group of {places} and {wave}."""  # noqa: E501
    study = results.study
    notes = (
        "Number: unweighted",
        *[f"%: {'weighted, ' if study.weighted else ''}of those who stated the characteristic"]
        * bool(study.characteristics),
        *arm_names(results),
    )
    if len(study.waves) > 2:
        # Side by side the arms' columns would not fit on a page.
        columns = ("Characteristic", *(wave.label for wave in study.waves))
        rows = [row for arm in study.arms for row in describe(results, [arm], arm.label)]
    else:
        groups = [f"{capital(arm.short)} {w.label}" for arm in study.arms for w in study.waves]
        columns = ("Characteristic", *groups)
        rows = describe(results, study.arms)
    return annotate(results, columns, rows, range(1, len(columns)), notes, counts=True)


def describe(results: Results, arms: Iterable[Arm], heading: str = "") -> list[Row]:
    """Return number and characteristics of the respondents, a column for each arm and {wave}."""
    study = results.study
    groups = [(arm, wave) for arm in arms for wave in study.waves]
    percents = {
        (r.characteristic, r.category, r.arm, r.wave): number(r.percent)
        for r in results.respondents
    }
    totals = [count(answered_by(results, wave.id, arm.id)) for arm, wave in groups]
    rows: list[Row] = [(capital(heading),)] if heading else []
    rows.append((f"All {study.words.answerer.many}, number", *totals))
    for trait in study.characteristics:
        start = f"{capital(heading)}: {trait.label.lower()}" if heading else trait.label
        rows.append((f"{start}, %",))
        found = (r.category for r in results.respondents if r.characteristic == trait.id)
        for name in dict.fromkeys(found):
            keys = ((trait.id, name, arm.id, wave.id) for arm, wave in groups)
            rows.append((name, *(percents.get(key, "[z]") for key in keys)))
    return rows


def arm_names(results: Results) -> list[str]:
    """Return what the short names of the arms stand for."""
    return [
        f"{arm.short}: {arm.label}"
        for arm in results.study.arms
        if not arm.label.casefold().startswith(arm.short.casefold()[:5])
    ]


def answers(results: Results, domain: str | None = None) -> Table:
    """Answers and the kinds of missing answer by outcome, arm and {wave}."""
    study = results.study
    kinds = {
        "answered": "Answered",
        "dont_know": "Don’t know",
        "refused": "Refused",
        "not_asked": "Not asked",
        "unexplained": "Unexplained",
    }
    found = {"answered", *(a.status for a in results.answers)}
    kinds = {kind: label for kind, label in kinds.items() if kind in found}
    cells = {
        (a.outcome, a.wave, a.arm, a.status): share(count(a.n), number(a.percent))
        if not isinstance(a.n, Mark)
        else count(a.n)
        for a in results.answers
    }
    rows: list[Row] = []
    for outcome in study.outcomes:
        if domain not in (None, outcome.domain):
            continue
        rows.append((outcome.label,))
        for arm in study.arms:
            for wave in study.asked(outcome):
                shown = [cells.get((outcome.id, wave.id, arm.id, kind), "[z]") for kind in kinds]
                rows.append((f"{capital(arm.short)}, {wave.label}", *shown))
    columns = ("Group and {wave}", *(f"{label}, n (%)" for label in kinds.values()))
    notes = (
        "{Answerers}, unweighted; %: of all {answerers}",
        *arm_names(results),
        *map(capital, unasked(study)),
    )
    return annotate(results, columns, rows, range(1, len(columns)), notes, counts=True)


def share(n: str, percent: str) -> Several:
    """Return a count with its share: "1,356 (92.8)"."""
    return Several(f"{n} ({percent})", {"": n, "%": percent})


def questions(results: Results, domain: str | None = None) -> Table:
    """What was asked for each outcome, what counts, and where the question is from."""
    rows = (
        (o.label, o.question, o.scale, f"{capital(o.better)} is better", o.source)
        for o in results.study.outcomes
        if domain in (None, o.domain)
    )
    changed = [
        f"{o.label}: {how}"
        for o in results.study.outcomes
        for how in (reworded(results.study, o), offered(results.study, o))
        if domain in (None, o.domain) and how
    ]
    columns = ("Outcome", "Question", "Scale and what counts", "Direction", "Source")
    return annotate(results, columns, rows, notes=changed, data=False)


def waves(results: Results) -> Table:
    """Fieldwork, respondents and file of each {wave}, and the release it first was in."""
    study = results.study
    rows = (
        (
            wave.label,
            fieldwork(wave),
            *(count(answered_by(results, wave.id, arm.id)) for arm in study.arms),
            PurePosixPath(wave.file).name,
            wave.sha256[:8],
            release.version if (release := study.released_in(wave.id)) else "None yet",
        )
        for wave in study.waves
    )
    arms = (capital(arm.short) for arm in study.arms)
    columns = ("{Wave}", "Fieldwork", *arms, "File", "SHA-256", "First release")
    notes = (
        "Under the groups of {places}: {answerers}; SHA-256: its first eight digits",
        *arm_names(results),
    )
    numeric = range(2, 2 + len(study.arms))
    return annotate(results, columns, rows, numeric, notes, counts=True)


def fieldwork(wave: Wave) -> str:
    """Return the time of a wave's fieldwork: "October 2015 to March 2016"."""
    first, last = wave.fieldwork
    return month(first) if month(first) == month(last) else f"{month(first)} to {month(last)}"


def arms(results: Results) -> Table:
    """How many {places} each arm has."""
    study, place = results.study, results.study.words.place.many
    roles = {"programme": study.words.programme, "comparator": "comparator"}
    rows = [
        (
            capital(arm.label),
            capital(roles[arm.role]),
            count(sum(a.arm == arm.id for a in study.areas)),
        )
        for arm in study.arms
    ]
    shared = sum(area.arm is None for area in study.areas)
    if shared:
        rows.append(
            (f"{capital(place)} with {study.words.answerer.many} of both", "Both", count(shared))
        )
    notes = [f"Surveyed were {'; '.join(found)}"] if (found := moved(study)) else []
    return annotate(results, ("Group of {places}", "Role", "{Places}"), rows, (2,), notes)


def checks(results: Results) -> Table:
    """What was checked and how it came out."""
    rows = (
        (
            check.name,
            check.subject,
            PASSED[check.passed],
            measured(check, results.study.words.place),
            "No difference." if check.passed is not None and check.value == 0 else check.detail,
        )
        for check in results.checks
    )
    limits = results.study.checks
    passed = (
        f"Passed: standardised differences within {limits.balance:g} either way, shares of "
        f"missing answers within {limits.missing_gap:g} percentage points of each other"
    )
    judged = any(check.passed is not None for check in results.checks)
    columns = ("Check", "Of", "Outcome", "Value", "What it says")
    return annotate(results, columns, rows, notes=[passed] * judged)


def measured(check: Check, place: Noun) -> str:
    """Return a check's value with its unit."""
    if isinstance(check.value, Mark):
        return number(check.value)
    if check.unit.startswith(("%", "percentage points")):
        return f"{number(check.value)}{'' if check.unit[0] == '%' else ' '}{check.unit}"
    if check.unit == place.many:
        return f"{number(check.value, 0)} {check.unit}"
    # Rounded further, one that just fails would look like one that passes.
    places = 3 if check.passed is False else 2
    return f"{number(check.value, places)} {check.unit}"
