"""Who came back from wave to wave, and who did not."""

import pandas as pd

from ..results.records import Flow, Mark
from ..study.records import Study

RETURNS = ("reinterviewed", "back")
OTHERS = ("new", "not_seen")


def follow_respondents(panel: pd.DataFrame, study: Study) -> tuple[Flow, ...]:
    """Count, for each arm and wave after the first, who had been interviewed before.

    People are told apart by their number, whichever arm they were in. A way of coming back that
    nobody took at a wave, in any arm, is not applicable, and neither is who is new or was not seen
    again where all came back and nobody else: that samples were separate, or are one panel, is a
    matter of the design, and tells nothing of one person.
    """
    people = {
        wave.id: set(panel.loc[panel["wave"] == wave.id, "respondent"]) for wave in study.waves
    }
    rows: list[Flow] = []
    for place, wave in enumerate(study.waves[1:], start=1):
        previous = study.waves[place - 1].id
        ever = set().union(*(people[each.id] for each in study.waves[:place]))
        counts = {}
        for arm in study.arms:
            here, there = (
                set(panel.loc[(panel["wave"] == each) & (panel["arm"] == arm.id), "respondent"])
                for each in (wave.id, previous)
            )
            counts[arm.id] = {
                "reinterviewed": len(here & people[previous]),
                "new": len(here - people[previous]),
                "back": len((here & ever) - people[previous]),
                "not_seen": len(there - people[wave.id]),
            }
        unused = find_unused(counts)
        rows += [
            Flow(wave=wave.id, arm=arm, **found | dict.fromkeys(unused, Mark.NOT_APPLICABLE))
            for arm, found in counts.items()
        ]
    return tuple(rows)


def find_unused(counts: dict[str, dict[str, int]]) -> list[str]:
    """Counts of a wave that say nothing, since they are of nobody in any arm or of all."""
    unused = [name for name in RETURNS if not any(found[name] for found in counts.values())]
    others = [found[name] for found in counts.values() for name in OTHERS]
    # One of these alone would tell the other, which may be of few.
    return unused + [*OTHERS] * ("reinterviewed" in unused or not any(others))
