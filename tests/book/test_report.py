"""The same numbers in the results, on the site and in the PDF, read back from each."""

import csv
import html
import io
import json
import os
import re
import tomllib
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup

from render.word.comparison import write_document
from tests.command_line import run
from tests.copies import copy_project, leave_out_word, render
from tests.pdf_reading import Printed, squeeze
from tests.study_tables import change_weight, rewrite, rows

HOSTILE = """A & B <b>bold</b> *stars* {{< env HOME >}} $x$ `code` | pipe [link](x) ~~~{=typst}
#read("/etc/passwd") ~~~ <script>alert(1)</script> @fig-forest \\ end"""
# What Quarto reads as a citation, a formula, Markdown, a list or a quotation in a plain string.
SHORT = """1. @name $y$ ~a~ ^b^ <i> {{< env HOME >}} "q" 's' & end"""
MARKS = {"c", "u", "z", "x"}


class Read:
    """A site and its PDF: tables by id, squeezed tables and paragraphs in order."""

    def __init__(self, site: Path) -> None:
        index = BeautifulSoup((site / "index.html").read_text(), "html.parser")
        self.pages = {}
        for link in index.select("nav.chapters a"):
            page = BeautifulSoup((site / link["href"]).read_text(), "html.parser").find("main")
            # What is folded and what is downloaded is on the web alone.
            for element in page.select("math annotation, nav, script, .behind, .anchor"):
                element.decompose()
            self.pages[link["href"]] = page
        self.tables = [
            [[squeeze(outside_links(cell)) for cell in cells(row)] for row in table.find_all("tr")]
            for page in self.pages.values()
            for table in page.find_all("table")
        ]
        (path,) = site.glob("*.pdf")
        self.printed = Printed(path)

    def table(self, label: str) -> list[list[str]]:
        """Rows of a labelled table as a reader sees them."""
        for page in self.pages.values():
            if found := page.find(id=label):
                return [
                    [" ".join(cell.get_text().split()) for cell in cells(row)]
                    for row in found.find("table").find_all("tr")
                ]
        raise KeyError(label)

    def paragraphs(self) -> list[str]:
        """Paragraphs outside tables, without what stands in links."""
        texts = []
        for page in self.pages.values():
            for paragraph in page.find_all("p"):
                if not paragraph.find("math") and not paragraph.find_parent("figcaption"):
                    texts.append(squeeze(outside_links(paragraph)))
        return texts


def cells(row):
    return row.find_all(["th", "td"])


def outside_links(element) -> str:
    """Text of an element without what stands in links."""
    return "".join(text for text in element.find_all(string=True) if not text.find_parent("a"))


def filled(table: list[list[str]]) -> list[list[str]]:
    """Cells that hold something: a tagged PDF has no element for an empty one."""
    return [[cell for cell in row if cell] for row in table]


@pytest.fixture(scope="module")
def read(site) -> Read:
    return Read(site)


@pytest.fixture(scope="module")
def moved(tmp_path_factory, project) -> Path:
    """A copy of the project with one weight changed and hostile words in every kind of label."""
    copy = copy_project(tmp_path_factory.mktemp("moved"), project)
    leave_out_word(copy)
    data = copy / "data"
    edit_rows(data / "codebook.csv", "answer", "Rented privately")
    edit_rows(data / "themes.csv", "label", "Ties between residents")
    edit_rows(data / "synthetic/interviews.csv", "summary", None)
    change_weight(data)
    study = data / "study.toml"
    text = study.read_text()
    label = 'label = "Belong to the neighbourhood"'
    assert label in text
    quoted = HOSTILE.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    text = text.replace(label, f'label = "{quoted}"')
    short = SHORT.replace('"', '\\"')
    for place in ('label = "2018/19"', 'label = "Social connectivity"'):
        assert place in text
        text = text.replace(place, f'label = "{short}"')
    study.write_text(text)
    claims, published = data / "findings.toml", data / "published.toml"
    told = 'statement = "People involved describe better'
    assert told in claims.read_text()
    claims.write_text(claims.read_text().replace(told, f'statement = "{short} {told[13:]}'))
    noted = 'note = "Printed in the abstract'
    assert noted in published.read_text()
    published.write_text(published.read_text().replace(noted, f'note = "{short} {noted[8:]}'))
    assert run(data, "check", project=copy).returncode == 1
    made = run(data, "results", project=copy)
    assert made.returncode == 0, made.stderr
    render(copy)
    return copy


