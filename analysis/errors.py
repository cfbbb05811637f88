"""The one kind of error a user of Groundwork meets."""

from collections.abc import Iterable

from .text import show

SHOWN_LINES = 5


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
