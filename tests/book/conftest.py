"""Pages of the built site in a browser."""

from pathlib import Path

import pytest

from tests.copies import copy_project, make_once, render


@pytest.fixture(scope="session")
def funder(shared, project) -> Path:
    """The folder of the funder's report on the demonstration, made once."""

    def make(folder: Path) -> None:
        render(copy_project(folder, project), "funder", "--demonstration")

    return make_once(shared / "funder", make) / "project/_report/funder"


@pytest.fixture
def open_page(browser):
    """Open pages in a browser of a given width; ``faults`` gathers what they did wrong."""
    contexts = []

    def opened(width: int = 1280, scheme: str = "light", **options):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.faults = []
        page.on("request", lambda request: note_request(page, request.url))
        page.on("console", lambda message: note_console(page, message))
        page.on("pageerror", lambda error: page.faults.append(f"script error: {error}"))
        return page

    yield opened
    for context in contexts:
        context.close()


def note_request(page, url: str) -> None:
    if not url.startswith(("file:", "data:", "about:")):
        page.faults.append(f"request leaves the site: {url}")


def note_console(page, message) -> None:
    if message.type in ("error", "warning"):
        page.faults.append(f"console {message.type}: {message.text}")
