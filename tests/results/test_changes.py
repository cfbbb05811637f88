"""What changed between two states of the results, and earlier states read as far as they go."""

import csv
import dataclasses
import io
import json
import os
import shutil
import subprocess
import sys

import pytest

from analysis.commands.results import read_before
from analysis.errors import Breaches
from analysis.results.changes import compare, judge
from analysis.results.chapters import read_chapters
from analysis.results.records import Mark
from analysis.results.releases import (
    describe_release,
    keep_release,
    read_folder,
    read_previous,
    read_release,
)
from analysis.results.results import load_results
from tests.command_line import run
from tests.copies import ROOT
from tests.study_tables import change_weight, rewrite, rows

RESULTS = load_results(ROOT / "data")
NOW = describe_release(RESULTS.study, RESULTS)
BASE = next(e for e in RESULTS.estimates if e.outcome == "influence")


def effect(value, low, high, *, se=3.0, verdict="unclear", **other):
    return dataclasses.replace(
        BASE, effect=value, low=low, high=high, se=se, verdict=verdict, **other
    )


C = Mark.CONFIDENTIAL
CASES = [
    # a standard error of 3.0: 2.9 further is not more than it, 3.1 is
    (effect(1.0, -5.0, 7.0), effect(3.9, -2.1, 9.9), []),
    (effect(1.0, -5.0, 7.0), effect(4.1, -1.9, 10.1), ["moved"]),
    # the earlier standard error counts, not the present one
    (effect(1.0, -5.0, 7.0), effect(4.1, -1.9, 10.1, se=9.0), ["moved"]),
    (effect(4.0, -2.0, 10.0, se=9.0), effect(-1.0, -7.0, 5.0), ["sign"]),
    (effect(5.0, -0.1, 10.1), effect(5.2, 0.1, 10.3), ["zero"]),
    (effect(5.2, 0.1, 10.3), effect(5.0, 0.0, 10.1), ["zero"]),
    (effect(5.2, 0.1, 10.3), effect(5.2, 0.1, 10.3, verdict="better"), ["verdict"]),
    (effect(1.0, -5.0, 7.0), effect(C, C, C, verdict="not estimable"), ["estimable", "verdict"]),
    (effect(C, C, C), effect(C, C, C), []),
    (effect(1.0, -5.0, 7.0, se=C), effect(9.0, -1.0, 19.0), []),
    (effect(1.0, -5.0, 7.0, unit="points"), effect(9.0, 1.0, 17.0), ["unit"]),
    (effect(8.0, 2.0, 14.0, verdict="better"), effect(-1.0, -7.0, 5.0),
     ["moved", "sign", "zero", "verdict"]),
]  # fmt: skip


@pytest.mark.parametrize(("was", "now", "words"), CASES)
def test_what_became_of_an_effect(was, now, words):
    assert list(judge(was, now)) == words


def changed(old, kind, new=NOW):
    found = compare(old, new, RESULTS.study, read_chapters(ROOT))
    return {change.id: change for change in found if change.kind == kind}


def test_nothing_changed_between_a_state_and_itself():
    found = compare(NOW, NOW, RESULTS.study)
    assert len(found) == len(RESULTS.estimates) > 10
    assert not [change for change in found if change.what or change.kind != "effect"]


def test_an_effect_names_the_chapters_that_show_it():
    old = dataclasses.replace(
        NOW,
        estimates=tuple(
            dataclasses.replace(e, effect=e.effect + 2 * e.se) if e.outcome == "damp" else e
            for e in NOW.estimates
        ),
    )
    found = changed(old, "effect")
    assert [id for id, change in found.items() if change.what] == ["damp"]
    shown = found["damp"].chapters.split()
    assert "chapters/domain-local-environment.qmd" in shown
    assert "chapters/domain-economic-activity.qmd" not in shown
    assert "sec-local-environment" in found["damp"].sections.split()


def test_the_newest_waves_are_compared_where_one_arrived():
    later = tuple(dataclasses.replace(e, wave="w3", effect=e.effect + 1) for e in NOW.estimates)
    new = dataclasses.replace(
        NOW, estimates=(*NOW.estimates, *later), newest="w3", waves=NOW.waves | {"w3": "2021"}
    )
    found = [c for c in compare(NOW, new, RESULTS.study) if c.id == "influence"]
    assert [(c.old_wave, c.wave) for c in found] == [("w2", "w2"), ("w2", "w3")]
    assert [round(c.new - c.old, 6) for c in found] == [0, 1]
    assert changed(NOW, "wave", new)["w3"].what == "new"
    assert changed(new, "wave")["w3"].what == "dropped"


