"""Finding one's way with the keyboard alone, on a phone, and without scripts."""

import re

from tests.browser import wait_until


def open_index(page, site):
    page.goto((site / "index.html").as_uri())
    return page


def last_chapter(page):
    link = page.locator("#chapters a").last
    return link.locator("span").last.inner_text(), link.get_attribute("href")


def tab_to(page, selector: str) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.locator(f"{selector}:focus").count():
            return
    raise AssertionError(f"the Tab key does not reach {selector}")


def test_the_skip_link_comes_first_and_leads_to_the_text(site, open_page):
    page = open_index(open_page(), site)
    page.keyboard.press("Tab")
    assert page.locator(".skip-link:focus").is_visible()
    assert page.locator(".skip-link").bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.locator("main:focus").count() == 1


def test_the_menu_opens_and_closes_with_the_keyboard_on_a_phone(site, open_page):
    page = open_index(open_page(390), site)
    button, menu = page.locator(".menu-button"), page.locator("#chapters")
    assert not menu.is_visible()
    tab_to(page, ".menu-button")
    page.keyboard.press("Enter")
    assert menu.is_visible() and button.get_attribute("aria-expanded") == "true"
    page.keyboard.press("Escape")
    assert not menu.is_visible() and button.get_attribute("aria-expanded") == "false"
    assert page.locator(".menu-button:focus").count() == 1
    page.keyboard.press("Space")
    assert menu.is_visible()


def test_search_finds_a_page_by_keyboard_and_its_link_opens_it(site, open_page):
    page = open_index(open_page(), site)
    title, href = last_chapter(page)
    tab_to(page, "#search")
    page.keyboard.type(title)
    page.wait_for_selector(".search-results a")
    assert re.search(r"\d result", page.get_by_role("status").inner_text())
    assert page.locator(".search-results mark").count() > 0
    page.keyboard.press("ArrowDown")
    assert page.locator(".search-results a:focus").count() == 1
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{href}*")
    assert title in page.locator("h1").inner_text()
    assert not page.faults


def test_escape_closes_the_search_and_keeps_the_place(site, open_page):
    page = open_index(open_page(390), site)
    tab_to(page, "#search")
    page.keyboard.type("the")
    page.wait_for_selector(".search-results a")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    assert not page.locator(".search-panel").is_visible()
    assert page.locator("#search:focus").count() == 1


def test_search_reads_nothing_as_html(site, open_page):
    page = open_index(open_page(), site)
    page.locator("#search").focus()
    wait_until(page, "Boolean(window.searchIndex)")
    page.evaluate("""window.searchIndex = [{href: "index.html", chapter: "<b>Chapter</b>",
        section: "", text: "before <img src=x onerror=alert(1)> after"}]""")
    page.keyboard.type("<img")
    page.wait_for_selector(".search-results a")
    assert "before <img src=x" in page.locator(".snippet").inner_text()
    assert page.locator(".search-results :is(img, b)").count() == 0
    page.locator("#search").fill("nowhere to be found")
    assert page.get_by_role("status").inner_text() == "Nothing found"


def test_the_chosen_theme_is_remembered(site, open_page):
    page = open_index(open_page(scheme="light"), site)
    page.get_by_role("button", name="Dark theme").press("Enter")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    _, href = last_chapter(page)
    page.locator("#chapters a").last.click()
    page.wait_for_url(f"**/{href}")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark
    assert page.get_by_role("button", name="Light theme").is_visible()


def test_without_scripts_the_chapters_and_the_text_are_there(site, open_page):
    for width in (390, 1280):
        page = open_index(open_page(width, java_script_enabled=False), site)
        assert page.locator("#chapters").is_visible()
        assert not page.locator(".search").is_visible()
        assert not page.locator(".menu-button").is_visible()
        _, href = last_chapter(page)
        page.locator("#chapters a").last.click()
        page.wait_for_url(f"**/{href}")
        assert page.locator("article h1").is_visible()


def test_the_contents_mark_the_section_being_read(site, open_page):
    page = open_index(open_page(), site)
    links = page.locator(".contents a")
    assert links.count() > 0
    page.locator(".contents a").last.click()
    page.wait_for_selector(".contents a[aria-current]")
    assert page.locator(".contents a[aria-current]").count() == 1
