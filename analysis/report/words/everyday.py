"""What the survey found in everyday words: no abbreviation, no bracket, whole numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...results.records import Estimate
from ...study.records import Outcome
from .. import verdicts
from ..comparability import name_wave
from ..markdown import plain as clean
from ..numbers import bound, count, exact
from ..numbers import words as spelt
from ..sentence import agree, capital, listed, stop
from .effects import others_after
from .survey import chosen, primary

if TYPE_CHECKING:
    from ...results.results import Results

LARGE = 10  # from which on means are told without decimals
SIZED = 2  # changes that are told with their sizes; of more, the names
RISEN = {"rise": "risen", "fall": "fallen"}
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
SHORT = {
    "better": "Yes, as far as the survey can tell.",
    "worse": "No: the survey shows the opposite.",
    "perhaps better": "Perhaps, but it may be chance.",
    "perhaps worse": "Perhaps the opposite, but that may be chance.",
    "equivalent": "No, not by enough to matter.",
    "unclear": "The survey cannot tell.",
    "not estimable": "The survey cannot answer this.",
}
FOUND = {
    "better": (
        "On its main question the survey shows a change for the better that similar areas did not "
        "see. That points to the programme, and is no proof."
    ),
    "worse": "On its main question the survey shows a change for the worse.",
    "equivalent": "On its main question the survey shows that any change was too small to matter.",
    "not estimable": "The survey cannot answer its main question.",
}
DOUBT = (
    "No clear change on the main question does not mean that nothing happened: it may be too "
    "small, or the places too few, for us to see it."
)
HARM = "What got worse has to be explained before anybody repeats the programme elsewhere."


def short_answer(results: Results) -> str:
    """Return the answer in a few words, to follow a question that a change for the better on the
    primary outcome answers with yes."""
    estimate = results.estimate(primary(results).id)
    told = verdicts.verdict(results, estimate)
    small = told == "better" and verdicts.inside_margin(results, estimate)
    return "Yes, but by too little to matter." if small else SHORT[told]


def answer(results: Results) -> str:
    """Return a sentence on the primary outcome that gives its effect and how far it may be off."""
    outcome = primary(results)
    lead = results.estimate(outcome.id)
    earlier = [
        told_plainly(results, e, f"The survey of {name_wave(results.study, e.wave)}")
        for e in reversed(others_after(results, outcome.id))
    ]
    opening = f"By the survey of {name_wave(results.study, lead.wave)}, " if earlier else ""
    told = compared(results, lead)
    return clean(" ".join([f"{opening}{told}" if opening else capital(told), *earlier]))


def compared(results: Results, e: Estimate) -> str:
    """Return how an outcome moved compared with similar areas, to begin a sentence or follow."""
    o = results.study.outcome[e.outcome]
    told = verdicts.verdict(results, e)
    if told == "not estimable":
        return unanswered(results, e)
    if told == "equivalent":
        return (
            f"compared with similar areas, any change in {o.subject} was probably smaller than "
            f"{margin(o, e.margin)}, up or down."
        )
    if told == "unclear":
        ends = " to ".join(plain_step(o, value) for value in (e.low, e.high))
        moved = f"may have {'risen' if e.effect > 0 else 'fallen'} by {sized(o, e.effect)}"
        if e.effect == 0:
            moved = "may not have moved at all"
        return (
            f"compared with similar areas, {o.subject} {moved}, but anything from {ends} would "
            "fit what people answered."
        )
    verb, comparison = verdicts.movement(e)
    more = f"{sized(o, e.effect, comparison)} than in similar areas"
    if told.startswith("perhaps"):
        return (
            f"{o.subject} may have {RISEN[verb]} by {more}, but this may be chance and should not "
            "be relied on."
        )
    return f"{o.subject} {verdicts.PAST[verb]} by {more}; the true difference {between(o, e)}."


def unanswered(results: Results, e: Estimate) -> str:
    """Return why there is no estimate, to begin a sentence or follow."""
    study, o = results.study, results.study.outcome[e.outcome]
    if all(wave.id != e.wave for wave in study.asked(o)):
        what = o.everyday or f"“{o.label}”"
        survey = f"the survey of {name_wave(study, e.wave)}"
        return f"{survey} did not ask about {what}, so there is no estimate."
    return stop(f"there is no estimate for {o.subject}: {verdicts.why_not(results, e)}")


def about(outcome: Outcome, value: float) -> str:
    """Return "about 6", or "less than 1"."""
    size = plain_number(outcome, abs(value))
    return size if size.startswith("less") else f"about {size}"


def sized(outcome: Outcome, value: float, comparison: str = "") -> str:
    """Return a size with what it counts, and whether that is more than elsewhere or less:
    "about 6 in every 100 residents", "about 6 more in every 100 residents", "about 1 point less".
    """
    size, compared = about(outcome, value), f" {comparison}" if comparison else ""
    if outcome.measure == "share":
        return f"{size}{compared}{among(outcome)}"
    unit = outcome.unit.removesuffix("s") if size == "about 1" else outcome.unit
    return f"{size} {unit}{compared}"


def between(outcome: Outcome, e: Estimate) -> str:
    """Return where the true size lies by an interval clear of zero, whatever the direction:
    "probably lies between 2 and 13"."""
    ends = sorted((abs(e.low), abs(e.high)))
    low, high = (plain_number(outcome, end) for end in ends)
    if high.startswith("less"):
        return f"is probably {high} too"
    if low.startswith("less"):
        return f"is probably {high} at most"
    return "is probably close to that" if low == high else f"probably lies between {low} and {high}"


def plain(results: Results, outcome: str) -> str:
    """Return what the effect is without abbreviations or brackets."""
    study = results.study
    lead = results.estimate(outcome)
    if not study.followed_up:
        return told_plainly(results, lead)
    # The newest first, then how it was.
    found = [lead, *reversed(others_after(results, outcome))]
    return clean(
        " ".join(
            told_plainly(results, e, f"The survey of {name_wave(study, e.wave)}") for e in found
        )
    )


def told_plainly(results: Results, e: Estimate, survey: str = "The survey") -> str:
    """Return one sentence on what a survey says of an effect in everyday words."""
    o = results.study.outcome[e.outcome]
    told = verdicts.verdict(results, e)
    if told == "not estimable":
        return f"{survey} cannot answer this."
    if told == "unclear":
        ends = " to ".join(plain_step(o, value) for value in (e.low, e.high))
        return (
            f"{survey} cannot tell whether this changed compared with similar areas: "
            f"anything from {ends}{among(o)} would fit what people answered."
        )
    if told == "equivalent":
        most = margin(o, e.margin)
        return f"{survey} shows no change beyond {most} either way, compared with similar areas."
    size = f"{rise_or_fall(e)} of {sized(o, e.effect)}, compared with similar areas"
    if told.startswith("perhaps"):
        return f"{survey} hints at {size}; this may be chance, and it should not be relied on."
    return f"{survey} shows {size}; the true change {between(o, e)}."


def plain_number(outcome: Outcome, value: float) -> str:
    """Return a size rounded for everyday reading."""
    if outcome.measure == "share":
        return count(round(value)) if value >= 0.5 else "less than 1"
    # Of a score that has few points a change below a tenth may be large.
    return bound(value, 1).removesuffix(".0") if value < LARGE else count(round(value))


def plain_step(outcome: Outcome, value: float) -> str:
    """Return "a rise of 6", "a fall of 2" or "no change"."""
    if value == 0:
        return "no change"
    return f"a {'rise' if value > 0 else 'fall'} of {plain_number(outcome, abs(value))}"


def rise_or_fall(e: Estimate) -> str:
    """Return the direction of an effect."""
    return "a rise" if e.effect > 0 else "a fall"


def margin(outcome: Outcome, value: float) -> str:
    """Return a declared margin: "5 in every 100 residents", "1 point"."""
    if outcome.measure == "share":
        return f"{exact(value)}{among(outcome)}"
    return verdicts.margin(outcome, value)


def among(outcome: Outcome) -> str:
    """Return what a size counts: " in every 100 residents" or " points"."""
    return " in every 100 residents" if outcome.measure == "share" else f" {outcome.unit}"


def others(results: Results) -> str:
    """Return sentences on all secondary outcomes: clear changes by name, harms first."""
    outcomes = chosen(results, "secondary")
    groups = verdicts.verdicts(results, outcomes)
    if not outcomes:
        return "There are no other measures."
    untold = len(groups["not estimable"])
    if untold == len(outcomes):
        which = "measure" if untold == 1 else f"{spelt(untold)} measures"
        return f"On the other {which} the survey cannot tell anything."
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
        parts.append(f"{which} the survey rules out a change large enough to matter.")
    if untold:
        which = "one measure" if untold == 1 else f"{spelt(untold)} measures"
        parts.append(f"On {which} the survey cannot tell anything.")
    rest = len(groups["unclear"])
    if rest and (groups["worse"] or groups["better"]):
        parts.append(f"The other {spelt(rest)} {agree(rest, 'show')} no clear change.")
    return clean(" ".join(parts))


def no_clear_change(every: int) -> str:
    """Return that no secondary outcome shows a clear change."""
    some = {1: "The other measure does not show", 2: "Neither of the other two measures shows"}
    return f"{some.get(every, f'None of the other {spelt(every)} measures shows')} a clear change."


def tell_domain(results: Results, domain: str) -> str:
    """Return what the survey found of a domain, clear changes first and of these the harms."""
    groups = verdicts.verdicts(results, results.outcomes(domain))
    told = [
        said.format(join_measures(results, groups, side))
        for side, said in TOLD.items()
        if groups[side]
    ]
    if not told:
        return "The survey did not ask about this."
    sentences = [f"{'It' if place else 'The survey'} {each}." for place, each in enumerate(told)]
    return clean(" ".join([*sentences, *tell_older(results, domain)]))


def tell_older(results: Results, domain: str) -> list[str]:
    """Return of which outcomes the newest survey says nothing, and which does, as sentences."""
    study, older = results.study, {}
    for outcome in results.outcomes(domain):
        if (wave := study.leading(outcome)) != study.after()[-1]:
            older.setdefault(name_wave(study, wave.id), []).append(name_measure(outcome))
    return [
        f"For {listed(names)}, that is by the survey of {wave}." for wave, names in older.items()
    ]


def join_measures(results: Results, groups: dict[str, list[Outcome]], side: str) -> str:
    """Return outcomes under one verdict, with their sizes where they may have moved."""
    if side in MOVED:
        return name_changes(results, groups, side)
    return listed([name_measure(outcome) for outcome in groups[side]], "or")


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
            which = f"compared with similar areas, {whole}"
        named = name_changes(results, groups, side)
        parts.append(f"{capital(which)} changed clearly for the {side}: {named}.")
    return parts


def name_changes(results: Results, groups: dict[str, list[Outcome]], side: str) -> str:
    """Return outcomes that moved to one side, with their sizes unless many moved."""
    outcomes = groups[side]
    if sum(len(groups[each]) for each in MOVED) > SIZED:
        return listed([name_measure(outcome) for outcome in outcomes])
    told = [
        f"{name_measure(o)} ({rise_or_fall(e)} of {sized(o, e.effect)})"
        for o in outcomes
        for e in [results.estimate(o.id)]
    ]
    return listed(told)


def name_measure(outcome: Outcome) -> str:
    """Return what an outcome measures in a few everyday words, or its label."""
    return outcome.everyday or outcome.label


def conclusion(results: Results) -> str:
    """Return what the survey's answers mean together, in every way they can come out."""
    told = verdicts.verdict(results, results.estimate(primary(results).id))
    harm = verdicts.verdicts(results, results.study.outcomes)["worse"]
    return f"{FOUND.get(told, DOUBT)}{f' {HARM}' if harm else ''}"
