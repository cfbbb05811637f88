"""How the survey came out for the outcomes that a claim rests on."""

from ..results.records import Estimate
from ..study.records import Claim, Reading, Study

AWAITED = "The {survey} after the {programme} has not been made yet."
NOTHING = "Nothing follows before the {survey} after the {programme} has been made."


def find_verdicts(study: Study, estimates: tuple[Estimate, ...]) -> dict[str, str]:
    """The verdict on each outcome at the newest wave, which a claim has to be true of; none
    without a survey."""
    newest = [wave.id for wave in study.estimated()[-1:]]
    return {each.outcome: each.verdict for each in estimates if each.wave in newest}


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


def choose_reading(claim: Claim, verdicts: dict[str, str], study: Study) -> tuple[str, Reading]:
    """How the survey came out for a claim, empty where it names no outcome, and the reading for
    that; none of an author's is for a survey that has not been made yet."""
    if not claim.outcomes:
        return "", claim.unclear
    survey = sum_up([verdicts[outcome] for outcome in claim.outcomes], claim.expects)
    if study.awaited:
        fill = study.words.fill
        return survey, Reading(meta_inference=fill(AWAITED), follows=fill(NOTHING))
    return survey, getattr(claim, survey)
