"""What is measured: its names, what of it counts, and what sentences say of it."""

import dataclasses
import re

from ...report.numbers import words as spelt
from ...report.sentence import agree, capital, listed
from ...study.records import Domain, Outcome, Words
from ..naming import make_id
from ..questions import Dialogue, Question
from .answers import ask_answers
from .codebook import find_range, number_codes
from .domains import ask_domains
from .variables import Variable

YES = re.compile(r"^(yes|true|agree)", re.IGNORECASE)


def ask_outcomes(
    variables: dict[str, Variable], words: Words, grouped: tuple[Domain, ...]
) -> Dialogue:
    """Ask which variables are outcomes, in which domains, and everything about each.

    Parameters
    ----------
    grouped : domains that the interviews are coded by

    Returns
    -------
    domains, outcomes : tuples of Domain and of Outcome
    dict
        These variables, with what was stated of their answers and the ends of their scales.
    """
    chosen = yield Question(
        key="outcomes.which",
        text="Which columns are measures of what may have changed",
        default=tuple(variables) or None,
        kind="list",
        choices=tuple(variables),
    )
    primary = yield Question(
        key="outcomes.primary",
        text="Which of them is the primary outcome, named before any result is seen",
        default=chosen[0],
        choices=tuple(chosen),
    )
    domains = yield from ask_domains(grouped)
    outcomes, stated = [], {}
    for name in chosen:
        outcome, stated[name] = yield from ask_outcome(variables[name], domains, words)
        role = "primary" if name == primary else "secondary"
        outcomes.append(dataclasses.replace(outcome, role=role))
    return domains, tuple(outcomes), stated


def ask_outcome(variable: Variable, domains: tuple[Domain, ...], words: Words) -> Dialogue:
    """Ask all that a report says of a measure.

    Returns
    -------
    Outcome
        A secondary one.
    Variable
        With what was stated of its answers, or of the ends of its scale.
    """
    key = f"outcomes.{variable.name}"
    named = yield from ask_names(variable, key, domains)
    measure = yield from ask_measure(variable, key)
    if measure == "share":
        variable = yield from ask_answers(variable, key)
        counted = yield from ask_share(variable, key)
    else:
        counted = yield from ask_mean(variable, key)
        variable = dataclasses.replace(variable, span=counted["range"])
    told = yield from ask_sentences(key, named["label"], measure, counted["unit"], words)
    outcome = Outcome(
        id=make_id(variable.name),
        items=(variable.name,),
        measure=measure,
        role="secondary",
        source=f"Question of the {words.survey.one}",
        **named,
        **counted,
        **told,
    )
    return outcome, variable


def ask_names(variable: Variable, key: str, domains: tuple[Domain, ...]) -> Dialogue:
    """Ask what a measure is called, what was asked, and where it belongs."""
    label = yield Question(
        key=f"{key}.label", text=f"A short name for '{variable.name}'", default=variable.title
    )
    question = yield Question(
        key=f"{key}.question",
        text="What was asked, word for word",
        default=variable.column.label or label,
    )
    domain = domains[0].label
    if len(domains) > 1:
        domain = yield Question(
            key=f"{key}.domain",
            text=f"The domain of “{label}”",
            default=domain,
            choices=tuple(each.label for each in domains),
        )
    return {"label": label, "question": question, "domain": make_id(domain)}


def ask_measure(variable: Variable, key: str) -> Dialogue:
    """Ask whether answers are counted or averaged; numbers are averaged."""
    if variable.kind != "coded":
        return "mean"
    labelled = variable.column.answers or not variable.whole
    measure = yield Question(
        key=f"{key}.measure",
        text="A share (how many give certain answers) or the mean of the answers",
        default="share" if labelled or len(variable.answers) == 2 else "mean",
        choices=("share", "mean"),
    )
    return measure


def ask_sentences(key: str, label: str, measure: str, unit: str, words: Words) -> Dialogue:
    """Ask what sentences say of a measure, and of how it moves."""
    better = yield Question(
        key=f"{key}.better",
        text=f"Which is better of “{label}”",
        choices=("higher", "lower"),
    )
    subject = yield Question(
        key=f"{key}.subject",
        text="What a sentence about it begins with",
        default=propose_subject(label, measure, words),
    )
    everyday = yield Question(
        key=f"{key}.everyday",
        text="In a few everyday words, after “a change in”",
        default=label[:1].lower() + label[1:],
    )
    margin = yield Question(
        key=f"{key}.margin",
        text=f"How many {unit} a change has to exceed to matter; nothing if not known",
        kind="number",
        optional=True,
    )
    margin = float(margin) if margin else None
    return {"better": better, "subject": subject, "everyday": everyday, "margin": margin}


def ask_share(variable: Variable, key: str) -> Dialogue:
    """Ask which answers count."""
    said = variable.column.answers
    names = {said.get(text, text): code for text, code in number_codes(variable).items()}
    counting = yield Question(
        key=f"{key}.counts",
        text="Which answers count",
        default=tuple(name for name in names if YES.match(name)) or None,
        kind="list",
        choices=tuple(names),
    )
    told = listed([name[:1].lower() + name[1:] for name in counting])
    return {
        "positive": tuple(sorted(int(names[name]) for name in counting)),
        "unit": "percentage points",
        "scale": f"{capital(spelt(len(names)))} answers; {told} {agree(len(counting), 'count')}",
    }


def ask_mean(variable: Variable, key: str) -> Dialogue:
    """Ask the unit and the ends of a score."""
    unit = yield Question(key=f"{key}.unit", text="Its unit, in the plural", default="points")
    low, high = find_range(variable)
    ends = yield Question(
        key=f"{key}.range",
        text="The lowest and the highest value it can have",
        default=(f"{low:g}", f"{high:g}"),
        kind="numbers",
    )
    return {
        "range": tuple(float(end) for end in ends),
        "unit": unit,
        "scale": f"{ends[0]} to {ends[1]} {unit}; the mean is shown",
    }


def propose_subject(label: str, measure: str, words: Words) -> str:
    """What a sentence about an outcome may begin with until somebody finds better words."""
    if measure == "mean":
        return f"the mean of “{label}”"
    return f"the share of {words.respondent.many} who answer so on “{label}”"
