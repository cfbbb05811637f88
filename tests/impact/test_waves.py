"""Several waves that are not alike: not asked, reworded, areas that joined late or left."""

import dataclasses
from datetime import date

import numpy as np
import pandas as pd
import pytest

from analysis.impact.diagnostics import check_areas
from analysis.impact.outcomes import estimate_impact
from analysis.results.records import Mark
from analysis.study.records import Model
from analysis.survey.panel import mark_returning
from tests.impact.test_outcomes import declare, simulate

YEARS = {"w0": 2012, "w1": 2015, "w2": 2018, "w3": 2021}
# Means of areas, each of two respondents who stand one above and one below it.
MEANS = {
    "A00": {"w0": 10, "w1": 12, "w2": 16, "w3": 20},
    "A01": {"w0": 14, "w1": 16, "w2": 22, "w3": 24},
    "A02": {"w0": 8, "w1": 10, "w2": 10, "w3": 11},
    "A03": {"w0": 12, "w1": 10, "w2": 12, "w3": 15},
}
LATE = {"w1": 100, "w2": 100, "w3": 100}


def declare_waves(arms=(2, 2), **outcome):
    """A study with two waves before and two after, of one secondary mean."""
    study = declare(before=2, model=Model(), arms=arms)
    first, second, third = study.waves
    waves = (first, second, third, dataclasses.replace(third, id="w3", label="wave 3"))
    dated = tuple(
        dataclasses.replace(w, fieldwork=(date(YEARS[w.id], 1, 1), date(YEARS[w.id], 2, 1)))
        for w in waves
    )
    trust = dataclasses.replace(study.outcome["trust"], items=("q",), **outcome)
    return dataclasses.replace(study, waves=dated, outcomes=(trust,))


def replace_wave(study, id, **changes):
    """The study with one of its waves changed."""
    waves = [dataclasses.replace(w, **changes) if w.id == id else w for w in study.waves]
    return dataclasses.replace(study, waves=tuple(waves))


def lay_out(study, means) -> pd.DataFrame:
    """The panel of areas with these means."""
    arms = {area.code: area.arm for area in study.areas}
    periods = {wave.id: wave.period for wave in study.waves}
    rows = [
        {
            "respondent": f"{area}-{wave}-{side}", "area": area, "wave": wave, "arm": arms[area],
            "programme": arms[area] == "in", "after": periods[wave] == "after", "weight": 1.0,
            "trust": float(mean + side),
        }
        for area, waves in means.items() for wave, mean in waves.items() for side in (-1, 1)
    ]  # fmt: skip
    panel = pd.DataFrame(rows)
    return panel.assign(**mark_returning(panel, study))


def effects(study, means=MEANS) -> dict:
    return {row.wave: row for row in estimate_impact(lay_out(study, means), study).estimates}


def test_an_effect_is_against_the_mean_of_all_waves_before():
    """Programme: before (10 + 14 + 12 + 16) / 4 = 13, then 19 and 22; comparators: before
    (8 + 12 + 10 + 10) / 4 = 10, then 11 and 13. Effects 6 - 1 = 5 and 9 - 3 = 6."""
    found = effects(declare_waves())
    assert found["w2"].effect == pytest.approx(5)
    assert found["w3"].effect == pytest.approx(6)


def test_a_wave_that_did_not_ask_is_no_part_of_before():
    """Against the second wave alone: (22 - 14) - (13 - 10) = 5, and (19 - 14) - (11 - 10) = 4."""
    means = {area: {w: m for w, m in waves.items() if w != "w0"} for area, waves in MEANS.items()}
    study = replace_wave(declare_waves(), "w0", not_asked=("q",))
    found = effects(study, means)
    assert (found["w2"].effect, found["w3"].effect) == pytest.approx((4, 5))


def test_waves_on_two_sides_of_a_break_are_not_compared():
    """The same sums, though the first wave has answers."""
    found = effects(declare_waves(breaks=("w1",), break_note="new words"))
    assert (found["w2"].effect, found["w3"].effect) == pytest.approx((4, 5))


def test_a_break_after_the_programme_leaves_no_effect_and_says_so():
    study = declare_waves(breaks=("w3",), break_note="new words")
    found = effects(study)
    assert found["w2"].effect == pytest.approx(5)
    assert found["w3"].effect == Mark.UNAVAILABLE
    assert found["w3"].verdict == "not estimable"
    assert "wording changed in the survey of wave 3" in found["w3"].reason
    assert study.leading(study.outcome["trust"]).id == "w2"
    # Its level stands all the same, and nothing that would be a level before.
    assert found["w3"].programme_after == pytest.approx(22)
    assert found["w3"].programme_before == Mark.NOT_APPLICABLE
    assert found["w3"].n_programme_before == Mark.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("unasked", "reasons"),
    [
        (("w3",), {"w3": "not asked in the survey of wave 3"}),
        (("w0", "w1"), dict.fromkeys(("w2", "w3"), "not asked before the programme")),
        (("w2", "w3"), {w: f"not asked in the survey of wave {w[1]}" for w in ("w2", "w3")}),
    ],
)
def test_an_outcome_not_asked_says_why(unasked, reasons):
    study = declare_waves()
    panel = lay_out(study, MEANS)
    panel.loc[panel["wave"].isin(unasked), "trust"] = np.nan
    for wave in unasked:
        study = replace_wave(study, wave, not_asked=("q",))
    evidence = estimate_impact(panel, study)
    assert {row.wave: row.reason for row in evidence.estimates if row.reason} == reasons
    assert {row.wave for row in evidence.levels}.isdisjoint(unasked)
    assert {row.wave for row in evidence.events}.isdisjoint(unasked)


