"""Claims as prose: how each stands, what it rests on and what follows."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ...results.records import Mark
from ...study.records import Outcome
from .. import verdicts
from ..comparability import exceptions, name_wave
from ..markdown import plain as clean
from ..numbers import words as spelt
from ..sentence import capital, inside, listed, small, stop
from .effects import earlier
from .survey import chosen

if TYPE_CHECKING:
    from ...results.results import Results

STEPS = 3  # that the front page names
NOTHING_YET = "nothing yet: the {survey} after the {programme} has not been made"
STATUSES = {
    "supported": "supported by the evidence",
    "inconclusive": "inconclusive",
    "contradicted": "contradicted by the evidence",
    "stale": "awaiting review against the evidence as it is now",
}


def shows(results: Results, domain: str) -> str:
    """Return what the survey shows for a domain, and which waves that is about where these are
    not all."""
    outcomes = measured(results, domain)
    if not outcomes:
        return results.study.words.fill("The {survey} measured nothing of it.")
    if results.study.awaited:
        return clean(verdicts.stood(results, outcomes))
    before = [earlier(results, outcome.id) for outcome in outcomes]
    older = map(stop, exceptions(results, outcomes))
    noun = results.study.words.survey.one
    told = [stop(f"The {noun} shows {survey(results, domain)}"), *before, *older]
    return clean(" ".join(part for part in told if part))


def survey(results: Results, domain: str) -> str:
    """Return what the survey shows for a domain, to follow "the survey shows"."""
    outcomes = measured(results, domain)
    if not outcomes:
        return "nothing, having measured none of it"
    if results.study.awaited:
        return nothing_yet(results)
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
    doubtful = groups["perhaps better"] + groups["perhaps worse"]
    parts += [possible(results, outcome) for outcome in doubtful]
    told = len(groups["better"]) + len(groups["worse"]) + len(doubtful)
    for opening, size in (
        ("no clear change in", len(groups["unclear"])),
        ("at most a negligible change in", len(groups["equivalent"])),
        ("no estimate for", len(groups["not estimable"])),
    ):
        if size:
            parts.append(f"{opening} {verdicts.measures(size, told, len(outcomes))}")
        told += size
    *first, last = parts
    return clean(f"{', '.join(first)}, and {last}" if first else last)


def nothing_yet(results: Results) -> str:
    """Return what the survey shows while none has followed the programme."""
    return results.study.words.fill(NOTHING_YET)


def single(results: Results, outcome: Outcome) -> str:
    """Return what the survey shows for a domain with one measure."""
    estimate = results.estimate(outcome.id)
    told = verdicts.verdict(results, estimate)
    if told in ("better", "worse"):
        sentence = verdicts.change(results, estimate).removesuffix(".")
        return clean(f"that {small(sentence)}")
    if told.startswith("perhaps"):
        return clean(possible(results, outcome))
    if told == "not estimable":
        return clean(f"no estimate for {outcome.subject} ({verdicts.why_not(results, estimate)})")
    size = verdicts.effect(results, estimate, ", ", "")
    change = "at most a negligible change" if told == "equivalent" else "no clear change"
    return clean(f"{change} in {outcome.subject} ({size})")


def possible(results: Results, outcome: Outcome) -> str:
    """Return what is said of an effect whose interval leaves out zero and that is unclear."""
    estimate = results.estimate(outcome.id)
    side = verdicts.verdict(results, estimate).removeprefix("perhaps ")
    size = verdicts.effect(results, estimate, ", ", "")
    doubt = verdicts.unclear(results, [estimate])
    return f"a possible change for the {side} in {outcome.subject} ({size}), {doubt}"


def measured(results: Results, domain: str) -> tuple[Outcome, ...]:
    """Return the outcomes that a domain's claim rests on, all of the domain's without a claim."""
    study = results.study
    for made in study.claims:
        if made.domain == domain and made.outcomes:
            return tuple(study.outcome[outcome] for outcome in made.outcomes)
    return results.outcomes(domain)


def claim(results: Results, domain: str) -> str:
    """Return the domain's claim as its author wrote it."""
    return clean(results.finding(domain).statement)


def status(results: Results, domain: str) -> str:
    """Return how the claim stands: "supported by the evidence", "inconclusive" and so on."""
    return STATUSES[results.finding(domain).status]


