"""The brief: at most four pages that anybody can read, whatever the survey shows."""

import html
import re
import subprocess
from dataclasses import replace
from itertools import count

import pdfplumber
import pytest

from analysis import load_results, words
from analysis.report import brief
from analysis.report.charts.style import SMALL, WIDE
from analysis.report.words.measures import tell_domain
from tests.book.test_prose import abbreviations, turned
from tests.book.test_reading_ease import STANDARD, measure_ease, read_paragraphs
from tests.copies import ROOT, copy_project, make_once, render
from tests.libreoffice import convert
from tests.pdf_reading import read_lines, squeeze
from tests.study_tables import rewrite
from tests.word_reading import DRAWING, W, Word, check_parts
from tests.word_reading import text as read_text

NAME = "_report/brief/findings-in-brief.pdf"
LEAST = 7  # points of type that can be read on paper
TOLD = {
    "mixed": "shows a clear change for the worse",
    "perhaps worse": "hints at a change for the worse",
    "not estimable": "can say nothing of",
}
SIDES = {"better": (8, 5, 11), "worse": (-8, -11, -5), "not estimable": ("x", "x", "x")}


@pytest.fixture(scope="module")
def built(shared, project):
    """A copy of the project with its brief."""

    def make(folder):
        (folder / "said").write_text(render(copy_project(folder, project), "brief"))

    return make_once(shared / "brief", make)


@pytest.fixture(scope="module")
def pdf(built):
    return built / "project" / NAME


@pytest.fixture(scope="module")
def results():
    return load_results(ROOT / "data")


def loose(text: str) -> str:
    """Text without white space, and with quotation marks of one kind."""
    return squeeze(text.replace("’", "'").replace("\u00a0", " "))


def printed(pdf) -> str:
    return loose(" ".join(read_lines(pdf)))


def test_it_has_at_most_four_pages_that_say_where_one_is_and_what_the_data_are(pdf, results):
    pages = read_lines(pdf)
    assert 3 <= len(pages) <= 4
    for number, text in enumerate(pages, 1):
        assert f"{number} of {len(pages)}" in text
        assert results.study.study.notice in text


def test_it_says_where_its_files_are(built):
    said = (built / "said").read_text()
    assert NAME in said and NAME.replace(".pdf", ".docx") in said


def test_make_brief_renders_the_profile():
    done = subprocess.run(["make", "-n", "brief"], cwd=ROOT, capture_output=True, text=True)
    assert "-m render --profile brief" in done.stdout


def test_it_is_tagged_for_screen_readers(pdf):
    with pdfplumber.open(pdf) as opened:
        catalogue = opened.doc.catalog
        assert catalogue["MarkInfo"]["Marked"] is True
        assert b"pdfuaid:part" in catalogue["Metadata"].resolve().get_data()


def test_it_says_what_the_results_say(pdf, results, monkeypatch):
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("QUARTO_PROFILE", "brief")
    text = printed(pdf)
    told = (
        words.short_answer, words.answer, words.others, words.besides, words.conclusion,
        words.next_steps, words.citation, words.edition,
    )  # fmt: skip
    for tell in told:
        assert loose(tell(results)) in text, tell
    for domain in results.study.domains:
        assert loose(results.finding(domain.id).statement) in text
        assert loose(words.spoken(results, domain.id)) in text
        assert loose(tell_domain(results, domain.id)) in text


@pytest.mark.parametrize("page", ["index", "chapters/brief/domains", "chapters/brief/meaning"])
def test_it_reads_easily(built, page):
    text = (built / f"project/_report/brief/{page}.html").read_text()
    paragraphs = read_paragraphs(text)
    assert len(paragraphs) > 5
    assert measure_ease(paragraphs) >= STANDARD


def test_it_abbreviates_nothing(pdf, results):
    """Letters in pictures are drawn, and not among the text."""
    text = " ".join(" ".join(read_lines(pdf)).split())
    assert abbreviations(text.replace(results.study.study.notice, "")) == []


def test_type_in_its_charts_can_be_read_on_paper(pdf):
    """What is drawn spans less than the drawing, so that its scale is at least this."""
    with pdfplumber.open(pdf) as opened:
        page = next(page for page in opened.pages if "Social connectivity" in page.extract_text())
        across = [
            (each["x0"], each["x1"]) for each in page.curves + page.lines
            if each["x0"] > 0.5 * page.width - 40 and each["x1"] < page.width
            and each["x1"] - each["x0"] < 0.4 * page.width
        ]  # fmt: skip
    assert len(across) > 50
    spans = max(end for _, end in across) - min(start for start, _ in across)
    scale = spans / SMALL.width
    assert scale * min(SMALL.small, SMALL.text) >= LEAST


def test_type_in_the_answers_figure_can_be_read_on_paper(pdf):
    """On the first page is no other drawing."""
    with pdfplumber.open(pdf) as opened:
        page = opened.pages[0]
        marks = [
            e for e in page.curves if e["top"] > 0.25 * page.height and e["x1"] - e["x0"] < 200
        ]
    assert len(marks) > 100
    spans = max(mark["x1"] for mark in marks) - min(mark["x0"] for mark in marks)
    assert spans / WIDE.width * WIDE.small >= LEAST + 1


