"""The rules that give a claim its status, case by case."""

import dataclasses
from pathlib import Path

import pytest

from analysis.declarations import read_study
from analysis.evidence import ThemeSummary
from analysis.findings import RULES, assess_claim, sum_up

STUDY = read_study(Path(__file__).parents[1] / "data")
MOVES = next(claim for claim in STUDY.claims if claim.expects == "better")
STAYS = next(claim for claim in STUDY.claims if claim.domain == "local-environment")


def assess(claim, verdicts, *, people=20, positive=10, reviewed=True):
    by_outcome = dict(zip(claim.outcomes, verdicts, strict=True))
    raised = {
        theme: ThemeSummary(
            level="theme", id=theme, kind="interview", by="all", group="all", people=people,
            base_people=41, entries=people, base_entries=41, positive=positive, mixed=0,
            negative=people - positive,
        )
        for theme in claim.themes
    }  # fmt: skip
    return assess_claim(claim, STUDY, by_outcome, raised, reviewed=reviewed)


CASES = [
    (MOVES, ["better"], "supported"),
    (MOVES, ["unclear"], "inconclusive"),
    (MOVES, ["equivalent"], "inconclusive"),
    (MOVES, ["worse"], "contradicted"),
    (MOVES, ["not estimable"], "inconclusive"),
    (STAYS, ["unclear", "unclear", "unclear"], "supported"),
    (STAYS, ["equivalent", "unclear", "equivalent"], "supported"),
    (STAYS, ["unclear", "better", "unclear"], "contradicted"),
    (STAYS, ["worse", "unclear", "unclear"], "contradicted"),
    (STAYS, ["not estimable", "unclear", "unclear"], "inconclusive"),
]


@pytest.mark.parametrize(("claim", "verdicts", "status"), CASES)
def test_status(claim, verdicts, status):
    assert assess(claim, verdicts).status == status


def test_too_few_people_carry_no_claim():
    found = assess(MOVES, ["better"], people=STUDY.findings.min_people - 1)
    assert found.status == "inconclusive"
    assert STUDY.theme[MOVES.themes[0]].label in found.reason


def test_themes_that_speak_against_a_claim_do_not_carry_it():
    """Of 20 people 9 spoke well of each theme and 11 badly."""
    found = assess(MOVES, ["better"], positive=9)
    assert found.status == "inconclusive"
    assert "more often negatively" in found.reason


def test_a_claim_about_the_survey_alone_needs_no_theme():
    (health,) = (claim for claim in STUDY.claims if not claim.themes)
    assert assess(health, ["unclear"] * len(health.outcomes), people=0).status == "supported"


def test_a_claim_nobody_reread_is_stale_whatever_the_evidence():
    for verdict in ("better", "unclear", "worse"):
        found = assess(MOVES, [verdict], reviewed=False)
        assert found.status == "stale"
    assert found.evidence == "contradicted"


def test_the_reading_follows_the_survey():
    assert assess(MOVES, ["better"]).follows == MOVES.better.follows
    assert assess(MOVES, ["unclear"]).relation == MOVES.unclear.relation
    assert assess(MOVES, ["worse"]).relation == MOVES.worse.relation


def test_outcomes_together_are_only_as_clear_as_the_claim_needs():
    assert sum_up(["better", "worse", "unclear"], "better") == "unclear"
    assert sum_up(["better", "unclear"], "better") == "unclear"
    assert sum_up(["better", "better"], "better") == "better"
    assert sum_up(["worse", "unclear"], "better") == "worse"
    assert sum_up(["better", "unclear"], "no clear change") == "better"


def test_every_status_has_its_rule():
    statuses = {assess(claim, verdicts).status for claim, verdicts, _ in CASES}
    assert {status for status, _ in RULES} == statuses | {"stale"}


def test_every_claim_has_a_reading_for_every_case():
    for claim in STUDY.claims:
        readings = [claim.better, claim.unclear, claim.worse]
        assert len({dataclasses.astuple(reading) for reading in readings}) == 3
