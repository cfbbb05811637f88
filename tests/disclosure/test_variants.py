"""What stands beside an estimate: specifications, areas left out, subgroups, trends."""

from examples import declare, estimate

from analysis.disclosure import protect
from analysis.results.records import Evidence, LeftOut, Mark, Pretest, Specification, Subgroup
from analysis.study.records import Area

C, Z = Mark.CONFIDENTIAL, Mark.NOT_APPLICABLE


def specification(id, n=900, smallest=120, **other):
    return Specification(**{
        "outcome": "a", "wave": "w2", "id": id, "effect": 4.0, "low": -2.0, "high": 10.0,
        "p": 0.2, "se": 3.0, "df": 15.0, "n": n, "clusters": 18, "smallest_count": smallest,
        "method": "", "reason": "",
    } | other)  # fmt: skip


def left_out(area, smallest, outcome="a"):
    return LeftOut(
        outcome=outcome, wave="w2", area=area, effect=4.0, low=-2.0, high=10.0,
        smallest_count=smallest, reason="",
    )  # fmt: skip


def subgroup(category, smallest, characteristic="age"):
    return Subgroup(
        outcome="a", wave="w2", characteristic=characteristic, category=category, effect=4.0,
        low=-2.0, high=10.0, difference=1.0, difference_low=-5.0, difference_high=7.0, p=0.7,
        p_adjusted=0.9, n=300, smallest_count=smallest, reason="",
    )  # fmt: skip


def test_a_sample_with_a_small_count_hides_what_it_was_left_out_of():
    # 900 in all; 180 of them return: with 720 shown, 180 would be known although hidden.
    rows = (
        specification("respondents"),
        specification("panel", n=180, smallest=7),
        specification("cross-section", n=720, smallest=113),
    )
    safe = protect(Evidence(estimates=(estimate(),), specifications=rows), declare()).specifications
    assert [row.n for row in safe] == [900, C, C]
    assert [row.effect for row in safe] == [4.0, C, C]
    assert safe[1].reason == "rests on too few respondents, or would give away numbers that do"


def test_samples_that_are_large_enough_stay():
    rows = (specification("respondents"), specification("panel", n=180, smallest=10))
    safe = protect(Evidence(estimates=(estimate(),), specifications=rows), declare()).specifications
    assert [row.effect for row in safe] == [4.0, 4.0]


def test_specifications_of_a_hidden_estimate_are_hidden():
    few = estimate(n_comparator_after=9, smallest_count=2)
    rows = (specification("respondents", smallest=2), specification("areas", smallest=2))
    safe = protect(Evidence(estimates=(few,), specifications=rows), declare()).specifications
    for row in safe:
        assert {row.effect, row.low, row.high, row.p, row.se, row.df, row.n} == {C}


def test_trends_of_a_hidden_estimate_are_hidden():
    few = estimate(n_comparator_after=9, smallest_count=2)
    row = Pretest(
        outcome="a", statistic=1.0, df=1.0, df_denominator=9.0, p=0.3, detectable=5.0, reason=""
    )
    (safe,) = protect(Evidence(estimates=(few,), pretests=(row,)), declare()).pretests
    assert {safe.statistic, safe.p, safe.detectable} == {C}


def test_a_small_area_goes_with_all_others_of_its_arm():
    # What areas change adds up: all but one or two would tell of those.
    places = {"N1": "in", "N2": "in", "N3": "in", "C1": "out", "C2": "out"}
    study = declare(areas=tuple(Area(code=code, arm=arm) for code, arm in places.items()))
    rows = tuple(map(left_out, places, (4, 60, 30, 12, 15)))
    safe = protect(Evidence(estimates=(estimate(),), left_out=rows), study).left_out
    assert [row.effect for row in safe] == [C, C, C, 4.0, 4.0]


def test_no_count_of_an_area_or_a_subgroup_leaves():
    study = declare(areas=(Area(code="N1", arm="in"),))
    evidence = Evidence(
        estimates=(estimate(),), left_out=(left_out("N1", 60),), subgroups=(subgroup("young", 40),)
    )
    safe = protect(evidence, study)
    assert safe.left_out[0].smallest_count == Z
    assert (safe.subgroups[0].n, safe.subgroups[0].smallest_count) == (Z, Z)
    assert safe.subgroups[0].difference == 1.0


def test_a_small_subgroup_hides_its_whole_characteristic_and_no_other():
    # The effect in all is made of those in the categories: one hidden alone would be given back.
    rows = (subgroup("young", 9), subgroup("old", 80), subgroup("woman", 80, "sex"))
    safe = protect(Evidence(estimates=(estimate(),), subgroups=rows), declare()).subgroups
    assert [row.effect for row in safe] == [C, C, 4.0]
    assert [row.p_adjusted for row in safe] == [C, C, 0.9]
