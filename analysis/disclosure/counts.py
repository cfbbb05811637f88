"""Published counts of people and entries, rounded at random where the study declares it.

After disclosure control, which decides on true counts. Percentages of respondents follow from the
rounded counts. What is weighted, effects and means are no counts and stay.
"""

from collections import defaultdict
from dataclasses import fields, replace

from ..results.records import (
    Agreement,
    Answers,
    Check,
    Cooccurrence,
    Estimate,
    Evidence,
    Flow,
    Level,
    Mark,
    NegativeCase,
    Number,
    Respondents,
    Saturation,
    Specification,
    ThemeSummary,
)
from ..study.records import Study, Wave
from .draws import Draw, Draws
from .impact import BASES, LEVELS
from .marks import mark
from .rounding import DECIMALS
from .survey import ALL, list_waves

COEFFICIENT_DECIMALS = 2


def round_counts(shown: Evidence, found: Evidence, study: Study) -> Evidence:
    """Round the counts of all that is shown, if the study declares `round_counts`.

    Parameters
    ----------
    shown : what passed disclosure control
    found : the same before it, for counts that are not shown but stand behind a percentage

    Returns
    -------
    Evidence
        The same rows; of what was said against a claim no more than the threshold for each theme,
        and of the interviews in their order only every so many.
    """
    if study.disclosure.round_counts is None:
        return shown
    draws = Draws(study)
    rounded = replace(
        shown, **round_survey(shown, found, draws), **round_impact(shown, found, draws)
    )
    return replace(rounded, **round_voices(rounded, draws)) if study.qualitative else rounded


def round_survey(shown: Evidence, found: Evidence, draws: Draws) -> dict[str, tuple]:
    """Counts of respondents and of answers, and checks that are made of them."""
    totals = {(row.wave, row.arm): row.n for row in found.respondents if row.characteristic == ALL}
    answers = tuple(round_answers(row, totals, draws) for row in shown.answers)
    return {
        "respondents": round_respondents(shown, found, draws),
        "flow": tuple(round_flow(row, draws) for row in shown.flow),
        "answers": answers,
        "checks": tuple(
            round_check(row, true, answers, totals, draws)
            for row, true in zip(shown.checks, found.checks, strict=True)
        ),
    }


def round_respondents(shown: Evidence, found: Evidence, draws: Draws) -> tuple[Respondents, ...]:
    """Numbers of respondents; without weights, percentages of their categories as well."""
    stated: dict[tuple, int] = defaultdict(int)
    for row in found.respondents:
        stated[row.characteristic, row.wave, row.arm] += row.n
    rounded = []
    for row, true in zip(shown.respondents, found.respondents, strict=True):
        draw = draws.of(find_wave(row.wave, draws.study))
        percent = row.percent
        if not draws.study.weighted and not isinstance(percent, Mark):
            whole = stated[row.characteristic, row.wave, row.arm]
            percent = round(draw.divide(true.n, whole), 1)
        rounded.append(replace(row, n=draw.round(row.n), percent=percent))
    return tuple(rounded)


def round_flow(row: Flow, draws: Draws) -> Flow:
    """Counts of who was interviewed again, drawn by both waves' files, since either moves them."""
    place = draws.study.waves.index(find_wave(row.wave, draws.study))
    draw = draws.of(*draws.study.waves[place - 1 : place + 1])
    names = ("reinterviewed", "new", "back", "not_seen")
    return replace(row, **{name: draw.round(getattr(row, name)) for name in names})


def round_answers(row: Answers, totals: dict[tuple[str, str], int], draws: Draws) -> Answers:
    """A count of answers, and its percentage of all respondents of the arm and wave."""
    if isinstance(row.n, Mark):
        return row
    draw = draws.of(find_wave(row.wave, draws.study))
    percent = draw.divide(row.n, totals[row.wave, row.arm])
    return replace(row, n=draw.round(row.n), percent=percent)


def round_check(
    row: Check,
    true: Check,
    answers: tuple[Answers, ...],
    totals: dict[tuple[str, str], int],
    draws: Draws,
) -> Check:
    """A check that is a percentage of respondents, made of rounded counts; others are weighted."""
    value = row.value
    if not isinstance(value, Mark) and row.name == "Panel overlap":
        value = round_overlap(row, true.value, totals, draws)
    elif not isinstance(value, Mark) and row.name == "Missing answers":
        value = compare_missing(row, answers, draws.study)
    return replace(row, value=value)


def round_overlap(
    row: Check, share: float, totals: dict[tuple[str, str], int], draws: Draws
) -> float:
    """The percentage of a wave's respondents who answered before, from rounded counts."""
    study = draws.study
    named = {study.words.fill(f"{{Wave}} {wave.label}"): wave for wave in study.waves}
    wave = named[row.subject]
    everyone = sum(totals[wave.id, arm.id] for arm in study.arms)
    return round(draws.of(wave).divide(round(share * everyone / 100), everyone), 3)


def compare_missing(row: Check, answers: tuple[Answers, ...], study: Study) -> Number:
    """The difference between the arms in missing answers, by the percentages that are shown."""
    wave = next(wave for wave in study.waves if f"Largest in {wave.label}." in row.detail)
    outcome = next(each for each in study.outcomes if each.label == row.subject)
    answered = {
        each.arm: each.percent
        for each in answers
        if (each.outcome, each.wave, each.status) == (outcome.id, wave.id, "answered")
    }
    programme, comparator = (answered[study.arm(r).id] for r in ("programme", "comparator"))
    for percent in (programme, comparator):
        if isinstance(percent, Mark):  # hidden, or the wave did not ask
            return percent
    return round(comparator - programme, 3)


