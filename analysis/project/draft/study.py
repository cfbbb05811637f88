"""The dialogue from files to a whole study."""

import dataclasses
from pathlib import Path

import pandas as pd

from ...errors import Breaches
from ...study.records import (
    CheckRules,
    DisclosureRules,
    Domain,
    FindingRules,
    Identity,
    Model,
    Study,
)
from ...survey.delivery import Delivery, read_delivery
from ..questions import Dialogue
from .areas import settle_areas
from .arms import ask_arms
from .characteristics import ask_characteristics
from .codebook import ask_missing, draft_codebook
from .columns import ask_columns
from .domains import group_codes
from .identity import ask_identity, find_notice
from .interviews import ask_interviews, read_coded
from .outcomes import ask_outcomes
from .records import Columns, Draft, Files, Interviews, Survey
from .variables import Variable, gather
from .waves import ask_waves, depart
from .words import ask_words


def draft_study(files: Files, name: str) -> Dialogue:
    """Ask all that can't be seen in the files of a study, and draft its declarations.

    Parameters
    ----------
    name : of the study, where nobody gives another

    Returns
    -------
    Draft

    Raises
    ------
    Breaches
        A file can't be read, or what was answered does not fit what is in it.
    """
    deliveries = read_deliveries(files)
    variables = gather(deliveries)
    identity = yield from ask_identity(find_notice(files, variables), name)
    columns = (yield from ask_columns(variables, len(deliveries))) if files.waves else None
    words = yield from ask_words(columns)
    identity = dataclasses.replace(identity, words=words)
    codings, said = read_codings(files, identity)
    grouped = group_codes(list(dict.fromkeys(codings["code"])))
    survey, interviews = Survey(), None
    if files.waves:
        survey = yield from ask_survey(files, variables, columns, identity, grouped)
    if files.codings:
        names = tuple(f"{identity.source}/{path.name}" for path in files.codings)
        interviews = yield from ask_interviews(codings, said, names, identity.notice)
    for arm in survey.arms:
        if arm.role == "comparator":
            words = dataclasses.replace(words, comparators=arm.label)
            identity = dataclasses.replace(identity, words=words)
    study = join(identity, survey, interviews)
    waves = depart(study, deliveries)
    return Draft(
        study=dataclasses.replace(study, waves=waves),
        sources=interviews.sources if interviews else "",
    )


def join(identity: Identity, survey: Survey, interviews: Interviews | None) -> Study:
    """All that was drafted as one study, with the usual choices of model and thresholds."""
    themes = interviews.domains if interviews else ()
    found = {domain.id: domain for domain in (*survey.domains, *themes)}
    used = {outcome.domain for outcome in survey.outcomes}
    used |= {theme.domain for theme in interviews.themes} if interviews else set()
    return Study(
        folder=Path(),
        study=identity,
        model=Model(covariates=()),
        disclosure=DisclosureRules(),
        checks=CheckRules(),
        findings=FindingRules(),
        arms=survey.arms,
        areas=survey.areas,
        waves=survey.waves,
        domains=tuple(domain for id, domain in found.items() if id in used),
        outcomes=survey.outcomes,
        characteristics=survey.characteristics,
        qualitative=interviews.qualitative if interviews else None,
        codebook=survey.codebook,
        themes=interviews.themes if interviews else (),
        codeframe=interviews.codeframe if interviews else (),
        claims=(),
        published=(),
        corrections=survey.corrections,
        checklists=(),
        renames=(),
        logic_model=None,
    )


def read_codings(files: Files, identity: Identity) -> tuple[pd.DataFrame, dict[str, str]]:
    """All codings, and what codes are said to stand for; none without files of codings."""
    if not files.codings:
        return pd.DataFrame(columns=["code"]), {}
    return read_coded(files.codings, synthetic=identity.source == "synthetic")


def read_deliveries(files: Files) -> tuple[Delivery, ...]:
    """All wave files; what is wrong with any of them is told at once."""
    found, faults = [], []
    for path, _ in files.waves:
        try:
            found.append(read_delivery(path))
        except Breaches as error:
            faults += [f"{path.name}: {fault}" for fault in error.faults]
    if faults:
        raise Breaches("The wave files can't be read", faults)
    return tuple(found)


def ask_survey(
    files: Files,
    variables: dict[str, Variable],
    columns: Columns,
    identity: Identity,
    grouped: tuple[Domain, ...],
) -> Dialogue:
    """Ask everything about groups, waves and measures.

    Parameters
    ----------
    grouped : domains that the interviews are coded by
    """
    arms, areas, values = yield from ask_arms(variables, columns, identity.words)
    waves = yield from ask_waves(files.waves, identity.source)
    areas, corrections = settle_areas(areas, variables[columns.area], waves)
    answered = {
        name: variable
        for name, variable in variables.items()
        if name not in columns.kinds and variable.kind != "note"
    }
    traits, described = yield from ask_characteristics(answered)
    rest = {name: variable for name, variable in answered.items() if name not in described}
    domains, outcomes, measured = yield from ask_outcomes(rest, identity.words, grouped)
    missing = yield from ask_missing(answered)
    return Survey(
        arms=arms,
        areas=areas,
        waves=waves,
        corrections=corrections,
        codebook=draft_codebook(variables | described | measured, columns, values, missing),
        domains=domains,
        outcomes=outcomes,
        characteristics=traits,
    )
