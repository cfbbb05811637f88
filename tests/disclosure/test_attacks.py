"""Readers who solve what is published beside estimates for the counts that are hidden."""

from dataclasses import replace

import numpy as np
import pytest
from examples import BASES, LEVELS, declare, estimate
from scipy import stats
from scipy.optimize import linprog

from analysis.disclosure import protect
from analysis.results.records import (
    Answers,
    Check,
    Event,
    Evidence,
    LeftOut,
    Mark,
    Pretest,
    Sensitivity,
    Specification,
    Subgroup,
)
from analysis.study.records import Area

C, U, Z = Mark.CONFIDENTIAL, Mark.UNRELIABLE, Mark.NOT_APPLICABLE
SOLVED = "would give away numbers that rest on too few respondents"
FEW = "rests on too few respondents, or would give away numbers that do"


def known(value):
    """Whether a number is published."""
    return not isinstance(value, Mark)


def specification(id, **numbers):
    return Specification(**{
        "outcome": "a", "wave": "w2", "id": id, "effect": 4.0, "low": -2.0, "high": 10.0,
        "p": 0.2, "se": 3.0, "df": 15.0, "n": 2000, "clusters": 18, "smallest_count": 120,
        "method": "", "reason": "",
    } | numbers)  # fmt: skip


def left_out(area, effect, smallest=60):
    return LeftOut(
        outcome="a", wave="w2", area=area, effect=effect, low=effect - 6, high=effect + 6,
        smallest_count=smallest, reason="",
    )  # fmt: skip


def subgroup(category, effect):
    return Subgroup(
        outcome="a", wave="w2", characteristic="age", category=category, effect=effect,
        low=effect - 6, high=effect + 6, difference=effect, difference_low=-5.0,
        difference_high=7.0, p=0.7, p_adjusted=0.9, n=300, smallest_count=80, reason="",
    )  # fmt: skip


def event(wave, effect, smallest=60):
    return Event(
        outcome="a", wave=wave, effect=effect, low=effect - 6, high=effect + 6, p=0.3,
        smallest_count=smallest,
    )  # fmt: skip


# A base of 611, hidden because 3 of 614 did not know. Without weights the level is 203 in 611,
# 33.2242 percent, and the effect 33.0 - 33.2242 - (26.4 - 28.0) = 1.3758.
LEVEL = 100 * 203 / 611
HIDDEN_BASE = Evidence(
    answers=tuple(
        Answers(outcome="a", wave="w1", arm="in", status=status, n=n, percent=1.0)
        for status, n in (("answered", 611), ("dont_know", 3))
    ),
    estimates=(
        estimate(
            n_programme_before=611, programme_before=LEVEL, smallest_count=132,
            programme_after=33.0, comparator_before=28.0, comparator_after=26.4,
            effect=34.6 - LEVEL,
        ),
    ),
    specifications=(
        specification("respondents", n=2111),
        specification("panel", n=800),
        specification("cross-section", n=1311),
    ),
)  # fmt: skip
NEAR = range(600, 623)


def find_level(row):
    """The programme's level before, as published or from the others, and how far off it may be."""
    others = [getattr(row, name) for name in ("effect", *LEVELS[1:])]
    rough = 0.005 if row.effect == round(row.effect, 2) else 1e-8
    if known(row.programme_before):
        return row.programme_before, rough
    if all(map(known, others)):
        effect, after, comparator_before, comparator_after = others
        return after - (comparator_after - comparator_before) - effect, 4 * rough
    return 50.0, 50.0


def fit_bases(evidence):
    """Bases near 611 that the published n and the published levels leave possible."""
    n = {each.id: each.n for each in evidence.specifications}
    totals = [n["respondents"]] if known(n["respondents"]) else []
    if known(n["panel"]) and known(n["cross-section"]):
        totals.append(n["panel"] + n["cross-section"])
    level, width = find_level(evidence.estimates[0])
    return [
        base
        for base in NEAR
        if all(base + 1500 == total for total in totals)
        and any(abs(100 * x / base - level) <= width for x in range(base + 1))
    ]