def edit_rows(path: Path, column: str, value: str | None) -> None:
    """Put the hostile words in place of a value, or of all values, of a column."""
    rewrite(path, lambda row: row | {column: HOSTILE} if value in (None, row[column]) else row)


@pytest.fixture(scope="module")
def read_moved(moved) -> Read:
    return Read(moved / "_report/web")


def test_every_table_has_the_same_rows_on_the_site_and_in_the_pdf(read):
    assert len(read.tables) > 30
    for page, printed in zip(read.tables, read.printed.tables, strict=True):
        assert filled(page) == filled(printed)


def test_every_paragraph_has_the_same_words_on_the_site_and_in_the_pdf(read):
    printed = set(read.printed.paragraphs)
    texts = [text for text in read.paragraphs() if any(char.isdigit() for char in text)]
    assert len(texts) > 20
    assert not [text for text in texts if text not in printed]


def decimals(number: str, places: int) -> str:
    """A number of the results as the report writes it, its mark in brackets."""
    if number in MARKS:
        return f"[{number}]"
    text = f"{float(number):,.{places}f}"
    return text.replace("-", "" if not text.strip("-0.") else "−")


def check_estimates(project: Path, table: list[list[str]]) -> int:
    """Compare the full table of estimates with the file; returns the rows compared."""
    study = tomllib.loads((project / "data/study.toml").read_text())
    labels = {item["id"]: " ".join(item["label"].split()) for item in study["outcomes"]}
    shown = {row[0]: row for row in table}
    for row in rows(project / "data", "estimates.csv"):
        (cell,) = (shown[name] for name in shown if name.startswith(labels[row["outcome"]]))
        n = 2 if row["unit"] == "percentage points" else 3
        assert cell[1] == decimals(row["effect"], n)
        assert cell[2] == decimals(row["se"], n)
        assert cell[4] == f"{decimals(row['low'], n)} to {decimals(row['high'], n)}"
        assert cell[5] in (decimals(row["p"], 3), "<0.001")
        before, after = (decimals(row[f"n_programme_{time}"], 0) for time in ("before", "after"))
        assert f"{before} → {after}" in cell
    return len(rows(project / "data", "estimates.csv"))


def test_estimates_on_the_page_are_those_of_the_results(project, read):
    assert check_estimates(project, read.table("tbl-estimates")) == 15


def test_levels_and_effects_at_a_glance_are_those_of_the_results(project, read):
    text = "\n".join(" ".join(row) for row in read.table("tbl-outcomes"))
    places = {"percentage points": 1, "points": 2}
    for row in rows(project / "data", "estimates.csv"):
        n = places[row["unit"]]
        low, high = decimals(row["low"], n), decimals(row["high"], n)
        assert f"{decimals(row['effect'], n)} ({low} to {high})" in text
        for arm in ("programme", "comparator"):
            before, after = (decimals(row[f"{arm}_{time}"], n) for time in ("before", "after"))
            assert f"{before} → {after}" in text


def test_who_answered_is_as_in_the_results(project, read):
    found = {
        (row["category"], row["arm"], row["wave"]): row
        for row in rows(project / "data", "respondents.csv")
    }
    shown = [row for row in read.table("tbl-respondents")[1:] if any(row[1:])]
    groups = [(arm, wave) for arm in ("nfl", "cmp") for wave in ("w1", "w2")]
    assert len(shown) == 12
    for name, *values in shown:
        if name == "All respondents, number":
            assert values == [decimals(found["all", *group]["n"], 0) for group in groups]
        else:
            assert values == [decimals(found[name, *group]["percent"], 1) for group in groups]


def test_missing_answers_are_as_in_the_results(project, read):
    text = [cell for row in read.table("tbl-answers") for cell in row]
    for row in rows(project / "data", "answers.csv"):
        shown = f"{decimals(row['n'], 0)} ({decimals(row['percent'], 1)})"
        assert shown in text or row["n"] in MARKS


