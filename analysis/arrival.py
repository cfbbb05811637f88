"""A new wave arrives: inspected, shown in words, and declared once somebody confirms it."""

import csv
import dataclasses
import io
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from .declarations import OPTIONAL, REQUIRED, read_study
from .errors import Breaches
from .exchange import alone, exchange, read_text
from .study import Answer, Correction, Rename, Study, Wave
from .survey.delivery import Column, Delivery, read_delivery
from .survey.delivery.ddi import read_ddi
from .survey.inspection import Inspection, inspect_delivery
from .survey.inspection.proposal import Proposal, place_wave
from .survey.waves import hash_wave

CHANGED = "declarations changed while the wave was inspected; start again"


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
    delivery = read_delivery(path)
    if codebook:
        delivery = describe_columns(delivery, read_ddi(codebook))
    inspection = inspect_delivery(delivery, study, wave, renames)
    texts = {}
    if not inspection.faults:
        if read_study(study.folder) != study:
            raise Breaches(study.folder.name, [CHANGED])
        texts = edit_declarations(study.folder, study, inspection.proposal)
        try_out(study.folder, texts)
    if not confirm(inspection, texts) or inspection.faults:
        return False
    if hash_wave(path) != wave.sha256:
        raise Breaches(path.name, ["the file changed while it was inspected; start again"])
    declare_wave(study, wave, inspection.proposal, texts, path)
    return True


def declare_wave(
    study: Study, wave: Wave, proposal: Proposal, texts: dict[str, str], path: Path
) -> None:
    """Put the declarations and the file in place, if the declarations are as they were."""
    copies = {} if is_in_place(study, path, wave) else {wave.file: path}
    try:
        with alone(study.folder):
            if edit_declarations(study.folder, study, proposal) != texts:
                raise Breaches(study.folder.name, [CHANGED])
            exchange(study.folder, texts, copies)
    except OSError as error:
        fault = f"it can't be written to ({error.strerror}); nothing was changed"
        raise Breaches(study.folder.name, [fault]) from None


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
    faults = [f"it is registered already, as wave '{each.id}'" for each in study.waves
              if each.sha256 == wave.sha256]  # fmt: skip
    if wave.id in [each.id for each in study.waves]:
        faults.append(f"there is a wave '{wave.id}' already; give another --id")
    if label in [each.label for each in study.waves]:
        faults.append(f"there is a wave labelled '{label}' already; give another --label")
    faults += find_days(study, fieldwork)
    taken = (study.folder / wave.file).exists() and not is_in_place(study, path, wave)
    if taken:
        faults.append(f"there is a file {wave.file} in {study.folder.name}/ already; move it away")
    if faults:
        raise Breaches(path.name, faults)
    return wave


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


def describe_columns(delivery: Delivery, columns: dict) -> Delivery:
    """The delivery with what a codebook adds to what the file says of its columns, whatever their
    capitals; where the two differ the codebook holds."""
    named = {name.casefold(): column for name, column in columns.items()}
    known = {}
    for name in delivery.table:
        if column := named.get(name.casefold()):
            own = delivery.column(name)
            known[name] = Column(
                label=column.label or own.label,
                answers=own.answers | column.answers,
                missing=(*own.missing, *column.missing),
            )
    return dataclasses.replace(delivery, columns=delivery.columns | known)


def edit_declarations(folder: Path, study: Study, proposal: Proposal) -> dict[str, str]:
    """Texts of the declarations with the proposal in them; comments and order stay."""
    texts = {"study.toml": edit_study(read_text(folder / "study.toml"), study, proposal)}
    if proposal.answers:
        texts["codebook.csv"] = insert_answers(read_text(folder / "codebook.csv"), proposal.answers)
    if proposal.renames:
        texts["renames.csv"] = append_renames(read_text(folder / "renames.csv"), proposal.renames)
    if proposal.corrections:
        old = read_text(folder / "corrections.toml")
        texts["corrections.toml"] = append_corrections(old, proposal.corrections)
    return texts


def edit_study(text: str, study: Study, proposal: Proposal) -> str:
    """study.toml with the new wave, and earlier ones without the variables that are new in it."""
    import tomlkit

    document = tomlkit.parse(text)
    for block in document["waves"]:
        if proposal.absent:
            names = [*block.get("not_asked", []), *proposal.absent]
            block["not_asked"] = names
    block = tomlkit.table()
    for field in dataclasses.fields(Wave):
        value = getattr(proposal.wave, field.name)
        if field.default is dataclasses.MISSING or value:
            block[field.name] = list(value) if isinstance(value, tuple) else value
    block.add(tomlkit.nl())
    document["waves"].insert(place_wave(study.waves, proposal.wave), block)
    return tomlkit.dumps(document)


def insert_answers(text: str, answers: tuple[Answer, ...]) -> str:
    """codebook.csv with rows added, each after the last of its variable, or at the end."""
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.removesuffix(end).split(end)
    names = next(csv.reader([lines[0].removeprefix("\ufeff")]))
    place = {}
    for number, line in enumerate(lines[1:], 1):
        if line:
            place[next(csv.reader([line]))[names.index("variable")]] = number
    last = len(lines) - 1
    for answer in sorted(answers, key=lambda each: place.get(each.variable, last)):
        added = len(lines) - 1 - last  # so far, all of them above
        line = format_row([getattr(answer, name, "") for name in names])
        lines.insert(place.get(answer.variable, last) + added + 1, line)
    return end.join(lines) + end


def format_row(cells: list) -> str:
    """One line of a CSV file."""
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(cells)
    return line.getvalue()


def append_renames(text: str, renames: tuple[Rename, ...]) -> str:
    """renames.csv with rows added."""
    names = [field.name for field in dataclasses.fields(Rename)]
    if not text:
        text = format_row(names) + "\n"
    end = "\r\n" if "\r\n" in text else "\n"
    names = next(csv.reader([text.splitlines()[0].removeprefix("\ufeff")]))
    rows = [format_row([getattr(each, name, "") for name in names]) for each in renames]
    return text.removesuffix(end) + end + end.join(rows) + end


def append_corrections(text: str, corrections: tuple[Correction, ...]) -> str:
    """corrections.toml with blocks added."""
    import tomlkit

    blocks = []
    for correction in corrections:
        table = tomlkit.table()
        for field in dataclasses.fields(Correction):
            table[field.name] = getattr(correction, field.name)
        blocks.append("[[corrections]]\n" + tomlkit.dumps(table))
    start = text.rstrip("\n") + "\n\n" if text.strip() else ""
    return start + "\n".join(blocks)


def try_out(folder: Path, texts: dict[str, str]) -> None:
    """Read the declarations as they would be, aside.

    Raises
    ------
    Breaches
        They would not be sound.
    """
    with tempfile.TemporaryDirectory() as place:
        trial = Path(place) / folder.name
        trial.mkdir()
        for name in (*REQUIRED, *OPTIONAL):
            if name in texts:
                (trial / name).write_text(texts[name], encoding="utf-8", newline="")
            elif (folder / name).exists():
                shutil.copyfile(folder / name, trial / name)
        read_study(trial)