def test_the_respondents_of_specifications_do_not_give_back_a_hidden_base():
    # 2,111 - 500 - 500 - 500 = 611, and so is 800 + 1,311 - 1,500.
    row = replace(HIDDEN_BASE.estimates[0], **dict.fromkeys(LEVELS, C))
    assert fit_bases(replace(HIDDEN_BASE, estimates=(row,))) == [611]
    safe = protect(HIDDEN_BASE, declare())
    assert fit_bases(safe) == list(NEAR)
    assert [(row.n, row.smallest_count, row.effect) for row in safe.specifications] == [
        (C, C, 4.0)
    ] * 3


def test_a_level_does_not_give_back_its_hidden_base():
    # 203/611 = 0.33224223...: no other base near has a fraction with these digits, and even of
    # two decimals only five have one. The other three levels and the effect give the level back.
    (row,) = HIDDEN_BASE.estimates
    unknown = tuple(replace(each, n=C) for each in HIDDEN_BASE.specifications)
    for shown in (row, replace(row, programme_before=C)):
        assert fit_bases(replace(HIDDEN_BASE, specifications=unknown, estimates=(shown,))) == [611]
    rounded = replace(row, programme_before=33.22, effect=1.38)
    some = fit_bases(replace(HIDDEN_BASE, specifications=unknown, estimates=(rounded,)))
    assert some == [602, 605, 608, 611, 614]
    safe = protect(HIDDEN_BASE, declare())
    assert [getattr(safe.estimates[0], name) for name in (*BASES, *LEVELS)] == [
        C, 500, 500, 500, C, C, C, C
    ]  # fmt: skip
    assert fit_bases(safe) == list(NEAR)


# Positive answers and bases without weights: programme after and before, comparator after and
# before. Only 4 of 499 said yes in the programme's areas before.
COUNTS, SIZES, SIGNS = (171, 4, 133, 48), (503, 499, 487, 509), (1, -1, -1, 1)
MISSING = (20, 31, 12, 44)


def compare(counts, sizes):
    """The effect on a share, in percentage points."""
    return sum(100 * sign * x / n for sign, x, n in zip(SIGNS, counts, sizes, strict=True))


def bound_low(counts):
    """The worst-case bound: all missing answers count against the programme."""
    among = [n + gone for n, gone in zip(SIZES, MISSING, strict=True)]
    worst = [x + (sign < 0) * gone for x, sign, gone in zip(counts, SIGNS, MISSING, strict=True)]
    return compare(worst, among)


def list_fits(effect, width, *, small=1, options=None, bound=None):
    """Every set of counts that gives an effect, and a bound if it is known, to within a width.

    `options` are the counts possible at each place where they are known better than that one,
    `small`, is below ten.
    """
    first, second, third, fourth = (
        (options or {}).get(place, np.arange(10 if place == small else n + 1))
        for place, n in enumerate(SIZES)
    )
    pairs = np.stack(np.meshgrid(first, fourth), -1).reshape(-1, 2)
    pairs = pairs[np.argsort(pairs @ (100 / SIZES[0], 100 / SIZES[3]))]
    value = pairs @ (100 / SIZES[0], 100 / SIZES[3])
    found = []
    for x in second:
        for y in third:
            target = effect + 100 * x / SIZES[1] + 100 * y / SIZES[2]
            low, high = np.searchsorted(value, [target - width, target + width])
            found += [(int(a), int(x), int(y), int(d)) for a, d in pairs[low:high]]
    if bound is not None:
        found = [each for each in found if abs(bound_low(each) - bound) <= width]
    return found


def count_by(found, place):
    """How many sets of counts fit with each value below ten of the small count."""
    return np.bincount([each[place] for each in found], minlength=10).tolist()


def few_positive(counts=COUNTS):
    """An unweighted estimate with bases of `SIZES`, four positive in the smallest place."""
    return estimate(
        effect=compare(counts, SIZES), smallest_count=4,
        n_programme_after=503, n_programme_before=499, n_comparator_after=487,
        n_comparator_before=509,
    )  # fmt: skip


def test_an_effect_does_not_give_back_a_small_count():
    row = few_positive()
    assert list_fits(row.effect, 1e-8) == [COUNTS]
    (safe,) = protect(Evidence(estimates=(row,)), declare()).estimates
    # 171/503 - 4/499 - 133/487 + 48/509 = 0.339960 - 0.008016 - 0.273101 + 0.094303 = 0.153146
    assert (safe.effect, safe.programme_before, safe.smallest_count) == (15.31, C, C)
    assert min(count_by(list_fits(safe.effect, 0.005), 1)) > 5000


