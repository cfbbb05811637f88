"""Numbers and findings as prose: plain text, which whoever prints it has to escape.

Every function takes the results and returns text that stays true whatever they hold.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

from ..evidence import Mark, ThemeSummary
from ..study import Outcome
from . import verdicts
from .markdown import plain as clean
from .numbers import SPACE, as_given, count, interval, number, of
from .numbers import words as spelt
from .verdicts import capital, decimals, stop

if TYPE_CHECKING:
    from ..results import Results

TOO_FEW = "no theme was raised by enough people interviewed to give a number"
STATUSES = {
    "supported": "supported by the evidence",
    "inconclusive": "inconclusive",
    "contradicted": "contradicted by the evidence",
    "stale": "awaiting review against the newest wave",
}


# What the survey found ----------------------------------------------------------------------


def effect(results: Results, outcome: str) -> str:
    """Return "7.5 percentage points (95% CI 1.6 to 13.5)"."""
    return clean(verdicts.effect(results, results.estimate(outcome)))


def change(results: Results, outcome: str) -> str:
    """Return a sentence on the effect that says no more than its interval supports."""
    return clean(verdicts.change(results, results.estimate(outcome)))


def levels(results: Results, outcome: str) -> str:
    """Return "from 27.1% to 33.0% in Neighbourhoods for Learning and from …"."""
    e, o = results.estimate(outcome), results.study.outcome[outcome]
    programme = f"{level(o, e.programme_before)} to {level(o, e.programme_after)}"
    comparator = f"{level(o, e.comparator_before)} to {level(o, e.comparator_after)}"
    arm = results.study.arm
    return clean(
        f"from {programme} in {arm('programme').label} "
        f"and from {comparator} in {arm('comparator').label}"
    )


def level(outcome: Outcome, value: float | Mark) -> str:
    """Return a level with its unit: "27.1%", "22.71 points"."""
    text = number(value, decimals(outcome))
    if isinstance(value, Mark):
        return text
    return f"{text}%" if outcome.measure == "share" else f"{text}{SPACE}{outcome.unit}"


def detectable(results: Results, outcome: str) -> str:
    """Return the smallest effect that the survey could be expected to detect."""
    e = results.estimate(outcome)
    if isinstance(e.mde, Mark):
        return clean(f"not estimable: {verdicts.why_not(results, e)}")
    return clean(verdicts.amount(results.study.outcome[outcome], e.mde))


def plain(results: Results, outcome: str) -> str:
    """Return one sentence on the effect without abbreviations or brackets."""
    e, o = results.estimate(outcome), results.study.outcome[outcome]
    told = verdicts.verdict(results, e)
    if told == "not estimable":
        return "The survey cannot answer this."
    if told == "unclear":
        ends = " to ".join(plain_step(o, value) for value in (e.low, e.high))
        return (
            "The survey cannot tell whether this changed compared with similar areas: "
            f"anything from {ends}{among(o)} would fit what we saw."
        )
    size = f"{plain_step(o, e.effect, about=True)}{among(o)}, compared with similar areas"
    if told.startswith("perhaps"):
        return (
            f"The survey hints at {size}; with so many measures this may be chance, "
            "and it should not be relied on."
        )
    low, high = sorted((abs(e.low), abs(e.high)))
    ends = f"{plain_number(o, low)} and {plain_number(o, high)}"
    return f"The survey shows {size}; the true change probably lies between {ends}."


def plain_number(outcome: Outcome, value: float) -> str:
    """Return a size rounded for everyday reading."""
    if outcome.measure == "share":
        return count(round(value)) if value >= 0.5 else "less than 1"
    return number(value, 1) if value >= 0.05 else "less than 0.1"


def plain_step(outcome: Outcome, value: float, about: bool = False) -> str:
    """Return "a rise of about 6", "a fall of 2" or "no change"."""
    if value == 0:
        return "no change"
    size = plain_number(outcome, abs(value))
    nearly = "about " if about and not size.startswith("less") else ""
    return f"a {'rise' if value > 0 else 'fall'} of {nearly}{size}"


def among(outcome: Outcome) -> str:
    """Return what a size counts: " in every 100 residents" or " points"."""
    return " in every 100 residents" if outcome.measure == "share" else f" {outcome.unit}"


def others(results: Results) -> str:
    """Return one plain sentence on all secondary outcomes."""
    groups = verdicts.verdicts(results, chosen(results, "secondary"))
    clear = len(groups["better"]) + len(groups["worse"])
    size = len(chosen(results, "secondary"))
    if not size:
        return "There are no other measures."
    if not clear:
        some = {1: "The other measure does not show", 2: "Neither of the other two measures shows"}
        none = f"None of the other {spelt(size)} measures shows"
        return f"{some.get(size, none)} a clear change."
    verb = "shows" if clear == 1 else "show"
    return f"{capital(spelt(clear))} of the other {spelt(size)} measures {verb} a clear change."


# Claims and how they stand ------------------------------------------------------------------


def headline(results: Results, domain: str) -> str:
    """Return one sentence: how the domain's claim stands and what the survey shows."""
    finding = results.finding(domain)
    label = results.study.domain[domain].label
    opening = {
        "supported": "the evidence supports the claim",
        "inconclusive": "the evidence is inconclusive",
        "contradicted": "the evidence contradicts the claim",
        "stale": "the claim awaits review against the newest wave",
    }[finding.status]
    return clean(f"{label}: {opening}; the survey shows {survey(results, domain)}.")