def why(results: Results, domain: str) -> str:
    """Return the reason for the status as a sentence."""
    return clean(stop(capital(results.finding(domain).reason)))


def meaning(results: Results, domain: str) -> str:
    """Return what survey and interviews together mean for the domain."""
    return clean(results.joint(domain).meta_inference)


def strongest(results: Results) -> tuple[str, set[str]]:
    """Return in which domains the survey's signal is strongest, as a sentence and as ids.

    Without a clear change it is the largest effect beside the one that the survey can find;
    without a survey there is nothing to say.
    """
    if not results.study.surveyed:
        return "", set()
    domains, survey = results.study.domains, f"The {results.study.words.survey.one}"
    if results.study.awaited:
        return f"{survey} shows {nothing_yet(results)}.", set()
    clear = {
        domain.id
        for domain in domains
        for outcome in measured(results, domain.id)
        if verdicts.verdict(results, results.estimate(outcome.id)) in ("better", "worse")
    }
    if clear:
        labels = [inside(domain) for domain in domains if domain.id in clear]
        return f"{survey} shows a clear change in {listed(labels)}.", clear
    sizes = {
        outcome: abs(e.effect / e.mde)
        for domain in domains
        for outcome in measured(results, domain.id)
        for e in [results.estimate(outcome.id)]
        if not isinstance(e.effect, Mark) and not isinstance(e.mde, Mark) and e.mde
    }
    if not sizes:
        return f"{survey} shows no clear change in any domain.", set()
    most = max(sizes, key=sizes.get)
    label = inside(results.study.domain[most.domain])
    text = (
        f"{survey} shows no clear change in any domain. Measured by what it could have found, its "
        f"largest effect is in {label} ({most.label}), and that may be chance."
    )
    return text, {most.domain}


def follows(results: Results, domain: str) -> str:
    """Return what follows for the domain, and that it awaits review where it does."""
    finding = results.finding(domain)
    written = name_wave(results.study, finding.reviewed_at)
    survey = results.study.words.survey.one
    stale = f"(Written with the {survey} of {written}, awaiting review.) "
    stale = stale if written else "(Awaiting review.) "
    return clean(f"{stale if finding.status == 'stale' else ''}{finding.follows}")


def next_steps(results: Results) -> str:
    """Return what follows for the domains that matter most, each after its name: those with a
    change for the worse first, then for the better, then the primary outcome's, then others."""
    if not results.findings:
        return "This report makes no claims, and so no recommendations."
    current = [finding for finding in results.findings if finding.status != "stale"]
    if not current:
        read = "claim has" if len(results.findings) == 1 else "claims have"
        return f"Nothing follows before the {read} been read again."
    home = next((outcome.domain for outcome in chosen(results, "primary")), "")
    domains = sorted(current, key=lambda each: (urgency(results, each.domain), each.domain != home))
    return clean(
        " ".join(
            stop(f"{results.study.domain[each.domain].label}: {small(each.follows)}")
            for each in domains[:STEPS]
        )
    )


def urgency(results: Results, domain: str) -> int:
    """Return 0 for a domain with a clear change for the worse, 1 for the better, 2 with none."""
    groups = verdicts.verdicts(results, measured(results, domain))
    return next((n for n, side in enumerate(("worse", "better")) if groups[side]), 2)


def reviewed(results: Results, domain: str) -> str:
    """Return the label of the wave at which the claim was last reviewed."""
    return clean(
        name_wave(results.study, results.finding(domain).reviewed_at)
        or f"no {results.study.words.wave.one}"
    )


def findings(results: Results) -> str:
    """Return one sentence on how the claims stand together."""
    if not results.findings:
        return "Here no claims are made."
    stand = Counter(finding.status for finding in results.findings)
    parts = [
        f"{spelt(stand[name])} {'is' if stand[name] == 1 else 'are'} {STATUSES[name]}"
        for name in STATUSES
        if stand[name]
    ]
    every = len(results.findings)
    if len(parts) == 1:
        which = {1: "The one claim is", 2: "Both claims are"}.get(
            every, f"All {spelt(every)} claims are"
        )
        return f"{which} {STATUSES[results.findings[0].status]}."
    return f"Of the {spelt(every)} claims, {listed(parts)}."
