"""The PDF as a reader meets it: every page says where one is and what the data are."""

import re
import tomllib

import pdfplumber
import pytest
import yaml

from tests.pdf_reading import read_lines


@pytest.fixture(scope="module")
def pdf(site):
    (path,) = site.glob("*.pdf")
    with pdfplumber.open(path) as pdf:
        yield pdf


@pytest.fixture(scope="module")
def pages(site):
    (path,) = site.glob("*.pdf")
    return read_lines(path)


def test_every_page_says_that_the_data_are_a_demonstration(project, pages):
    notice = yaml.safe_load((project / "data/results/report.yml").read_text())["demonstration"]
    assert [number for number, text in enumerate(pages, 1) if notice not in text] == []


def test_the_title_page_says_which_edition_it_is_and_how_to_cite_it(project, pages):
    book = yaml.safe_load((project / "_quarto.yml").read_text())["book"]
    licence = yaml.safe_load((project / "data/results/report.yml").read_text())["licence"]
    study = tomllib.loads((project / "data/study.toml").read_text())["study"]
    first = " ".join(pages[0].split())
    assert (
        licence == study["licence"]
        and f"Licence: The results are published under {licence}." in first
    )
    assert f"Edition: {book['date']}" in first
    year = book["date"].split()[-1]
    assert f"Cite as: {book['author']} ({year}). {book['title']}: {book['subtitle']}." in first


def test_every_page_but_the_title_page_has_its_number(pages):
    numbers = [re.search(r"^(\d+) of (\d+)$", text, re.MULTILINE) for text in pages]
    assert numbers[0] is None
    found = [tuple(map(int, number.groups())) for number in numbers[1:]]
    assert found == [(number, len(pages)) for number in range(2, len(pages) + 1)]


def test_the_contents_name_the_page_on_which_each_chapter_opens(project, pages):
    text = "\n".join(pages[1:4])
    entries = re.findall(r"^(?:\d+|[A-Z]) (\D+?) ?[. ]{4,} ?(\d+)$", text, re.MULTILINE)
    assert len(entries) > 5
    for title, number in entries:
        assert title in pages[int(number) - 1], (title, number)


def test_the_pdf_is_tagged_for_screen_readers(pdf):
    catalogue = pdf.doc.catalog
    assert catalogue["MarkInfo"]["Marked"] is True
    assert catalogue["Lang"] == b"en-GB"
    assert b"pdfuaid:part" in catalogue["Metadata"].resolve().get_data()
