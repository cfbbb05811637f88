"""Coded excerpts: files of codings, matched with the declared codes and documents.

A table of excerpts is a CSV file with one row a coding. Columns: document, code and, where there
are any, coder, text (the source's own words), summary (an analyst's) and valence (positive,
mixed or negative). Projects of coding programs are read as they are; see `project`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ..errors import SHOWN_LINES, Breaches
from ..study.records import Study
from .project import Coding, read_project
from .sources import COLUMNS, read_sources
from .table import clear_hidden, name_wrong, read_table

REQUIRED = ("document", "code")
OPTIONAL = ("coder", "text", "summary", "valence")
CODING = ("document", "code", "coder", "start", "end", "text", "summary", "valence")
VALENCES = ("positive", "mixed", "negative")


@dataclass(frozen=True, kw_only=True)
class Excerpts:
    """What was coded, as two tables.

    `documents` has a row for each document (see `sources`), coded or not. `codings` has a row
    for each theme of each passage and coder: document, theme, valence ("" where unrated), coder,
    text, summary, the document's source, kind, role, date and consent, and `counts`, whether
    this coder's work on the document is the one that counts.
    """

    documents: pd.DataFrame
    codings: pd.DataFrame

    def counted(self) -> pd.DataFrame:
        """The codings that count."""
        return self.codings[self.codings["counts"]]


def read_excerpts(study: Study) -> Excerpts:
    """Read, check and match all files of codings; no rows if the study declares none.

    Raises
    ------
    Breaches
        A file is missing, damaged or holds something undeclared. All breaches of all files.
    """
    if study.qualitative is None:
        codings = pd.DataFrame(columns=[*CODING, "theme", *COLUMNS[1:]], dtype=str)
        return Excerpts(
            documents=pd.DataFrame(columns=COLUMNS, dtype=str), codings=codings.assign(counts=False)
        )
    faults: list[str] = []
    frames = {}
    for name in study.qualitative.codings:
        try:
            frames[name] = read_codings(study.folder / name, synthetic=study.synthetic)
        except Breaches as error:
            faults += [f"{name}: {fault}" for fault in error.faults]
    try:
        documents = read_sources(study)
    except Breaches as error:
        faults += [f"{study.qualitative.sources}: {fault}" for fault in error.faults]
    if not faults:
        faults += find_unmatched(frames, documents, study)
    if faults:
        raise Breaches("The coded excerpts can't be used", faults)
    codings = pd.concat(frames.values(), ignore_index=True)
    return Excerpts(documents=documents, codings=match(codings, documents, study))


def read_codings(path: Path, *, synthetic: bool) -> pd.DataFrame:
    """The codings of a table of excerpts or of a project, one row each."""
    if not is_table(path):
        project = read_project(path)
        rows = pd.DataFrame(project.codings, columns=list(Coding.__dataclass_fields__))
        return clear_hidden(rows.assign(summary="", valence="")[list(CODING)], path.name)
    frame = read_table(path, REQUIRED, OPTIONAL, synthetic=synthetic)
    faults = list(name_wrong(frame, "valence", ("", *VALENCES)))
    if faults:
        raise Breaches(path.name, faults)
    return frame.assign(start=None, end=None)[list(CODING)]


def is_table(path: Path) -> bool:
    """Whether a file is a table of excerpts and not what a coding program exported."""
    if path.suffix.lower() != ".csv" or not path.exists():
        return False
    with path.open(encoding="utf-8-sig", errors="replace") as lines:
        return "tag" not in lines.readline(10_000).strip().split(",")


def find_unmatched(
    frames: dict[str, pd.DataFrame], documents: pd.DataFrame, study: Study
) -> Iterator[str]:
    """Codes, themes and documents that the declarations and the files don't share."""
    known = {code.code for code in study.codeframe}
    for name, frame in frames.items():
        if codes := list_new(frame["code"], known):
            yield f"{name}: codes without a row in codeframe.csv: {codes}; add a row for each"
        if new := list_new(frame["document"], set(documents["document"])):
            yield (
                f"{name}: documents without a row in {study.qualitative.sources}: {new}; add a "
                "row for each, with its source, kind, role, date and consent"
            )
    used = {code for frame in frames.values() for code in frame["code"]}
    for theme in study.themes:
        codes = [code.code for code in study.codeframe if code.theme == theme.id]
        if not used.intersection(codes):
            yield (
                f"theme '{theme.id}' is never used: nothing is coded {listed(codes)}; map a code "
                "to it in codeframe.csv or take it out of themes.csv"
            )
    yield from find_coders(frames, study)


def list_new(column: pd.Series, known: set[str]) -> str:
    """The first values of a column that are not known, and how many more there are."""
    new = [value for value in dict.fromkeys(column) if value not in known]
    more = f" and {len(new) - SHOWN_LINES} more" if len(new) > SHOWN_LINES else ""
    return listed(new[:SHOWN_LINES]) + more


def listed(names: list[str]) -> str:
    """Names in quotation marks."""
    return ", ".join(f"'{name}'" for name in names)


def find_coders(frames: dict[str, pd.DataFrame], study: Study) -> Iterator[str]:
    """Coders of whom nobody has said whose work counts."""
    codings = pd.concat(frames.values(), ignore_index=True)
    pairs = codings[["document", "coder"]].drop_duplicates()
    shared = pairs[pairs.duplicated("document", keep=False)]
    missing = sorted(set(shared["coder"]) - set(study.qualitative.coders))
    if missing:
        yield (
            f"coders {listed(missing)} coded documents that others coded too; name all coders of "
            "them under qualitative coders in study.toml, the one whose work counts first"
        )


def match(codings: pd.DataFrame, documents: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Codings of themes with their valence, the document they are in and whether they count."""
    theme = {code.code: code.theme for code in study.codeframe}
    valence = {code.code: code.valence for code in study.codeframe}
    codings = codings.assign(
        theme=codings["code"].map(theme),
        valence=codings["valence"].where(codings["valence"] != "", codings["code"].map(valence)),
    )
    of_themes = codings[codings["theme"] != ""]
    rated = rate(of_themes, codings[(codings["theme"] == "") & (codings["valence"] != "")])
    order = {coder: place for place, coder in enumerate(study.qualitative.coders)}
    place = rated["coder"].map(order).fillna(len(order))
    first = place.groupby(rated["document"]).transform("min")
    matched = rated.assign(counts=place == first).merge(documents, on="document", how="left")
    return matched.drop(columns=["code", "start", "end"])


def rate(of_themes: pd.DataFrame, ratings: pd.DataFrame) -> pd.DataFrame:
    """Give passages the valence coded on them, or on a passage that they overlap.

    Passages without a place in their document are the same if their words are. Different
    valences on one passage make it mixed.
    """
    if ratings.empty:
        return of_themes
    passages = of_themes.reset_index().merge(
        ratings, on=["document", "coder"], suffixes=("", "_rating")
    )
    placed = passages["start"].notna() & passages["start_rating"].notna()
    overlap = (passages["start"] < passages["end_rating"]) & (
        passages["start_rating"] < passages["end"]
    )
    same = passages["text"] == passages["text_rating"]
    found = passages[overlap.where(placed, same).astype(bool)]
    valence = found.groupby("index")["valence_rating"].agg(
        lambda values: values.iloc[0] if values.nunique() == 1 else "mixed"
    )
    return of_themes.assign(valence=valence.reindex(of_themes.index).fillna(of_themes["valence"]))
