"""Who was to be surveyed where and when: arms, areas, waves."""

from dataclasses import field, replace
from datetime import date
from typing import Any, Literal

from .declared import declared


@declared
class Arm:
    """One of the two groups of areas that are compared."""

    id: str
    label: str
    short: str
    role: Literal["programme", "comparator"]


@declared
class Area:
    """A place that was sampled, the cluster of the analysis.

    An area without `arm` holds respondents of both; the arm then stands in the wave file.
    `pair` is a label that a programme area shares with the one comparator chosen for it.
    `covariates` are numbers known of it, by name, such as its deprivation.
    `start` names the first wave after the programme began there, if not everywhere the same.
    It was surveyed in the waves whose fieldwork began on the day it `joined` or later, and before
    the day it `left` or since the day it `returned`.
    """

    code: str
    arm: str | None = None
    pair: str | None = None
    # Whatever stands there is taken, so that all that is no number is told together.
    covariates: dict[str, Any] = field(default_factory=dict, hash=False)
    start: str | None = None
    joined: date | None = None
    left: date | None = None
    returned: date | None = None

    def is_surveyed(self, wave: "Wave") -> bool:
        """Whether a wave was to be in the field there."""
        late = self.joined is not None and wave.fieldwork[0] < self.joined
        gone = self.left is not None and self.left <= wave.fieldwork[0]
        back = self.returned is not None and self.returned <= wave.fieldwork[0]
        return not late and (back or not gone)


@declared
class Notation:
    """How a file writes a variable's numbers: 1,234.5 has "," between thousands and "." before
    decimals."""

    variable: str
    thousands: Literal["", ",", ".", " ", "'"] = ""
    decimal: Literal[".", ","] = "."


@declared
class Departures:
    """How a file departs from one row of names, one row a respondent and the codebook's codes.

    The names are in row `header`; `rows_below` it are no respondents (wordings, for example), and
    `blank_columns`, by their letters in a sheet, have neither name nor content. `decimals` names
    variables whose codes are written as decimals (2.0 for 2), `labels` those with labels in
    place of codes, `numbers` those whose numbers are not written as 1234.5.
    """

    header: int = 1
    rows_below: int = 0
    blank_columns: tuple[str, ...] = ()
    decimals: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    numbers: tuple[Notation, ...] = ()

    def within(self, layout: "Departures") -> "Departures":
        """The same of the cells, in a table that lies in its file as `layout` says."""
        return replace(
            self,
            header=layout.header,
            rows_below=layout.rows_below,
            blank_columns=layout.blank_columns,
        )


@declared
class Wave:
    """One round of fieldwork and the file it was delivered in, registered by its checksum.

    `not_asked` names variables of the codebook that the file does not have, `new_answers` what
    could first be answered in this wave, each as a variable and a code ("influence 5"),
    `departures` what of the file is read otherwise than it stands there. `added_answers` (rows of
    the codebook, named likewise) and `added_files` came with the wave and go when it is withdrawn.
    """

    id: str
    label: str
    period: Literal["before", "after"]
    fieldwork: tuple[date, date]
    file: str
    sha256: str
    not_asked: tuple[str, ...] = ()
    new_answers: tuple[str, ...] = ()
    added_answers: tuple[str, ...] = ()
    added_files: tuple[str, ...] = ()
    departures: Departures = Departures()
