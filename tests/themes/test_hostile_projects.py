"""Damaged, hostile and foreign files: one error each, soon, and nothing written anywhere."""

import io
import random
import shutil
import sqlite3
import struct
import time
import zipfile
from pathlib import Path

import exchange as ex
import pytest

from analysis.errors import Breaches
from analysis.themes.project import read_codebook, read_project

LIMIT_SECONDS = 5  # of the processor, so that a busy machine fails nothing; readers never wait
SEED = 20260101
TEXT = "First 🌱 line.\r\nSecond line é.\r\nThird 🌿. " * 40
XML = ex.project_xml(
    ex.text_source(1, "internal://a.txt", ex.passage(1, 0, 5, "First") + ex.passage(2, 15, 29))
)
CODEBOOK = (
    '<?xml version="1.0"?><CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes>'
    f'<Code guid="{ex.CODE}" name="ties" isCodable="true"/></Codes></CodeBook>'
)


def list_files(folder: Path) -> set[tuple[Path, int]]:
    return {(path, path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def attack(tmp_path, monkeypatch):
    """Read a file inside a folder inside a folder; watch the clock and both folders."""
    inner = tmp_path / "outer/inner"
    inner.mkdir(parents=True)
    monkeypatch.chdir(inner)
    monkeypatch.setenv("TMPDIR", str(tmp_path))

    def run(content: bytes, name: str = "p.qdpx", reader=read_project):
        path = inner / name
        path.write_bytes(content)
        before, started = list_files(tmp_path), time.process_time()
        try:
            return reader(path)
        finally:
            assert time.process_time() - started < LIMIT_SECONDS
            assert list_files(tmp_path) == before

    return run


def expect_breaches(attack, content: bytes, name: str = "p.qdpx", reader=read_project) -> Breaches:
    with pytest.raises(Breaches) as caught:
        attack(content, name, reader)
    assert caught.value.subject == name
    assert caught.value.faults
    assert "Second line" not in str(caught.value)
    assert "Traceback" not in str(caught.value)
    return caught.value


def pack(
    xml: str | bytes = XML, files: dict | None = None, *, method=zipfile.ZIP_DEFLATED
) -> bytes:
    """A project as bytes; files may be named by a ZipInfo."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        archive.writestr("project.qde", xml)
        for name, content in ({"sources/a.txt": TEXT} if files is None else files).items():
            archive.writestr(name, content)
    return buffer.getvalue()


def test_the_file_that_is_spoilt_below_is_good(attack):
    project = attack(pack())
    assert [coding.text for coding in project.codings] == ["First", "Second line é."]


# XML

LAUGHS = "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(10)
)  # ten to the ninth power of "ha"
DOCTYPES = {
    "billion laughs": f"<!DOCTYPE Project [{LAUGHS}]>",
    "quadratic": f'<!DOCTYPE Project [<!ENTITY a "{"a" * 100_000}">]>',
    "external entity": '<!DOCTYPE Project [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    "parameter entity": '<!DOCTYPE Project [<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;]>',
    "outer DTD": '<!DOCTYPE Project SYSTEM "file:///etc/passwd">',
    "public DTD": '<!DOCTYPE Project PUBLIC "-//x" "p.dtd">',
    "empty DTD": "<!DOCTYPE Project>",
}


@pytest.mark.parametrize("doctype", DOCTYPES.values(), ids=DOCTYPES)
@pytest.mark.parametrize("use", ["made up", "&l9;&a;&x;"])
@pytest.mark.parametrize("kind", ["project", "codebook"])
def test_definitions(attack, doctype, use, kind):
    if kind == "codebook":
        xml = CODEBOOK.replace("<CodeBook", f"{doctype}<CodeBook").replace("ties", use)
        error = expect_breaches(attack, xml.encode(), "c.qdc", read_codebook)
    else:
        xml = XML.replace("<Project", f"{doctype}<Project").replace("made up", use)
        error = expect_breaches(attack, pack(xml))
    assert "definitions" in str(error)


BAD_XML = {
    "empty": "",
    "blank": "  \n",
    "no XML": "a coded project",
    "JSON": '{"Project": []}',
    "no namespace": XML.replace(f' xmlns="{ex.SPACE}"', ""),
    "other namespace": XML.replace("project:1.0", "project:9.9"),
    "codebook's namespace": XML.replace("QDA-XML:project", "QDA-XML:codebook"),
    "other root": f'<Projects xmlns="{ex.SPACE}"/>',
    "a codebook": CODEBOOK,
    "HTML": "<html><body>a page</body></html>",
    "two roots": XML + f'<Project xmlns="{ex.SPACE}"/>',
    "unknown encoding": XML.replace("utf-8", "klingon-8"),
    "false encoding": XML.replace("utf-8", "utf-16"),
    "EBCDIC": XML.replace("utf-8", "cp037"),
    "zero byte": XML.replace("made up", "made\0up"),
    "bare ampersand": XML.replace("made up", "made & up"),
    "undefined entity": XML.replace("made up", "&madeup;"),
    "same attribute twice": XML.replace("<Project ", '<Project name="x" '),
    "surrogate": XML.replace("made up", "&#xD800;"),
}


@pytest.mark.parametrize("xml", BAD_XML.values(), ids=BAD_XML)
def test_bad_xml(attack, xml):
    expect_breaches(attack, pack(xml))


@pytest.mark.parametrize("xml", BAD_XML.values(), ids=BAD_XML)
def test_bad_codebooks(attack, xml):
    if xml != CODEBOOK:
        expect_breaches(attack, xml.encode(), "c.qdc", read_codebook)


@pytest.mark.parametrize("share", [n / 20 for n in range(20)])
def test_xml_that_is_cut_off(attack, share):
    expect_breaches(attack, pack(XML[: int(len(XML) * share)]))
    cut = CODEBOOK[: int(len(CODEBOOK) * share)]
    expect_breaches(attack, cut.encode(), "c.qdc", read_codebook)


def test_deep_and_wide_xml(attack):
    deep = "".join(f'<Code guid="{n}" name="n">' for n in range(20_000)) + "</Code>" * 20_000
    assert "deep" in str(expect_breaches(attack, pack(ex.project_xml("", codes=deep))))
    nested = "<a>" * 200_000 + "</a>" * 200_000
    assert attack(pack(ex.project_xml("", rest=nested))).codings == ()
    wide = ex.project_xml("", rest="<a/>" * 600_000)
    assert "tags" in str(expect_breaches(attack, pack(wide)))
    many = ex.project_xml("".join(f'<TextSource guid="{n}" name="{n}"/>' for n in range(20_000)))
    assert "10,000" in str(expect_breaches(attack, pack(many)))


def test_names_that_are_costly_to_look_for(attack):
    """A thousand selections whose names all but occur in a long text, at every place of it."""
    spans = "".join(ex.passage(n, 0, 25, "a" * 24 + "b") for n in range(1000))
    xml = ex.project_xml(ex.text_source(1, "a.txt", spans))
    error = expect_breaches(attack, pack(xml, {"sources/a.txt": b"a" * (40 * 2**20)}))
    assert "add up to more" in str(error)


# Zip

CLIMBING = [
    "../a.txt", "sources/../../a.txt", "/a.txt", "/etc/cron.d/a", "..\\a.txt", "C:\\a.txt",
    "c:a.txt", "\\\\server\\a.txt", "sources/..", "sources\\..\\..\\a.txt",
]  # fmt: skip


@pytest.mark.parametrize("name", CLIMBING)
def test_entries_that_climb(attack, name):
    error = expect_breaches(attack, pack(files={"sources/a.txt": TEXT, name: "climbed"}))
    assert "entry 3 of the zip has a path that leads out" in str(error)


def test_a_name_that_ends_in_the_middle(attack):
    content = pack(files={"sources/a.txt": TEXT, "sources/b.txt": "b"})
    error = expect_breaches(attack, content.replace(b"sources/b.txt", b"sources/b\0txt"))
    assert "leads out" in str(error)


def test_links(attack):
    link = zipfile.ZipInfo("sources/b.txt")
    link.external_attr = 0o120777 << 16
    error = expect_breaches(attack, pack(files={"sources/a.txt": TEXT, link: "/etc/passwd"}))
    assert "link" in str(error)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_entries_of_one_name(attack):
    double = zipfile.ZipInfo("Sources/A.TXT")
    error = expect_breaches(attack, pack(files={"sources/a.txt": TEXT, double: "other"}))
    assert "name of an earlier one" in str(error)


def flag(content: bytes, offset: int, value: int) -> bytes:
    """Set two bytes in the header of every entry in a zip's list, and beside the entries."""
    for mark, shift in ((b"PK\x01\x02", 0), (b"PK\x03\x04", -2)):
        place = content.find(mark)
        while place >= 0:
            at = place + offset + shift
            content = content[:at] + struct.pack("<H", value) + content[at + 2 :]
            place = content.find(mark, place + 4)
    return content


def test_encrypted_entries(attack):
    assert "encrypted" in str(expect_breaches(attack, flag(pack(), 8, 1)))


@pytest.mark.parametrize("method", [1, 9, 12, 14, 93, 99])
def test_strange_compression(attack, method):
    assert "compressed" in str(expect_breaches(attack, flag(pack(), 10, method)))


def test_bombs(attack):
    blank = b" " * (60 * 2**20)
    assert "50 MB" in str(expect_breaches(attack, pack(blank)))
    assert "50 MB" in str(expect_breaches(attack, pack(files={"sources/a.txt": blank})))


def test_a_bomb_in_many_parts(attack):
    sources = "".join(ex.text_source(n, f"{n}.txt", "") for n in range(9))
    files = {f"sources/{n}.txt": b" " * (6 * 2**20) for n in range(9)}
    assert "50 MB" in str(expect_breaches(attack, pack(ex.project_xml(sources), files)))


def test_one_text_for_many_sources(attack):
    """Few bytes that a careless reader would expand a thousand times."""
    sources = "".join(
        f'<TextSource guid="{ex.guid(3, n)}" name="{n}" plainTextPath="a.txt"/>'
        for n in range(1000)
    )
    files = {"sources/a.txt": b" " * 2**20}
    assert "50 MB" in str(expect_breaches(attack, pack(ex.project_xml(sources), files)))


def test_one_text_selected_often(attack):
    spans = "".join(ex.passage(n, 0, 20 * 2**20) for n in range(1000))
    xml = ex.project_xml(ex.text_source(1, "a.txt", spans))
    error = expect_breaches(attack, pack(xml, {"sources/a.txt": b"a" * (20 * 2**20)}))
    assert "add up to more" in str(error)


def test_a_bomb_in_a_bomb_is_not_opened(attack):
    bomb = pack(files={"sources/b.zip": pack(b" " * (60 * 2**20))})
    error = expect_breaches(attack, bomb)
    assert "missing from the file" in str(error)
    files = {"sources/a.txt": TEXT, "sources/b.zip": bomb, "sources/f.mp4": b"\0" * (60 * 2**20)}
    assert len(attack(pack(files=files)).codings) == 2


def test_a_size_that_lies(attack):
    """The list says that the text has 10 bytes; what comes out is 60 MB."""
    content = pack(files={"sources/a.txt": b" " * (60 * 2**20)})
    expect_breaches(attack, content.replace(struct.pack("<I", 60 * 2**20), struct.pack("<I", 10)))


def test_too_many_entries(attack):
    files = {f"sources/{number}.txt": "" for number in range(10_001)}
    assert "10,000" in str(expect_breaches(attack, pack(files=files)))


def test_a_long_list_of_entries(attack):
    """A million and more entries in the list, all the same one."""
    content = pack(files={})
    place = content.index(b"PK\x01\x02")
    end = content.index(b"PK\x05\x06")
    many = content[place:end] * 1_200_000
    tail = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, len(many), place, 0)
    started = time.process_time()
    assert "10,000" in str(expect_breaches(attack, content[:place] + many + tail))
    assert time.process_time() - started < 1  # parsing the list would take several seconds


def test_a_zip_for_large_files(attack):
    content = pack()
    place = content.index(b"PK\x05\x06")
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, 0, 1)
    expect_breaches(attack, content[:place] + locator + content[place:])


