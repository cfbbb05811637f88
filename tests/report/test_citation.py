"""The reference to the report, read by Pandoc, which reads BibTeX and RIS as others write them."""

import json
import re
from datetime import date
from pathlib import Path

import pypandoc
import pytest
import yaml

from analysis.errors import Breaches
from analysis.report.citation import cite, write_bibtex, write_cff, write_ris
from analysis.report.publication import Author, Publication, read_author, read_publication
from analysis.results.freshness import hash_results
from analysis.results.results import load_results
from tests.copies import ROOT, copy_study

ORGANISATION = Author(family="Health & Place {North}", organisation=True)
PERSON = Author(family="Smith", given="Jane Q.")
NAMED = Publication(
    id="nrp", title="What changed in 50% of _our_ areas: Evaluation report",
    authors=(ORGANISATION, PERSON), publisher="University of the North & West",
    date=date(2027, 5, 3), language="en-GB", licence="CC-BY-4.0", version="1.2.0",
    doi="10.5281/zenodo.12345", site="https://example.org/report/", notice="INVENTED DATA",
)  # fmt: skip
RIS_LINE = re.compile(r"[A-Z][A-Z0-9]  - .*")


def read(text: str, kind: str) -> dict:
    (entry,) = json.loads(pypandoc.convert_text(text, "csljson", format=kind))
    return entry


@pytest.mark.parametrize(("kind", "write"), [("bibtex", write_bibtex), ("ris", write_ris)])
def test_others_read_authors_date_edition_and_identifiers(kind, write):
    entry = read(write(NAMED), kind)
    assert entry["type"] == "report"
    assert entry["title"].replace('<span class="nocase">', "").replace("</span>", "") == NAMED.title
    organisation, person = entry["author"]
    assert organisation == {"literal": "Health & Place {North}"} or organisation == {
        "family": "Health & Place {North}"
    }
    assert (person["family"], person["given"]) == ("Smith", "Jane Q.")
    assert entry["publisher"] == "University of the North & West"
    assert entry["issued"]["date-parts"][0][0] == 2027
    assert entry["DOI"] == "10.5281/zenodo.12345"
    assert entry["URL"] == "https://example.org/report/editions/1.2.0/"


def test_bibtex_has_the_day_and_the_edition():
    entry = read(write_bibtex(NAMED), "bibtex")
    assert (
        entry["issued"]["date-parts"] == [[2027, 5, 3]]
        and entry["note"] == "Version 1.2.0. INVENTED DATA."
    )


def test_an_organisation_is_one_name_in_bibtex():
    """Without its braces, BibTeX would part it at the "and" and take the last word for a family."""
    author = Author(family="Centre for Place and Health", organisation=True)
    entry = read(write_bibtex(Publication(**(vars(NAMED) | {"authors": (author,)}))), "bibtex")
    assert entry["author"] == [{"literal": "Centre for Place and Health"}]


def test_every_line_of_ris_is_a_tag_and_its_value_from_type_to_end():
    text = write_ris(NAMED)
    lines = text.split("\r\n")
    assert lines.pop() == "" and "\n" not in text.replace("\r\n", "")
    assert all(RIS_LINE.fullmatch(line) for line in lines)
    assert lines[0] == "TY  - RPRT" and lines[-1] == "ER  - "
    assert "DA  - 2027/05/03" in lines and "ET  - Version 1.2.0" in lines
    assert "N1  - INVENTED DATA" in lines
    assert [line[6:] for line in lines if line.startswith("AU")] == [
        "Health & Place {North},", "Smith, Jane Q.",
    ]  # fmt: skip


def test_a_line_break_in_a_name_starts_no_line():
    broken = Publication(**(vars(NAMED) | {"publisher": "North\r\nER  - \r\nTY  - BOOK"}))
    assert write_ris(broken).count("\r\n") == write_ris(NAMED).count("\r\n")


