"""Whether arms, areas, waves and choices make a design that can be analysed."""

import math
import re
from collections import Counter
from collections.abc import Iterator

from ..files import AREAS, STUDY
from ..records import Area, Study
from ..records.rules import BASELINE
from .faults import Fault, refer

NAME = re.compile("[A-Za-z0-9_-]+")


def check_names(study: Study) -> Iterator[Fault]:
    """Ids are unique within their kind."""
    roles = study.qualitative.roles if study.qualitative else ()
    kinds = {
        (STUDY, "arms"): [arm.id for arm in study.arms],
        (name_file(study), "areas"): [area.code for area in study.areas],
        (STUDY, "waves"): [wave.id for wave in study.waves],
        (STUDY, "domains"): [domain.id for domain in study.domains],
        (STUDY, "outcomes"): [outcome.id for outcome in study.outcomes],
        (STUDY, "characteristics"): [item.id for item in study.characteristics],
        (STUDY, "labels of domains"): [domain.label for domain in study.domains],
        (STUDY, "labels of outcomes"): [outcome.label for outcome in study.outcomes],
        (STUDY, "qualitative roles"): [role.id for role in roles],
        ("themes.csv", "themes"): [theme.id for theme in study.themes],
        ("codeframe.csv", "codes"): [code.code for code in study.codeframe],
        ("findings.toml", "claims (one a domain)"): [claim.domain for claim in study.claims],
        ("published.toml", "numbers"): [number.id for number in study.published],
        ("codebook.csv", "codes"): [f"{row.variable} {row.code}" for row in study.codebook],
    }
    for (file, kind), names in kinds.items():
        for name, count in Counter(names).items():
            if count > 1:
                yield file, f"{kind}: '{name}' is declared {count} times; once would be right"


def check_design(study: Study) -> Iterator[Fault]:
    """Two arms and a wave before the programme where there is a survey, areas in declared arms,
    and demonstration data never together with others."""
    yield from check_source(study)
    yield from check_arms(study)
    if study.surveyed and not study.before():
        yield STUDY, "waves: none has period 'before'; at least one is needed"
    yield from check_pairs(study)
    yield from check_area_covariates(study)
    yield from check_periods(study)
    yield from check_model(study)
    for wave in study.waves:
        if not wave.label.strip() or not NAME.fullmatch(wave.id):
            yield (
                STUDY,
                f"waves '{wave.id}': it needs a label, and an id of letters, digits, - and _",
            )
        if wave.fieldwork[0] > wave.fieldwork[1]:
            yield STUDY, f"waves '{wave.id}': fieldwork ends before it begins"


def name_file(study: Study) -> str:
    """The file that declares the areas."""
    return AREAS if (study.folder / AREAS).exists() else STUDY


def check_arms(study: Study) -> Iterator[Fault]:
    """One programme and one comparator, and areas in one of them while they were surveyed."""
    arms, file = [arm.id for arm in study.arms], name_file(study)
    two = sorted(arm.role for arm in study.arms) == ["comparator", "programme"]
    if len(arms) > 2:
        yield STUDY, tell_arms(study)
    elif (study.surveyed or study.arms) and not two:
        yield STUDY, "arms: one with role 'programme' and one with 'comparator' are needed"
    for area in study.areas:
        if area.arm is not None:
            yield from refer(file, f"areas '{area.code}'", area.arm, arms, "arm")
        if area.joined and area.left and area.joined >= area.left:
            yield file, f"areas '{area.code}': it left before it joined; mend the dates"
        if area.returned and not (area.left and area.left < area.returned):
            yield file, f"areas '{area.code}': it returned without having left before"


def tell_arms(study: Study) -> str:
    """What to do with more arms than a study compares."""
    arms = ", ".join(f"'{arm.id}' ({arm.role})" for arm in study.arms)
    return (
        f"arms: {len(study.arms)} are declared: {arms}. A study compares one programme with one "
        "comparator. Declare a study for each programme, all with the same comparator arm, and "
        "adjust the p values of their primary outcomes over the studies: by Holm's method, which "
        "holds however they are correlated, or by Dunnett's for a shared control, which finds "
        "more because it counts with the correlation that comparisons have when their comparator "
        "is the same"
    )


