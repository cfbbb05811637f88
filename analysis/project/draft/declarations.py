"""A drafted study as the files in which it is declared."""

import csv
import io
from collections.abc import Iterable

from ...study.records import Study
from ...text import write_cell
from ..templating import fill
from .outcomes import propose_subject
from .records import Draft


def write_declarations(draft: Draft) -> dict[str, str]:
    """Texts of all declarations by their names in the study's folder."""
    study = draft.study
    files = {"study.toml": fill("data/study.toml", study=study, proposed=find_proposed(study))}
    if study.waves:
        files |= {"codebook.csv": write_codebook(study), "areas.csv": write_areas(study)}
    if study.corrections:
        files["corrections.toml"] = fill("data/corrections.toml", study=study)
    if study.qualitative:
        themes = [(t.id, t.domain, t.label, t.description) for t in study.themes]
        frame = [(c.code, c.theme, c.valence, c.note) for c in study.codeframe]
        files |= {
            "themes.csv": write_rows(("id", "domain", "label", "description"), themes),
            "codeframe.csv": write_rows(("code", "theme", "valence", "note"), frame),
            study.qualitative.sources: draft.sources,
        }
    return files


def find_proposed(study: Study) -> set[str]:
    """Outcomes of which nobody has said yet what a sentence about them begins with."""
    return {
        each.id
        for each in study.outcomes
        if each.subject == propose_subject(each.label, each.measure, study.words)
    }


def write_codebook(study: Study) -> str:
    """The codebook; a variable's type stands in its first row."""
    seen: set[str] = set()
    rows = []
    for row in study.codebook:
        kind = "" if row.variable in seen else row.type
        seen.add(row.variable)
        rows.append((row.variable, kind, row.label, row.code, row.answer, row.status))
    return write_rows(("variable", "type", "label", "code", "answer", "status"), rows)


def write_areas(study: Study) -> str:
    """The areas, with those columns in which anything is declared of one."""
    kept = [
        name
        for name in ("arm", "joined", "left", "returned")
        if any(getattr(area, name) is not None for area in study.areas)
    ]
    rows = [(area.code, *(str(getattr(area, name) or "") for name in kept)) for area in study.areas]
    return write_rows(("code", *kept), rows)


def write_rows(names: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table as CSV text."""
    writer = csv.writer(text := io.StringIO(), lineterminator="\n")
    writer.writerow(names)
    writer.writerows([map(write_cell, row) for row in rows])
    return text.getvalue()
