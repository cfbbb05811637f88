"""What a reader gets from a book's pages, whoever rendered them."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag

CALLOUT_TITLES = ["callout-title", "callout-title-container"]


def words(element: Tag | str) -> str:
    """Return the text of an element with plain spaces."""
    text = element if isinstance(element, str) else element.get_text()
    return " ".join(text.split())


def read_page(site: Path, href: str, apart: str = "") -> dict[str, Any]:
    """Read a page's main part, without what a selector finds apart."""
    page = BeautifulSoup((site / href).read_text(encoding="utf-8"), "html.parser")
    main = page.find("main")
    unread = "nav, .quarto-title-meta, .anchorjs-link, math annotation, script, " \
        "#title-block-header p, .screen-reader-only, .demonstration"  # fmt: skip
    for element in main.select(f"{unread}, {apart}" if apart else unread):
        element.decompose()
    return {
        "headings": [f"{h.name} {words(h)}" for h in main.find_all(re.compile("^h[1-6]$"))],
        "captions": [words(caption) for caption in main.find_all("figcaption")],
        "callouts": [words(title) for title in main.find_all(class_=CALLOUT_TITLES)],
        "references": [
            [words(link), urljoin(href, link["href"])] for link in main.select("a.quarto-xref")
        ],
        "tables": [
            [[words(cell) for cell in row.find_all(["th", "td"])] for row in table.find_all("tr")]
            for table in main.find_all("table")
        ],
        "alternatives": [image["alt"] for image in main.find_all("img")],
        "paragraphs": [
            words(p)
            for p in main.find_all("p")
            if words(p) and not p.find("math") and not p.find_parent("figcaption")
            and not p.find_parent(class_=CALLOUT_TITLES)
        ],
        "bibliography": [words(entry) for entry in main.select("#refs .csl-entry")],
    }  # fmt: skip


def read_site(site: Path, apart: str = "") -> dict[str, Any]:
    """Read every page of a site, in the order of its navigation."""
    index = BeautifulSoup((site / "index.html").read_text(encoding="utf-8"), "html.parser")
    # The embedded renderer's navigation, or Quarto's.
    links = index.select("nav.chapters a, #quarto-sidebar a.sidebar-link[href]")
    navigation = [[words(link), urljoin("", link["href"])] for link in links]
    return {
        "navigation": navigation,
        "pages": {href: read_page(site, href, apart) for _, href in navigation},
    }


def normalise(reading: dict[str, Any]) -> dict[str, Any]:
    """Leave out in what the renderers differ and no reader minds.

    Quarto's links begin with `./`; its home page has the book's title over that of the chapter,
    which is in the masthead here; each of its pages holds the entries that it cites, out of sight;
    and its list of references has the other kind of quotation marks.
    """
    plain = json.loads(json.dumps(reading).replace('"./', '"'))
    pages = plain["pages"]
    headings = pages["index.html"]["headings"]
    pages["index.html"]["headings"] = headings[-1:] if len(headings) == 2 else headings
    for page in pages.values():
        listed = page["bibliography"] if "h1 References" in page["headings"] else []
        page["bibliography"] = [re.sub("[‘’“”.]", "", entry) for entry in listed]
    return plain
