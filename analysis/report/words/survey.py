"""Who was asked, and what was checked, as prose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...results.records import Mark
from ...study.records import Outcome
from ..comparability import moved, offered, reworded, unasked
from ..markdown import plain as clean
from ..numbers import about, count, number
from ..numbers import words as spelt
from ..sentence import capital, listed, stop

if TYPE_CHECKING:
    from ...results.results import Results

WHOLE = {1: "the one check was", 2: "both checks were"}
ONE_WAVE = "There has been one {wave} so far, so no other can be compared with it."


def respondents(results: Results, wave: str | None = None) -> str:
    """Return how many people answered, in all waves or in one: "3,012"."""
    return about(count(answered_by(results, wave)), results.study.disclosure)


def answered_by(results: Results, wave: str | None, arm: str | None = None) -> int | Mark:
    """Return the number of respondents, all or of a wave and an arm."""
    counts = [
        record.n
        for record in results.respondents
        if record.characteristic == "all"
        and wave in (None, record.wave)
        and arm in (None, record.arm)
    ]
    return next((n for n in counts if isinstance(n, Mark)), None) or sum(counts)


def areas(results: Results, role: str | None = None) -> str:
    """Return how many areas were surveyed, all or in one arm, in words."""
    study = results.study
    arm = study.arm(role).id if role and study.surveyed else None
    return spelt(sum(area.arm is None or arm in (None, area.arm) for area in study.areas))


def waves(results: Results) -> str:
    """Return "two waves (2015/16 and 2018/19)"."""
    labels = [wave.label for wave in results.study.waves]
    if not labels:
        return results.study.words.fill("no {waves}")
    noun = results.study.words.wave.count(len(labels))
    return clean(f"{spelt(len(labels))} {noun} ({listed(labels)})")


def waves_before(results: Results) -> str:
    """Return the waves that count as before: "2012 and 2015/16"."""
    return clean(
        listed([wave.label for wave in results.study.before()])
        or f"no {results.study.words.wave.one}"
    )


def families(results: Results) -> str:
    """Return "one primary outcome and fourteen secondary outcomes"."""
    sizes = {role: len(chosen(results, role)) for role in ("primary", "secondary")}
    told = listed(
        [f"{spelt(n)} {role} outcome{'' if n == 1 else 's'}" for role, n in sizes.items() if n]
    )
    return told or "no outcomes"


def chosen(results: Results, role: str | None) -> tuple[Outcome, ...]:
    """Return the outcomes of one role, or all."""
    return tuple(o for o in results.study.outcomes if role in (None, o.role))


def primary(results: Results) -> Outcome:
    """Return the primary outcome, the first where several are."""
    return chosen(results, "primary")[0]


def newest(results: Results, rows: tuple, outcome: str) -> list:
    """Return the records of an outcome at its leading wave, the newest that can be compared."""
    wave = results.study.leading(results.study.outcome[outcome]).id
    return [row for row in rows if (row.outcome, row.wave) == (outcome, wave)]


def comparability(results: Results) -> str:
    """Return sentences on outcomes not asked in some wave, questions reworded, answers that were
    new and areas that some waves did not survey, or that there is nothing of the kind."""
    study, w = results.study, results.study.words
    parts = unasked(study)
    changed = [(outcome.label, reworded(study, outcome)) for outcome in study.outcomes]
    parts += [f"{label} was {how}" for label, how in changed if how]
    new = [(outcome.label, offered(study, outcome)) for outcome in study.outcomes]
    parts += [f"on {label}, {what}" for label, what in new if what]
    if areas := moved(study):
        parts.append(
            f"not every {w.wave.one} surveyed all {w.place.many}: {'; '.join(areas)}. "
            f"{capital(w.place.a)} takes part in a comparison only if all of its {w.wave.many} "
            "surveyed it"
        )
    if not parts and len(study.waves) == 1:
        return one_wave(results)
    if not parts:
        return (
            f"Here every {w.wave.one} asked all questions in the same words, with the same "
            f"answers, and surveyed all {w.place.many}."
        )
    return clean(" ".join(stop(capital(part)) for part in parts))


def rounding(results: Results) -> str:
    """Return how published counts are rounded, or that they are not."""
    base, w = results.study.disclosure.round_counts, results.study.words
    if base is None:
        return "Counts that pass these rules are shown as they are."
    return (
        f"Counts that are shown are rounded at random to a multiple of {spelt(base)}, up or down "
        "so that on average nothing is added and nothing lost, and percentages of "
        f"{w.answerer.many} follow from the rounded counts. The draw comes from the data: the same "
        f"data are rounded alike at every release, and where one {w.answerer.one} is added, taken "
        f"out or put right, all counts of the {w.wave.one} are drawn anew. So where a count that "
        f"two releases show differs, it may be {w.answerer.a} or the draw, and no reader can tell "
        "for sure. "
        "Totals may differ from the sum of their parts. Weighted percentages, averages and effects "
        "are not rounded in this way, and what is hidden or claimed is decided by the true counts."
    )


def checks(results: Results) -> str:
    """Return how many checks were passed, those for information left out."""
    judged = [check.passed for check in results.checks if check.passed is not None]
    if not judged:
        return "No check applies."
    verb = "was" if sum(judged) == 1 else "were"
    of_all = f"{capital(spelt(sum(judged)))} of {spelt(len(judged))} checks"
    return (
        f"{capital(WHOLE.get(len(judged), f'all {spelt(len(judged))} checks were'))} passed."
        if all(judged)
        else f"{of_all} {verb} passed."
    )


def unanswered(results: Results) -> str:
    """Return how large a share of an arm's answers to a question is missing at a wave at most."""
    rows = [
        row
        for row in results.answers
        if row.status == "answered" and row.percent != Mark.NOT_APPLICABLE
    ]
    shares = [100 - row.percent for row in rows if not isinstance(row.percent, Mark)]
    if not shares:
        return "How many answers are missing is not shown."
    if max(shares) == 0 and len(shares) == len(rows):
        return "Here no answer is missing."
    known = "" if len(shares) == len(rows) else ", as far as it can be shown"
    return clean(
        results.study.words.fill(
            f"In a group and {{wave}} at most {number(max(shares))}% of {{answerers}} have no "
            f"answer to a question{known}."
        )
    )


def one_wave(results: Results) -> str:
    """Return that there is nothing yet to compare the only wave with."""
    return results.study.words.fill(ONE_WAVE)
