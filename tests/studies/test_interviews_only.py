"""A study of interviews and journals, without a survey."""

import json
import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from analysis.errors import Breaches
from analysis.report import brief, figures, tables, words
from analysis.report.absent import AFTER, INTERVIEWS, SURVEY
from analysis.report.card import describe_card
from analysis.report.publication import Author, Publication
from analysis.results.releases import keep_release, read_folder
from analysis.results.results import load_results
from analysis.study.reading import read_study
from analysis.study.records import Release
from release.datapackage import write_package
from release.linked_data import write_linked_data
from release.readme import tell_waves
from tests.command_line import run
from tests.studies.interviews_only.make import HERE, NOTICE, write_study
from tests.studies.pages import PACKAGES, show_all

NO_SURVEY = "There is no survey in this study."
WAVE = """[[waves]]
id = "w1"
label = "2020"
period = "before"
fieldwork = [2020-01-01, 2020-02-01]
file = "synthetic/wave-1.csv"
sha256 = "00"
"""


def copy(folder: Path) -> Path:
    return Path(shutil.copytree(HERE, folder / "study"))


@pytest.fixture(scope="module")
def said(tmp_path_factory) -> Path:
    folder = copy(tmp_path_factory.mktemp("said"))
    done = run(folder, "results")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def results(said):
    return load_results(said)


@pytest.fixture(scope="module")
def shown(results, tmp_path_factory) -> dict[str, str]:
    return show_all(results, tmp_path_factory.mktemp("drawn"))


def faults(folder: Path) -> list[str]:
    with pytest.raises(Breaches) as caught:
        read_study(folder)
    # Without the line of the file, which is quoted where there is one.
    return [re.sub(r"^(\S+) line \d+ \(.*?\): ", r"\1: ", each) for each in caught.value.faults]


def edit(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text()
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1))


def test_the_files_are_as_their_script_writes_them(tmp_path):
    write_study(tmp_path)
    for path in tmp_path.rglob("*.*"):
        assert path.read_bytes() == (HERE / path.relative_to(tmp_path)).read_bytes(), path.name


def test_themes_are_counted_as_the_script_says(results):
    counts = {
        (row.level, row.id): (row.people, row.base_people)
        for row in results.themes
        if (row.kind, row.by) == ("interview", "all")
    }
    assert counts["theme", "being-heard"] == counts["domain", "local-decision-making"] == (13, 14)
    assert counts["theme", "company"] == (11, 14)
    assert counts["theme", "money"] == ("c", 14), "four are too few to be shown"


def test_a_claim_stands_by_its_themes_alone(results):
    """Thirteen speak of being heard, one of them against it; eleven of company, eight of them
    against it; four of money."""
    assert {each.domain: (each.status, each.reason) for each in results.findings} == {
        "local-decision-making": (
            "supported",
            "It rests on interviews alone: at least 10 interviewees raised “Being heard”, no more "
            "often negatively than positively.",
        ),
        "health-wellbeing": (
            "inconclusive",
            "Interviews raised “Company” more often negatively than positively.",
        ),
        "economic-activity": (
            "inconclusive", "Fewer than 10 interviewees raised “Money”.",
        ),
    }  # fmt: skip
    joint = results.joint("local-decision-making")
    assert (joint.survey, joint.relation) == ("", "")
    assert joint.meta_inference == "Those who took part feel heard."


def test_nothing_of_a_survey_is_written_and_results_are_fresh(said):
    names = {path.stem for path in (said / "results").glob("*.csv")}
    assert names <= {
        "agreement", "cooccurrence", "excerpts", "findings", "joint_display", "negative_cases",
        "saturation", "themes",
    }  # fmt: skip
    assert run(said, "check").returncode == 0
    manifest = json.loads((said / "results/manifest.json").read_text())
    assert "codebook.csv" not in manifest["inputs"]


def test_a_codebook_that_comes_is_a_change(said, tmp_path):
    folder = Path(shutil.copytree(said, tmp_path / "study"))
    (folder / "codebook.csv").write_text("variable,type,label,code,answer,status\n")
    done = run(folder, "check")
    assert done.returncode and "codebook.csv was added" in done.stderr


def test_words_say_what_people_said_and_that_there_is_no_survey(results):
    assert words.short_answer(results) == (
        "There is no survey: this report tells what people said in interviews."
    )
    assert words.answer(results) == (
        "Of the 14 people interviewed, 13 spoke of local decision-making and 11 of health and "
        "wellbeing."
    )
    assert words.besides(results) == (
        "It rests on interviews with 14 people and on 12 journal entries."
    )
    assert words.strands(results).startswith("The domains that most people raised in interviews")
    assert words.follows(results, "health-wellbeing") == "Find places to meet."
    assert words.next_steps(results).startswith(
        "Local decision-making: ask those who took no part."
    )
    assert words.waves(results) == "no waves"
    assert words.areas(results, "programme") == "none"
    assert words.families(results) == "no outcomes"
    for name in ("conclusion", "others", "robustness", "flow", "comparability", "precision"):
        assert getattr(words, name)(results) == NO_SURVEY
    assert words.shows(results, "health-wellbeing") == NO_SURVEY


