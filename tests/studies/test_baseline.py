"""A study that has surveyed before the programme and not yet after it, and its follow-up."""

import csv
import hashlib
import re
import shutil
from collections import defaultdict
from math import sqrt
from pathlib import Path

import pandas as pd
import pytest
from scipy import stats

from analysis.impact import did, reduce_rows
from analysis.impact.power import plan
from analysis.report import figures, tables, words
from analysis.results.records import Mark
from analysis.results.results import load_results
from analysis.study.records import Model
from tests.command_line import run
from tests.studies.baseline.make import HERE, NOTICE, write_study
from tests.studies.pages import show_all
from tests.study_tables import rows

PRETENDED = r"clear change|can(not|’t) tell| to \[x\]|\bnan\b|\bNone\b(?! yet|\*\*)"
TOO_EARLY = "The survey after the programme has not been made yet, so no effect can be told."
FOLLOW_UP = ("--label", "2018/19", "--period", "after", "--fieldwork", "2018-10-01", "2019-03-31")
BESIDE = ("--label", "2012", "--period", "before", "--fieldwork", "2012-10-01", "2012-12-31")


def copy(folder: Path) -> Path:
    return Path(shutil.copytree(HERE, folder / "study"))


def compute(folder: Path) -> Path:
    done = run(folder, "results")
    assert done.returncode == 0, done.stderr
    return folder


def edit(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text()
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1))


@pytest.fixture(scope="module")
def begun(tmp_path_factory) -> Path:
    return compute(copy(tmp_path_factory.mktemp("begun")))


@pytest.fixture(scope="module")
def results(begun):
    return load_results(begun)


@pytest.fixture(scope="module")
def shown(results, tmp_path_factory) -> dict[str, str]:
    return show_all(results, tmp_path_factory.mktemp("drawn"))


@pytest.fixture(scope="module")
def followed(tmp_path_factory) -> Path:
    """The same study once the follow-up has come."""
    folder = copy(tmp_path_factory.mktemp("followed"))
    compute(folder)
    done = run(folder, "add-wave", str(folder / "follow-up.csv"), *FOLLOW_UP, "--yes")
    assert done.returncode == 0, done.stderr
    return compute(folder)


def average(path: Path, column: str, value) -> dict[str, float]:
    """Weighted means of what a cell is worth, by arm, added up line by line."""
    total, weight = defaultdict(float), defaultdict(float)
    with path.open(newline="") as lines:
        for row in csv.DictReader(lines):
            arm = row["area"].partition("-")[0].lower()
            total[arm] += float(row["weight"]) * value(row[column])
            weight[arm] += float(row["weight"])
    return {arm: total[arm] / weight[arm] for arm in total}


def test_the_files_are_as_their_script_writes_them(tmp_path):
    write_study(tmp_path)
    for path in tmp_path.rglob("*.*"):
        assert path.read_bytes() == (HERE / path.relative_to(tmp_path)).read_bytes(), path.name


def test_no_effect_is_estimated_and_every_estimate_says_why(begun, results):
    assert len(results.estimates) == 2
    for estimate in results.estimates:
        assert (estimate.wave, estimate.verdict) == ("w1", "not estimable")
        assert estimate.reason == "there is no survey after the programme yet"
        for name in ("effect", "low", "high", "p", "se", "mde"):
            assert getattr(estimate, name) == Mark.UNAVAILABLE
        for name in ("programme_after", "comparator_after", "n_programme_after"):
            assert getattr(estimate, name) == Mark.NOT_APPLICABLE
    for name in ("specifications", "left_out", "subgroups", "events", "sensitivity"):
        assert not (begun / f"results/{name}.csv").exists()


def test_levels_are_those_of_the_file(results):
    """Of 45 in weight an area: 18, 19, 21 and 22 agree here, and 13, 15, 16 and 18 there."""
    levels = {(row.outcome, row.arm): row.value for row in results.levels}
    assert levels["influence", "here"] == round(100 * (18 + 19 + 21 + 22) / 180, 2)
    assert levels["influence", "there"] == round(100 * (13 + 15 + 16 + 18) / 180, 2)
    found = average(HERE / "synthetic/wave-1.csv", "wellbeing", float)
    for arm, mean in found.items():
        assert levels["wellbeing", arm] == round(mean, 3)
    estimate = results.estimate("influence")
    assert (estimate.programme_before, estimate.comparator_before) == (44.44, 34.44)


def test_what_one_survey_like_it_would_find_is_the_textbook_s(results):
    """Variance of a mean of areas' means, before and after: two periods, two arms of four areas."""
    variance = (4 / 9 * 5 / 9 + 31 / 90 * 59 / 90) / 2
    weights = 120 * (60 * 1**2 + 60 * 2**2) / 180**2
    one = variance * (0.05**2 + weights / 30)
    error = sqrt(one * (1 / 1 + 1 / 1) * (1 / 4 + 1 / 4))
    found = (stats.t.ppf(0.975, 6) + stats.t.ppf(0.8, 6)) * error
    assert results.estimate("influence").mde_design == round(100 * found, 2)
    assert words.precision(results).startswith(
        "With one survey after the programme like the one before, an effect of 32.4\u00a0percentage "
        "points on the primary outcome would be found four times in five"
    )