def test_a_specification_is_not_a_second_equation_for_a_small_count():
    low = bound_low(COUNTS)
    bounds = specification("bounds", low=low, high=low + 20, effect=Z, p=Z, se=Z, df=Z)
    evidence = Evidence(
        estimates=(few_positive(),), specifications=(specification("respondents"), bounds)
    )
    effect = round(compare(COUNTS, SIZES), 2)
    assert len(list_fits(effect, 0.005)) > 100 * len(list_fits(effect, 0.005, bound=round(low, 2)))
    safe = protect(evidence, declare())
    assert [(row.low, row.high, row.reason) for row in safe.specifications] == [(C, C, FEW)] * 2
    assert safe.estimates[0].effect == effect


def test_the_smallest_count_of_a_specification_goes_and_its_respondents_stay():
    rows = (specification("respondents", smallest_count=4),)
    safe = protect(Evidence(estimates=(few_positive(),), specifications=rows), declare())
    assert [(row.n, row.smallest_count) for row in safe.specifications] == [(2000, C)]


def test_nothing_beside_an_estimate_with_a_small_count_tells_of_it():
    # Whatever it is that stands beside the estimate, the same is published.
    published = {
        protect(
            Evidence(
                estimates=(few_positive(),),
                specifications=tuple(
                    specification(name, effect=x, low=x - 6, high=x + 6, p=x / 100, se=x, df=x)
                    for name in ("respondents", "unweighted", "areas", "jackknife", "randomisation")
                ),
                left_out=(left_out("N1", x), left_out("C1", -x)),
                subgroups=(subgroup("young", x), subgroup("old", -x)),
            ),
            declare(areas=(Area(code="N1", arm="in"), Area(code="C1", arm="out"))),
        )
        for x in (2.0, 3.0, 11.0)
    }
    (safe,) = published
    assert {row.reason for row in (*safe.specifications, *safe.subgroups)} == {FEW}
    assert {row.reason for row in safe.left_out} == {SOLVED}
    assert safe.estimates[0].effect == 15.31


def narrow(row):
    """Lowest and highest effect that agree with every rounded number of an estimate.

    Each end is the effect plus or minus a known multiple of the standard error, and effect over
    standard error is the t value that p and the degrees of freedom tell.
    """
    multiples = {"effect": 0, "se": None}
    for names, tail in ((("low", "high"), 0.975), (("inner_low", "inner_high"), 0.95)):
        multiples |= dict(zip(names, np.array([-1, 1]) * stats.t.ppf(tail, row.df), strict=True))
    above, limit = [], []
    for name, multiple in multiples.items():
        line = np.array([0, 1] if multiple is None else [1, multiple])
        above += [line, -line]
        limit += [getattr(row, name) + 0.005, 0.005 - getattr(row, name)]
    least, most = (stats.t.isf((row.p + step) / 2, row.df) for step in (5e-5, -5e-5))
    above += [[1, -most], [-1, least]]
    limit += [0, 0]
    ends = [linprog([sign, 0], A_ub=above, b_ub=limit, bounds=(None, None)) for sign in (1, -1)]
    assert all(end.success for end in ends)
    return ends[0].fun, -ends[1].fun


def test_the_interval_and_the_p_value_do_not_sharpen_an_effect_enough():
    # Near zero p tells most, the effect being t x se with a t of 0.1:
    # 171/503 - 4/499 - 209/487 + 51/509 = 0.339960 - 0.008016 - 0.429158 + 0.100196 = 0.002982.
    effect, se, df = compare((171, 4, 209, 51), SIZES), 3.0, 16.0
    ends = {
        name: effect + sign * stats.t.ppf(tail, df) * se
        for name, sign, tail in (
            ("low", -1, 0.975), ("high", 1, 0.975), ("inner_low", -1, 0.95), ("inner_high", 1, 0.95)
        )
    }  # fmt: skip
    row = replace(
        few_positive(), effect=effect, se=se, df=df, **ends, p=2 * stats.t.sf(effect / se, df)
    )
    (safe,) = protect(Evidence(estimates=(row,)), declare()).estimates
    low, high = narrow(safe)
    assert low <= effect <= high and high - low < 0.005
    each = count_by(list_fits((low + high) / 2, (high - low) / 2), 1)
    assert min(each) > 300