def test_outcomes_and_domains_come_and_go():
    old = dataclasses.replace(
        NOW,
        outcomes={"noise": "Noise at night"}
        | {k: v for k, v in NOW.outcomes.items() if k != "damp"},
        domains={k: v for k, v in NOW.domains.items() if k != "health-wellbeing"},
    )
    outcomes = changed(old, "outcome")
    assert (outcomes["noise"].what, outcomes["noise"].label) == ("dropped", "Noise at night")
    assert outcomes["noise"].chapters == ""
    assert outcomes["damp"].what == "new"
    assert "chapters/domain-local-environment.qmd" in outcomes["damp"].chapters
    assert changed(old, "domain")["health-wellbeing"].what == "new"


def test_findings_say_what_they_were_and_are():
    first, second, third, *others = NOW.findings
    old = dataclasses.replace(
        NOW,
        findings=(
            dataclasses.replace(first, status="stale"),
            dataclasses.replace(second, statement="Put otherwise."),
            *others,
        ),
    )
    found = changed(old, "finding")
    assert list(found) == [first.domain, second.domain, third.domain]
    status = found[first.domain]
    assert (status.what, status.was, status.now) == ("status", "stale", first.status)
    assert found[second.domain].what == "statement"
    assert found[third.domain].what == "new"


def test_counts_of_themes_that_differ():
    old = dataclasses.replace(
        NOW,
        themes=tuple(
            dataclasses.replace(t, people=14)
            if (t.id, t.kind, t.by) == ("neighbour-ties", "interview", "all") else t
            for t in NOW.themes
        ),
    )  # fmt: skip
    (change,) = changed(old, "themes").values()
    assert change.was.startswith("14 of 41 people") and change.now.startswith("32 of 41 people")
    assert change.label == "Ties between residents, interviews"
    assert "chapters/domain-social-connectivity.qmd" in change.chapters


def without(*names):
    return lambda row: {name: value for name, value in row.items() if name not in names}


def test_an_older_release_with_fewer_columns_is_compared_as_far_as_it_goes(folder):
    rewrite(
        folder / "results/estimates.csv", without("q", "mde_design", "unit", "group", "clusters")
    )
    rewrite(folder / "results/themes.csv", without("unrated", "mixed"))
    rewrite(folder / "results/findings.csv", without("stamp", "evidence"))
    old = read_folder(folder)
    assert old.gaps == ()
    assert {e.q for e in old.estimates} == {Mark.UNAVAILABLE}
    found = compare(old, NOW, RESULTS.study)
    assert not [change for change in found if change.kind in ("themes", "finding", "unread")]


def test_a_release_in_which_estimates_by_respondent_were_called_household_says_the_same(folder):
    """Neither that name nor a study without words of its own counts as a change."""
    place = folder / "results/estimates.csv"
    rewrite(place, lambda row: row | {"lead": row["lead"].replace("respondents", "household")})
    declared = folder / "study.toml"
    text = declared.read_text()
    begin, end = text.index("[study.words]"), text.index("\n# An effect inside")
    declared.write_text(text[:begin] + text[end:])
    old = read_folder(folder)
    assert {e.lead for e in old.estimates} == {"household"}
    assert not old.gaps
    assert not [c for c in compare(old, NOW, RESULTS.study) if c.what]


def test_what_cannot_be_read_is_named_and_the_rest_compared(folder):
    rewrite(folder / "results/themes.csv", without("people"))
    path = folder / "results/findings.csv"
    path.unlink()
    (folder / "study.toml").write_text("[[waves]\n")
    old = read_folder(folder / "results")
    gaps = dict(old.gaps)
    assert gaps["themes.csv"] == "it has no column people"
    assert gaps["findings.csv"] == "it is not there"
    assert "study.toml" in gaps
    found = compare(old, NOW, RESULTS.study)
    assert {c.id for c in found if c.kind == "unread"} == set(gaps)
    assert not [c for c in found if c.kind in ("themes", "finding", "wave", "outcome")]
    assert len([c for c in found if c.kind == "effect"]) == len(NOW.estimates)


def test_a_line_that_is_no_number_is_named(folder):
    rewrite(folder / "results/estimates.csv", lambda row: row | {"effect": "four"})
    assert dict(read_folder(folder).gaps)["estimates.csv"] == "line 2 can't be read"


def test_a_git_revision_is_read_and_the_newest_tag_is_the_default(history):
    study = load_results(history).study
    for name in ("v1.0", "HEAD~1", None):
        old = read_release(study, name)
        assert next(e.effect for e in old.estimates if e.outcome == "influence") == 19.5
    assert old.name == "v1.0"
    head = read_release(study, "HEAD")
    assert head.estimates == NOW.estimates and head.outcomes == NOW.outcomes


