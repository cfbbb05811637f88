"""The Word file of a book, whoever rendered it: the pass makes Word's own of what Pandoc wrote."""

import dataclasses
import io
import shutil
import zipfile
from pathlib import Path

import docx
import pytest
from lxml import etree
from orchard_book import build, edit

from render import quarto
from render.problems import BuildError
from render.programs import run_pandoc
from render.word.document import finish
from render.word.edition import Edition, read_edition
from render.word.markup import q
from render.word.pictures import read_pictures
from render.word.tables import fit_table
from tests.word_reading import (
    DRAWING,
    W,
    Word,
    check_parts,
    compare_with_site,
    read_table,
    style,
    text,
    words,
)

HERE = Path(__file__).parent
SHAPE = HERE / "quarto-word"
LEAF = HERE / "projects" / "orchard" / "theme" / "leaf.svg"
BOOK = {
    "lang": "en-GB",
    "book": {
        "title": "The Orchard Report", "subtitle": "Trees", "author": ["A. Grower", "B. Picker"],
        "date": "1 May 2024", "appendices": ["chapters/records.qmd"],
        "chapters": ["index.qmd", {"part": "What grows", "chapters": ["chapters/trees.qmd"]}],
    },
    "format": {"docx": {"linestretch": 1.5}},
}  # fmt: skip


def declare_word(root: Path, settings: str = "{}") -> None:
    edit(root, "_quarto.yml", "format:\n", f"format:\n  docx: {settings}\n")


@pytest.fixture
def orchard_word(standing: Path) -> Path:
    """The small book with a Word file, as the embedded renderer makes it."""
    declare_word(standing)
    build(standing)
    return standing / "_report" / "web"


def shape_as_quarto(folder: Path) -> bytes:
    """Make a document as Quarto calls Pandoc for one, from the small book's picture."""
    shutil.copytree(LEAF.parent, folder / "theme", dirs_exist_ok=True)
    command = ["--from=markdown", "--to=docx", "--number-sections", "--output=-",
               f"--lua-filter={SHAPE / 'shape.lua'}", str(SHAPE / "book.md")]  # fmt: skip
    done = run_pandoc(command, cwd=folder)
    assert not done.returncode, done.stderr
    return done.stdout


@pytest.fixture
def from_quarto(tmp_path: Path) -> Word:
    draft = shape_as_quarto(tmp_path)
    (tmp_path / "site").mkdir()
    page = '<main><img src="theme/leaf.svg" alt="A green leaf"></main>'
    (tmp_path / "site" / "index.html").write_text(page)
    shown = read_pictures(tmp_path / "site", ["index.html"], tmp_path)
    content = finish(draft, read_edition(BOOK, "INVENTED"), shown)
    (tmp_path / "book.docx").write_bytes(content)
    return Word(tmp_path / "book.docx")


def test_the_word_file_says_what_the_site_says(orchard_word):
    word = Word(orchard_word / "The-Orchard-Report.docx")
    unlike = compare_with_site(word, orchard_word)
    # Conditions on the format, a footnote and text in raw HTML are the site's alone.
    own = ("Only on the web", "A note with", "As @picker2021", "As Picker", "raw text")
    assert not [line for line in unlike if not any(words in line for words in own)]
    assert "Only on paper." in [text(node) for node in word.body.iter(f"{W}p")]


def test_fields_hold_what_updating_them_gives(orchard_word):
    word = Word(orchard_word / "The-Orchard-Report.docx")
    assert len(word.fields()) > 25
    assert not [each for each in word.fields() if each.stored != each.updated]


def test_a_site_links_its_word_file(orchard_word):
    page = (orchard_word / "chapters/trees.html").read_text()
    assert '<a class="word" href="../The-Orchard-Report.docx">Word</a>' in page


def test_a_book_without_the_format_has_no_word_file(built):
    assert not [*built.rglob("*.docx")]
    assert 'class="word"' not in (built / "_report/web/index.html").read_text()


