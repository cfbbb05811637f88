"""A study's outcomes from panel to evidence: families, reasons, areas, subgroups and trends."""

import dataclasses
import math
from datetime import date

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.impact.outcomes import estimate_impact
from analysis.impact.specifications import METHODS
from analysis.results.records import Mark
from analysis.study.records import (
    Area,
    Arm,
    CheckRules,
    DisclosureRules,
    FindingRules,
    Identity,
    Model,
    Outcome,
    Study,
    Wave,
)
from analysis.survey.panel import mark_returning

pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning")
DAYS = (date(2015, 1, 1), date(2015, 2, 1))
AREAS = [f"A{i:02d}" for i in range(18)]


def declare(before=1, *, starts=("",), model=None, arms=(9, 9)) -> Study:
    """A study of two arms of areas with a primary share, two secondary outcomes and `before` waves."""
    nothing = {field.name: () for field in dataclasses.fields(Study)}
    periods = ["before"] * before + ["after"]
    return Study(**nothing | {
        "study": Identity(id="s", title="S", source="raw", seed=4),
        "model": model or Model(covariates=("sex",), subgroups=("sex",)),
        "disclosure": DisclosureRules(), "checks": CheckRules(), "findings": FindingRules(),
        "arms": (
            Arm(id="in", label="in", short="in", role="programme"),
            Arm(id="out", label="out", short="out", role="comparator"),
        ),
        "areas": tuple(
            Area(code=f"A{i:02d}", arm="in" if i < arms[0] else "out",
                 start=(starts[i % len(starts)] or None) if i < arms[0] else None)
            for i in range(sum(arms))
        ),
        "waves": tuple(
            Wave(id=f"w{i}", label=f"wave {i}", period=period, fieldwork=DAYS, file="", sha256="")
            for i, period in enumerate(periods)
        ),
        "outcomes": tuple(
            Outcome(
                id=name, domain="", label=name, subject="", question="", scale="", items=(),
                measure="share" if name == "voice" else "mean", better="higher", source="",
                role="primary" if name == "voice" else "secondary", range=(0, 100),
                unit="percentage points" if name == "voice" else "points", margin=5.0,
            )
            for name in ("voice", "trust", "sleep")
        ),
        "qualitative": None, "logic_model": None,
    })  # fmt: skip


def simulate(study, *, drift=0.0, effect=0.1, seed=2, size=60, spread=0.3) -> pd.DataFrame:
    """A panel in which a quarter return; the programme's share rises by `effect` after and
    drifts by `drift` a wave before. `spread` is that of the logarithm of weights."""
    rng = np.random.default_rng(seed)
    areas = np.array([area.code for area in study.areas])
    inside = np.array([area.arm == "in" for area in study.areas])
    lasting = rng.normal(0, 0.02, len(areas))
    frames = []
    for place, wave in enumerate(study.waves):
        area = np.repeat(np.arange(len(areas)), size)
        programme, n = inside[area], len(area)
        after = wave.period == "after"
        share = 0.4 + drift * place * programme + effect * after * programme + lasting[area]
        frames.append(
            pd.DataFrame(
                {
                    "respondent": [f"{i}" if i % 4 == 0 else f"{wave.id}-{i}" for i in range(n)],
                    "area": areas[area], "wave": wave.id,
                    "arm": np.where(programme, "in", "out"), "programme": programme, "after": after,
                    "weight": rng.lognormal(0, spread, n), "sex": rng.choice(["man", "woman"], n),
                    "voice": (rng.random(n) < share) * 1.0,
                    "trust": rng.normal(50, 10, n) + 5 * after * programme,
                    "sleep": rng.normal(50, 10, n),
                }
            )
        )  # fmt: skip
    panel = pd.concat(frames, ignore_index=True)
    panel.loc[rng.random(len(panel)) < 0.05, "voice"] = np.nan
    return panel.assign(**mark_returning(panel, study))


@pytest.fixture(scope="module")
def found():
    study = declare()
    return estimate_impact(simulate(study), study)


def test_every_specification_is_there_and_finite_or_says_why(found):
    names = [row.id for row in found.specifications if row.outcome == "voice"]
    undeclared = ("unweighted", "pairs", "areas-adjusted")
    assert names == [name for name in METHODS if name not in undeclared]
    for row in found.specifications:
        numbers = [row.effect, row.low, row.high, row.p]
        if row.reason:
            assert set(numbers) == {Mark.UNAVAILABLE}
        else:
            assert all(n == Mark.NOT_APPLICABLE or math.isfinite(n) for n in numbers)
    reasons = {(row.outcome, row.id) for row in found.specifications if row.reason}
    assert {name for outcome, name in reasons if outcome == "voice"} == set()
    assert {name for outcome, name in reasons if outcome == "trust"} == {
        "reweighted", "imputed", "logit", "bounds",
    }  # fmt: skip


