"""The joint display: survey and interviews on one domain, side by side."""

from ..results.records import Estimate, Finding, Joint
from ..study.records import Study
from .verdicts import choose_reading, find_verdicts


def join_strands(
    study: Study, findings: tuple[Finding, ...], estimates: tuple[Estimate, ...]
) -> tuple[Joint, ...]:
    """Set survey and interviews side by side for each claim, with the reading that applies."""
    verdicts = find_verdicts(study, estimates)
    stale = {finding.domain for finding in findings if finding.status == "stale"}
    rows = []
    for claim in study.claims:
        survey, reading = choose_reading(claim, verdicts, study)
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
