"""What a wave file may hold: every breach is a sentence, and none tells a respondent's answer."""

import itertools
import re
from collections.abc import Iterator

import pandas as pd

from ..errors import SHOWN_LINES, name_rows
from ..study.records import Answer, Study, Wave
from .delivery import write_letter

# Codes by which agencies, and Stata, mark kinds of missing answer. Which stands for which differs
# from one agency to the next, so that none is guessed.
PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")  # a number as Python reads it
UNEXPLAINED = re.compile(r"-[1-9]|\.[a-z]")
ERRORS = ("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!")  # of Excel
MOST = 2_000_000  # respondents of a wave that rows may stand for: more would fill the memory
NAME_LENGTH = 64  # as long as Stata and SPSS let a name be


def find_breaches(frame: pd.DataFrame, study: Study, wave: Wave) -> Iterator[str]:
    """All that keeps a wave from being analysed: columns, codes, ranges, areas, arms, ids."""
    rows = group_codebook(study)
    known, found = list(rows), list(frame.columns)
    if not set(known) & set(found):
        yield (
            f"none of its {len(found)} columns is in codebook.csv; the first line has to be a "
            "header with the names that the codebook has"
        )
        return
    yield from find_columns(frame, rows, wave)
    if frame.empty:
        yield "the file has a header but no respondents"
        return
    if not study.synthetic and "notice" in found:
        yield "column 'notice' marks demonstration data, but study.toml has source 'raw'"
    for column in (column for column in known if column in found):
        yield from find_in_column(frame, column, rows[column], study)
    if find_column(study, "area") in found:
        areas = keep_counted(frame, study)[find_column(study, "area")].str.strip()
        yield from find_unsurveyed(areas, study, wave)
    yield from find_changed_arm(frame, study)
    if find_column(study, "former") in found and find_column(study, "respondent") in found:
        twice = find_people(frame, study).duplicated(keep=False)
        twice &= ~frame[find_column(study, "respondent")].duplicated(keep=False)
        yield from tell(twice, "by their earlier number, the same respondent stands twice")


def find_columns(frame: pd.DataFrame, rows: dict[str, list[Answer]], wave: Wave) -> Iterator[str]:
    """Columns that the codebook doesn't have, and those that the file doesn't."""
    for place, column in enumerate(frame.columns, 1):
        if column not in rows:
            yield (
                f"{name_header(column, place, wave)} is not in codebook.csv; describe it there "
                "(type 'note' if it is no answer)"
            )
        elif column in wave.not_asked:
            yield (
                f"column '{column}' is in the file, but study.toml has it as not asked in this "
                "wave; take it out of not_asked there"
            )
    for column, (first, *_) in rows.items():
        if column in frame or column in wave.not_asked or first.type == "former":
            continue
        needed = first.type in ("respondent", "count", "area", "weight")
        declare = f"list it under not_asked of wave '{wave.id}' in study.toml"
        remedy = "every wave needs it" if needed else f"if it was not asked, {declare}"
        yield f"column '{column}' of codebook.csv is missing from the file; {remedy}"


def name_header(column: str, place: int, wave: Wave) -> str:
    """Name a column; by its place if it is too odd for a name, since it may hold answers then.

    `place` is that in the table; in the file, blank columns may stand before it.
    """
    if len(column) <= NAME_LENGTH and column.isprintable():
        return f"column '{column}'"
    if not wave.file.endswith(".xlsx"):
        return f"column {place}"
    letters = map(write_letter, itertools.count(1))
    filled = (each for each in letters if each not in wave.departures.blank_columns)
    return f"column {next(itertools.islice(filled, place - 1, None))}"


def find_people(frame: pd.DataFrame, study: Study) -> pd.Series:
    """Numbers of the respondents: the one they had in an earlier wave, where the file has it; none
    where a row stands for several."""
    own, former = find_column(study, "respondent"), find_column(study, "former")
    if own is None:
        return pd.Series(dtype="str")
    if former not in frame:
        return frame[own]
    earlier = frame[former].str.strip()
    return frame[own].where(earlier == "", earlier)


def find_remarks(frame: pd.DataFrame, study: Study) -> Iterator[str]:
    """Codes without a meaning and empty cells, which count as no answer."""
    empty = []
    for column, rows in group_codebook(study).items():
        if column in frame and rows[0].type in ("coded", "number"):
            values = frame[column].str.strip()
            codes = find_unexplained(values, rows)
            empty += [f"'{column}'"] if "" in codes else []
            wrong = values.isin(codes) & (values != "")
            names = name_common(values[wrong], study.disclosure.min_cell)
            yield from tell(
                wrong,
                f"column '{column}': a missing code has no meaning in codebook.csv{names}",
                "; it counts as no answer until codebook.csv gives it a meaning and status",
            )
    if empty:
        yield (
            f"empty cells of {', '.join(empty)} count as no answer, unexplained, unless "
            "codebook.csv has a row without a code that gives them a status"
        )


