"""Coded excerpts: CSV files with one row an excerpt, checked against the codeframe.

Columns: source, kind (interview or journal), role, date, theme, summary, valence (positive,
mixed or negative) and, while synthetic, notice.
"""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from ..errors import Breaches, name_lines
from ..evidence import Excerpt
from ..study import Study

COLUMNS = ("source", "kind", "role", "date", "theme", "summary", "valence")
KINDS = ("interview", "journal")
VALENCES = ("positive", "mixed", "negative")


def read_excerpts(study: Study) -> pd.DataFrame:
    """Read and check all files of excerpts; no rows if the study declares none.

    Raises
    ------
    Breaches
        A file is missing or holds something undeclared. All breaches of all files at once.
    """
    if study.qualitative is None:
        return pd.DataFrame(columns=COLUMNS, dtype=str)
    frames, faults = [], []
    for name in study.qualitative.excerpts:
        try:
            frame = read_table(study.folder / name)
        except Breaches as error:
            faults += [f"{name}: {fault}" for fault in error.faults]
            continue
        faults += [f"{name}: {fault}" for fault in find_breaches(frame, study)]
        frames.append(frame)
    if faults:
        raise Breaches("The coded excerpts can't be used", faults)
    return pd.concat(frames, ignore_index=True)


def read_table(path: Path) -> pd.DataFrame:
    """A CSV file as text."""
    try:
        return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except FileNotFoundError:
        fault = "the file is missing; study.toml lists it under qualitative excerpts"
    except UnicodeDecodeError:
        fault = "not UTF-8 text; save it as CSV UTF-8"
    except (pd.errors.EmptyDataError, pd.errors.ParserError):
        fault = "not a table; export it again as CSV"
    raise Breaches(path.name, [fault])


def find_breaches(frame: pd.DataFrame, study: Study) -> Iterator[str]:
    """All in a file of excerpts that its columns, the codeframe or study.toml don't allow."""
    missing = [column for column in COLUMNS if column not in frame]
    unknown = [column for column in frame if column not in (*COLUMNS, "notice")]
    for column in missing:
        yield f"column '{column}' is missing; right: {', '.join(COLUMNS)}"
    for column in unknown:
        yield f"column '{column}' is unknown; right: {', '.join(COLUMNS)}"
    if not study.synthetic and "notice" in frame:
        yield "column 'notice' marks demonstration data, but study.toml has source 'raw'"
    if frame.empty:
        yield "the file has a header but no excerpts"
    if missing or frame.empty:
        return
    roles = [role.id for role in study.qualitative.roles]
    allowed = {"kind": KINDS, "role": roles, "theme": list(study.theme), "valence": VALENCES}
    for column, right in allowed.items():
        for value, rows in frame.groupby(column).groups.items():
            if value not in right:
                place = name_lines(rows)
                yield f"{place}: {column} '{value}' is not declared; right: {', '.join(right)}"
    wrong = pd.to_datetime(frame["date"], format="%Y-%m-%d", errors="coerce").isna()
    if wrong.any():
        yield f"{name_lines(frame.index[wrong])}: date is not of the form 2019-05-31"
    for column in ("source", "summary"):
        empty = frame[column].str.strip() == ""
        if empty.any():
            yield f"{name_lines(frame.index[empty])}: {column} is empty"
    roles_of = frame.groupby("source")["role"].nunique()
    for source in roles_of.index[roles_of > 1]:
        rows = frame.index[frame["source"] == source]
        yield f"{name_lines(rows)}: one source has several roles; a source has one role"


def choose_excerpts(excerpts: pd.DataFrame, study: Study) -> tuple[Excerpt, ...]:
    """The earliest interview's summary of every theme and valence, so that no voice is picked.

    Only invented summaries are shown: what real sources said needs their declared consent.
    """
    if not study.synthetic:
        return ()
    interviews = excerpts[excerpts["kind"] == "interview"]
    chosen = interviews.sort_values(["date", "source"]).drop_duplicates(["theme", "valence"])
    places = [(theme.id, valence) for theme in study.themes for valence in VALENCES]
    rows = {(row.theme, row.valence): row for row in chosen.itertuples()}
    return tuple(
        Excerpt(
            theme=theme,
            kind=row.kind,
            role=row.role,
            year=int(row.date[:4]),
            valence=valence,
            summary=row.summary,
        )
        for theme, valence in places
        if (row := rows.get((theme, valence)))
    )
