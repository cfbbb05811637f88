"""Coded interviews: documents, coders, and themes proposed from the codes."""

import csv
import io
from collections import Counter
from pathlib import Path

import pandas as pd

from ...study.records import Code, Domain, Qualitative, Role, Theme
from ...themes.excerpts import VALENCES, is_table, read_codings
from ...themes.project import read_project
from ...themes.sources import COLUMNS, CONSENTS
from ..naming import make_id
from ..questions import Dialogue, Question
from .domains import group_codes, make_domain
from .records import Interviews

ALONE = "What people told"  # the domain where codes are not grouped
TO_WRITE = "To write: what passages of this theme are about"


def read_coded(paths: tuple[Path, ...], *, synthetic: bool) -> tuple[pd.DataFrame, dict[str, str]]:
    """All codings of all files, and what codes are said to stand for."""
    frames, said = [], {}
    for path in paths:
        frames.append(read_codings(path, synthetic=synthetic))
        if not is_table(path):
            said |= {code.path: code.description for code in read_project(path).codes}
    return pd.concat(frames, ignore_index=True), said


def ask_interviews(
    codings: pd.DataFrame, said: dict[str, str], files: tuple[str, ...], notice: str
) -> Dialogue:
    """Ask when people were interviewed, in which role and with what consent, and draft the rest.

    Parameters
    ----------
    files : names of the files of codings in the study's folder
    notice : that data are synthetic, which every table then says
    """
    codes = list(dict.fromkeys(codings["code"]))
    day = yield Question(
        key="interviews.date",
        text="On which day were the last interviews held, such as 2025-06-30; the day of each can "
        "be put into sources.csv later",
        kind="day",
    )
    role = yield Question(
        key="interviews.role",
        text="In which role did people speak; several can be told apart in sources.csv later",
        default="Participant",
    )
    consent = yield Question(
        key="interviews.consent",
        text="What may be printed of what they said: their words (quote), summaries or nothing",
        default="none",
        choices=CONSENTS,
    )
    domains = group_codes(codes) or (make_domain(ALONE),)
    coders = [coder for coder, _ in Counter(codings["coder"]).most_common() if coder]
    documents = list(dict.fromkeys(codings["document"]))
    return Interviews(
        qualitative=Qualitative(
            codings=files,
            sources=f"{Path(files[0]).parent}/sources.csv",
            roles=(Role(id=make_id(role), label=role),),
            coders=tuple(coders),
        ),
        domains=domains,
        themes=tuple(draft_themes(codes, said, domains)),
        codeframe=tuple(draft_codeframe(codes)),
        sources=write_sources(documents, (make_id(role), day, consent), notice),
    )


def is_valence(code: str) -> bool:
    """Whether a code says how a passage speaks and not of what."""
    return code.split("/")[-1].strip().lower() in VALENCES


def draft_themes(codes: list[str], said: dict[str, str], domains: tuple[Domain, ...]):
    """A theme for each code that no other lies below and that is no valence."""
    for code in codes:
        if is_valence(code):
            continue
        *above, name = code.split("/")
        top = above[0] if above else domains[0].label
        yield Theme(
            id=make_id(code),
            domain=make_id(top),
            label=name[:1].upper() + name[1:],
            description=said.get(code) or TO_WRITE,
        )


def draft_codeframe(codes: list[str]):
    """What each code stands for."""
    for code in codes:
        if is_valence(code):
            yield Code(code=code, valence=code.split("/")[-1].strip().lower())
        else:
            yield Code(code=code, theme=make_id(code))


def write_sources(documents: list[str], same: tuple[str, str, str], notice: str) -> str:
    """The table of documents, an interview and a source each until somebody says more."""
    role, day, consent = same
    rows = csv.writer(text := io.StringIO(), lineterminator="\n")
    rows.writerow([*COLUMNS, *(["notice"] if notice else [])])
    for document in documents:
        row = [document, document, "interview", role, day, consent]
        rows.writerow([*row, *([notice] if notice else [])])
    return text.getvalue()
