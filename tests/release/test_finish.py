"""What finds, cites and previews a page, on the report and on pages as Quarto writes them."""

import json
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from PIL import Image

from release.finish import put_head
from release.page import read_page
from release.policy import hash_text, write_policy

NOTICE = "SYNTHETIC DEMONSTRATION DATA, not NRP data"
SITE = "https://example.org/report/"


def read(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def metas(page: BeautifulSoup) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for tag in page.head.find_all("meta"):
        name = tag.get("name") or tag.get("property")
        found.setdefault(name, []).append(tag.get("content"))
    return found


def finish(project: Path, folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "release.finish", str(folder)],
        cwd=project, capture_output=True, text=True,
        env={name: value for name, value in os.environ.items() if not name.startswith("QUARTO_")},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def published(project: Path, tmp_path_factory) -> Path:
    """The report's site as one with an address, a DOI and two authors has it."""
    root = tmp_path_factory.mktemp("published") / "project"
    shutil.copytree(project, root)
    book = root / "_quarto.yml"
    text = book.read_text()
    text = re.sub(r"  author: .*", '  author: ["Groundwork demonstration team", "Ann Lee"]', text)
    text = text.replace("  type: report\n", "  type: report\n  doi: 10.5281/zenodo.12345\n")
    book.write_text(text)
    web = root / "_quarto-web.yml"
    web.write_text(re.sub(r"  # site-url: \S+", f"  site-url: {SITE.rstrip('/')}", web.read_text()))
    finish(root, root / "_report/web")
    return root / "_report/web"


def test_every_page_has_a_description_of_its_own_that_says_the_data_are_synthetic(site: Path):
    told = {page: metas(read(page))["description"] for page in site.rglob("*.html")}
    assert all(len(each) == 1 for each in told.values())
    texts = [each[0] for each in told.values()]
    assert all(text.startswith(f"{NOTICE}. ") and len(text) < 400 for text in texts)
    assert len(set(texts)) == len(texts) and all(text.count(NOTICE) == 1 for text in texts)


def test_a_description_is_the_first_sentence_of_the_text(site: Path):
    page = read(site / "chapters/methods.html")
    first = next(p for p in page.main.article.find_all("p") if not p.find_parent(class_="callout"))
    said = metas(page)["description"][0].removeprefix(f"{NOTICE}. ")
    assert " ".join(first.get_text().split()).startswith(said)


def test_the_card_is_a_picture_of_the_size_that_previews_ask_for(site: Path):
    with Image.open(site / "card.png") as card:
        assert (card.format, card.size) == ("PNG", (1200, 630))


def test_the_card_shows_the_front_figures_numbers(site: Path, project: Path, monkeypatch):
    from analysis.report import words
    from analysis.results.results import load_results

    monkeypatch.chdir(project)
    results = load_results(Path("data"))
    primary = next(o.id for o in results.study.outcomes if o.role == "primary")
    alt = metas(read(site / "index.html"))["og:image:alt"][0]
    assert words.effect(results, primary) in alt and NOTICE in alt


def test_tags_for_previews(published: Path):
    for path, address in (
        ("index.html", SITE),
        ("chapters/impact.html", f"{SITE}chapters/impact.html"),
    ):
        tags = metas(read(published / path))
        assert tags["og:url"] == [address]
        assert tags["og:image"] == tags["twitter:image"] == [f"{SITE}card.png"]
        assert tags["twitter:card"] == ["summary_large_image"]
        assert tags["og:locale"] == ["en_GB"]
        for name in ("og:type", "og:title", "og:description", "twitter:title"):
            assert len(tags[name]) == 1 and tags[name][0], name


def test_tags_for_citing(published: Path):
    """The names that Google Scholar's guidelines and Zotero's embedded metadata read."""
    for path in published.rglob("*.html"):
        tags = metas(read(path))
        assert tags["citation_title"] == ["Neighbourhood Resilience Programme: Evaluation report"]
        assert tags["citation_author"] == ["Groundwork demonstration team", "Lee, Ann"]
        assert re.fullmatch(r"20\d\d/\d\d/\d\d", tags["citation_publication_date"][0])
        assert tags["citation_technical_report_institution"] == ["Groundwork demonstration team"]
        assert tags["citation_language"] == ["en-GB"]
        assert tags["citation_doi"] == ["10.5281/zenodo.12345"]
        pdf = tags["citation_pdf_url"][0].removeprefix(SITE)
        assert (published / pdf).read_bytes().startswith(b"%PDF")


def test_without_an_address_there_is_none_on_the_pages(site: Path):
    page = read(site / "chapters/impact.html")
    assert not page.find("link", rel="canonical") and "og:url" not in metas(page)
    assert metas(page)["citation_pdf_url"][0].startswith("../")
    assert not (site / "sitemap.xml").exists() and not (site / "robots.txt").exists()


def test_the_sitemap_lists_every_page_by_its_canonical_address(published: Path):
    tree = ElementTree.parse(published / "sitemap.xml").getroot()
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    assert tree.tag == f"{space}urlset"
    listed = [entry.findtext(f"{space}loc") for entry in tree]
    pages = {read(p).find("link", rel="canonical")["href"] for p in published.rglob("*.html")}
    assert listed[0] == SITE and {*listed} == pages and len(listed) == len(pages)
    assert f"Sitemap: {SITE}sitemap.xml" in (published / "robots.txt").read_text().splitlines()


def test_the_icon_is_there(site: Path):
    for path in site.rglob("*.html"):
        icon = read(path).find("link", rel="icon")
        assert (path.parent / icon["href"]).resolve() == (site / "theme/favicon.svg").resolve()
    assert ElementTree.parse(site / "theme/favicon.svg").getroot().tag.endswith("svg")


def test_linked_data_names_report_results_licence_and_notice(published: Path):
    script = read(published / "index.html").find("script", type="application/ld+json")
    report, dataset = json.loads(script.string)["@graph"]
    assert (report["@type"], dataset["@type"]) == ("Report", "Dataset")
    assert report["author"] == [
        {"@type": "Organization", "name": "Groundwork demonstration team"},
        {"@type": "Person", "name": "Ann Lee", "givenName": "Ann", "familyName": "Lee"},
    ]
    assert report["identifier"] == "https://doi.org/10.5281/zenodo.12345"
    assert report["isBasedOn"] == {"@id": dataset["@id"]}
    assert report["description"].startswith(NOTICE) and dataset["description"].startswith(NOTICE)
    assert 50 <= len(dataset["description"]) <= 5000, "what Google asks of a dataset"
    assert dataset["license"] == "https://spdx.org/licenses/CC-BY-4.0"
    assert dataset["temporalCoverage"] == "2015-10-01/2019-03-31"
    assert "Can influence local decisions" in dataset["variableMeasured"]
    assert not read(published / "chapters/impact.html").find("script", type="application/ld+json")


def test_finished_again_nothing_changes(project: Path, tmp_path: Path):
    root = Path(shutil.copytree(project, tmp_path / "project"))
    before = {p: p.read_bytes() for p in (root / "_report/web").rglob("*") if p.is_file()}
    finish(root, root / "_report/web")
    assert before == {p: p.read_bytes() for p in (root / "_report/web").rglob("*") if p.is_file()}


def test_the_front_page_offers_its_reference_as_files(site: Path):
    page = read(site / "index.html")
    section = page.find(id="cite-this-report")
    assert "Groundwork demonstration team (2026)." in section.get_text()
    bib, ris = (site / a["href"] for a in section.find_all("a"))
    assert bib.read_text().startswith("@techreport{") and ris.read_bytes().startswith(
        b"TY  - RPRT\r\n"
    )


QUARTO = """\
<!DOCTYPE html>
<html lang="en-GB"><head>

<meta charset="utf-8">
<meta name="generator" content="quarto-1.9.36">
<meta name="description" content="by Quarto">
<title>1&nbsp; Trees</title>
<link href="./site_libs/icon.svg" rel="icon">
<script src="site_libs/quarto.js"></script>
<script id="quarto-search-options" type="application/json">{"a": 1}</script>
<script>const first = "<p>no text</p>";</script>
<meta property="og:title" content="by Quarto">
<meta name="citation_title" content="by Quarto">
</head>
<body>
<header><p>Not this.</p></header>
<main class="content" id="quarto-document-content">
<header id="title-block-header"><p class="subtitle">Nor this.</p></header>
<div class="demonstration"><p>Nor this notice.</p></div>
<div class="callout callout-note"><p>Nor this note.</p></div>
<figure><p>Nor this picture.</p></figure>
<p>Apples &amp; pears grow<sup>1</sup> in every <em>second</em> garden of the town.
They differ.</p>
</main>
<a onclick="window.toggle(); return false;" style="color: red">x</a>
<script type="text/javascript">second()</script>
</body></html>
"""


def test_a_page_of_quartos_is_read():
    page = read_page(QUARTO)
    assert (page.title, page.by_quarto) == ("1 Trees", True)
    assert page.tell("") == "Apples & pears grow in every second garden of the town."
    assert page.inline == {
        "script": ['const first = "<p>no text</p>";', "second()"],
        "handler": ["window.toggle(); return false;"],
        "style": [],
        "attribute": ["color: red"],
    }


def test_a_notice_that_stands_on_every_page_describes_none():
    page = read_page(QUARTO.replace("<p>Apples", "<p>INVENTED.</p><p>INVENTED. Apples"))
    assert page.tell("INVENTED") == "Apples & pears grow in every second garden of the town."


def test_elements_without_an_end_do_not_hide_the_text():
    page = read_page(QUARTO.replace("<p>Apples", "<nav><ul><li><p>One<li>Two</ul></nav><p>Apples"))
    assert page.tell("") == "Apples & pears grow in every second garden of the town."


def test_quartos_own_tags_give_way_and_the_policy_comes_before_its_scripts():
    head = ['<meta name="description" content="ours">', '<meta name="citation_title" content="T">']
    text = put_head(QUARTO, read_page(QUARTO), head)
    page = BeautifulSoup(text, "html.parser")
    assert metas(page)["description"] == ["ours"] and metas(page)["citation_title"] == ["T"]
    assert "og:title" not in metas(page) and not page.find("link", rel="icon")
    assert text.index("Content-Security-Policy") < text.index("<script")
    assert page.main == BeautifulSoup(QUARTO, "html.parser").main
    assert put_head(text, read_page(text), head) == text


def test_the_policy_names_what_is_in_the_page_and_no_more():
    policy = dict(rule.split(" ", 1) for rule in write_policy(read_page(QUARTO)).split("; "))
    scripts = ('const first = "<p>no text</p>";', "second()", "window.toggle(); return false;")
    assert {*policy["script-src"].split()} == {
        "'self'", "'unsafe-hashes'", *(f"'sha256-{hash_text(each)}'" for each in scripts)
    }  # fmt: skip
    assert policy["default-src"] == policy["base-uri"] == "'none'"
    bare = write_policy(read_page("<html><head></head><body><main></main></body></html>"))
    assert "script-src 'self';" in bare and "style-src 'self';" in bare


def test_a_hash_is_the_one_that_the_standard_prints():
    """Content Security Policy Level 3, section 2.3.1, gives alert('Hello, world.');"""
    assert hash_text("alert('Hello, world.');") == "qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng="


def test_no_folder_and_a_book_that_can_t_be_cited_are_told(project: Path, tmp_path: Path):
    root = Path(shutil.copytree(project, tmp_path / "project"))
    command = [sys.executable, "-m", "release.finish"]
    env = {name: value for name, value in os.environ.items() if not name.startswith("QUARTO_")}
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, env=env)
    assert done.returncode == 2 and "name the folder of a site" in done.stderr
    book = root / "_quarto.yml"
    book.write_text(book.read_text().replace("  publisher:", "  doi: x\n  # publisher:"))
    done = subprocess.run(
        [*command, "_report/web"], cwd=root, capture_output=True, text=True, env=env
    )
    assert done.returncode == 1
    assert "_quarto.yml: `citation: publisher` is missing" in done.stderr
    assert "_quarto.yml: `citation: doi` is x" in done.stderr
