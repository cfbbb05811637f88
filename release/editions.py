"""Put together what a web server shows, all editions in one folder: python -m release.editions DIR.

The newest release lies at the root, and every one, the newest too, at `editions/VERSION/`. All of
it comes from the archives in `releases/`, which are committed and whose checksums are: so a new
machine needs a clone and nothing else, and what was published is what is shown.
"""

import hashlib
import io
import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from analysis.commands.terminal import guard, say
from analysis.errors import Breaches, naming
from analysis.report.publication import read_publication
from analysis.results.results import load_results
from analysis.study.reading import find_study
from analysis.study.records import Release, Study
from render.publish import staging, swap

from .archive import ARCHIVES, SUMS, name_archive, read_sums
from .notice import LIST, STYLE, tell_edition, write_list

HERE = Path(__file__).parent
REFUSED = "Nothing is published"
NOTE = re.compile(rb'<div[^>]* class="(?:[^"]* )?to-write[ "]')


def main(arguments: list[str]) -> int:
    """Run the command line and return its exit code."""
    if len(arguments) != 1 or not arguments[0] or arguments[0].startswith("-"):
        say("python -m release.editions DIR: name the folder to publish", aside=True)
        return 2
    return guard(lambda: publish(Path(arguments[0])), refused=f"{REFUSED}: {{}}.")


def publish(target: Path) -> int:
    """Publish all editions and say how many there are."""
    count = publish_editions(find_study(), target)
    say(f"{count} edition{'s' if count > 1 else ''}: {target / 'index.html'}")
    return 0


def publish_editions(folder: Path, target: Path) -> int:
    """Write the folder aside, swap it in whole, and return how many editions are in it.

    Raises
    ------
    Breaches
        Nothing was released, an archive is missing or is not what was released, or the folder
        holds something else. All of these at once; what stood in the folder stays.
    """
    results = load_results(folder)
    releases = results.study.releases
    faults = [*find_target_faults(target), *find_archive_faults(results.study)]
    if faults:
        raise Breaches(REFUSED, faults)
    sites = {each: read_pages(results.study, each) for each in releases}
    listing = write_list(results.study, read_publication(results), releases)
    with naming(target), staging(target) as aside:
        for path, content in compose(sites):
            (aside / path).parent.mkdir(parents=True, exist_ok=True)
            (aside / path).write_bytes(content)
        for release in releases:
            archive = name_archive(results.study, release)
            (aside / "editions" / archive.name).write_bytes(archive.read_bytes())
        (aside / LIST).write_text(listing, encoding="utf-8")
        (aside / "editions" / STYLE).write_bytes((HERE / STYLE).read_bytes())
        (aside / ".nojekyll").touch()  # else GitHub would leave out folders such as _figures
        swap(aside, target)
    return len(releases)


def find_target_faults(target: Path) -> Iterator[str]:
    """The folder is new, empty, or one that was published before: all in it is replaced."""
    if Path.cwd().is_relative_to(target.resolve()):
        yield f"{target} holds the project itself; name a folder of its own, such as _site"
    elif target.exists() and not target.is_dir():
        yield f"{target} is a file; name a folder"
    elif (target / ".git").exists():
        yield f"{target} is a git repository, and all in it would go; name a folder of its own"
    elif target.exists() and any(target.iterdir()) and not (target / LIST).exists():
        yield f"{target} holds other files, and they would go; name a new or an empty folder"


def find_archive_faults(study: Study) -> Iterator[str]:
    """Every release has its archive, as it was when it was released."""
    if not study.releases:
        yield "there is no release yet; make one first: make release VERSION=1.0.0"
    sums = read_sums()
    for release in study.releases:
        archive = name_archive(study, release)
        if not archive.exists():
            yield f"{archive} is missing; it was committed with the release: git checkout {archive}"
        elif archive.name not in sums:
            yield f"{ARCHIVES / SUMS} has no line for {archive.name}; take back the one it had"
        elif sums[archive.name] != hashlib.sha256(archive.read_bytes()).hexdigest():
            yield (
                f"{archive} is not what was released: its SHA-256 is not the one in "
                f"{ARCHIVES / SUMS}; take it back from git"
            )
        else:
            yield from find_page_faults(archive.name, read_pages(study, release))


def find_page_faults(archive: str, pages: dict[str, bytes]) -> Iterator[str]:
    """An edition has a front page, and nothing on its pages is still to be written."""
    if "index.html" not in pages:
        yield f"{archive} has no site/index.html"
    for name, page in pages.items():
        if notes := len(NOTE.findall(page)):
            yield (
                f"{archive}: {name} has {notes} note{'s' if notes > 1 else ''} for writers; "
                "release a version without them"
            )


def read_pages(study: Study, release: Release) -> dict[str, bytes]:
    """The site of a release, by the names of its files."""
    archive = name_archive(study, release)
    inside = f"{archive.stem}/site/"
    with zipfile.ZipFile(io.BytesIO(archive.read_bytes())) as packed:
        return {
            name.removeprefix(inside): packed.read(name)
            for name in packed.namelist()
            if name.startswith(inside) and ".." not in name.split("/")
        }


def compose(sites: dict[Release, dict[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """Every file of the folder that comes from an edition, with its name.

    Pages say of which edition they are. That is put into these copies and not by a script, so
    that it can be read without any, from a folder too, whatever the page's own policy allows.
    """
    newest = list(sites)[-1]
    for release, site in sites.items():
        for root in (f"editions/{release.version}/", *([""] if release == newest else [])):
            for name, content in site.items():
                if name.endswith(".html"):
                    there = name in sites[newest]
                    page = content.decode()
                    page = tell_edition(page, root + name, release, newest, there)
                    content = page.encode()
                yield root + name, content


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
