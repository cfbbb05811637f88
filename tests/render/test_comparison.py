"""Two editions as one Word file: accepting gives the new one, rejecting the old one."""

import re
import zipfile
from pathlib import Path

import pytest
from orchard_book import LEAF, SHAPE, shape_as_quarto

from render.problems import BuildError
from render.word import comparison
from render.word.comparison import find_pages, find_word, track_changes, write_document
from render.word.document import finish
from render.word.edition import read_edition
from render.word.figures import describe_changes, read_outline
from render.word.package import DOCUMENT, Package
from render.word.pictures import read_pictures
from tests.tracked_changes import W, accept, marks, reject, settle, tell
from tests.word_reading import check_parts

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
    tracked = track_changes(old, new, tmp_path / "x.docx", "Rita Reviewer")
    assert tracked.source == "the pages, as neither edition has a Word file"
    document = (tmp_path / "x.docx").read_bytes()
    assert reject(document) == TEXT["old"]
    assert accept(document) == TEXT["new"]
    found = marks(document)
    assert len(found) >= tracked.count > 5
    assert {mark.get(f"{W}author") for mark in found} == {"Rita Reviewer"}
    assert {mark.get(f"{W}date") for mark in found} == {"2023-11-14T22:13:20Z"}


def test_a_whole_report_comes_back_either_way(site, tmp_path):
    pytest.importorskip("python_redlines_docxodus", reason="see `word` in pyproject.toml")
    (file,) = site.glob("*.docx")
    old = tmp_path / "old"
    old.mkdir()
    (old / "index.html").write_text("<p>")
    package = Package(file.read_bytes())
    for node in package.tree(DOCUMENT).iter(f"{W}t"):
        node.text = re.sub(r"(\d)\.(\d)(\s+percentage)", r"2.\1\3", node.text or "")
    (old / file.name).write_bytes(package.write())
    tracked = track_changes(old, site, tmp_path / "x.docx", "Rita Reviewer")
    assert tracked.source == "the Word files of both editions"
    document = (tmp_path / "x.docx").read_bytes()
    for accepted, edition in ((True, file), (False, old / file.name)):
        plain = edition.read_bytes()
        assert [*tell(settle(document, accepted))] == [*tell(settle(plain, accepted))]
    assert len(marks(document)) > 5
    assert not check_parts(Package(document).parts)


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


MOVED = "This paragraph moves when the orchard is described once more, at length.\n"
FIGURE = """
::: {{#fig-{name}}}
![](theme/{name}.svg){{fig-alt="{words}"}}

Figure {number}: {caption}
:::
"""
GONE = FIGURE.format(name="gone", words="A stump", number="1.2", caption="It goes")
BARK = FIGURE.format(name="bark", words="Bark", number="1.3", caption="Bark, drawn")
ROOT = FIGURE.format(name="root", words="Roots", number="1.4", caption="Roots")
SEED = FIGURE.format(name="seed", words="A seed", number="1.5", caption="A seed")
WIDE = (
    "::: {#tbl-wide}\nTable A.2: Wide\n\n| Tree |" + " Apples in the year |" * 9
    + "\n|:--|" + "--:|" * 9 + "\n| Bramley |" + " 1,234,567,890 |" * 9 + "\n:::\n"
)  # fmt: skip


def draw(name: str) -> str:
    """A picture with bytes of its own."""
    return LEAF.read_text().replace("<svg", f'<svg class="{name}"', 1)


def replace(text: str, *pairs: tuple[str, str]) -> str:
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def write_edition(folder: Path, text: str, date: str, **pictures: str) -> Path:
    """An edition's folder: its website's pictures, and the Word file beside it."""
    (folder / "theme").mkdir(parents=True)
    for name, drawing in pictures.items():
        (folder / "theme" / f"{name}.svg").write_text(drawing)
    draft = shape_as_quarto(folder, text)
    images = re.findall(r'!\[\]\((\S+?)\)\{fig-alt="(.*?)"', text)
    (folder / "index.html").write_text(
        "".join(f'<img src="{source}" alt="{words}">' for source, words in images)
    )
    book = {"title": "Orchard", "date": date, "appendices": ["records.qmd"],
            "chapters": ["index.qmd", {"part": "What grows", "chapters": ["trees.qmd"]}]}  # fmt: skip
    shown = read_pictures(folder, ["index.html"], folder)
    content = finish(draft, read_edition({"book": book}, "INVENTED"), shown)
    (folder / "orchard.docx").write_bytes(content)
    return folder


