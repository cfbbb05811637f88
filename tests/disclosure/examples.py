"""A study and an estimate with nothing to hide."""

from dataclasses import fields

from analysis.results.records import Estimate, Mark
from analysis.study.records import (
    Arm,
    Characteristic,
    DisclosureRules,
    Identity,
    Outcome,
    Study,
    Theme,
    Wave,
)

LEVELS = ("programme_before", "programme_after", "comparator_before", "comparator_after")
BASES = tuple(f"n_{level}" for level in LEVELS)
THEMES = (("t1", "d1"), ("t2", "d1"), ("t3", "d2"))
ARMS = {"programme": "in", "comparator": "out"}


def declare(before=("w1",), after=("w2",), themes=(), measure="share", **other):
    """A study with what disclosure control looks at."""
    outcome = dict.fromkeys(("domain", "subject", "question", "scale", "source"), "")
    return Study(**{field.name: () for field in fields(Study)} | {
        "study": Identity(id="s", title="Study", source="raw", seed=1),
        "disclosure": DisclosureRules(),
        "arms": tuple(Arm(id=i, label=i, short=i, role=role) for role, i in ARMS.items()),
        "waves": tuple(
            Wave(id=wave, label=wave, period=period, fieldwork=(), file="", sha256="")
            for period, waves in (("before", before), ("after", after))
            for wave in waves
        ),
        "outcomes": tuple(
            Outcome(id=i, label=f"Outcome {i}", items=(), measure=measure, better="higher",
                    role="primary", **outcome)
            for i in "ab"
        ),
        "characteristics": (Characteristic(id="age", label="Age", variable="age"),),
        "themes": tuple(
            Theme(id=name, domain=domain, label="", description="") for name, domain in themes
        ),
    } | other)  # fmt: skip


def estimate(wave="w2", outcome="a", **numbers):
    """An estimate with nothing to hide, but for `numbers`."""
    return Estimate(**{
        "outcome": outcome, "wave": wave, "group": "all", "unit": "percentage points",
        "effect": 7.5, "low": 1.5, "high": 13.5, "p": 0.02, "p_adjusted": Mark.NOT_APPLICABLE,
        "q": Mark.NOT_APPLICABLE, "se": 3.0, "df": 15.2, "inner_low": 2.5, "inner_high": 12.5,
        "margin": 5.0, "mde": 8.9, "mde_design": 9.9, "largest_weight": 6.1,
        "error_rate": 5.1, "lead": "respondents", "flags": "", "programme_before": 27.0, "programme_after": 33.0,
        "comparator_before": 28.0, "comparator_after": 26.5, "smallest_count": 120,
        "clusters": 18, "verdict": "better", "method": "", "reason": "", "reliability": "",
    } | dict.fromkeys(BASES, 500) | numbers)  # fmt: skip
