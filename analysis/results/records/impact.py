"""Effects, and what tells how far they can be relied on."""

from dataclasses import dataclass

from .marks import Count, Number


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """The effect on one outcome at one {wave} after the {programme} began.

    While there is no wave after, it is of the newest before: no effect, with the reason, but the
    levels before and `mde_design`, for one wave after like those before.
    Effect, intervals, standard error, margin and minimum detectable effects are in `unit`; levels
    are percentages for shares and scores for means. `lead` names the specification that effect,
    interval and p are from: respondents, or areas where `flags` say that the former can't be
    relied on; levels are averages over respondents or over areas accordingly. `inner_low` to
    `inner_high` is the interval that equivalence within `margin` is judged by. `p_adjusted` is
    the family-wise p value and `q` the false discovery rate among the secondary outcomes. `mde`
    is the minimum detectable effect with the standard error obtained, `mde_design` the one that
    the design let expect. `largest_weight` is the share of all weight in one area, in percent,
    `error_rate` how often, in percent, the test of the respondent-weighted effect would find one
    that is not there if nothing but whole areas moved by chance. `smallest_count` is the fewest
    respondents, unweighted, on either side of a share (or in all, for a mean) in any arm and
    period. `verdict` is what may be said: better, worse, equivalent (inside the margin),
    unclear or not estimable (then `reason`).
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
    error_rate: Number
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
    """The effect on an outcome, at the {wave} that leads, by one of several ways to estimate it.

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
    """The effect on a primary outcome without one of the {places}, with its interval.

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
    """An outcome's {sampled unit}-weighted level in an arm at one {wave}, from three {waves} on and
    while no {wave} is after the {programme}.

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
    """The difference between arms at a {wave}, relative to the last {wave} before the
    {programme}.

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
    """The joint test that the arms moved alike over the {waves} before the {programme}.

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
    """How often a method finds an effect at the 5% level in simulated {surveys} without one."""

    design: str
    method: str
    rejected: int
    simulations: int


@dataclass(frozen=True, kw_only=True)
class Leading:
    """How often a test, or the rule that chooses what leads, finds an effect in simulations.

    `effect` is the true one, in standard deviations of answers; zero for none. `exchangeable` says
    that the programme's areas move by chance as the others do.
    """

    design: str
    exchangeable: bool
    method: str
    effect: float
    found: int
    simulations: int


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """How often an interval for trends apart holds the truth, simulated without an effect.

    Trends were `alike`, or `apart` by as much after as ever before. `m` is what the interval
    allows. For the joint pre-test, `covered` counts the surveys in which it finds nothing.
    """

    design: str
    method: str
    trends: str
    m: float
    covered: int
    simulations: int
