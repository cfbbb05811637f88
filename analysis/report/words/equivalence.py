"""Which unclear effects are shown to be too small to matter, as prose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...study.records import Outcome
from .. import verdicts
from ..markdown import plain as clean
from ..numbers import words as spelt
from ..sentence import capital, listed

if TYPE_CHECKING:
    from ...results.results import Results


def doubts(results: Results) -> list[Outcome]:
    """Return the outcomes whose interval leaves out zero and that are unclear all the same."""
    groups = verdicts.verdicts(results, results.study.outcomes)
    return groups["perhaps better"] + groups["perhaps worse"]


def margins(results: Results) -> str:
    """Return the margins declared: "5 percentage points or 1 point"."""
    found = [
        verdicts.margin(outcome, outcome.margin)
        for outcome in results.study.outcomes
        if outcome.margin is not None
    ]
    return clean(" or ".join(dict.fromkeys(found))) or "none declared"


def equivalence(results: Results) -> str:
    """Return a sentence on how many unclear effects are shown to be negligible."""
    groups = verdicts.verdicts(results, results.study.outcomes)
    within = len(groups["equivalent"])
    unclear = sum(outcome.margin is not None for outcome in groups["unclear"])
    every = within + unclear
    rest = ""
    if doubtful := doubts(results):
        named = listed([outcome.label for outcome in doubtful])
        estimates = [results.estimate(outcome.id) for outcome in doubtful]
        whose = "its interval leaves" if len(doubtful) == 1 else "their intervals leave"
        rest = (
            f" The table does not have {named}: {whose} out zero, and yet the change is "
            f"{verdicts.unclear(results, estimates)}."
        )
    if not every:
        none = "No outcome had to be judged so."
        return clean(f"{none}{rest}")
    some = "" if all(o.margin is not None for o in results.study.outcomes) else " with a margin"
    noun = "outcome" if every == 1 else "outcomes"
    count = f"{capital(spelt(every))} {noun}{some} {'shows' if every == 1 else 'show'}"
    if not within:
        return clean(
            f"{count} no clear change, and the data cannot tell whether the effect lies inside "
            f"the margin{'' if every == 1 else ' for any of them'}.{rest}"
        )
    told = f"; about the other {spelt(unclear)} the data cannot tell" if unclear else ""
    return clean(
        f"Of {spelt(every)} {noun}{some} without a clear change, "
        f"{spelt(within)} {'is' if within == 1 else 'are'} shown to have changed "
        f"negligibly at most{told}.{rest}"
    )
