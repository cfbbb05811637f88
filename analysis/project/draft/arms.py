"""The two groups that are compared, and which areas are in which."""

import re

import pandas as pd

from ...study.records import Area, Arm
from ..questions import Dialogue, Question
from .records import Columns
from .variables import Variable

PLAIN_ANSWER = re.compile(r"\d|(yes|no|true|false)$", re.IGNORECASE)  # not the name of a group
PROGRAMME = re.compile(r"programme|program|treat|interven|expos|near|^1$|^yes$", re.IGNORECASE)


def ask_arms(variables: dict[str, Variable], columns: Columns, words) -> Dialogue:
    """Ask which group had the programme and what both are called.

    Returns
    -------
    arms, areas : tuples of Arm and of Area
    values : dict
        Id of the arm by what stands in the arm's column.
    """
    places = variables[columns.area]
    values: dict[str, str] = {}
    inside: dict[str, str] = {}
    if columns.arm:
        inside, values = yield from ask_value(places, variables[columns.arm])
    else:
        inside = yield from ask_areas(places, words)
    arms = []
    for role, side in (("programme", "with"), ("comparator", "without")):
        named = [text for text, id in values.items() if id == role and not PLAIN_ANSWER.match(text)]
        proposal = f"{words.place.many} {side} the {words.programme}"
        label = yield Question(
            key=f"arms.{role}.label", text=f"What are the {proposal} called", default=proposal
        )
        short = yield Question(
            key=f"arms.{role}.short",
            text="And shortly, as in the head of a table",
            default=(named[0] if named else role).capitalize(),
        )
        arms.append(Arm(id=role, label=label, short=short, role=role))
    areas = [Area(code=code, arm=inside.get(code)) for code in order(places)]
    return tuple(arms), tuple(areas), values


def ask_value(places: Variable, groups: Variable) -> Dialogue:
    """Ask which value of the arm's column is the programme's; find the arm of each area, none
    where an area has respondents of both."""
    found = tuple(groups.answers)
    likely = [text for text in found if PROGRAMME.search(groups.column.answers.get(text, text))]
    chosen = yield Question(
        key="arms.programme.value",
        text=f"Which value of column '{groups.name}' stands for those with the programme",
        default=likely[0] if len(likely) == 1 else None,
        choices=found,
    )
    values = {text: "programme" if text == chosen else "comparator" for text in found}
    pairs = pd.concat(
        pd.DataFrame({"area": places.values[wave], "arm": groups.values[wave].map(values)})
        for wave in places.values
    ).drop_duplicates()
    counts = pairs["area"].value_counts()
    single = pairs[pairs["area"].map(counts) == 1]
    return dict(zip(single["area"], single["arm"], strict=True)), values


def ask_areas(places: Variable, words) -> Dialogue:
    """Ask which areas had the programme."""
    chosen = yield Question(
        key="arms.programme.areas",
        text=f"Which {words.place.many} had the {words.programme}, with commas between them",
        kind="list",
        choices=tuple(order(places)),
    )
    return {code: "programme" if code in chosen else "comparator" for code in order(places)}


def order(places: Variable) -> list[str]:
    """Codes of areas in their order, numbers by size."""
    codes = list(places.counts.index)
    return sorted(codes, key=float) if places.numeric else sorted(codes)
