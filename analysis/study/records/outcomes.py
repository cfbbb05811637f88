"""What the survey measures: domains, outcomes, and what describes who answered."""

from typing import Literal

from .declared import declared


@declared
class Domain:
    """A part of neighbourhood life the programme aimed at.

    `in_text` is its label inside a sentence, needed only where that begins with a name. `chapter`
    is the file of the report that tells of it, to which the front page leads.
    """

    id: str
    label: str
    in_text: str = ""
    chapter: str = ""


@declared
class Outcome:
    """A measure from the survey.

    A share counts respondents whose answer to the one item is among the `positive` codes, or
    whose score is `at_least` a value; a mean averages the score itself. A score is the sum of
    the items (those under `reversed` scored low + high - x), looked up in `metric` if given.
    `subject` is what a sentence about the outcome starts with; `everyday` says in a few words, none
    of them an abbreviation, what "a change in" may be followed by. An effect inside `margin` either
    way, in the outcome's unit, would change no decision. From each of the waves in `breaks` on the
    question is worded differently, as `break_note` says; waves on two sides of a break are not
    compared.
    """

    id: str
    domain: str
    label: str
    subject: str
    question: str
    scale: str
    items: tuple[str, ...]
    measure: Literal["share", "mean"]
    better: Literal["higher", "lower"]
    role: Literal["primary", "secondary"]
    source: str
    everyday: str = ""
    unit: str = "percentage points"
    positive: tuple[int, ...] = ()
    at_least: float | None = None
    margin: float | None = None
    range: tuple[float, float] | None = None
    metric: tuple[float, ...] = ()
    reversed: tuple[str, ...] = ()
    breaks: tuple[str, ...] = ()
    break_note: str = ""


@declared
class Characteristic:
    """Something that describes who answered; numbers are grouped at `breaks`."""

    id: str
    label: str
    variable: str
    breaks: tuple[int, ...] = ()