def survey(results: Results, domain: str) -> str:
    """Return what the survey shows for a domain, to follow "the survey shows"."""
    outcomes = measured(results, domain)
    if len(outcomes) == 1:
        return single(results, outcomes[0])
    groups = verdicts.verdicts(results, outcomes)
    parts = [
        f"a change for the {name} in "
        + " and ".join(
            f"{o.subject} ({verdicts.effect(results, results.estimate(o.id), ', ', '')})"
            for o in groups[name]
        )
        for name in ("better", "worse")
        if groups[name]
    ]
    clear = len(groups["better"]) + len(groups["worse"])
    missing = len(groups["not estimable"])
    unclear = len(outcomes) - clear - missing
    if unclear:
        parts.append(f"no clear change in {verdicts.measures(unclear, clear)}")
    if missing:
        parts.append(f"no estimate for {verdicts.measures(missing, clear + unclear)}")
    return clean(", and ".join(parts))


def single(results: Results, outcome: Outcome) -> str:
    """Return what the survey shows for a domain with one measure."""
    estimate = results.estimate(outcome.id)
    told = verdicts.verdict(results, estimate)
    if told in ("better", "worse"):
        sentence = verdicts.change(results, estimate).removesuffix(".")
        return clean(f"that {sentence[:1].lower()}{sentence[1:]}")
    size = verdicts.effect(results, estimate, ", ", "")
    opening = "no estimate for" if told == "not estimable" else "no clear change in"
    return clean(f"{opening} {outcome.subject} ({size})")


def claim(results: Results, domain: str) -> str:
    """Return the domain's claim as its author wrote it."""
    return clean(results.finding(domain).statement)


def status(results: Results, domain: str) -> str:
    """Return how the claim stands: "supported by the evidence", "inconclusive" and so on."""
    return STATUSES[results.finding(domain).status]


def why(results: Results, domain: str) -> str:
    """Return the reason for the status as a sentence."""
    return clean(stop(capital(results.finding(domain).reason)))


def follows(results: Results, domain: str) -> str:
    """Return what follows for the domain."""
    return clean(results.finding(domain).follows)


def reviewed(results: Results, domain: str) -> str:
    """Return the label of the wave at which the claim was last reviewed."""
    return clean(wave_label(results, results.finding(domain).reviewed_at))


def findings(results: Results) -> str:
    """Return one sentence on how the claims stand together."""
    if not results.findings:
        return "No claims are made."
    stand = Counter(finding.status for finding in results.findings)
    parts = [
        f"{spelt(stand[name])} {'is' if stand[name] == 1 else 'are'} {said}"
        for name, said in STATUSES.items()
        if stand[name]
    ]
    return f"Of the {spelt(len(results.findings))} claims, {listed(parts)}."


def families(results: Results) -> str:
    """Return "one primary outcome and fourteen secondary outcomes"."""
    sizes = {role: len(chosen(results, role)) for role in ("primary", "secondary")}
    return listed(
        [f"{spelt(n)} {role} outcome{'' if n == 1 else 's'}" for role, n in sizes.items() if n]
    )


# Who was asked ------------------------------------------------------------------------------


def respondents(results: Results, wave: str | None = None) -> str:
    """Return how many people answered, in all waves or in one: "3,012"."""
    return count(answered_by(results, wave))


def answered_by(results: Results, wave: str | None, arm: str | None = None) -> int | Mark:
    """Return the number of respondents, all or of a wave and an arm."""
    counts = [
        record.n
        for record in results.respondents
        if record.characteristic == "all"
        and wave in (None, record.wave)
        and arm in (None, record.arm)
    ]
    return next((n for n in counts if isinstance(n, Mark)), None) or sum(counts)


def areas(results: Results, role: str | None = None) -> str:
    """Return how many areas were surveyed, all or in one arm, in words."""
    study = results.study
    arm = study.arm(role).id if role else None
    return spelt(sum(area.arm is None or arm in (None, area.arm) for area in study.areas))


def interviews(results: Results) -> str:
    """Return the number of people interviewed."""
    summary = everyone(results, "interview")
    return count(summary.base_people) if summary else "none"


def entries(results: Results) -> str:
    """Return the number of journal entries."""
    summary = everyone(results, "journal")
    return count(summary.base_entries) if summary else "none"


def waves(results: Results) -> str:
    """Return "two waves (2015/16 and 2018/19)"."""
    labels = [wave.label for wave in results.study.waves]
    noun = "wave" if len(labels) == 1 else "waves"
    return clean(f"{spelt(len(labels))} {noun} ({listed(labels)})")


