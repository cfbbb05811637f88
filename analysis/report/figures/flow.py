"""Respondents from wave to wave: how many were interviewed, again or anew, and not seen again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...results.records import Flow, Mark
from ...study.records import Arm
from ..comparability import moved
from ..markdown import plain
from ..numbers import count
from ..sentence import capital, listed, stop
from ..tables import drawn
from ..words.flow import came_back, came_never, share_again
from ..words.survey import answered_by
from .figure import Figure, figure, hidden

if TYPE_CHECKING:
    from ...results.results import Results


def flow(results: Results) -> Figure:
    """How many respondents each group of {places} had in each {wave}, and how many of them came back."""  # noqa: E501
    study, w = results.study, results.study.words
    columns = [column(results, arm) for arm in study.arms]
    told = [
        f"{each['name']}. "
        + " ".join(
            stop("; ".join(part for part in (stage["gone"], *stage["lines"]) if part))
            for stage in each["stages"]
        )
        for each in columns
    ]
    rows = [{"text": " ".join(told)}]
    title = find_title(results)
    return figure(
        results,
        "flow",
        "flow",
        alt=f"{stop(title)} From the first {w.wave.one} to the last. {' '.join(told)}",
        title=plain(title),
        subtitle=w.fill("{Answerers} of each {wave}, unweighted, by group of {places}"),
        caption=f"{elsewhere(results)}{hidden(results, rows)}",
        table=drawn.flow(results, columns),
        columns=columns,
    )


def column(results: Results, arm: Arm) -> dict:
    """Return the waves of one group of areas, each in lines, and who of the last was not seen."""
    rows = {row.wave: row for row in results.flow if row.arm == arm.id}
    asked, stages = results.study.words.asked, []
    for wave in results.study.waves:
        every = count(answered_by(results, wave.id, arm.id))
        row = rows.get(wave.id)
        stages.append(
            {
                "lines": [
                    plain(wave.label), f"{every} {asked}", *(tell(row, results) if row else []),
                ],
                "gone": f"{count(row.not_seen)} not {asked} again"
                if row and row.not_seen != Mark.NOT_APPLICABLE
                else "",
            }
        )  # fmt: skip
    return {"name": plain(capital(arm.label)), "role": arm.role, "stages": stages}


def tell(row: Flow, results: Results) -> list[str]:
    """Return who of a wave had been there before, as far as anybody had."""
    wave = results.study.words.wave.one
    again, back = (n != Mark.NOT_APPLICABLE for n in (row.reinterviewed, row.back))
    lines = []
    if again:
        lines.append(f"{count(row.reinterviewed)} of them again")
    if again and row.new != Mark.NOT_APPLICABLE:
        lines.append(f"{count(row.new)} {f'not in the {wave} before' if back else 'new'}")
    if back:
        lines.append(f"{count(row.back)} of {'these' if again else 'them'} in an earlier {wave}")
    return lines


def find_title(results: Results) -> str:
    """Return which share of a wave came back in the next, by group of areas."""
    found = came_back(results)
    if not found:
        return came_never(results)
    first, second, rows = found
    shares = [
        f"{share_again(rows[arm.id].reinterviewed, answered_by(results, first.id, arm.id))} in "
        f"{arm.label}"
        for arm in results.study.arms
    ]
    words = results.study.words
    those = "asked" if words.people else words.asked
    again = f"{words.asked} again in {second.label}"
    return f"Of those {those} in {first.label}, {again}: {listed(shares)}"


def elsewhere(results: Results) -> str:
    """Return what of the figure has to do with areas that not all waves surveyed."""
    if not moved(results.study) or not came_back(results):
        return ""
    return results.study.words.fill(
        "{Respondents} of {places} that a {wave} did not survey count as not {asked} again. "
    )
