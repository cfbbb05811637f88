"""What describes respondents."""

import re

from ...study.records import Characteristic
from ..naming import make_id
from ..questions import Dialogue, Question
from .answers import ask_answers
from .codebook import find_range
from .variables import Variable

TRAITS = re.compile(
    r"^(sex|gender|age([_ ]?(group|band|years|cat\w*))?|tenure|ethnic\w*|education|income|employ\w*"
    r"|disab\w*|marital\w*|religion|class|year[_ ]?group)$",
    re.IGNORECASE,
)
BANDS = 4  # that a number is grouped into


def ask_characteristics(variables: dict[str, Variable]) -> Dialogue:
    """Ask which variables describe respondents, and how each is told.

    Returns
    -------
    tuple of Characteristic
    dict
        These variables, with what was stated of their answers.
    """
    described = yield Question(
        key="characteristics.which",
        text="Which columns describe who answered, such as sex and age",
        default=tuple(name for name in variables if TRAITS.match(name)),
        kind="list",
        choices=tuple(variables),
        optional=True,
    )
    stated = {name: variables[name] for name in described}
    traits = []
    for name, variable in stated.items():
        if variable.kind == "coded":
            stated[name] = yield from ask_answers(variable, f"characteristics.{name}")
        traits.append((yield from ask_trait(stated[name])))
    return tuple(traits), stated


def ask_trait(variable: Variable) -> Dialogue:
    """Ask what a characteristic is called, and into which bands a number falls."""
    key = f"characteristics.{variable.name}"
    label = yield Question(
        key=f"{key}.label",
        text=f"What is '{variable.name}' called in a table",
        default=variable.title,
    )
    breaks: tuple[int, ...] = ()
    if variable.kind == "number":
        low, high = find_range(variable)
        step = max(1, round((high - low) / BANDS))
        found = yield Question(
            key=f"{key}.breaks",
            text=f"Where do bands of '{variable.name}' begin, and where does the last end",
            default=(*(str(int(low + step * n)) for n in range(BANDS)), str(int(high) + 1)),
            kind="numbers",
        )
        breaks = tuple(int(each) for each in found)
    return Characteristic(
        id=make_id(variable.name), label=label, variable=variable.name, breaks=breaks
    )