def test_returning_people_and_the_others_are_all(found):
    n = {row.id: row.n for row in found.specifications if row.outcome == "voice"}
    assert n["panel"] + n["cross-section"] == n["respondents"]
    assert n["panel"] == pytest.approx(n["respondents"] / 4, rel=0.1)


@pytest.mark.parametrize(("returning", "who"), [(False, "nobody"), (True, "everybody")])
def test_those_who_return_are_no_sample_where_nobody_or_everybody_does(returning, who):
    study = declare(model=Model(imputations=2))
    panel = simulate(study)
    place = panel.groupby("wave").cumcount().astype(str)
    panel["respondent"] = place if returning else panel["wave"] + place
    rows = estimate_impact(panel.assign(**mark_returning(panel, study)), study).specifications
    assert {row.reason for row in rows if row.id in ("panel", "cross-section")} == {
        f"{who} took part both before and after"
    }


def test_methods_speak_of_weights_only_where_there_are_any(found):
    study = declare()
    even = estimate_impact(simulate(study).assign(weight=1.0), study)
    for evidence, weighted in ((found, True), (even, False)):
        methods = [row.method for row in (*evidence.estimates, *evidence.specifications)]
        assert any("weighted" in method for method in methods) is weighted


def test_worst_case_bounds_hold_every_other_estimate(found):
    rows = {row.id: row for row in found.specifications if row.outcome == "voice"}
    for name in ("respondents", "imputed", "reweighted"):
        assert rows["bounds"].low < rows[name].effect < rows["bounds"].high


def test_family_wise_p_values_are_of_the_secondary_outcomes_and_no_smaller(found):
    for row in found.estimates:
        if row.outcome == "voice":
            assert (row.p_adjusted, row.q) == (Mark.NOT_APPLICABLE, Mark.NOT_APPLICABLE)
        else:
            assert row.p_adjusted >= row.q * 0.5
            assert row.q >= row.p
    p = [row.p for row in found.estimates if row.outcome != "voice"]
    q = [row.q for row in found.estimates if row.outcome != "voice"]
    assert q == pytest.approx(stats.false_discovery_control(p))


def test_verdicts_follow_the_interval_and_the_adjusted_p(found):
    verdicts = {row.outcome: row.verdict for row in found.estimates}
    assert verdicts["trust"] == "better"
    assert verdicts["sleep"] in ("equivalent", "unclear")


def test_every_area_is_left_out_once(found):
    assert sorted(row.area for row in found.left_out) == AREAS
    assert {row.outcome for row in found.left_out} == {"voice"}
    whole = next(row.effect for row in found.estimates if row.outcome == "voice")
    effects = [row.effect for row in found.left_out]
    assert min(effects) < whole < max(effects)


def test_both_categories_test_one_difference(found):
    man, woman = found.subgroups
    assert (man.category, woman.category) == ("man", "woman")
    assert man.difference == pytest.approx(-woman.difference, rel=1e-8)
    assert man.p_adjusted == pytest.approx(woman.p_adjusted)


def test_two_waves_say_that_they_cannot_test_trends(found):
    assert not found.events
    assert not found.sensitivity
    assert len(found.pretests) == 3
    for row in found.pretests:
        assert "two waves can’t test parallel trends" in row.reason
        assert row.p == Mark.UNAVAILABLE


def test_three_waves_have_an_event_study_with_a_pretest_that_sees_a_drift():
    study = declare(before=2)
    calm = estimate_impact(simulate(study, size=120), study)
    adrift = estimate_impact(simulate(study, size=120, drift=0.2), study)
    assert [row.wave for row in calm.events if row.outcome == "voice"] == ["w0", "w2"]
    after = next(row for row in calm.events if (row.outcome, row.wave) == ("voice", "w2"))
    assert after.low < 10 < after.high
    p = {name: next(row.p for row in each.pretests if row.outcome == "voice")
         for name, each in (("calm", calm), ("adrift", adrift))}  # fmt: skip
    assert p["adrift"] < 0.01 < p["calm"]
    power = next(row.detectable for row in calm.pretests if row.outcome == "voice")
    assert 2 < power < 20  # percentage points a wave
    by_m = {row.m: row for row in calm.sensitivity}
    widths = [by_m[m].high - by_m[m].low for m in sorted(by_m)]
    assert widths == sorted(widths)


def test_one_area_of_an_arm_in_an_early_wave_makes_no_event_study():
    study = declare(before=2)
    panel = simulate(study)
    few = panel[(panel["wave"] != "w0") | ~panel["programme"] | (panel["area"] == "A02")]
    evidence = estimate_impact(few, study)
    assert {row.effect for row in evidence.events} == {Mark.UNAVAILABLE}
    for row in (*evidence.pretests, *evidence.sensitivity):
        assert "fewer than two areas of an arm" in row.reason


