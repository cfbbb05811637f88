"""A project made in Taguette 1.5.2 itself, read back from its three exports."""

import shutil
import sqlite3
from collections import Counter
from pathlib import Path

import pytest

from analysis.errors import Breaches
from analysis.themes.project import read_codebook, read_project
from analysis.themes.project.taguette import strip_markup


@pytest.fixture(scope="session")
def project(taguette):
    return read_project(taguette / "project.sqlite3")


@pytest.fixture
def copy(taguette, tmp_path):
    """A copy of the project file to spoil, and a way to do it."""
    path = tmp_path / "project.sqlite3"
    shutil.copyfile(taguette / "project.sqlite3", path)

    def change(statement: str, *values: object) -> Path:
        with sqlite3.connect(path) as connection:
            connection.execute(statement, values)
        connection.close()
        return path

    return change


def count_tags(made) -> Counter:
    return Counter(tag for _, _, tags in made["highlights"] for tag in tags)


def test_the_three_exports_agree_with_what_was_made(taguette, project, made):
    """Ten highlights, one of them without a tag: thirteen codings by hand."""
    table = read_project(taguette / "highlights.csv")
    codebook = read_codebook(taguette / "codebook.qdc")
    assert sum(count_tags(made).values()) == 13
    assert Counter(coding.code for coding in project.codings) == count_tags(made)
    assert Counter(coding.code for coding in table.codings) == count_tags(made)
    # Taguette starts every project with the tag "interesting".
    assert {code.path for code in codebook} == {"interesting", *made["tags"]}
    assert {code.path for code in project.codes} == {code.path for code in codebook}
    assert {code.path for code in table.codes} == set(count_tags(made))
    assert {document.name for document in table.documents} == set(made["texts"])
    assert project.program == table.program == "Taguette"


def test_texts_are_those_of_taguettes_own_parser(project, made):
    assert {document.name: document.text for document in project.documents} == made["texts"]


def test_every_excerpt_is_its_sources_text_to_the_character(project, made):
    expected = Counter(
        (document, tag, passage) for document, passage, tags in made["highlights"] for tag in tags
    )
    assert Counter((c.document, c.code, c.text) for c in project.codings) == expected
    for coding in project.codings:
        assert coding.text == made["texts"][coding.document][coding.start : coding.end]


def test_excerpts_of_the_table_differ_in_white_space_only(taguette, project):
    table = read_project(taguette / "highlights.csv")
    bare = [
        Counter((c.document, c.code, "".join(c.text.split())) for c in read.codings)
        for read in (table, project)
    ]
    assert bare[0] == bare[1]
    assert {(coding.start, coding.end, coding.coder) for coding in table.codings} == {
        (None, None, "")
    }


def test_descriptions_and_coders_are_kept(project, made):
    kept = {code.path: code.description for code in project.codes if code.path != "interesting"}
    assert kept == made["tags"]
    assert {coding.coder for coding in project.codings} == {"admin"}


def test_a_tag_is_its_first_givers(copy, made):
    """A second person adds a tag to highlight 3: hers is that tag, the rest stays."""
    copy("INSERT INTO users (login, created, disabled) VALUES ('second', '2020-01-01', 0)")
    copy("INSERT INTO highlight_tags VALUES (3, (SELECT id FROM tags WHERE path = 'unused'))")
    path = copy(
        "INSERT INTO commands (date, user_login, project_id, document_id, payload) "
        "SELECT date, 'second', project_id, document_id, json_object('type', 'highlight_add', "
        "'highlight_id', 3, 'tags', json_array((SELECT id FROM tags WHERE path = 'unused'))) "
        "FROM commands LIMIT 1"
    )
    coders = {
        coding.code: coding.coder
        for coding in read_project(path).codings
        if coding.text == made["highlights"][2][1]
    }
    assert coders == {"place & belonging": "admin", "unused": "second"}


