"""The one kind of error a user of Groundwork meets."""

from collections.abc import Iterable


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
        self.subject = subject
        self.faults = tuple(faults)
        super().__init__("\n".join([f"{subject}:", *(f"  - {fault}" for fault in self.faults)]))