def test_the_same_book_gives_the_same_bytes(standing):
    declare_word(standing)
    said = build(standing)
    file = standing / "_report/web/The-Orchard-Report.docx"
    first = file.read_bytes()
    assert "nothing changed since the last build" in build(standing)
    build(standing, fresh=True)
    assert file.read_bytes() == first, said


def test_a_removed_word_file_is_made_again(standing):
    declare_word(standing)
    build(standing)
    file = standing / "_report/web/The-Orchard-Report.docx"
    file.unlink()
    assert "nothing changed since the last build" not in build(standing)
    assert file.is_file()


def test_captions_of_quarto_become_fields_with_the_same_words(from_quarto):
    captions = [words(each) for chapter in from_quarto.chapters for each in chapter.captions]
    assert captions == ["Table 1.1: Trees, as counted", "Figure 1.1: A leaf, drawn",
                        "Table A.1: Short table"]  # fmt: skip
    told = [each.instruction for each in from_quarto.fields() if "REF" not in each.instruction]
    assert sum(each.startswith("SEQ") for each in told) == 4
    assert not [each for each in from_quarto.fields() if each.stored != each.updated]


def test_references_of_quarto_become_fields_with_the_same_words(from_quarto):
    first, *_ = [p for p in from_quarto.body.iter(f"{W}p") if text(p).startswith("See Figure")]
    wanted = ("See Figure 1.1, Table 1.1, Table A.1, Chapter 1, Section 1.1, Appendix A and "
              "Equation 1.1.")  # fmt: skip
    assert words(text(first)) == wanted
    told = [each.instruction for each in from_quarto.fields(first)]
    assert told == [
        "REF ref_fig-leaf \\h", "REF ref_tbl-trees \\h", "REF ref_tbl-extra \\h",
        "REF sec-trees \\n \\h", "REF sec-soil \\n \\h", "REF sec-records \\n \\h",
        "REF no_eq-yield \\h",
    ]  # fmt: skip
    assert not [*first.iter(f"{W}hyperlink")]


def test_a_sentence_that_begins_with_a_table_is_no_caption(from_quarto):
    (sentence,) = [p for p in from_quarto.body.iter(f"{W}p") if text(p).endswith("named here.")]
    assert not from_quarto.fields(sentence) and style(sentence) == "FirstParagraph"


def test_headings_are_numbered_by_word_and_appendices_by_letters(from_quarto):
    found = [heading for chapter in from_quarto.chapters for heading in chapter.headings]
    assert found == ["h1 Headlines", "h1 1 Trees", "h2 1.1 Soil", "h3 1.1.1 Deep",
                     "h1 Appendix A Records", "h2 A.1 Details"]  # fmt: skip
    parts = [text(p) for p in from_quarto.body.iter(f"{W}p") if style(p) == "Part"]
    assert parts == ["What grows", "Appendices"]


def test_tables_of_quarto_stand_free_with_heads_that_repeat(from_quarto):
    assert [read_table(each) for each in from_quarto.body.iter(f"{W}tbl")] == [
        [["Tree", "Apples"], ["Bramley", "12"], ["Discovery", "7"]], [["Name", "Value"], ["x", "1"]],
    ]  # fmt: skip
    note = from_quarto.tables[0].getnext()
    assert (style(note), text(note)) == ("TableNote", "c: counted.")
    assert all(
        p.find(f"{W}pPr/{W}keepNext") is not None for p in from_quarto.tables[0].iter(f"{W}p")
    )


def test_pictures_of_quarto_get_a_bitmap_and_the_words_of_the_site(from_quarto):
    (picture,) = from_quarto.body.iter(f"{DRAWING}docPr")
    assert picture.get("descr") == "A green leaf"
    parts = [name for name in from_quarto.parts if name.startswith("word/media/")]
    assert sorted(Path(name).suffix for name in parts) == [".png", ".svg"]
    (drawing,) = (from_quarto.parts[name] for name in parts if name.endswith(".svg"))
    assert drawing == LEAF.read_bytes()


