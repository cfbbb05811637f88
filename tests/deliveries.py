"""A third wave drawn from the demonstration's declared truth, and what agencies do to it."""

import dataclasses
import hashlib
import shutil
import sys
from datetime import date
from functools import cache
from pathlib import Path

import pandas as pd

from analysis.__main__ import main
from analysis.commands.demo import DemonstrationFile, write_wave
from analysis.study.reading import read_file
from analysis.study.records import Answer, Study, Wave
from analysis.survey.synthetic import generate_waves

DATA = Path(__file__).parents[1] / "data"
FORMATS = (".sav", ".dta", ".csv", ".xlsx", ".parquet")
FIELDWORK = (date(2021, 10, 1), date(2022, 3, 31))
NEITHER = Answer(variable="influence", type="coded", code="5", answer="Neither agree nor disagree")
RETURNING, MANY, SCALE = 12, 45, 250
ARGUMENTS = ["--label", "2021/22", "--period", "after", "--fieldwork", "2021-10-01", "2022-03-31"]


def draw_third(study: Study) -> pd.DataFrame:
    """The wave as it would be if nothing were odd about it."""
    return _draw(study).copy()


@cache
def _draw(study: Study) -> pd.DataFrame:
    wave = Wave(id="w3", label="2021/22", period="after", fieldwork=FIELDWORK, file="x", sha256="x")
    truth = read_file(study.folder / "demonstration.toml", DemonstrationFile).survey
    return generate_waves(dataclasses.replace(study, waves=(*study.waves, wave)), truth)["w3"]


def make_small(folder: Path) -> Path:
    """The demonstration study with three respondents of each area in each wave."""
    shutil.copytree(DATA, folder, ignore=shutil.ignore_patterns("raw", "results"))
    text = (folder / "study.toml").read_text()
    for name in ("wave-1", "wave-2"):
        path = folder / f"synthetic/{name}.csv"
        old = hashlib.sha256(path.read_bytes()).hexdigest()
        table = pd.read_csv(path, dtype=str).groupby("area").head(3)
        table.to_csv(path, index=False, lineterminator="\n")
        text = text.replace(old, hashlib.sha256(path.read_bytes()).hexdigest())
    (folder / "study.toml").write_text(text)
    (folder / "corrections.toml").unlink()
    return folder


def make_odd(third: pd.DataFrame, study: Study) -> pd.DataFrame:
    """The same wave with a renamed column, a new answer code, rescaled weights, a missing outcome,
    an area in lower case, and returning respondents under new numbers."""
    odd = third.drop(columns="health")
    odd.loc[odd.index[:MANY], "influence"] = NEITHER.code
    odd["weight"] = (odd["weight"].astype(float) * SCALE).map("{:.4f}".format)
    odd.loc[odd["area"] == "NFL-04", "area"] = "nfl-04"
    seen = pd.read_csv(study.folder / "synthetic/wave-2.csv", dtype=str)["respondent"]
    back = odd.index[odd["respondent"].isin(seen)][:RETURNING]
    odd["earlier_number"] = ""
    odd.loc[back, "earlier_number"] = odd.loc[back, "respondent"]
    odd.loc[back, "respondent"] = [f"N{place:05d}" for place in range(RETURNING)]
    return odd.rename(columns={"damp": "Q17_CONDENSATION"})


def describe_odd(study: Study) -> tuple[Answer, ...]:
    """The codebook that the agency of the odd wave has."""
    rows = [dataclasses.replace(row, variable="Q17_CONDENSATION") if row.variable == "damp" else row
            for row in study.codebook]  # fmt: skip
    return (*rows, NEITHER)


def deliver(table: pd.DataFrame, path: Path, codebook: tuple[Answer, ...]) -> Path:
    """Write a file as an agency would; CSV as Excel on Windows does in much of Europe."""
    if path.suffix == ".csv":
        text = table.to_csv(index=False, sep=";", lineterminator="\r\n")
        path.write_bytes(text.encode("cp1252"))
    else:
        write_wave(table, path, codebook)
    return path


def write_ddi(path: Path, codebook: tuple[Answer, ...]) -> Path:
    """Write a codebook in DDI-Codebook 2.5 as its schema has it: codeBook, dataDscr, var with name,
    labl, catgry with missing, catValu and labl
    (https://ddialliance.org/Specification/DDI-Codebook/2.5/XMLSchema/codebook.xsd)."""
    from xml.sax.saxutils import escape, quoteattr

    variables: dict[str, list[Answer]] = {}
    for row in codebook:
        variables.setdefault(row.variable, []).append(row)
    parts, lost = [], {True: ' missing="Y"', False: ""}
    for name, rows in variables.items():
        categories = "".join(
            f"<catgry{lost[row.status != 'answered']}>"
            f"<catValu>{row.code}</catValu><labl>{escape(row.answer)}</labl></catgry>"
            for row in rows
            if row.answer
        )
        label = f"<labl>{escape(rows[0].label)}</labl>"
        parts.append(f"<var ID={quoteattr(name)} name={quoteattr(name)}>{label}{categories}</var>")
    path.write_text(
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<codeBook xmlns="ddi:codebook:2_5" version="2.5"><stdyDscr><citation><titlStmt>'
        "<titl>Household survey</titl></titlStmt></citation></stdyDscr>"
        f"<dataDscr>{''.join(parts)}</dataDscr></codeBook>",
        encoding="utf-8",
    )
    return path


def add(monkeypatch, folder, file, *more) -> int:
    """Run add-wave on a study's folder."""
    monkeypatch.setenv("STUDY", str(folder))
    monkeypatch.setenv("COLUMNS", "1000")
    monkeypatch.setattr(sys, "argv", ["analysis", "add-wave", str(file), *ARGUMENTS, *more])
    return main()


def codebook_for(file: Path) -> list[str]:
    labelled = file.suffix in (".sav", ".dta")
    return [] if labelled else ["--codebook", str(file.parent / "codebook.xml")]
