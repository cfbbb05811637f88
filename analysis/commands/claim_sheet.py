"""What a reviewer sees of a claim: its evidence then and now."""

import csv
import dataclasses
import io
from collections.abc import Iterator

from ..errors import Breaches
from ..report.numbers import interval, number
from ..report.verdicts import LABELS, decimals
from ..results.changes import count_all, tell_counts
from ..results.git import run_git
from ..results.records import Estimate, Finding, Mark
from ..results.releases import Release, describe_release, read_previous, read_revision
from ..results.results import Results
from ..results.store import FOLDER
from ..study.records import Claim, Study
from .terminal import open_console, style

LOOKED_AT = 200  # revisions of the results, newest first


@dataclasses.dataclass(frozen=True, kw_only=True)
class Sheet:
    """What a reviewer sees of one claim; a line of evidence has what, then and now.

    `then` names the state that is shown beside the present one, empty where none is known.
    """

    claim: Claim
    finding: Finding
    then: str
    evidence: tuple[tuple[str, str, str], ...]


def prepare_sheet(results: Results, finding: Finding) -> Sheet:
    """A claim with its evidence as it was when last reread, else at the last release, and now."""
    study = results.study
    claim = next(each for each in study.claims if each.domain == finding.domain)
    old = find_reread(study, claim) or read_previous(study.folder)
    now = describe_release(study, results)
    lines = [
        (what, told_then, told_now)
        for (what, told_now), (_, told_then) in zip(
            tell_evidence(study, claim, now), tell_evidence(study, claim, old), strict=True
        )
    ]
    then = old.name if old else ""
    return Sheet(claim=claim, finding=finding, then=then, evidence=tuple(lines))


def find_reread(study: Study, claim: Claim) -> Release | None:
    """The newest results in git whose evidence bears the stamp of the last review."""
    place = f"{FOLDER}/findings.csv"
    try:
        log = run_git(study.folder, "log", f"-{LOOKED_AT}", "--format=%H %as", "--", place)
        for line in (log or "").splitlines():
            revision, day = line.split()
            text = run_git(study.folder, "show", f"{revision}:./{place}") or ""
            rows = csv.DictReader(io.StringIO(text))
            if any((r.get("domain"), r.get("stamp")) == (claim.domain, claim.stamp) for r in rows):
                old = read_revision(study.folder, revision)
                return dataclasses.replace(old, name=f"when last reread ({day})")
    except Breaches:
        return None
    return None


def tell_evidence(study: Study, claim: Claim, release: Release | None) -> Iterator[tuple[str, str]]:
    """What a claim rests on, in words, line by line: each outcome, each theme by kind."""
    effects = {(e.outcome, e.wave): e for e in release.estimates} if release else {}
    counts = count_all(release.themes) if release else {}
    for outcome in claim.outcomes:
        found = effects.get((outcome, release.newest)) if release else None
        yield study.outcome[outcome].label, tell_effect(study, outcome, found)
    for theme in (*claim.themes, *claim.contrary):
        against = " (may speak against it)" if theme in claim.contrary else ""
        for kind in ("interview", "journal"):
            what = f"{study.theme[theme].label}{against}, {kind}s"
            yield what, tell_counts(counts.get(("theme", theme, kind))) or "not known"


def tell_effect(study: Study, outcome: str, estimate: Estimate | None) -> str:
    """An effect with its interval and verdict."""
    if estimate is None:
        return "not known"
    verdict = LABELS.get(estimate.verdict, estimate.verdict).lower()
    if isinstance(estimate.effect, Mark):
        return verdict
    places = decimals(study.outcome[outcome])
    ends = interval(estimate.low, estimate.high, places)
    return f"{number(estimate.effect, places)} ({ends}) {estimate.unit}: {verdict}"


def show_sheet(sheet, place: int, count: int) -> None:
    """Print a claim and its evidence, earlier and present side by side."""
    from rich.table import Table

    console = open_console()
    finding, claim = sheet.finding, sheet.claim
    console.rule(style(f"{place} of {count}: {claim.domain}"))
    console.print(style(finding.statement, "bold"))
    claims = f"It claims: {claim.expects}." if claim.outcomes else "It rests on interviews alone."
    console.print(style(f"{claims} The evidence now: {finding.evidence}."))
    console.print(style(finding.reason))
    at = f" at {claim.reviewed_at}" if claim.reviewed_at else ""
    console.print(style(f"Last reread by {claim.reviewed_by}{at}.\n"))
    table = Table()
    for title in ("Evidence", *([f"Then: {sheet.then}"] if sheet.then else []), "Now"):
        table.add_column(style(title))
    for what, then, now in sheet.evidence:
        table.add_row(*map(style, (what, *([then] if sheet.then else []), now)))
    console.print(table)
    console.print(style(f"What the report says to do: {finding.follows}\n"))
