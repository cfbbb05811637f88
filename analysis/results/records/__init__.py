"""What the stages hand on, by stage. Every record is one row of a file in the results."""

from .changes import Change
from .evidence import Evidence
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
from .marks import Count, Mark, Number
from .survey import Answers, Check, Flow, Respondents
from .themes import Agreement, Cooccurrence, Excerpt, NegativeCase, Saturation, ThemeSummary

__all__ = [
    "Agreement", "Answers", "Change", "Check", "Cooccurrence", "Count", "Coverage", "Estimate",
    "Event", "Evidence", "Excerpt", "FalsePositives", "Finding", "Flow", "Joint", "Leading",
    "LeftOut", "Level", "Mark", "NegativeCase", "Number", "Pretest", "Respondents", "Saturation",
    "Sensitivity", "Specification", "Subgroup", "ThemeSummary", "Truth",
]  # fmt: skip