def test_contents_and_lists_have_their_entries(from_quarto):
    found = [(style(p), text(p)) for p in from_quarto.body.iter(f"{W}p")
             if style(p).startswith(("TOC", "Tableof"))]  # fmt: skip
    assert found == [
        ("TOCHeading", "Contents"), ("TOC1", "Headlines"), ("TOC1", "1\tTrees"), ("TOC2", "1.1\tSoil"),
        ("TOC1", "Appendix\u00a0A\tRecords"), ("TOC2", "A.1\tDetails"),
        ("TOCHeading", "Tables"), ("TableofFigures", "Table\u00a01.1: Trees, as counted"),
        ("TableofFigures", "Table\u00a0A.1: Short table"),
        ("TOCHeading", "Figures"), ("TableofFigures", "Figure\u00a01.1: A leaf, drawn"),
    ]  # fmt: skip


def test_the_number_of_a_formula_stands_outside_it(from_quarto):
    (formula,) = from_quarto.body.iter(q("m:oMath"))
    assert "1.1" not in text(formula)
    assert text(formula.getparent()).endswith("\t(1.1)")


def test_the_parts_are_in_order(from_quarto, orchard_word):
    assert not check_parts(from_quarto.parts)
    assert not check_parts(Word(orchard_word / "The-Orchard-Report.docx").parts)


def test_quartos_own_file_is_out_of_order(tmp_path):
    """What the pass mends is there to be mended: else the test above says nothing."""
    with zipfile.ZipFile(io.BytesIO(shape_as_quarto(tmp_path))) as archive:
        assert check_parts({name: archive.read(name) for name in archive.namelist()})


def test_other_programs_read_what_the_file_says_of_itself(from_quarto, tmp_path):
    found = docx.Document(str(tmp_path / "book.docx"))
    core = found.core_properties
    assert (core.title, core.subject, core.author) == ("The Orchard Report", "Trees",
                                                       "A. Grower; B. Picker")  # fmt: skip
    assert (core.language, f"{core.created:%Y-%m-%d}") == ("en-GB", "2024-05-01")
    heads = {p.text for section in found.sections for p in section.header.paragraphs}
    assert heads == {"INVENTED", "The Orchard Report. Trees. 1 May 2024"}
    assert found.styles["Normal"].element.getparent() is not None
    assert len(found.tables) == 2 and len(found.inline_shapes) == 1


def test_the_height_of_lines_is_the_profiles_choice(from_quarto):
    styles = etree.fromstring(from_quarto.parts["word/styles.xml"])
    spacing = styles.find(f"{W}docDefaults/{W}pPrDefault/{W}pPr/{W}spacing")
    assert spacing.get(f"{W}line") == "360"
    others = [
        s.get(f"{W}styleId")
        for s in styles.iter(f"{W}style")
        if s.find(f".//{W}spacing[@{W}line]") is not None
    ]
    assert others == ["Title", "Header", "Footer", "Notice", "SectionEnd"], "tables have the same"


@pytest.mark.parametrize(
    ("date", "day"), [("2024-05-01", "2024-05-01"), ("1 May 2024", "2024-05-01"), ("Spring", "")]
)
def test_the_date_is_the_books(date, day):
    assert read_edition(BOOK | {"book": {"date": date}}, "").day == day


def make_table(rows: list[list[str]]) -> etree._Element:
    cells = "".join(
        "<w:tr>"
        + "".join(f"<w:tc><w:p><w:r><w:t>{c}</w:t></w:r></w:p></w:tc>" for c in row)
        + "</w:tr>"
        for row in rows
    )
    return etree.fromstring(f'<w:tbl xmlns:w="{W[1:-1]}">{cells}</w:tbl>')


@pytest.mark.parametrize(
    ("rows", "turned"),
    [
        ([["Tree", "Apples"], ["Bramley", "12"]], False),
        ([["Tree"] + ["Apples"] * 14, ["Bramley"] + ["1,234"] * 14], True),
        ([["Tree"] + ["What was said"] * 5, ["Bramley"] + ["many words " * 25] * 5], True),
        ([["Tree"] + ["Apples"] * 60, ["Bramley"] + ["1,234"] * 60], True),
    ],
)
def test_a_table_fits_its_page(rows, turned):
    fit = fit_table(make_table(rows), 9298, 14230)
    assert fit.turned == turned
    assert sum(fit.widths) <= (14230 if turned else 9298) + len(rows[0])


