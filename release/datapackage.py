"""The results as others can use them: a Frictionless Data Package and a data dictionary."""

import csv
import io
import json
from collections.abc import Iterable
from itertools import groupby

from analysis.report.markdown import escape
from analysis.report.sentence import capital
from analysis.report.tables.table import Table
from analysis.results.freshness import hash_file
from analysis.results.records import Mark
from analysis.results.store import FOLDER
from analysis.study.records import Release, Study
from analysis.text import write_cell
from release.dictionary import Column, File, describe_files

PROFILE = "tabular-data-package"
MARKS = {
    Mark.CONFIDENTIAL: "confidential",
    Mark.UNRELIABLE: "unreliable because it rests on few",
    Mark.NOT_APPLICABLE: "not applicable",
    Mark.UNAVAILABLE: "unavailable",
}


def write_package(study: Study, release: Release) -> dict[str, str]:
    """Texts by name: `datapackage.json`, the files it describes, and the data dictionary.

    Follows the Data Package specification, version 1 (specs.frictionlessdata.io), in its profile
    for tables.
    """
    place = study.folder / FOLDER
    files = [
        file
        for file in describe_files(study.words, notice=study.synthetic)
        if (place / f"{file.name}.csv").exists()
    ]
    described = json.dumps(describe_package(study, release, files), indent=2, ensure_ascii=False)
    return {
        "datapackage.json": described + "\n",
        "data-dictionary.csv": list_columns(files),
        "data-dictionary.md": write_dictionary(study, files),
        **{
            f"{FOLDER}/{file.name}.csv": (place / f"{file.name}.csv").read_text(encoding="utf-8")
            for file in files
        },
        f"{FOLDER}/manifest.json": (place / "manifest.json").read_text(encoding="utf-8"),
    }


def describe_package(study: Study, release: Release, files: list[File]) -> dict:
    """The descriptor of the package."""
    about = f"Aggregated results of the evaluation. {tell_marks()}"
    return {
        "profile": PROFILE,
        "name": f"{study.study.id}-results",
        "id": f"{study.study.id}-{release.version}",
        "title": f"{study.study.title}: results",
        "description": f"{study.study.notice}. {about}" if study.synthetic else about,
        "version": release.version,
        "created": f"{release.date.isoformat()}T00:00:00Z",
        "licenses": [{"name": study.study.licence}],
        "sources": [{"title": tell_source(study, wave)} for wave in study.waves]
        + ([{"title": "Coded interviews and journals"}] if study.qualitative else []),
        "resources": [describe_resource(study, file) for file in files],
    }


def tell_source(study: Study, wave) -> str:
    """A wave in a few words."""
    first, last = wave.fieldwork
    kind = study.words.fill("{survey} of {sampled units}")
    kind = capital(f"synthetic {kind}" if study.synthetic else kind)
    return f"{kind}, {wave.label}, fieldwork {first} to {last}, SHA-256 {wave.sha256}"


def tell_marks() -> str:
    """What stands where a number does not."""
    told = (f"{mark.value} {meaning}" for mark, meaning in MARKS.items())
    return f"In place of a number may stand: {', '.join(told)}."


def describe_resource(study: Study, file: File) -> dict:
    """The descriptor of one file."""
    path = study.folder / FOLDER / f"{file.name}.csv"
    schema = {
        "fields": [describe_field(column) for column in file.columns],
        **({"primaryKey": list(file.key)} if file.key else {}),
    }
    return {
        "profile": "tabular-data-resource",
        "name": file.name.replace("_", "-"),
        "path": f"{FOLDER}/{path.name}",
        "description": file.meaning,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{hash_file(path)}",
        "schema": schema,
    }


def describe_field(column: Column) -> dict:
    """The descriptor of one column; marks are missing values of the column that may have them."""
    unit = {"unit": column.unit} if column.unit else {}
    marks = {"missingValues": ["", *Mark]} if column.marked else {}
    truth = {"trueValues": ["True"], "falseValues": ["False"]} if column.type == "boolean" else {}
    return {"name": column.name, "type": column.type, "description": column.meaning} | (
        unit | marks | truth
    )


def list_columns(files: Iterable[File]) -> str:
    """The data dictionary as CSV, a row a column."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(["file", "column", "type", "unit", "marks", "meaning"])
    for file in files:
        for each in file.columns:
            marks = " ".join(Mark) if each.marked else ""
            row = (f"{file.name}.csv", each.name, each.type, each.unit, marks, each.meaning)
            writer.writerow(map(write_cell, row))
    return lines.getvalue()


def write_dictionary(study: Study, files: Iterable[File]) -> str:
    """The data dictionary as Markdown: results, outcomes, and the survey behind them."""
    notice = f"{escape(study.study.notice)}.\n\n" if study.synthetic else ""
    parts = [f"# Data dictionary\n\n{notice}{tell_marks()}\n\n## Files of the results\n"]
    for file in files:
        key = f" A row for each {', '.join(file.key)}." if file.key else ""
        rows = [(c.name, c.type, c.unit, c.meaning) for c in file.columns]
        parts.append(f"### {file.name}.csv\n\n{file.meaning}{key}\n")
        parts.append(show(("Column", "Type", "Unit", "Meaning"), rows))
    if not study.surveyed:
        return "\n".join(parts)
    parts.append("## Outcomes\n")
    outcomes = [
        (o.id, o.label, o.question, o.scale, o.unit, f"{o.better} is better", ", ".join(o.items))
        for o in study.outcomes
    ]
    columns = ("Id", "Outcome", "Question", "Scale and what counts", "Unit", "Direction", "Items")
    parts.append(show(columns, outcomes))
    survey = study.words.survey.one
    parts.append(f"## Columns of the {survey}\n")
    parts.append("Respondents' files are not part of the release.\n")
    parts.append(show(("Column", "Type", "Meaning", "Codes"), list_variables(study)))
    return "\n".join(parts)


def list_variables(study: Study) -> list[tuple[str, ...]]:
    """A row for each variable of the codebook, with its codes."""
    rows = []
    for variable, answers in groupby(study.codebook, key=lambda row: row.variable):
        group = list(answers)
        codes = "; ".join(f"{row.code} {row.answer}".strip() for row in group if row.code)
        rows.append((variable, group[0].type, group[0].label, codes))
    return rows


def show(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A table in Markdown."""
    return Table(columns=columns, rows=tuple(rows))._repr_markdown_()
