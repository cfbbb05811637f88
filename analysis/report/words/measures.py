"""What the survey found on many measures together: clear changes by name, harms first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...study.records import Outcome
from .. import verdicts
from ..comparability import name_wave
from ..markdown import plain as clean
from ..numbers import words as spelt
from ..sentence import agree, capital, listed
from .sizes import rise_or_fall, sized
from .survey import chosen

if TYPE_CHECKING:
    from ...results.results import Results

SIZED = 2  # changes that are told with their sizes; of more, the names
MOVED = ("worse", "better", "perhaps worse", "perhaps better")
TOLD = {
    "worse": "shows a clear change for the worse in {}",
    "better": "shows a clear change for the better in {}",
    "perhaps worse": "hints at a change for the worse in {}, which may be chance",
    "perhaps better": "hints at a change for the better in {}, which may be chance",
    "unclear": "shows no clear change in {}",
    "equivalent": "rules out a change large enough to matter in {}",
    "not estimable": "can say nothing of {}",
}


def others(results: Results) -> str:
    """Return sentences on all secondary outcomes: clear changes by name, harms first."""
    outcomes, survey = chosen(results, "secondary"), results.study.words.survey.one
    groups = verdicts.verdicts(results, outcomes)
    if not outcomes:
        return "There are no other measures."
    untold = len(groups["not estimable"])
    if untold == len(outcomes):
        which = "measure" if untold == 1 else f"{spelt(untold)} measures"
        return f"On the other {which} the {survey} cannot tell anything."
    parts = clear_changes(results, groups, len(outcomes)) or [no_clear_change(len(outcomes))]
    for side in ("worse", "better"):
        if found := groups[f"perhaps {side}"]:
            named = name_changes(results, groups, f"perhaps {side}")
            parts.append(
                f"{capital(spelt(len(found)))} may have changed for the {side}, or it may be "
                f"chance: {named}."
            )
    if within := groups["equivalent"]:
        which = "For one measure" if len(within) == 1 else f"For {spelt(len(within))} measures"
        parts.append(f"{which} the {survey} rules out a change large enough to matter.")
    if untold:
        which = "one measure" if untold == 1 else f"{spelt(untold)} measures"
        parts.append(f"On {which} the {survey} cannot tell anything.")
    rest = len(groups["unclear"])
    if rest and (groups["worse"] or groups["better"]):
        parts.append(f"The other {spelt(rest)} {agree(rest, 'show')} no clear change.")
    return clean(" ".join(parts))


def no_clear_change(every: int) -> str:
    """Return that no secondary outcome shows a clear change."""
    some = {1: "The other measure does not show", 2: "Neither of the other two measures shows"}
    return f"{some.get(every, f'None of the other {spelt(every)} measures shows')} a clear change."


def clear_changes(results: Results, groups: dict[str, list[Outcome]], every: int) -> list[str]:
    """Return sentences that name the secondary outcomes with a clear change, harms first."""
    parts = []
    for side in ("worse", "better"):
        found = groups[side]
        if not found:
            continue
        which = spelt(len(found))
        if not parts:
            whole = f"{which} of the other {spelt(every)} measures"
            if len(found) == every:
                whole = {1: "the other measure", 2: "both other measures"}.get(
                    every, f"all other {spelt(every)} measures"
                )
            which = f"compared with {results.study.words.similar}, {whole}"
        named = name_changes(results, groups, side)
        parts.append(f"{capital(which)} changed clearly for the {side}: {named}.")
    return parts


def name_changes(results: Results, groups: dict[str, list[Outcome]], side: str) -> str:
    """Return outcomes that moved to one side, with their sizes unless many moved."""
    outcomes = groups[side]
    if sum(len(groups[each]) for each in MOVED) > SIZED:
        return listed([name_measure(outcome) for outcome in outcomes])
    told = [
        f"{name_measure(o)} ({rise_or_fall(e)} of {sized(o, e.effect, results.study.words)})"
        for o in outcomes
        for e in [results.estimate(o.id)]
    ]
    return listed(told)


def name_measure(outcome: Outcome) -> str:
    """Return what an outcome measures in a few everyday words, or its label."""
    return outcome.everyday or outcome.label


def tell_domain(results: Results, domain: str) -> str:
    """Return what the survey found of a domain, clear changes first and of these the harms."""
    if results.study.awaited and results.outcomes(domain):
        return clean(verdicts.stood(results, results.outcomes(domain)))
    survey = f"The {results.study.words.survey.one}"
    groups = verdicts.verdicts(results, results.outcomes(domain))
    told = [
        said.format(join_measures(results, groups, side))
        for side, said in TOLD.items()
        if groups[side]
    ]
    if not told:
        return f"{survey} did not ask about this."
    sentences = [f"{'It' if place else survey} {each}." for place, each in enumerate(told)]
    return clean(" ".join([*sentences, *tell_older(results, domain)]))


def tell_older(results: Results, domain: str) -> list[str]:
    """Return of which outcomes the newest survey says nothing, and which does, as sentences."""
    study, older = results.study, {}
    for outcome in results.outcomes(domain):
        if (wave := study.leading(outcome)) != study.newest:
            older.setdefault(name_wave(study, wave.id), []).append(name_measure(outcome))
    return [
        f"For {listed(names)}, that is by the {study.words.survey.one} of {wave}."
        for wave, names in older.items()
    ]


def join_measures(results: Results, groups: dict[str, list[Outcome]], side: str) -> str:
    """Return outcomes under one verdict, with their sizes where they may have moved."""
    if side in MOVED:
        return name_changes(results, groups, side)
    return listed([name_measure(outcome) for outcome in groups[side]], "or")
