"""chapter: what was declared since gets its chapter, and nothing is written over."""

import shutil
from pathlib import Path

import pytest

from analysis.project.book import write_book
from analysis.study.reading import read_study
from tests.command_line import run
from tests.copies import ROOT
from tests.interruptions import snapshot

STUDY = ROOT / "tests/studies/answers/worse"
DOMAIN = '[[domains]]\nid = "school-meals"\nlabel = "School meals"\n\n'
LOGIC = 'source = "Us"\n\n[[columns]]\ntitle = "Put in"\nboxes = ["Bread"]\n'


@pytest.fixture
def project(tmp_path) -> Path:
    """A project as it was begun, with one of its two domains."""
    data = shutil.copytree(STUDY, tmp_path / "data")
    for name, text in write_book(read_study(data)).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def declare(project: Path, text: str = DOMAIN) -> None:
    path = project / "data/study.toml"
    first = '[[domains]]\nid = "health-wellbeing"'
    path.write_text(path.read_text().replace(first, text + first))


def call(project: Path, *words: str):
    return run(Path("data"), "chapter", *words, project=project)


def test_a_domain_declared_later_gets_its_chapter_in_its_place(project):
    declare(project)
    profile = project / "_quarto-web.yml"
    profile.write_text(profile.read_text().replace("  chapters:", "  # Ours.\n  chapters:", 1))
    before = snapshot(project)
    done = call(project, "domain", "school-meals")
    assert done.returncode == 0, done.stderr
    path = "chapters/domain-school-meals.qmd"
    assert f"written: {path}\n" in done.stdout and "_quarto-funder.yml" in done.stdout
    text = (project / path).read_text()
    assert text.startswith("# School meals {#sec-domain-school-meals}\n") and "to-write" in text
    after = snapshot(project)
    assert set(after) - set(before) == {path}
    for name in ("_quarto-web.yml", "_quarto-funder.yml"):
        lines, were = (texts[name].decode().splitlines() for texts in (after, before))
        at = next(n for n, line in enumerate(lines) if path in line)
        assert "domain-local-decision-making" in lines[at - 1]
        assert "domain-health-wellbeing" in lines[at + 1]
        assert lines[:at] + lines[at + 1 :] == were
    changed = {name for name in before if after[name] != before[name]}
    assert changed == {"_quarto-web.yml", "_quarto-funder.yml"}


def test_a_chapter_that_is_there_is_never_written_over(project):
    path = project / "chapters/domain-health-wellbeing.qmd"
    path.write_text("# Ours {#sec-ours}\n")
    before = snapshot(project)
    done = call(project, "domain", "health-wellbeing")
    assert done.returncode == 1
    assert "chapters/domain-health-wellbeing.qmd is there; it stays as somebody wrote it" in (
        done.stderr
    )
    assert snapshot(project) == before


def test_a_chapter_that_was_taken_out_comes_back(project):
    whole = snapshot(project)
    (project / "chapters/integration.qmd").unlink()
    for name in ("_quarto-web.yml", "_quarto-funder.yml"):
        text = (project / name).read_text()
        listed = next(line for line in text.splitlines(True) if "integration" in line)
        (project / name).write_text(text.replace(listed, ""))
    assert call(project, "integration").returncode == 0
    assert snapshot(project) == whole


def test_numbers_that_others_published_get_their_chapter(project):
    number = '[[numbers]]\nid = "a"\nlabel = "Others"\nvalue = 7.5\nunit = "%"\ncite = "bell2002"\n'
    (project / "data/published.toml").write_text(number)
    assert call(project, "published").returncode == 0
    listed = (project / "_quarto-web.yml").read_text().splitlines()
    assert listed[listed.index("        - chapters/limitations.qmd") + 1].endswith("published.qmd")


def test_the_logic_model_is_a_section_of_the_programme(project):
    (project / "data/logic-model.toml").write_text(LOGIC)
    path = project / "chapters/programme.qmd"
    path.write_text("# Our programme {#sec-programme}\n\nOurs.\n")
    assert call(project, "logic-model").returncode == 0
    text = path.read_text()
    assert text.startswith(
        "# Our programme {#sec-programme}\n\nOurs.\n\n## Logic model {#sec-logic}"
    )
    assert "from analysis import figures, load_results" in text
    again = call(project, "logic-model")
    assert again.returncode == 1 and "chapters/programme.qmd has it" in again.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            ("domain", "meals"),
            "no domain 'meals'; declared: local-decision-making, health-wellbeing",
        ),
        (("domain",), "name the domain; declared: local-decision-making"),
        (("published",), "nothing is declared for 'published': it needs numbers in published.toml"),
        (("checklists",), "it needs items in checklists.csv"),
        (("logic-model",), "nothing is declared for it: it needs logic-model.toml"),
        (("baseline",), "waves before the programme only"),
        (("../data/study",), "there is no chapter '../data/study'; known: summary, programme"),
        (("methods", "extra"), "only a domain has an id"),
    ],
)
def test_what_is_not_declared_is_refused_with_what_is(project, words, told):
    before = snapshot(project)
    done = call(project, *words)
    assert done.returncode == 1 and told in done.stderr, done.stderr
    assert snapshot(project) == before
