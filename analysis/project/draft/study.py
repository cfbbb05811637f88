"""The dialogue from files to a whole study."""

import dataclasses
import re
import zlib
from dataclasses import dataclass
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
    Noun,
    Study,
    Words,
)
from ...survey.delivery import Delivery, read_delivery
from ...themes.excerpts import is_table
from ..questions import YES, Dialogue, Question
from .areas import settle_areas
from .arms import ask_arms
from .codebook import ask_missing, draft_codebook
from .columns import ask_columns
from .interviews import ask_interviews, group_codes, read_coded
from .naming import make_article, make_id, make_plural
from .outcomes import ask_outcomes
from .records import Columns, Draft, Interviews, Survey
from .variables import Variable, gather
from .waves import ask_waves, depart

NOTICE = "notice"  # column by which demonstration data say what they are


@dataclass(frozen=True, kw_only=True)
class Files:
    """What a study is begun with: waves with their periods, coded interviews, and declarations
    that somebody has written already."""

    waves: tuple[tuple[Path, str], ...]
    codings: tuple[Path, ...]
    written: tuple[Path, ...] = ()


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


def find_notice(files: Files, variables: dict[str, Variable]) -> str:
    """What files say in every row if their data are invented."""
    counts = [variables[NOTICE].counts] if NOTICE in variables else []
    for path in filter(is_table, files.codings):
        table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
        counts += [table[NOTICE].value_counts()] if NOTICE in table else []
    return next((each.index[0] for each in counts if len(each) == 1), "")


def ask_identity(notice: str, name: str) -> Dialogue:
    """Ask what the study is called and whether its data are invented.

    Parameters
    ----------
    notice : that the files have
    name : of the study, where nobody gives another
    """
    title = yield Question(
        key="study.title",
        text="What is the study called",
        default=name.replace("-", " ").replace("_", " ").strip().capitalize(),
    )
    invented = yield Question(
        key="study.invented",
        text="Are the data invented, to try this out",
        default="yes" if notice else "no",
        choices=YES,
    )
    if invented == "yes":
        notice = yield Question(
            key="study.notice",
            text="What has every page to say of them",
            default=notice or "SYNTHETIC DEMONSTRATION DATA",
        )
    id = make_id(title)
    return Identity(
        id=id,
        title=title,
        source="synthetic" if invented == "yes" else "raw",
        notice=notice if invented == "yes" else "",
        # Any number will do, as long as nobody chose it for what it shows.
        seed=zlib.crc32(id.encode()) % 100_000,
    )


def ask_words(columns: Columns | None) -> Dialogue:
    """Ask what the people, the places and the programme are called."""
    found: dict[str, Noun | str] = {}
    asked = {
        "respondent": (
            name_column(columns, "respondent", "person"),
            "somebody who answered (person, pupil, patient …)",
        ),
        "place": (
            name_column(columns, "area", "area"),
            "a place with the programme or without it (area, school …)",
        ),
    }
    for noun, (one, what) in asked.items() if columns else ():
        single = yield Question(key=f"words.{noun}", text=f"What is {what} called", default=one)
        many = yield Question(
            key=f"words.{noun}s", text="And several of them", default=make_plural(single)
        )
        found[noun] = Noun(one=single, many=many, article=make_article(single))
    if columns:
        found |= yield from ask_rows(found["respondent"])
    found["programme"] = yield Question(
        key="words.programme",
        text="What was done is called: the programme, the policy, the project …",
        default="programme",
    )
    return Words(**found)


def ask_rows(respondent: Noun) -> Dialogue:
    """Ask what the files hold and how it came to be in them: of people it is a survey."""
    asked = yield Question(
        key="words.asked",
        text=f"What was done with {respondent.many} so that they stand in the files: "
        "interviewed, sold, counted …",
        default="interviewed",
    )
    survey = yield Question(
        key="words.survey",
        text="What the files are of: a survey, a register, a count …",
        default="survey",
    )
    return {
        "asked": asked,
        "survey": Noun(one=survey, many=make_plural(survey), article=make_article(survey)),
    }


def name_column(columns: Columns | None, role: str, usual: str) -> str:
    """What the name of a column calls what is in it, if that is a word; else what is usual."""
    name = getattr(columns, role, "").lower()
    word = re.sub(r"[_ ]?(id|code|no|nr|number|name|serial)$", "", name)
    return word if re.fullmatch("[a-z]{4,}", word) else usual


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
    domains, outcomes, traits, variables = yield from ask_outcomes(
        variables, set(columns.kinds), identity.words, grouped
    )
    stated = yield from ask_missing(variables, columns)
    return Survey(
        arms=arms,
        areas=areas,
        waves=waves,
        corrections=corrections,
        codebook=draft_codebook(variables, columns, values, stated),
        domains=domains,
        outcomes=outcomes,
        characteristics=traits,
    )