@pytest.fixture
def editions(tmp_path) -> tuple[Path, Path]:
    """Two editions whose prose, tables, captions, formulas and figures differ."""
    book = (SHAPE / "book.md").read_text(encoding="utf-8")
    old = replace(
        book, ("### Deep", f"{MOVED}\nIt stays, with 4.3 points.\n{GONE}{BARK}{ROOT}\n### Deep")
    )
    new = replace(
        old, (MOVED, ""), (GONE, ""), (ROOT, ""), ("4.3 points", "7.9 points"),
        ("Table 1.1 is named", f"{MOVED}\nTable 1.1 is named"), ("| Discovery | 7 |", "| Cox | 3 |\n| Discovery | 9 |"),
        ("1.3: Bark, drawn", "1.2: The bark"), ("## Soil {", f"{ROOT}{SEED}\n## Soil {{"),
        ("\\alpha", "\\gamma"), ("## Details", f"{WIDE}\nBelow it.\n\n## Details"),
    )  # fmt: skip
    shared = {"bark": draw("bark"), "root": draw("root")}
    return (
        write_edition(tmp_path / "old", old, "1 May 2024", gone=draw("gone"), **shared),
        write_edition(
            tmp_path / "new", new, "2 June 2025", seed=draw("seed"), leaf=draw("x"), **shared
        ),
    )


LIST = [
    "What changed in the figures",
    "This list is no part of either edition. Above, a picture that changed is shown as it is and,"
    " as deleted, as it was.",
    "Figures whose picture changed:", "– Figure 1.1: A leaf, drawn",
    "Figures that are new:", "– Figure 1.5: A seed",
    "Figures that are gone:", "– Figure 1.2: It goes",
    "Figures that moved:", "– Figure 1.4: Roots",
]  # fmt: skip


@pytest.mark.parametrize("back", [False, True])
def test_two_word_files_come_back_with_figures_tables_and_captions(editions, tmp_path, back):
    """Paragraph by paragraph and cell by cell; in the other direction what was new goes."""
    pytest.importorskip("python_redlines_docxodus", reason="see `word` in pyproject.toml")
    old, new = reversed(editions) if back else editions
    tracked = track_changes(old, new, tmp_path / "x.docx", "Rita Reviewer")
    assert tracked.source == "the Word files of both editions" and tracked.count > 15
    document = (tmp_path / "x.docx").read_bytes()
    plain = {name: (folder / "orchard.docx").read_bytes() for name, folder in
             (("old", old), ("new", new))}  # fmt: skip
    assert reject(document) == accept(plain["old"])
    assert accept(document)[: -len(LIST)] == accept(plain["new"])
    assert [*tell(settle(document, False))] == [*tell(settle(plain["old"], False))]
    whole = [*tell(settle(document, True))]
    assert whole[: -len(LIST)] == [*tell(settle(plain["new"], True))]
    if not back:
        assert accept(document)[-len(LIST) :] == [" ".join(line.split()) for line in LIST]


def test_nothing_of_it_is_there_to_repair(editions, tmp_path):
    pytest.importorskip("python_redlines_docxodus", reason="see `word` in pyproject.toml")
    audit = pytest.importorskip("openxml_audit", reason="a development package")
    track_changes(*editions, tmp_path / "x.docx", "Rita Reviewer")
    assert not check_parts(Package((tmp_path / "x.docx").read_bytes()).parts)
    found = audit.OpenXmlValidator().validate(str(tmp_path / "x.docx")).errors
    # Word's own way to leave a heading without the number of its style.
    allowed = "Numbering definition '0' referenced but not found"
    assert not [str(each) for each in found if allowed not in str(each)]