def test_the_event_study_by_hand():
    """Gaps between the arms: 12 - 10 = 2, 14 - 10 = 4, 19 - 11 = 8, 22 - 13 = 9; less the second,
    which is the last before: -2, 4 and 5."""
    study = declare_waves()
    found = estimate_impact(lay_out(study, MEANS), study).events
    assert {row.wave: row.effect for row in found} == pytest.approx({"w0": -2, "w2": 4, "w3": 5})


def test_levels_by_hand():
    study = declare_waves()
    found = {(r.arm, r.wave): r.value for r in estimate_impact(lay_out(study, MEANS), study).levels}
    assert [found["in", wave] for wave in YEARS] == pytest.approx([12, 14, 19, 22])
    assert [found["out", wave] for wave in YEARS] == pytest.approx([10, 10, 11, 13])


@pytest.mark.parametrize("joined", [date(2014, 1, 1), date(2017, 1, 1)])
def test_an_area_that_joins_late_moves_no_effect(joined):
    """With a level of 100 it would raise the programme's mean after more than that before."""
    study = declare_waves()
    late = dataclasses.replace(study.areas[0], code="A09", joined=joined)
    study = dataclasses.replace(study, areas=(*study.areas, late))
    surveyed = {w: m for w, m in LATE.items() if date(YEARS[w], 1, 1) >= joined}
    means = MEANS | {"A09": surveyed}
    found = effects(study, means)
    assert (found["w2"].effect, found["w3"].effect) == pytest.approx((5, 6))
    assert found["w3"].clusters == 4
    every = dataclasses.replace(study, areas=(*study.areas[:-1],))
    assert effects(every, MEANS)["w3"].low == pytest.approx(found["w3"].low)
    checks = {check.subject: check for check in check_areas(study)}
    assert checks["Wave wave 3"].value == 4
    assert "A09" in checks["Wave wave 3"].detail


def test_an_area_that_left_is_in_the_comparison_before_it_did():
    """With the third programme area, 10 in every wave, before is (13 * 4 + 10 * 2) / 6 = 12 and
    the third wave (16 + 22 + 10) / 3 = 16: effect 4 - 1 = 3. The fourth is without it: 6."""
    study = declare_waves()
    gone = dataclasses.replace(study.areas[0], code="A09", left=date(2020, 1, 1))
    study = dataclasses.replace(study, areas=(*study.areas, gone))
    found = effects(study, MEANS | {"A09": dict.fromkeys(("w0", "w1", "w2"), 10)})
    assert (found["w2"].effect, found["w3"].effect) == pytest.approx((3, 6))


def test_an_area_that_missed_a_wave_is_in_the_comparisons_with_the_others():
    """With a third programme area, 10 in every wave: without it the third wave's effect is 5 as
    ever; before is (13 * 4 + 10 * 2) / 6 = 12 and the fourth wave (22 * 2 + 10) / 3 = 18: effect
    6 - 3 = 3."""
    study = declare_waves()
    back = dataclasses.replace(
        study.areas[0], code="A09", left=date(2017, 1, 1), returned=date(2020, 1, 1)
    )
    study = dataclasses.replace(study, areas=(*study.areas, back))
    found = effects(study, MEANS | {"A09": dict.fromkeys(("w0", "w1", "w3"), 10)})
    assert (found["w2"].effect, found["w3"].effect) == pytest.approx((5, 3))


@pytest.mark.slow
def test_a_known_effect_is_recovered_though_an_area_far_above_joins_late(monkeypatch):
    # How far trends may differ is not looked at here and takes six times as long as all else.
    monkeypatch.setattr("analysis.impact.trends.bound_effects", lambda course: [])
    study = dataclasses.replace(declare_waves((9, 9)), outcomes=declare(before=2).outcomes)
    areas = [
        dataclasses.replace(area, joined=date(2017, 1, 1)) if area.code == "A04" else area
        for area in study.areas
    ]
    study = dataclasses.replace(study, areas=tuple(areas))
    found = []
    for seed in range(20):
        panel = simulate(study, seed=seed, size=100, effect=0.1)
        panel.loc[panel["area"] == "A04", "voice"] = 1.0
        panel = panel[(panel["area"] != "A04") | panel["after"]]
        voice = dataclasses.replace(study, outcomes=study.outcomes[:1])
        rows = {row.wave: row for row in estimate_impact(panel, voice).estimates}
        found.append(rows["w3"].effect)
    # Binomial draws alone spread an estimate by 50 (2 / 800 + 2 / 1600)^(1/2) = 3.1 points.
    assert np.mean(found) == pytest.approx(10, abs=3 * np.std(found, ddof=1) / 20**0.5)
    assert np.std(found, ddof=1) < 5


def test_what_stands_beside_an_outcome_not_asked_is_marked_and_nothing_warns():
    study = dataclasses.replace(
        declare_waves((9, 9), role="primary"), model=Model(covariates=("sex",), subgroups=("sex",))
    )
    study = replace_wave(study, "w3", not_asked=("q",))
    panel = simulate(study)
    panel.loc[panel["wave"] == "w3", "trust"] = np.nan
    evidence = estimate_impact(panel, study)
    assert {row.wave for row in evidence.left_out} == {"w2"}
    for row in (*evidence.specifications, *evidence.subgroups):
        assert ("not asked in the survey" in row.reason) == (row.wave == "w3")
