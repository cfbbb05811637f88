"""Time and memory of importing and summarising a coded project, beside its limits.

The project is in REFI-QDA, 500 interviews with 5,000 coded passages, its text made of numbers.
"""

import dataclasses
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table

from analysis.study.reading import find_study, read_study
from analysis.study.records import Study
from analysis.themes.cooccurrence import count_cooccurrence
from analysis.themes.excerpts import read_excerpts
from analysis.themes.prevalence import summarise_themes
from analysis.themes.quotation import choose_excerpts, list_negative_cases
from analysis.themes.saturation import follow_saturation

from .processes import measure

ROOT = Path(__file__).parents[1]
SOURCES, PASSAGES, LINES = 500, 10, 400
SECONDS, MEGABYTES = 3.0, 300
SPACE = "urn:QDA-XML:project:1.0"


def main() -> None:
    """Measure in a process of its own and print it beside the limits."""
    with tempfile.TemporaryDirectory() as folder:
        write_project(Path(folder), read_study(find_study()))
        command = [sys.executable, "-m", "benchmarks.themes", folder]
        _, megabytes, output = measure(command, every=0.02, cwd=ROOT)
    table = Table("measured", "limit", title=f"{SOURCES * PASSAGES:,} excerpts, {SOURCES} sources")
    table.add_row(f"{float(output):.2f} s: imported and summarised", f"at most {SECONDS:g} s")
    table.add_row(f"{megabytes:.0f} MB: the whole process", f"at most {MEGABYTES} MB")
    Console().print(table)


def write_project(folder: Path, study: Study) -> None:
    """Write the project, and the table of its documents."""
    text = "\r\n".join(f"Line {line} of {LINES}, café \U0001f642." for line in range(LINES))
    with zipfile.ZipFile(folder / "project.qdpx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("project.qde", "".join(write_xml(study, len(text))))
        for source in range(SOURCES):
            archive.writestr(f"sources/{source}.txt", text)
    role = study.qualitative.roles[0].id
    rows = [
        f"{source},{source},interview,{role},2019-{1 + source % 12:02d}-01,quote"
        for source in range(SOURCES)
    ]
    header = "document,source,kind,role,date,consent"
    (folder / "sources.csv").write_text("\n".join([header, *rows]), encoding="utf-8")


def write_xml(study: Study, length: int) -> Iterator[str]:
    """The project's XML: a code for each theme and each valence, passages one after another."""
    codes = [*study.theme, "positive", "negative"]
    yield f'<Project xmlns="{SPACE}" name="made up" origin="Any 1.0">'
    yield f'<Users><User guid="{guid(1, 0)}" name="A"/></Users><CodeBook><Codes>'
    yield from (
        f'<Code guid="{guid(2, place)}" name="{code}" isCodable="true"/>'
        for place, code in enumerate(codes)
    )
    yield "</Codes></CodeBook><Sources>"
    for source in range(SOURCES):
        path = f"internal://{source}.txt"
        yield f'<TextSource guid="{guid(3, source)}" name="{source}" plainTextPath="{path}">'
        for passage in range(PASSAGES):
            number = source * PASSAGES + passage
            start = passage * (length // PASSAGES)
            yield (
                f'<PlainTextSelection guid="{guid(4, number)}" name="" startPosition="{start}" '
                f'endPosition="{start + 300}">'
            )
            for place, code in ((0, number % len(study.theme)), (1, len(study.theme) + number % 2)):
                yield (
                    f'<Coding guid="{guid(5 + place, number)}" creatingUser="{guid(1, 0)}">'
                    f'<CodeRef targetGUID="{guid(2, code)}"/></Coding>'
                )
            yield "</PlainTextSelection>"
        yield "</TextSource>"
    yield "</Sources></Project>"


def guid(kind: int, number: int) -> str:
    """A guid of its own for each element."""
    return f"{kind:08x}-0000-4000-8000-{number:012x}"


def summarise(folder: Path) -> float:
    """Seconds from the files to the summaries."""
    study = read_study(find_study())
    files = {"codings": ("project.qdpx",), "sources": "sources.csv"}
    valences = [
        dataclasses.replace(study.codeframe[0], code=valence, theme="", valence=valence)
        for valence in ("positive", "negative")
    ]
    study = dataclasses.replace(
        study,
        folder=folder,
        study=dataclasses.replace(study.study, source="raw"),
        qualitative=dataclasses.replace(study.qualitative, **files),
        codeframe=(*study.codeframe, *valences),
    )
    begun = time.perf_counter()
    excerpts = read_excerpts(study)
    assert len(excerpts.codings) == SOURCES * PASSAGES
    summarise_themes(excerpts, study)
    count_cooccurrence(excerpts, study)
    follow_saturation(excerpts)
    choose_excerpts(excerpts, study)
    list_negative_cases(excerpts, study)
    return time.perf_counter() - begun


if __name__ == "__main__":
    print(summarise(Path(sys.argv[1])))