def test_diff_says_it_in_words(history):
    """From 19.5 to 4.27 is more than one standard error of 3.07."""
    done = run(history, "diff")
    assert done.returncode == 0, done.stderr
    assert "Against v1.0: One of fifteen effects changed in a way that matters." in done.stdout
    said = "Can influence local decisions (at 2018/19): 19.5 ("
    assert said in done.stdout and "moved by more than a standard error (3.1)" in done.stdout
    assert "chapters/domain-local-decision-making.qmd" in done.stdout


@pytest.mark.parametrize(
    ("name", "said"),
    [("v9", "neither a folder nor a revision"), ("synthetic", "no results in it")],
)
def test_a_release_that_is_not_there_is_named(history, name, said):
    name = str(history / name) if name == "synthetic" else name
    done = run(history, "diff", name)
    assert done.returncode == 1 and said in done.stderr and "Traceback" not in done.stderr


def test_a_new_wave_is_compared_with_the_newest_before_it(folder):
    """The declarations have the new wave already, the results before do not."""
    declared = folder / "study.toml"
    block = (
        '[[waves]]\nid = "w3"\nlabel = "2021/22"\nperiod = "after"\n'
        'fieldwork = [2021-10-01, 2022-03-31]\nfile = "synthetic/wave-3.csv"\nsha256 = ""\n\n'
    )
    declared.write_text(declared.read_text().replace("[[domains]]", f"{block}[[domains]]", 1))
    third = dataclasses.replace(BASE, wave="w3", effect=BASE.effect - 2 * BASE.se)
    new = dataclasses.replace(NOW, estimates=(*NOW.estimates, third), newest="w3")
    found = compare(read_before(folder), new, RESULTS.study)
    (change,) = [each for each in found if each.wave == "w3"]
    assert (change.old_wave, change.old) == ("w2", BASE.effect)
    assert "moved" in change.what.split()


def test_outside_git_a_folder_has_to_be_named(folder):
    environment = {"GIT_CEILING_DIRECTORIES": str(folder.parent)}
    done = run(folder, "diff", **environment)
    assert done.returncode == 1 and "it is in no git repository" in done.stderr
    assert run(folder, "diff", str(folder), **environment).returncode == 0
    done = subprocess.run(
        [sys.executable, "-m", "analysis", "diff"], cwd=ROOT, capture_output=True, text=True,
        env={**os.environ, "STUDY": str(folder), "PATH": str(folder)},
    )  # fmt: skip
    assert done.returncode == 1 and "git" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.slow
def test_a_release_is_kept_and_what_comes_next_is_compared_with_it(folder):
    assert read_previous(folder) is None
    study = load_results(folder).study
    keep_release(study, "1.0")
    assert read_previous(folder).name == "1.0"
    # The edition released is compared with the one before it, and with itself by nobody.
    assert run(folder, "check").returncode == 0
    change_weight(folder)
    with pytest.raises(Breaches, match=r"study\.toml changed"):
        keep_release(study, "1.1")
    done = run(folder, "results")
    assert done.returncode == 0, done.stderr
    assert "Against the results before:" in done.stdout
    assert run(folder, "check").returncode == 0
    found = [row for row in rows(folder, "changes.csv") if row["kind"] == "effect"]
    old = {row["outcome"]: row for row in csv.DictReader(io.StringIO(
        (ROOT / "data/results/estimates.csv").read_text()))}  # fmt: skip
    new = {row["outcome"]: row for row in rows(folder, "estimates.csv")}
    assert len(found) == 15
    for row in found:
        assert (row["old"], row["old_se"]) == (old[row["id"]]["effect"], old[row["id"]]["se"])
        assert row["new"] == new[row["id"]]["effect"]
    assert "compared: true" in (folder / "results/report.yml").read_text()
    assert json.loads((folder / "results/manifest.json").read_text())["compared_with"] == "1.0"
    kept = folder / "results/previous/estimates.csv"
    kept.write_text(kept.read_text().replace("influence", "influences", 1))
    assert "the release to compare with changed" in run(folder, "check").stderr
    shutil.rmtree(folder / "results/previous")
    assert "the release to compare with changed" in run(folder, "check").stderr


def test_a_first_release_has_nothing_to_compare_with():
    assert not (ROOT / "data/results/previous").exists()
    assert not (ROOT / "data/results/changes.csv").exists()
    assert "compared: false" in (ROOT / "data/results/report.yml").read_text()