@pytest.mark.parametrize("share", [n / 25 for n in range(25)])
def test_a_zip_that_is_cut_off(attack, share):
    content = pack()
    expect_breaches(attack, content[: int(len(content) * share)])


@pytest.mark.parametrize(
    "names", [(), ("a.qde", "b.qde"), ("inner/project.qde",), ("a.xml", "b.xml")]
)
def test_no_project_or_several(attack, names):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("sources/a.txt", TEXT)
        for name in names:
            archive.writestr(name, XML)
    assert "at its top" in str(expect_breaches(attack, buffer.getvalue()))


# Flipped bits: either refused or nothing has changed


def flip(content: bytes, random_: random.Random) -> bytes:
    spoilt = bytearray(content)
    for _ in range(random_.choice((1, 1, 3, 8))):
        spoilt[random_.randrange(len(spoilt))] ^= 1 << random_.randrange(8)
    return bytes(spoilt)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_flipped_bits_in_a_zip(attack, method):
    """Its checksums cover the XML and the texts, so what still loads is what it was."""
    good = pack(method=method)
    project, random_ = attack(good), random.Random(SEED)
    refused = 0
    for _ in range(300):
        try:
            assert attack(flip(good, random_)) == project
        except Breaches as error:
            refused += 1
            assert "Second line" not in str(error)
    assert refused > 100


