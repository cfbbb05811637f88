"""Build the site and the PDF without the Quarto CLI."""

import hashlib
import json
import os
import shlex
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from render.problems import BuildError

WORK = ".groundwork"
_ENVIRONMENT = ("DEMONSTRATION", "QUARTO_PROFILE", "SOURCE_DATE_EPOCH", "STUDY")
_SKIPPED = {"tests", "benchmarks", "raw", "synthetic", "__pycache__", "node_modules"}


class Progress(Protocol):
    """Where a build says what it is doing."""

    def stage(self, name: str) -> AbstractContextManager[None]:
        """Show a stage while it lasts, then how long it took."""

    def say(self, text: str) -> None:
        """Show a line."""


def build(root: Path, profile: str | None, progress: Progress, fresh: bool = False) -> Path:
    """Build a book and publish it.

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
    work = root / WORK
    stamp = work / (profile or os.environ.get("QUARTO_PROFILE") or "default") / "stamp.json"
    inputs = hash_inputs(root)
    if not fresh and (standing := _standing(root, stamp, inputs)):
        progress.say("nothing changed since the last build")
        return standing

    from render import publish

    with publish.lock(work):
        stamp.unlink(missing_ok=True)
        pdf = _build(root, profile, progress, fresh, stamp.parent)
        outputs = _hash_files(pdf.parent.rglob("*"), root)
        kept = {"inputs": inputs, "pdf": pdf.relative_to(root).as_posix(), "outputs": outputs}
        stamp.write_text(json.dumps(kept), encoding="utf-8")
    return pdf


def _build(root: Path, profile: str | None, progress: Progress, fresh: bool, work: Path) -> Path:
    from render import cells, pages, publish
    from render.project import read_project

    work.mkdir(parents=True, exist_ok=True)
    with progress.stage("read"):
        project = read_project(root, profile)
        run_scripts(project)
        # Scripts may have made what the book reads.
        project = read_project(root, profile)
        sources = read_sources(project)
    if project.unused:
        progress.say("not needed by this renderer: " + ", ".join(project.unused))
    due = []
    with progress.stage("run cells"):
        fingerprint = "" if not fresh else os.urandom(8).hex()
        fingerprint += hash_dependencies(root, project.profiles)
        outputs = cells.run_cells(sources, root, work / "cells", fingerprint, due.append)
    progress.say(f"{len(due)} of {len(sources)} chapters ran")
    with publish.staging(project.output) as site:
        with progress.stage("write pages"):
            report = pages.write_site(project, sources, outputs, site, work)
        with progress.stage("write PDF"):
            pages.write_pdf(project, report, site, work)
        with progress.stage("check and publish"):
            names = [source.path.removesuffix(".qmd") + ".html" for source in sources]
            publish.check_site(site, names, project.pdf)
            publish.swap(site, project.output)
    return project.output / project.pdf


def read_sources(project) -> list:
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


def run_scripts(project) -> None:
    """Run the project's `pre-render` commands; a failing one stops the build."""
    from render.project import listed

    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    env = os.environ | {"QUARTO_PROFILE": ",".join(project.profiles), "PATH": path}
    env |= {"QUARTO_PROJECT_RENDER_ALL": "1"}
    for command in listed(project.config.project.pre_render):
        words = shlex.split(command)
        words = [sys.executable, *words] if words[0].endswith(".py") else words
        words[0] = sys.executable if words[0] in ("python", "python3") else words[0]
        try:
            done = subprocess.run(words, cwd=project.root, env=env, capture_output=True, text=True)
        except OSError as error:
            raise BuildError(f"pre-render `{command}` cannot start: {error.strerror}") from None
        if done.returncode:
            said = (done.stderr + done.stdout).strip() or f"exit code {done.returncode}"
            raise BuildError(f"pre-render `{command}` stopped the build:\n{said}")


def hash_inputs(root: Path) -> str:
    """Return a hash of everything that a build reads: names, contents and settings."""
    files = _hash_files(_walk(root), root)
    renderer = _hash_files(_walk(Path(__file__).parent), Path(__file__).parent)
    return _digest([files, renderer, [os.environ.get(name) for name in _ENVIRONMENT]])


def hash_dependencies(root: Path, profiles: Iterable[str]) -> str:
    """Return a hash of what cells may depend on besides their code."""
    study = root / os.environ.get("STUDY", "data")
    files = [root / "requirements.lock", *(root / "analysis").rglob("*.py")]
    files += [*study.glob("*"), *(study / "results").rglob("*")]
    settings = [os.environ.get(name) for name in _ENVIRONMENT]
    return _digest([_hash_files(files, root), list(profiles), sys.version, settings])


def _walk(folder: Path) -> Iterator[Path]:
    """Yield the files under a folder but for hidden, underlined, respondents' and test ones."""
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.name.startswith(".") or entry.name in _SKIPPED:
            continue
        if entry.is_dir() and not entry.name.startswith("_"):
            yield from _walk(Path(entry.path))
        elif entry.is_file():
            yield Path(entry.path)


def _hash_files(files: Iterable[Path], base: Path) -> dict[str, str]:
    return {
        os.path.relpath(file, base): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(files)
        if file.is_file()
    }


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()


def _standing(root: Path, stamp: Path, inputs: str) -> Path | None:
    """Return the published PDF if it was built from these inputs and stands as it was built."""
    try:
        kept = json.loads(stamp.read_text(encoding="utf-8"))
        pdf = root / kept["pdf"]
        whole = kept["outputs"] == _hash_files(pdf.parent.rglob("*"), root)
        return pdf if kept["inputs"] == inputs and whole else None
    except (OSError, ValueError, KeyError):
        return None
