"""What would be declared of a wave that arrives, and how that is said."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from ...study.records import Answer, Correction, Outcome, Rename, Study, Wave
from ..delivery import Column
from ..validate import find_column, find_people, group_codebook, name_header
from .drafts import draft_codes, draft_variable, turn_codes
from .matching import Match, match_codes, squeeze


@dataclass(frozen=True, kw_only=True)
class Point:
    """One thing to know, under the heading where it is said."""

    topic: str
    words: str


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


def tell_matches(matches: tuple[Match, ...], columns: dict[str, Column]) -> Iterator[Point]:
    """Columns under other names."""
    for match in matches:
        reason = {
            "declared": "as you said",
            "spelling": "the same name, written differently",
            "label": f"its label is '{columns[match.variable].label}'",
        }[match.by]
        words = (
            f"Column '{match.delivered}' was renamed: it is taken for '{match.variable}' "
            f"({reason}). renames.csv will say so."
        )
        yield Point(topic="Columns", words=words)


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
        points.append(tell_new(drafted, list(table).index(name) + 1))
        points += tell_likely(name, table, missing, study)
    kinds = {row.variable: row.type for row in study.codebook}
    needed = ("respondent", "area", "weight", "former")
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
    for name, rows in group_codebook(study).items():
        if name not in table or rows[0].type not in ("coded", "number"):
            continue
        column = columns.get(name, Column())
        turned = list(turn_back(table[name], rows, column, wave)) if column.answers else []
        if any(each.expect < study.disclosure.min_cell for each in turned):
            faults.append(
                f"'{name}' was recoded: by the file's own labels its answers have other codes "
                "than in the codebook, and too few gave some of them to write down how many; "
                "ask the agency for the codes of the codebook"
            )
        elif turned:
            corrections += turned
            points += tell_turned(name, turned)
        else:
            counts = table[name].str.strip().value_counts()
            drafted = draft_codes(counts, rows, column, study.disclosure.min_cell)
            found = list_offered(name, (*rows, *drafted), counts, earlier)
            answers += drafted
            offered += [f"{name} {row.code}" for row in found]
            points += tell_codes(drafted, counts, study)
            points += tell_offered([row for row in found if row not in drafted], counts, study)
            points += tell_labels(name, rows, column)
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


def tell_turned(name: str, corrections: list[Correction]) -> Iterator[Point]:
    """A variable whose answers have other codes than in the codebook."""
    if corrections:
        codes = ", ".join(f"{each.found} → {each.becomes}" for each in corrections)
        words = (
            f"'{name}' was recoded: by the file's own labels its answers have other codes than in "
            f"the codebook ({codes}). corrections.toml will bring them back."
        )
        yield Point(topic="Answer codes", words=words)


def tell_codes(drafted: tuple[Answer, ...], counts: pd.Series, study: Study) -> Iterator[Point]:
    """Codes that the codebook doesn't have, and what they would count as."""
    for row in drafted:
        code = f"code {row.code}" if row.code else "empty cells"
        counted = {
            "answered": "an answer",
            "dont_know": "don't know",
            "refused": "refused",
            "not_asked": "not asked",
            "unexplained": "no answer, unexplained",
        }[row.status]
        words = (
            f"'{row.variable}' has {code} ({count_rows(counts[row.code], study)}), new to the "
            f"codebook: '{row.answer}'. It will count as {counted}{tell_use(row, study)}."
        )
        yield Point(topic="Answer codes", words=words)


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


def tell_offered(rows: list[Answer], counts: pd.Series, study: Study) -> Iterator[Point]:
    """Codes of the codebook that nobody had before."""
    for row in rows:
        words = (
            f"'{row.variable}' has code {row.code} ({count_rows(counts[row.code], study)}), which "
            f"nobody had in the waves before: '{row.answer}'. It counts as an answer"
            f"{tell_use(row, study)}."
        )
        yield Point(topic="Answer codes", words=words)


def count_rows(count: int, study: Study) -> str:
    """A number of rows in words, none that is small."""
    least = study.disclosure.min_cell
    return f"{count} rows" if count >= least else f"fewer than {least} rows"