def find_unexplained(values: pd.Series, rows: list[Answer]) -> list[str]:
    """Codes of a column that mark no answer, an empty cell among them, and that its codebook does
    not have."""
    codes = {row.code for row in rows}
    spans = [span for row in rows if (span := row.span())]
    return [
        code
        for code in values.unique()
        if code not in codes
        and (not code or UNEXPLAINED.fullmatch(code))
        and not any(low <= pd.to_numeric(code, errors="coerce") <= high for low, high in spans)
    ]


def group_codebook(study: Study) -> dict[str, list[Answer]]:
    """Rows of the codebook by variable, in order."""
    rows: dict[str, list[Answer]] = {}
    for row in study.codebook:
        rows.setdefault(row.variable, []).append(row)
    return rows


def find_column(study: Study, kind: str) -> str | None:
    """Name of the column of a type of which a file has one at most."""
    return next((row.variable for row in study.codebook if row.type == kind), None)


def find_in_column(
    frame: pd.DataFrame, column: str, rows: list[Answer], study: Study
) -> Iterator[str]:
    """Breaches within one column."""
    values = frame[column].str.strip()
    kind = rows[0].type
    broken = values.isin(ERRORS)
    if kind != "note":
        yield from tell(broken, f"column '{column}': cells hold an error such as #REF!")
        values = values[~broken]
    if kind == "respondent":
        yield from find_respondents(values, column)
    elif kind == "count":
        yield from find_miscounts(values, column)
    elif kind == "weight":
        numbers = pd.to_numeric(values, errors="coerce")
        wrong = ~((numbers > 0) & (numbers < float("inf")))
        yield from tell(wrong, f"column '{column}': a weight is not a number above zero")
    elif kind == "area":
        declared = [area.code for area in study.areas]
        wrong = ~values.isin(declared)
        names = name_common(values[wrong], study.disclosure.min_cell)
        yield from tell(wrong, f"column '{column}': an area is not declared in study.toml{names}")
    elif kind in ("coded", "number", "arm"):
        yield from find_undeclared(values, column, rows, study)


def find_unsurveyed(values: pd.Series, study: Study, wave: Wave) -> Iterator[str]:
    """Areas without respondents, and respondents in areas that were not surveyed."""
    found = set(values.unique())
    for area in sorted(study.areas, key=lambda each: each.code):
        if area.is_surveyed(wave) and area.code not in found:
            yield (
                f"area {area.code} has no respondents; if it was not surveyed, give it in "
                "study.toml the day it joined or left the survey, or left and returned"
            )
        elif not area.is_surveyed(wave):
            yield from tell(
                values == area.code,
                f"area {area.code} has respondents, but by study.toml (joined, left, returned) it "
                "was not surveyed in this wave",
                "; mend the file or the dates",
            )


def find_respondents(values: pd.Series, column: str) -> Iterator[str]:
    """Ids that are empty or stand twice."""
    yield from tell(values == "", f"column '{column}': the respondent's number is empty")
    twice = values.duplicated(keep=False) & (values != "")
    yield from tell(twice, f"column '{column}': the same respondent stands more than once")


def read_counts(values: pd.Series) -> pd.Series:
    """For how many respondents each row stands, NaN where that is no whole number from 0 up."""
    numbers = pd.to_numeric(values.str.strip(), errors="coerce").astype(float)
    return numbers.where((numbers >= 0) & (numbers % 1 == 0))


