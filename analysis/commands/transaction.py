"""Files of a folder changed together or not at all.

New content is first written aside, then what it replaces is kept, then a journal says so, and
only then are files swapped in. While there is a journal, the transaction is unfinished: whoever
comes next puts everything back. Removing the journal, in one step, ends it.
"""

import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import naming

STAGE = ".transaction"
JOURNAL = "journal.json"


def read_text(path: Path) -> str:
    """The text of a file as it is, line ends and all; nothing if there is none."""
    if not path.exists():
        return ""
    with path.open(encoding="utf-8", newline="") as lines:
        return lines.read()


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep others who ask for the same folder waiting; the system lets go however a process ends.

    Windows has no lock on a folder; there, and where there is no folder, nobody waits.
    """
    if sys.platform == "win32" or not folder.is_dir():
        yield
        return
    import fcntl

    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def replace_together(folder: Path, texts: dict[str, str | None], copies: dict[str, Path]) -> None:
    """Put new content at several places in a folder at once; for whoever holds it `alone`.

    Parameters
    ----------
    texts : new content by name in the folder, None for a file that goes
    copies : files to copy, by the name they get in it; they stay as they are

    Raises
    ------
    OSError
        Something can't be written; the folder is as it was.
    """
    take_back(folder)
    stage = folder / STAGE
    try:
        for name, text in texts.items():
            if text is not None:
                with naming(folder / name):
                    write_through(stage / "new" / name, text)
        for name, source in copies.items():
            with naming(folder / name):
                (stage / "new" / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, stage / "new" / name)
        names = [*texts, *copies]
        kept = [name for name in names if (folder / name).exists()]
        for name in kept:
            with naming(folder / name):
                (stage / "old" / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(folder / name, stage / "old" / name)
        journal = {"kept": kept, "added": [name for name in names if name not in kept]}
        with naming(folder):
            write_through(stage / "draft.json", json.dumps(journal))
        os.replace(stage / "draft.json", stage / JOURNAL)
        for name in names:
            if texts.get(name, "") is None:
                (folder / name).unlink()
                continue
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            os.replace(stage / "new" / name, folder / name)
        (stage / JOURNAL).unlink()
    finally:
        take_back(folder)


def write_through(path: Path, text: str) -> None:
    """Write a text so that it is on the disk before anything rests on it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as target:
        target.write(text)
        target.flush()
        os.fsync(target.fileno())


def recover(folder: Path) -> bool:
    """Take back a transaction that somebody left unfinished; say whether it had begun to swap."""
    if not (folder / STAGE).exists():
        return False
    with alone(folder):
        return take_back(folder)


def take_back(folder: Path) -> bool:
    """The same for whoever holds the folder alone."""
    stage = folder / STAGE
    journal = stage / JOURNAL
    begun = journal.exists()
    if begun:
        was = json.loads(journal.read_text(encoding="utf-8"))
        for name in was["added"]:
            (folder / name).unlink(missing_ok=True)
        # Moved and not copied: a full disk may be why it has to be put back.
        for name in was["kept"]:
            if (stage / "old" / name).exists():
                os.replace(stage / "old" / name, folder / name)
        journal.unlink()
    shutil.rmtree(stage, ignore_errors=True)
    return begun
