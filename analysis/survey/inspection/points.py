"""What a survey manager should know of a delivered wave, point by point in words."""

import shlex
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from ...study.records import Answer, Correction, Outcome, Study, Wave
from ..delivery import Column
from ..validation import find_column, group_codebook, name_header
from .matching import Match, squeeze, word_variables, words


@dataclass(frozen=True, kw_only=True)
class Point:
    """One thing to know, under the heading where it is said."""

    topic: str
    words: str


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


def tell_wordings(columns: dict[str, Column], study: Study) -> Iterator[Point]:
    """Questions that the file words otherwise than the codebook."""
    known = word_variables(study)
    kinds = {row.variable: row.type for row in study.codebook}
    other = [
        name
        for name, column in columns.items()
        if kinds.get(name) in ("coded", "number") and column.label
        and not words(column.label) & known[name]
    ]  # fmt: skip
    if other:
        names = ", ".join(f"'{name}'" for name in other)
        said = (
            f"The file words {len(other)} question{'s' if len(other) > 1 else ''} otherwise than "
            f"codebook.csv and study.toml: {names}. Make sure that they are the same questions."
        )
        yield Point(topic="Columns", words=said)


def tell_turned(name: str, corrections: list[Correction]) -> Iterator[Point]:
    """A variable whose answers have other codes than in the codebook."""
    if corrections:
        codes = ", ".join(f"{each.found} → {each.becomes}" for each in corrections)
        words = (
            f"'{name}' was recoded: by the file's own labels its answers have other codes than in "
            f"the codebook ({codes}). corrections.toml will bring them back."
        )
        yield Point(topic="Answer codes", words=words)


def tell_recoded(name: str) -> str:
    """The same where the codes can't be brought back."""
    return (
        f"'{name}' was recoded: by the file's own labels its answers have other codes than in the "
        "codebook, and too few gave some of them to write down how many; ask the agency for the "
        "codes of the codebook"
    )


def tell_codes(drafted: tuple[Answer, ...], counts: pd.Series, study: Study) -> Iterator[Point]:
    """Codes that the codebook doesn't have, and what they would count as."""
    for row in drafted:
        counted = {
            "answered": "an answer",
            "dont_know": "don't know",
            "refused": "refused",
            "not_asked": "not asked",
            "unexplained": "no answer, unexplained",
        }[row.status]
        words = (
            f"'{row.variable}' has code {row.code} ({count_rows(counts[row.code], study)}), new to "
            f"the codebook: '{row.answer}'. It will count as {counted}{tell_use(row, study)}."
        )
        yield Point(topic="Answer codes", words=words)


def tell_empty(empty: dict[str, int], study: Study) -> Iterator[Point]:
    """Variables with empty cells of which the codebook says nothing, and how many have none."""
    if empty:
        cells = ", ".join(f"'{name}' ({count_rows(n, study)})" for name, n in empty.items())
        words = f"Cells are empty in {cells}. They will count as no answer, unexplained."
        yield Point(topic="Answer codes", words=words)


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


def tell_areas(corrections: list[Correction], study: Study) -> Iterator[Point]:
    """Areas that are written differently."""
    for each in corrections:
        if each.variable == find_column(study, "area"):
            words = (
                f"Area {each.becomes} is written '{each.found}' in "
                f"{count_rows(each.expect, study)}. corrections.toml will mend it."
            )
            yield Point(topic="Areas", words=words)


def tell_new(drafted: list[Answer], place: int, wave: Wave) -> Point:
    """A column that the codebook doesn't have."""
    row = drafted[0]
    name = name_header(row.variable, place, wave)
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


def tell_likely(
    name: str, table: pd.DataFrame, missing, study: Study, wave: Wave
) -> Iterator[Point]:
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
        given = f"{'=' if name.startswith('-') else ' '}{shlex.quote(f'{name}={likely[0]}')}"
        words = (
            f"{name_header(name, place, wave)} may be {names}, which is missing: all its codes are "
            f"codes of that. If it is, start again with --rename{given}."
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
