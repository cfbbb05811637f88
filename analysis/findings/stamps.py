"""Fingerprints of the evidence that claims rest on."""

import hashlib

from ..results.records import Evidence
from ..study.records import Claim


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
