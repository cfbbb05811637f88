"""Claims + evidence → findings with a status, by the rules below and no others."""

from .evidence import Estimate, Finding, ThemeSummary
from .study import Claim, Study

RULES = (
    (
        "stale",
        "Nobody has reread the claim since the newest wave arrived. Until somebody does, no "
        "other status is given.",
    ),
    (
        "contradicted",
        "A claim of a change for the better: an outcome it names changed for the worse. A claim "
        "of no clear change: an outcome it names changed, for better or worse.",
    ),
    (
        "inconclusive",
        "The evidence does not contradict the claim but does not carry it either: an outcome it "
        "names shows no clear change where a change is claimed, or can't be estimated; or a theme "
        "it rests on was raised by too few interviewees, or more often negatively than positively.",
    ),
    (
        "supported",
        "The evidence reads as the claim says: every outcome it names shows what is claimed, and "
        "enough interviewees raised every theme it rests on, no more of them negatively than "
        "positively. For a claim of no clear change that is not evidence of no change, and an "
        "outcome that is unclear once the number of outcomes is allowed for counts as not clear.",
    ),
)


def assess_findings(
    study: Study, estimates: tuple[Estimate, ...], themes: tuple[ThemeSummary, ...]
) -> tuple[Finding, ...]:
    """Give every claim the status its evidence allows.

    Parameters
    ----------
    estimates : as disclosed, so that what is withheld supports nothing
    themes : before disclosure; only whether enough people raised a theme goes into the reason
    """
    newest = study.waves[-1]
    verdicts = {
        estimate.outcome: estimate.verdict
        for estimate in estimates
        if estimate.wave == study.after()[-1].id
    }
    raised = {
        summary.id: summary
        for summary in themes
        if (summary.level, summary.kind, summary.by) == ("theme", "interview", "all")
    }
    return tuple(
        assess_claim(claim, study, verdicts, raised, reviewed=claim.reviewed_at == newest.id)
        for claim in study.claims
    )


def assess_claim(
    claim: Claim,
    study: Study,
    verdicts: dict[str, str],
    raised: dict[str, ThemeSummary],
    *,
    reviewed: bool,
) -> Finding:
    """Apply `RULES` to one claim."""
    evidence, reason = weigh(claim, study, verdicts, raised)
    if not reviewed:
        seen = next(wave.label for wave in study.waves if wave.id == claim.reviewed_at)
        reason = f"Last reread when wave {seen} was the newest. The evidence now: {reason}"
    survey = sum_up([verdicts[outcome] for outcome in claim.outcomes], claim.expects)
    reading = getattr(claim, survey)
    return Finding(
        domain=claim.domain,
        statement=claim.statement,
        status=evidence if reviewed else "stale",
        evidence=evidence,
        survey=survey,
        reason=reason,
        relation=reading.relation,
        follows=reading.follows,
        reviewed_at=claim.reviewed_at,
    )


def weigh(
    claim: Claim, study: Study, verdicts: dict[str, str], raised: dict[str, ThemeSummary]
) -> tuple[str, str]:
    """Status that the evidence alone gives, and why."""

    def labels(*wanted: str) -> str:
        return ", ".join(
            study.outcome[name].label for name in claim.outcomes if verdicts[name] in wanted
        )

    against = ("worse",) if claim.expects == "better" else ("better", "worse")
    if labels(*against):
        return "contradicted", f"Against the claim: {labels(*against)}."
    if labels("not estimable"):
        return "inconclusive", f"Can't be estimated: {labels('not estimable')}."
    if claim.expects == "better" and labels("unclear", "equivalent"):
        return "inconclusive", f"No clear change: {labels('unclear', 'equivalent')}."
    least = study.findings.min_people
    few = [name for name in claim.themes if name not in raised or raised[name].people < least]
    if few:
        names = ", ".join(study.theme[name].label for name in few)
        return "inconclusive", f"Fewer than {least} interviewees raised: {names}."
    mostly = [name for name in claim.themes if raised[name].negative > raised[name].positive]
    if mostly:
        names = ", ".join(study.theme[name].label for name in mostly)
        return "inconclusive", f"Raised more often negatively than positively: {names}."
    return "supported", "All the evidence named agrees with the claim."


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
