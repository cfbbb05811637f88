"""A Word file by Pandoc, the embedded renderer's or Quarto's, made fit for use in one pass."""

from collections.abc import Iterable
from pathlib import Path

from lxml import etree

from render.word.brief import compact_styles, lay_out_brief
from render.word.captions import number_captions
from render.word.contents import insert_contents
from render.word.edition import Edition
from render.word.equations import number_equations
from render.word.floats import add_space, mend_paragraphs, tighten_bookmarks, unwrap_floats
from render.word.headings import declare_numbering, number_headings
from render.word.markup import put_in_order, q, renumber
from render.word.package import DOCUMENT, Package
from render.word.pages import HEIGHT, TURNED, UPRIGHT, lay_out
from render.word.pictures import Shown, embed_pictures
from render.word.properties import add_missing_styles, describe, set_type
from render.word.references import link_references
from render.word.tables import dress_tables

STYLES = Path(__file__).parent / "styles.xml"
_TWIP = 635


def finish(
    draft: bytes, edition: Edition, shown: Iterable[Shown], bitmaps: Path | None = None
) -> bytes:
    """Return a Word file whose parts are Word's own.

    Parameters
    ----------
    draft : bytes
        What Pandoc wrote. Captions, numbers and references are text in it and links.
    edition : Edition
        What the book declares.
    shown : iterable of Shown
        The pictures of its site, with their text alternatives.
    bitmaps : Path, optional
        Where the bitmaps of drawings are kept from one time to the next.
    """
    package = Package(draft)
    document = package.tree(DOCUMENT)
    body = document.find(q("w:body"))
    mend_paragraphs(body)
    unwrap_floats(body)
    tighten_bookmarks(body)
    headings = number_headings(body, edition.parts, edition.appendices)
    declare_numbering(package.tree("word/numbering.xml"))
    captions = number_captions(body)
    equations = number_equations(body)
    link_references(body, captions, equations, headings)
    add_space(body)
    wide = dress_tables(body, captions, UPRIGHT, TURNED)
    embed_pictures(package, shown, UPRIGHT * _TWIP, HEIGHT * _TWIP, bitmaps)
    styles = etree.parse(STYLES).getroot()
    if edition.layout == "brief":
        lay_out_brief(body)
        compact_styles(styles)
    else:
        insert_contents(body, headings, captions)
    lay_out(body, wide, package, edition)
    describe(package, edition)
    set_type(package, edition, styles)
    add_missing_styles(package)
    _number_marks(document)
    put_in_order(document)
    return package.write()


def _number_marks(document: etree._Element) -> None:
    starts = [*document.iter(q("w:bookmarkStart"))]
    renumber(starts, document.iter(q("w:bookmarkEnd")), q("w:id"))
