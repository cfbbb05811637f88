"""Finish the pages of a built site, whoever rendered it: python -m release.finish [FOLDER].

A renderer runs it as the project's `post-render` command. It gives every page what finds and cites
it, and a policy that keeps scripts of others from running. Run again, it changes nothing.
"""

import os
import re
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from xml.sax.saxutils import escape as escape_xml

from analysis.commands.terminal import guard, say
from analysis.errors import naming
from analysis.report.card import make_card
from analysis.report.publication import Publication, read_book, read_publication
from analysis.results.results import load_results
from analysis.study.reading import find_study
from analysis.writing import write_whole

from .head import CARD, locate, write_head
from .linked_data import write_linked_data
from .page import Page, read_page
from .policy import write_policy

OURS = re.compile(r"description|citation_.*|twitter:.*")
FRONT = "index.html"


def main(arguments: list[str]) -> int:
    """Finish the site in a folder, else the one that has just been rendered."""
    rendered = os.environ.get("QUARTO_PROJECT_OUTPUT_DIR")
    if not (arguments or rendered):
        say("python -m release.finish FOLDER: name the folder of a site", aside=True)
        return 2
    site = Path(arguments[0] if arguments else rendered)
    return guard(lambda: finish_site(site), refused="The pages are not finished: {}.")


def finish_site(site: Path) -> None:
    """Finish every page, and put beside them what they name."""
    pages = sorted(site.rglob("*.html"))
    if not pages:
        return
    results = load_results(find_study())
    publication = read_publication(results)
    card = make_card(results, publication)
    pdf = next((file.name for file in sorted(site.glob("*.pdf"))), "")
    paths = [page.relative_to(site).as_posix() for page in pages]
    for page, path in zip(pages, paths, strict=True):
        text = page.read_text(encoding="utf-8")
        read = read_page(text)
        about = describe(publication, read, path)
        head = write_head(publication, card, read, path, pdf, about)
        if path == FRONT:
            data = write_linked_data(results.study, publication, about)
            head.append(f'<script type="application/ld+json">\n{data}\n</script>')
        write_whole(page, put_head(text, read, head))
    with naming(site):
        shutil.copyfile(card.path, site / CARD)
        copy_icon(publication, site)
    if publication.site:
        write_whole(site / "sitemap.xml", write_sitemap(publication, paths))
        write_whole(site / "robots.txt", write_robots(publication))


def describe(publication: Publication, page: Page, path: str) -> str:
    """Return what a page is about, after the notice of demonstration data."""
    declared = read_book()[0].get("description", "") if path == FRONT else ""
    about = declared or page.tell(publication.notice) or f"{page.title}."
    return f"{publication.notice}. {about}" if publication.notice else about


def put_head(text: str, page: Page, head: Iterable[str]) -> str:
    """Return the page with these tags in its head, and none of their kind from before.

    The policy comes first: it holds for what follows it.
    """
    policy = f'<meta http-equiv="Content-Security-Policy" content="{write_policy(page)}">'
    block = "\n" + "\n".join([*([policy] if is_whole() else []), *head])
    old = [(start, end) for tag, values, start, end in page.tags if is_ours(tag, values)]
    for start, end in sorted(old, reverse=True):
        # With the line break before it, so that no empty line is left.
        start -= text[start - 1] == "\n"
        text = text[:start] + text[end:]
    return text[: page.start] + block + text[page.start :]


def is_whole() -> bool:
    """Whether the whole book was rendered; a preview adds a script of its own to its pages."""
    by_hand = not os.environ.get("QUARTO_PROJECT_OUTPUT_DIR")
    return by_hand or os.environ.get("QUARTO_PROJECT_RENDER_ALL") == "1"


def is_ours(tag: str, values: dict[str, str]) -> bool:
    """Whether a tag of a head is one that is written here, by this or by the renderer."""
    name = values.get("name", "") or values.get("property", "")
    if tag == "meta":
        policy = values.get("http-equiv", "").lower() == "content-security-policy"
        return policy or bool(OURS.fullmatch(name)) or name.startswith("og:")
    if tag == "link":
        return values.get("rel") in ("canonical", "icon")
    return values.get("type") == "application/ld+json"


def copy_icon(publication: Publication, site: Path) -> None:
    """Put the icon where the pages name it, as Quarto does."""
    icon = publication.favicon
    if icon and not (site / icon).exists():
        (site / icon).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(icon, site / icon)


def write_sitemap(publication: Publication, paths: Iterable[str]) -> str:
    """Return the list of pages by the sitemap protocol (sitemaps.org), version 0.9."""
    entries = "".join(
        f"<url><loc>{escape_xml(locate(publication.site, path))}</loc>"
        f"<lastmod>{publication.date.isoformat()}</lastmod></url>\n"
        for path in sorted(paths, key=lambda path: path != FRONT)
    )
    opening = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return f'{opening}<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{entries}</urlset>\n'


def write_robots(publication: Publication) -> str:
    """Return what robots may read, which is all, and where the list of pages is."""
    return f"User-agent: *\nAllow: /\nSitemap: {publication.site}sitemap.xml\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
