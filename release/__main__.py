"""Publish a version of the report: python -m release 1.0.0 [--tag]."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from analysis.commands.terminal import Parser, guard, say
from analysis.errors import Breaches
from analysis.report.citation import write_cff
from analysis.report.numbers import SPACE
from analysis.report.publication import BOOK, read_publication
from analysis.report.sentence import day
from analysis.results.releases import keep_release
from analysis.results.results import load_results
from analysis.results.store import FOLDER, PREVIOUS, format_records
from analysis.study.reading import find_study, read_study
from analysis.study.records import Release
from analysis.writing import write_whole
from release.datapackage import write_package
from render.__main__ import main as render
from render.project import read_project

from .archive import ARCHIVES, SUMS, name_archive, read_site, write_archive
from .checks import RECORD, ask_git, check_release, read_published
from .profiles import BRIEF, list_profiles
from .readme import describe_archive

CITATION = Path("CITATION.cff")
REPORT = re.compile(r"^references:.*", re.MULTILINE | re.DOTALL)
DATE = re.compile(r"""^(\s+date:\s*)(["']?).*?\2\s*$""", re.MULTILINE)
ALONG = (Path("LICENSE"), CITATION)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    parser = Parser(prog="python -m release", description=__doc__)
    parser.add_argument("version", help="three numbers such as 1.0.0")
    parser.add_argument("--tag", action="store_true", help="commit the record and tag the commit")
    options = parser.parse_args(arguments)
    return guard(
        lambda: publish(find_study(), options.version, tag=options.tag),
        refused="Nothing is released: {}.",
        stopped="Stopped; nothing is released. Next: make report.",
    )


def publish(folder: Path, version: str, *, tag: bool) -> int:
    """Check, record, build, pack, and tag or say how; what fails leaves no record."""
    os.environ.pop("QUARTO_PROFILE", None)  # what is released is the full report
    release = check_release(folder, version, today())
    record = folder / RECORD
    with restoring(record, BOOK, CITATION, ARCHIVES / SUMS):
        write_record(folder, release)
        date_book(release.date)
        # The site says which release a wave was first in, so it is built after the record.
        for profile in list_profiles():
            if render(["--profile", profile] if profile else []):
                raise Breaches("Nothing is released", ["the report was not built; see above"])
        cite_report(folder)
        archive = pack(folder, release)
        keep_release(read_study(folder), version)
    say(f"archive: {archive}")
    cited = [CITATION] if CITATION.exists() else []
    made = [record, folder / FOLDER / PREVIOUS, BOOK, *cited, archive, ARCHIVES / SUMS]
    finish(made, version, tag=tag)
    return 0


def today() -> date:
    """The day of the release: that of SOURCE_DATE_EPOCH where it is set."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    moment = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    return moment.date()


def write_record(folder: Path, release: Release) -> None:
    """Add a release to the record, unless it is there."""
    found = read_study(folder).releases
    releases = found if release in found else (*found, release)
    write_whole(folder / RECORD, format_records(releases, Release, ""))


def date_book(when: date) -> None:
    """Give the title page the day of the release, where the book is dated."""
    if BOOK.exists():
        text = BOOK.read_text(encoding="utf-8")
        shown = day(when).replace(SPACE, " ")
        write_whole(BOOK, DATE.sub(rf'\g<1>"{shown}"', text, count=1))


def cite_report(folder: Path) -> None:
    """Let CITATION.cff, where there is one, name the report as its pages do."""
    if CITATION.exists():
        software = REPORT.sub("", CITATION.read_text(encoding="utf-8")).rstrip("\n")
        report = write_cff(read_publication(load_results(folder)))
        write_whole(CITATION, f"{software}\n{report}")


@contextmanager
def restoring(*paths: Path) -> Iterator[None]:
    """Put files back as they were if something fails; a full disk does not keep them from it."""
    copies = {path: path.with_name(f".{path.name}.before") for path in paths}
    try:
        for path in filter(Path.exists, paths):
            write_whole(copies[path], path.read_bytes())
        missing = [path for path in paths if not copies[path].exists()]
        try:
            yield
        except BaseException:
            for path, copy in copies.items():
                if path in missing:
                    path.unlink(missing_ok=True)
                else:
                    os.replace(copy, path)
            raise
    finally:
        for copy in copies.values():
            copy.unlink(missing_ok=True)


def pack(folder: Path, release: Release) -> Path:
    """Write the archive of what has just been built."""
    study = read_study(folder)
    project = read_project(Path.cwd())
    texts = write_package(study, release)
    contents = read_site(project.output / project.pdf) | {
        name: text.encode() for name, text in texts.items()
    }
    brief = read_project(Path.cwd(), BRIEF) if BRIEF in list_profiles() else None
    for name in filter(None, (brief.pdf, brief.word) if brief else ()):
        contents[f"{BRIEF}/{name}"] = (brief.output / name).read_bytes()
    contents |= {path.name: path.read_bytes() for path in ALONG if path.exists()}
    publication = read_publication(load_results(folder))
    about = describe_archive(study, release, project, brief, publication)
    contents["README.md"] = about.encode()
    target = name_archive(study, release)
    write_archive(target, contents, read_published())
    return target


def finish(made: list[Path], version: str, *, tag: bool) -> None:
    """Commit the record with what is kept of the results, and tag the commit; or say how."""
    paths = [path.as_posix() for path in made]
    steps = (
        ("add", *paths),
        ("commit", "--quiet", "--message", f"Release {version}", "--", *paths),
        ("tag", "--annotate", f"v{version}", "--message", f"Release {version}"),
    )
    if not tag:
        say("To record and tag it:")
        for words in steps:
            say(f"  {shlex.join(('git', *words))}")
        return
    try:
        for words in steps:
            # A record that stands as it was committed needs no commit.
            if words[0] != "commit" or ask_git("status", "--porcelain", "--", *paths):
                ask_git(*words)
    except subprocess.CalledProcessError as error:
        raise Breaches("The archive is written, but git refused", [error.stderr.strip()]) from None
    say(f"tagged: v{version}; publish it with git push --follow-tags")


if __name__ == "__main__":
    sys.exit(main())
