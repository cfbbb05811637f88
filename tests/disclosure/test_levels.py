"""Several waves: levels wave by wave, waves that did not ask, comparisons of unlike areas."""

from dataclasses import replace
from datetime import date

import pytest

from analysis.disclosure import protect
from analysis.results.records import Answers, Event, Evidence, Level, Mark
from analysis.study.records import Area
from tests.disclosure.examples import BASES, LEVELS, declare, estimate

C = Mark.CONFIDENTIAL


def levels(outcome, counts):
    return tuple(
        Level(outcome=outcome, wave=wave, arm=arm, value=30.123, n=n, smallest_count=small)
        for arm in ("in", "out")
        for wave, (n, small) in counts.items()
    )


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({"w1": (500, 120), "w2": (480, 90)}, [30.12, 30.12]),
        ({"w1": (500, 120), "w2": (480, 9)}, [C, C]),
        ({"w1": (500, 120), "w2": (29, 12)}, [30.12, Mark.UNRELIABLE]),
    ],
)
def test_levels_stand_on_enough_and_no_count_leaves(counts, shown):
    safe = protect(Evidence(levels=levels("a", counts)), declare()).levels
    assert [row.value for row in safe] == shown * 2
    assert {(row.n, row.smallest_count) for row in safe} == {(Mark.NOT_APPLICABLE,) * 2}


def test_levels_go_where_an_estimate_hides_its_own():
    rows = levels("a", {"w1": (500, 120), "w2": (480, 90)}) + levels("b", {"w1": (500, 120)})
    few = estimate(smallest_count=4)
    safe = protect(Evidence(estimates=(few,), levels=rows), declare())
    assert getattr(safe.estimates[0], LEVELS[0]) == C
    assert {row.value for row in safe.levels if row.outcome == "a"} == {C}
    assert {row.value for row in safe.levels if row.outcome == "b"} == {30.12}


def answers(wave, n):
    return tuple(
        Answers(outcome="a", wave=wave, arm=arm, status=status, n=count, percent=1.0)
        for arm in ("in", "out")
        for status, count in (("answered", n), ("refused", 20))
    )


def test_a_wave_that_did_not_ask_costs_the_others_nothing():
    study = declare(before=("w0", "w1"))
    waves = tuple(replace(w, not_asked=("q",)) if w.id == "w0" else w for w in study.waves)
    outcomes = tuple(replace(o, items=("q",)) for o in study.outcomes)
    study = replace(study, waves=waves, outcomes=outcomes)
    unasked = tuple(
        replace(row, n=Mark.NOT_APPLICABLE, percent=Mark.NOT_APPLICABLE) for row in answers("w0", 0)
    )
    evidence = Evidence(
        estimates=(estimate(),), answers=(*unasked, *answers("w1", 500), *answers("w2", 500))
    )
    safe = protect(evidence, study)
    assert safe.answers == evidence.answers
    assert [getattr(safe.estimates[0], name) for name in BASES] == [500] * 4


def test_an_effect_nobody_can_estimate_hides_no_trend():
    event = Event(outcome="a", wave="w2", effect=3.0, low=1.0, high=5.0, p=0.01, smallest_count=90)
    lost = dict.fromkeys(("effect", "low", "high"), Mark.UNAVAILABLE)
    estimates = (estimate(), estimate("w3", verdict="not estimable", reason="not asked", **lost))
    study = declare(after=("w2", "w3"))
    assert protect(Evidence(estimates=estimates, events=(event,)), study).events[0].effect == 3.0
    hidden = (estimate(), estimate("w3", n_programme_after=8, smallest_count=8))
    assert protect(Evidence(estimates=hidden, events=(event,)), study).events[0].effect == C


def test_two_bases_do_not_give_back_an_area_that_is_in_one_of_them():
    """498 before in one comparison and 491 in the other, without an area of seven."""
    study = declare(after=("w2", "w3"))
    years = {"w1": 2012, "w2": 2015, "w3": 2018}
    waves = tuple(
        replace(w, fieldwork=(date(years[w.id], 1, 1), date(years[w.id], 2, 1)))
        for w in study.waves
    )
    areas = (Area(code="A", arm="in"), Area(code="B", arm="in", left=date(2017, 1, 1)))
    rows = (estimate(n_programme_before=498), estimate("w3", n_programme_before=491))
    safe = protect(Evidence(estimates=rows), replace(study, waves=waves, areas=areas)).estimates
    assert C in [row.n_programme_before for row in safe]
    alike = protect(Evidence(estimates=rows), replace(study, waves=waves, areas=areas[:1]))
    assert [row.n_programme_before for row in alike.estimates] == [498, 491]
