"""New books as their teams get them: of schools with interviews and claims, of a register alone in
one domain, of a survey before any follow-up, and of interviews alone."""

import re
from pathlib import Path

import docx
import pypdfium2
import pytest
from bs4 import BeautifulSoup

from tests.book.test_pages import violations
from tests.copies import render
from tests.pdf_layout import Layout
from tests.projects import SAID, build_once

KINDS = ("orchard-schools", "kielmc", "clinics", "gardens")


@pytest.fixture(scope="module", params=KINDS)
def built(request, shared) -> Path:
    return build_once(request.param, shared)


def pages(project: Path) -> list[Path]:
    return sorted((project / "_report/web").rglob("*.html"))


def read(page: Path) -> BeautifulSoup:
    return BeautifulSoup(page.read_text(), "html.parser")


def test_it_builds_without_a_warning_and_names_each_note_by_its_line(built):
    said = (built.parent / SAID).read_text()
    assert "warns" not in said and "WARN" not in said
    places = re.findall(r"^  ([\w./-]+):(\d+): (.+)$", said, re.MULTILINE)
    assert f"still to be written: {len(places)} notes for writers" in said
    for path, line, _ in places:
        found = (built / path).read_text().splitlines()[int(line) - 1]
        assert found == "::: {.to-write}" or re.search("[#%,] ?To write:", found)
    listed = [path for path, _, _ in places if path.endswith(".qmd")]
    shown = [
        note
        for page in pages(built)
        for note in read(page).select(".to-write[role=note] > p:first-child > strong:first-child")
    ]
    assert len(shown) == len(listed) and {note.get_text() for note in shown} == {"To write:"}


def test_paper_and_word_say_it_as_well(built):
    site = built / "_report/web"
    read_pages = [read(page) for page in pages(built)]
    notes = sum(len(page.select(".to-write")) for page in read_pages)
    # What lies behind a figure is printed in no table.
    cells = [cell for page in read_pages for cell in page.select("td")
             if "To write:" in cell.text and not cell.find_parent("details")]  # fmt: skip
    pdf = pypdfium2.PdfDocument(next(site.glob("*.pdf")))
    text = "".join(page.get_textpage().get_text_range() for page in pdf)
    assert len(re.findall(r"To\s+write:", text)) == notes + len(cells)
    word = docx.Document(next(site.glob("*.docx")))
    styled = [each for each in word.paragraphs if each.style.name == "To Write"]
    assert len(styled) == notes and all(each.text.startswith("To write:") for each in styled)


def test_figures_stay_in_their_sections_and_tables_whole(built):
    layout = Layout(next((built / "_report/web").glob("*.pdf")))
    assert layout.strays() == [] and layout.lone_rows() == []


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_pages_with_notes_are_accessible(built, browser, scheme, width):
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    for path in ("index", "chapters/summary", "chapters/methods"):
        page.goto((built / f"_report/web/{path}.html").as_uri())
        assert violations(page) == []
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width
    page.close()


def test_in_forced_colours_the_frame_stays(built, browser):
    context = browser.new_context(forced_colors="active")
    page = context.new_page()
    page.goto((built / "_report/web/chapters/summary.html").as_uri())
    style = page.evaluate("getComputedStyle(document.querySelector('.to-write')).borderTopStyle")
    assert style == "dashed"
    context.close()


def test_the_pages_of_schools_speak_of_schools(shared):
    for page in pages(build_once("orchard-schools", shared)):
        article = read(page).select_one("article")
        for each in article.select(".to-write, details"):
            each.decompose()
        told = article.get_text(" ").replace("areas.csv", "")
        found = re.search(r"\b(areas|residents?|neighbourhoods?|households?)\b", told)
        assert not found, (page.name, told[max(0, found.start() - 60) : found.end() + 40])


def test_one_domain_has_one_chapter_with_all_of_it(shared):
    project = build_once("kielmc", shared)
    names = [page.stem for page in pages(project)]
    assert "impact" not in names and "integration" not in names
    chapter = read(project / "_report/web/chapters/domain-house-prices.html")
    heads = [head.get_text(" ", strip=True) for head in chapter.select("article h2")]
    assert any("The primary outcome" in head for head in heads)
    assert any("Would another way have given another answer?" in head for head in heads)
    front = read(project / "_report/web/index.html").select_one("article").get_text(" ")
    assert "Domain by domain" not in front and "Interviews" not in front


def test_a_brief_has_four_pages_at_most(built):
    if built.name == "orchard-schools":
        render(built, "brief")
        pdf = pypdfium2.PdfDocument(built / "_report/brief/findings-in-brief.pdf")
        assert len(pdf) <= 4
