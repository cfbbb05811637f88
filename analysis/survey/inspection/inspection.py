"""A wave that arrives, beside the codebook and the waves before it: what would be declared of it,
what a survey manager should know, and what keeps it from being used."""

import dataclasses
import functools
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ...errors import Breaches
from ...study.records import Answer, Rename, Study, Wave
from ..conversion import convert, describe_codings, find_departures, tell_departures
from ..counts import expand, find_uncountable
from ..delivery import Column, Delivery
from ..validation import describe, find_breaches, find_column, find_moves, find_people
from ..waves import correct, find_change, list_corrections, read_wave, rename
from .comparison import compare_profiles
from .matching import match_columns
from .points import Point, tell_matches, tell_wordings
from .profile import Profile, print_rows, profile
from .proposal import Proposal, is_former, propose
from .returning import count_repeats, count_returning

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
DELIVERED = 0.5  # of the rows: people do not answer all questions alike twice


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
    points += [*tell_matches(matches, columns), *tell_wordings(columns, study)]
    waves = dict(read_earlier(study))
    earlier = [*waves.values()]
    drafted = tuple(draft_types(table, study, new, columns, earlier))
    codings = describe_codings(study, columns, drafted)
    found, questions = find_departures(table, codings, wave.departures)
    table = convert(table, codings, found)
    read = {name: dataclasses.replace(columns[name], answers={}, missing=())
            for name in found.labels if codings[name].turned}  # fmt: skip
    columns |= read  # whose codes are the codebook's now
    wave = dataclasses.replace(wave, departures=found.within(delivery.departures))
    points += [Point(topic="How it was read", words=words) for words in tell_departures(found)]
    proposal, told, faults = propose(table, study, wave, columns, new, missing, earlier)
    proposal = dataclasses.replace(proposal, renames=renames)
    points += told
    proposed = proposal.add(study)
    own = list_corrections(proposed, proposal.wave)
    faults += [*questions, *find_foreign(table, study), *correct(table, own)]
    faults += find_breaches(table, proposed, proposal.wave)
    people = "count" if find_column(study, "count") else "respondent"
    if all(find_column(study, kind) in table for kind in (people, "area")) and len(table):
        with suppress(Breaches):  # by counts that are among the faults
            table = expand(table, study)
            size["rows"] = len(table)
            frames = {each: expand(frame, study) for each, frame in waves.items()}
            told, alike = compare(table, proposed, proposal.wave, frames)
            points += told
            faults += [*alike, *find_moves(frames | {wave.id: table}, proposed)]
    points.sort(key=lambda point: TOPICS.index(point.topic))
    return Inspection(**size, proposal=proposal, points=tuple(points), faults=tuple(faults))


def draft_types(
    table: pd.DataFrame, study: Study, new, columns: dict[str, Column], earlier
) -> Iterator[Answer]:
    """Rows that the codebook may get for new columns that can depart from it: those with codes,
    and one with earlier numbers, whose empty cells make many programs write decimals."""
    known = {person for frame in earlier for person in find_people(frame, study)}
    for name in new:
        if answers := columns[name].answers:
            yield from (Answer(variable=name, type="coded", code=code, answer=label)
                        for code, label in answers.items())  # fmt: skip
        elif is_former(table[name].str.replace(r"[.,]0+$", "", regex=True), known):
            yield Answer(variable=name, type="former")


def read_earlier(study: Study) -> Iterator[tuple[str, pd.DataFrame]]:
    """Registered waves with their corrections, but for those that are not on this machine or can't
    be used."""
    for wave in study.waves:
        try:
            frame = read_wave(study, wave)
            fit = not [
                *find_change(study, wave),
                *correct(frame, list_corrections(study, wave)),
                *find_uncountable(frame, study),
            ]
        except Breaches:
            fit = False
        if fit:
            yield wave.id, frame


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
    table: pd.DataFrame, study: Study, wave: Wave, waves: dict[str, pd.DataFrame]
) -> tuple[list[Point], list[str]]:
    """What differs from the other waves, and what keeps it from being one of its own.

    Where rows stand for several respondents, nobody of another wave can be known again.
    """
    numbers = table.get(find_column(study, "respondent"))
    new = profile(table, study, wave.label)
    points = list(tell_unread(study, wave, waves))
    faults: list[str] = []
    earlier: list[Profile] = []
    others: list[Profile] = []
    repeats = 0
    printed = functools.cache(lambda columns: print_rows(table, list(columns)))
    for each in (each for each in study.waves if each.id in waves):
        frame = waves[each.id]
        others.append(profile(frame, study, each.label))
        if each.fieldwork < wave.fieldwork:
            earlier.append(others[-1])
        if numbers is None:
            continue
        columns = tuple(name for name in new.answers if name in frame)
        here, there = printed(columns), print_rows(frame, list(columns))
        if len(columns) >= ENOUGH and is_same(here, there, new.people, others[-1].people):
            faults.append(tell_same(each))
        if each.fieldwork < wave.fieldwork:
            repeats += count_repeats(here, there, new.people, earlier[-1].people)
    found = list(compare_profiles(new, others, study))
    if numbers is not None:
        told = count_returning(new, numbers, earlier, repeats, study)
        found += (("Respondents", words) for words in told)
    return points + [Point(topic=topic, words=words) for topic, words in found], faults


def tell_unread(study: Study, wave: Wave, waves: dict[str, pd.DataFrame]) -> Iterator[Point]:
    """Other waves whose files are not on this machine."""
    for each in study.waves:
        if each.id not in waves and each.id != wave.id:
            words = f"{describe(each)} can't be read here; nothing was compared with it."
            yield Point(topic="How it was read", words=words[0].upper() + words[1:])


def tell_same(wave: Wave) -> str:
    """That a wave was delivered again."""
    return (
        f"most respondents stand in wave '{wave.id}' under the same numbers and with the same "
        "answers: it is the same fieldwork, delivered again; to replace that wave's file, put the "
        "new one in its place and register its sha256 in study.toml"
    )


def is_same(
    here: np.ndarray, there: np.ndarray, people: pd.DataFrame, others: pd.DataFrame
) -> bool:
    """Whether most rows have the answers that their number had in another wave."""
    known = pd.Series(there, index=others["person"].to_numpy())
    same = known[~known.index.duplicated()].reindex(people["person"]).to_numpy() == here
    return bool(same.mean() > DELIVERED)
