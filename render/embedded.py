"""Build the site and the PDF without the Quarto CLI."""

import hashlib
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from render.dependencies import Checksum, Dependency, hash_files, hash_study, measure
from render.problems import BuildError, explain_refusal, naming

if TYPE_CHECKING:
    from render.outputs import Outputs
    from render.pages import Made
    from render.project import Project
    from render.source import Source

HERE = Path(__file__).parent
WORK = ".groundwork"
_ELSEWHERE = re.compile(
    r"\b(io|os|require|package|dofile|loadfile|load|debug|random|system|pipe|mediabag|_G|_ENV)\b"
)
_NAMED = 3
_ENVIRONMENT = ("DEMONSTRATION", "QUARTO_PROFILE", "SOURCE_DATE_EPOCH", "STUDY")


class Progress(Protocol):
    """Where a build says what it is doing."""

    def stage(self, name: str) -> AbstractContextManager[Callable[[str], None]]:
        """Show a stage and the notes on how far it is, then how long it took."""

    def say(self, text: str) -> None:
        """Show a line."""


def build(root: Path, profile: str | None, progress: Progress, fresh: bool = False) -> Path:
    """Build a book and publish it, unless what is published was built from the same inputs.

    The project's `pre-render` commands run first in any case: they may refuse it.

    Parameters
    ----------
    root : Path
        The project.
    profile : str, optional
        The profiles to build.
    progress : Progress
        Where to say what is being done.
    fresh : bool
        Whether to run every cell again.

    Returns
    -------
    Path
        The PDF; `index.html` stands beside it.
    """
    from render import pages, publish
    from render.project import read_project

    with progress.stage("check"):
        project = read_project(root, profile)
        run_before(project)
    stamp = root / WORK / f"published-{'-'.join(project.profiles) or 'default'}.json"
    parts = [hash_dependencies(root), hash_study(root), hash_renderer(), hash_finish(root)]
    settings = _digest(parts)
    if not fresh and (standing := _standing(root, stamp, settings)):
        progress.say("nothing changed since the last build")
        return standing

    with publish.lock(root / WORK):
        stamp.unlink(missing_ok=True)
        started = time.time()
        built = _build(root, profile, progress, fresh)
        # What was edited while the build ran must not pass for built.
        if all((root / file).stat().st_mtime < started for file in built.read):
            try:
                pages.keep_read(built.work)
                _leave_stamp(root, stamp, settings, built)
            except OSError as error:
                stamp.unlink(missing_ok=True)
                progress.say(f"the next build begins anew: {explain_refusal(error)}")
    return built.pdf


@dataclass(frozen=True, kw_only=True)
class Built:
    """What was published, and what it was made of: the files read, and what cells depend on."""

    pdf: Path
    work: Path
    read: tuple[str, ...]
    depends_on: frozenset[tuple[Dependency, Checksum]]


def _build(root: Path, profile: str | None, progress: Progress, fresh: bool) -> Built:
    """Build and publish."""
    from render import pages
    from render.project import read_project

    with progress.stage("read"):
        # The scripts may have made what the book reads.
        project = read_project(root, profile)
        sources = read_sources(project)
    if project.unused:
        progress.say("settings for Quarto alone: " + ", ".join(project.unused))
    work = _folder(project)
    if fresh:
        shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True, exist_ok=True)
    fingerprint = _fingerprint(project)
    outputs = _run_cells(sources, root, work / "cells", fingerprint, progress)
    try:
        made = _write_site(project, sources, outputs, work, fingerprint, progress)
    except OSError:
        pages.clear_up(work)
        raise
    drawn = {figure for output in outputs.values() for figure in output.figures}
    read = {*project.files, *(line.file for source in sources for line in source.lines)}
    read |= {*made.files} - drawn
    # Two chapters may have seen one file differently; then no next build finds it as both did.
    depends_on = {pair for output in outputs.values() for pair in output.depends_on.items()}
    return Built(
        pdf=project.output / project.pdf,
        work=work,
        read=tuple(sorted(read)),
        depends_on=frozenset(depends_on),
    )


def _write_site(
    project: "Project",
    sources: list["Source"],
    outputs: dict[str, "Outputs"],
    work: Path,
    fingerprint: Mapping[str, str],
    progress: Progress,
) -> "Made":
    """Write the pages and the PDF aside, check them and publish them."""
    from render import pages, publish

    with publish.staging(project.output) as site:
        with progress.stage("write pages and PDF"):
            shaping = _digest([fingerprint, hash_dress(project)])
            made = pages.write_book(project, sources, outputs, site, work, shaping)
            run_after(project, site)
        for warning in made.warnings:
            progress.say(warning)
        with progress.stage("check and publish"):
            publish.check_site(site, made.pages, project.pdf)
            publish.swap(site, project.output)
    return made


def _run_cells(
    sources: list["Source"],
    root: Path,
    cache: Path,
    fingerprint: Mapping[str, str],
    progress: Progress,
) -> dict[str, "Outputs"]:
    """Run the cells that have to run, and say which and why."""
    from render.cells import run_cells

    ran: dict[str, str] = {}
    with progress.stage("run cells") as note:

        def report(path: str, why: str) -> None:
            ran[path] = why
            note(f"{len(ran)} done, {path} the last")

        outputs = run_cells(sources, root, cache, fingerprint, report, fingerprint["the profile"])
    progress.say(f"{len(ran)} of {len(sources)} chapters ran")
    for line in tell_reasons([source.path for source in sources], ran):
        progress.say(f"  {line}")
    return outputs


