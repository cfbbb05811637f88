"""What a reader gets: the same from both renderers, on the web and on paper.

The stored readings are what Quarto 1.11 made of the book: facts about Quarto, not to be written
anew from our own pages.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pdfplumber
import pypdfium2
import pytest
from bs4 import BeautifulSoup
from orchard_book import copy_orchard
from reading import normalise, read_page, read_site, words

EXPECTED = Path(__file__).parent / "expected"


def read_stored(variant: str) -> dict:
    return json.loads((EXPECTED / f"orchard-{variant}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("variant", ["web", "funder"])
def test_the_site_reads_as_quarto_s(built: Path, variant: str) -> None:
    assert normalise(read_site(built / "_report" / variant)) == normalise(read_stored(variant))


@pytest.mark.skipif(not shutil.which("quarto"), reason="the Quarto CLI is not on this machine")
@pytest.mark.parametrize("variant", ["web", "funder"])
def test_quarto_s_site_reads_as_stored(tmp_path: Path, variant: str) -> None:
    root = copy_orchard(tmp_path)
    env = os.environ | {"QUARTO_PROFILE": variant, "QUARTO_PYTHON": sys.executable}
    subprocess.run(["quarto", "render"], check=True, cwd=root, env=env)
    reading = read_site(root / "_report" / variant)
    assert normalise(reading) == normalise(read_stored(variant))


def squeeze(text: str) -> str:
    """Leave out what setting on paper changes: spaces, breaks and the shape of quotation marks."""
    return re.sub(r"[\s\ufffe\u00ad]+", "", text.translate(str.maketrans("‘’“”", "''\"\"")))


@pytest.fixture(scope="module")
def paper(built: Path) -> str:
    document = pypdfium2.PdfDocument(built / "_report/web/The-Orchard-Report.pdf")
    return squeeze(" ".join(page.get_textpage().get_text_range() for page in document))


def test_paper_says_what_the_web_says(built: Path, paper: str) -> None:
    site = built / "_report/web"
    for _, href in read_site(site)["navigation"]:
        page = read_page(site, href)
        texts = [heading[3:].replace("Appendix A — ", "A").replace("Appendix B — ", "B")
                 for heading in page["headings"]]  # fmt: skip
        texts += page["captions"] + page["bibliography"] + page["callouts"]
        texts += [cell for table in page["tables"] for row in table for cell in row]
        # A footnote's arrow back is the web's, an equation's number has brackets on paper.
        # The home page, which has no number itself, names chapters by number and title.
        texts += [p.replace("↩︎", "").replace("Equation 2.1", "Equation (2.1)")
                  .replace("in 1 Trees", "in Chapter 1")
                  for p in page["paragraphs"] if p != "Only on the web."]  # fmt: skip
        missing = [text for text in texts if squeeze(text) not in paper]
        assert not missing, href


def test_each_format_has_its_own_content(built: Path, paper: str) -> None:
    assert squeeze("Only on paper.") in paper
    assert squeeze("Only on the web.") not in paper
    assert "Only for the funder." in (built / "_report/funder/index.html").read_text()


def test_a_table_of_sixty_rows_continues_over_pages_with_its_header(built: Path) -> None:
    rows, sheets, headers = [], 0, 0
    with pdfplumber.open(built / "_report/web/The-Orchard-Report.pdf") as document:
        for page in document.pages:
            text = page.extract_text()
            found = re.findall(r"^Row (\d+) ", text, re.MULTILINE)
            rows += map(int, found)
            sheets += bool(found)
            headers += bool(found) and len(re.findall(r"^Row Value$", text, re.MULTILINE)) == 1
            assert not found or all(
                word["bottom"] < page.height - 50
                for word in page.extract_words()
                if word["text"] == "Row"
            )
    assert rows == list(range(60))
    assert headers == sheets > 2


def test_the_pdf_is_tagged_and_has_its_title_language_and_date(built: Path) -> None:
    with pdfplumber.open(built / "_report/web/The-Orchard-Report.pdf") as document:
        catalog = document.doc.catalog
        assert catalog["MarkInfo"]["Marked"] is True
        assert catalog["Lang"] == b"en-GB"
        assert document.metadata["Title"] == "The Orchard Report"
        assert document.metadata["CreationDate"].startswith("D:20240501")
        alternatives = str([element for element in structure(document) if "alt_text" in element])
    for alternative in ('A bar of 120, "long".', "A green leaf", "y equals alpha plus beta x"):
        assert repr(alternative)[1:-1] in alternatives


def structure(document) -> list[dict]:
    """Return every element of the PDF's structure, without what it holds."""
    found, waiting = [], list(document.structure_tree)
    while waiting:
        element = waiting.pop()
        waiting += element.pop("children", [])
        found.append(element)
    return found


def test_no_request_leaves_a_page_and_no_path_of_this_machine_is_in_it(built: Path) -> None:
    for file in (built / "_report").rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert str(built).encode() not in content, file
            assert str(Path.home()).encode() + b"/" not in content, file
        if file.suffix == ".html":
            page = BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")
            sources = [tag.get("src") or tag.get("href") for tag in page(["script", "link", "img"])]
            assert not [source for source in sources if source.startswith(("http", "//"))], file


def test_the_search_index_covers_every_section(built: Path) -> None:
    text = (built / "_report/web/assets/search-index.js").read_text(encoding="utf-8")
    entries = json.loads(text.removeprefix("window.searchIndex = ").removesuffix(";\n"))
    places = {entry["href"]: entry for entry in entries}
    assert places["chapters/harvest.html#sec-sizes"]["section"] == "2.1 Sizes"
    assert "Sizes by hand Size Count Big 3" in places["chapters/harvest.html#sec-sizes"]["text"]
    assert places["index.html"]["chapter"] == "Headlines"
    assert len(entries) == len(places) == 13


def test_the_demonstration_notice_is_on_every_page(built: Path) -> None:
    for file in (built / "_report/web").rglob("*.html"):
        assert "INVENTED FIGURES &amp; trees" in file.read_text(encoding="utf-8")


def test_previous_and_next_lead_through_the_book(built: Path) -> None:
    site, path, seen = built / "_report/web", "index.html", []
    while path:
        page = BeautifulSoup((site / path).read_text(encoding="utf-8"), "html.parser")
        seen.append(words(page.find("h1")))
        following = page.select_one("a[rel=next]")
        target = following and (site / path).parent / following["href"]
        path = target and target.resolve().relative_to(site.resolve()).as_posix()
    assert seen == ["Headlines", "1 Trees", "2 Harvest", "References", "Appendix A — Records",
                    "Appendix B — Weather"]  # fmt: skip
