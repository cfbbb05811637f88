"""What a wave file may hold: every breach is a sentence, and none tells a respondent's answer."""

from collections.abc import Iterator

import pandas as pd

from ..errors import name_lines
from ..study import Answer, Study, Wave


def find_breaches(frame: pd.DataFrame, study: Study) -> Iterator[str]:
    """All that keeps a wave from being analysed: columns, codes, ranges, areas, arms, ids."""
    rows = group_codebook(study)
    known, found = list(rows), list(frame.columns)
    for column in found:
        if column not in known:
            yield (
                f"column '{column}' is not in codebook.csv; describe it there (type 'note' if it "
                "is no answer)"
            )
    for column in known:
        if column not in found:
            yield f"column '{column}' of codebook.csv is missing from the file"
    if frame.empty:
        yield "the file has a header but no respondents"
        return
    if not study.synthetic and "notice" in found:
        yield "column 'notice' marks demonstration data, but study.toml has source 'raw'"
    for column in (column for column in known if column in found):
        yield from find_in_column(frame, column, rows[column], study)
    yield from find_changed_arm(frame, study)


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
    if kind == "respondent":
        yield from find_respondents(values, column)
    elif kind == "weight":
        numbers = pd.to_numeric(values, errors="coerce")
        wrong = ~((numbers > 0) & (numbers < float("inf")))
        yield from tell(wrong, f"column '{column}': a weight is not a number above zero")
    elif kind == "area":
        declared = [area.code for area in study.areas]
        wrong = ~values.isin(declared)
        names = name_common(values[wrong], study.disclosure.min_cell)
        yield from tell(wrong, f"column '{column}': an area is not declared in study.toml{names}")
        for area in sorted(set(declared) - set(values)):
            yield f"column '{column}': area {area} has no respondents; every area needs some"
    elif kind in ("coded", "number", "arm"):
        yield from find_undeclared(values, column, rows, study)


def find_respondents(values: pd.Series, column: str) -> Iterator[str]:
    """Ids that are empty or stand twice."""
    yield from tell(values == "", f"column '{column}': the respondent's number is empty")
    twice = values.duplicated(keep=False) & (values != "")
    yield from tell(twice, f"column '{column}': the same respondent stands more than once")


def find_undeclared(
    values: pd.Series, column: str, rows: list[Answer], study: Study
) -> Iterator[str]:
    """Answers that the codebook does not have, and numbers off their scale."""
    codes = [row.code for row in rows if row.code and not row.span()]
    spans = [row.span() for row in rows if row.span()]
    if rows[0].type == "arm" and not codes:
        codes = [arm.id for arm in study.arms]
    wrong = ~values.isin(codes)
    allowed = ", ".join(codes)
    if spans:
        numbers = pd.to_numeric(values, errors="coerce")
        for low, high in spans:
            wrong &= ~numbers.between(low, high)
        ranges = " or ".join(f"{low:g} to {high:g}" for low, high in spans)
        allowed = f"{ranges}, and {allowed}" if codes else ranges
        what = "a value is off its scale"
    else:
        what = "an answer code is not in codebook.csv"
    names = name_common(values[wrong], study.disclosure.min_cell)
    yield from tell(
        wrong,
        f"column '{column}': {what}{names} (right: {allowed})",
        "; mend the file, or add the code to codebook.csv with its meaning and status",
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
    arms = {place.code: place.arm for place in study.areas}
    if any(arm is None for arm in arms.values()):
        return
    rows = pd.concat(
        [
            frame[[respondent, area]]
            for frame in frames.values()
            if area in frame and respondent in frame
        ]
    )
    count = rows[area].map(arms).groupby(rows[respondent]).nunique()
    if (count > 1).any():
        yield (
            f"{(count > 1).sum()} respondents stand in both arms in different waves; a number "
            "may belong to one person only"
        )


def name_common(values: pd.Series, least: int) -> str:
    """Codes that so many respondents share that naming them tells about nobody."""
    counts = values.value_counts()
    common = [f"'{code}' ({count} rows)" for code, count in counts.items() if count >= least]
    return f": {', '.join(common)}" if common else ""


def tell(wrong: pd.Series, fault: str, remedy: str = "") -> Iterator[str]:
    """The fault with its count and lines of the file, if there is any."""
    rows = wrong.to_numpy().nonzero()[0]
    if len(rows):
        count = "1 row" if len(rows) == 1 else f"{len(rows)} rows"
        yield f"{fault}, in {count}: {name_lines(rows)}{remedy}"


def describe(wave: Wave) -> str:
    """How a message names a wave."""
    return f"wave '{wave.id}' ({wave.file})"
