"""Studies of all kinds that can be declared, most of them made from others by taking parts away."""

import dataclasses
from datetime import date

from analysis.study.reading import read_study
from analysis.study.records import Noun, Study, Wave, Words
from tests.copies import ROOT

SCHOOLS = Words(
    respondent=Noun(one="pupil", many="pupils"),
    place=Noun(one="school", many="schools"),
    survey=Noun(one="questionnaire", many="questionnaires"),
    wave=Noun(one="round", many="rounds"),
    programme="breakfast club",
)


def without_interviews(study: Study) -> Study:
    claims = tuple(dataclasses.replace(c, themes=(), contrary=()) for c in study.claims)
    return dataclasses.replace(study, qualitative=None, themes=(), codeframe=(), claims=claims)


def without_survey(study: Study) -> Study:
    return dataclasses.replace(
        study, waves=(), outcomes=(), areas=(), arms=(), characteristics=(), codebook=(),
        claims=(), published=(), corrections=(), checklists=(),
        model=dataclasses.replace(study.model, covariates=(), subgroups=()),
    )  # fmt: skip


def with_one_domain(study: Study) -> Study:
    domain = next(o.domain for o in study.outcomes if o.role == "primary")
    return dataclasses.replace(
        study,
        domains=tuple(each for each in study.domains if each.id == domain),
        outcomes=tuple(each for each in study.outcomes if each.domain == domain),
        themes=tuple(each for each in study.themes if each.domain == domain),
        claims=tuple(each for each in study.claims if each.domain == domain),
    )


def with_four_waves(study: Study) -> Study:
    first, last = study.waves[0], study.waves[-1]
    early = dataclasses.replace(first, id="w0", label="2012", fieldwork=(date(2012, 1, 1),) * 2)
    late: Wave = dataclasses.replace(last, id="w9", label="2022", fieldwork=(date(2022, 1, 1),) * 2)
    return dataclasses.replace(study, waves=(early, *study.waves, late))


def stripped(study: Study) -> Study:
    """Nothing but a survey of the primary outcome, as small as it can be declared."""
    alone = with_one_domain(without_interviews(study))
    primary = tuple(
        dataclasses.replace(each, margin=None, everyday="")
        for each in alone.outcomes
        if each.role == "primary"
    )
    return dataclasses.replace(
        alone, outcomes=primary, claims=(), published=(), corrections=(), checklists=(),
        characteristics=(), logic_model=None, funder=None,
        model=dataclasses.replace(study.model, covariates=(), subgroups=()),
    )  # fmt: skip


def speaking(study: Study, words: Words) -> Study:
    return dataclasses.replace(study, study=dataclasses.replace(study.study, words=words))


def list_studies() -> dict[str, Study]:
    """The studies by what is particular about them."""
    first = read_study(ROOT / "data")
    found = {
        "the first study": first,
        "no interviews": without_interviews(first),
        "no claims": dataclasses.replace(first, claims=()),
        "neither": dataclasses.replace(without_interviews(first), claims=()),
        "one domain": with_one_domain(first),
        "one domain, no interviews": with_one_domain(without_interviews(first)),
        "before only": dataclasses.replace(first, waves=first.waves[:1]),
        "before only, one domain": with_one_domain(
            dataclasses.replace(first, waves=first.waves[:1])
        ),
        "interviews only": without_survey(first),
        "interviews only, one domain": dataclasses.replace(
            without_survey(first), domains=first.domains[:1], themes=first.themes[:3]
        ),
        "four waves": with_four_waves(first),
        "as little as can be": stripped(first),
        "house prices": read_study(ROOT / "tests/studies/kielmc"),
        "just begun": read_study(ROOT / "tests/studies/baseline"),
        "what people say": read_study(ROOT / "tests/studies/interviews_only"),
    }
    for name in ("better", "unclear", "worse", "equivalent", "not-estimable"):
        found[name] = read_study(ROOT / "tests/studies/answers" / name)
    found["schools"] = speaking(found["worse"], SCHOOLS)
    return found
