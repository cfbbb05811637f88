"""How the survey came out for the outcomes that a claim rests on."""

from ..results.records import Estimate
from ..study.records import Study


def find_verdicts(study: Study, estimates: tuple[Estimate, ...]) -> dict[str, str]:
    """The verdict on each outcome at the newest wave, which a claim has to be true of."""
    newest = study.after()[-1].id
    return {estimate.outcome: estimate.verdict for estimate in estimates if estimate.wave == newest}


def sum_up(verdicts: list[str], expects: str) -> str:
    """How the survey came out for several outcomes together.

    A claim of a change for the better needs it in all of them, and one for the worse speaks
    against it; where no change is claimed, any clear one counts. Two directions are unclear.
    """
    clear = {verdict for verdict in verdicts if verdict in ("better", "worse")}
    if len(clear) != 1:
        return "unclear"
    direction = clear.pop()
    partly = expects == "better" and direction == "better" and len(set(verdicts)) > 1
    return "unclear" if partly else direction