def test_a_picture_for_word_alone_has_its_words_and_its_bitmap(standing):
    declare_word(standing)
    edit(standing, "chapters/weather.qmd", "## Details\n", "## Details\n\n"
         "::: {.content-visible when-format=\"docx\"}\n"
         "![](/theme/sun.svg){fig-alt=\"A yellow sun\"}\n:::\n")  # fmt: skip
    drawing = LEAF.read_text().replace("<svg", "<svg class='sun'", 1)
    (standing / "theme/sun.svg").write_text(drawing)
    build(standing)
    word = Word(standing / "_report/web/The-Orchard-Report.docx")
    assert word.chapters[-1].alternatives == ["A yellow sun"]
    # Its bitmap is that of the leaf, which looks the same.
    assert [len([n for n in word.parts if n.endswith(end)]) for end in (".svg", ".png")] == [3, 2]


def test_what_is_wrong_in_word_alone_is_named_with_its_line(standing):
    declare_word(standing)
    edit(standing, "chapters/weather.qmd", "## Details\n", "## Details\n\n"
         "::: {.content-visible when-format=\"docx\"}\nSee @fig-nowhere.\n:::\n")  # fmt: skip
    last = (standing / "_report/web/index.html").read_bytes()
    with pytest.raises(BuildError, match=r"chapters/weather\.qmd:6: refers to `fig-nowhere`"):
        build(standing)
    assert (standing / "_report/web/index.html").read_bytes() == last


def test_a_picture_without_words_is_decoration(tmp_path):
    draft = shape_as_quarto(tmp_path)
    edition = dataclasses.replace(read_edition(BOOK, ""), spacing=1.0)
    (tmp_path / "book.docx").write_bytes(finish(draft, edition, ()))
    word = Word(tmp_path / "book.docx")
    (picture,) = word.body.iter(f"{DRAWING}docPr")
    assert picture.get("descr") == ""
    assert next(picture.iter(q("adec:decorative"))).get("val") == "1"


def test_quarto_builds_end_with_the_same_pass(tmp_path, monkeypatch):
    """Where Quarto stands in for the command line's own rendering."""
    root = tmp_path / "book"
    (root / "theme").mkdir(parents=True)
    (root / "_quarto.yml").write_text(
        "project: {type: book}\nlang: en-GB\nbook:\n  title: Orchard\n  chapters: [index.qmd]\n"
        "  appendices: [records.qmd]\nformat: {html: {}, typst: {}, docx: {}}\n"
    )

    def render(copy: Path, profiles: tuple[str, ...]) -> None:
        book = copy / "_book"
        book.mkdir()
        (book / "index.html").write_text('<img src="theme/leaf.svg" alt="A green leaf">')
        (book / "records.html").write_text("<p>")
        (book / "Orchard.pdf").write_text("%PDF")
        (book / "Orchard.docx").write_bytes(shape_as_quarto(copy))

    monkeypatch.setattr(quarto, "_render", render)
    from orchard_book import Silent

    pdf = quarto.build(root, None, Silent())
    word = Word(pdf.with_suffix(".docx"))
    assert [p.get("descr") for p in word.body.iter(f"{DRAWING}docPr")] == ["A green leaf"]
    assert "h1 Appendix A Records" in word.chapters[-1].headings


def test_settings_outside_the_subset_are_named(orchard):
    declare_word(orchard, "{reference-doc: x.docx}")
    with pytest.raises(
        Exception, match=r"reference-doc.*not supported here; known keys are linestretch"
    ):
        build(orchard)


def test_an_edition_without_a_notice_has_a_plain_head():
    edition = read_edition(BOOK, "")
    assert isinstance(edition, Edition) and not edition.notice
    assert edition.parts == ("What grows", "Appendices") and edition.appendices == 1
