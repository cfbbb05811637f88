"""The reporting checklists: whole as published, and every link leads to the section it names."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup, Tag

from analysis.study.reading import read_study
from analysis.study.records import ChecklistItem
from tests.copies import ROOT

# GRAMMS: O'Cathain 2008; GRIPP2-SF: Staniszewska 2017, table 2; TIDieR-PHP: Campbell 2018,
# table 1; STROBE: von Elm 2007, table 1.
PUBLISHED = {"gramms": 6, "gripp2-sf": 5, "tidier-php": 9, "strobe": 22}
TABLES = {
    "gramms": "tbl-gramms",
    "gripp2-sf": "tbl-gripp",
    "tidier-php": "tbl-tidier",
    "strobe": "tbl-strobe",
}


def declared(name: str) -> list[ChecklistItem]:
    return [item for item in read_study(ROOT / "data").checklists if item.checklist == name]


def headings(text: str) -> set[str]:
    """Ids of a chapter's headings that are there whatever the data are."""
    always = re.sub(r"^(:{3,}) \{\.content.*?^\1$", "", text, flags=re.MULTILINE | re.DOTALL)
    return set(re.findall(r"^#+ .*\{#(sec-[\w-]+)\}$", always, re.MULTILINE))


def read_page(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def follow(page: Path, link: Tag) -> Tag:
    """The heading that a link of a page leads to: that of its anchor, or the page's first."""
    name, _, anchor = unquote(link["href"]).partition("#")
    target = read_page((page.parent / name) if name else page).find("main")
    found = target.find(id=anchor) if anchor else target.find("h1")
    assert found, link["href"]
    return found if re.fullmatch(r"h\d", found.name) else found.find(re.compile(r"h\d"))


def id_of(heading: Tag) -> str:
    """The id of a heading or, where a section around it bears it, of that section."""
    return heading.get("id") or heading.find_parent(id=True)["id"]


def test_every_checklist_has_the_published_number_of_items():
    assert {item.checklist for item in read_study(ROOT / "data").checklists} == set(PUBLISHED)
    for name, count in PUBLISHED.items():
        assert [item.number for item in declared(name)] == [str(n + 1) for n in range(count)]


def test_every_item_names_sections_that_the_chapters_have():
    chapters = (path.read_text(encoding="utf-8") for path in ROOT.glob("chapters/*.qmd"))
    known = set().union(*map(headings, chapters))
    assert "sec-truth" not in known  # only where the data are a demonstration
    named = {id for name in PUBLISHED for item in declared(name) for id in item.sections}
    assert len(named) > 20
    assert named <= known, named - known


@pytest.mark.parametrize("name", PUBLISHED)
def test_every_link_leads_to_the_section_that_the_item_names(site, name):
    page = site / "chapters/checklists.html"
    rows = read_page(page).find(id=TABLES[name]).select("tbody tr")
    items = declared(name)
    assert len(rows) == PUBLISHED[name]
    for item, row in zip(items, rows, strict=True):
        number, text, where, note = row.find_all(["th", "td"])
        assert [cell.get_text() for cell in (number, text, note)] == [
            item.number, item.item, item.note,
        ]  # fmt: skip
        links = where.find_all("a")
        reached = [follow(page, link) for link in links]
        assert tuple(map(id_of, reached)) == item.sections
        assert bool(links) != (where.get_text() == "Not answered")
        for link, heading in zip(links, reached, strict=True):
            shown = link.get_text().replace("\u00a0", " ").split(" ")[1]
            assert re.search(rf"(?<![\w.]){re.escape(shown)}(?![\w.])", heading.get_text()), shown