def keep_counted(frame: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Rows that stand for somebody."""
    column = find_column(study, "count")
    return frame[read_counts(frame[column]) != 0] if column in frame else frame


def find_miscounts(values: pd.Series, column: str) -> Iterator[str]:
    """Counts that are none, and more respondents than can be, or none at all."""
    counts = read_counts(values)
    wrong = values[counts.isna()]
    if len(wrong):
        shown = [f"line {row} ('{value}')" for row, value in wrong.items()][:SHOWN_LINES]
        more = f" and {len(wrong) - len(shown)} more" if len(wrong) > len(shown) else ""
        yield (
            f"column '{column}': a count is no whole number from 0 up: {', '.join(shown)}{more}; "
            "a row that stands for nobody has 0"
        )
    total = counts.sum()
    if total > MOST:
        yield (
            f"column '{column}': its rows stand for {total:,.0f} respondents; at most {MOST:,} a "
            "wave can be read. See that it counts respondents; for so many, estimate with "
            "`analysis.impact.did`, which reads tables of any size"
        )
    elif not total and not len(wrong):
        yield f"column '{column}': all counts are 0; the file has no respondents"


def find_undeclared(
    values: pd.Series, column: str, rows: list[Answer], study: Study
) -> Iterator[str]:
    """Answers that the codebook does not have, and numbers off their scale."""
    codes = [row.code for row in rows if not row.span() and (row.code or row.status != "answered")]
    spans = [row.span() for row in rows if row.span()]
    if rows[0].type == "arm" and not codes:
        codes = [arm.id for arm in study.arms]
    right = [*codes, *([] if rows[0].type == "arm" else find_unexplained(values, rows))]
    distinct = pd.Series(values.unique(), dtype="str")
    strange = ~distinct.isin(right)
    allowed = ", ".join(code or "an empty cell" for code in codes)
    if spans:
        numbers = pd.to_numeric(distinct, errors="coerce")
        for low, high in spans:
            strange &= ~numbers.between(low, high)
        ranges = " or ".join(f"{low:g} to {high:g}" for low, high in spans)
        allowed = f"{ranges}, and {allowed}" if codes else ranges
        what = "a value is off its scale"
    elif all(PLAIN.fullmatch(text) for text in distinct[strange]):
        what = "an answer code is not in codebook.csv"
    else:
        what = "an answer has no code in codebook.csv"
        answers = {row.code: row.answer for row in rows if row.answer and row.code}
        labelled = (f"{code} ({answers[code]})" if code in answers else code for code in codes)
        allowed = ", ".join(code or "an empty cell" for code in labelled)
    wrong = values.isin(distinct[strange])
    names = name_common(values[wrong], study.disclosure.min_cell)
    yield from tell(
        wrong,
        f"column '{column}': {what}{names} (right: {allowed})",
        "; mend the file, or add the code to codebook.csv with its meaning and status (add-wave "
        "--codebook takes them from a DDI codebook)",
    )


def find_changed_arm(frame: pd.DataFrame, study: Study) -> Iterator[str]:
    """Rows whose arm is not the one declared for their area."""
    area, arm = find_column(study, "area"), find_column(study, "arm")
    if area not in frame or arm not in frame:
        return
    answers = {row.code: row.answer for row in study.codebook if row.variable == arm and row.code}
    given = frame[arm].replace(answers)
    for place in study.areas:
        if place.arm is not None:
            moved = (frame[area] == place.code) & (given != place.arm)
            if moved.any():
                yield from tell(
                    moved,
                    f"area {place.code} is declared in arm '{place.arm}' but the file has another",
                )


def find_moves(frames: dict[str, pd.DataFrame], study: Study) -> Iterator[str]:
    """People who stand in different arms in different waves."""
    respondent, area = find_column(study, "respondent"), find_column(study, "area")
    if respondent is None:  # nobody can be known again
        return
    arms = {place.code: place.arm for place in study.areas}
    if any(arm is None for arm in arms.values()):
        return
    rows = pd.concat(
        [
            pd.DataFrame({"person": find_people(frame, study), "arm": frame[area].map(arms)})
            for frame in frames.values()
            if area in frame and respondent in frame
        ]
    )
    count = rows["arm"].groupby(rows["person"]).nunique()
    if (count > 1).any():
        yield (
            f"{(count > 1).sum()} respondents stand in both arms in different waves; a number "
            "may belong to one person only"
        )


def name_common(values: pd.Series, least: int) -> str:
    """Codes that so many respondents share that naming them tells about nobody."""
    counts = values.value_counts()
    common = [
        f"'{code}'" + (f" ({count} rows)" if len(counts) > 1 else "")
        for code, count in counts.items()
        if count >= least
    ]
    return f": {', '.join(common)}" if common else ""


def tell(wrong: pd.Series, fault: str, remedy: str = "") -> Iterator[str]:
    """The fault with its count and rows of the file, by which the frame is indexed, if any."""
    rows = wrong.index[wrong.to_numpy()]
    if len(rows):
        count = "1 row" if len(rows) == 1 else f"{len(rows)} rows"
        yield f"{fault}, in {count}: {name_rows(rows)}{remedy}"


def describe(wave: Wave) -> str:
    """How a message names a wave."""
    return f"wave '{wave.id}' ({wave.file})"