def test_a_wave_in_which_a_question_was_not_asked_is_left_out():
    study = declare(before=2)
    panel = simulate(study)
    panel.loc[panel["wave"] == "w0", "voice"] = np.nan
    asked = {
        row.id: row
        for row in estimate_impact(panel, study).specifications
        if row.outcome == "voice"
    }
    later = estimate_impact(panel[panel["wave"] != "w0"], study).specifications
    alone = {row.id: row for row in later if row.outcome == "voice"}
    for name in ("respondents", "bounds", "imputed", "reweighted", "areas"):
        assert asked[name].low == pytest.approx(alone[name].low, rel=1e-9), name


def test_people_return_between_before_and_the_wave_in_question_only():
    study = declare()
    waves = (*study.waves, dataclasses.replace(study.waves[-1], id="w2", label="wave 2"))
    longer = dataclasses.replace(study, waves=waves)
    panel = simulate(longer)
    found = [row for row in estimate_impact(panel, longer).specifications if row.outcome == "voice"]
    assert {row.wave for row in found} == {"w2"}, "the wave that leads"
    n = {row.id: row.n for row in found}
    assert n["panel"] == pytest.approx(n["respondents"] / 4, rel=0.1)
    assert n["panel"] + n["cross-section"] == n["respondents"]


def test_an_adjusted_p_is_never_below_the_raw_one():
    study = declare(arms=(3, 4))
    for seed in range(5):
        for row in estimate_impact(simulate(study, seed=seed), study).estimates:
            if row.outcome != "voice":
                assert row.lead == "areas"
                assert row.p_adjusted >= row.p


def test_staggered_starts_are_refused_everywhere():
    study = declare(starts=("w0", "w1"))
    refused = estimate_impact(simulate(study), study)
    for row in (
        *refused.estimates,
        *refused.specifications,
        *refused.left_out,
        *refused.subgroups,
    ):
        assert "two-way fixed effects" in row.reason
        assert {row.effect, row.low, row.high} == {Mark.UNAVAILABLE}
    assert {row.verdict for row in refused.estimates} == {"not estimable"}


def test_one_area_in_an_arm_is_refused_with_its_reason():
    study = declare()
    panel = simulate(study)
    alone = panel[(panel["area"] == "A00") | ~panel["programme"]]
    refused = estimate_impact(alone, study)
    for row in (*refused.estimates, *refused.subgroups):
        assert "fewer than two areas" in row.reason
    by_id = {row.id: row for row in refused.specifications if row.outcome == "voice"}
    for name in ("respondents", "adjusted", "areas", "jackknife", "randomisation", "panel"):
        assert by_id[name].effect == Mark.UNAVAILABLE, name


def test_all_choices_come_from_the_declarations():
    study = declare(model=Model(confidence=0.9, power=0.8))
    panel = simulate(study)
    narrow = estimate_impact(panel, study).estimates[0]
    wide = estimate_impact(panel, declare()).estimates[0]
    assert narrow.effect == pytest.approx(wide.effect, rel=1e-12)
    reach = [(row.high - row.effect) / row.se for row in (narrow, wide)]
    assert reach == pytest.approx([stats.t.ppf(q, wide.df) for q in (0.95, 0.975)])


HARD = {
    "arms of 7 and 11": ({"arms": (7, 11)}, {}),
    "40 areas": ({"arms": (20, 20)}, {"size": 20}),
    "two areas an arm": ({"arms": (2, 2)}, {}),
    "weights over three orders of magnitude": ({}, {"spread": 1.5}),
}


@pytest.mark.parametrize(("design", "data"), HARD.values(), ids=HARD)
def test_hard_designs_are_right_or_marked_and_nothing_warns(design, data):
    study = declare(**design)
    check_all(estimate_impact(simulate(study, **data), study))


def test_an_area_of_one_respondent_is_right_or_marked_and_nothing_warns():
    study = declare()
    panel = simulate(study)
    alone = panel[
        (panel["area"] != "A03") | (panel.index == panel.index[panel["area"] == "A03"][0])
    ]
    evidence = estimate_impact(alone, study)
    check_all(evidence)
    by_id = {row.id: row for row in evidence.specifications if row.outcome == "trust"}
    for name in ("areas", "randomisation"):
        assert "nobody answered in some area" in by_id[name].reason
    assert math.isfinite(by_id["respondents"].effect)


def check_all(evidence):
    """Every number is finite, marked or, for an interval by inversion, open; reasons stand."""
    rows = (*evidence.estimates, *evidence.specifications, *evidence.left_out, *evidence.subgroups)
    for row in rows:
        for name in ("effect", "low", "high"):
            value = getattr(row, name)
            if row.reason:
                assert value == Mark.UNAVAILABLE
            elif not isinstance(value, Mark):
                assert math.isfinite(value) or getattr(row, "id", "") == "wild"
        if not isinstance(row.low, Mark) and not isinstance(row.effect, Mark):
            assert row.low <= row.effect <= row.high
