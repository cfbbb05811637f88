"""A wave that arrives, beside the codebook and the waves before it: what would be declared of it,
what a survey manager should know, and what keeps it from being used."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from ..errors import Breaches
from ..study import Answer, Correction, Outcome, Rename, Study, Wave
from .comparison import compare_profiles, count_repeats, count_returning
from .delivery import Column, Delivery
from .drafts import draft_codes, draft_variable, turn_codes
from .matching import Match, match_codes, match_columns, squeeze
from .profile import Profile, print_rows, profile
from .validate import (
    describe,
    find_breaches,
    find_column,
    find_moves,
    find_people,
    group_codebook,
    name_header,
)
from .waves import correct, find_change, read_wave, rename

TOPICS = (
    "How it was read",
    "Columns",
    "Answer codes",
    "Areas",
    "Weights",
    "Respondents",
    "Answers that moved",
)


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
    known = {person for frame in waves.values() if frame is not None
             for person in find_people(frame, study)}  # fmt: skip
    proposal, told, faults = propose(table, study, wave, columns, new, missing, known)
    proposal = dataclasses.replace(proposal, renames=renames)
    points += told
    proposed = proposal.add(study)
    own = tuple(each for each in proposed.corrections if each.wave == wave.id)
    faults += [*find_foreign(table, study), *correct(table, own)]
    faults += find_breaches(table, proposed, proposal.wave)
    if all(find_column(study, kind) in table for kind in ("respondent", "area")) and len(table):
        points += compare(table, proposed, proposal.wave, waves)
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
    table: pd.DataFrame, study: Study, wave: Wave, columns: dict[str, Column], new, missing, known
) -> tuple[Proposal, list[Point], list[str]]:
    """What to declare for new and missing columns, new codes and codes written differently; what
    to know of it, and what can't be declared."""
    points: list[Point] = []
    faults: list[str] = []
    answers: list[Answer] = []
    corrections: list[Correction] = []
    for name, rows in group_codebook(study).items():
        if name in table and rows[0].type in ("coded", "number"):
            column = columns.get(name, Column())
            turned = list(turn_back(table[name], rows, column, wave)) if column.answers else []
            if any(each.expect < study.disclosure.min_cell for each in turned):
                faults.append(
                    f"'{name}' was recoded: by the file's own labels its answers have other codes "
                    "than in the codebook, and too few gave some of them to write down how many; "
                    "ask the agency for the codes of the codebook"
                )
                continue
            corrections += turned
            points += tell_turned(name, turned)
            if not turned:
                counts = table[name].str.strip().value_counts()
                drafted = draft_codes(counts, rows, column, study.disclosure.min_cell)
                answers += drafted
                points += tell_codes(drafted, counts, study)
                points += tell_labels(name, rows, column)
    corrections += mend_areas(table, study, wave)
    points += tell_areas(corrections, study)
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
    proposal = Proposal(
        wave=dataclasses.replace(wave, not_asked=not_asked),
        answers=tuple(answers),
        corrections=tuple(corrections),
        absent=absent,
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
        count = counts[row.code]
        least = study.disclosure.min_cell
        how_many = f"{count} rows" if count >= least else f"fewer than {least} rows"
        code = f"code {row.code}" if row.code else "empty cells"
        counted = {
            "answered": "an answer",
            "dont_know": "don't know",
            "refused": "refused",
            "not_asked": "not asked",
            "unexplained": "no answer, unexplained",
        }[row.status]
        words = (
            f"'{row.variable}' has {code} ({how_many}), new to the codebook: '{row.answer}'. It "
            f"will count as {counted}{tell_use(row, study)}."
        )
        yield Point(topic="Answer codes", words=words)


def tell_use(row: Answer, study: Study) -> str:
    """What a new answer does to outcomes that count some of the answers."""
    used = [each.label for each in study.outcomes if row.variable in each.items and each.positive]
    if row.status != "answered" or not used:
        return ""
    return (
        f" outside the positive codes of {name_outcomes(used)}; if that isn't right, or the "
        "question was changed, see to the outcome in study.toml first"
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
    least = study.disclosure.min_cell
    for each in corrections:
        if each.variable == find_column(study, "area"):
            rows = f"{each.expect} rows" if each.expect >= least else f"fewer than {least} rows"
            words = (
                f"Area {each.becomes} is written '{each.found}' in {rows}. corrections.toml will "
                "mend it."
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


def compare(
    table: pd.DataFrame, study: Study, wave: Wave, waves: dict[str, pd.DataFrame | None]
) -> Iterator[Point]:
    """What differs from the waves before it."""
    new = profile(table, study, wave.label)
    numbers = table[find_column(study, "respondent")]
    earlier: list[Profile] = []
    printed: dict[tuple[str, ...], object] = {}
    repeats = 0
    for each in study.waves:
        frame = waves.get(each.id)
        if frame is None:
            if each.id != wave.id:
                words = f"{describe(each)} can't be read here; nothing was compared with it."
                yield Point(topic="How it was read", words=words[0].upper() + words[1:])
            continue
        earlier.append(profile(frame, study, each.label))
        columns = tuple(name for name in new.answers if name in frame)
        if columns not in printed:
            printed[columns] = print_rows(table, list(columns))
        old = print_rows(frame, list(columns))
        repeats += count_repeats(printed[columns], old, new.people, earlier[-1].people)
    for topic, words in compare_profiles(new, earlier, study):
        yield Point(topic=topic, words=words)
    for words in count_returning(new, numbers, earlier, repeats, study):
        yield Point(topic="Respondents", words=words)
