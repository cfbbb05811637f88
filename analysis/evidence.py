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

    Effect, intervals, standard error, margin and minimum detectable effects are in `unit`; levels
    are percentages for shares and scores for means. `lead` names the specification that effect,
    interval and p are from: household, or areas where `flags` say that the former can't be
    relied on; levels are averages over households or over areas accordingly. `inner_low` to
    `inner_high` is the interval that equivalence within `margin` is judged by. `p_adjusted` is
    the family-wise p value and `q` the false discovery rate among the secondary outcomes. `mde`
    is the minimum detectable effect with the standard error obtained, `mde_design` the one that
    the design let expect. `largest_weight` is the share of all weight in one area, in percent,
    `largest_leverage` an area's partial leverage as a multiple of the mean. `smallest_count` is
    the fewest respondents, unweighted, on either side of a share (or in all, for a mean) in any
    arm and period. `verdict` is what may be said: better, worse, equivalent (no effect beyond the
    margin), unclear or not estimable (then `reason`).
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
    q: Number
    se: Number
    df: Number
    inner_low: Number
    inner_high: Number
    margin: Number
    mde: Number
    mde_design: Number
    largest_weight: Number
    largest_leverage: Number
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
    lead: str
    flags: str
    method: str
    reason: str
    reliability: str


@dataclass(frozen=True, kw_only=True)
class Specification:
    """The effect on an outcome, at the wave that leads, by one of several ways to estimate it.

    `id` is one of `SPECIFICATIONS` of the impact stage. A test without an estimate of its own has
    `effect` not applicable, worst-case bounds have `low` and `high` only. `n` respondents, of
    whom `smallest_count` are in the smallest arm and period (on either side of a share). A
    `reason` stands where the specification is not estimable.
    """

    outcome: str
    wave: str
    id: str
    effect: Number
    low: Number
    high: Number
    p: Number
    se: Number
    df: Number
    n: Count
    clusters: int
    smallest_count: Count
    method: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """The effect on a primary outcome without one of the areas, with its interval.

    `smallest_count` is the area's, for disclosure control; it does not leave.
    """

    outcome: str
    wave: str
    area: str
    effect: Number
    low: Number
    high: Number
    smallest_count: Count
    reason: str


@dataclass(frozen=True, kw_only=True)
class Subgroup:
    """The effect on a primary outcome among a category of respondents and among all others.

    `difference` is the first less the second, with interval, p value and the p value adjusted
    for all subgroups looked at. There is no p value of the effect within a subgroup. `n` and
    `smallest_count` are for disclosure control and do not leave.
    """

    outcome: str
    wave: str
    characteristic: str
    category: str
    effect: Number
    low: Number
    high: Number
    difference: Number
    difference_low: Number
    difference_high: Number
    p: Number
    p_adjusted: Number
    n: Count
    smallest_count: Count
    reason: str


@dataclass(frozen=True, kw_only=True)
class Level:
    """An outcome's household-weighted level in an arm at one wave, from three waves on.

    It is of the areas that every wave with the same wording surveyed. `n` and `smallest_count`
    are for disclosure control and do not leave.
    """

    outcome: str
    wave: str
    arm: str
    value: Number
    n: Count
    smallest_count: Count


@dataclass(frozen=True, kw_only=True)
class Event:
    """The difference between arms at a wave, relative to the last wave before the programme.

    Waves that did not ask, or asked in other words than the outcome's leading wave, have none.
    `smallest_count`, over the wave and the one it is compared with, is for disclosure control; it
    does not leave.
    """

    outcome: str
    wave: str
    effect: Number
    low: Number
    high: Number
    p: Number
    smallest_count: Count


@dataclass(frozen=True, kw_only=True)
class Pretest:
    """The joint test that the arms moved alike over the waves before the programme.

    `detectable` is the smallest steady drift apart from wave to wave, in the outcome's unit,
    that the test finds with the declared power.
    """

    outcome: str
    statistic: Number
    df: Number
    df_denominator: Number
    p: Number
    detectable: Number
    reason: str


