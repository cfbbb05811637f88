"""Claims and what the evidence makes of them."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Finding:
    """An authored claim and what the evidence makes of it.

    `status` is supported, inconclusive, contradicted or stale; `evidence` is the status the
    evidence alone would give; `follows` is the authored consequence for the way the survey came
    out. `stamp` is the fingerprint of the evidence as it is now, which the claim has to bear once
    somebody has reread it.
    """

    domain: str
    statement: str
    status: str
    evidence: str
    reason: str
    follows: str
    reviewed_at: str
    stamp: str


@dataclass(frozen=True, kw_only=True)
class Joint:
    """{Survey} and interviews on one domain, set side by side.

    `survey` is better, unclear or worse for the claim's outcomes together, empty where it names
    none; `outcomes` and `themes` are what it rests on, ids joined by spaces, whose numbers are in
    the estimates and theme summaries. `relation` (confirms, complements, extends, disagrees; empty
    where no outcome is named) and `meta_inference` are the authored reading for that case; `status`
    is current, or stale where either side changed since `reviewed_at`.
    """

    domain: str
    outcomes: str
    survey: str
    themes: str
    relation: str
    meta_inference: str
    reviewed_at: str
    reviewed_by: str
    status: str


RULES = (
    (
        "stale",
        "Nobody has reread the claim since the newest {wave} arrived, or since the {survey} "
        "results or the counts of themes that it rests on last changed. Until somebody does, no "
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
        "names shows no clear change where a change is claimed, or can't be estimated at the "
        "newest {wave}, as where that did not ask or worded the question differently, or while no "
        "{survey} has followed the {programme}; or a theme it rests on was raised by too few "
        "interviewees, or more often negatively than positively.",
    ),
    (
        "supported",
        "The evidence reads as the claim says: every outcome it names shows what is claimed, and "
        "enough interviewees raised every theme it rests on, no more of them negatively than "
        "positively. For a claim of no clear change that is not evidence of no change, and an "
        "outcome that is unclear once the number of outcomes is allowed for counts as not clear. A "
        "claim that names no outcome rests on its themes alone.",
    ),
)
