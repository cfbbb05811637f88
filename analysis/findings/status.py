"""Claims + evidence → findings with a status, by `RULES` and no others."""

from ..results.records import Evidence, Finding, Mark, ThemeSummary
from ..study.records import Claim, Study
from .stamps import stamp_evidence
from .verdicts import choose_reading, find_verdicts


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


def find_news(claim: Claim, study: Study, stamp: str) -> str:
    """What has happened since the claim was last reread, to follow "since"; "" if nothing."""
    newest, survey = study.waves[-1:], study.words.survey.one
    if newest and claim.reviewed_at != newest[0].id:
        return f"the {survey} of {newest[0].label} arrived"
    sides = (f"the {survey} results" if claim.outcomes else "", "the counts of themes")
    pairs = zip(sides, stamp.split("-"), claim.stamp.partition("-")[::2], strict=True)
    changed = [side for side, now, then in pairs if side and now != then]
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
    news = find_news(claim, study, stamp)
    if news:
        reason = f"Not reread since {news}. As the evidence is now: {reason}"
    _, reading = choose_reading(claim, verdicts, study)
    return Finding(
        domain=claim.domain,
        statement=claim.statement,
        status="stale" if news else evidence,
        evidence=evidence,
        reason=reason,
        follows=reading.follows,
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
        survey = study.words.survey.one
        reasons.append(f"The {survey} shows no clear change on {quote(unclear)}.")
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
    if not claim.outcomes:
        return "supported", support_by_interviews(claim, study)
    return "supported", "All the evidence named agrees with the claim."


def support_by_interviews(claim: Claim, study: Study) -> str:
    """Why a claim that names no outcome is supported."""
    names = quote([study.theme[name].label for name in claim.themes])
    return (
        f"It rests on interviews alone: at least {study.findings.min_people} interviewees raised "
        f"{names}, no more often negatively than positively."
    )


def quote(labels: list[str]) -> str:
    """Labels in quotation marks."""
    return ", ".join(f"“{label}”" for label in labels)


def explain_apart(claim: Claim, study: Study, verdicts: dict[str, str]) -> str:
    """Outcomes without an estimate at the newest wave, with the reason where it is declared."""
    apart: dict[str, list[str]] = {}
    for outcome in (study.outcome[name] for name in claim.outcomes):
        if verdicts[outcome.id] == "not estimable":
            reason = study.why_apart(outcome, study.newest)
            apart.setdefault(f" ({reason})" if reason else "", []).append(outcome.label)
    return ", ".join(f"{quote(labels)}{reason}" for reason, labels in apart.items())


def leans_negative(summary: ThemeSummary) -> bool:
    """Whether more entries raised a theme negatively than positively; no where none was rated."""
    if isinstance(summary.negative, Mark) or isinstance(summary.positive, Mark):
        return False
    return summary.negative > summary.positive