@dataclass(frozen=True, kw_only=True)
class Sensitivity:
    """The interval of an effect if trends differ by up to `m` times the largest before."""

    outcome: str
    wave: str
    m: Number
    low: Number
    high: Number
    method: str
    reason: str


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

    Numbers are not applicable in a wave that did not ask.
    `status` is answered, dont_know, refused, not_asked or unexplained; `percent` is unweighted.
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
    entry. `positive`, `negative` and `mixed` count entries by valence, `unrated` those without
    one (not applicable where all have one); `base_people` and `base_entries` are all of that
    kind and group.
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
    unrated: Count


@dataclass(frozen=True, kw_only=True)
class Cooccurrence:
    """How many people interviewed raised two themes, of whom each was raised by so many."""

    first: str
    second: str
    people: Count
    first_people: Count
    second_people: Count
    base_people: Count


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """How far coders of the same documents agree on which themes a document raises.

    `domain` is a domain's id or "all", `units` the documents coded by several coders times the
    themes. `agreed` is the percentage of units on which they agree, `alpha` Krippendorff's and
    `kappa` Cohen's coefficient with 95% intervals from the documents drawn again; `reason` says
    why one can't be given.
    """

    domain: str
    documents: int
    coders: int
    units: int
    agreed: Number
    alpha: Number
    alpha_low: Number
    alpha_high: Number
    kappa: Number
    kappa_low: Number
    kappa_high: Number
    reason: str


@dataclass(frozen=True, kw_only=True)
class Saturation:
    """How many themes an interview raised that none before it had, and how many are known then.

    Interviews are in order of date.
    """

    interview: int
    new: Count
    themes: Count


@dataclass(frozen=True, kw_only=True)
class Excerpt:
    """What a source said about a theme, as far as its consent allows.

    `form` is "quote" (its own words) or "summary" (an analyst's, in the third person). `role`
    is the source's, confidential where few people have it; there is no area.
    """

    theme: str
    kind: str
    role: str | Mark
    year: int
    valence: str
    form: str
    text: str


@dataclass(frozen=True, kw_only=True)
class NegativeCase:
    """What a source said against a domain's claim; see `Excerpt`.

    `stance` is "negative" where it raised a theme negatively that the claim rests on, "contrary"
    where it raised, other than positively, one that may speak against it.
    """

    domain: str
    theme: str
    stance: str
    kind: str
    role: str | Mark
    year: int
    valence: str
    form: str
    text: str


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
    """Survey and interviews on one domain, set side by side.

    `survey` is better, unclear or worse for the claim's outcomes together, `outcomes` and
    `themes` are what it rests on, ids joined by spaces, whose numbers are in the estimates and
    theme summaries. `relation` (confirms, complements, extends, disagrees) and `meta_inference`
    are the authored reading for that case; `status` is current, or stale where either side
    changed since `reviewed_at`.
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


@dataclass(frozen=True, kw_only=True)
class Change:
    """What became of one thing since the previous release, also where nothing did.

    `kind` is effect, finding, themes, wave, outcome, domain or unread (could not be compared), `id`
    what it is about and `label` its name. `what` is empty, or some of these words: new, dropped;
    of an effect moved (by more than the earlier standard error), sign, zero (the interval
    includes it now and did not, or the reverse), verdict, estimable, unit; of a finding status,
    statement; of counts counts. `was` and `now` are verdicts, statuses or counts in words. For an
    effect, `old` to `old_high` with `old_se` are of wave `old_wave`, `new` to `new_high` of `wave`.
    `chapters` are the files that show it, `sections` those of them that a reader can follow;
    `release` is the one compared with.
    """

    kind: str
    id: str
    label: str
    what: str
    was: str = ""
    now: str = ""
    old_wave: str = ""
    wave: str = ""
    unit: str = ""
    old: Number = Mark.NOT_APPLICABLE
    old_low: Number = Mark.NOT_APPLICABLE
    old_high: Number = Mark.NOT_APPLICABLE
    old_se: Number = Mark.NOT_APPLICABLE
    new: Number = Mark.NOT_APPLICABLE
    new_low: Number = Mark.NOT_APPLICABLE
    new_high: Number = Mark.NOT_APPLICABLE
    chapters: str = ""
    sections: str = ""
    release: str = ""


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
class FalsePositives:
    """How often a method finds an effect at the 5% level in simulated surveys without one."""

    design: str
    method: str
    rejected: int
    simulations: int


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
    respondents: tuple[Respondents, ...] = ()
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
