"""What a wave's file holds: answers and their codes, known slips, columns named otherwise."""

from typing import Literal

from .declared import declared


@declared
class Answer:
    """One row of the codebook: a code of a variable and what it means.

    Rows of a number have a range such as "18..100" in `code`. `status` keeps the kinds of
    missing answer apart; an unexplained code marks no answer, for a reason nobody stated, and so
    does an empty cell without a row. A column of type former has the number a respondent had in an
    earlier wave. One of type count says for how many respondents a row stands; it is there in place
    of respondents' numbers.
    """

    variable: str
    type: Literal[
        "respondent", "former", "count", "area", "arm", "weight", "coded", "number", "note"
    ]
    label: str = ""
    code: str = ""
    answer: str = ""
    status: Literal["answered", "dont_know", "refused", "not_asked", "unexplained"] = "answered"

    @property
    def name(self) -> str:
        """The variable and the code, such as "influence 5"; the variable where there is no code."""
        return f"{self.variable} {self.code}".strip()

    def span(self) -> tuple[float, float] | None:
        """Lowest and highest value of a number, None if `code` is no range."""
        low, dots, high = self.code.partition("..")
        try:
            return (float(low), float(high)) if dots else None
        except ValueError:
            return None


@declared
class Correction:
    """A known slip in a delivered file: `expect` answers `found` in a column become another."""

    wave: str
    variable: str
    found: str
    becomes: str
    expect: int
    reason: str


@declared
class Rename:
    """A column that a wave's file calls otherwise than the codebook."""

    wave: str
    delivered: str
    variable: str