def round_impact(shown: Evidence, found: Evidence, draws: Draws) -> dict[str, tuple]:
    """Numbers of respondents that effects rest on."""
    return {
        "estimates": tuple(
            round_estimate(row, true, draws)
            for row, true in zip(shown.estimates, found.estimates, strict=True)
        ),
        "specifications": tuple(round_specification(row, draws) for row in shown.specifications),
        "levels": tuple(
            round_level(row, true, draws)
            for row, true in zip(shown.levels, found.levels, strict=True)
        ),
    }


def round_estimate(row: Estimate, true: Estimate, draws: Draws) -> Estimate:
    """An estimate's bases; without weights, its levels follow from them.

    The smallest count may be of any wave, so no wave's draw is its own: it doesn't leave.
    """
    study, changed = draws.study, {}
    counted = row.lead == "respondents" and is_counted(row.outcome, study)
    for base, level in zip(BASES, LEVELS, strict=True):
        if isinstance(getattr(row, base), Mark):
            continue
        draw, whole = draws.of(*list_waves(row, base, study)), getattr(true, base)
        changed[base] = draw.round(whole)
        if counted and not isinstance(getattr(row, level), Mark):
            changed[level] = follow(getattr(true, level), whole, draw)
    return mark(replace(row, **changed), ["smallest_count"], Mark.NOT_APPLICABLE)


def round_level(row: Level, true: Level, draws: Draws) -> Level:
    """A level at one of several waves; without weights, that of a share follows from counts."""
    if isinstance(row.value, Mark) or not is_counted(row.outcome, draws.study):
        return row
    draw = draws.of(find_wave(row.wave, draws.study))
    return replace(row, value=follow(true.value, true.n, draw))


def is_counted(outcome: str, study: Study) -> bool:
    """Whether a level of an outcome is a count over another, as a share is without weights."""
    return study.outcome[outcome].measure == "share" and not study.weighted


def follow(level: float, whole: int, draw: Draw) -> float:
    """The percentage of rounded counts in place of one of true counts."""
    return round(draw.divide(round(level * whole / 100), whole), DECIMALS["share"])


def round_specification(row: Specification, draws: Draws) -> Specification:
    """The respondents of a specification, who are of all waves that it compares."""
    study, wave = draws.study, find_wave(row.wave, draws.study)
    draw = draws.of(*study.compared(study.outcome[row.outcome], wave), wave)
    return mark(replace(row, n=draw.round(row.n)), ["smallest_count"], Mark.NOT_APPLICABLE)


def round_voices(shown: Evidence, draws: Draws) -> dict[str, tuple]:
    """Numbers of people interviewed, of entries and of documents."""
    draw = draws.interviews
    return {
        "themes": tuple(round_all(row, draw) for row in shown.themes),
        "cooccurrence": tuple(round_all(row, draw) for row in shown.cooccurrence),
        "agreement": tuple(round_agreement(row, draw) for row in shown.agreement),
        "saturation": round_saturation(shown.saturation, draw),
        "negative_cases": limit_cases(shown.negative_cases, draw.rules.min_cell),
    }


def round_all(row: ThemeSummary | Cooccurrence, draw: Draw) -> ThemeSummary | Cooccurrence:
    """A row of which every number is a count."""
    counts = {each.name: getattr(row, each.name) for each in fields(row)}
    return replace(row, **{k: draw.round(n) for k, n in counts.items() if isinstance(n, int)})


def round_agreement(row: Agreement, draw: Draw) -> Agreement:
    """Documents with what is counted in them, and no digits that would tell how many there are."""
    documents = draw.round(row.documents)
    names = ("alpha", "alpha_low", "alpha_high", "kappa", "kappa_low", "kappa_high")
    values = {name: getattr(row, name) for name in names}
    return replace(
        row,
        documents=documents,
        units=documents * (row.units // row.documents),
        agreed=float(round(row.agreed)),
        **{k: round(v, COEFFICIENT_DECIMALS) for k, v in values.items() if isinstance(v, float)},
    )


def round_saturation(rows: tuple[Saturation, ...], draw: Draw) -> tuple[Saturation, ...]:
    """Every so many interviews; the last stands where their rounded number is."""
    base, last = draw.rules.round_counts, draw.round(len(rows))
    kept = [row for row in rows if row.interview % base == 0 and row.interview < last]
    kept += [replace(row, interview=last) for row in rows[-1:]]
    steps, known = [], Mark.CONFIDENTIAL
    for row in kept:
        hidden = isinstance(known, Mark) or isinstance(row.themes, Mark)
        new = Mark.CONFIDENTIAL if hidden else row.themes - known
        steps.append(replace(row, new=new))
        known = row.themes
    return tuple(steps)


def limit_cases(rows: tuple[NegativeCase, ...], most: int) -> tuple[NegativeCase, ...]:
    """The earliest of what was said against a claim, since a full list would give their number."""
    listed: dict[tuple, int] = defaultdict(int)
    kept = []
    for row in rows:
        place = (row.domain, row.theme, row.stance, row.kind, row.valence)
        listed[place] += 1
        if listed[place] <= most:
            kept.append(row)
    return tuple(kept)


def find_wave(id: str, study: Study) -> Wave:
    """A wave by its id."""
    return next(wave for wave in study.waves if wave.id == id)
