"""The data behind figures and tables: what is shown can be downloaded, on the site and nowhere else."""

import csv
import functools
import io
import os
import re
import threading
import urllib.request
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urljoin
from xml.etree import ElementTree

import pypdfium2
import pytest
from bs4 import BeautifulSoup
from PIL import Image
from test_pages import pages_of, violations

NUMBER = re.compile(r"[−-]?\d[\d,]*(?:\.\d+)?")
FOLDED = "document.querySelectorAll('details').forEach(each => each.open = true)"


@pytest.fixture(scope="module")
def pages(site) -> dict[Path, BeautifulSoup]:
    return {
        path: BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").find("main")
        for path in pages_of(site)
    }


def words(element) -> str:
    return " ".join(element.get_text().split())


def links(element) -> dict[str, str]:
    """Return where the links to files lead, by their words."""
    return {words(link): link["href"] for link in element.select(".behind > p a")}


def table_beside(link):
    """Return the table that a link to a file is about, and whatever holds both."""
    for holder in link.parents:
        if found := holder.find("table"):
            return found


def numbers(text: str) -> list[str]:
    return [each.replace("−", "-").replace(",", "") for each in NUMBER.findall(text)]


def read_rows(path: Path) -> list[list[str]]:
    """Return the rows of a file below what is said of it, read as the standard library does."""
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    return list(csv.reader(io.StringIO("\n".join(li for li in lines if not li.startswith("# ")))))


def test_every_figure_has_its_data_to_unfold_and_three_files(pages):
    figures = 0
    for path, page in pages.items():
        for figure in page.select("figure.float-fig"):
            behind = figure.find_next_sibling()
            assert behind["class"] == ["behind"], (path.name, figure["id"])
            assert words(behind.details.summary) == "Show the data"
            assert behind.details.select("table th")
            found = {name: path.parent / unquote(href) for name, href in links(behind).items()}
            assert list(found) == ["Data (CSV)", "Picture (SVG)", "Picture (PNG)"]
            shown = path.parent / unquote(figure.find("img")["src"])
            assert found["Picture (SVG)"].resolve() == shown.resolve()
            assert ElementTree.parse(found["Picture (SVG)"]).getroot().tag.endswith("}svg")
            with Image.open(found["Picture (PNG)"]) as picture:
                assert picture.size[0] == 1280
            figures += 1
    assert figures


def test_every_table_can_be_downloaded_with_the_numbers_that_it_shows(pages):
    tables = 0
    for path, page in pages.items():
        files = [a for a in page.select(".behind > p a") if a["href"].endswith(".csv")]
        assert len(files) == len(page.find_all("table")), path.name
        for link in files:
            header, *rows = read_rows(path.parent / unquote(link["href"]))
            shown = [
                [words(cell) for cell in row.find_all(["th", "td"])]
                for row in table_beside(link).select("tbody tr")
            ]
            grouped = header[0] == "Group"
            data = [cells for cells in shown if not grouped or any(cells[1:])]
            written = [row[grouped:] for row in rows if not grouped or any(row[1:])]
            for cells, row in zip(data, written, strict=True):
                have = {each for cell in row for each in numbers(cell)} | {*row}
                for cell in cells:
                    left = [each for each in numbers(cell) if each not in have]
                    assert not left or cell in row or "sec-" in str(row), (path.name, cell, row)
            tables += 1
    assert tables > 20


def test_every_file_says_what_it_is_and_that_the_data_are_a_demonstration(pages, project, site):
    files = sorted(site.rglob("_figures/*.csv"))
    assert files
    for file in files:
        said = [li for li in file.read_text("utf-8-sig").splitlines() if li.startswith("# ")]
        assert said[0] == "# Neighbourhood Resilience Programme."
        assert said[2].startswith("# A row for each: ")
        assert said[-1] == "# Licence: CC-BY-4.0."
        assert any("released" in line or "results of version" in line for line in said)
    for page in pages.values():
        for figure in page.select("figure.float-fig:not(#fig-logic-model)"):
            note = figure.find_next_sibling().select_one(".table-note")
            assert "SYNTHETIC DEMONSTRATION DATA" in words(note), figure["id"]


def test_links_to_files_have_a_name_of_their_own_and_begin_with_what_is_seen(pages):
    for path, page in pages.items():
        found = page.select(".behind a, a.anchor")
        names = [link["aria-label"] for link in found]
        assert len(names) == len(set(names)), path.name
        assert all(name.startswith(words(link)) for link, name in zip(found, names, strict=True))
        for float_ in page.select("figure[id]"):
            anchor = float_.select_one("figcaption a.anchor")
            assert anchor["href"] == f"#{float_['id']}"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture
def host(site):
    """The address of a host that has the site in a folder within a folder."""
    handler = functools.partial(Quiet, directory=site.parents[1])
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/{site.relative_to(site.parents[1]).as_posix()}/"
        server.shutdown()


def test_files_are_there_from_a_folder_and_from_a_subfolder_of_a_host(pages, site, host):
    for path, page in pages.items():
        for link in page.select(".behind > p a"):
            file = Path(os.path.normpath(path.parent / unquote(link["href"])))
            assert file.is_file() and file.is_relative_to(site)
        address = urljoin(host, path.relative_to(site).as_posix())
        for link in page.select(".behind > p a")[:3]:
            with urllib.request.urlopen(urljoin(address, link["href"])) as answer:
                assert answer.status == 200 and answer.read(4)


def test_a_file_is_downloaded_and_the_link_to_a_figure_is_reached_by_the_keyboard(
    site, host, open_page
):
    page = open_page()
    page.goto(urljoin(host, "chapters/impact.html"))
    with page.expect_download() as download:
        page.get_by_role("link", name="Data (CSV): ").first.click()
    assert re.fullmatch(r"forest-[0-9a-f]{12}\.csv", download.value.suggested_filename)
    anchor = page.locator("#fig-forest .anchor")
    assert anchor.evaluate("e => getComputedStyle(e).opacity") == "0"
    anchor.focus()
    assert anchor.evaluate("e => getComputedStyle(e).opacity") == "1"
    page.keyboard.press("Enter")
    assert page.url.endswith("#fig-forest")
    summary = page.locator("#fig-forest + .behind summary")
    summary.focus()
    page.keyboard.press("Enter")
    assert page.locator("#fig-forest + .behind table").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_unfolded_data_are_accessible(site, open_page, width, scheme):
    page = open_page(width, scheme)
    for name in ("impact", "domain-social-connectivity", "programme", "integration", "methods"):
        page.goto((site / f"chapters/{name}.html").as_uri())
        page.evaluate(FOLDED)
        assert violations(page) == [], name
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, name
        sizes = page.locator(".behind a, .behind summary, a.anchor").evaluate_all(
            "all => all.map(e => Math.min(e.getBoundingClientRect().height,"
            " e.getBoundingClientRect().width))"
        )
        assert min(sizes) >= 24, name


def test_nothing_to_unfold_or_download_is_on_paper(site, open_page):
    (path,) = site.glob("*.pdf")
    document = pypdfium2.PdfDocument(path)
    text = " ".join(sheet.get_textpage().get_text_range() for sheet in document)
    assert "Show the data" not in text
    assert not re.search(r"\((CSV|SVG|PNG)\)", text)
    page = open_page()
    page.goto((site / "chapters/impact.html").as_uri())
    page.emulate_media(media="print")
    assert not [e for e in page.locator(".behind, .anchor").all() if e.is_visible()]


def test_the_search_does_not_find_what_is_folded(site):
    index = (site / "assets/search-index.js").read_text(encoding="utf-8")
    assert "Show the data" not in index