def test_counts_of_themes_are_those_of_the_results(project, read):
    with open(project / "data/themes.csv", newline="") as lines:
        themes = {row["id"]: row["label"] for row in csv.DictReader(lines)}
    labels = [found for found in page_labels(read) if found.endswith("-themes") and "tbl" in found]
    shown = {row[0]: row for label in labels for row in read.table(label)}
    for row in rows(project / "data", "themes.csv"):
        if (row["level"], row["by"], row["kind"]) == ("theme", "all", "interview"):
            people, base = decimals(row["people"], 0), decimals(row["base_people"], 0)
            assert f"{people} of {base}" in shown[themes[row["id"]]]


def page_labels(read: Read) -> list[str]:
    return [figure["id"] for page in read.pages.values() for figure in page.select("figure[id]")]


def test_a_changed_weight_is_on_every_page_and_in_the_pdf(moved, read_moved, project):
    assert check_estimates(moved, read_moved.table("tbl-estimates")) == 15
    old, new = (
        next(row for row in rows(each / "data", "estimates.csv") if row["outcome"] == "litter")
        for each in (project, moved)
    )
    assert old["effect"] != new["effect"]
    for page, printed in zip(read_moved.tables, read_moved.printed.tables, strict=True):
        assert len(page) == len(printed)
    shown = f"{decimals(new['low'], 1)}to{decimals(new['high'], 1)}"
    gone = f"{decimals(old['low'], 1)}to{decimals(old['high'], 1)}"
    for tables in (read_moved.tables, read_moved.printed.tables):
        text = "".join(cell for table in tables for row in table for cell in row)
        assert text.count(shown) >= 2
        assert gone not in text


def test_hostile_words_come_out_as_written(moved, read_moved):
    """In labels of outcomes, answers and themes and in excerpts; on the site and in the PDF."""
    wanted = squeeze(HOSTILE)
    for tables in (read_moved.tables, read_moved.printed.tables):
        found = [cell for table in tables for row in table for cell in row if wanted in cell]
        assert len(found) >= 6
    for page in read_moved.pages.values():
        assert not page.find_all("b")
        assert os.environ["HOME"] not in page.get_text()
    assert not [
        p for p in (moved / "_report/web").rglob("*.html") if "alert(1)</script>" in p.read_text()
    ]
    for image in page_images(read_moved):
        assert "<b>" not in image or wanted[:5] in squeeze(image)


def test_words_that_quarto_would_read_as_markdown_stand_everywhere_as_written(moved, read_moved):
    """In a claim, a domain, a wave and a note on a source: in sentences, tables, figures, captions,
    text alternatives and the search, on the site, on paper and in Word."""
    wanted = squeeze(SHORT)
    assert sum(wanted in text for text in read_moved.paragraphs()) >= 10
    assert sum(wanted in text for text in read_moved.printed.paragraphs) >= 10
    for tables in (read_moved.tables, read_moved.printed.tables):
        assert sum(wanted in cell for table in tables for row in table for cell in row) >= 10
    alternatives = [squeeze(text).replace("\u2060", "") for text in page_images(read_moved)]
    assert sum(wanted in text for text in alternatives) >= 2
    drawn = [squeeze(html.unescape("".join(re.findall("<!-- (.*?) -->", path.read_text(), re.S))))
             for path in (moved / "_report/web").rglob("*.svg")]  # fmt: skip
    assert sum(wanted in text for text in drawn) >= 2
    search = (moved / "_report/web/assets/search-index.js").read_text()
    found = json.loads(search.removeprefix("window.searchIndex = ").removesuffix(";\n"))
    assert sum(wanted in squeeze(entry["text"]) for entry in found) >= 10
    with zipfile.ZipFile(io.BytesIO(write_document(moved / "_report/web"))) as word:
        text = ElementTree.fromstring(word.read("word/document.xml"))
    assert squeeze("".join(text.itertext())).count(wanted) >= 20


def page_images(read: Read) -> list[str]:
    return [image["alt"] for page in read.pages.values() for image in page.find_all("img")]


def test_every_figure_says_what_it_shows(read):
    alternatives = page_images(read)
    assert len(alternatives) > 20
    assert all(len(text) > 60 for text in alternatives)