def check_pairs(study: Study) -> Iterator[Fault]:
    """A pair is one area of the programme and one comparator."""
    arms = sorted(arm.id for arm in study.arms)
    if len(arms) != 2:  # which is told already
        return
    for pair in sorted({area.pair for area in study.areas if area.pair}):
        if sorted(str(area.arm) for area in study.areas if area.pair == pair) != arms:
            fault = f"areas: pair '{pair}' is not one area of each arm; mend the labels"
            yield name_file(study), fault


def check_area_covariates(study: Study) -> Iterator[Fault]:
    """What areas carry are numbers, and those that the model adjusts for every area has."""
    chosen = study.model.area_covariates
    named = (name for area in study.areas for name in area.covariates)
    known = dict.fromkeys(name for name in named if name != BASELINE)
    for name, times in Counter(chosen).items():
        if times > 1:
            yield STUDY, f"model area_covariates: '{name}' is named {times} times"
        if name != BASELINE and name not in known:
            yield from refer(
                STUDY, "model area_covariates", name, [*known, BASELINE], "area covariate"
            )
    wanted = [name for name in dict.fromkeys(chosen) if name in known]
    for area in study.areas:
        for fault in check_numbers(area, wanted):
            yield name_file(study), f"areas '{area.code}' covariates: {fault}"


def check_numbers(area: Area, wanted: list[str]) -> Iterator[str]:
    """An area has a number for each covariate that is wanted, and nothing but numbers."""
    for name in wanted:
        if name not in area.covariates:
            yield f"'{name}' is missing; model area_covariates names it"
    for name, value in area.covariates.items():
        if name == BASELINE:
            yield (
                f"'{BASELINE}' stands for the area's own mean before; give the number another name"
            )
        elif isinstance(value, bool) or not isinstance(value, int | float):
            yield f"'{name}' is {value!r}; a number would be right"
        elif not math.isfinite(value):
            yield f"'{name}' is {value}; a finite number would be right"


def check_periods(study: Study) -> Iterator[Fault]:
    """Whatever counts as before was fielded before all that counts as after."""
    first = min(study.after(), key=lambda wave: wave.fieldwork, default=None)
    for wave in study.before():
        if first and wave.fieldwork >= first.fieldwork:
            yield (
                STUDY,
                f"waves '{wave.id}': it counts as before, but wave '{first.id}', which counts as "
                "after, was not fielded later; mend period or fieldwork",
            )


def check_model(study: Study) -> Iterator[Fault]:
    """Shares are between 0 and 1, and what the model names is declared."""
    model = study.model
    for key in ("confidence", "power"):
        if not 0.5 <= getattr(model, key) < 1:
            yield STUDY, f"model: {key} {getattr(model, key):g} is not between 0.5 and 1"
    if model.imputations < 20:
        yield STUDY, f"model: {model.imputations} imputations; at least 20 would be right"
    traits = [item.id for item in study.characteristics]
    for key in ("covariates", "subgroups"):
        for name in getattr(model, key):
            yield from refer(STUDY, f"model {key}", name, traits, "characteristic")
    waves = [wave.id for wave in study.waves]
    for area in study.areas:
        if area.start is not None:
            where = f"areas '{area.code}' start"
            yield from refer(name_file(study), where, area.start, waves, "wave")
    for outcome in study.outcomes:
        if outcome.margin is not None and not outcome.margin > 0:
            yield STUDY, f"outcomes '{outcome.id}': margin has to be above zero"


def check_source(study: Study) -> Iterator[Fault]:
    """Demonstration files lie in synthetic/ and carry a notice; no others do."""
    if study.synthetic and not study.study.notice:
        yield STUDY, "study: synthetic data need a notice to be marked with"
    if not study.synthetic and (study.study.notice or study.truth):
        yield STUDY, "study: source 'raw' has neither notice nor truth; take them out"
    qualitative = study.qualitative.files() if study.qualitative else ()
    for file in (*(wave.file for wave in study.waves), *qualitative):
        if file.startswith("synthetic/") != study.synthetic:
            yield (
                STUDY,
                f"file '{file}' does not go with source '{study.study.source}': demonstration "
                "files, and no others, lie in synthetic/",
            )
