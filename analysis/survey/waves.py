"""Wave files as registered: compared with their checksum, read, renamed and corrected."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd

from ..errors import Breaches
from ..study.records import Correction, Rename, Study, Wave
from .conversion import convert, convert_text, describe_codings, find_departures, find_undeclared
from .delivery import read_delivery


def read_wave(study: Study, wave: Wave) -> pd.DataFrame:
    """Read a wave's file under the codebook's names; every cell stays text, an empty one is "".

    Raises
    ------
    Breaches
        The file is missing or can't be read, a declared rename doesn't find its column, or its
        cells need to be read otherwise than they stand there and study.toml does not say so.
    """
    path = study.folder / wave.file
    if not path.exists():
        fault = f"the file is missing; put it at {wave.file} in the study's folder"
        raise Breaches(wave.file, [fault])
    renames = tuple(each for each in study.renames if each.wave == wave.id)
    delivery = read_delivery(path, list_names(study, {each.delivered for each in renames}))
    table = rename(delivery.table, renames)
    names = {each.delivered: each.variable for each in renames}
    columns = {names.get(name, name): column for name, column in delivery.columns.items()}
    codings = describe_codings(study, columns)
    found, questions = find_departures(table, codings, wave.departures)
    found = found.within(delivery.departures)
    if faults := [*questions, *find_undeclared(found, wave.departures, wave.id)]:
        raise Breaches(wave.file, faults)
    return convert(table, codings, wave.departures)


def list_corrections(study: Study, wave: Wave) -> tuple[Correction, ...]:
    """Corrections of a wave, in the codebook's codes where the file departs from them."""
    codings = describe_codings(study, {})
    numbers = {each.variable: each for each in wave.departures.numbers}

    def restate(text: str, name: str) -> str:
        if name not in codings:
            return text
        return convert_text(text, codings[name], wave.departures, numbers.get(name))

    return tuple(
        replace(
            each,
            found=restate(each.found, each.variable),
            becomes=restate(each.becomes, each.variable),
        )
        for each in study.corrections
        if each.wave == wave.id
    )


def list_names(study: Study, delivered: Iterable[str] = ()) -> frozenset[str]:
    """Names by which the header of a file is known."""
    return frozenset({row.variable for row in study.codebook} | set(delivered))


def find_change(study: Study, wave: Wave) -> Iterator[str]:
    """A file that is not the one registered; in some formats nothing else tells of damage."""
    path = study.folder / wave.file
    found = hash_wave(path) if path.exists() else wave.sha256
    if found != wave.sha256:
        yield (
            f"the file is not the one registered: its sha256 is {found}, study.toml has "
            f"{wave.sha256[:12]}…; restore the file or, if it was replaced on purpose, register "
            f"it by that sha256 under wave '{wave.id}'"
        )


def hash_wave(path: Path) -> str:
    """SHA-256 of a file, a piece at a time."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def rename(table: pd.DataFrame, renames: tuple[Rename, ...]) -> pd.DataFrame:
    """The table with its columns under the codebook's names.

    Raises
    ------
    Breaches
        A column to rename is not there, or its new name is taken.
    """
    names = {each.delivered: each.variable for each in renames}
    faults = [
        f"renames.csv expects a column '{delivered}', which the file doesn't have"
        for delivered in names
        if delivered not in table
    ]
    faults += [
        f"renames.csv gives column '{delivered}' the name '{name}', which another column has"
        for delivered, name in names.items()
        if name in table and name not in names
    ]
    if faults:
        raise Breaches("renames.csv", faults)
    return table.rename(columns=names)


def correct(frame: pd.DataFrame, corrections: tuple[Correction, ...]) -> list[str]:
    """Mend declared slips in place; return those whose expectation does not hold.

    All look for what was delivered, so that codes can change places. A correction that does not
    find exactly what it expects changes nothing.
    """
    faults = []
    delivered = {each.variable: frame.get(each.variable) for each in corrections}
    for correction in corrections:
        values = delivered[correction.variable]
        if values is None:
            faults.append(
                f"column '{correction.variable}' is to be corrected, but the file doesn't have it; "
                f"mend corrections.toml (reason given there: {correction.reason})"
            )
            continue
        rows = values == correction.found
        if rows.sum() == correction.expect:
            frame[correction.variable] = frame[correction.variable].mask(rows, correction.becomes)
        else:
            faults.append(
                f"column '{correction.variable}': the correction of '{correction.found}' expects "
                f"{correction.expect} rows, found {rows.sum()}; look at the file again and mend "
                f"corrections.toml (reason given there: {correction.reason})"
            )
    return faults