def test_the_levels_of_one_wave_do_not_give_back_a_small_count_of_another():
    # After the second wave only 4 of 503 said yes. Both waves are compared with the same levels
    # before; 62 of 499 and 48 of 509 are 12.42 and 9.43 percent, of which no other count is.
    counts = (4, 62, 133, 48)
    assert round(100 * 62 / 499, 2) == 12.42 and round(100 * 48 / 509, 2) == 9.43
    before = {1: [62], 3: [48]}
    effect = compare(counts, SIZES)
    told = count_by(list_fits(round(effect, 2), 0.005, small=0, options=before), 0)
    assert told[4] == 1 and sum(told) < 5
    rows = (
        few_positive(counts),
        estimate("w3", programme_before=100 * 62 / 499, comparator_before=100 * 48 / 509),
    )
    safe = protect(Evidence(estimates=rows), declare(after=("w2", "w3"))).estimates
    assert [[getattr(row, name) for name in LEVELS] for row in safe] == [[C] * 4] * 2
    assert [(row.effect, row.smallest_count) for row in safe] == [(round(effect, 2), C), (7.5, 120)]
    assert min(count_by(list_fits(safe[0].effect, 0.005, small=0), 0)) > 1000


def test_levels_stay_where_no_effect_of_another_wave_is_made_of_them():
    rows = (estimate(n_programme_after=9, smallest_count=2), estimate("w3"))
    safe = protect(Evidence(estimates=rows), declare(after=("w2", "w3"))).estimates
    assert [(row.effect, row.programme_before) for row in safe] == [(C, C), (7.5, 27.0)]


def test_balance_before_does_not_tell_of_a_hidden_level():
    def check(label):
        detail = f"Largest for: {label}. Within 0.25 either way passes."
        return Check(
            name="Balance", subject="Outcomes", passed=True, value=-0.2, unit="", detail=detail
        )

    evidence = Evidence(
        estimates=(few_positive(),), checks=tuple(map(check, ("Outcome a", "Outcome b")))
    )
    assert [row.value for row in protect(evidence, declare()).checks] == [C, -0.2]


PLACES = {"N1": "in", "N2": "in", "N3": "in", "C1": "out", "C2": "out", "C3": "out"}


def publish_areas(changes, smallest):
    """What is published of areas of equal size of which each changes the effect when left out."""
    variance = 5 / 6 * sum(change**2 for change in changes)
    evidence = Evidence(
        estimates=(estimate(),),
        specifications=(
            specification("respondents"), specification("jackknife", se=variance**0.5),
        ),
        left_out=tuple(
            left_out(area, 4.0 + change, count)
            for area, change, count in zip(PLACES, changes, smallest, strict=True)
        ),
    )  # fmt: skip
    areas = tuple(Area(code=code, arm=arm) for code, arm in PLACES.items())
    return protect(evidence, declare(areas=areas))


def test_the_jackknife_and_the_other_areas_do_not_give_back_a_hidden_one():
    # Areas of equal size: what those of an arm change adds up to zero. With the two smallest of an
    # arm hidden, -(-3) = 3 = a + b, and of 6/5 se^2 = 15.5 the others are 9 + 1 + 0.25 + 0.25:
    # a^2 + b^2 = 5, so a and b are 2 and 1.
    rest = (-1.0, 0.5, 0.5)
    safe = publish_areas((2, -3, 1, *rest), (4, 60, 30, 12, 15, 20))
    assert [row.effect for row in safe.left_out] == [C, C, C, 3.0, 4.5, 4.5]
    assert [(row.effect, row.se, row.df, row.reason) for row in safe.specifications] == [
        (4.0, 3.0, 15.0, ""), (C, C, C, SOLVED)
    ]  # fmt: skip
    for others in ((5, -7, 2), (0, 0, 0), (-4, 1, 3)):
        assert publish_areas((*others, *rest), (4, 60, 30, 12, 15, 20)) == safe


def test_areas_with_enough_respondents_keep_the_jackknife():
    safe = publish_areas((2, -3, 1, -1, 0.5, 0.5), (10, 60, 30, 12, 15, 20))
    assert [row.effect for row in safe.left_out] == [6.0, 1.0, 5.0, 3.0, 4.5, 4.5]
    # 5/6 x (4 + 9 + 1 + 1 + 0.25 + 0.25) = 12.9167 = 3.594^2
    assert safe.specifications[1].se == 3.59


