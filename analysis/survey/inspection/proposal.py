"""What would be declared of a wave that arrives."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from ...study.records import Answer, Correction, Rename, Study, Wave
from ..delivery import Column
from ..validation import find_column, find_people, group_codebook
from .drafts import draft_codes, draft_variable, turn_codes
from .matching import match_codes
from .points import (
    Point,
    tell_areas,
    tell_codes,
    tell_empty,
    tell_labels,
    tell_likely,
    tell_missing,
    tell_new,
    tell_offered,
    tell_recoded,
    tell_turned,
)


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What would be declared so that a wave can be used.

    `absent` names new variables, which earlier waves don't have.
    """

    wave: Wave
    renames: tuple[Rename, ...] = ()
    answers: tuple[Answer, ...] = ()
    corrections: tuple[Correction, ...] = ()
    absent: tuple[str, ...] = ()

    def add(self, study: Study) -> Study:
        """The study with the proposal in it, waves in the order of their fieldwork."""
        earlier = [
            dataclasses.replace(each, not_asked=(*each.not_asked, *self.absent))
            for each in study.waves
        ]
        earlier.insert(place_wave(study.waves, self.wave), self.wave)
        return dataclasses.replace(
            study,
            waves=tuple(earlier),
            codebook=(*study.codebook, *self.answers),
            renames=(*study.renames, *self.renames),
            corrections=(*study.corrections, *self.corrections),
        )


def place_wave(waves: tuple[Wave, ...], wave: Wave) -> int:
    """Where a wave belongs: before the first whose fieldwork began later."""
    later = [place for place, each in enumerate(waves) if each.fieldwork > wave.fieldwork]
    return later[0] if later else len(waves)


def propose(
    table: pd.DataFrame, study: Study, wave: Wave, columns: dict[str, Column], new, missing, earlier
) -> tuple[Proposal, list[Point], list[str]]:
    """What to declare for new and missing columns, new codes and codes written differently; what
    to know of it, and what can't be declared. `earlier` are the frames of the waves before."""
    known = {person for frame in earlier for person in find_people(frame, study)}
    proposal, points, faults = propose_codes(table, study, wave, columns, earlier)
    answers = [*proposal.answers]
    areas = [*mend_areas(table, study, wave)]
    points += tell_areas(areas, study)
    for name in new:
        former = is_former(table[name], known)
        counts = table[name].str.strip().value_counts() if columns[name].answers else pd.Series()
        drafted = draft_variable(name, counts, columns[name], former)
        answers += drafted
        points.append(tell_new(drafted, list(table).index(name) + 1, wave))
        points += tell_likely(name, table, missing, study, wave)
    kinds = {row.variable: row.type for row in study.codebook}
    needed = ("respondent", "count", "area", "weight", "former")
    not_asked = tuple(name for name in missing if kinds[name] not in needed)
    points += (tell_missing(name, study) for name in not_asked)
    absent = tuple(dict.fromkeys(row.variable for row in answers if row.variable in new
                                 and row.type != "former"))  # fmt: skip
    proposal = dataclasses.replace(
        proposal,
        wave=dataclasses.replace(proposal.wave, not_asked=not_asked),
        answers=tuple(answers),
        corrections=(*proposal.corrections, *areas),
        absent=absent,
    )
    return proposal, points, faults


def propose_codes(
    table: pd.DataFrame, study: Study, wave: Wave, columns: dict[str, Column], earlier
) -> tuple[Proposal, list[Point], list[str]]:
    """The same for the codes of variables that the codebook has."""
    points: list[Point] = []
    faults: list[str] = []
    answers: list[Answer] = []
    offered: list[str] = []
    corrections: list[Correction] = []
    empty: dict[str, int] = {}
    for name, rows in group_codebook(study).items():
        if name not in table or rows[0].type not in ("coded", "number"):
            continue
        column = columns.get(name, Column())
        turned = list(turn_back(table[name], rows, column, wave)) if column.answers else []
        if any(each.expect < study.disclosure.min_cell for each in turned):
            faults.append(tell_recoded(name))
        elif turned:
            corrections += turned
            points += tell_turned(name, turned)
        else:
            counts = table[name].str.strip().value_counts()
            if "" in counts and "" not in [row.code for row in rows]:
                empty[name] = int(counts[""])
            drafted = draft_codes(counts, rows, column, study.disclosure.min_cell)
            found = list_offered(name, (*rows, *drafted), counts, earlier)
            answers += drafted
            offered += [f"{name} {row.code}" for row in found]
            points += tell_codes(drafted, counts, study)
            points += tell_offered([row for row in found if row not in drafted], counts, study)
            points += tell_labels(name, rows, column)
    points += tell_empty(empty, study)
    proposal = Proposal(
        wave=dataclasses.replace(wave, new_answers=tuple(offered)),
        answers=tuple(answers),
        corrections=tuple(corrections),
    )
    return proposal, points, faults


def turn_back(
    values: pd.Series, rows: list[Answer], column: Column, wave: Wave
) -> Iterator[Correction]:
    """Corrections that give answers the codes they have in the codebook."""
    counts = values.value_counts()
    for code, right in turn_codes(rows, column).items():
        if count := int(counts.get(code, 0)):
            yield Correction(
                wave=wave.id,
                variable=rows[0].variable,
                found=code,
                becomes=right,
                expect=count,
                reason=f"In this wave's file code {code} is labelled '{column.answers[code]}', "
                f"which is code {right} of the codebook.",
            )


def list_offered(
    name: str, rows: tuple[Answer, ...], counts: pd.Series, earlier: list[pd.DataFrame]
) -> list[Answer]:
    """Answers that were given and that nobody gave in the waves before, if any of them asked."""
    asked = [frame[name].str.strip().unique() for frame in earlier if name in frame]
    seen = {code for codes in asked for code in codes}
    return [
        row
        for row in rows
        if asked and row.type == "coded" and row.status == "answered"
        and row.code in counts and row.code not in seen
    ]  # fmt: skip


def mend_areas(table: pd.DataFrame, study: Study, wave: Wave) -> Iterator[Correction]:
    """Corrections for areas that are written otherwise than in study.toml."""
    column = find_column(study, "area")
    if column not in table:
        return
    codes = [area.code for area in study.areas]
    counts = table[column].value_counts()
    strange = [code for code in counts.index if code not in codes]
    for found, code in match_codes(strange, codes).items():
        yield Correction(
            wave=wave.id,
            variable=column,
            found=found,
            becomes=code,
            expect=int(counts[found]),
            reason=f"The file writes the area {code} differently.",
        )


def is_former(values: pd.Series, known: set[str]) -> bool:
    """Whether a column holds numbers of earlier respondents: each once, and nearly all known.

    A column of codes repeats them; one of numbers that happen to be known has others besides.
    """
    filled = values[values != ""].str.strip()
    return bool(len(filled)) and filled.is_unique and filled.isin(known).mean() >= 0.9
