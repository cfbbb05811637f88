"""The report's Word file in another program: opened, printed and saved again by LibreOffice."""

import re
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from lxml import etree

from tests.libreoffice import convert
from tests.pdf_reading import read_lines, squeeze
from tests.word_reading import DRAWING, HEADING, W, read_table, style, text, words

CAPTIONS = ("ImageCaption", "TableCaption")
# What may be added or lost where a line breaks.
BREAKS = re.compile("[-\u00ad\ufffe\u200b\u2060]")


@dataclass(frozen=True)
class Held:
    """What a Word file holds, in order."""

    headings: list[tuple[str, str]]
    captions: list[tuple[str, str]]
    tables: list[list[list[str]]]
    header_rows: list[int]
    alternatives: list[str]


def read(path: Path) -> Held:
    with zipfile.ZipFile(path) as archive:
        body = etree.fromstring(archive.read("word/document.xml")).find(f"{W}body")
    styled = [(style(node), words(text(node))) for node in body.iter(f"{W}p")]
    tables = [*body.iter(f"{W}tbl")]
    return Held(
        headings=[each for each in styled if HEADING.match(each[0])],
        captions=[each for each in styled if each[0] in CAPTIONS],
        tables=[read_table(table) for table in tables],
        header_rows=[len([*table.iter(f"{W}tblHeader")]) for table in tables],
        alternatives=[node.get("descr") for node in body.iter(f"{DRAWING}docPr")],
    )


@pytest.fixture(scope="module")
def sent(site) -> Path:
    (path,) = site.glob("*.docx")
    return path


def test_saved_again_it_holds_what_it_held(sent, tmp_path):
    held, again = read(sent), read(convert(sent, "docx", tmp_path))
    assert len(held.tables) > 50 and len(held.alternatives) > 30 and len(held.headings) > 100
    assert all(held.alternatives) and all(held.header_rows)
    assert again == held


def test_printed_it_shows_every_heading_caption_and_cell(sent, tmp_path):
    held = read(sent)
    pages = read_lines(convert(sent, "pdf", tmp_path))
    printed = fold(" ".join(pages))
    shown = [each for _, each in (*held.headings, *held.captions)]
    shown += [cell for table in held.tables for row in table for cell in row]
    assert [each for each in shown if fold(each) not in printed] == []


def fold(said: str) -> str:
    """Text without spaces and hyphens, ligatures as letters."""
    return BREAKS.sub("", squeeze(unicodedata.normalize("NFKC", said)))
