"""All that the stages found, file by file."""

from dataclasses import dataclass

from .changes import Change
from .findings import Finding, Joint
from .impact import (
    Coverage,
    Estimate,
    Event,
    FalsePositives,
    Leading,
    LeftOut,
    Level,
    Pretest,
    Sensitivity,
    Specification,
    Subgroup,
    Truth,
)
from .survey import Answers, Check, Flow, Respondents
from .themes import Agreement, Cooccurrence, Excerpt, NegativeCase, Saturation, ThemeSummary


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """All that the stages found, file by file."""

    estimates: tuple[Estimate, ...] = ()
    specifications: tuple[Specification, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    subgroups: tuple[Subgroup, ...] = ()
    levels: tuple[Level, ...] = ()
    events: tuple[Event, ...] = ()
    pretests: tuple[Pretest, ...] = ()
    sensitivity: tuple[Sensitivity, ...] = ()
    false_positives: tuple[FalsePositives, ...] = ()
    leading: tuple[Leading, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    respondents: tuple[Respondents, ...] = ()
    flow: tuple[Flow, ...] = ()
    answers: tuple[Answers, ...] = ()
    checks: tuple[Check, ...] = ()
    themes: tuple[ThemeSummary, ...] = ()
    cooccurrence: tuple[Cooccurrence, ...] = ()
    agreement: tuple[Agreement, ...] = ()
    saturation: tuple[Saturation, ...] = ()
    excerpts: tuple[Excerpt, ...] = ()
    negative_cases: tuple[NegativeCase, ...] = ()
    joint_display: tuple[Joint, ...] = ()
    findings: tuple[Finding, ...] = ()
    changes: tuple[Change, ...] = ()
    truth: tuple[Truth, ...] = ()
