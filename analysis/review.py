"""Rereading claims at the terminal: evidence then and now, and the answer in findings.toml."""

import csv
import dataclasses
import io
import os
import shlex
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from .changes import count_all, tell_counts
from .chapters import Chapter
from .errors import Breaches
from .evidence import Estimate, Finding, Mark
from .exchange import read_text, write_through
from .releases import Release, describe_release, read_previous, read_revision, run_git
from .report.numbers import interval, number
from .report.verdicts import LABELS, decimals
from .results import FOLDER, Results
from .study import Claim, Study

CLAIMS = "findings.toml"
LOOKED_AT = 200  # revisions of the results, newest first
EXPECTS = {"b": "better", "n": "no clear change"}
Ask = Callable[[str], str]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Sheet:
    """What a reviewer sees of one claim; a line of evidence has what, then and now.

    `then` names the state that is shown beside the present one, empty where none is known.
    """

    claim: Claim
    finding: Finding
    then: str
    evidence: tuple[tuple[str, str, str], ...]


def list_stale(results: Results, domain: str | None) -> tuple[Finding, ...]:
    """Findings to reread: the stale ones, or that on a domain.

    Raises
    ------
    Breaches
        There is no finding on the domain.
    """
    if domain is not None:
        return (results.finding(domain),)
    return tuple(finding for finding in results.findings if finding.status == "stale")


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


def find_reviewer(folder: Path, ask: Ask) -> str:
    """Who rereads: git's user.name, else as somebody answers."""
    try:
        name = (run_git(folder, "config", "user.name") or "").strip()
    except Breaches:
        name = ""
    while not name:
        name = ask("Your name, as reviewed_by should have it: ").strip()
    return name


def review(
    results: Results,
    findings: tuple[Finding, ...],
    chapters: tuple[Chapter, ...],
    ask: Ask,
    show: Callable[[Sheet, int, int], None],
    say: Callable[[str], None],
) -> int:
    """Ask about one claim after the other; each answer is in findings.toml before the next.

    Parameters
    ----------
    ask : shows a question and returns the answer
    show : shows a claim's sheet, its place and how many there are
    say : shows a sentence

    Returns
    -------
    int
        How many claims were kept, edited or dropped.
    """
    folder = results.study.folder
    reviewer, answered = "", 0
    for place, finding in enumerate(findings, start=1):
        show(prepare_sheet(results, finding), place, len(findings))
        answer = choose(ask, "keep, edit, drop, skip or quit", "kedsq")
        if answer == "q":
            break
        if answer == "d":
            shown = ", ".join(c.path for c in chapters if c.shows("finding", finding.domain))
            say(f"It is shown in {shown}; what they say of it has to go too.")
            answer = "d" if choose(ask, "drop it? yes or no", "yn") == "y" else "s"
        if answer == "s":
            say("It stays as it is.")
            continue
        reviewer = reviewer or find_reviewer(folder, ask)
        stamp = {
            "reviewed_at": results.study.waves[-1].id,
            "reviewed_by": reviewer,
            "stamp": finding.stamp,
        }
        edited = reword(finding, results.study, ask) if answer == "e" else {}
        write_claim(folder, finding.domain, None if answer == "d" else edited | stamp)
        answered += 1
        say(f"Written to {CLAIMS}.")
    return answered


def choose(ask: Ask, question: str, letters: str) -> str:
    """One of the letters, asked for until it is given."""
    while True:
        answer = ask(f"{question}? [{'/'.join(letters)}] ".replace("??", "?")).strip().lower()
        if answer[:1] and answer[:1] in letters:
            return answer[:1]


def reword(finding: Finding, study: Study, ask: Ask) -> dict[str, str]:
    """The new statement, and what it expects of the survey."""
    claim = next(each for each in study.claims if each.domain == finding.domain)
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    statement = ""
    while not statement:
        if editor:
            statement = " ".join(edit(claim.statement, editor).split())
            editor = editor if statement else None
        else:
            statement = " ".join(ask("New statement: ").split())
    answer = choose(ask, f"does it claim [b]etter or [n]o clear change (was {claim.expects})", "bn")
    return {"statement": statement, "expects": EXPECTS[answer]}


def edit(text: str, editor: str) -> str:
    """The text as somebody leaves it in an editor.

    Raises
    ------
    Breaches
        The editor can't be started or fails.
    """
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "statement.txt"
        path.write_text(text + "\n", encoding="utf-8")
        try:
            done = subprocess.run([*shlex.split(editor), str(path)], check=False)
        except (OSError, ValueError):
            done = None
        if done is None or done.returncode:
            raise Breaches(editor, ["this editor (VISUAL or EDITOR) can't be used; name another"])
        return path.read_text(encoding="utf-8")


def write_claim(folder: Path, domain: str, values: dict[str, str] | None) -> None:
    """Set values of a domain's claim in findings.toml, or take it out, in one move."""
    path = folder / CLAIMS
    draft = path.with_name(f".{CLAIMS}")
    write_through(draft, edit_claim(read_text(path), domain, values))
    os.replace(draft, path)


def edit_claim(text: str, domain: str, values: dict[str, str] | None) -> str:
    """findings.toml with a claim changed, or taken out for None; comments and order stay.

    Raises
    ------
    Breaches
        It is not there any more.
    """
    import tomlkit

    document = tomlkit.parse(text)
    claims = document.get("claims", [])
    place = next((n for n, claim in enumerate(claims) if claim.get("domain") == domain), None)
    if place is None:
        raise Breaches(CLAIMS, [f"there is no claim on '{domain}' any more; start again"])
    if values is None:
        del claims[place]
    else:
        claims[place].update(values)
    return tomlkit.dumps(document)
