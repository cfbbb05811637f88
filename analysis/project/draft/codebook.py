"""Rows of the codebook, by what files say of a column or by its values."""

import math

from ...study.records import Answer
from ...survey.inspection.drafts import tell_status
from ..questions import Dialogue, Question
from .records import Columns
from .variables import Variable

MEANT = {
    "dont_know": "Don’t know",
    "refused": "Refused",
    "not_asked": "Not asked",
    "unexplained": "Missing, nobody says why",
}


def draft_codebook(
    variables: dict[str, Variable],
    columns: Columns,
    arms: dict[str, str],
    stated: dict[str, str],
) -> tuple[Answer, ...]:
    """All rows of the codebook, variable by variable.

    Parameters
    ----------
    arms : id of the arm by what stands in the arm's column
    stated : kind of missing answer by code, where no file says so
    """
    rows: list[Answer] = []
    for name, variable in variables.items():
        # A score counts as the number that it is, unless its codes have meanings.
        score = variable.span and variable.numeric and not variable.column.answers
        kind = columns.kinds.get(name, "number" if score else variable.kind)
        if kind == "arm":
            rows += [
                Answer(variable=name, type="arm", code=value, answer=arm)
                for value, arm in arms.items()
            ]
        elif kind == "coded":
            rows += draft_coded(variable, stated)
        elif kind == "number":
            rows += draft_number(variable, stated)
        else:
            rows.append(Answer(variable=name, type=kind, label=variable.column.label))
    return tuple(rows)


def ask_missing(variables: dict[str, Variable]) -> Dialogue:
    """Ask what codes mark that look like missing answers and have no label."""
    codes = {
        code: name
        for name, variable in variables.items()
        for code in variable.missing
        if not variable.column.answers.get(code)
    }
    stated = {}
    for code, name in sorted(codes.items()):
        stated[code] = yield Question(
            key=f"missing.{code}",
            text=f"What {code} stands for, as in column '{name}'",
            default="unexplained",
            choices=tuple(MEANT),
        )
    return stated


def draft_coded(variable: Variable, stated: dict[str, str]) -> list[Answer]:
    """Rows of a variable with codes; texts get the numbers of their order as codes."""
    said = variable.column.answers
    codes = number_codes(variable)
    rows = [
        Answer(variable=variable.name, type="coded", code=code, answer=said.get(text, text))
        for text, code in codes.items()
    ]
    return label_first([*rows, *draft_missing(variable, "coded", stated)], variable)


def number_codes(variable: Variable) -> dict[str, str]:
    """A code for each answer: itself if it is a whole number."""
    if variable.whole:
        return {text: text for text in variable.answers}
    return {text: str(place) for place, text in enumerate(variable.answers, start=1)}


def draft_number(variable: Variable, stated: dict[str, str]) -> list[Answer]:
    """Rows of a number: the range in which its values lie, and its missing codes."""
    low, high = find_range(variable)
    row = Answer(variable=variable.name, type="number", code=f"{low:g}..{high:g}")
    return label_first([row, *draft_missing(variable, "number", stated)], variable)


def find_range(variable: Variable) -> tuple[float, float]:
    """Lowest and highest value: as stated, else in whole numbers around those that there are."""
    if variable.span:
        return variable.span
    numbers = [float(text) for text in variable.answers]
    return math.floor(min(numbers)), math.ceil(max(numbers))


def draft_missing(variable: Variable, kind: str, stated: dict[str, str]) -> list[Answer]:
    """Rows of the codes that mark no answer, with the kind that their labels speak of, or that
    somebody stated."""
    said = variable.column.answers
    return [
        Answer(
            variable=variable.name,
            type=kind,
            code=code,
            answer=said.get(code) or MEANT[stated[code]],
            status=tell_status(said[code], missing=True) if said.get(code) else stated[code],
        )
        for code in variable.missing
    ]


def label_first(rows: list[Answer], variable: Variable) -> list[Answer]:
    """The rows with the variable's label in the first."""
    return [
        Answer(**{**vars(row), "label": variable.column.label if not place else ""})
        for place, row in enumerate(rows)
    ]
