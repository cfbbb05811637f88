"""Two editions as one Word file: accepting gives the new one, rejecting the old one."""

import re
import shutil
import zipfile
from pathlib import Path

import pytest

from render.problems import BuildError
from render.word.comparison import find_pages, track_changes, write_document
from tests.tracked_changes import W, accept, marks, reject

PAGE = """<!DOCTYPE html><html><body><nav><a href="index.html">Start</a>
<a href="chapters/one.html">One</a></nav><main id="content"><nav>On this page</nav>
<article>{body}</article></main></body></html>"""
OLD = {
    "index.html": "<h1>Start</h1><p>In all, <a href='#x'>4.3</a> points (−2.2 to 10.8).</p>",
    "chapters/one.html": (
        "<h1>One</h1><p>Gone soon.</p><p>It stays.</p><table><tr><th>A</th><th>B</th></tr>"
        "<tr><td>x</td><td>1</td></tr><tr><td>y</td><td>2</td></tr></table>"
        "<figure><img src='a.svg' alt='Two lines fall.'></figure><ul><li>first</li></ul>"
    ),
}
NEW = {
    "index.html": "<h1>Start</h1><p>In all, <a href='#x'>7.9</a> points (1.6 to 13.5).</p>",
    "chapters/one.html": (
        "<h1>One</h1><p>It stays.</p><table><tr><th>A</th><th>B</th></tr>"
        "<tr><td>x</td><td>1</td></tr><tr><td>new</td><td>5</td></tr></table>"
        "<figure><img src='a.svg' alt='Two lines rise.'></figure><ul><li>first</li>"
        "<li>second</li></ul><p>A last word.</p>"
    ),
}
TEXT = {
    "old": ["Start", "In all, 4.3 points (−2.2 to 10.8).", "One", "Gone soon.", "It stays.", "A",
            "B", "x", "1", "y", "2", "[Figure: Two lines fall.]", "first"],
    "new": ["Start", "In all, 7.9 points (1.6 to 13.5).", "One", "It stays.", "A", "B", "x", "1",
            "new", "5", "[Figure: Two lines rise.]", "first", "second", "A last word."],
}  # fmt: skip


def write_site(folder: Path, pages: dict[str, str]) -> Path:
    for name, body in pages.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(PAGE.format(body=body))
    return folder


def test_accepting_gives_the_new_edition_and_rejecting_the_old(tmp_path, monkeypatch):
    pytest.importorskip("python_redlines_docxodus", reason="see `word` in pyproject.toml")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    old, new = write_site(tmp_path / "old", OLD), write_site(tmp_path / "new", NEW)
    count = track_changes(old, new, tmp_path / "x.docx", "Rita Reviewer")
    document = (tmp_path / "x.docx").read_bytes()
    assert reject(document) == TEXT["old"]
    assert accept(document) == TEXT["new"]
    found = marks(document)
    assert len(found) >= count > 5
    assert {mark.get(f"{W}author") for mark in found} == {"Rita Reviewer"}
    assert {mark.get(f"{W}date") for mark in found} == {"2023-11-14T22:13:20Z"}


def test_a_whole_report_comes_back_either_way(site, tmp_path):
    pytest.importorskip("python_redlines_docxodus", reason="see `word` in pyproject.toml")
    old = tmp_path / "old"
    shutil.copytree(site, old)
    for page in old.rglob("*.html"):
        text = page.read_text().replace("the evidence is inconclusive", "the evidence supports it")
        page.write_text(re.sub(r"(\d)\.(\d) percentage", r"\2.\1 percentage", text))
    track_changes(old, site, tmp_path / "x.docx", "Rita Reviewer")
    document = (tmp_path / "x.docx").read_bytes()
    for read, folder in ((accept, site), (reject, old)):
        plain = write_document(folder)
        assert not marks(plain)
        assert read(document) == accept(plain) and len(accept(plain)) > 500
    assert len(marks(document)) > 20


def test_word_opens_what_pandoc_writes_of_a_site(tmp_path):
    """All pages in their order, without navigation; a figure is its text alternative."""
    document = write_document(write_site(tmp_path, NEW))
    assert accept(document) == TEXT["new"]
    (tmp_path / "x.docx").write_bytes(document)
    assert "word/document.xml" in zipfile.ZipFile(tmp_path / "x.docx").namelist()


def test_a_folder_without_pages_or_project_is_named(tmp_path):
    with pytest.raises(BuildError, match="there is no website in it"):
        find_pages(tmp_path)


def test_a_missing_package_says_how_to_install_it(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "python_redlines", None)
    with pytest.raises(BuildError, match=r"pip install 'python-redlines\[docxodus\]==2.0.0'"):
        track_changes(tmp_path, tmp_path, tmp_path / "x.docx", "A")
    assert not (tmp_path / "x.docx").exists()
