"""What the computing stages hand on. Every record is one row of a file in the results."""

from dataclasses import dataclass
from enum import StrEnum


class Mark(StrEnum):
    """A symbol that stands where a number does not (symbols of the GSS harmonised set)."""

    CONFIDENTIAL = "c"
    UNRELIABLE = "u"
    NOT_APPLICABLE = "z"
    UNAVAILABLE = "x"


Number = float | Mark
Count = int | Mark


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """The effect on one outcome at one wave after the programme began.

    Effect, interval, standard error and minimum detectable effect are in `unit`; levels are
    percentages for shares and scores for means. `smallest_count` is the fewest respondents,
    unweighted, on either side of a share (or in all, for a mean) in any arm and period.
    `verdict` is what may be said: better, worse, unclear or not estimable (then `reason`).
    """

    outcome: str
    wave: str
    group: str
    unit: str
    effect: Number
    low: Number
    high: Number
    p: Number
    p_adjusted: Number
    se: Number
    df: Number
    mde: Number
    programme_before: Number
    programme_after: Number
    comparator_before: Number
    comparator_after: Number
    n_programme_before: Count
    n_programme_after: Count
    n_comparator_before: Count
    n_comparator_after: Count
    smallest_count: Count
    clusters: int
    verdict: str
    method: str
    reason: str
    reliability: str


@dataclass(frozen=True, kw_only=True)
class Respondents:
    """How respondents of an arm and wave are spread over the categories of a characteristic.

    `n` is unweighted and given for category "all" only; `percent` is weighted, of those who
    stated the characteristic.
    """

    characteristic: str
    category: str
    wave: str
    arm: str
    n: Count
    percent: Number


@dataclass(frozen=True, kw_only=True)
class Answers:
    """How many respondents of an arm and wave answered an outcome's question or did not.

    `status` is answered, dont_know, refused or not_asked; `percent` is unweighted.
    """

    outcome: str
    wave: str
    arm: str
    status: str
    n: Count
    percent: Number


@dataclass(frozen=True, kw_only=True)
class Check:
    """A look at whether the data bear the analysis. `passed` is None for information only."""

    name: str
    subject: str
    passed: bool | None
    value: Number
    unit: str
    detail: str


@dataclass(frozen=True, kw_only=True)
class ThemeSummary:
    """How many people and entries raised a theme or a domain.

    `level` is theme or domain, `id` its id; `kind` interview or journal; `by` is all, role or
    year and `group` the role's id or the year. An entry is one interview or one dated journal
    entry. `positive`, `negative` and `mixed` count entries by valence; `base_people` and
    `base_entries` are all of that kind and group.
    """

    level: str
    id: str
    kind: str
    by: str
    group: str
    people: Count
    base_people: Count
    entries: Count
    base_entries: Count
    positive: Count
    negative: Count
    mixed: Count


@dataclass(frozen=True, kw_only=True)
class Excerpt:
    """An analyst's third-person summary of what a source said about a theme.

    `role` is the source's, confidential where few people have it; there is no area.
    """

    theme: str
    kind: str
    role: str | Mark
    year: int
    valence: str
    summary: str


@dataclass(frozen=True, kw_only=True)
class Finding:
    """An authored claim and what the evidence makes of it.

    `status` is supported, inconclusive, contradicted or stale; `evidence` is the status the
    evidence alone would give; `survey` is better, unclear or worse for the claim's outcomes
    together; `relation` and `follows` are the authored reading for that case.
    """

    domain: str
    statement: str
    status: str
    evidence: str
    survey: str
    reason: str
    relation: str
    follows: str
    reviewed_at: str


@dataclass(frozen=True, kw_only=True)
class Truth:
    """The effect and level that generated a synthetic outcome, in the outcome's unit."""

    outcome: str
    effect: float
    programme_before: float
    programme_after: float
    comparator_before: float
    comparator_after: float


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """All that the stages found, file by file."""

    estimates: tuple[Estimate, ...] = ()
    respondents: tuple[Respondents, ...] = ()
    answers: tuple[Answers, ...] = ()
    checks: tuple[Check, ...] = ()
    themes: tuple[ThemeSummary, ...] = ()
    excerpts: tuple[Excerpt, ...] = ()
    findings: tuple[Finding, ...] = ()
    truth: tuple[Truth, ...] = ()
