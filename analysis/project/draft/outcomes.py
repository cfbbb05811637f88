"""What is measured, and what describes who answered."""

import dataclasses
import re

from ...report.numbers import words as spelt
from ...report.sentence import agree, capital, listed
from ...study.records import Characteristic, Domain, Outcome, Words
from ..questions import Dialogue, Question
from .codebook import find_range, number_codes
from .naming import make_id, make_label
from .variables import Variable

TRAITS = re.compile(
    r"^(sex|gender|age([_ ]?(group|band|years|cat\w*))?|tenure|ethnic\w*|education|income|employ\w*"
    r"|disab\w*|marital\w*|religion|class|year[_ ]?group)$",
    re.IGNORECASE,
)
BANDS = 4  # that a number is grouped into
YES = re.compile(r"^(yes|true|agree)", re.IGNORECASE)


def ask_outcomes(
    variables: dict[str, Variable], taken: set[str], words: Words, themes: tuple[Domain, ...]
) -> Dialogue:
    """Ask what counts as an outcome and what describes respondents, and everything about each.

    Returns
    -------
    domains, outcomes, characteristics : tuples of the records
    variables : dict
        The variables, with what was stated of the order of answers and the ends of scales.
    """
    variables = dict(variables)
    open_ = {n: v for n, v in variables.items() if n not in taken and v.kind != "note"}
    described = yield Question(
        key="characteristics.which",
        text="Which columns describe who answered, such as sex and age",
        default=tuple(name for name in open_ if TRAITS.match(name)),
        kind="list",
        choices=tuple(open_),
        optional=True,
    )
    traits = []
    for name in described:
        variables[name] = open_[name]
        if open_[name].kind == "coded":
            variables[name] = yield from ask_answers(open_[name], f"characteristics.{name}")
        traits.append((yield from ask_trait(variables[name])))
    rest = {name: v for name, v in open_.items() if name not in described}
    chosen = yield Question(
        key="outcomes.which",
        text="Which columns are measures of what may have changed",
        default=tuple(rest) or None,
        kind="list",
        choices=tuple(rest),
    )
    primary = yield Question(
        key="outcomes.primary",
        text="Which of them is the primary outcome, named before any result is seen",
        default=chosen[0],
        choices=tuple(chosen),
    )
    domains = yield from ask_domains(themes)
    outcomes = []
    for name in chosen:
        role = "primary" if name == primary else "secondary"
        outcome, variables[name] = yield from ask_outcome(rest[name], role, domains, words)
        outcomes.append(outcome)
    return domains, tuple(outcomes), tuple(traits), variables


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


def ask_domains(themes: tuple[Domain, ...]) -> Dialogue:
    """Ask into which parts the measures fall; those that codes are grouped by are proposed."""
    labels = yield Question(
        key="domains",
        text="Into which domains, parts of life, do the measures fall; each gets a chapter",
        default=tuple(domain.label for domain in themes) or ("Outcomes",),
        kind="list",
    )
    return tuple(make_domain(label) for label in labels)


def make_domain(label: str) -> Domain:
    """A domain by its label."""
    id = make_id(label)
    return Domain(id=id, label=label, chapter=f"chapters/domain-{id}.qmd")


def ask_trait(variable: Variable) -> Dialogue:
    """Ask what a characteristic is called, and into which bands a number falls."""
    key = f"characteristics.{variable.name}"
    label = yield Question(
        key=f"{key}.label",
        text=f"What is '{variable.name}' called in a table",
        default=make_label(variable),
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


def ask_outcome(
    variable: Variable, role: str, domains: tuple[Domain, ...], words: Words
) -> Dialogue:
    """Ask all that a report says of a measure.

    Returns
    -------
    Outcome
    Variable
        With what was stated of its answers, or of the ends of its scale.
    """
    key = f"outcomes.{variable.name}"
    label = yield Question(
        key=f"{key}.label", text=f"A short name for '{variable.name}'", default=make_label(variable)
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
    measure = "mean"
    if variable.kind == "coded":
        measure = yield Question(
            key=f"{key}.measure",
            text="A share (how many give certain answers) or the mean of the answers",
            default="share" if variable.column.answers or not variable.whole
            or len(variable.answers) == 2 else "mean",
            choices=("share", "mean"),
        )  # fmt: skip
    if measure == "share":
        variable = yield from ask_answers(variable, key)
        counted = yield from ask_share(variable, key)
    else:
        counted = yield from ask_mean(variable, key)
        variable = dataclasses.replace(variable, span=counted["range"])
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
        text=f"How many {counted['unit']} a change has to exceed to matter; nothing if not known",
        kind="number",
        optional=True,
    )
    outcome = Outcome(
        id=make_id(variable.name),
        domain=make_id(domain),
        label=label,
        subject=subject,
        question=question,
        items=(variable.name,),
        measure=measure,
        better=better,
        role=role,
        source=f"Question of the {words.survey.one}",
        everyday=everyday,
        margin=float(margin) if margin else None,
        **counted,
    )
    return outcome, variable


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
