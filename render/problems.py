"""The one kind of failure that a user of the renderer sees."""

from collections.abc import Iterable


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