def test_nothing_is_written_beside_a_project_file(taguette, tmp_path):
    """Nor beside one whose journal is a write-ahead log, for which SQLite wants two more files."""
    path = tmp_path / "project.sqlite3"
    shutil.copyfile(taguette / "project.sqlite3", path)
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA journal_mode=WAL").fetchall() == [("wal",)]
    connection.close()
    before = path.read_bytes()
    assert len(read_project(path).codings) == 13
    assert list(tmp_path.iterdir()) == [path]
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE highlights SET start_offset = start_offset + 1 WHERE id = 1", "not the one at its"),
        ("UPDATE highlights SET end_offset = end_offset - 1 WHERE id = 9", "not the one at its"),
        ("UPDATE highlights SET start_offset = start_offset + 1 WHERE id = 3", "inside a character"),
        ("UPDATE highlights SET end_offset = 100000 WHERE id = 2", "ends beyond its text"),
        ("UPDATE highlights SET end_offset = 3 WHERE id = 2", "ends before it starts"),
        ("UPDATE highlights SET start_offset = -1 WHERE id = 2", "starts before its text"),
        ("UPDATE highlights SET start_offset = 'x' WHERE id = 2", "not a whole number"),
        ("UPDATE highlights SET document_id = 99 WHERE id = 2", "document is missing"),
        ("UPDATE highlights SET snippet = '<p>other</p>' WHERE id = 2", "not the one at its"),
        ("UPDATE documents SET contents = 'Q' || contents", "not the one at its"),
        ("UPDATE documents SET contents = '<p' WHERE id = 1", "markup that Taguette wouldn't"),
        ("UPDATE documents SET contents = x'00'", "has no text"),
        ("UPDATE documents SET name = 'same'", "name of an earlier document"),
        ("UPDATE highlight_tags SET tag_id = 99 WHERE highlight_id = 1 AND tag_id = 2", "its tag is missing"),
        ("DELETE FROM highlights WHERE id = 1", "has tags but is missing"),
        ("DELETE FROM projects", "has 0 projects"),
        ("INSERT INTO projects (name, description, created) VALUES ('b', '', '2020')", "2 projects"),
        ("DROP TABLE highlights", "no table highlights"),
        ("UPDATE commands SET payload = 'x'", "not a project of Taguette"),
    ],
)  # fmt: skip
def test_what_can_not_be_quoted_with_certainty_is_refused(copy, statement, said):
    path = copy(statement)
    with pytest.raises(Breaches, match=said) as caught:
        read_project(path)
    assert caught.value.subject == "project.sqlite3"


def test_messages_hold_no_text_of_a_source(copy, made):
    path = copy("UPDATE highlights SET start_offset = start_offset + 1")
    with pytest.raises(Breaches) as caught:
        read_project(path)
    words = {word for text in made["texts"].values() for word in text.split() if len(word) > 5}
    assert not [word for word in words if word in str(caught.value)]
    assert len(caught.value.faults) <= 3


def test_a_file_that_is_still_open_is_refused(copy):
    path = copy("DELETE FROM alembic_version")
    path.with_name("project.sqlite3-wal").write_bytes(b"pages not yet in the file")
    with pytest.raises(Breaches, match="still has it open"):
        read_project(path)


def test_a_view_in_place_of_a_table_is_refused(copy):
    copy("ALTER TABLE documents RENAME TO kept")
    path = copy(
        "CREATE VIEW documents AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 "
        "FROM n) SELECT id, 'a' AS name, 'b' AS contents FROM n"
    )
    with pytest.raises(Breaches, match="no table documents"):
        read_project(path)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a</p>\n<p>b</p>", "a\nb"),
        ("a<br>b<br/>c", "abc"),
        ('<a href="https://x.org/?a=1&amp;b=2" title="1 > 0">x</a>', "x"),
        ("&lt;p&gt; &amp;amp; &#128578; &nbsp;", "<p> &amp; 🙂 \u00a0"),
        ("<pre>\n\na</pre>", "\na"),
        ("", ""),
    ],
)
def test_markup_is_taken_out_as_browsers_do(html, text):
    assert strip_markup(html) == text


@pytest.mark.parametrize(
    "html", ["<", "a < b", "<!-- x -->", "<!DOCTYPE html>", "<a href='x>", "</"]
)
def test_markup_that_taguette_does_not_store_is_refused(html):
    with pytest.raises(ValueError, match="markup"):
        strip_markup(html)


TABLE = "id,document,tag,content\n1,A,x,text\n1,A,y,text\n2,B,x,other\n"


def test_a_table_may_have_its_columns_in_any_order_and_a_mark(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text('\ufeffid,content,tag,document\r\n1,"a\nb",x,A\r\n2,c,,A\r\n', newline="")
    found = read_project(path)
    assert [(c.document, c.code, c.text) for c in found.codings] == [("A", "x", "a\nb")]
    assert [document.name for document in found.documents] == ["A"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (TABLE.replace("1,A,y,text", "1,A,y,texts"), "row 2 below the header: differs"),
        (TABLE.replace("1,A,y,text", "1,B,y,text"), "row 2 below the header: differs"),
        (TABLE.replace("1,A,y", "1,A,x"), "row 2 below the header: repeats"),
        (TABLE.replace("2,B", "two,B"), "row 3 below the header: has no id"),
        (TABLE.replace("2,B", "2,"), "row 3 below the header: has no id"),
        (TABLE.replace("2,B,x", "2,B"), "row 3 below the header: has not 4 cells"),
        (TABLE.replace(",x,other", ",x,\"other"), "not a CSV file"),
        (TABLE.splitlines()[0], "no highlights"),
        (TABLE.replace("tag", "theme"), "another table; right"),
    ],
)  # fmt: skip
def test_a_table_that_contradicts_itself_is_refused(tmp_path, content, said):
    path = tmp_path / "table.csv"
    path.write_text(content)
    with pytest.raises(Breaches, match=said):
        read_project(path)


def test_a_table_in_another_encoding_is_refused(tmp_path):
    path = tmp_path / "table.csv"
    path.write_bytes(TABLE.replace("other", "ötherä").encode("cp1252"))
    with pytest.raises(Breaches, match="UTF-8"):
        read_project(path)
