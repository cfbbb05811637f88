"""Which columns say where, who, in which group and with what weight."""

import re
from collections.abc import Callable, Iterator

import pandas as pd

from ...errors import Breaches
from ...survey.validation import PLAIN
from ..questions import Dialogue, Question
from .records import Columns
from .variables import Variable

# What agencies and researchers call them, as parts of names.
NAMES = {
    "respondent": r"respond|person|people|serial|case|participant|pupil|student|patient|child|id$",
    "area": r"area|place|school|site|practice|surgery|ward|cluster|neighbou?rhood|village|town|"
    r"clinic|centre|center|district|region|community|restaurant|store|estate|nbh",
    "arm": r"arm|group|treat|programme|program|intervention|condition|exposed|near",
    "count": r"count|freq|^n$",
    "weight": r"weight|^wt|wgt|wt$|^w$",
}
ASKED = {
    "area": "Which column says where a row is from: the area, school, surgery",
    "arm": "Which column says in which of the two groups a row is; none if that goes by places",
    "respondent": "Which column has the number of who answered; none if there are no numbers",
    "count": "Which column says how many a row stands for; none if every row is one",
    "weight": "Which column has survey weights; none if there are none",
}
NONE = "none"
LEAST_IN_AREA = 2  # rows that areas have on average


def ask_columns(variables: dict[str, Variable], waves: int) -> Dialogue:
    """Ask which columns say where, in which group, who, how many and with what weight."""
    everywhere = {n: v for n, v in variables.items() if len(v.values) == waves}
    chosen: dict[str, str] = {}
    for role, text in ASKED.items():
        if role == "count" and chosen["respondent"]:
            continue
        free = {name: v for name, v in everywhere.items() if name not in chosen.values()}
        proposal = propose(role, free, FITS[role])
        if role == "arm" and not proposal:
            proposal = find_division(free, variables[chosen["area"]])
        chosen[role] = yield Question(
            key=f"columns.{role}",
            text=text,
            default=proposal or (NONE if role != "area" else None),
            choices=(*free, *([NONE] if role != "area" else [])),
        )
        if chosen[role] == NONE:
            chosen[role] = ""
    columns = Columns(**chosen)
    if faults := list(find_unfit(columns, variables)):
        raise Breaches("The columns named can't be used", faults)
    return columns


def propose(role: str, free: dict[str, Variable], fits: Callable[[Variable], bool]) -> str | None:
    """The column that has the name and the content of a role; nothing where none has both."""
    fit = [name for name, variable in free.items() if fits(variable)]
    named = [name for name in fit if re.search(NAMES[role], name, re.IGNORECASE)]
    return next(iter(named), None)


def find_division(free: dict[str, Variable], places: Variable) -> str | None:
    """A column whatever its name of two values, of which every place has one only."""
    for name, variable in free.items():
        pairs = pd.concat(
            pd.DataFrame({"place": places.values[wave], "group": variable.values[wave]})
            for wave in places.values
        ).drop_duplicates()
        if is_arm(variable) and not pairs["place"].duplicated().any():
            return name
    return None


def is_respondent(variable: Variable) -> bool:
    """Whether every row of a wave has a text of its own."""
    return all(values.is_unique and (values != "").all() for values in variable.values.values())


def is_area(variable: Variable) -> bool:
    """Whether rows share a few places, as many as two groups can be made of."""
    filled = all((values != "").all() for values in variable.values.values())
    rows = variable.counts.sum()
    return filled and 2 < len(variable.counts) <= rows / LEAST_IN_AREA


def is_arm(variable: Variable) -> bool:
    """Whether rows are in two groups, every row in one."""
    filled = all((values != "").all() for values in variable.values.values())
    return filled and len(variable.counts) == 2


def is_weight(variable: Variable) -> bool:
    """Whether there is a number above zero in every row."""
    texts = pd.Series(variable.counts.index)
    return bool(all(PLAIN.fullmatch(text) and float(text) > 0 for text in texts))


def is_count(variable: Variable) -> bool:
    """Whether there is a whole number, zero or more, in every row."""
    return all(text.isdigit() for text in variable.counts.index)


FITS = {
    "area": is_area,
    "arm": is_arm,
    "respondent": is_respondent,
    "count": is_count,
    "weight": is_weight,
}


def find_unfit(columns: Columns, variables: dict[str, Variable]) -> Iterator[str]:
    """What the columns named can't be."""
    if columns.arm and not is_arm(variables[columns.arm]):
        found = variables[columns.arm].counts
        if len(found) > 2:
            yield (
                f"column '{columns.arm}' has {len(found)} groups ({', '.join(found.index[:5])}); a "
                "study compares two. Begin one study for each programme, each from a file with its "
                "rows and the comparators', and adjust p values over the studies by Holm's method"
            )
        else:
            yield f"column '{columns.arm}' does not have two groups in every row; name another"
    if columns.respondent and not is_respondent(variables[columns.respondent]):
        yield (
            f"column '{columns.respondent}' is empty in some rows or has a number twice in one "
            "file; every row needs a number of its own there"
        )
    if columns.count and not is_count(variables[columns.count]):
        yield f"column '{columns.count}' is not a whole number, zero or more, in every row"
    if columns.weight and not is_weight(variables[columns.weight]):
        yield f"column '{columns.weight}' is not a number above zero in every row"