def test_flipped_bits_in_xml(attack):
    """Without a checksum: whatever loads, each excerpt is its text's."""
    random_ = random.Random(SEED)
    refused = 0
    for _ in range(300):
        try:
            project = attack(pack(flip(XML.encode(), random_)))
        except Breaches:
            refused += 1
            continue
        texts = {document.name: document.text for document in project.documents}
        for coding in project.codings:
            if coding.start is not None:
                assert coding.text == texts[coding.document][coding.start : coding.end]
                assert coding.text in TEXT
    assert refused > 100


def test_flipped_bits_in_a_database(attack, taguette, made):
    """What still loads quotes the text that was highlighted, or another one that both the
    document and the highlight have alike."""
    good, random_ = (taguette / "project.sqlite3").read_bytes(), random.Random(SEED)
    refused = 0
    for _ in range(120):
        try:
            project = attack(flip(good, random_), "p.sqlite3")
        except Breaches:
            refused += 1
            continue
        texts = {document.name: document.text for document in project.documents}
        for coding in project.codings:
            assert coding.text == texts[coding.document][coding.start : coding.end]
            assert coding.text in {passage for _, passage, _ in made["highlights"]}
    assert 4 < refused < 116


@pytest.mark.parametrize("share", [n / 12 for n in range(12)])
def test_a_database_that_is_cut_off(attack, taguette, share):
    content = (taguette / "project.sqlite3").read_bytes()
    expect_breaches(attack, content[: int(len(content) * share)], "p.sqlite3")


