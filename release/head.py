"""What the head of a page says to search engines, reference managers and previews of links."""

from html import escape

from analysis.report.card import Card
from analysis.report.publication import Publication

from .page import Page

CARD = "card.png"
SIZE = {"og:image:width": "1200", "og:image:height": "630", "og:image:type": "image/png"}


def write_head(
    publication: Publication, card: Card, page: Page, path: str, pdf: str, description: str
) -> list[str]:
    """Return the tags of a page.

    Parameters
    ----------
    publication : Publication
        What the report is.
    card : Card
        The picture that stands for it.
    page : Page
        What was read of the page.
    path : str
        Where it lies in the site.
    pdf : str
        The PDF's name, beside the front page.
    description : str
        What the page is about.
    """
    root = publication.site or "../" * path.count("/")
    metas = [
        ("name", "description", description),
        *(("property", *pair) for pair in list_open_graph(publication, page, path, root)),
        ("property", "og:description", description),
        ("property", "og:image:alt", card.alt),
        ("name", "twitter:card", "summary_large_image"),
        ("name", "twitter:title", page.title),
        ("name", "twitter:description", description),
        ("name", "twitter:image", root + CARD),
        ("name", "twitter:image:alt", card.alt),
        *(("name", *pair) for pair in list_citation(publication, f"{root}{pdf}" if pdf else "")),
    ]
    tags = [f'<meta {kind}="{name}" content="{escape(value)}">' for kind, name, value in metas]
    if publication.site:
        tags.append(f'<link rel="canonical" href="{escape(locate(publication.site, path))}">')
    if publication.favicon:
        icon = "../" * path.count("/") + publication.favicon
        kind = ' type="image/svg+xml"' if icon.endswith(".svg") else ""
        tags.append(f'<link rel="icon" href="{escape(icon)}"{kind}>')
    return tags


def locate(site: str, path: str) -> str:
    """Return the address of a page; a front page is its folder."""
    return site + path.removesuffix("index.html")


def list_open_graph(p: Publication, page: Page, path: str, root: str) -> list[tuple[str, str]]:
    """Return what Open Graph (ogp.me) asks for: type, title, picture and address."""
    return [
        ("og:type", "website" if path == "index.html" else "article"),
        ("og:site_name", p.title),
        ("og:title", page.title),
        ("og:locale", p.language.replace("-", "_")),
        *([("og:url", locate(p.site, path))] if p.site else []),
        ("og:image", root + CARD),
        *SIZE.items(),
    ]


def list_citation(p: Publication, pdf: str) -> list[tuple[str, str]]:
    """Return what Google Scholar's guidelines for webmasters and Zotero read of a report."""
    tags = [
        ("citation_title", p.title),
        *(("citation_author", author.inverted) for author in p.authors),
        ("citation_publication_date", f"{p.date:%Y/%m/%d}"),
        ("citation_technical_report_institution", p.publisher),
        ("citation_technical_report_number", f"Version {p.version}" if p.version else ""),
        ("citation_language", p.language),
        ("citation_doi", p.doi),
        ("citation_pdf_url", pdf),
        ("citation_public_url", p.address),
    ]
    return [(name, value) for name, value in tags if value]