def test_tables_and_figures_show_interviews_or_that_there_is_no_survey(results, shown):
    assert tables.domains(results).columns == ("Domain", "Our claim", "Interviews")
    told = {row[0] for row in tables.joint(results).rows if len(row) > 1}
    assert told == {"Interviews", "What it means", "Reviewed"}
    assert tables.respondents(results).rows == figures.forest(results).table.rows == ((NO_SURVEY,),)
    assert figures.levels(results, "health-wellbeing").title == NO_SURVEY
    joint = figures.joint(results)
    assert "Local decision-making: 13\u00a0of\u00a014" in joint.alt and "hidden" in joint.alt
    assert all(row.chart is None for row in brief.domains(results).rows)
    assert all(NOTICE in text for name, text in shown.items() if name.startswith("figures"))


def test_nothing_shown_speaks_of_what_a_survey_showed(shown):
    """What the rules of findings say and what a table is called set aside."""
    for name, text in shown.items():
        if not name.startswith("tables.rules"):
            told = re.sub(r'about="[^"]*"', "", text)
            found = re.search(
                r"[Tt]he survey|newest wave|\bnan\b|\bNone\b(?!\*\*)|clear change", told
            )
            assert not found, (name, found)


def test_what_is_absent_names_what_chapters_may_call():
    for name in AFTER | SURVEY | INTERVIEWS:
        package, function = name.split(".")
        assert function in PACKAGES[package].__all__, name


def test_the_card_the_package_and_the_linked_data_hold_what_there_is(results, said):
    publication = Publication(
        id="x", title="What people say", authors=(Author(family="Nobody"),), publisher="Nobody",
        date=date(2020, 1, 1), language="en", licence="CC-BY-4.0", notice=NOTICE,
    )  # fmt: skip
    card = describe_card(results, publication)
    assert card["answer"].startswith("Of the 14 people interviewed") and card["interval"] == []
    study = read_study(said)
    released = Release(version="1.0.0", date=date(2020, 1, 1), waves="", results="")
    package = write_package(study, released)
    sources = json.loads(package["datapackage.json"])["sources"]
    assert [source["title"] for source in sources] == ["Coded interviews and journals"]
    assert "Columns of the survey" not in package["data-dictionary.md"]
    linked = write_linked_data(study, publication, "About")
    assert "themes of interviews" in linked and "temporalCoverage" not in linked
    assert tell_waves(study, []) == "no survey"


def test_a_release_is_kept_and_compared_without_a_gap(said, tmp_path):
    folder = Path(shutil.copytree(said, tmp_path / "study"))
    keep_release(read_study(folder), "1.0.0")
    assert read_folder(folder).gaps == ()
    edit(folder, "findings.toml", "are heard.", "are heard now.")
    assert run(folder, "results").returncode == 0
    changes = load_results(folder).changes
    assert {(change.kind, change.id, change.what) for change in changes} == {
        ("finding", "local-decision-making", "statement"),
    }  # fmt: skip


CASES = {
    "neither survey nor interviews": (
        "study.toml", "[qualitative]\n", None,
        "study.toml: neither waves nor [qualitative] are declared; a study has a survey, "
        "interviews or both",
    ),
    "a wave without what it takes": (
        "study.toml", "[[domains]]\n", WAVE + "[[domains]]\n",
        "study.toml: arms: none is declared; a study with waves needs them",
    ),
    "a wave without a codebook": (
        "study.toml", "[[domains]]\n", WAVE + "[[domains]]\n",
        "codebook.csv: the file is missing or empty; a study with waves needs it",
    ),
    "reread at no wave": (
        "findings.toml", 'reviewed_by = "Nobody"', 'reviewed_by = "Nobody"\nreviewed_at = "w1"',
        "findings.toml: claims 'local-decision-making': reviewed_at names wave 'w1', but the study "
        "has no survey; leave it out",
    ),
    "a relation to no survey": (
        "findings.toml", "[claims.unclear]\n", '[claims.unclear]\nrelation = "confirms"\n',
        "findings.toml: claims 'local-decision-making' unclear: relation says how interviews stand "
        "to a survey, and the study has none; leave it out",
    ),
    "a claim on nothing": (
        "findings.toml", 'themes = ["money"]', "themes = []",
        "findings.toml: claims 'economic-activity': neither outcomes nor themes; name what it "
        "rests on",
    ),
    "a claim that expects what is not measured": (
        "findings.toml", 'themes = ["money"]', 'themes = ["money"]\nexpects = "better"',
        "findings.toml: claims 'economic-activity': expects says what outcomes are to show, and "
        "none is named; name them under outcomes, or leave it out",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "told"), CASES.values(), ids=CASES)
def test_what_does_not_go_together_is_told(tmp_path, file, old, new, told):
    folder = copy(tmp_path)
    if new is None:
        text = (folder / file).read_text()
        (folder / file).write_text(text[: text.index(old)])
    else:
        edit(folder, file, old, new)
    assert told in faults(folder)
