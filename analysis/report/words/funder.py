"""What a funder's report states, and its abstract's results, as prose."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from ...results.records import Estimate, Mark
from ...study.records import Outcome
from .. import verdicts
from ..markdown import plain as clean
from ..numbers import interval
from ..numbers import words as spelt
from ..sentence import day, inside, listed, stop
from .effects import change, power
from .measures import name_measure
from .survey import chosen, primary

if TYPE_CHECKING:
    from ...results.results import Results

SAID = {
    "worse": "changed clearly for the worse",
    "better": "changed clearly for the better",
    "perhaps worse": "may have changed for the worse or by chance",
    "perhaps better": "may have changed for the better or by chance",
    "equivalent": "showed at most a negligible change",
    "unclear": "showed no clear change",
    "not estimable": "could not be estimated",
}
SIZED = ("worse", "better", "perhaps worse", "perhaps better")


def stated(results: Results, key: str) -> str:
    """Return what is declared for the funder under a key, or that it is not stated."""
    value = getattr(results.study.funder, key, None) if results.study.funder else None
    if isinstance(value, date):
        value = day(value)
    if isinstance(value, tuple):
        value = "; ".join(value)
    return clean(stop(value)) if value else unstated(results)


def unstated(results: Results) -> str:
    """Return that something is not stated."""
    return f"Not stated{' in the demonstration' if results.study.synthetic else ''}."


def title(results: Results) -> str:
    """Return the title of the funder's report, or the study's."""
    funder = results.study.funder
    return clean(funder.title if funder else results.study.study.title)


def corresponding(results: Results) -> str:
    """Return whom readers may write to, and how."""
    funder = results.study.funder
    found = [text for text in (funder.corresponding, funder.contact) if text] if funder else []
    return clean(stop(", ".join(found))) if found else unstated(results)


def contributions(results: Results) -> str:
    """Return what each author did, by the Contributor Role Taxonomy."""
    funder = results.study.funder
    told = [
        f"{author.name}: {listed([role[:1].lower() + role[1:] for role in author.roles])}."
        for author in (funder.authors if funder else ())
        if author.roles
    ]
    return clean(" ".join(told)) if told else unstated(results)


def interests(results: Results) -> str:
    """Return each author's competing interests."""
    funder = results.study.funder
    told = [
        stop(f"{author.name}: {author.interests}")
        for author in (funder.authors if funder else ())
        if author.interests
    ]
    return clean(" ".join(told)) if told else unstated(results)


def invented(results: Results) -> str:
    """Return that the evidence is invented where it is, and nothing where it is not."""
    return "All of it is invented for demonstration." if results.study.synthetic else ""


def domains(results: Results) -> str:
    """Return the domains in which outcomes are measured, as within a sentence."""
    return clean(listed([inside(domain) for domain in results.study.domains]))


def primary_measure(results: Results) -> str:
    """Return what the primary outcome is, to follow "the primary outcome was"."""
    return spell_out(results, primary(results).subject) if results.study.outcomes else "none"


def main_result(results: Results) -> str:
    """Return sentences on the primary outcome with its interval and without abbreviations."""
    return spell_out(results, change(results, primary(results).id))


def secondary_results(results: Results) -> str:
    """Return how the secondary outcomes came out, harms first, without abbreviations."""
    outcomes = chosen(results, "secondary")
    groups = verdicts.verdicts(results, outcomes)
    told = []
    for side, said in SAID.items():
        if found := groups[side]:
            sizes = f": {listed([size(results, o) for o in found])}" if side in SIZED else ""
            told.append(f"{spelt(len(found))} {said}{sizes}")
    if not told:
        return "There were no secondary outcomes."
    every = spelt(len(outcomes))
    begins = f"Of {every} secondary outcomes, " if len(outcomes) > 1 else "Of the one other, "
    text = f"{begins}{'; '.join(told)}."
    if len(told) == 1:
        who = {1: "The secondary outcome", 2: "Both secondary outcomes"}
        rest = told[0].partition(" ")[2]
        text = f"{who.get(len(outcomes), f'All {every} secondary outcomes')} {rest}."
    if any(groups[side] for side in SIZED):
        text += f" Ranges are {level(results)} confidence intervals."
    return spell_out(results, text)


def size(results: Results, outcome: Outcome) -> str:
    """Return "litter (8.0 percentage points, 5.0 to 11.0)"."""
    e: Estimate = results.estimate(outcome.id)
    ends = interval(e.low, e.high, verdicts.decimals(outcome))
    return f"{name_measure(outcome)} ({verdicts.amount(outcome, e.effect)}, {ends})"


def level(results: Results) -> str:
    """Return "95%"."""
    return f"{100 * results.study.model.confidence:g}%"


def precision(results: Results) -> str:
    """Return how large an effect on the primary outcome the survey could find."""
    outcome, survey = primary(results), results.study.words.survey.one
    e = results.estimate(outcome.id)
    if results.study.awaited and not isinstance(e.mde_design, Mark):
        before = "those before" if len(results.study.waves) > 1 else "the one before"
        return clean(
            f"With one {survey} after the {results.study.words.programme} like {before}, an "
            "effect of "
            f"{verdicts.amount(outcome, e.mde_design)} on the primary outcome would be found "
            f"{power(results)}, and smaller ones less often."
        )
    if isinstance(e.mde, Mark):
        return f"How large an effect the {survey} could have found is not estimable."
    return clean(
        f"The {survey} would find an effect of {verdicts.amount(outcome, e.mde)} on the primary "
        f"outcome {power(results)}, and smaller ones less often."
    )


def spell_out(results: Results, text: str) -> str:
    """Return a text with its abbreviations written out: those declared, and that of intervals."""
    funder = results.study.funder
    longs = {"CI": "confidence interval"} | (funder.abbreviations if funder else {})
    for short, long in longs.items():
        text = long.join(re.split(rf"(?<!\w){re.escape(short)}(?!\w)", text))
    return clean(text)
