"""A wave that arrives, beside the codebook and the waves before it: what would be declared of it,
what a survey manager should know, and what keeps it from being used."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from ...errors import Breaches
from ...study import Rename, Study, Wave
from ..delivery import Delivery
from ..validate import describe, find_breaches, find_column, find_moves, find_people
from ..waves import correct, find_change, read_wave, rename
from .comparison import compare_profiles, count_repeats, count_returning
from .matching import match_columns
from .profile import COUNTED, Profile, print_rows, profile
from .proposal import Point, Proposal, propose, tell_matches

TOPICS = (
    "How it was read",
    "Columns",
    "Answer codes",
    "Areas",
    "Weights",
    "Respondents",
    "Answers that moved",
)
ENOUGH = 10  # questions that tell people apart
DELIVERED = 0.5  # of the rows: nobody answers thirty questions alike twice


@dataclass(frozen=True, kw_only=True)
class Inspection:
    """All that was found in a delivered file; `faults` keep it from being added."""

    rows: int
    columns: int
    proposal: Proposal
    points: tuple[Point, ...]
    faults: tuple[str, ...]


def inspect_delivery(
    delivery: Delivery, study: Study, wave: Wave, declared: dict[str, str]
) -> Inspection:
    """Match a delivered file to the codebook and compare it with the waves before.

    Parameters
    ----------
    wave : as it would be registered
    declared : variables by the name of the column that holds them, where somebody stated it
    """
    matches, new, missing = match_columns(delivery, study, declared)
    renames = tuple(
        Rename(wave=wave.id, delivered=each.delivered, variable=each.variable) for each in matches
    )
    size = {"rows": len(delivery.table), "columns": delivery.table.shape[1]}
    try:
        table = rename(delivery.table, renames)
    except Breaches as error:
        return Inspection(**size, proposal=Proposal(wave=wave), points=(), faults=error.faults)
    names = {each.delivered: each.variable for each in matches}
    columns = {names.get(name, name): delivery.column(name) for name in delivery.table}
    points = [Point(topic="How it was read", words=remark) for remark in delivery.remarks]
    points += tell_matches(matches, columns)
    waves = dict(read_earlier(study))
    earlier = [frame for frame in waves.values() if frame is not None]
    proposal, told, faults = propose(table, study, wave, columns, new, missing, earlier)
    proposal = dataclasses.replace(proposal, renames=renames)
    points += told
    proposed = proposal.add(study)
    own = tuple(each for each in proposed.corrections if each.wave == wave.id)
    faults += [*find_foreign(table, study), *correct(table, own)]
    faults += find_breaches(table, proposed, proposal.wave)
    if all(find_column(study, kind) in table for kind in ("respondent", "area")) and len(table):
        points += compare(table, proposed, proposal.wave, waves)
        faults += find_delivered(table, study, waves)
        frames = {each: frame for each, frame in waves.items() if frame is not None}
        faults += find_moves(frames | {wave.id: table}, proposed)
    points.sort(key=lambda point: TOPICS.index(point.topic))
    return Inspection(**size, proposal=proposal, points=tuple(points), faults=tuple(faults))


def read_earlier(study: Study) -> Iterator[tuple[str, pd.DataFrame | None]]:
    """Registered waves with their corrections, None for one that is not on this machine or can't
    be used."""
    for wave in study.waves:
        own = tuple(each for each in study.corrections if each.wave == wave.id)
        try:
            frame = read_wave(study, wave)
            fit = not [*find_change(study, wave), *correct(frame, own)]
        except Breaches:
            fit = False
        yield wave.id, frame if fit else None


def find_foreign(table: pd.DataFrame, study: Study) -> Iterator[str]:
    """Data from the field in a demonstration, which may hold none."""
    notes = [row.variable for row in study.codebook if row.type == "note" and row.variable in table]
    marked = any((table[name] == study.study.notice).all() for name in notes)
    if study.synthetic and not marked:
        yield (
            "the study is a demonstration (source 'synthetic'), but the file does not say in every "
            "row that it is synthetic; a real wave needs a study with source 'raw' and real waves "
            "only (see CONTRIBUTING.md, Add a wave)"
        )


def compare(
    table: pd.DataFrame, study: Study, wave: Wave, waves: dict[str, pd.DataFrame | None]
) -> Iterator[Point]:
    """What differs from the waves before it."""
    new = profile(table, study, wave.label)
    numbers = table[find_column(study, "respondent")]
    earlier: list[Profile] = []
    others: list[Profile] = []
    printed: dict[tuple[str, ...], object] = {}
    repeats = 0
    for each in study.waves:
        frame = waves.get(each.id)
        if frame is None:
            if each.id != wave.id:
                words = f"{describe(each)} can't be read here; nothing was compared with it."
                yield Point(topic="How it was read", words=words[0].upper() + words[1:])
            continue
        found = profile(frame, study, each.label)
        others.append(found)
        if each.fieldwork > wave.fieldwork:
            continue
        earlier.append(found)
        columns = tuple(name for name in new.answers if name in frame)
        if columns not in printed:
            printed[columns] = print_rows(table, list(columns))
        old = print_rows(frame, list(columns))
        repeats += count_repeats(printed[columns], old, new.people, earlier[-1].people)
    for topic, words in compare_profiles(new, others, study):
        yield Point(topic=topic, words=words)
    for words in count_returning(new, numbers, earlier, repeats, study):
        yield Point(topic="Respondents", words=words)


def find_delivered(
    table: pd.DataFrame, study: Study, waves: dict[str, pd.DataFrame | None]
) -> Iterator[str]:
    """Waves whose answers the file holds once more, under the same numbers."""
    coded = [row.variable for row in study.codebook if row.type in COUNTED]
    for each in study.waves:
        frame = waves.get(each.id)
        if frame is None:
            continue
        columns = [name for name in dict.fromkeys(coded) if name in table and name in frame]
        marks = [
            pd.Series(print_rows(rows, columns), index=find_people(rows, study))
            for rows in (frame, table)
        ]
        if len(columns) >= ENOUGH and same_people(*marks) > DELIVERED:
            yield (
                f"most respondents stand in wave '{each.id}' under the same numbers and with the "
                "same answers: it is the same fieldwork, delivered again; to replace that wave's "
                "file, put the new one in its place and register its sha256 in study.toml"
            )


def same_people(old: pd.Series, new: pd.Series) -> float:
    """Share of rows whose number had the same answers before."""
    known = old[~old.index.duplicated()].reindex(new.index)
    return float((known == new).mean())