def write_verdicts(folder, verdict: str) -> None:
    """In results, give every outcome a verdict ("mixed": worse and better in turn)."""
    places = count()
    better = {o.id: o.better for o in load_results(ROOT / "data").study.outcomes}

    def turn(row):
        told = ("worse", "better")[next(places) % 2] if verdict == "mixed" else verdict
        side = told.removeprefix("perhaps ")
        effect, low, high = SIDES[side]
        if side != "not estimable" and better[row["outcome"]] == "lower":
            effect, low, high = -effect, -high, -low
        shown = "unclear" if told.startswith("perhaps") else told
        found = {"effect": effect, "low": low, "high": high, "verdict": shown}
        return row | {name: str(value) for name, value in found.items()}

    rewrite(folder / "estimates.csv", turn)


@pytest.mark.parametrize(
    ("verdict", "stale"),
    [("mixed", False), ("mixed", True), ("perhaps worse", False), ("not estimable", True)],
)
def test_it_has_four_pages_whatever_the_survey_shows(built, tmp_path, verdict, stale):
    copy = copy_project(tmp_path, built / "project")
    book = copy / "_quarto.yml"
    text = book.read_text()
    # Results that are turned by hand are refused.
    book.write_text(text.replace("  pre-render: python -m analysis check\n", ""))
    write_verdicts(copy / "data/results", verdict)
    if stale:
        rewrite(copy / "data/results/findings.csv", lambda row: row | {"status": "stale"})
    render(copy, "brief")
    text = printed(copy / NAME)
    assert len(read_lines(copy / NAME)) <= 4
    # Once in the text that explains it, and once a domain.
    assert text.count("Awaitingreview") == (7 if stale else 1)
    assert squeeze(TOLD[verdict]) in text
    if stale:  # which is said with each domain, so that the text is longest
        word = (copy / NAME).with_suffix(".docx")
        assert len(read_lines(convert(word, "pdf", tmp_path))) <= 4


def test_a_domain_is_told_harms_first_in_everyday_words(results):
    told = {"satisfied": "better", "litter": "worse", "damp": "not estimable"}
    assert tell_domain(turned(results, told), "local-environment") == (
        "The survey shows a clear change for the worse in litter (a rise of about 8 in every 100 "
        "residents). It shows a clear change for the better in satisfaction with the area (a rise "
        "of about 8 in every 100 residents). It can say nothing of damp homes."
    )
    told = {"belong": "perhaps worse", "trust": "equivalent"}
    assert tell_domain(turned(results, told), "social-connectivity") == (
        "The survey hints at a change for the worse in belonging (a fall of about 8 in every 100 "
        "residents), which may be chance. It rules out a change large enough to matter in trust "
        "in neighbours."
    )
    told = {"influence": "unclear"}
    assert tell_domain(turned(results, told), "local-decision-making") == (
        "The survey shows no clear change in influence on local decisions."
    )


def test_a_study_without_claims_interviews_or_more_than_one_domain_has_a_brief(
    results, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    study = replace(results.study, claims=(), domains=results.study.domains[:1])
    bare = replace(results, study=study, findings=(), joint_display=(), themes=())
    (row,) = brief.domains(bare).rows
    assert row.label == "Social connectivity"
    assert len(row.paragraphs) == 1
    text = row.paragraphs[0].replace("\\", "")
    assert text == "The survey shows no clear change in belonging or trust in neighbours."
    assert row.chart.exists()
    assert "in every 100 residents" in row.alt and results.study.study.notice in row.alt


def test_a_domain_that_the_survey_did_not_ask_about_has_no_chart(results):
    domain = replace(results.study.domains[0], id="stories", label="Stories")
    more = replace(results, study=replace(results.study, domains=(domain,)))
    (row,) = brief.domains(more).rows
    assert row.chart is None
    assert "The survey did not ask about this" in row.paragraphs[-1]


def test_charts_of_all_domains_have_the_same_axis(results, tmp_path, monkeypatch):
    """The line of no difference, the darkest of the grid, stands in the same place in all."""
    monkeypatch.chdir(tmp_path)
    charts = [row.chart.read_text() for row in brief.domains(results).rows]
    line = r'd="M([\d.]+) [\d.]+L\1 [\d.]+" fill="none" stroke="#1f2a33" stroke-width="1\.2"'
    places = [set(re.findall(line, chart)) for chart in charts]
    assert len(charts) == 6
    assert all(found == places[0] and len(found) == 1 for found in places)


def test_the_full_report_is_linked_once_it_has_an_address(results, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "_quarto.yml").write_text("book:\n  title: Trees\n")
    assert "not on the web yet" in brief.full_report(results)._repr_markdown_()
    web = tmp_path / "_quarto-web.yml"
    web.write_text("book:\n  site-url: https://example.org/report\n")
    shown = html.unescape(brief.full_report(results)._repr_markdown_())
    assert "](<https://example.org/report>)" in shown


def test_its_word_file_has_a_row_for_each_domain_and_no_contents(built, results):
    word = Word(built / "project/_report/brief/findings-in-brief.docx")
    assert check_parts(word.parts) == []
    assert not [*word.body.iter(f"{W}sdt")]
    rows = [read_text(row) for row in word.body.iter(f"{W}tr")]
    assert len(rows) == len(results.study.domains)
    for row, domain in zip(rows, results.study.domains, strict=True):
        assert row.startswith(domain.label)
    described = [node.get("descr") for node in word.body.iter(f"{DRAWING}docPr")]
    assert len(described) == 1 + len(rows) and all(described)
