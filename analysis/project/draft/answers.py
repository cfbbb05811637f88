"""The answers of a variable: their order, or what their codes mean."""

import dataclasses

from ...report.sentence import listed
from ..questions import Dialogue, Question
from .variables import Variable


def ask_answers(variable: Variable, key: str) -> Dialogue:
    """Ask for the order of answers that are texts, or for the meaning of codes without labels."""
    if variable.unordered:
        # No order is proposed: that of the alphabet would turn a scale round unseen.
        order = yield Question(
            key=f"{key}.answers",
            text=f"The answers of '{variable.name}' in their order",
            kind="list",
            choices=variable.answers,
            size=len(variable.answers),
        )
        return dataclasses.replace(variable, order=order)
    if not variable.whole or variable.column.answers:
        return variable
    meant = yield Question(
        key=f"{key}.answers",
        text=f"What {listed(list(variable.answers))} of '{variable.name}' mean, in this order",
        default=("No", "Yes") if variable.answers == ("0", "1") else variable.answers,
        kind="list",
        size=len(variable.answers),
    )
    answers = dict(zip(variable.answers, meant, strict=True))
    return dataclasses.replace(
        variable, column=dataclasses.replace(variable.column, answers=answers)
    )
