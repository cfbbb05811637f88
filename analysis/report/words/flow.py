"""Who came back from wave to wave, and between whom a comparison is, as prose."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from ...results.records import Flow, Mark
from ...study.records import Wave
from ..markdown import plain as clean
from ..numbers import count, number
from ..sentence import capital, listed, stop
from .survey import answered_by, one_wave

if TYPE_CHECKING:
    from ...results.results import Results

COUNTED = "The files hold counts, so that nobody can be followed from {wave} to {wave}."
SEPARATE = "The {waves} are separate samples"
NEVER = "none of the {respondents} was {asked} twice"
GAPS = "none of the {respondents} was {asked} in two {waves} running"
PANEL = (
    "The same {answerers} are in every {wave}, so that nobody’s coming or going is in the "
    "comparison; nothing here tells of {respondents} who came to the {places} later."
)
MOVES = "People come and go, and answers of {a place} can change because the people in it do."
THINGS_MOVE = "{A place} can change because the {respondents} in it do."


def panel(results: Results) -> str:
    """Return how many of the newest wave had answered before, or that this is not shown."""
    found = [check for check in results.checks if check.name == "Panel overlap"]
    if len(results.study.waves) == 1:
        return one_wave(results)
    words = results.study.words
    if results.study.counted:
        return words.fill(COUNTED)
    newest, wave = results.study.waves[-1].label, words.wave.one
    those, before = f"those who answered in {newest}", f"had answered an earlier {wave} as well"
    if not words.people:
        those = f"those {words.asked} in {newest}"
        before = f"had been {words.asked} in an earlier {wave} as well"
    if not found or isinstance(found[-1].value, Mark):
        return clean(f"How many of {those} {before} is not shown.")
    if not came_back(results) and len(results.study.waves) == 2:
        return stop(words.fill(SEPARATE))
    if found[-1].value in (0, 100):
        some = "None" if found[-1].value == 0 else "All"
        return clean(f"{some} of {those} {before}.")
    return clean(f"Of {those}, {number(found[-1].value)}% {before}.")


def flow(results: Results) -> str:
    """Return how many of a wave, the first unless nobody came back then, were interviewed again
    in the next, by arm."""
    if len(results.study.waves) == 1:
        return one_wave(results)
    found = came_back(results)
    if results.study.counted:
        return results.study.words.fill("Each {wave} is taken for a sample of its own.")
    if not found:
        none = GAPS if came_late(results) else NEVER
        told = capital(results.study.words.fill(none))
        return f"{told}, as far as {results.study.words.answerer.many}’ numbers tell."
    first, second, rows = found
    asked = results.study.words.asked
    told, untold = [], []
    for arm in results.study.arms:
        again, every = rows[arm.id].reinterviewed, answered_by(results, first.id, arm.id)
        if isinstance(again, Mark):
            untold.append(arm.label)
        else:
            size = f"{count(again)} of {count(every)}"
            told.append(f"{size} ({share_again(again, every)}) in {arm.label}")
    rest = (
        f"How many of those {asked} in {first.label} in {listed(untold)} were {asked} "
        f"again in {second.label} is not shown: the number is below "
        f"{results.study.disclosure.min_cell} or would give away one that is."
    )
    if not told:
        return clean(rest)
    numbers = (
        f"Of those {asked} in {first.label}, {listed(told)} were {asked} again in {second.label}."
    )
    return clean(f"{numbers} {rest}" if untold else numbers)


def turnover(results: Results) -> str:
    """Return between whom the comparison is: the same people, or different ones of the same
    areas."""
    w = results.study.words
    moves = MOVES if w.people else THINGS_MOVE
    if is_panel(results):
        return w.fill(PANEL if w.people else "The same {answerers} are in every {wave}.")
    who = "people" if w.people else w.respondent.many
    apart = f"Where {who} are not the same at each {{wave}}, the"
    came_again = any(
        n != Mark.NOT_APPLICABLE for row in results.flow for n in (row.reinterviewed, row.back)
    )
    if not came_again and not results.study.counted:
        apart = "Nobody is in two {waves}: the" if w.people else "The"
    return w.fill(
        f"{apart} comparison is between different {{respondents}} of the same {{places}}. {moves}"
    )


def is_panel(results: Results) -> bool:
    """Return whether all respondents of every wave are those of the one before."""
    unused = {
        n for row in results.flow for n in (row.new, row.not_seen, row.back)
    } == {Mark.NOT_APPLICABLE}  # fmt: skip
    return unused and all(row.reinterviewed != Mark.NOT_APPLICABLE for row in results.flow)


def came_back(results: Results) -> tuple[Wave, Wave, dict[str, Flow]] | None:
    """Return the first two waves running of which anybody was interviewed in both, and who came
    back by arm; None if there are none."""
    waves = results.study.waves
    for first, second in pairwise(waves):
        rows = {row.arm: row for row in results.flow if row.wave == second.id}
        if any(row.reinterviewed != Mark.NOT_APPLICABLE for row in rows.values()):
            return first, second, rows
    return None


def came_never(results: Results) -> str:
    """Return that nobody came back, or only after a gap."""
    if len(results.study.waves) == 1:
        return one_wave(results).removesuffix(".")
    if results.study.counted:
        return results.study.words.fill(COUNTED).removesuffix(".")
    said = capital(GAPS) if came_late(results) else f"{SEPARATE}: {NEVER}"
    return results.study.words.fill(said)


def came_late(results: Results) -> bool:
    """Return whether anybody came back after a gap."""
    return any(row.back != Mark.NOT_APPLICABLE for row in results.flow)


def share_again(again: int | Mark, every: int | Mark) -> str:
    """Return the share of a wave that was interviewed again: "25.8%", or a mark."""
    hidden = [n for n in (again, every) if isinstance(n, Mark)]
    return number(hidden[0]) if hidden else f"{number(100 * again / every)}%"
