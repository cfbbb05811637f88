"""Two editions of the report as one Word file with tracked changes, for reviewers."""

import html
import os
import re
import subprocess
import sys
import time
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import yaml
from lxml import etree

from render.problems import BuildError, naming
from render.programs import run_pandoc
from render.word.changes import insert_list, mend_marks
from render.word.figures import describe_changes, read_outline
from render.word.flattening import flatten
from render.word.markers import Markers
from render.word.markup import q
from render.word.package import DOCUMENT, Package
from render.writing import write_whole

if TYPE_CHECKING:
    from python_redlines import DocxodusEngine

FILTER = Path(__file__).parent / "comparison.lua"
PROPERTIES = "docProps/core.xml"
PLACES = ("", "site", "_report/web")
PAGE = re.compile(r'href="([^"#?:]+\.html)"')
MAIN = re.compile(r"<main\b.*?>(.*)</main>", re.DOTALL)
FOLDED = re.compile(r"<(nav|details)\b.*?</\1>", re.DOTALL)
INSTALL = "pip install 'python-redlines[docxodus]==2.0.0'"


@dataclass(frozen=True, kw_only=True)
class Tracked:
    """What was compared: how many changes there are, what the documents are."""

    count: int
    source: str


def track_changes(old: Path, new: Path, target: Path, author: str) -> Tracked:
    """Write the report as it is in one edition, tracked against another.

    Rejecting all changes gives the old text, accepting all the new one and below it the list of
    the figures that are otherwise, where there are any. The list is an insertion.

    Parameters
    ----------
    old, new : Path
        Folders of websites, or of projects, which are built if they have none. Their Word files
        are compared, or their pages where an edition has no Word file.
    target : Path
        The Word file.
    author : str
        Who Word names as the author of the changes.

    Raises
    ------
    BuildError
        An edition has no pages and can't be built, a Word file of one can't be read, the two
        can't be compared, or the package that compares is missing.
    """
    engine = load_engine()
    texts, source = read_editions(old, new)
    seconds = int(os.environ.get("SOURCE_DATE_EPOCH", time.time()))
    day = f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"
    tracked, count = compare(engine, texts, author, day)
    write_whole(target, tracked)
    return Tracked(count=count, source=source)


def compare(
    engine: "DocxodusEngine", texts: Sequence[bytes], author: str, day: str
) -> tuple[bytes, int]:
    """Return an old and a new Word file as one with tracked changes, and their number."""
    packages = [Package(text) for text in texts]
    changed = describe_changes(*map(read_outline, packages))
    markers = Markers(packages)
    for package in packages:
        markers.take(package)
        flatten(package.tree(DOCUMENT).find(q("w:body")))
    plain = [package.write() for package in packages]
    try:
        content, said, _ = engine.run_redline(author, *plain, date_time=day)
    except subprocess.CalledProcessError as error:
        raise BuildError(f"the two editions can't be compared: {error}") from None
    tracked = Package(content)
    document = tracked.tree(DOCUMENT)
    mend_marks(document)
    markers.put_back(tracked)
    tracked.parts[PROPERTIES] = packages[-1].parts[PROPERTIES]
    if changed:
        insert_list(document, changed, author, day)
    return tracked.write(), int(re.search(r"(\d+) revision", said or "")[1])


def load_engine() -> "DocxodusEngine":
    """What compares two Word files."""
    try:
        from python_redlines import DocxodusEngine

        return DocxodusEngine()
    except ImportError:
        raise BuildError(
            f"tracked changes need a package that is not installed: {INSTALL}"
        ) from None


def read_editions(old: Path, new: Path) -> tuple[list[bytes], str]:
    """Return two editions' Word files, or their pages as such, and what they are."""
    files = [find_word(folder) for folder in (old, new)]
    if all(files):
        return [read_word(file) for file in files], "the Word files of both editions"
    without = "neither edition has a Word file"
    if any(files):
        without = f"the {'present' if files[0] else 'earlier'} edition has no Word file"
    texts = [write_document(find_pages(folder)) for folder in (old, new)]
    return texts, f"the pages, as {without}"


def find_word(folder: Path) -> Path | None:
    """The report's Word file: beside its website, built where a project declares one and has none.

    It has the name of the report's PDF; other Word files may lie there too.
    """
    for _ in range(2):
        for place in PLACES:
            files = sorted((folder / place).glob("*.docx"))
            files = [file for file in files if not file.name.startswith("~$")]
            named = [file for file in files if file.with_suffix(".pdf").is_file()] or files
            if (folder / place / "index.html").is_file() and named:
                return named[0]
        if not declares_word(folder):
            return None
        build(folder)
    return None


def declares_word(folder: Path) -> bool:
    """Whether a project makes a Word file of its report."""
    for name in ("_quarto.yml", "_quarto-web.yml"):
        if (folder / name).is_file():
            with naming(folder / name):
                declared = yaml.safe_load((folder / name).read_text(encoding="utf-8")) or {}
            if "docx" in (declared.get("format") or {}):
                return True
    return False


def read_word(file: Path) -> bytes:
    """A Word file, once it can be read as one."""
    content = file.read_bytes()
    try:
        Package(content).tree(DOCUMENT)
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError) as error:
        raise BuildError(f"{file}: this is no whole Word file ({error}); build it again") from None
    return content


def find_pages(folder: Path) -> Path:
    """The website in a folder; that of a project is built if there is none yet."""
    for place in PLACES:
        if (folder / place / "index.html").is_file():
            return folder / place
    if not (folder / "_quarto.yml").is_file():
        raise BuildError(f"{folder}: there is no website in it (no index.html), nor a project")
    build(folder)
    return folder / PLACES[-1]


def build(folder: Path) -> None:
    """Build an edition of the report where it lies."""
    command = [sys.executable, "-m", "render", "--profile", "web"]
    # A study elsewhere has no earlier edition here: an edition is built from its own.
    env = {name: value for name, value in os.environ.items() if name != "STUDY"}
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BuildError(f"{folder}: the edition there can't be built:\n{done.stderr.strip()}")


def write_document(site: Path) -> bytes:
    """A website's pages, one after the other, as a Word file; figures by their alternatives."""
    first = (site / "index.html").read_text(encoding="utf-8")
    pages = dict.fromkeys(["index.html", *map(html.unescape, PAGE.findall(first))])
    texts = [read_page(site / page) for page in pages if (site / page).is_file()]
    words = ["--from=html", "--to=docx", f"--lua-filter={FILTER}", "--output=-"]
    done = run_pandoc(words, input="\n".join(texts).encode())
    if done.returncode:
        raise BuildError(f"{site}: {done.stderr.decode().strip()}")
    return done.stdout


def read_page(path: Path) -> str:
    """What a page says, without navigation and what is folded."""
    found = MAIN.search(path.read_text(encoding="utf-8"))
    return FOLDED.sub("", found[1]) if found else ""