def test_it_is_what_such_a_survey_then_has():
    frame = pd.read_csv(HERE / "synthetic/wave-1.csv").assign(year="2015")
    frame["agrees"] = (frame["influence"] == 1).astype(float)
    frame["arm"] = frame["area"].str.startswith("HERE")
    keys = {"arm": "arm", "wave": "year", "cluster": "area", "weight": "weight"}
    before = reduce_rows(frame, {"agrees": 1.0}, **keys, programme=True, after=[])["agrees"]
    both = pd.concat([frame, frame.assign(year="2018", agrees=frame["agrees"].sample(
        frac=1, random_state=1).to_numpy())])  # fmt: skip
    after = did(both, "agrees", **keys, programme=True, after=["2018"])
    assert plan(before, Model()) == pytest.approx(after.mde_design, rel=0.02)
    same = did(pd.concat([frame, frame.assign(year="2018")]).assign(
        agrees=lambda rows: rows["agrees"]), "agrees", **keys, programme=True, after=[])  # fmt: skip
    assert same.reason == "nobody answered in one of the arms before or after the programme"


def test_who_answered_and_how_alike_the_groups_are_is_there(results):
    assert {(row.arm, row.n) for row in results.respondents if row.category == "all"} == {
        ("here", 120), ("there", 120),
    }  # fmt: skip
    assert all(row.n == 120 for row in results.answers if row.status == "answered")
    named = {(check.name, check.subject) for check in results.checks}
    assert {("Balance at baseline", "Sex"), ("Balance at baseline", "Outcomes")} <= named
    assert not {name for name, _ in named} & {"Make-up over time", "Panel overlap"}


def test_a_claim_is_inconclusive_and_nothing_follows_from_it(results):
    (finding,) = results.findings
    assert finding.status == "inconclusive"
    assert finding.reason == (
        "No estimate can be had of “Can influence local decisions” (there is no survey after the "
        "programme yet)."
    )
    assert finding.follows == (
        "Nothing follows before the survey after the programme has been made."
    )
    (joint,) = results.joint_display
    assert joint.relation == "" and "Nobody can tell" not in joint.meta_inference


def test_words_say_that_it_is_too_early_and_how_things_stood(shown, results):
    assert words.short_answer(results) == "It is too early to tell."
    assert words.answer(results) == (
        "The survey after the programme has not been made yet; this report describes how things "
        "stood before it."
    )
    assert words.change(results, "influence") == (
        "Before the programme: Can influence local decisions, 44.4% in the programme’s areas and "
        "34.4% in comparator areas."
    )
    assert words.plain(results, "wellbeing") == "It is too early to tell."
    assert words.effect(results, "influence") == (
        "not estimable: there is no survey after the programme yet"
    )
    assert words.expected(results, "influence") == "32.4\u00a0percentage points"
    for name in ("conclusion", "others", "robustness", "tests", "trends", "secondary_results"):
        assert getattr(words, name)(results) == TOO_EARLY
    assert words.flow(results) == (
        "There has been one wave so far, so no other can be compared with it."
    )


def test_nothing_shown_speaks_of_a_change(shown):
    """Nor of numbers that are not there; what is said of methods in general is set aside, as is
    what a table is called."""
    general = ("false_positives", "leading", "coverage", "pretest", "rules")
    for name, text in shown.items():
        if not any(word in name for word in general):
            found = re.search(PRETENDED, re.sub(r'about="[^"]*"', "", text))
            assert not found, (name, found)


def test_tables_and_figures_show_levels_or_say_why_not(shown, results):
    table = tables.outcomes(results)
    assert table.columns == ("Outcome", "Here", "There", "Would be found")
    assert ("Can influence local decisions, %", "44.4", "34.4", "32.4") in table.rows
    for draw in (figures.levels, figures.domain):
        drawn = draw(results, "local-decision-making")
        assert drawn.title == "Can influence local decisions before the programme"
        assert "in Here 44.4 in 2015/16" in drawn.alt and "34.4" in drawn.alt
    assert figures.forest(results).title == TOO_EARLY
    assert figures.forest(results).table.rows == ((TOO_EARLY,),)
    assert tables.specifications(results).rows == ((TOO_EARLY,),)
    assert all(NOTICE in text for name, text in shown.items() if name.startswith("figures"))