def test_the_text_names_the_edition_and_says_that_data_are_synthetic():
    assert cite(NAMED) == (
        "Health & Place {North} and Jane Q. Smith (2027). What changed in 50% of _our_ areas: "
        "Evaluation report. Version 1.2.0. University of the North & West. "
        "https://doi.org/10.5281/zenodo.12345 [INVENTED DATA]"
    )
    draft = Publication(**(vars(NAMED) | {"version": "", "doi": "", "notice": ""}))
    said = cite(draft).replace("\u00a0", " ")
    assert "Unreleased draft of 3 May 2027." in said
    assert said.endswith("https://example.org/report/")


def test_a_citation_file_has_what_the_format_asks_of_a_report():
    (reference,) = yaml.safe_load(write_cff(NAMED))["references"]
    assert reference == {
        "type": "report",
        "title": NAMED.title,
        "authors": [
            {"name": "Health & Place {North}"},
            {"family-names": "Smith", "given-names": "Jane Q."},
        ],
        "institution": {"name": "University of the North & West"},
        "date-published": date(2027, 5, 3),
        "year": 2027,
        "version": "1.2.0",
        "doi": "10.5281/zenodo.12345",
        "url": "https://example.org/report/editions/1.2.0/",
        "notes": "INVENTED DATA",
    }


def test_the_committed_citation_file_agrees_with_the_pages(monkeypatch):
    monkeypatch.chdir(ROOT)
    text = Path("CITATION.cff").read_text(encoding="utf-8")
    assert text.endswith(write_cff(read_publication(load_results(Path("data")))))


@pytest.mark.parametrize(
    ("name", "author"),
    [
        ("Jane Q. Smith", Author(family="Smith", given="Jane Q.")),
        ("Plato", Author(family="Plato")),
        ("Public Health North", Author(family="Public Health North", organisation=True)),
    ],
)
def test_who_is_a_person(name, author):
    assert read_author(name, {"Public Health North"}) == author


@pytest.fixture
def book(tmp_path, monkeypatch):
    """Write a `_quarto.yml` beside a copy of the study; read what is declared."""
    study = copy_study(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("QUARTO_PROFILE", raising=False)

    def declare(text: str, releases: str = "") -> Publication:
        Path("_quarto.yml").write_text(text)
        if releases:
            (study / "releases.csv").write_text(f"version,date,waves,results\n{releases}\n")
        return read_publication(load_results(study))

    return declare


BOOK = """\
book:
  title: "Report"
  author: [North Team, Jane Smith]
  date: "3 May 2027"
citation:
  publisher: "University"
"""


def test_what_the_book_declares(book):
    found = book(BOOK + "corporate-authors: [North Team]\nlang: cy\n")
    assert [author.inverted for author in found.authors] == ["North Team", "Smith, Jane"]
    assert (found.title, found.date, found.language) == ("Report", date(2027, 5, 3), "cy")
    assert (found.version, found.site, found.address) == ("", "", "")


def test_a_profile_names_its_own_title(book, monkeypatch):
    Path("_quarto-funder.yml").write_text('book:\n  title: "To the funder"\n')
    monkeypatch.setenv("QUARTO_PROFILE", "funder")
    assert book(BOOK).title == "To the funder"


def test_results_of_a_release_have_its_version_day_and_address(book):
    digest = hash_results(Path("study"))
    found = book(
        BOOK.replace("  date", "  site-url: https://example.org/report\n  date"),
        f"1.0.0,2027-06-01,w1 w2,{digest}",
    )
    assert (found.version, found.date) == ("1.0.0", date(2027, 6, 1))
    assert found.address == "https://example.org/report/editions/1.0.0/"


def test_all_that_is_missing_or_wrong_is_told_at_once(book):
    with pytest.raises(Breaches) as caught:
        book('book:\n  date: "May"\n  site-url: example.org\ncitation:\n  doi: "doi:10.1"\n')
    told = str(caught.value)
    for part in ("`book: title`", "`book: author`", "`citation: publisher`", "`book: date` is May"):
        assert part in told
    assert "`book: site-url` is example.org; right would be https://" in told
    assert "`citation: doi` is doi:10.1; right would be" in told
