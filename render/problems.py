"""What stops a build: faults of the book, and what the system refused."""

import errno
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

# `analysis/errors.py` says the same of its files: neither package knows the other.
FULL = (errno.ENOSPC, errno.EDQUOT)
LOCKED = (errno.EROFS, errno.EACCES, errno.EPERM)
# Letters and marks of which nothing is seen, at least after Latin letters.
BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0") | frozenset(
    map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))
)


class BuildError(Exception):
    """What stopped a build, as one or more lines for a person to read.

    Parameters
    ----------
    problems : str or iterable of str
        Each names the file, the line where there is one, what was found and what would be right.
    """

    def __init__(self, problems: str | Iterable[str]):
        self.problems = (problems,) if isinstance(problems, str) else tuple(problems)
        super().__init__("\n".join(self.problems))


def show(text: str) -> str:
    r"""Return the text for a terminal: what nobody sees is written out, as in ``\u202e``.

    Names of files and messages of other programs come from outside. `analysis/text.py` does the
    same, and knows the joiners in what it reads.
    """
    return "".join(
        each.encode("unicode_escape").decode() if is_unseen(each) else each for each in text
    )


def is_unseen(character: str) -> bool:
    """Return whether a character shows nothing, or moves what comes after it."""
    unseen = unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")
    return (unseen or character in BLANK) and character not in "\n\t"


def explain_refusal(error: OSError) -> str:
    """Return what the system refused, in a sentence with the file and what to do about it."""
    name = error.filename2 or error.filename or "a file"
    reason = (error.strerror or str(error)).rstrip(".")
    reason = reason[:1].lower() + reason[1:]
    if error.errno in FULL:
        return f"{name} can't be written because its disk is full: free some space and run it again"
    if error.errno in LOCKED:
        return f"{name} can't be written: {reason}; make its folder writable and run it again"
    return f"{name} can't be used: {reason}; mend that and run it again"


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Give the system's errors the name of the file, which those of a full disk don't have."""
    try:
        yield
    except OSError as error:
        error.filename, error.filename2 = str(path), None
        raise
