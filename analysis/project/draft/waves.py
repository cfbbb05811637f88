"""The waves: when they were in the field, and how their files depart from the codebook."""

import dataclasses
import re
from datetime import date
from pathlib import Path

from ...errors import Breaches
from ...study.records import Departures, Study, Wave
from ...survey.conversion import describe_codings, find_departures
from ...survey.delivery import Delivery
from ...survey.waves import hash_wave
from ..questions import Dialogue, Question

YEAR = re.compile(r"(?<!\d)(19|20)\d{2}(?!\d)")


def ask_waves(paths: tuple[tuple[Path, str], ...], kind: str) -> Dialogue:
    """Ask what each wave is called and when it was in the field.

    Parameters
    ----------
    paths : of the files, each with the period that its wave belongs to
    kind : the folder their files go to
    """
    waves = []
    for place, (path, period) in enumerate(paths, start=1):
        year = YEAR.search(path.stem)
        label = yield Question(
            key=f"waves.w{place}.label",
            text=f"How does the report name the wave of {path.name}",
            default=year[0] if year else period.capitalize() if place in (1, len(paths)) else None,
        )
        days = yield Question(
            key=f"waves.w{place}.fieldwork",
            text=f"First and last day in the field of {label}, such as "
            f"{year[0] if year else 2025}-03-01, {year[0] if year else 2025}-06-30",
            kind="days",
        )
        waves.append(
            Wave(
                id=f"w{place}",
                label=label,
                period=period,
                fieldwork=tuple(map(date.fromisoformat, days)),
                file=f"{kind}/wave-{place}{path.suffix.lower()}",
                sha256=hash_wave(path),
            )
        )
    return tuple(waves)


def depart(study: Study, deliveries: tuple[Delivery, ...]) -> tuple[Wave, ...]:
    """The waves with what their files do not have, and how these depart from the codebook.

    Raises
    ------
    Breaches
        It can't be told how cells are to be read.
    """
    faults: list[str] = []
    waves = []
    variables = list(dict.fromkeys(row.variable for row in study.codebook))
    for wave, delivery in zip(study.waves, deliveries, strict=True):
        found, questions = read_departures(study, delivery)
        faults += [f"{wave.label}: {question}" for question in questions]
        absent = tuple(name for name in variables if name not in delivery.table)
        waves.append(dataclasses.replace(wave, not_asked=absent, departures=found))
    if faults:
        raise Breaches("The wave files can't be read", faults)
    return tuple(waves)


def read_departures(study: Study, delivery: Delivery) -> tuple[Departures, tuple[str, ...]]:
    """How a file departs from the codebook drafted from it, and what can't be told."""
    columns = {name: delivery.column(name) for name in delivery.table}
    codings = describe_codings(study, columns)
    found, questions = find_departures(delivery.table, codings, Departures())
    return found.within(delivery.departures), questions
