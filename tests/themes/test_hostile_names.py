"""Names of documents, codes and coders, passages and remarks that are hostile: each is read as it is
written, or without what nobody sees and with a remark."""

import csv
import json
import sqlite3
import warnings
from dataclasses import replace
from html import escape
from pathlib import Path
from xml.sax.saxutils import escape as xml_escape
from xml.sax.saxutils import quoteattr

import exchange as ex
import pytest
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from analysis.errors import Breaches, Remark
from analysis.study.reading import read_study
from analysis.study.records import Code
from analysis.text import remove_hidden
from analysis.themes.excerpts import read_excerpts
from tests.copies import ROOT
from tests.hostile import HIDING, TEXTS

STUDY = read_study(ROOT / "data")
XML = tuple(text for text in HIDING if not ILLEGAL_CHARACTERS_RE.search(text))
Names = tuple[str, ...]


def write_refi(folder: Path, names: Names) -> Path:
    """One document, code and passage for each text, all by one coder; a remark besides."""
    codes = "".join(
        f"<Code guid='{ex.guid(6, n)}' name={quoteattr(name)} isCodable='true'/>"
        for n, name in enumerate(names)
    )
    sources = "".join(
        f"<TextSource guid='{ex.guid(7, n)}' name={quoteattr(name)}>"
        + f"<PlainTextContent>{xml_escape(name)}</PlainTextContent>"
        + ex.passage(n, 0, len(name), name, ex.coding(n, ex.guid(6, n)))
        + "</TextSource>"
        for n, name in enumerate(names)
    )
    memo = f"<Notes><Note guid='{ex.guid(8, 1)}' name={quoteattr(names[0])}/></Notes>"
    xml = ex.project_xml(sources, codes=codes, rest=memo)
    xml = xml.replace('name="Ada"', f"name={quoteattr(names[0])}")
    return ex.write_project(folder / "p.qdpx", xml, {})


def write_taguette(folder: Path, names: Names) -> Path:
    """The same as Taguette's own tables have it."""
    (folder / "p.sqlite3").unlink(missing_ok=True)
    base = sqlite3.connect(folder / "p.sqlite3")
    base.executescript(
        "CREATE TABLE projects (id); CREATE TABLE documents (id, name, contents);"
        "CREATE TABLE tags (id, path, description); CREATE TABLE highlight_tags (highlight_id, tag_id);"
        "CREATE TABLE highlights (id, document_id, start_offset, end_offset, snippet);"
        "CREATE TABLE commands (id, user_login, payload); INSERT INTO projects VALUES (1);"
    )
    for n, name in enumerate(names, 1):
        html, length = escape(name), len(name.encode())
        base.execute("INSERT INTO documents VALUES (?, ?, ?)", (n, name, html))
        base.execute("INSERT INTO tags VALUES (?, ?, ?)", (n, name, name))
        base.execute("INSERT INTO highlights VALUES (?, ?, 0, ?, ?)", (n, n, length, html))
        base.execute("INSERT INTO highlight_tags VALUES (?, ?)", (n, n))
        made = json.dumps({"type": "highlight_add", "highlight_id": n, "tags": [n]})
        base.execute("INSERT INTO commands VALUES (?, ?, ?)", (n, names[0], made))
    base.commit()
    base.close()
    return folder / "p.sqlite3"


def write_rows(path: Path, header: Names, rows) -> Path:
    with path.open("w", newline="") as target:
        csv.writer(target).writerows([header, *rows])
    return path


def write_highlights(folder: Path, names: Names) -> Path:
    rows = ((n, name, name, name) for n, name in enumerate(names, 1))
    return write_rows(folder / "p.csv", ("id", "document", "tag", "content"), rows)


def write_excerpts(folder: Path, names: Names) -> Path:
    rows = ((name, name, names[0], name, name, "mixed", STUDY.study.notice) for name in names)
    header = ("document", "code", "coder", "text", "summary", "valence", "notice")
    return write_rows(folder / "p.csv", header, rows)


def declare(folder: Path, file: Path, names: Names):
    """A study that declares the names as they are read."""
    rows = (
        (name, f"S{n}", "interview", "local-authority", "2019-05-01", "quote", STUDY.study.notice)
        for n, name in enumerate(names)
    )
    header = ("document", "source", "kind", "role", "date", "consent", "notice")
    write_rows(folder / "sources.csv", header, rows)
    qualitative = replace(STUDY.qualitative, codings=(file.name,), sources="sources.csv", coders=())
    themes = [theme.id for theme in STUDY.themes]
    codes = tuple(Code(code=name, theme=themes[n % len(themes)]) for n, name in enumerate(names))
    return replace(STUDY, folder=folder, qualitative=qualitative, codeframe=codes)


@pytest.mark.parametrize(
    ("write", "hiding"),
    [
        (write_refi, XML),
        (write_taguette, HIDING),
        (write_highlights, HIDING),
        (write_excerpts, HIDING),
    ],
)
def test_names_and_passages_are_read_as_written_without_what_nobody_sees(tmp_path, write, hiding):
    texts = (*TEXTS, *hiding)
    plain = tuple(map(remove_hidden, texts))
    study = declare(tmp_path, write(tmp_path, texts), plain)
    with pytest.warns(Remark) as said:
        codings = read_excerpts(study).codings
    assert sorted(codings["document"]) == sorted(codings["text"]) == sorted(plain)
    assert set(codings["coder"]) <= {remove_hidden(texts[0]), ""}
    (remark,) = [str(each.message) for each in said]
    assert "hold characters that nobody sees, which are taken out: U+" in remark
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        study = declare(tmp_path, write(tmp_path, TEXTS), TEXTS)
        assert sorted(read_excerpts(study).codings["document"]) == sorted(TEXTS)


@pytest.mark.parametrize("write", [write_refi, write_taguette, write_highlights, write_excerpts])
def test_names_that_only_look_alike_are_refused(tmp_path, write):
    study = declare(tmp_path, write(tmp_path, ("Note", "No\u200bte")), ("Note",))
    with pytest.raises(Breaches) as caught:
        read_excerpts(study)
    assert [fault.partition(" have")[0] for fault in caught.value.faults] == [
        f"{study.qualitative.codings[0]}: two documents",
        f"{study.qualitative.codings[0]}: two codes",
    ]
