"""The report's Word file: what the site says, in a file that Word opens as it is."""

import re
import struct
from pathlib import Path

import docx
import pytest

from tests.word_reading import DRAWING, W, Word, check_parts, compare_with_site, style, text

MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def path(site) -> Path:
    (found,) = site.glob("*.docx")
    return found


@pytest.fixture(scope="module")
def word(path) -> Word:
    return Word(path)


def test_every_chapter_says_what_its_page_says(word, site):
    """Headings, captions, tables cell by cell, references, text alternatives and paragraphs."""
    assert len(word.tables) > 50
    assert not compare_with_site(word, site)


def test_every_field_holds_what_updating_it_gives(word):
    fields = word.fields()
    assert len(fields) > 300
    assert not [each for each in fields if each.stored != each.updated]


def test_contents_and_lists_name_every_heading_and_caption(word):
    nodes = [*word.body.iter(f"{W}p")]
    listed = [text(node) for node in nodes if style(node) == "TableofFigures"]
    captions = [text(node) for node in nodes if style(node) in ("TableCaption", "ImageCaption")]
    assert sorted(listed) == sorted(captions)
    contents = [text(node) for node in nodes if style(node) in ("TOC1", "TOC2")]
    headings = [
        "\t".join(filter(None, [word.numbers[node], text(node)]))
        for node in nodes
        if style(node) in ("Heading1", "Heading2")
    ]
    assert contents == headings


def test_every_figure_is_drawn_twice_and_says_what_it_shows(word):
    pictures = [*word.body.iter(f"{DRAWING}docPr")]
    assert len(pictures) > 25
    assert all(len(picture.get("descr")) > 60 for picture in pictures)
    bitmaps = [part for name, part in word.parts.items() if name.endswith(".png")]
    drawings = [name for name in word.parts if name.endswith(".svg")]
    assert len(bitmaps) == len(drawings) > 25
    # At 300 dpi a picture as wide as the text, or nearly, has 1,500 dots a line and more.
    assert all(struct.unpack(">I", bitmap[16:20])[0] > 1000 for bitmap in bitmaps)


def test_every_table_has_a_head_that_repeats_and_rows_that_stay_whole(word):
    assert {*word.body.iter(f"{W}tbl")} == {*word.tables}
    for table in word.tables:
        first, *rows = table.findall(f"{W}tr")
        assert first.find(f"{W}trPr/{W}tblHeader") is not None
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in [first, *rows])
        look = table.find(f"{W}tblPr/{W}tblLook")
        assert (look.get(f"{W}firstRow"), look.get(f"{W}firstColumn")) == ("1", "1")
        assert style(table.getprevious()) == "TableCaption" or not table.findall(
            f"{W}tblPr/{W}tblCaption"
        )


def test_every_table_is_within_its_page(word):
    """Sections end with their paragraph: a table's page is that of the next end."""
    wide = 0
    for table in word.tables:
        after = (node for node in table.itersiblings())
        section = next(
            node if node.tag == f"{W}sectPr" else node.find(f"{W}pPr/{W}sectPr")
            for node in after
            if node.tag == f"{W}sectPr" or node.find(f"{W}pPr/{W}sectPr") is not None
        )
        size, margins = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
        room = int(size.get(f"{W}w")) - sum(int(margins.get(f"{W}{s}")) for s in ("left", "right"))
        width = int(table.find(f"{W}tblPr/{W}tblW").get(f"{W}w"))
        assert width <= room + 20
        assert sum(int(c.get(f"{W}w")) for c in table.iter(f"{W}gridCol")) == width
        wide += size.get(f"{W}orient") == "landscape"
    assert 0 < wide < 10


def test_word_finds_nothing_to_repair(word):
    assert not check_parts(word.parts)


def test_the_parts_keep_to_the_schemas_of_office(path):
    audit = pytest.importorskip("openxml_audit", reason="a development package")
    found = audit.OpenXmlValidator().validate(str(path)).errors
    # Word's own way to leave a heading without the number of its style.
    allowed = "Numbering definition '0' referenced but not found"
    assert not [str(each) for each in found if allowed not in str(each)]


def test_every_page_says_that_the_data_are_invented(path, project):
    notice = re.search('demonstration: "(.*)"', (project / "data/results/report.yml").read_text())[
        1
    ]
    read = docx.Document(str(path))
    assert len(read.sections) > 2
    for section in read.sections:
        assert notice in [paragraph.text for paragraph in section.header.paragraphs]
        assert not section.different_first_page_header_footer


def test_the_file_is_small_and_without_footnotes(path, word):
    assert path.stat().st_size < 10 * MEGABYTE
    assert not [*word.body.iter(f"{W}footnoteReference")]
    assert docx.Document(str(path)).core_properties.language == "en-GB"
