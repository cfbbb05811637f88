"""What changed between two states of the results, and which chapters show it."""

import dataclasses
from collections.abc import Iterable, Iterator

from ..study.records import Study
from .chapters import Chapter, name_ids
from .records import Change, Estimate, Finding, Mark, ThemeSummary
from .releases import Release

COUNTS = ("people", "base_people", "entries", "base_entries", "positive", "mixed", "negative")


def compare(
    old: Release, new: Release, study: Study, chapters: tuple[Chapter, ...] = ()
) -> tuple[Change, ...]:
    """What became of every effect, finding, count and declaration.

    An effect is compared with that at the same wave, and the newest wave's with the one that was
    newest then. What only one side has is new or dropped; what can't be compared is named.

    Parameters
    ----------
    study : as it is now; it says how themes and outcomes belong to domains
    chapters : as they are now; each change names those that show it
    """
    found = [
        *compare_declared(old, new),
        *compare_effects(old, new),
        *compare_findings(old, new),
        *compare_themes(old, new, study),
        *(
            Change(kind="unread", id=file, label=file, what="", was=why)
            for file, why in old.gaps
        ),
    ]  # fmt: skip
    return tuple(
        dataclasses.replace(locate(change, study, chapters), release=old.name) for change in found
    )


def compare_declared(old: Release, new: Release) -> Iterator[Change]:
    """Waves, outcomes and domains that are new or dropped."""
    for kind in ("wave", "outcome", "domain"):
        before, now = getattr(old, f"{kind}s"), getattr(new, f"{kind}s")
        if before is None or now is None:
            continue
        for id in (*now, *(id for id in before if id not in now)):
            if (id in before) != (id in now):
                what = "new" if id in now else "dropped"
                yield Change(kind=kind, id=id, label=(now | before)[id], what=what)


def compare_effects(old: Release, new: Release) -> Iterator[Change]:
    """Effects that both sides have."""
    before = {(e.outcome, e.wave, e.group): e for e in old.estimates}
    last = old.newest or "".join(e.wave for e in old.estimates[-1:])
    for now in new.estimates:
        key = (now.outcome, now.wave, now.group)
        was = before.get(key)
        if was is None and now.wave == new.newest:
            was = before.get((now.outcome, last, now.group))
        if was is not None:
            yield compare_effect(was, now, (new.outcomes or {}).get(now.outcome, now.outcome))


def compare_effect(was: Estimate, now: Estimate, label: str) -> Change:
    """One effect then and now."""
    return Change(
        kind="effect",
        id=now.outcome,
        label=label,
        what=" ".join(judge(was, now)),
        was=was.verdict,
        now=now.verdict,
        old_wave=was.wave,
        wave=now.wave,
        unit=now.unit,
        old=was.effect,
        old_low=was.low,
        old_high=was.high,
        old_se=was.se,
        new=now.effect,
        new_low=now.low,
        new_high=now.high,
    )


def judge(was: Estimate, now: Estimate) -> Iterator[str]:
    """What became of an effect, in the words of `Change`."""
    if was.unit and was.unit != now.unit:
        yield "unit"
        return
    numbers = [known(was.effect, was.low, was.high), known(now.effect, now.low, now.high)]
    if all(numbers):
        if known(was.se) and abs(now.effect - was.effect) > was.se:
            yield "moved"
        if now.effect * was.effect < 0:
            yield "sign"
        if spans_zero(was) != spans_zero(now):
            yield "zero"
    elif any(numbers):
        yield "estimable"
    if was.verdict != now.verdict:
        yield "verdict"


def known(*numbers: float | Mark) -> bool:
    """Whether all of them are numbers."""
    return not any(isinstance(number, Mark) for number in numbers)


def spans_zero(estimate: Estimate) -> bool:
    """Whether the interval includes zero."""
    return estimate.low <= 0 <= estimate.high


def compare_findings(old: Release, new: Release) -> Iterator[Change]:
    """Findings on the domains of either side; none where the earlier ones can't be read."""
    if any(file == "findings.csv" for file, _ in old.gaps):
        return
    before = {finding.domain: finding for finding in old.findings}
    now = {finding.domain: finding for finding in new.findings}
    labels = (old.domains or {}) | (new.domains or {})
    for domain in dict.fromkeys((*now, *before)):
        what = compare_finding(before.get(domain), now.get(domain))
        if what:
            yield Change(
                kind="finding",
                id=domain,
                label=labels.get(domain, domain),
                what=what,
                was=before[domain].status if domain in before else "",
                now=now[domain].status if domain in now else "",
            )


def compare_finding(was: Finding | None, now: Finding | None) -> str:
    """What became of a finding, in the words of `Change`; nothing if it stands as it stood."""
    if was is None or now is None:
        return "new" if was is None else "dropped"
    reworded = ["statement"] if was.statement != now.statement else []
    return " ".join([*(["status"] if was.status != now.status else []), *reworded])


def compare_themes(old: Release, new: Release, study: Study) -> Iterator[Change]:
    """Counts of themes and domains, by all who were heard, that differ."""
    if any(file == "themes.csv" for file, _ in old.gaps):
        return
    before, now = count_all(old.themes), count_all(new.themes)
    labels = {item.id: item.label for item in (*study.domains, *study.themes)}
    for key in dict.fromkeys((*now, *before)):
        was, present = before.get(key), now.get(key)
        if was is not None and present is not None and not differ(was, present):
            continue
        whole = was is not None and present is not None
        _, id, kind = key
        yield Change(
            kind="themes",
            id=id,
            label=f"{labels.get(id, id)}, {kind}s",
            what="counts" if whole else "new" if was is None else "dropped",
            was=tell_counts(was),
            now=tell_counts(present),
        )


def count_all(themes: Iterable[ThemeSummary]) -> dict[tuple[str, str, str], ThemeSummary]:
    """The summaries over all who were heard, by level, id and kind."""
    return {(row.level, row.id, row.kind): row for row in themes if row.by == "all"}


def differ(was: ThemeSummary, now: ThemeSummary) -> bool:
    """Whether a count that both sides have differs."""
    pairs = [(getattr(was, name), getattr(now, name)) for name in COUNTS]
    return any(a != b for a, b in pairs if a != Mark.UNAVAILABLE)


def tell_counts(summary: ThemeSummary | None) -> str:
    """Counts in words: people for interviews, entries for journals, and how they were raised."""
    if summary is None:
        return ""
    unit = "people" if summary.kind == "interview" else "entries"
    count, base = getattr(summary, unit), getattr(summary, f"base_{unit}")
    rated = [f"{tell(getattr(summary, name))} {name}" for name in COUNTS[4:]]
    known = [text for text in rated if not text.startswith(("[z]", "[x]"))]
    return f"{tell(count)} of {tell(base)} {unit}" + (f"; {', '.join(known)}" if known else "")


def tell(count: int | Mark) -> str:
    """A count, or its mark in brackets."""
    return f"[{count.value}]" if isinstance(count, Mark) else f"{count:,}"


def locate(change: Change, study: Study, chapters: tuple[Chapter, ...]) -> Change:
    """The change with the chapters that show it now; what was dropped is shown nowhere."""
    if change.what == "dropped":
        return change
    kind = {"outcome": "effect", "domain": "finding"}.get(change.kind, change.kind)
    ids = name_ids(study, kind, change.id)
    shown = [chapter for chapter in chapters if chapter.shows(kind, *ids)]
    return dataclasses.replace(
        change,
        chapters=" ".join(chapter.path for chapter in shown),
        sections=" ".join(chapter.section for chapter in shown if chapter.section),
    )
