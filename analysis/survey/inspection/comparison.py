"""A new wave beside those before it: answers, areas and weights."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from ...study.records import Answer, Study
from ..validation import group_codebook
from .profile import Profile

FAR = 0.10  # of all answers: a share that moved by more is told, if chance can't explain it
SURE = 4.0  # standard errors, since some thirty questions with several answers are looked at
SPREADS = 0.5  # standard deviations by which a mean may move
COVERAGE = 0.6  # of the respondents that an area had on average
SCALE = 0.05  # by which a mean of weights may differ from one


def compare_profiles(
    new: Profile, earlier: list[Profile], study: Study
) -> Iterator[tuple[str, str]]:
    """Topic and words of all that moved."""
    rows = group_codebook(study)
    for name, counts in new.answers.items():
        old = next((each for each in reversed(earlier) if name in each.answers), None)
        if old is None:
            continue
        for words in compare_answers(counts, old.answers[name], rows[name], old.label):
            yield "Answers that moved", words
    for words in compare_areas(new, earlier, study):
        yield "Areas", words
    for words in compare_weights(new, earlier):
        yield "Weights", words


def compare_answers(
    new: pd.Series, old: pd.Series, rows: list[Answer], label: str
) -> Iterator[str]:
    """Shares of answers, or the mean of a number, that are far from an earlier wave's."""
    name = rows[0].variable
    answered = [row.code for row in rows if row.status == "answered"]
    if rows[0].type == "number":
        answered = [code for code in {*new.index, *old.index} if within(code, rows)]
    found, before = (counts.reindex(answered, fill_value=0) for counts in (new, old))
    gap = share_gap(found.sum(), new.sum(), before.sum(), old.sum())
    if gap:
        yield (
            f"'{name}' was answered by {percent(found.sum() / new.sum())} of respondents, by "
            f"{percent(before.sum() / old.sum())} in {label}: was it asked of the same people?"
        )
    if not found.sum() or not before.sum():
        return
    if rows[0].type == "number":
        yield from compare_means(name, found, before, label)
        return
    here, there = found / found.sum(), before / before.sum()
    if is_turned(here, there):
        yield (
            f"'{name}' looks as if its scale were turned round: read from the other end, its "
            f"answers are spread as in {label}. Ask the agency what each code means."
        )
        return
    answers = {row.code: row.answer for row in rows}
    for code in answered:
        if share_gap(found[code], found.sum(), before[code], before.sum()):
            yield (
                f"'{name}': '{answers[code] or code}' is {percent(here[code])} of answers, "
                f"{percent(there[code])} in {label}. If the question or who was asked changed, the "
                "waves can't be compared on it."
            )


def within(code: str, rows: list[Answer]) -> bool:
    """Whether a code is a number on the scale."""
    number = pd.to_numeric(code, errors="coerce")
    spans = [span for row in rows if (span := row.span())]
    return any(low <= number <= high for low, high in spans)


def share_gap(count: int, base: int, other: int, other_base: int) -> bool:
    """Whether two shares differ by more than `FAR` and than chance can explain."""
    if not base or not other_base:
        return False
    gap = abs(count / base - other / other_base)
    pooled = (count + other) / (base + other_base)
    error = np.sqrt(pooled * (1 - pooled) * (1 / base + 1 / other_base))
    return bool(gap > FAR and gap > SURE * error)


def compare_means(name: str, found: pd.Series, before: pd.Series, label: str) -> Iterator[str]:
    """A mean that is far from an earlier wave's, in standard deviations of that."""
    means, spreads = [], []
    for counts in (found, before):
        values = counts.index.astype(float)
        means.append(np.average(values, weights=counts))
        spreads.append(np.sqrt(np.average((values - means[-1]) ** 2, weights=counts)))
    if abs(means[0] - means[1]) > SPREADS * max(spreads[1], 1e-9):
        yield f"The mean of '{name}' is {means[0]:.1f}; it was {means[1]:.1f} in {label}."


def is_turned(here: pd.Series, there: pd.Series) -> bool:
    """Whether shares in the order of codes are far apart, and alike in the opposite order."""
    turned = there.to_numpy()[::-1]
    straight = np.abs(here.to_numpy() - there.to_numpy()).sum() / 2
    return bool(straight > 2 * FAR and np.abs(here.to_numpy() - turned).sum() / 2 < straight / 3)


def percent(share: float) -> str:
    """A share in words."""
    return f"{100 * share:.0f}%"


def compare_areas(new: Profile, earlier: list[Profile], study: Study) -> Iterator[str]:
    """Areas with far fewer respondents than they had."""
    least = study.disclosure.min_cell
    for area in study.areas:
        counts = [each.areas[area.code] for each in earlier if area.code in each.areas]
        count = int(new.areas.get(area.code, 0))
        if counts and 0 < count < COVERAGE * np.mean(counts):
            respondents = f"{count} respondents" if count >= least else f"fewer than {least}"
            yield f"Area {area.code} has {respondents}; it had {np.mean(counts):.0f} on average."


def compare_weights(new: Profile, earlier: list[Profile]) -> Iterator[str]:
    """Weights on another scale, and more unequal ones."""
    known = [each for each in earlier if each.weight]
    if new.weight is None or not known:
        return
    if all(abs(new.weight / each.weight - 1) > SCALE for each in known):
        usual = ", ".join(f"{each.weight:.3g} in {each.label}" for each in known)
        yield (
            f"The weights were rescaled: their mean is {new.weight:.3g}; it was {usual}. Nothing "
            "has to be done: every wave's weights are brought to a mean of one when they are "
            "read, so that no effect moves by their scale."
        )
    effective = np.mean([each.effective for each in known])
    if new.effective < effective - FAR:
        yield (
            f"The weights are more unequal: they leave {percent(new.effective)} of the sample, "
            f"{percent(effective)} in the waves before. Ask the agency what changed."
        )