def fieldwork(results: Results, wave: str) -> str:
    """Return the time of a wave's fieldwork: "October 2015 to March 2016"."""
    first, last = next(w.fieldwork for w in results.study.waves if w.id == wave)
    return month(first) if month(first) == month(last) else f"{month(first)} to {month(last)}"


def month(day: date) -> str:
    """Return "October 2015", whatever the machine's language."""
    names = (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    )  # fmt: skip
    return f"{names[day.month - 1]}{SPACE}{day.year}"


def themes(results: Results, domain: str) -> str:
    """Return the themes that most people interviewed raised, as a sentence."""
    most = most_raised(results, domain)
    return stop(capital(most) if most == TOO_FEW else f"Raised most often in interviews: {most}")


def most_raised(results: Results, domain: str, most: int = 3) -> str:
    """Return "Ties between residents (31 of 41 people) and Skills (20 of 41)"."""
    shown = [s for s in raised(results, domain) if not isinstance(s.people, Mark)]
    if not shown:
        return TOO_FEW
    parts = []
    for place, summary in enumerate(shown[:most]):
        people = of(count(summary.people), count(summary.base_people))
        label = results.study.theme[summary.id].label
        parts.append(f"{label} ({people}{' people' if place == 0 else ''})")
    return clean(listed(parts))


def raised(results: Results, domain: str) -> list[ThemeSummary]:
    """Return the domain's themes, those raised by most people first and hidden ones last."""
    found = [
        s
        for s in results.themes
        if s.level == "theme" and s.kind == "interview" and s.by == "all"
        and results.study.theme[s.id].domain == domain
    ]  # fmt: skip
    return sorted(found, key=lambda s: 1 if isinstance(s.people, Mark) else -s.people)


def checks(results: Results) -> str:
    """Return how many checks were passed, those for information left out."""
    judged = [check.passed for check in results.checks if check.passed is not None]
    if not judged:
        return "No check applies."
    verb = "was" if sum(judged) == 1 else "were"
    of_all = f"{capital(spelt(sum(judged)))} of {spelt(len(judged))} checks"
    return (
        f"All {spelt(len(judged))} checks were passed."
        if all(judged)
        else f"{of_all} {verb} passed."
    )


def panel(results: Results) -> str:
    """Return how many of the newest wave had answered before, empty where no check says so."""
    found = [check for check in results.checks if check.name == "Panel overlap"]
    if not found or isinstance(found[-1].value, Mark):
        return ""
    share = f"{number(found[-1].value)}%"
    newest = results.study.waves[-1].label
    return clean(
        f"Of those who answered in {newest}, {share} had answered an earlier wave as well."
    )


# Sources ------------------------------------------------------------------------------------


def published(results: Results, id: str) -> str:
    """Return a number that somebody else published: "about 3,000", "31.6%"."""
    found = next(n for n in results.study.published if n.id == id)
    text = figure(found.value, found.unit)
    about = "about " if found.approximate else ""
    if found.low is None or found.high is None:
        return clean(f"{about}{text}")
    return clean(f"{about}{text} (95%{SPACE}CI {interval(found.low, found.high)})")


def figure(value: float, unit: str) -> str:
    """Return a published number as its unit asks: "7.5 percentage points", "31.6%", "nine"."""
    text = as_given(value, unit)
    if unit in ("percentage points", "points"):
        return f"{text}{SPACE}{unit}"
    if unit == "%":
        return f"{text}%"
    return spelt(int(value)) if float(value).is_integer() else text


def source(results: Results) -> str:
    """Return the notice of demonstration data, or that the results are the study's own."""
    if results.study.synthetic:
        return clean(results.study.study.notice)
    return "Results from the programme's own survey."


def caution(results: Results) -> str:
    """Return one plain sentence that the numbers are invented, empty if they are not."""
    if not results.study.synthetic:
        return ""
    return (
        "The numbers on this page are invented for demonstration and say nothing about the "
        "real programme."
    )


# Looking things up --------------------------------------------------------------------------


def chosen(results: Results, role: str | None) -> tuple[Outcome, ...]:
    """Return the outcomes of one role, or all."""
    return tuple(o for o in results.study.outcomes if role in (None, o.role))


def measured(results: Results, domain: str) -> tuple[Outcome, ...]:
    """Return the outcomes that a domain's claim rests on, all of the domain's without a claim."""
    study = results.study
    for made in study.claims:
        if made.domain == domain and made.outcomes:
            return tuple(study.outcome[outcome] for outcome in made.outcomes)
    return tuple(o for o in study.outcomes if o.domain == domain)


def everyone(results: Results, kind: str) -> ThemeSummary | None:
    """Return a summary that counts all people and entries of a kind."""
    return next((s for s in results.themes if s.kind == kind and s.by == "all"), None)


def wave_label(results: Results, wave: str) -> str:
    """Return a wave's label, or its id where it is not declared any more."""
    return next((w.label for w in results.study.waves if w.id == wave), wave)


def listed(parts: list[str]) -> str:
    """Return "a, b and c"."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
