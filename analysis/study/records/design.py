"""Who was to be surveyed where and when: arms, areas, waves."""

from datetime import date
from typing import Literal

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
    `start` names the first wave after the programme began there, if not everywhere the same.
    It was surveyed in the waves whose fieldwork began on the day it `joined` or later, and before
    the day it `left` or since the day it `returned`.
    """

    code: str
    arm: str | None = None
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
class Wave:
    """One round of fieldwork and the file it was delivered in, registered by its checksum.

    `not_asked` names variables of the codebook that the file does not have, `new_answers` what
    could first be answered in this wave, each as a variable and a code ("influence 5").
    """

    id: str
    label: str
    period: Literal["before", "after"]
    fieldwork: tuple[date, date]
    file: str
    sha256: str
    not_asked: tuple[str, ...] = ()
    new_answers: tuple[str, ...] = ()
