"""add-wave: inspect the file of a new wave, show it in words, and declare it once confirmed."""

import argparse
import dataclasses
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from ..errors import Breaches
from ..study.reading import find_study, read_study
from ..study.records import Study, Wave
from ..survey.delivery import read_delivery
from ..survey.delivery.ddi import describe_columns, read_ddi
from ..survey.inspection import Inspection, inspect_delivery
from ..survey.inspection.proposal import Proposal
from ..survey.waves import hash_wave, list_names
from .declaration_edits import edit_declarations, note_additions, try_out
from .terminal import decide, say, show_inspection
from .transaction import alone, replace_together

CHANGED = "declarations changed while the wave was inspected; start again"


def describe(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("file", type=Path, help="as the agency delivered it; it stays as it is")
    parser.add_argument("--label", required=True, help="how the report names the wave")
    parser.add_argument(
        "--period",
        required=True,
        choices=("before", "after"),
        help="whether it counts as before the programme could have an effect, or as after",
    )
    parser.add_argument(
        "--fieldwork", required=True, nargs=2, type=read_day, metavar=("FROM", "TO"),
        help="first and last day, such as 2021-10-01",
    )  # fmt: skip
    parser.add_argument("--id", help="short name in the declarations (w3, if it is the third)")
    parser.add_argument("--codebook", type=Path, help="DDI-Codebook XML that describes the columns")
    parser.add_argument(
        "--rename", action="append", default=[], type=read_rename, metavar="COLUMN=VARIABLE",
        help="take a column for a variable of the codebook; may be given several times",
    )  # fmt: skip
    decided = parser.add_mutually_exclusive_group()
    decided.add_argument("--yes", action="store_true", help="declare it without asking")
    decided.add_argument("--dry-run", action="store_true", help="show all, write nothing")


def read_day(text: str) -> date:
    """A day of the command line."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is no day such as 2021-10-01") from None


def read_rename(text: str) -> tuple[str, str]:
    """A column and the variable it holds."""
    column, sign, variable = text.rpartition("=")
    if not (sign and column and variable):
        raise argparse.ArgumentTypeError(f"'{text}' is not of the form COLUMN=VARIABLE")
    return column, variable


def run(arguments: argparse.Namespace) -> int:
    """Inspect a delivered file, show what was found, and declare it once that is confirmed."""
    folder = find_study()
    with alone(folder):
        study = read_study(folder)
    wave = describe_wave(
        study,
        arguments.file,
        label=arguments.label,
        period=arguments.period,
        fieldwork=tuple(arguments.fieldwork),
        id=arguments.id,
    )

    def confirm(inspection, texts: dict[str, str]) -> bool:
        show_inspection(arguments.file.name, inspection, study.folder, texts)
        if inspection.faults:
            raise Breaches("The wave can't be added; nothing was written", inspection.faults)
        return decide("Declare the wave like this?", arguments)

    added = add_wave(
        study,
        arguments.file,
        wave,
        renames=dict(arguments.rename),
        codebook=arguments.codebook,
        confirm=confirm,
    )
    if added:
        say(f"Wave '{wave.id}' is declared; its file is {study.folder / wave.file}.")
        say("Next: make results, and reread the findings that it names as stale.")
    else:
        say("Nothing was written.")
    return 0


def add_wave(
    study: Study,
    path: Path,
    wave: Wave,
    *,
    renames: dict[str, str],
    codebook: Path | None,
    confirm: Callable[[Inspection, dict[str, str]], bool],
) -> bool:
    """Inspect a delivered file, and declare its wave if `confirm` says so.

    Parameters
    ----------
    wave : as `describe_wave` made it
    renames : variables by the name of the column that holds them, where somebody stated it
    codebook : a DDI-Codebook XML that describes the columns
    confirm : is shown what was found and the texts of the declarations as they would be

    Returns
    -------
    bool
        Whether the wave was added.

    Raises
    ------
    Breaches
        The file can't be read, or the declarations would not be sound. Nothing is written then,
        nor if the inspection has faults, with which nobody can confirm it.
    """
    delivery = read_delivery(path, list_names(study, renames))
    if codebook:
        delivery = describe_columns(delivery, read_ddi(codebook))
    inspection = inspect_delivery(delivery, study, wave, renames)
    texts = {}
    if not inspection.faults:
        with alone(study.folder):  # else somebody may be halfway through writing them
            if read_study(study.folder) != study:
                raise Breaches(study.folder.name, [CHANGED])
            copied = not is_in_place(study, path, wave)
            proposal = note_additions(study.folder, inspection.proposal, copied=copied)
            texts = edit_declarations(study.folder, study, proposal)
            try_out(study.folder, texts)
    if not confirm(inspection, texts) or inspection.faults:
        return False
    if hash_wave(path) != wave.sha256:
        raise Breaches(path.name, ["the file changed while it was inspected; start again"])
    declare_wave(study, proposal, texts, path)
    return True


def declare_wave(study: Study, proposal: Proposal, texts: dict[str, str], path: Path) -> None:
    """Put the declarations and the file in place, if the declarations are as they were."""
    wave = proposal.wave
    copies = {} if is_in_place(study, path, wave) else {wave.file: path}
    with alone(study.folder):
        if edit_declarations(study.folder, study, proposal) != texts:
            raise Breaches(study.folder.name, [CHANGED])
        replace_together(study.folder, texts, copies)


def describe_wave(
    study: Study,
    path: Path,
    *,
    label: str,
    period: str,
    fieldwork: tuple[date, date],
    id: str | None = None,
) -> Wave:
    """The wave as it would be registered; its file goes among those of the study's kind.

    Raises
    ------
    Breaches
        The file is missing, or is registered already, or the id or place is taken.
    """
    if not path.is_file():
        raise Breaches(path.name, ["the file is missing"])
    number = len(study.waves) + 1
    kind = "synthetic" if study.synthetic else "raw"
    wave = Wave(
        id=id or f"w{number}",
        label=label,
        period=period,
        fieldwork=fieldwork,
        file=f"{kind}/wave-{number}{path.suffix.lower()}",
        sha256=hash_wave(path),
    )
    if path.resolve().parent == (study.folder / kind).resolve():
        wave = dataclasses.replace(wave, file=f"{kind}/{path.name}")
    if faults := list(find_clashes(study, wave, path)):
        raise Breaches(path.name, faults)
    return wave


def find_clashes(study: Study, wave: Wave, path: Path) -> Iterator[str]:
    """What of a wave is registered or taken already."""
    for each in study.waves:
        if each.sha256 == wave.sha256:
            yield f"it is registered already, as wave '{each.id}'"
    if wave.id in [each.id for each in study.waves]:
        yield f"there is a wave '{wave.id}' already; give another --id"
    if wave.label in [each.label for each in study.waves]:
        yield f"there is a wave labelled '{wave.label}' already; give another --label"
    yield from find_days(study, wave.fieldwork)
    if (study.folder / wave.file).exists() and not is_in_place(study, path, wave):
        yield f"there is a file {wave.file} in {study.folder.name}/ already; move it away"


def find_days(study: Study, fieldwork: tuple[date, date]) -> Iterator[str]:
    """What can't be right about the days of fieldwork."""
    first, last = fieldwork
    if first > last:
        yield "--fieldwork: it ends before it begins; the first day comes first"
    for wave in study.waves:
        if first <= wave.fieldwork[1] and wave.fieldwork[0] <= last:
            days = " to ".join(map(str, wave.fieldwork))
            yield f"--fieldwork: it overlaps that of wave '{wave.id}', {days}; give this wave's own"


def is_in_place(study: Study, path: Path, wave: Wave) -> bool:
    """Whether the delivered file lies where it will be registered."""
    return path.resolve() == (study.folder / wave.file).resolve()
