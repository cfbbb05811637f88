"""withdraw-wave: take back a wave that was added, with all that came with it, once confirmed."""

import argparse
import dataclasses
from collections.abc import Callable, Iterator

from ..errors import Breaches
from ..findings.stamps import stamp_evidence
from ..findings.status import find_news
from ..results.records import Evidence
from ..results.store import read_evidence
from ..study.reading import find_study, read_study
from ..study.records import Answer, Study, Wave
from ..survey.waves import correct, hash_wave, read_wave
from .declaration_edits import try_out, withdraw_declarations
from .terminal import decide, say, show_edits
from .transaction import alone, replace_together

CHANGED = "declarations changed while the question was open; start again"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Withdrawal:
    """What a wave's withdrawal would do.

    `texts` are those of the study's files as they would be, None for one that would be deleted.
    `kept` says what stays and why, `stale` which claims have to be reread then.
    """

    wave: Wave
    answers: tuple[Answer, ...]
    texts: dict[str, str | None]
    kept: tuple[str, ...]
    stale: tuple[str, ...]


def describe(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("id", help="of the wave in study.toml, such as w3")
    decided = parser.add_mutually_exclusive_group()
    decided.add_argument("--yes", action="store_true", help="withdraw it without asking")
    decided.add_argument("--dry-run", action="store_true", help="show all, change nothing")


def run(arguments: argparse.Namespace) -> int:
    """Show what a wave's withdrawal would do, and do it once that is confirmed."""
    folder = find_study()
    with alone(folder):
        study = read_study(folder)
        withdrawal = plan_withdrawal(study, find_wave(study, arguments.id))
    wave = withdrawal.wave
    say(f"Wave '{wave.id}': {wave.label}, fieldwork {' to '.join(map(str, wave.fieldwork))}")
    show_edits(folder, withdrawal.texts)
    for sentence in (*withdrawal.kept, *withdrawal.stale):
        say(sentence)
    if not decide("Withdraw the wave like this?", arguments):
        say("Nothing was changed.")
        return 0
    withdraw_wave(study, withdrawal)
    say(f"Wave '{wave.id}' is withdrawn.")
    say("Next: make results, and reread the findings that it names as stale.")
    return 0


def find_wave(study: Study, name: str) -> Wave:
    """The wave that goes by an id.

    Raises
    ------
    Breaches
        There is none.
    """
    known = {wave.id: wave for wave in study.waves}
    if name not in known:
        raise Breaches("study.toml", [f"there is no wave '{name}'; known: {', '.join(known)}"])
    return known[name]


def plan_withdrawal(study: Study, wave: Wave) -> Withdrawal:
    """What the withdrawal of a wave would do; nothing is changed.

    Raises
    ------
    Breaches
        What is left would not be a sound study.
    """
    answers, kept = part_answers(study, wave)
    texts = withdraw_declarations(study.folder, study, wave, answers)
    try:
        left = try_out(study.folder, texts)
    except Breaches as error:
        subject = f"Wave '{wave.id}' can't be withdrawn; without it the declarations don't hold"
        raise Breaches(subject, error.faults) from None
    if reason := find_hold(study, wave):
        kept = (*kept, f"{wave.file} stays: {reason}.")
    elif (study.folder / wave.file).exists():
        texts[wave.file] = None
    stale = tuple(tell_stale(left, wave, study))
    return Withdrawal(wave=wave, answers=answers, texts=texts, kept=kept, stale=stale)


def part_answers(study: Study, wave: Wave) -> tuple[tuple[Answer, ...], tuple[str, ...]]:
    """Rows of the codebook that came with the wave and go with it, and why others stay."""
    added = [row for row in study.codebook if row.name in wave.added_answers]
    if not added:
        return (), ()
    known = {row.variable for row in study.codebook if row not in added}
    going, kept = added, []
    for other in (each for each in study.waves if each != wave):
        needs = find_needs(study, other)
        needed = [row for row in going if needs(row)]
        # Of a question that another wave asked as well, all answers stay.
        asked = {row.variable for row in needed} - known
        needed = [row for row in going if row in needed or row.variable in asked]
        going = [row for row in going if row not in needed]
        if needed:
            names = ", ".join(f"'{row.name}'" for row in needed)
            kept.append(
                f"codebook.csv keeps {names}: wave '{other.id}' has it, as far as its file can be "
                "read. What could first be answered then goes under its new_answers."
            )
    return tuple(going), tuple(kept)


def find_needs(study: Study, wave: Wave) -> Callable[[Answer], bool]:
    """What tells whether a wave needs a row of the codebook: it may, if its file can't be read."""
    try:
        table = read_wave(study, wave)
    except Breaches:
        return lambda row: row.variable not in wave.not_asked
    correct(table, tuple(each for each in study.corrections if each.wave == wave.id))
    codes = {name: set(table[name].str.strip().unique()) for name in table}

    def needs(row: Answer) -> bool:
        found = codes.get(row.variable)
        return found is not None and (row.type not in ("coded", "number") or row.code in found)

    return needs


def find_hold(study: Study, wave: Wave) -> str:
    """Why the wave's file is not to be deleted, empty if it is."""
    path = study.folder / wave.file
    if wave.file not in wave.added_files:
        return "add-wave did not put it there"
    if path.exists() and hash_wave(path) != wave.sha256:
        return "it is not the file that was registered"
    return ""


def tell_stale(left: Study, wave: Wave, study: Study) -> Iterator[str]:
    """Which claims have to be reread once the wave is gone, by what is left of the results."""
    estimates = read_evidence(study.folder, "estimates")
    evidence = Evidence(
        estimates=tuple(each for each in estimates if each.wave != wave.id),
        themes=read_evidence(study.folder, "themes"),
    )
    reviewed = {each.domain for each in study.claims if each.reviewed_at == wave.id}
    for claim in left.claims:
        stamp = stamp_evidence(claim, evidence) if estimates else claim.stamp
        if news := find_news(claim, left, stamp):
            yield f"The claim on {claim.domain} will be stale: not reread since {news}."
        elif claim.domain in reviewed and not estimates:
            yield f"The claim on {claim.domain} was reread at this wave and may be stale."


def withdraw_wave(study: Study, withdrawal: Withdrawal) -> None:
    """Change the files together, if the declarations are as they were when that was planned.

    Raises
    ------
    Breaches
        They changed since.
    """
    wave = withdrawal.wave
    with alone(study.folder):
        texts = withdraw_declarations(study.folder, study, wave, withdrawal.answers)
        planned = {name: withdrawal.texts.get(name) for name in texts}
        if read_study(study.folder) != study or texts != planned:
            raise Breaches(study.folder.name, [CHANGED])
        replace_together(study.folder, withdrawal.texts, {})
