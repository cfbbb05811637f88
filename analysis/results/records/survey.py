"""Who answered what, and whether the data bear the analysis."""

from dataclasses import dataclass

from .marks import Count, Number


@dataclass(frozen=True, kw_only=True)
class Respondents:
    """How respondents of an arm and {wave} are spread over the categories of a characteristic.

    `n` is unweighted and given for category "all" only; `percent` is weighted, of those who
    stated the characteristic.
    """

    characteristic: str
    category: str
    wave: str
    arm: str
    n: Count
    percent: Number


@dataclass(frozen=True, kw_only=True)
class Flow:
    """Who of the respondents of an arm and {wave} had been interviewed before, and who was not
    again.

    Of the wave's respondents `reinterviewed` had been interviewed in the wave before, `new` had
    not; of these, `back` had been in an earlier one. `not_seen` of the wave before were not
    interviewed in this one. A way of coming back that nobody took is not applicable, nor are
    `new` and `not_seen` where all came back and nobody else. There is no row for the first wave.
    """

    wave: str
    arm: str
    reinterviewed: Count
    new: Count
    back: Count
    not_seen: Count


@dataclass(frozen=True, kw_only=True)
class Answers:
    """How many respondents of an arm and {wave} answered an outcome's question or did not.

    Numbers are not applicable in a wave that did not ask.
    `status` is answered, dont_know, refused, not_asked or unexplained; `percent` is unweighted.
    """

    outcome: str
    wave: str
    arm: str
    status: str
    n: Count
    percent: Number


@dataclass(frozen=True, kw_only=True)
class Check:
    """A look at whether the data bear the analysis. `passed` is None for information only."""

    name: str
    subject: str
    passed: bool | None
    value: Number
    unit: str
    detail: str
