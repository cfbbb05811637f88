"""The panel: one row per respondent and wave, under this contract.

respondent, area, wave : text
arm : id of a declared arm; programme : bool, whether it is the programme's
after : bool, whether the wave followed the programme
returning:<wave id> : bool, whether the respondent took part in that wave, which followed the
    programme, and in one before it
weight : float above zero, with a mean of one in every wave: an agency may scale them as it likes
<outcome id> : float; 1 or 0 for a share, the score for a mean, NaN without an answer
<outcome id>:status : answered, dont_know, refused, not_asked or unexplained
<characteristic id> : text, a label of the codebook or a span of years, "Not stated" without one
"""

import warnings

import numpy as np
import pandas as pd

from ..errors import Breaches, Remark
from ..study.records import Characteristic, Outcome, Study, Wave
from .codebook import recode
from .counts import expand
from .validation import describe, find_breaches, find_column, find_moves, find_people, find_remarks
from .waves import correct, find_change, list_corrections, read_wave

NOT_STATED = "Not stated"
SEVEREST = ("not_asked", "refused", "dont_know", "unexplained")


def build_panel(study: Study) -> pd.DataFrame:
    """Read, correct, validate, recode, score and stack every wave, a row for each respondent.

    Warns
    -----
    Remark
        Codes without a meaning count as no answer.

    Raises
    ------
    Breaches
        Any wave is unfit. All breaches of all waves at once, without respondents' values.
    """
    frames, faults = {}, []
    for wave in study.waves:
        faults += [f"{describe(wave)}: {fault}" for fault in find_change(study, wave)]
        try:
            frame = read_wave(study, wave)
        except Breaches as error:
            faults += [f"{describe(wave)}: {fault}" for fault in error.faults]
            continue
        found = [*correct(frame, list_corrections(study, wave)), *find_breaches(frame, study, wave)]
        faults += [f"{describe(wave)}: {fault}" for fault in found]
        for remark in find_remarks(frame, study):
            warnings.warn(f"{describe(wave)}: {remark}", Remark, stacklevel=2)
        frames[wave.id] = frame
    if not faults:
        faults += find_moves(frames, study)
    if faults:
        raise Breaches("The survey waves can't be used", faults)
    scored = [score_wave(expand(frames[wave.id], study), study, wave) for wave in study.waves]
    panel = pd.concat(scored, ignore_index=True)
    return panel.assign(**mark_returning(panel, study))


def mark_returning(panel: pd.DataFrame, study: Study) -> dict[str, pd.Series]:
    """Which rows are of people who were there before and at each wave after the programme."""
    before = set(panel.loc[~panel["after"], "respondent"])
    returning = {}
    for wave in study.after():
        now = set(panel.loc[panel["wave"] == wave.id, "respondent"])
        returning[f"returning:{wave.id}"] = panel["respondent"].isin(before & now)
    return returning


def score_wave(frame: pd.DataFrame, study: Study, wave: Wave) -> pd.DataFrame:
    """Rows of the panel for one validated wave."""
    values, statuses = recode(frame, study)
    weight = find_column(study, "weight")
    arm = find_arms(frame, study)
    columns = {
        "respondent": name_people(frame, study, wave),
        "area": frame[find_column(study, "area")],
        "wave": wave.id,
        "arm": arm,
        "programme": arm == study.arm("programme").id,
        "after": wave.period == "after",
        "weight": frame[weight].astype(float).pipe(lambda w: w / w.mean()) if weight else 1.0,
    }
    for outcome in study.outcomes:
        columns[outcome.id] = score(outcome, values)
        columns[f"{outcome.id}:status"] = join_status(outcome, statuses)
    for trait in study.characteristics:
        columns[trait.id] = label(trait, study, values[trait.variable])
    return pd.DataFrame(columns, index=frame.index)


def name_people(frame: pd.DataFrame, study: Study, wave: Wave) -> pd.Series:
    """Numbers of the respondents, of the wave's own where nobody can be known again."""
    if find_column(study, "respondent"):
        return find_people(frame, study)
    return pd.Series([f"{wave.id}:{row}" for row in range(len(frame))], frame.index, dtype="str")


def find_arms(frame: pd.DataFrame, study: Study) -> pd.Series:
    """Arm of every row: declared for its area, else what the file's column says."""
    declared = {area.code: area.arm for area in study.areas}
    arm = frame[find_column(study, "area")].map(declared)
    column = find_column(study, "arm")
    if column:
        answers = {row.code: row.answer for row in study.codebook if row.variable == column}
        arm = arm.fillna(frame[column].replace({k: v for k, v in answers.items() if v}))
    return arm


def score(outcome: Outcome, values: pd.DataFrame) -> pd.Series:
    """The outcome as a number; NaN if any of its items lacks an answer."""
    items = values[list(outcome.items)]
    if outcome.positive:
        answer = items.iloc[:, 0]
        return answer.isin(outcome.positive).astype(float).where(answer.notna())
    low, high = outcome.range
    if outcome.reversed:
        width = len(outcome.items)
        turned = (low + high) / width - items[list(outcome.reversed)]
        items = items.assign(**{name: turned[name] for name in outcome.reversed})
    total = items.sum(axis=1, skipna=False)
    if outcome.metric:
        place = (total - low).fillna(0).astype(int)
        total = pd.Series(np.array(outcome.metric)[place], index=total.index).where(total.notna())
    if outcome.at_least is not None:
        return (total >= outcome.at_least).astype(float).where(total.notna())
    return total


def join_status(outcome: Outcome, statuses: pd.DataFrame) -> pd.Series:
    """Why an outcome has no number: what its items say, not asked before refused."""
    items = statuses[list(outcome.items)]
    if len(outcome.items) == 1:
        return items.iloc[:, 0]
    joined = pd.Series("answered", index=items.index)
    for status in reversed(SEVEREST):
        joined = joined.mask((items == status).any(axis=1), status)
    return joined


def label(trait: Characteristic, study: Study, values: pd.Series) -> pd.Series:
    """Category of a characteristic in words."""
    if trait.breaks:
        spans = list(zip(trait.breaks[:-1], trait.breaks[1:], strict=True))
        names = [f"{low} to {high - 1}" for low, high in spans]
        cut = pd.cut(values, trait.breaks, right=False, labels=names)
        return cut.astype(object).where(cut.notna(), NOT_STATED)
    answers = {
        float(row.code): row.answer
        for row in study.codebook
        if row.variable == trait.variable and row.status == "answered"
    }
    return values.map(answers).fillna(NOT_STATED)


def order_categories(trait: Characteristic, study: Study) -> list[str]:
    """Categories of a characteristic in the order of the codebook or of size; none for those
    who did not state it."""
    if trait.breaks:
        pairs = zip(trait.breaks[:-1], trait.breaks[1:], strict=True)
        return [f"{low} to {high - 1}" for low, high in pairs]
    rows = [row for row in study.codebook if row.variable == trait.variable]
    return [row.answer for row in rows if row.status == "answered"]
