"""Claims + evidence → findings with a status, by the rules below and no others."""

import hashlib

from .evidence import Estimate, Evidence, Finding, Joint, Mark, ThemeSummary
from .study import Claim, Study, Wave

RULES = (
    (
        "stale",
        "Nobody has reread the claim since the newest wave arrived, or since the survey results "
        "or the counts of themes that it rests on last changed. Until somebody does, no other "
        "status is given.",
    ),
    (
        "contradicted",
        "A claim of a change for the better: an outcome it names changed for the worse. A claim "
        "of no clear change: an outcome it names changed, for better or worse.",
    ),
    (
        "inconclusive",
        "The evidence does not contradict the claim but does not carry it either: an outcome it "
        "names shows no clear change where a change is claimed, or can't be estimated at the "
        "newest wave, as where that did not ask or worded the question differently; or a theme "
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
    study: Study, evidence: Evidence, themes: tuple[ThemeSummary, ...]
) -> tuple[Finding, ...]:
    """Give every claim the status its evidence allows.

    Parameters
    ----------
    evidence : as disclosed, so that what is withheld supports nothing
    themes : before disclosure; only whether enough people raised a theme goes into the reason
    """
    verdicts = find_verdicts(study, evidence.estimates)
    raised = {
        summary.id: summary
        for summary in themes
        if (summary.level, summary.kind, summary.by) == ("theme", "interview", "all")
    }
    return tuple(
        assess_claim(claim, study, verdicts, raised, stamp_evidence(claim, evidence))
        for claim in study.claims
    )


def find_verdicts(study: Study, estimates: tuple[Estimate, ...]) -> dict[str, str]:
    """The verdict on each outcome at the newest wave, which a claim has to be true of."""
    newest = study.after()[-1].id
    return {estimate.outcome: estimate.verdict for estimate in estimates if estimate.wave == newest}


def stamp_evidence(claim: Claim, evidence: Evidence) -> str:
    """Fingerprint of what is published of a claim's outcomes and themes: survey-interviews."""
    survey = [
        (row.outcome, row.wave, row.effect, row.low, row.high, row.verdict)
        for row in evidence.estimates
        if row.outcome in claim.outcomes
    ]
    interviews = [
        (row.id, row.kind, row.people, row.entries, row.positive, row.negative, row.mixed)
        for row in evidence.themes
        if row.by == "all" and row.id in (*claim.themes, *claim.contrary)
    ]
    return "-".join(
        hashlib.sha256("\n".join(map(spell, rows)).encode()).hexdigest()[:8]
        for rows in (survey, interviews)
    )


def spell(values: tuple) -> str:
    """Values as text, numbers as they are written in the results."""
    return " ".join(format(x, ".10g") if isinstance(x, float) else str(x) for x in values)


def find_news(claim: Claim, newest: Wave, stamp: str) -> str:
    """What has happened since the claim was last reread, to follow "since"; "" if nothing."""
    if claim.reviewed_at != newest.id:
        return f"the survey of {newest.label} arrived"
    sides = ("the survey results", "the counts of themes")
    pairs = zip(sides, stamp.split("-"), claim.stamp.partition("-")[::2], strict=True)
    changed = [side for side, now, then in pairs if now != then]
    return f"{' and '.join(changed)} changed" if changed else ""


def assess_claim(
    claim: Claim,
    study: Study,
    verdicts: dict[str, str],
    raised: dict[str, ThemeSummary],
    stamp: str,
) -> Finding:
    """Apply `RULES` to one claim."""
    evidence, reason = weigh(claim, study, verdicts, raised)
    news = find_news(claim, study.waves[-1], stamp)
    if news:
        reason = f"Not reread since {news}. As the evidence is now: {reason}"
    survey = sum_up([verdicts[outcome] for outcome in claim.outcomes], claim.expects)
    return Finding(
        domain=claim.domain,
        statement=claim.statement,
        status="stale" if news else evidence,
        evidence=evidence,
        reason=reason,
        follows=getattr(claim, survey).follows,
        reviewed_at=claim.reviewed_at,
        stamp=stamp,
    )


def weigh(
    claim: Claim, study: Study, verdicts: dict[str, str], raised: dict[str, ThemeSummary]
) -> tuple[str, str]:
    """Status that the evidence alone gives, and why."""

    def labels(*wanted: str) -> list[str]:
        return [study.outcome[name].label for name in claim.outcomes if verdicts[name] in wanted]

    against = labels("worse") if claim.expects == "better" else labels("better", "worse")
    if against:
        return "contradicted", f"Against the claim changed {quote(against)}."
    reasons = []
    if labels("not estimable"):
        reasons.append(f"No estimate can be had of {explain_apart(claim, study, verdicts)}.")
    unclear = labels("unclear", "equivalent")
    if claim.expects == "better" and unclear:
        reasons.append(f"The survey shows no clear change on {quote(unclear)}.")
    least = study.findings.min_people
    few = [name for name in claim.themes if name not in raised or raised[name].people < least]
    if few:
        names = quote([study.theme[name].label for name in few])
        reasons.append(f"Fewer than {least} interviewees raised {names}.")
    mostly = [name for name in claim.themes if name not in few and leans_negative(raised[name])]
    if mostly:
        names = quote([study.theme[name].label for name in mostly])
        reasons.append(f"Interviews raised {names} more often negatively than positively.")
    if reasons:
        return "inconclusive", " ".join(reasons)
    return "supported", "All the evidence named agrees with the claim."


def quote(labels: list[str]) -> str:
    """Labels in quotation marks."""
    return ", ".join(f"“{label}”" for label in labels)


def explain_apart(claim: Claim, study: Study, verdicts: dict[str, str]) -> str:
    """Outcomes without an estimate at the newest wave, with the reason where it is declared."""
    told = []
    for outcome in (study.outcome[name] for name in claim.outcomes):
        if verdicts[outcome.id] == "not estimable":
            reason = study.why_apart(outcome, study.after()[-1])
            told.append(quote([outcome.label]) + (f" ({reason})" if reason else ""))
    return ", ".join(told)


def leans_negative(summary: ThemeSummary) -> bool:
    """Whether more entries raised a theme negatively than positively; no where none was rated."""
    if isinstance(summary.negative, Mark) or isinstance(summary.positive, Mark):
        return False
    return summary.negative > summary.positive


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


def join_strands(
    study: Study, findings: tuple[Finding, ...], estimates: tuple[Estimate, ...]
) -> tuple[Joint, ...]:
    """Set survey and interviews side by side for each claim, with the reading that applies."""
    verdicts = find_verdicts(study, estimates)
    stale = {finding.domain for finding in findings if finding.status == "stale"}
    rows = []
    for claim in study.claims:
        survey = sum_up([verdicts[outcome] for outcome in claim.outcomes], claim.expects)
        reading = getattr(claim, survey)
        rows.append(
            Joint(
                domain=claim.domain,
                outcomes=" ".join(claim.outcomes),
                survey=survey,
                themes=" ".join((*claim.themes, *claim.contrary)),
                relation=reading.relation,
                meta_inference=reading.meta_inference,
                reviewed_at=claim.reviewed_at,
                reviewed_by=claim.reviewed_by,
                status="stale" if claim.domain in stale else "current",
            )
        )
    return tuple(rows)