@pytest.mark.parametrize("start", [0, 100, 4096, 8192, 20_000, 40_000])
def test_a_database_with_a_hole(attack, taguette, start):
    content = bytearray((taguette / "project.sqlite3").read_bytes())
    content[start : start + 4096] = b"\xff" * 4096
    try:
        attack(bytes(content), "p.sqlite3")
    except Breaches as error:
        assert error.subject == "p.sqlite3"


HOSTILE_SQL = {
    "endless view": "CREATE VIEW {0} AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 "
    "FROM n) SELECT id FROM n",
    "generated column": "CREATE TABLE {0} (id, document_id, start_offset, end_offset, snippet, "
    "name, contents AS (zeroblob(200000000)))",
    "search table": "CREATE VIRTUAL TABLE {0} USING fts5(id, name, contents)",
    "other columns": "CREATE TABLE {0} (a)",
}


@pytest.mark.parametrize("table", ["documents", "highlights"])
@pytest.mark.parametrize("statement", HOSTILE_SQL.values(), ids=HOSTILE_SQL)
def test_hostile_tables(attack, taguette, tmp_path, table, statement):
    path = tmp_path / "spoilt.sqlite3"
    shutil.copyfile(taguette / "project.sqlite3", path)
    with sqlite3.connect(path) as connection:
        connection.execute(f"ALTER TABLE {table} RENAME TO kept")
        connection.execute(statement.format(table))
        if "zeroblob" in statement:
            connection.execute(f"INSERT INTO {table} (id) VALUES (1)")
    connection.close()
    expect_breaches(attack, path.read_bytes(), "p.sqlite3")


