"""Chapters whose cells have run become HTML pages and one PDF."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from render.cells import Outputs
from render.problems import BuildError
from render.project import Project, listed
from render.source import Cell, Inline, Source

HERE = Path(__file__).parent
PAGES = HERE / "pages"


def write_site(
    project: Project,
    sources: Sequence[Source],
    outputs: Mapping[str, Outputs],
    site: Path,
    work: Path,
) -> dict[str, Any]:
    """Write the pages, the search index and the assets into a folder, and the Typst document.

    Parameters
    ----------
    project : Project
        The book.
    sources : sequence of Source
        Its chapters in order.
    outputs : mapping
        What each chapter's cells returned, by the chapter's path.
    site : Path
        Where the pages go; it exists and is empty.
    work : Path
        Where `book.typ` goes: a folder inside the project.

    Returns
    -------
    dict
        Pandoc's report: the files that pages show or link to, and where each chapter begins in
        `book.typ`.
    """
    job = work / "job.json"
    job.write_text(json.dumps(_job(project, sources, outputs, site, work)), encoding="utf-8")
    report = _run_pandoc(project, job)
    by_path = {source.path: source for source in sources}
    problems = list(report["warnings"])
    problems += [
        f"{by_path[p['chapter']].place(p['needle'])}: {p['message']}" for p in report["problems"]
    ]
    problems += _copy_files(project, by_path, report["files"], site)
    if problems:
        raise BuildError(dict.fromkeys(problems))
    _copy_assets(project, site)
    return report


def _job(
    project: Project,
    sources: Sequence[Source],
    outputs: Mapping[str, Outputs],
    site: Path,
    work: Path,
) -> dict[str, Any]:
    config = project.config
    places = {path: number for number, path in enumerate(project.chapters, start=1)}
    appendices = {item.path for item in project.items if item.appendix}
    html = config.format.html.model_dump(by_alias=True, include={"toc", "toc_depth"})
    typst = config.format.typst.model_dump(by_alias=True, include={"toc", "toc_depth"})
    partials = [*map(Path, listed(config.format.typst.template_partials))]
    template = [HERE / "book.typ", *(project.root / path for path in sorted(partials, key=_order))]
    return {
        "title": config.book.title, "subtitle": config.book.subtitle,
        "authors": listed(config.book.author), "date": config.book.date, "lang": config.lang,
        "metadata": project.metadata, "profiles": project.profiles, "pdf": project.pdf,
        "filters": listed(config.filters), "bibliography": listed(config.bibliography),
        "csl": config.csl, "css": [Path(path).name for path in listed(config.format.html.css)],
        "html": html, "template": str(PAGES / "page.html"), "site": str(site),
        "typst": typst | {
            "file": str(work / "book.typ"),
            "template": "\n".join(path.read_text(encoding="utf-8") for path in template)
            + "\n$body$\n",
        },
        "items": [
            {"chapter": places[item.path]} if item.path
            else {"part": item.part, "appendix": item.appendix}
            for item in project.items
        ],
        "chapters": [
            _chapter(source, outputs[source.path], source.path in appendices, config.execute.echo)
            for source in sources
        ],
    }  # fmt: skip


def _order(path: Path) -> int:
    """Put the show rule last: it uses what the other partials define."""
    return path.name == "typst-show.typ"


def _chapter(source: Source, outputs: Outputs, appendix: bool, echo: bool) -> dict[str, Any]:
    """Return a chapter's text with a marker for each cell, and the cells' Markdown beside it."""
    texts = iter(outputs.texts)
    text, cells = "", []
    for part in source.parts:
        if isinstance(part, str):
            text += part
        elif isinstance(part, Inline):
            text += next(texts)
        else:
            cells.append(_cell(part, next(texts), echo))
            text += f'\n::: {{data-cell="{len(cells)}"}}\n:::\n\n'
    href = source.path.removesuffix(".qmd") + ".html"
    return {"path": source.path, "href": href, "text": text, "cells": cells, "appendix": appendix}


def _cell(cell: Cell, markdown: str, echo: bool) -> dict[str, Any]:
    options = cell.options
    label = options.get("label", "")
    shown = options.get("include", True)
    output = shown and options.get("output", True)
    return {
        "markdown": markdown if output else "",
        "captioned": output and label.startswith(("fig-", "tbl-")),
        "caption": options.get("fig-cap", options.get("tbl-cap", "")), "label": label,
        "name": label or f"line {cell.fence.number}",
        "echo": shown and options.get("echo", echo), "code": re.sub(r"^(#\n)+", "", cell.code).strip("\n"),
    }  # fmt: skip


def _run_pandoc(project: Project, job: Path) -> dict[str, Any]:
    import pypandoc

    command = [pypandoc.get_pandoc_path(), "lua", str(HERE / "book.lua"), str(job)]
    done = subprocess.run(
        command, check=False, cwd=project.root, capture_output=True, encoding="utf-8"
    )
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        message = "\n".join(line for line in lines if not line.startswith(("stack trace", "\t")))
        raise BuildError(f"Pandoc stopped: {message.replace(str(project.root) + os.sep, '')}")
    # Pandoc warns, and goes on, about math that it cannot set and references it cannot read.
    warnings = [f"Pandoc: {line[10:]}" for line in done.stderr.splitlines() if "[WARNING]" in line]
    return json.loads(done.stdout) | {"warnings": warnings}


def _copy_files(
    project: Project, sources: Mapping[str, Source], files: list[dict[str, str]], site: Path
) -> list[str]:
    """Copy what pages show and link to; return what is not there."""
    problems = []
    for file in files:
        origin, target = project.root / file["path"], site / file["path"]
        if not origin.is_file() or file["path"].startswith(".."):
            place = sources[file["chapter"]].place(file["needle"])
            problems.append(f"{place}: {file['path']} is not in the project")
        elif not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(origin, target)
    return problems


def _copy_assets(project: Project, site: Path) -> None:
    assets = site / "assets"
    assets.mkdir(exist_ok=True)
    for file in sorted(PAGES.iterdir()):
        if file.is_file() and file.name != "page.html":
            shutil.copyfile(file, assets / file.name)
    for path in listed(project.config.format.html.css):
        shutil.copyfile(project.root / path, assets / Path(path).name)


def write_pdf(project: Project, report: dict[str, Any], site: Path, work: Path) -> list[str]:
    """Compile the Typst document into the PDF beside the pages, and return Typst's warnings.

    Raises
    ------
    BuildError
        With Typst's message, and the chapter that it is about.
    """
    import typst

    source = work / "book.typ"
    try:
        _, warnings = typst.compile_with_warnings(
            str(source), output=str(site / project.pdf), root=str(project.root),
            ignore_system_fonts=True, timestamp=_timestamp(project),
            pdf_standards=listed(project.config.format.typst.pdf_standard),
        )  # fmt: skip
    except typst.TypstError as error:
        raise BuildError(_explain(error, source, report["lines"])) from None
    return [f"Typst warns: {warning}" for warning in dict.fromkeys(map(str, warnings))]


def _timestamp(project: Project) -> int:
    """Return the date that the PDF carries: the build's declared one, else the book's."""
    if "SOURCE_DATE_EPOCH" in os.environ:
        return int(os.environ["SOURCE_DATE_EPOCH"])
    try:
        return int(datetime.fromisoformat(project.config.book.date).replace(tzinfo=UTC).timestamp())
    except ValueError:
        return 0


def _explain(error: Any, source: Path, starts: list[dict[str, Any]]) -> str:
    """Name the chapter that a Typst error is about and show the line."""
    hints = "".join(f" ({hint})" for hint in error.hints)
    found = re.search(r"book\.typ:(\d+):\d+", error.diagnostic)
    if not found:
        place = re.search(r"┌─ (\S+?):\d+:\d+", error.diagnostic)
        return f"{place[1] if place else 'PDF'}: Typst: {error.message}{hints}"
    number = int(found[1])
    line = source.read_text(encoding="utf-8").splitlines()[number - 1].strip()
    chapters = [start["chapter"] for start in starts if start["line"] <= number]
    where = chapters[-1] if chapters and chapters[-1] else "the theme's partials"
    return f"{where}: Typst: {error.message}{hints}, at `{line[:100]}`"
