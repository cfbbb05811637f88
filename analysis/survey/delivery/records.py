"""What an agency delivered: a table of text, and what its file says of the columns."""

from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from ...study.records import Departures
from .values import is_number

EXPORT_AGAIN = "have it exported again; it may be damaged or cut off"


@dataclass(frozen=True, kw_only=True)
class Column:
    """What a file says of a column: its label, what codes mean, which of them mark no answer.

    A missing code is one code, or the lowest and highest of a range. `stored` is what its cells
    were in the file: a number there has one value, whatever a text that looks like one may mean.
    `own` says that the answers are what the file itself has, with no codebook beside it.
    """

    label: str = ""
    answers: dict[str, str] = field(default_factory=dict)
    missing: tuple[str | tuple[float, float], ...] = ()
    stored: Literal["text", "numbers", "both"] = "text"
    own: bool = False

    def marks_missing(self, code: str) -> bool:
        """Whether the file declares a code to be no answer."""
        for each in self.missing:
            if each == code:
                return True
            if isinstance(each, tuple) and is_number(code) and each[0] <= float(code) <= each[1]:
                return True
        return False


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """A delivered file: every cell as text (an empty one ""), columns as they are named in it.

    The table's index has the number of each row as the program shows it that people open such a
    file with: spreadsheets count the header and what stands above, statistics packages do not.
    `departures` are where header and respondents were found, `remarks` what a survey manager should
    know about how the file was read.
    """

    table: pd.DataFrame
    columns: dict[str, Column] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    departures: Departures = field(default_factory=Departures)

    def column(self, name: str) -> Column:
        """What the file says of a column, nothing if it says nothing."""
        return self.columns.get(name, Column())