def test_few_who_agree_are_hidden_with_all_that_would_tell_of_them(tmp_path):
    """Nine of 120 agree there: no level, no detectable effect and no difference between groups."""
    folder = copy(tmp_path)
    path = folder / "synthetic/wave-1.csv"
    old = hashlib.sha256(path.read_bytes()).hexdigest()
    lines = path.read_text().splitlines()
    for place, line in enumerate(lines):
        cells = line.rsplit(",", 2)
        if ("THERE" in line and int(line[3:5]) > 2) or "THERE-3" in line:
            cells[1] = "2"
        lines[place] = ",".join(cells)
    path.write_text("\n".join(lines) + "\n")
    edit(folder, "study.toml", old, hashlib.sha256(path.read_bytes()).hexdigest())
    results = load_results(compute(folder))
    estimate = results.estimate("influence")
    for name in ("programme_before", "comparator_before", "mde_design", "smallest_count"):
        assert getattr(estimate, name) == Mark.CONFIDENTIAL, name
    assert {row.value for row in results.levels if row.outcome == "influence"} == {"c"}
    (check,) = (each for each in results.checks if each.subject == "Outcomes")
    assert "Can influence local decisions" in check.detail and check.value == Mark.CONFIDENTIAL
    assert isinstance(results.estimate("wellbeing").programme_before, float)


def test_it_speaks_in_the_nouns_of_the_study(tmp_path):
    folder = copy(tmp_path)
    edit(
        folder,
        "study.toml",
        "[model]",
        """[study.words]
respondent = { one = "pupil", many = "pupils" }
wave = { one = "term", many = "terms" }
survey = { one = "inquiry", many = "inquiries", article = "an" }
programme = "reading scheme"

[model]""",
    )
    results = load_results(compute(folder))
    assert results.estimate("influence").reason == (
        "there is no inquiry after the reading scheme yet"
    )
    assert results.findings[0].follows == (
        "Nothing follows before the inquiry after the reading scheme has been made."
    )
    shown = show_all(results, tmp_path)
    assert words.answer(results).startswith("The inquiry after the reading scheme has not been")
    assert shown["words.flow"].startswith("There has been one term so far")
    own = re.compile(r"\b(survey|wave)s?\b|after the programme|\{[a-z ]+\}")
    names = ("words.citation", "tables.provenance", "tables.waves", "tables.false", "words.checks")
    for name, text in shown.items():
        if not name.startswith((*names, "tables.corrections")):
            found = own.search(
                re.sub(r"about=.*|Survey linearisation|\{\.?[a-z.=\"-]+.*", "", text)
            )
            assert not found, (name, found, text)


def test_several_waves_before_are_told_wave_by_wave(tmp_path):
    folder = copy(tmp_path)
    text = (folder / "synthetic/wave-1.csv").read_text().replace("\nb", "\ne")
    lines = [line.replace(",1,5\n", ",2,5\n") for line in text.splitlines(keepends=True)]
    (folder / "earlier.csv").write_text("".join(lines))
    done = run(folder, "add-wave", str(folder / "earlier.csv"), *BESIDE, "--id", "w0", "--yes")
    assert done.returncode == 0, done.stderr
    results = load_results(compute(folder))
    assert [wave.id for wave in results.study.before()] == ["w0", "w1"]
    found = {(row.wave, row.arm): row.value for row in results.levels if row.outcome == "influence"}
    path = folder / "synthetic/wave-2.csv"
    assert found["w0", "here"] == round(
        100 * average(path, "influence", lambda answer: answer == "1")["here"], 2
    )
    assert found["w1", "here"] == 44.44
    shown = show_all(results, tmp_path)
    assert "2012 and 2015/16 together" in shown["tables.outcomes"]
    assert "in 2012, 44.4 in 2015/16" in shown["figures.levels local-decision-making"]


def test_the_follow_up_continues_without_an_edit(begun, followed):
    """The effect is the difference of the four weighted means, each added up line by line."""
    results = load_results(followed)
    assert [(wave.id, wave.period) for wave in results.study.waves] == [
        ("w1", "before"), ("w2", "after"),
    ]  # fmt: skip
    estimate = results.estimate("influence")
    before, after = (
        average(HERE / path, "influence", lambda answer: 100 * (answer == "1"))
        for path in ("synthetic/wave-1.csv", "follow-up.csv")
    )
    effect = (after["here"] - before["here"]) - (after["there"] - before["there"])
    levels = (estimate.programme_after - estimate.programme_before) - (
        estimate.comparator_after - estimate.comparator_before
    )
    assert estimate.effect == pytest.approx(effect, abs=0.01) == pytest.approx(levels, abs=0.02)
    assert estimate.reason == "" and estimate.mde != Mark.UNAVAILABLE
    assert words.short_answer(results) == "Yes, as far as the survey can tell."
    assert results.specifications and not results.levels
    (finding,) = results.findings
    assert finding.status == "stale" and finding.evidence == "supported"
    assert finding.follows == "Keep what was begun."
    assert run(followed, "check").returncode == 0
    names = {row["name"] for row in rows(followed, "checks.csv")}
    assert "Make-up over time" in names


def test_withdrawn_it_is_as_it_was_before(begun, tmp_path):
    folder = copy(tmp_path)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    add = ("add-wave", str(folder / "follow-up.csv"), *FOLLOW_UP, "--yes")
    for words_given in (add, ("withdraw-wave", "w2", "--yes")):
        done = run(folder, *words_given)
        assert done.returncode == 0, done.stderr
    compute(folder)
    assert {path: path.read_bytes() for path in before} == before
    assert (folder / "results/estimates.csv").read_bytes() == (
        begun / "results/estimates.csv"
    ).read_bytes()
