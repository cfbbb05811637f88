"""Every page of the site: accessible, self-contained, and fitting the screen."""

import re

import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe

from tests.copies import ROOT

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
AXE = {
    "runOnly": {"type": "tag", "values": WCAG},
    "resultTypes": ["violations"],
    "preload": False,  # axe would fetch the stylesheets, which a file:// page may not
}

LAYOUT = {
    "type": "rule",
    "values": [
        "target-size",
        "scrollable-region-focusable",
        "meta-viewport",
        "css-orientation-lock",
    ],
}
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}


def pages_of(site):
    return sorted(path for path in site.rglob("*.html"))


def violations(page, **options) -> list[str]:
    found = Axe().run(page, options=AXE | options).response["violations"]
    return [
        f"{v['id']}: {node['target']} {node['html'][:120]}" for v in found for node in v["nodes"]
    ]


def test_axe_finds_a_planted_fault(open_page):
    page = open_page()
    page.set_content("<html lang=en><title>t</title><main><img src='data:,'></main></html>")
    assert any(fault.startswith("image-alt") for fault in violations(page))


@pytest.mark.parametrize("width", [390, 1280])
def test_every_page_is_accessible_and_self_contained(site, open_page, width):
    """In the light scheme by every rule; in the dark one, which is other colours and nothing else,
    by the rules on colours. On a narrow screen the page is the same but for its layout, so there
    by the rules on layout; what it alone shows is the menu, tested on the index by every rule in
    both schemes.
    """
    page = open_page(width)
    faults = []
    for path in pages_of(site):
        page.emulate_media(color_scheme="light")
        page.goto(path.as_uri())
        rules = {} if width == 1280 else {"runOnly": LAYOUT}
        found = [*page.faults, *violations(page, **rules)]
        if width == 1280:
            page.emulate_media(color_scheme="dark")
            found += [f"dark: {fault}" for fault in violations(page, runOnly=COLOURS)]
        faults += [f"{path.name}: {fault}" for fault in found]
        page.faults.clear()
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wide > 0:
            faults.append(f"{path.name}: the page scrolls sideways by {wide} pixels")
    assert not faults, "\n".join(faults)


def test_the_dark_scheme_is_other_colours_and_nothing_else():
    """Style sheets ask for the scheme, or the theme chosen, only to set the scheme, by which the
    browser chooses from each light-dark(), which holds colours only, and those of figures."""
    figures = r"\{ filter: invert\([.\d]+\) hue-rotate\(180deg\); \}"
    asked = rf"@media screen and \(prefers-color-scheme: dark\) \{{\n.*{figures}\n\}}"
    for path in [*ROOT.glob("render/pages/*.css"), *ROOT.glob("theme/*.css")]:
        text = path.read_text()
        assert "prefers-color-scheme" not in re.sub(asked, "", text), path.name
        for line in text.splitlines():
            if "data-theme" in line:
                assert re.search(rf"(\{{ color-scheme: (light|dark); \}}|{figures})$", line), line


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_open_menu_and_the_found_pages_are_accessible(site, open_page, scheme):
    page = open_page(390, scheme)
    page.goto((site / "index.html").as_uri())
    page.locator(".menu-button").click()
    assert violations(page) == []
    page.locator("#search").fill("the")
    page.wait_for_selector(".search-results mark")
    assert violations(page) == []


def test_every_page_has_one_first_heading_its_language_and_landmarks(site, open_page):
    """Counted in the document: asking a browser for roles takes it a second a page."""
    single = (
        "h1", "html[lang='en-GB']", "main, [role=main]", "nav[aria-label=Chapters]",
        "#chapters [aria-current=page]",
    )  # fmt: skip
    page = open_page()
    for path in pages_of(site):
        page.goto(path.as_uri())
        counts = {each: page.locator(each).count() for each in single}
        assert set(counts.values()) == {1}, (path.name, counts)
        assert page.locator("main:visible, nav[aria-label=Chapters]:visible").count() == 2


def test_every_page_says_that_the_data_are_a_demonstration(site, project, open_page):
    notice = yaml.safe_load((project / "data/results/report.yml").read_text())["demonstration"]
    page = open_page(390)
    for path in pages_of(site):
        page.goto(path.as_uri())
        for media in ("screen", "print"):
            page.emulate_media(media=media)
            strip = page.locator(".demonstration")
            assert strip.is_visible(), (path.name, media)
            assert notice in strip.inner_text(), (path.name, media)
        page.emulate_media(media="screen")
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        assert page.locator(".demonstration").bounding_box()["y"] == 0, path.name


def test_tables_name_their_rows_and_scroll_in_a_named_region(site, open_page):
    page = open_page(390)
    tables = 0
    for path in pages_of(site):
        page.goto(path.as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        regions = page.locator("[role=region]:has(table)")
        names = regions.evaluate_all("all => all.map(r => r.getAttribute('aria-label'))")
        assert len(names) == page.locator("table").count() == len(set(names)), path.name
        assert all(len(name) > len("Table: ") for name in names), path.name
        assert page.locator("tbody tr:not(:has(> th:first-child))").count() == 0, path.name
        tables += len(names)
    assert tables


def test_print_shows_the_text_and_no_navigation(site, open_page):
    page = open_page()
    page.goto((site / "index.html").as_uri())
    page.emulate_media(media="print")
    hidden = ["#chapters", ".contents", ".turn", ".search", ".theme-button", ".menu-button", ".pdf"]
    assert [part for part in hidden if page.locator(part).is_visible()] == []
    assert page.locator("article").is_visible()
    assert page.locator("h1").is_visible()
