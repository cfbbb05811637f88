"""The rules that give a claim its status, case by case."""

import dataclasses
from pathlib import Path

import pytest

from analysis.findings.joint_display import join_strands
from analysis.findings.stamps import stamp_evidence
from analysis.findings.status import assess_claim
from analysis.findings.verdicts import sum_up
from analysis.results.records import Evidence, Mark, ThemeSummary
from analysis.results.records.findings import RULES
from analysis.results.results import load_results
from analysis.study.reading import read_study

STUDY = read_study(Path(__file__).parents[2] / "data")
MOVES = next(claim for claim in STUDY.claims if claim.expects == "better")
STAYS = next(claim for claim in STUDY.claims if claim.domain == "local-environment")


STAMP = "0a0a0a0a-1b1b1b1b"


def assess(claim, verdicts, *, people=20, positive=10, stamp=STAMP, reviewed_at="w2"):
    by_outcome = dict(zip(claim.outcomes, verdicts, strict=True))
    raised = {
        theme: ThemeSummary(
            level="theme", id=theme, kind="interview", by="all", group="all", people=people,
            base_people=41, entries=people, base_entries=41, positive=positive, mixed=0,
            negative=people - positive, unrated=Mark.NOT_APPLICABLE,
        )
        for theme in claim.themes
    }  # fmt: skip
    claim = dataclasses.replace(claim, stamp=STAMP, reviewed_at=reviewed_at)
    return assess_claim(claim, STUDY, by_outcome, raised, stamp)


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
        found = assess(MOVES, [verdict], reviewed_at="w1")
        assert found.status == "stale"
        assert "since the survey of 2018/19 arrived" in found.reason
    assert found.evidence == "contradicted"


@pytest.mark.parametrize(
    ("stamp", "changed"),
    [
        ("ffffffff-1b1b1b1b", "since the survey results changed"),
        ("0a0a0a0a-ffffffff", "since the counts of themes changed"),
        ("ffffffff-ffffffff", "since the survey results and the counts of themes changed"),
    ],
)
def test_a_claim_is_stale_where_either_side_changed_since_it_was_reread(stamp, changed):
    found = assess(MOVES, ["better"], stamp=stamp)
    assert found.status == "stale" and changed in found.reason
    assert found.stamp == stamp


def disclosed():
    """The evidence of the committed results, as it was published."""
    results = load_results(STUDY.folder)
    return Evidence(estimates=results.estimates, themes=results.themes)


def test_the_stamp_is_of_what_the_claim_rests_on_and_nothing_else():
    evidence = disclosed()
    stamp = stamp_evidence(MOVES, evidence)
    assert stamp == MOVES.stamp

    def restamped(**changes):
        return stamp_evidence(MOVES, dataclasses.replace(evidence, **changes)).split("-")

    def moved(outcome):
        return tuple(
            dataclasses.replace(e, effect=e.effect + 0.01) if e.outcome == outcome else e
            for e in evidence.estimates
        )

    def raised(theme):
        return tuple(
            dataclasses.replace(t, people=33) if t.id == theme else t for t in evidence.themes
        )

    survey, interviews = stamp.split("-")
    assert restamped(estimates=moved("belong")) == [survey, interviews]
    assert restamped(themes=raised("homes")) == [survey, interviews]
    changed = restamped(estimates=moved("influence"))
    assert changed[0] != survey and changed[1] == interviews
    for theme in ("oversight-groups", "limits-of-influence"):
        changed = restamped(themes=raised(theme))
        assert changed[0] == survey and changed[1] != interviews


def test_the_reading_follows_the_survey():
    for verdict in ("better", "unclear", "worse"):
        found = assess(MOVES, [verdict])
        assert found.follows == getattr(MOVES, verdict).follows


def test_the_joint_display_takes_the_reading_for_how_the_survey_came_out():
    estimates = disclosed().estimates
    findings = tuple(
        dataclasses.replace(assess(MOVES, ["better"]), domain=claim.domain)
        for claim in STUDY.claims
    )
    for verdict in ("better", "worse"):
        turned = tuple(
            dataclasses.replace(e, verdict=verdict) if e.outcome == "influence" else e
            for e in estimates
        )
        rows = {row.domain: row for row in join_strands(STUDY, findings, turned)}
        row, reading = rows[MOVES.domain], getattr(MOVES, verdict)
        assert (row.survey, row.relation) == (verdict, reading.relation)
        assert row.meta_inference == reading.meta_inference
        assert row.status == "current"


def test_the_joint_display_is_stale_with_its_finding():
    stale = assess(MOVES, ["better"], stamp="ffffffff-1b1b1b1b")
    rows = {row.domain: row for row in join_strands(STUDY, (stale,), disclosed().estimates)}
    assert rows[MOVES.domain].status == "stale"
    assert rows["local-environment"].status == "current"


def test_where_nothing_was_rated_no_theme_leans_negative():
    rated = dict.fromkeys(("positive", "negative"), Mark.NOT_APPLICABLE)
    summary = ThemeSummary(
        level="theme", id="x", kind="interview", by="all", group="all", people=20, base_people=41,
        entries=20, base_entries=41, mixed=Mark.NOT_APPLICABLE, unrated=20, **rated,
    )  # fmt: skip
    claim = dataclasses.replace(MOVES, themes=("x",), stamp=STAMP)
    found = assess_claim(claim, STUDY, {"influence": "better"}, {"x": summary}, STAMP)
    assert found.status == "supported"


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
