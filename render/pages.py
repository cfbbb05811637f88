"""Chapters whose cells have run become HTML pages, one PDF and one Word file."""

import hashlib
import json
import os
import re
import shutil
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from render.outputs import Outputs
from render.problems import BuildError, naming
from render.programs import run_pandoc
from render.project import Project
from render.settings import listed
from render.source import Cell, Inline, Source

HERE = Path(__file__).parent
PAGES = HERE / "pages"


@dataclass(frozen=True, kw_only=True)
class Made:
    """What was written: pages with their numbers of table rows, the files that they show or link
    to, and what Typst warned of."""

    pages: tuple[dict[str, Any], ...]
    files: tuple[str, ...]
    warnings: tuple[str, ...]


def write_book(
    project: Project,
    sources: Sequence[Source],
    outputs: Mapping[str, Outputs],
    site: Path,
    work: Path,
    fingerprint: str,
) -> Made:
    """Write the pages, the PDF and the Word file, side by side.

    Parameters
    ----------
    project : Project
        The book.
    sources : sequence of Source
        Its chapters in order.
    outputs : mapping
        What each chapter's cells returned, by the chapter's path.
    site : Path
        Where they go; it exists and is empty.
    work : Path
        Where drafts and the chapters as read go: a folder inside the project.
    fingerprint : str
        Stands for everything outside a chapter that its blocks may depend on.

    Raises
    ------
    BuildError
        Naming everything that is wrong with the chapters, each with its line.
    """
    job = work / "job.json"
    described = _describe_job(project, sources, outputs, site, work, fingerprint)
    with naming(job):
        job.write_text(json.dumps(described), encoding="utf-8")
    with naming(site):
        for page in ("assets/*", *(chapter["href"] for chapter in described["chapters"])):
            (site / page).parent.mkdir(parents=True, exist_ok=True)
    # The PDF takes longest; more at a time than there are cores would only hold it up.
    with ThreadPoolExecutor(max(2, os.cpu_count() or 1)) as pool:
        pdf = pool.submit(_write_pdf, project, job, site, work)
        html = pool.submit(_run_pandoc, project, job, "html")
        docx = pool.submit(_write_word, project, job, site, work, html)
        pages, (typst, warnings, fault), word = html.result(), pdf.result(), docx.result()
    by_path = {source.path: source for source in sources}
    reports = [pages, typst, word]
    problems = [warning for report in reports for warning in report["warnings"]]
    problems += [
        f"{by_path[p['chapter']].place(p['needle'])}: {p['message']}"
        for report in reports
        for p in report["problems"]
    ]
    problems += _copy_files(project, by_path, pages["files"], site)
    # A fault of a chapter is better told in Pandoc's words than in Typst's after it.
    if problems or fault:
        raise BuildError(dict.fromkeys(problems or [fault]))
    _copy_assets(project, site)
    files = tuple(file["path"] for file in pages["files"])
    return Made(pages=tuple(pages["made"]), files=files, warnings=tuple(warnings))


def keep_read(work: Path) -> None:
    """Let the next build begin with the chapters as this one read them."""
    for part in work.glob("read-*.part"):
        part.replace(part.with_suffix(".json"))


def clear_up(work: Path) -> None:
    """Remove what a build that can't end has written beside the site."""
    for left in (
        work / "job.json",
        work / "book.typ",
        work / "book.docx",
        *work.glob("read-*.part"),
    ):
        left.unlink(missing_ok=True)


def _describe_job(
    project: Project,
    sources: Sequence[Source],
    outputs: Mapping[str, Outputs],
    site: Path,
    work: Path,
    fingerprint: str,
) -> dict[str, Any]:
    """Return all that Pandoc is told: the book, its chapters, and where things go."""
    config = project.config
    appendices = {item.path for item in project.items if item.appendix}
    chapters = [
        _chapter(source, outputs[source.path], source.path in appendices, config.execute.echo)
        for source in sources
    ]
    html = config.format.html.model_dump(by_alias=True, include={"toc", "toc_depth"})
    typst = config.format.typst.model_dump(by_alias=True, include={"toc", "toc_depth"})
    return _describe_book(project) | {
        "html": html, "site": str(site), "memory": str(work / "read-"),
        "template": (PAGES / "page.html").read_text(encoding="utf-8"),
        "typst": typst | {"file": str(work / "book.typ"), "template": _template(project)},
        "docx": {"file": str(work / "book.docx")},
        "chapters": [chapter | {"key": _key(chapter, fingerprint)} for chapter in chapters],
    }  # fmt: skip