def tell_use(row: Answer, study: Study) -> str:
    """What a new answer does to outcomes that count some of the answers."""
    used = [each.label for each in study.outcomes if row.variable in each.items and each.positive]
    if row.status != "answered" or not used:
        return ""
    return (
        f" outside the positive codes of {name_outcomes(used)}, and the report will say that it is "
        "new; if that isn't right, or the question was changed, see to the outcome in study.toml "
        "first"
    )


def name_outcomes(labels: list[str]) -> str:
    """Outcomes by their labels."""
    return ", ".join(f"'{label}'" for label in labels)


def tell_labels(name: str, rows: list[Answer], column: Column) -> Iterator[Point]:
    """Answers that are worded otherwise than in the codebook."""
    answers = {row.code: row.answer for row in rows if row.answer}
    for code, label in column.answers.items():
        if code in answers and label and squeeze(label) != squeeze(answers[code]):
            words = (
                f"Code {code} of '{name}' is labelled '{label}'; the codebook has "
                f"'{answers[code]}'. Make sure that the question is the same."
            )
            yield Point(topic="Answer codes", words=words)


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


def tell_areas(corrections: list[Correction], study: Study) -> Iterator[Point]:
    """Areas that are written differently."""
    for each in corrections:
        if each.variable == find_column(study, "area"):
            words = (
                f"Area {each.becomes} is written '{each.found}' in "
                f"{count_rows(each.expect, study)}. corrections.toml will mend it."
            )
            yield Point(topic="Areas", words=words)


def is_former(values: pd.Series, known: set[str]) -> bool:
    """Whether a column holds numbers of earlier respondents: each once, and nearly all known.

    A column of codes repeats them; one of numbers that happen to be known has others besides.
    """
    filled = values[values != ""].str.strip()
    return bool(len(filled)) and filled.is_unique and filled.isin(known).mean() >= 0.9


def tell_new(drafted: list[Answer], place: int) -> Point:
    """A column that the codebook doesn't have."""
    row = drafted[0]
    name = name_header(row.variable, place)
    name = name[0].upper() + name[1:]
    words = {
        "former": f"{name} is new and holds numbers that respondents had in earlier waves. It will "
        "be described as that (type former), so that they count as the same people.",
        "note": f"{name} is new. It will be described as a note, which is not analysed; if it is a "
        "question, give codebook.csv its type and codes.",
        "coded": f"{name} is new: {row.label or 'no label'}. Its {len(drafted)} codes and their "
        "labels will be added to the codebook, and earlier waves noted as not having it.",
    }[row.type]
    return Point(topic="Respondents" if row.type == "former" else "Columns", words=words)


def tell_likely(name: str, table: pd.DataFrame, missing, study: Study) -> Iterator[Point]:
    """A new column that may be a missing variable, by its codes."""
    rows = group_codebook(study)
    codes = set(table[name].str.strip().unique())
    likely = [
        each
        for each in missing
        if rows[each][0].type == "coded" and len(codes) > 1
        and codes <= {row.code for row in rows[each]}
    ]  # fmt: skip
    if likely:
        place = list(table).index(name) + 1
        names = " or ".join(f"'{each}'" for each in likely)
        words = (
            f"{name_header(name, place)} may be {names}, which is missing: all its codes are codes "
            f"of that. If it is, start again with --rename '{name}={likely[0]}'."
        )
        yield Point(topic="Columns", words=words[0].upper() + words[1:])


def tell_missing(name: str, study: Study) -> Point:
    """A variable for which the file has no column."""
    lost: list[Outcome] = [each for each in study.outcomes if name in each.items]
    traits = [each for each in study.characteristics if each.variable == name]
    words = f"'{name}' is missing from the file. It will be noted as not asked in this wave"
    if lost:
        labels = name_outcomes([each.label for each in lost])
        words += f": there will be no estimate of {labels} at it"
    elif traits:
        words += ": respondents' " + ", ".join(each.label.lower() for each in traits)
        words += " will be unknown"
    return Point(topic="Columns", words=f"{words}. If it was asked, have the file exported again.")
