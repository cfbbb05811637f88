"""What a user of Groundwork can mend: faults of an input, and what the system refused."""

import errno
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from .text import show

SHOWN_LINES = 5
# `render/problems.py` says the same of its files: neither package knows the other.
FULL = (errno.ENOSPC, errno.EDQUOT)
LOCKED = (errno.EROFS, errno.EACCES, errno.EPERM)


class Breaches(Exception):
    """Everything that is wrong with one input, in words its author understands.

    Parameters
    ----------
    subject : str
        What was examined: a file, a wave, the results.
    faults : iterable of str
        One sentence each: where, what was found, what would be right. Never a
        respondent's answer or number.
    """

    def __init__(self, subject: str, faults: Iterable[str]) -> None:
        self.subject = show(subject)
        self.faults = tuple(map(show, faults))
        lines = [f"{self.subject}:", *(f"  - {fault}" for fault in self.faults)]
        super().__init__("\n".join(lines))


class Remark(UserWarning):
    """What a survey manager should know of an input that can be used all the same."""

    def __init__(self, words: str) -> None:
        super().__init__(show(words))


def name_lines(rows: Iterable[int]) -> str:
    """Name rows of a table (counted from 0) by the lines of its file, the header being line 1."""
    return name_rows(row + 2 for row in rows)


def name_rows(numbers: Iterable[int]) -> str:
    """Name rows of a file by their numbers in it."""
    lines = [str(number) for number in numbers]
    more = f" and {len(lines) - SHOWN_LINES} more" if len(lines) > SHOWN_LINES else ""
    return f"line{'s' if len(lines) > 1 else ''} {', '.join(lines[:SHOWN_LINES])}{more}"


def explain_refusal(error: OSError) -> str:
    """What the system refused, in a sentence with the file and what to do about it."""
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
