"""Two editions of the report as one Word file with tracked changes, for reviewers."""

import html
import os
import re
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from render.problems import BuildError, naming
from render.programs import run_pandoc

FILTER = Path(__file__).parent / "comparison.lua"
PLACES = ("", "site", "_report/web")
PAGE = re.compile(r'href="([^"#?:]+\.html)"')
MAIN = re.compile(r"<main\b.*?>(.*)</main>", re.DOTALL)
FOLDED = re.compile(r"<(nav|details)\b.*?</\1>", re.DOTALL)
INSTALL = "pip install 'python-redlines[docxodus]==2.0.0'"


def track_changes(old: Path, new: Path, target: Path, author: str) -> int:
    """Write the report as it is in one edition, tracked against another.

    Accepting all changes gives the new text, rejecting all the old one.

    Parameters
    ----------
    old, new : Path
        Folders of websites, or of projects, which are built if they have none.
    target : Path
        The Word file.
    author : str
        Who Word names as the author of the changes.

    Returns
    -------
    int
        How many changes there are.

    Raises
    ------
    BuildError
        An edition has no pages and can't be built, or the package that compares is missing.
    """
    engine = load_engine()
    texts = [write_document(find_pages(folder)) for folder in (old, new)]
    day = datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", time.time())), UTC)
    tracked, said, _ = engine.run_redline(author, *texts, date_time=f"{day:%Y-%m-%dT%H:%M:%SZ}")
    draft = target.with_name(f".{target.name}")
    with naming(target):
        try:
            draft.write_bytes(tracked)
            os.replace(draft, target)
        finally:
            draft.unlink(missing_ok=True)
    return int(re.search(r"(\d+) revision", said or "")[1])


def load_engine():
    """What compares two Word files."""
    try:
        from python_redlines import DocxodusEngine

        return DocxodusEngine()
    except ImportError:
        raise BuildError(
            f"tracked changes need a package that is not installed: {INSTALL}"
        ) from None


def find_pages(folder: Path) -> Path:
    """The website in a folder; that of a project is built if there is none yet."""
    for place in PLACES:
        if (folder / place / "index.html").is_file():
            return folder / place
    if not (folder / "_quarto.yml").is_file():
        raise BuildError(f"{folder}: there is no website in it (no index.html), nor a project")
    command = [sys.executable, "-m", "render", "--profile", "web"]
    # A study elsewhere has no earlier edition here: an edition is built from its own.
    env = {name: value for name, value in os.environ.items() if name != "STUDY"}
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BuildError(f"{folder}: the edition there can't be built:\n{done.stderr.strip()}")
    return folder / PLACES[-1]


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
