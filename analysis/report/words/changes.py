"""What changed since the previous release, as prose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...results.records import Change, Mark
from ...study.records import Study
from ..comparability import name_wave
from ..markdown import plain as clean
from ..numbers import interval, number, with_interval
from ..numbers import words as spelt
from ..sentence import capital, listed, stop
from ..verdicts import LABELS

if TYPE_CHECKING:
    from ...results.results import Results

KINDS = {"wave": "{Wave}", "outcome": "Outcome", "domain": "Domain"}
SHARE = "percentage points"
NO_ESTIMATE = "no estimate"
SAID = {
    "finding": ("finding stands or reads otherwise", "findings stand or read otherwise"),
    "count of themes": ("count of themes differs", "counts of themes differ"),
    "wave, outcome or domain": (
        "{wave}, outcome or domain came or went",
        "{waves}, outcomes or domains came or went",
    ),
    "file": ("earlier file could not be compared", "earlier files could not be compared"),
}


def since(results: Results) -> str:
    """Return what the report is compared with, as a sentence."""
    if not results.changes and not results.study.releases:
        return "Nothing was released before this report, so there is nothing to compare it with."
    if not results.changes:
        return "This is the first release of the report: there is no earlier one to compare with."
    release = results.changes[0].release
    return clean(stop(f"This report is compared with the release before it, {release}"))


def changes(results: Results) -> str:
    """Return one sentence on how much changed since the previous release."""
    return clean(count_changes(results.changes, results.study))


def count_changes(found: tuple[Change, ...], study: Study) -> str:
    """Return one sentence on how much of what was compared changed."""
    effects = [change for change in found if change.kind == "effect"]
    matter = sum(bool(change.what) for change in effects)
    counts = {
        name: sum(change.kind in kinds for change in found)
        for name, kinds in (
            ("finding", ["finding"]), ("count of themes", ["themes"]),
            ("wave, outcome or domain", list(KINDS)), ("file", ["unread"]),
        )
    }  # fmt: skip
    told = [f"{spelt(matter)} of {spelt(len(effects))} effects changed in a way that matters"]
    told = told if matter else []
    for name, (one, many) in SAID.items():
        if counts[name]:
            told.append(f"{spelt(counts[name])} {one if counts[name] == 1 else many}")
    if not told:
        return "No effect, finding or count of themes changed in a way that matters."
    return stop(capital(study.words.fill(listed(told))))


def describe(change: Change, study: Study) -> str:
    """Return a change as a sentence."""
    if change.kind == "effect":
        return describe_effect(change, study)
    if change.kind == "unread":
        return stop(f"Not compared, {change.label} of the earlier results: {change.was}")
    if change.kind in KINDS:
        kind = study.words.fill(KINDS[change.kind])
        return stop(f"{kind} {change.label} is {change.what}")
    if change.kind == "finding":
        return stop(f"Finding on {change.label}: {tell_finding(change)}")
    went = {"new": "new", "dropped": "dropped"}.get(change.what, "changed")
    both = " → ".join(text for text in (change.was, change.now) if text)
    return stop(f"{change.label}, {went}: {both}")


def describe_effect(change: Change, study: Study) -> str:
    """Return what became of an effect as a sentence."""
    sizes = f"{size(change, 'old')} → {size(change, 'new')}"
    # "No estimate" has no unit.
    sizes += "" if isinstance(change.new, Mark) else f" {change.unit}"
    told = "; ".join(tell_effect(change, study))
    return stop(f"{change.label} ({place(change, study)}): {sizes}; {told}")


def place(change: Change, study: Study) -> str:
    """Return the wave that an effect is of, and where another was newest then, that one too."""
    old, new = (name_wave(study, id) for id in (change.old_wave, change.wave))
    return f"at {new}" if old == new else f"then at {old}, now at {new}"


def size(change: Change, side: str) -> str:
    """Return an effect then ("old") or now ("new") with its interval."""
    places = 1 if change.unit == SHARE else 2
    effect, low, high = (getattr(change, f"{side}{end}") for end in ("", "_low", "_high"))
    if isinstance(effect, Mark):
        return NO_ESTIMATE
    return with_interval(number(effect, places), interval(low, high, places))


def tell_effect(change: Change, study: Study) -> list[str]:
    """Return what became of an effect, each a piece of a sentence."""
    what = change.what.split()
    outcome = study.outcome.get(change.id)
    lead = study.leading(outcome).id if outcome else change.wave
    shown = lead != change.wave
    still = f"; the report shows the effect at {name_wave(study, lead)}" if shown else ""
    first = (
        "estimated for the first time"
        if change.old_wave == change.wave
        else f"could not be estimated at {name_wave(study, change.old_wave)}"
    )
    told = {
        "unit": "its unit changed, so it is not compared",
        "moved": f"moved by more than a standard error{standard_error(change)}",
        "sign": "changed sign",
        "zero": f"its interval {'includes' if spans_zero(change) else 'leaves out'} zero now",
        "estimable": first
        if isinstance(change.old, Mark)
        else f"can’t be estimated{' there' if shown else ' any more'}{still}",
        "verdict": f"verdict from {told_verdict(change.was)} to {told_verdict(change.now)}",
    }
    return [text for word, text in told.items() if word in what] or ["no change that matters"]


def standard_error(change: Change) -> str:
    """Return the earlier standard error in brackets."""
    if isinstance(change.old_se, Mark):
        return ""
    return f" ({number(change.old_se, 1 if change.unit == SHARE else 2)})"


def spans_zero(change: Change) -> bool:
    """Return whether the interval includes zero now."""
    if isinstance(change.new_low, Mark) or isinstance(change.new_high, Mark):
        return True
    return change.new_low <= 0 <= change.new_high


def told_verdict(verdict: str) -> str:
    """Return a verdict as the tables name it, within a sentence."""
    return f"“{LABELS.get(verdict, verdict).lower()}”"


def tell_finding(change: Change) -> str:
    """Return what became of a finding, to follow its name."""
    what = change.what.split()
    if what in (["new"], ["dropped"]):
        return f"{change.what}, {f'now {change.now}' if change.now else f'was {change.was}'}"
    told = []
    if "status" in what:
        news = {
            ("stale", True): "now stale: somebody has to reread it",
            ("contradicted", True): "now contradicted by the evidence",
            ("supported", change.was != "stale"): "newly supported",
        }.get((change.now, True), f"now {change.now}")
        fallen = change.was == "supported" and change.now != "stale"
        lost = ", no longer supported" if fallen else ""
        told.append(f"was {change.was}, {news}{lost}")
    if "statement" in what:
        told.append("its wording changed")
    return ", and ".join(told)
