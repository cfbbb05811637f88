"""review: reread stale claims beside their evidence; each answer goes into findings.toml."""

import argparse
import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from ..errors import Breaches
from ..results.chapters import Chapter, read_chapters
from ..results.freshness import CODE, find_changes
from ..results.git import run_git
from ..results.records import Finding
from ..results.results import Results, load_results
from ..study.reading import find_study
from ..study.records import Study
from ..text import remove_hidden
from .claim_sheet import Sheet, prepare_sheet, show_sheet
from .declaration_edits import CLAIMS, write_claim
from .terminal import say

EXPECTS = {"b": "better", "n": "no clear change"}
Ask = Callable[[str], str]


def describe(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("--domain", metavar="ID", help="only this domain's claim, stale or not")


def run(arguments: argparse.Namespace) -> int:
    """Reread claims one by one; each answer is written at once."""
    folder = find_study()
    changes = find_changes(folder)
    if changes:
        raise Breaches("Results are stale; run `make results`, then review", changes)
    results = load_results(folder)
    findings = list_stale(results, arguments.domain)
    if not findings:
        say("No claim is stale; there is nothing to reread.")
        return 0
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Breaches("review", ["it is for people: run it at a terminal"])
    try:
        answered = review(results, findings, read_chapters(CODE.parent), input, show_sheet, say)
    except (EOFError, KeyboardInterrupt):
        say("\nStopped; the answers so far are written. Next: make results.")
        return 130
    say(f"{answered} of {len(findings)} answered. Next: make results.")
    return 0


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


def find_reviewer(folder: Path, ask: Ask) -> str:
    """Who rereads: git's user.name, else as somebody answers."""
    try:
        name = tidy(run_git(folder, "config", "user.name") or "")
    except Breaches:
        name = ""
    while not name:
        name = tidy(ask("Your name, as reviewed_by should have it: "))
    return name


def tidy(text: str) -> str:
    """A text on one line without what nobody sees, as declarations have it."""
    return " ".join(remove_hidden(text).split())


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
        waves = results.study.waves
        stamp = {
            **({"reviewed_at": waves[-1].id} if waves else {}),
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
            statement = tidy(edit(claim.statement, editor))
            editor = editor if statement else None
        else:
            statement = tidy(ask("New statement: "))
    if not claim.outcomes:
        return {"statement": statement}
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