def test_a_covariate_that_sets_an_area_apart_does_not_leave_it_out():
    # A covariate of one in N1 alone takes N1 out: the programme's three areas changed by 9, 3 and
    # 3, 5 on average and 3 without it, so 3 x 5 - 2 x 3 = 9 is what few people in N1 say.
    areas = tuple(
        Area(code=code, arm=arm, covariates={"apart": float(code == "N1")})
        for code, arm in PLACES.items()
    )
    for smallest, effect in ((4, C), (10, 3.0)):
        evidence = Evidence(
            estimates=(estimate(),),
            specifications=(
                specification("areas", effect=5.0), specification("areas-adjusted", effect=3.0),
            ),
            left_out=(left_out("N1", 3.0, smallest), left_out("C1", 5.0)),
        )  # fmt: skip
        safe = protect(evidence, declare(areas=areas))
        assert [row.effect for row in safe.specifications] == [5.0, effect]


def publish_trends(effect, smallest):
    """What is published of an outcome's trends with an effect at the wave before."""
    evidence = Evidence(
        estimates=(estimate("w3"),),
        events=(event("w1", effect, smallest), event("w3", 7.5)),
        pretests=(
            Pretest(outcome="a", statistic=effect**2 / 9, df=1.0, df_denominator=16.0 + effect,
                    p=effect / 100, detectable=5.0 + effect, reason=""),
        ),
        sensitivity=(
            Sensitivity(outcome="a", wave="w3", m=1.0, low=2 - effect, high=13 + effect,
                        method="", reason=""),
        ),
    )  # fmt: skip
    return protect(evidence, declare(before=("w1", "w2"), after=("w3",)))


def test_trends_do_not_tell_of_a_wave_with_few():
    safe = publish_trends(3.0, smallest=9)
    assert all(publish_trends(effect, smallest=9) == safe for effect in (0.0, 1.0, 8.0))
    assert {value for row in safe.events for value in (row.effect, row.low, row.high, row.p)} == {C}
    assert [row.reason for row in (*safe.pretests, *safe.sensitivity)] == [FEW] * 2
    assert safe.sensitivity[0].m == 1.0


def test_trends_with_enough_at_every_wave_stay_and_their_counts_do_not():
    safe = publish_trends(3.0, smallest=10)
    assert [(row.effect, row.smallest_count) for row in safe.events] == [(3.0, Z), (7.5, Z)]
    assert (safe.pretests[0].statistic, safe.sensitivity[0].low) == (1.0, -1.0)


@pytest.mark.parametrize(("n", "effect"), [(119, U), (120, 4.0)])
@pytest.mark.parametrize("id", ["panel", "cross-section"])
def test_a_small_sample_of_people_is_withheld(id, n, effect):
    rows = (specification("respondents"), specification(id, n=n, smallest_count=10))
    safe = protect(Evidence(estimates=(estimate(),), specifications=rows), declare()).specifications
    assert (safe[0].effect, safe[1].effect, safe[1].se, safe[1].n) == (
        4.0, effect, U if effect is U else 3.0, n
    )  # fmt: skip
    assert safe[1].reason == ("fewer than 120 respondents" if effect is U else "")


def test_a_threshold_of_the_study_decides_on_samples():
    study = declare()
    study = replace(study, disclosure=replace(study.disclosure, withhold_base=20))
    rows = (specification("panel", n=80), specification("cross-section", n=79))
    safe = protect(Evidence(estimates=(estimate(),), specifications=rows), study).specifications
    assert [row.effect for row in safe] == [4.0, U]


def test_an_effect_on_small_bases_with_few_on_one_side_is_not_shown():
    """Of bases of 31 to 43 only some thirty sets of counts fit an effect of two decimals."""
    bases = dict(zip(BASES, (31, 35, 38, 43), strict=True))
    (safe,) = protect(
        Evidence(estimates=(estimate(smallest_count=6, **bases),)), declare()
    ).estimates
    assert safe.effect == Mark.CONFIDENTIAL
    (shown,) = protect(
        Evidence(estimates=(estimate(smallest_count=11, **bases),)), declare()
    ).estimates
    assert shown.effect == 7.5