def tell_reasons(chapters: Iterable[str], ran: Mapping[str, str]) -> list[str]:
    """Say why chapters ran, in their order, those for the same reason together.

    Of many things that changed the first are named: "impact, sample: data/study.toml (waves),
    data/results/estimates.csv and 3 more changed".
    """
    together: dict[str, list[str]] = {}
    for path in chapters:
        if path in ran:
            together.setdefault(_shorten(ran[path]), []).append(Path(path).stem)
    return [f"{', '.join(names)}: {why}" for why, names in together.items()]


def _shorten(why: str) -> str:
    names = why.removesuffix(" changed").split(", ")
    if not why.endswith(" changed") or len(names) <= _NAMED:
        return why
    return f"{', '.join(names[:_NAMED])} and {len(names) - _NAMED} more changed"


def read_chapters(
    root: Path, profile: str | None, progress: Progress
) -> tuple[list["Source"], dict[str, "Outputs"]]:
    """Return a book's chapters and what their cells return, running those that have to run."""
    from render import publish
    from render.project import read_project

    project = read_project(root, profile)
    sources = read_sources(project)
    with publish.lock(root / WORK):
        cache = _folder(project) / "cells"
        return sources, _run_cells(sources, root, cache, _fingerprint(project), progress)


def _folder(project: "Project") -> Path:
    return project.root / WORK / "-".join(project.profiles or ("default",))


def _fingerprint(project: "Project") -> dict[str, str]:
    return hash_dependencies(project.root) | {"the profile": ",".join(project.profiles)}


def read_sources(project: "Project") -> list["Source"]:
    """Read every chapter, or stop with what is wrong in all of them."""
    from render.source import read_source

    sources, problems = [], []
    for path in project.chapters:
        try:
            sources.append(read_source(project.root, path, project.metadata))
        except BuildError as error:
            problems += error.problems
    if problems:
        raise BuildError(dict.fromkeys(problems))
    return sources


def run_before(project: "Project") -> None:
    """Run the project's `pre-render` commands; a failing one stops the build."""
    from render.settings import listed

    _run_scripts(project, "pre-render", listed(project.config.project.pre_render), project.output)


def run_after(project: "Project", site: Path) -> None:
    """Run its `post-render` commands on a site not yet published; a failing one stops that."""
    from render.settings import listed

    _run_scripts(project, "post-render", listed(project.config.project.post_render), site)


def _run_scripts(project: "Project", key: str, commands: list[str], site: Path) -> None:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    env = os.environ | {
        "QUARTO_PROFILE": ",".join(project.profiles),
        "PATH": path,
        "QUARTO_PROJECT_RENDER_ALL": "1",
        "QUARTO_PROJECT_OUTPUT_DIR": str(site),
    }
    for command in commands:
        words = shlex.split(command)
        words = [sys.executable, *words] if words[0].endswith(".py") else words
        words[0] = sys.executable if words[0] in ("python", "python3") else words[0]
        try:
            done = subprocess.run(
                words, check=False, cwd=project.root, env=env, capture_output=True, text=True
            )
        except OSError as error:
            raise BuildError(f"{key} `{command}` cannot start: {error.strerror}") from None
        if done.returncode:
            said = (done.stderr + done.stdout).strip() or f"exit code {done.returncode}"
            raise BuildError(f"{key} `{command}` stopped the build:\n{said}")


def hash_dependencies(root: Path) -> dict[str, str]:
    """Return by name what stands for all that every chapter's cells depend on."""
    environment = [os.environ.get(name) for name in _ENVIRONMENT]
    return {
        "the code in analysis/": hash_files((root / "analysis").rglob("*.py"), root),
        "the locked packages": hash_files([root / "requirements.lock"], root),
        "Python": sys.version,
        "the environment": _digest(environment),
    }


def hash_dress(project: "Project") -> str:
    """Return a hash of what shapes a chapter's blocks besides its text and its cells' outputs."""
    from render.settings import listed

    filters = [project.root / path for path in listed(project.config.filters)]
    # Nothing stands for what a filter finds elsewhere: with such a one no two builds are alike.
    closed = not any(_ELSEWHERE.search(file.read_text(encoding="utf-8")) for file in filters)
    files = hash_files(map(project.root.joinpath, project.files), project.root)
    return _digest([hash_renderer(), files, 0 if closed else time.time_ns()])


def hash_renderer() -> str:
    """Return a hash of this package."""
    return hash_files((f for f in HERE.rglob("*") if f.suffix != ".pyc"), HERE)


def hash_finish(root: Path) -> str:
    """Return a hash of the code of the project that finishes a site after it is rendered."""
    return hash_files((root / "release").rglob("*.py"), root)


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()


def _leave_stamp(root: Path, stamp: Path, settings: str, built: Built) -> None:
    kept = {
        "settings": settings,
        "pdf": built.pdf.relative_to(root).as_posix(),
        "read": built.read,
        "inputs": hash_files((root / file for file in built.read), root),
        "depends_on": [[*dependency, checksum] for dependency, checksum in built.depends_on],
        "outputs": hash_files(built.pdf.parent.rglob("*"), root),
    }
    with naming(stamp):
        stamp.write_text(json.dumps(kept), encoding="utf-8")


def _standing(root: Path, stamp: Path, settings: str) -> Path | None:
    """Return the published PDF if it was built from these inputs and stands as it was built."""
    try:
        kept = json.loads(stamp.read_text(encoding="utf-8"))
        pdf = root / kept["pdf"]
        same = kept["settings"] == settings
        same = same and kept["inputs"] == hash_files(map(root.joinpath, kept["read"]), root)
        same = same and all(
            measure((*dependency,), root) == checksum
            for *dependency, checksum in kept["depends_on"]
        )
        same = same and kept["outputs"] == hash_files(pdf.parent.rglob("*"), root)
        return pdf if same else None
    except (OSError, ValueError, KeyError, TypeError):
        return None