def test_the_same_editions_give_the_same_bytes(editions, tmp_path, monkeypatch):
    pytest.importorskip("python_redlines_docxodus", reason="see `word` in pyproject.toml")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    for name in ("a.docx", "b.docx"):
        track_changes(*editions, tmp_path / name, "Rita Reviewer")
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()


def test_a_new_text_alternative_is_named(editions, tmp_path):
    old = read_outline(Package((editions[0] / "orchard.docx").read_bytes()))
    package = Package((editions[0] / "orchard.docx").read_bytes())
    for node in package.tree(DOCUMENT).iter("{*}docPr"):
        node.set("descr", node.get("descr").replace("Bark", "The bark of a pear"))
    assert describe_changes(old, read_outline(package)) == {
        "Figures whose text alternative changed": ["Figure\u00a01.3: Bark, drawn"]
    }


def test_a_picture_without_a_caption_is_known_by_its_words(tmp_path):
    words = "A leaf that is drawn with all its veins, its stalk, its edges and its shadow at noon"
    text = f'# Trees\n\n![](theme/leaf.svg){{fig-alt="{words}"}}\n\nA text.\n'
    outlines = [
        read_outline(Package((write_edition(tmp_path / name, text, "1 May 2024", leaf=draw(name))
                              / "orchard.docx").read_bytes()))
        for name in ("old", "new")
    ]  # fmt: skip
    assert describe_changes(*outlines) == {
        "Figures whose picture changed": [f"a picture without a caption (“{words[:-8]}\u00a0…”)"]
    }


def test_the_word_file_is_beside_the_site_wherever_that_is(tmp_path):
    for name, place in (("a", ""), ("b", "site"), ("c", "_report/web")):
        site = tmp_path / name / place
        site.mkdir(parents=True)
        for file in ("index.html", "report.pdf", "report.docx", "annex.docx", "~$report.docx"):
            (site / file).touch()
        assert find_word(tmp_path / name) == site / "report.docx"


def test_a_project_without_its_word_file_is_built(tmp_path, monkeypatch):
    site = tmp_path / "_report/web"
    site.mkdir(parents=True)
    (site / "index.html").touch()
    (tmp_path / "_quarto.yml").write_text("format:\n  html: {}\n")
    monkeypatch.setattr(comparison, "build", lambda folder: (site / "report.docx").touch())
    assert find_word(tmp_path) is None, "it makes none"
    (tmp_path / "_quarto.yml").write_text("format:\n  docx: {}\n")
    assert find_word(tmp_path) == site / "report.docx"


def test_an_edition_without_a_word_file_is_compared_by_its_pages(editions, tmp_path):
    pytest.importorskip("python_redlines_docxodus", reason="see `word` in pyproject.toml")
    old, new = write_site(tmp_path / "site", OLD), write_site(editions[1], NEW)
    tracked = track_changes(old, new, tmp_path / "x.docx", "Rita Reviewer")
    assert tracked.source == "the pages, as the earlier edition has no Word file"
    assert accept((tmp_path / "x.docx").read_bytes()) == TEXT["new"]


def test_a_comparison_that_fails_is_told(editions, tmp_path, monkeypatch):
    pytest.importorskip("python_redlines_docxodus", reason="see `word` in pyproject.toml")
    engine = comparison.load_engine()
    engine.extracted_binaries_path = "/bin/false"
    monkeypatch.setattr(comparison, "load_engine", lambda: engine)
    with pytest.raises(BuildError, match="the two editions can't be compared"):
        track_changes(*editions, tmp_path / "x.docx", "A")


def test_a_word_file_cut_short_is_named(editions, tmp_path):
    pytest.importorskip("python_redlines_docxodus", reason="see `word` in pyproject.toml")
    file = editions[0] / "orchard.docx"
    file.write_bytes(file.read_bytes()[:1000])
    with pytest.raises(BuildError, match=r"old/orchard\.docx: this is no whole Word file"):
        track_changes(*editions, tmp_path / "x.docx", "A")
    assert not (tmp_path / "x.docx").exists()