def _describe_book(project: Project) -> dict[str, Any]:
    config = project.config
    places = {path: number for number, path in enumerate(project.chapters, start=1)}
    return {
        "title": config.book.title, "subtitle": config.book.subtitle,
        "authors": listed(config.book.author), "date": config.book.date, "lang": config.lang,
        "metadata": project.metadata, "profiles": project.profiles,
        "pdf": project.pdf, "word": project.word,
        "filters": listed(config.filters), "bibliography": listed(config.bibliography),
        "csl": config.csl, "css": [Path(path).name for path in listed(config.format.html.css)],
        "items": [
            {"chapter": places[item.path]} if item.path
            else {"part": item.part, "appendix": item.appendix}
            for item in project.items
        ],
    }  # fmt: skip


def _template(project: Project) -> str:
    """Return Typst's template: the embedded renderer's own part, then the project's."""
    partials = map(Path, listed(project.config.format.typst.template_partials))
    files = [HERE / "book.typ", *(project.root / path for path in sorted(partials, key=_order))]
    return "\n".join(path.read_text(encoding="utf-8") for path in files) + "\n$body$\n"


def _key(chapter: dict[str, Any], fingerprint: str) -> str:
    return hashlib.sha256(json.dumps([fingerprint, chapter]).encode()).hexdigest()


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
        "echo": shown and options.get("echo", echo), "code": cell.echo,
    }  # fmt: skip


def _run_pandoc(project: Project, job: Path, form: str) -> dict[str, Any]:
    words = ["lua", str(HERE / "book.lua"), str(job), form]
    done = run_pandoc(words, cwd=project.root, encoding="utf-8")
    if done.returncode:
        message = done.stderr.split("stack traceback:")[0].strip()
        raise BuildError(f"Pandoc stopped: {message.replace(str(project.root) + os.sep, '')}")
    # Pandoc warns, and goes on, about math that it cannot set and references it cannot read.
    warnings = [f"Pandoc: {line[10:]}" for line in done.stderr.splitlines() if "[WARNING]" in line]
    report = json.loads(done.stdout)
    if refused := report.get("refused"):
        raise OSError(refused["code"], os.strerror(refused["code"]), refused["path"])
    return report | {"warnings": warnings}


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
    for file in sorted(PAGES.iterdir()):
        if file.is_file() and file.name != "page.html":
            shutil.copyfile(file, assets / file.name)
    for css, named in project.dress.items():
        shutil.copyfile(project.root / css, assets / Path(css).name)
        for path in named:
            target = assets / Path(path).relative_to(Path(css).parent)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(project.root / path, target)


def _write_pdf(
    project: Project, job: Path, site: Path, work: Path
) -> tuple[dict[str, Any], list[str], str]:
    """Write and compile the Typst document; return Pandoc's report, Typst's warnings and fault."""
    import typst

    report = _run_pandoc(project, job, "typst")
    settings = project.config.format.typst
    source = work / "book.typ"
    if report["problems"] or report["warnings"]:
        return report, [], ""
    try:
        content, warnings = typst.compile_with_warnings(
            str(source),
            root=str(project.root),
            ignore_system_fonts=True,
            font_paths=[project.root / path for path in listed(settings.font_paths)],
            timestamp=_timestamp(project),
            pdf_standards=listed(settings.pdf_standard),
        )
    except typst.TypstError as error:
        return report, [], _explain(error, source, report["made"])
    with naming(site / project.pdf):
        (site / project.pdf).write_bytes(content)
    return report, [f"Typst warns: {text}" for text in dict.fromkeys(map(str, warnings))], ""


def _write_word(
    project: Project, job: Path, site: Path, work: Path, html: Future[dict[str, Any]]
) -> dict[str, Any]:
    """Write the Word file once the pages are there, and return Pandoc's report."""
    if not project.word:
        return {"problems": [], "warnings": []}
    from render.word.document import finish
    from render.word.edition import read_edition
    from render.word.pictures import read_pictures

    report = _run_pandoc(project, job, "docx")
    pages = html.result()
    if any(each["problems"] or each["warnings"] for each in (report, pages)):
        return report
    shown = read_pictures(site, (page["path"] for page in pages["made"]), project.root)
    notice = str(project.metadata.get("demonstration", ""))
    edition = read_edition(project.config.model_dump(by_alias=True), notice)
    with naming(site / project.word):
        draft = (work / "book.docx").read_bytes()
        content = finish(draft, edition, shown, work / "bitmaps")
        (site / project.word).write_bytes(content)
    return report


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
