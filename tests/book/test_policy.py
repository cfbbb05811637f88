"""What pages may run and load, in a real browser: from a folder and from a server."""

import functools
import http.server
import threading
from pathlib import Path

import pytest

from release.finish import put_head
from release.page import read_page
from tests.browser import wait_until

INJECTED = """() => {
  const script = document.createElement("script");
  script.textContent = "window.ran = 'script'";
  document.head.append(script);
  document.body.insertAdjacentHTML("beforeend", `<img src="none.png" alt="" onerror="window.ran = 'handler'">
    <a id="injected" href="javascript:window.ran = 'address'">x</a>`);
  document.getElementById("injected").click();
}"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments) -> None:
        """Say nothing."""


@pytest.fixture(params=["folder", "server"])
def address(request, site: Path):
    """The site's address, on disk and served."""
    if request.param == "folder":
        yield site.as_uri()
        return
    handler = functools.partial(Quiet, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def watch(page, address: str) -> list[str]:
    """What a page does wrong: violations and errors in the console, requests to elsewhere."""
    faults = []
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda r: r.url.startswith(address) or faults.append(f"request: {r.url}"))
    return faults


def test_every_page_keeps_to_its_policy_and_works(address: str, site: Path, browser):
    page = browser.new_page()
    faults = watch(page, address)
    for path in sorted(site.rglob("*.html")):
        page.goto(f"{address}/{path.relative_to(site).as_posix()}")
        assert page.locator("meta[http-equiv=Content-Security-Policy]").count() == 1
    page.goto(f"{address}/index.html")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.locator(".theme-button").click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light
    page.locator("#search").fill("the")
    page.wait_for_selector(".search-results a")
    cells = page.locator("td[style*='right']")
    page.goto(f"{address}/chapters/impact.html")
    assert cells.first.evaluate("e => getComputedStyle(e).textAlign") == "right"
    assert page.locator("img").first.evaluate("e => e.naturalWidth") > 0
    assert not faults
    page.close()


def test_nothing_that_is_put_into_a_page_runs_or_leaves_it(address: str, browser):
    page = browser.new_page()
    faults = watch(page, address)
    page.goto(f"{address}/index.html")
    assert not faults
    page.evaluate(INJECTED)
    wait_until(page, "document.querySelector('img[src=\"none.png\"]').complete")
    said = page.evaluate("fetch('https://example.org/').then(() => 'sent', error => `${error}`)")
    page.wait_for_timeout(200)
    assert page.evaluate("window.ran") is None and said != "sent"
    assert not [fault for fault in faults if fault.startswith("request: http")]
    blocked = [fault for fault in faults if "Content Security Policy" in fault]
    for what in ("inline script", "inline event handler", "JavaScript URL", "example.org"):
        assert any(what in fault for fault in blocked), what
    page.close()


QUARTO = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="generator" content="quarto-1.9.36">
<title>As Quarto writes it</title>
<style>body { color: rgb(1, 2, 3); }</style>
<script>window.toggled = 0; window.toggle = () => { window.toggled += 1; };</script>
<script id="options" type="application/json">{"a": "</scr"}</script>
</head><body><main><p>Text.</p>
<a href="" class="toggle" onclick="window.toggle(); return false;">Toggle</a></main>
<script type="application/javascript">
const style = document.createElement("style");
style.appendChild(document.createTextNode(""));
document.head.appendChild(style);
style.sheet.insertRule("p { color: rgb(4, 5, 6) }", 0);
</script></body></html>
"""


def test_the_scripts_that_a_page_of_quartos_came_with_run_and_no_others(tmp_path: Path, browser):
    """As AnchorJS does it, which Quarto brings, a script adds a style sheet that is empty first."""
    path = tmp_path / "page.html"
    path.write_text(put_head(QUARTO, read_page(QUARTO), []))
    page = browser.new_page()
    faults = watch(page, "file:")
    page.goto(path.as_uri())
    page.locator(".toggle").click()
    assert page.evaluate("window.toggled") == 1
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(1, 2, 3)"
    paragraph = page.locator("p").first
    assert paragraph.evaluate("e => getComputedStyle(e).color") == "rgb(4, 5, 6)"
    assert not faults
    page.evaluate(INJECTED)
    page.wait_for_timeout(200)
    assert page.evaluate("window.ran") is None
    page.close()