def test_many_highlights_of_one_long_text(attack, taguette, tmp_path):
    path = tmp_path / "spoilt.sqlite3"
    shutil.copyfile(taguette / "project.sqlite3", path)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE documents SET contents = ? WHERE id = 1", ["a" * 10**7])
        connection.execute("DELETE FROM highlights")
        connection.execute("DELETE FROM highlight_tags")
        connection.executemany(
            "INSERT INTO highlights (id, document_id, start_offset, end_offset, snippet) "
            "VALUES (?, 1, 0, 10000000, 'a')", [[n] for n in range(1, 5000)],
        )  # fmt: skip
    connection.close()
    expect_breaches(attack, path.read_bytes(), "p.sqlite3")


# Files of other kinds

OFFICE = {"[Content_Types].xml": "<Types/>", "word/document.xml": "<document/>"}
DATABASE = b"SQLite format 3\0" + b"\0" * 4080


def zip_of(files: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("p.docx", zip_of(OFFICE), "an Office document or sheet; right: a REFI-QDA project"),
        ("p.qdpx", zip_of(OFFICE), "an Office document or sheet"),
        ("p.nvp", b"\xd0\xcf\x11\xe0" * 100, "NVivo's own file"),
        ("p.nvpx", DATABASE, "NVivo's own file, which only that program reads; export it there as"),
        ("p.mx22", DATABASE, "MAXQDA's own file"),
        ("p.mx24", b"\0" * 100, "MAXQDA's own file"),
        ("p.atlproj", zip_of({"project.aprx": "x"}), "ATLAS.ti's own file"),
        ("data.qda", DATABASE, "QualCoder's own"),
        ("p.rqda", DATABASE, "RQDA's own file"),
        ("p.sqlite3", DATABASE, "not a project of Taguette"),
        ("p.qdpx", b"", "an empty file"),
        ("p.csv", b"a,b\n1,2\n", "another table; right: "),
        ("p.txt", b"a text", "an unknown kind of file; right: a REFI-QDA project (.qdpx) from"),
        ("p.qde", XML.encode(), "XML alone"),
        ("p.qdc", CODEBOOK.encode(), "XML alone"),
        ("p.pdf", b"%PDF-1.7\n", "an unknown kind"),
        ("p.qdpx", b"Rar!\x1a\x07\0", "an unknown kind"),
        ("p.qdpx", b"\x1f\x8b\x08" + b"\0" * 50, "an unknown kind"),
        ("p.qdpx", b"PK\x03\x04", "cut off"),
        ("p.qdpx", b"PK\x03\x04" + bytes(range(256)) * 50, "cut off"),
        ("p.qdpx", b"PK\x05\x06" + b"\0" * 18, "no project files"),
        ("p.csv", b"id,document,tag,content\n" + b'"' * 10**6, "CSV"),
        ("p.csv", b"id,document,tag,content\n1,A,x," + b"a" * 10**6 + b"\n", "CSV"),
    ],
)  # fmt: skip
def test_foreign_files(attack, name, content, said):
    assert said in str(expect_breaches(attack, content, name))


def test_a_large_table(attack):
    """51 MB of highlights, and as many rows as fit into 20 MB."""
    head = b"id,document,tag,content\n"
    expect_breaches(attack, head + b"1,A,x,y\n" * (51 * 2**17), "p.csv")


def test_a_file_that_is_missing_and_a_folder(tmp_path):
    with pytest.raises(Breaches, match="the file is missing"):
        read_project(tmp_path / "p.qdpx")
    with pytest.raises(Breaches, match="the file is missing"):
        read_codebook(tmp_path / "c.qdc")
    (tmp_path / "study.qda").mkdir()
    with pytest.raises(Breaches, match="QualCoder's own folder"):
        read_project(tmp_path / "study.qda")
    with pytest.raises(Breaches, match="a folder; right"):
        read_project(tmp_path)
    with pytest.raises(Breaches, match="not a file"):
        read_codebook(tmp_path)
