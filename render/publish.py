"""Put a finished site in the place of the last one, whole or not at all."""

import ctypes
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from render.problems import BuildError

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


@contextmanager
def lock(work: Path) -> Iterator[None]:
    """Hold the project's only build; the system lets go of it however the process ends."""
    work.mkdir(parents=True, exist_ok=True)
    with open(work / "lock", "w") as file:
        try:
            if sys.platform == "win32":
                import msvcrt

                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise BuildError("another build of this project is running; wait for its end") from None
        yield


@contextmanager
def staging(output: Path) -> Iterator[Path]:
    """Give an empty folder on the output's file system, and clear up after killed builds."""
    output.parent.mkdir(parents=True, exist_ok=True)
    _recover(output)
    folder = Path(tempfile.mkdtemp(prefix=f".{output.name}-", dir=output.parent))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _recover(output: Path) -> None:
    """Remove what killed builds left; put back a site caught between the two plain renames."""
    last = output.with_name(f".{output.name}-last")
    if last.exists() and not output.exists():
        last.rename(output)
    for left in output.parent.glob(f".{output.name}-*"):
        shutil.rmtree(left, ignore_errors=True)


def swap(new: Path, output: Path) -> None:
    """Make a folder the published one.

    Where the system can exchange two names in one step there is no moment without a whole site.
    Elsewhere there is one between two renames, and `staging` mends it.
    """
    if not output.exists():
        new.rename(output)
    elif not _exchange(new, output):
        last = output.with_name(f".{output.name}-last")
        output.rename(last)
        new.rename(output)
        shutil.rmtree(last, ignore_errors=True)


def _exchange(first: Path, second: Path) -> bool:
    """Exchange two names, and tell whether the system could."""
    library = ctypes.CDLL(None, use_errno=True) if sys.platform != "win32" else None
    names = os.fsencode(first), os.fsencode(second)
    if hasattr(library, "renameat2"):
        return library.renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0
    if hasattr(library, "renamex_np"):
        return library.renamex_np(names[0], names[1], _RENAME_EXCHANGE) == 0
    return False


class _Page(HTMLParser):
    """What a page offers and asks for: identifiers, links, images without words."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.silent: list[str] = []
        self.rows = 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = dict(attributes)
        self.rows += tag == "tr"
        if values.get("id"):
            self.ids.append(str(values["id"]))
        for name in ("href", "src"):
            if values.get(name):
                self.links.append(str(values[name]))
        if tag == "img" and not values.get("alt"):
            self.silent.append(str(values.get("src")))


def check_site(site: Path, pages: Sequence[dict[str, Any]], pdf: str) -> None:
    """Stop unless the site is whole.

    Parameters
    ----------
    site : Path
        The folder about to be published.
    pages : sequence of dict
        The path of every page and the number of rows that its tables had before they were written.
    pdf : str
        The PDF's file name.

    Raises
    ------
    BuildError
        Naming every page and what is wrong with it.
    """
    problems = [
        f"{page['path']}: was not written" for page in pages if not (site / page["path"]).is_file()
    ]
    if not (site / pdf).is_file() or not (site / pdf).stat().st_size:
        problems.append(f"{pdf}: was not written")
    read: dict[str, _Page] = {}
    for file in sorted(site.rglob("*.html")):
        page = _Page()
        page.feed(file.read_text(encoding="utf-8"))
        read[file.relative_to(site).as_posix()] = page
    problems += [
        f"{page['path']}: tables have {read[page['path']].rows} rows of {page['rows']}"
        for page in pages
        if page["path"] in read and read[page["path"]].rows != page["rows"]
    ]
    for name, page in read.items():
        problems += [f"{name}: image {source} has no text alternative" for source in page.silent]
        twice = {i for i in page.ids if page.ids.count(i) > 1}
        problems += [f"{name}: identifier `{i}` is there twice" for i in sorted(twice)]
        problems += [found for link in page.links if (found := _broken(site, name, link, read))]
    if problems:
        raise BuildError(dict.fromkeys(problems))


def _broken(site: Path, name: str, link: str, read: dict[str, _Page]) -> str:
    """Return what is wrong with a link, or nothing."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return ""
    path = unquote(parts.path)
    target = os.path.normpath((site / name).parent / path) if path else str(site / name)
    if not os.path.exists(target):
        return f"{name}: {link} leads nowhere"
    page = read.get(Path(os.path.relpath(target, site)).as_posix())
    if parts.fragment and page and unquote(parts.fragment) not in page.ids:
        return f"{name}: {link} has no such place on its page"
    return ""
