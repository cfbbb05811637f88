"""REFI-QDA projects: real ones from packages, and ones written by each program's conventions."""

import re
import zipfile
from collections import Counter
from pathlib import Path

import exchange as ex
import pytest

from analysis.errors import Breaches
from analysis.themes.project import Code, Coding, Document, read_codebook, read_project


def read(tmp_path, sources, files, **kwargs):
    path = ex.write_project(tmp_path / "p.qdpx", ex.project_xml(sources, **kwargs), files)
    return read_project(path)


def refuse(tmp_path, sources, files, said, **kwargs) -> Breaches:
    with pytest.raises(Breaches, match=said) as caught:
        read(tmp_path, sources, files, **kwargs)
    assert caught.value.subject == "p.qdpx"
    return caught.value


def check_excerpts(project) -> None:
    texts = {document.name: document.text for document in project.documents}
    for coding in project.codings:
        if coding.start is not None:
            assert coding.text == texts[coding.document][coding.start : coding.end]


# Real files


def count_raw(path: Path) -> Counter:
    """Tags in a project's XML, counted without a parser."""
    with zipfile.ZipFile(path) as archive:
        xml = archive.read("project.qde").decode()
    return Counter(re.findall(r"<([A-Za-z]+)[ />]", xml))


@pytest.mark.slow
def test_the_demonstration_of_qualitative_coding(shipped):
    """Counted by hand in its XML: 262 codes, 2 sources without names, 158 selections, 205 codings."""
    (path,) = shipped.rglob("demo.qdpx")
    project, raw = read_project(path), count_raw(path)
    assert (len(project.codes), len(project.documents), len(project.codings)) == (262, 2, 205)
    assert (raw["Code"], raw["TextSource"], raw["Coding"]) == (262, 2, 205)
    assert project.program == "qc 1.3.2"
    assert [document.name for document in project.documents] == ["board_2017.txt", "admin-1.txt"]
    assert {coding.coder for coding in project.codings} == {"cp"}
    assert {coding.document for coding in project.codings} == {"board_2017.txt"}
    check_excerpts(project)


def test_its_excerpts_are_the_lines_that_their_names_tell(shipped):
    """qc codes lines and names each selection by the number of its line, counted from 0."""
    (path,) = shipped.rglob("demo.qdpx")
    project = read_project(path)
    with zipfile.ZipFile(path) as archive:
        lines = archive.read("sources/board_2017.txt").decode().splitlines(keepends=True)
        xml = archive.read("project.qde").decode()
    expected = []
    for number, inside in re.findall(r'name="line:(\d+)"(.*?)</PlainTextSelection>', xml):
        expected += [lines[int(number)]] * inside.count("<Coding ")
    assert [coding.text for coding in project.codings] == expected


def test_the_same_project_from_nvivo_for_mac(shipped):
    """262 codes, 2 sources of one line end each, nothing coded."""
    (path,) = shipped.rglob("nvivo_project.qdpx")
    project, raw = read_project(path), count_raw(path)
    assert (len(project.codes), len(project.documents), len(project.codings)) == (262, 2, 0)
    assert (raw["Code"], raw["TextSource"], raw["Coding"]) == (262, 2, 0)
    assert project.program == "NVivo for Mac 15.0.0"
    assert {len(document.text) for document in project.documents} == {1}
    (other,) = shipped.rglob("demo.qdpx")
    paths = [{code.path for code in each.codes} for each in (project, read_project(other))]
    assert paths[0] == paths[1]


CODEBOOKS = {  # counted by hand
    "REFI-QDA-1-5.qdc": 6,
    "doorstop-core-tests-files-exported.qdc": 8,
    "portableQDA_Atlasti.qdc": 5,
    "portableQDA_test_compare_Diff_destAtlas.qdc": 2,
}


def test_codebooks_of_portableqda(shipped):
    """Namespaces 1.0 and, from ATLAS.ti 9, 0:4."""
    found = {path.name: path for path in shipped.rglob("*.qdc")}
    assert {name: len(read_codebook(path)) for name, path in found.items()} == CODEBOOKS
    for path in found.values():
        assert len(read_codebook(path)) == len(re.findall("<Code ", path.read_text()))


def test_codes_keep_their_place_and_meaning(shipped):
    (path,) = shipped.rglob("portableQDA_Atlasti.qdc")
    expected = ["code2", "code1", "code1/code1.1", "code3", "code3/code:3.1"]
    assert [code.path for code in read_codebook(path)] == expected
    (path,) = shipped.rglob("REFI-QDA-1-5.qdc")
    codes = {code.name: code.description for code in read_codebook(path)}
    assert codes["Economy"] == "Anything about jobs or taxes or business"
    (path,) = shipped.rglob("doorstop*.qdc")
    assert read_codebook(path)[0].description == "Hello, world!"  # an attribute in older files


# Programs' conventions

LINES = "First 🌱 line.\r\nSecond line é.\r\nThird 🌿."


def test_nvivo_for_windows_counts_utf16_and_both_characters_of_a_line_end(tmp_path):
    """Sources/ with a capital, no names; shaped as NVivo 12.6 for Windows exports it. That its
    positions count CR LF as two: QualCoder, refi.py, `load_text_source`."""
    start = 6 + 2 + 6 + 2  # "First ", 🌱, " line.", CR LF
    sources = ex.text_source(1, "internal://a.txt", ex.passage(1, start, start + 14))
    project = read(tmp_path, sources, {"Sources/a.txt": LINES}, origin="NVivo for Windows 12.6")
    (coding,) = project.codings
    assert coding.text == "Second line é."
    assert (coding.start, coding.end) == (15, 29)
    assert project.documents == (Document(name="Note 1", text=LINES),)


def test_nvivo_for_mac_is_read_by_the_standard(tmp_path):
    sources = ex.text_source(1, "internal://a.txt", ex.passage(1, 15, 29))
    project = read(tmp_path, sources, {"sources/a.txt": LINES}, origin="NVivo for Mac 15.0.0")
    assert project.codings[0].text == "Second line é."


def test_atlas_ti_counts_a_line_end_once_and_stores_the_text(tmp_path):
    """The XML bears the project's name, guids are in capitals, a quotation's name is its text or
    a hundred characters of it (REFI-QDA 1.5, annex A.2); line ends: QualCoder, refi.py,
    `load_text_source`."""
    start = 6 + 1 + 6 + 1
    passages = ex.passage(1, start, start + 14, "Second line é.")
    passages += ex.passage(2, 0, start + 14, "First 🌱 line. Second…")
    passages += ex.passage(3, start + 15, start + 23, "1:3 ¶ 5")
    xml = ex.project_xml(
        ex.text_source(1, "internal://a.txt", passages).replace(ex.CODE, ex.CODE.upper()),
        origin="ATLAS.ti 8.4.0 573 , macOS Version 10.14.3",
    )
    path = ex.write_project(tmp_path / "p.qdpx", xml, {"sources/a.txt": LINES}, name="Trial.qde")
    project = read_project(path)
    texts = [coding.text for coding in project.codings]
    assert texts == ["Second line é.", "First 🌱 line.\r\nSecond line é.", "Third 🌿."]
    check_excerpts(project)


@pytest.mark.parametrize(
    ("start", "end", "name"),
    [
        (15, 29, "Second line é."),  # as if CR LF were two
        (16, 30, "Second line é."),  # as if 🌱 were two as well
        (14, 27, "Second line é."),
        (12, 28, "Second line é…"),
        (15, 28, "Second…"),
        (0, 13, "First 🌿 …"),
    ],
)
def test_a_text_that_is_not_the_stored_one_is_never_quoted(tmp_path, start, end, name):
    source = ex.text_source(1, "internal://a.txt", ex.passage(1, start, end, name))
    error = refuse(
        tmp_path, source, {"sources/a.txt": LINES}, "not the one at its positions",
        origin="ATLAS.ti Win 9.0.19",
    )  # fmt: skip
    assert ex.guid(4, 1) in str(error)
    assert "Second" not in str(error)


def test_maxqda_names_a_selection_by_its_positions(tmp_path):
    """Name "start,end", no rich text beside (as tools that write for MAXQDA 22 and 24 copy it)."""
    source = ex.text_source(1, "internal://a.txt", ex.passage(1, 15, 29, "15,29"))
    project = read(
        tmp_path, source, {"sources/a.txt": LINES}, origin="MAXQDA 2022 (Release 22.4.0)"
    )
    assert project.codings[0].text == "Second line é."


def qualcoder(start: int, end: int, name: str) -> str:
    """As QualCoder's refi.py, `text_selection_xml`, writes it: the memo before the coding."""
    memo = "<Description>a memo</Description>"
    return ex.passage(1, start, end, name, memo + ex.coding(1))


def test_qualcoder_stores_the_whole_text_and_marks_its_files(tmp_path):
    """Texts in utf-8-sig, line ends perhaps doubled for MAXQDA but not in the positions
    (refi.py, `export_project`), each selection's name its whole text."""
    inside = qualcoder(0, 28, "First 🌱 line.\nSecond line é.")
    source = ex.text_source(1, "internal://a.txt", inside)
    files = {"sources/a.txt": LINES.encode("utf-8-sig")}
    project = read(tmp_path, source, files, origin="QualCoder 3.6")
    assert project.codings == (
        Coding(
            document="Note 1", code="ties", coder="Ada", start=0, end=29,
            text="First 🌱 line.\r\nSecond line é.",
        ),
    )  # fmt: skip


@pytest.mark.parametrize("name", ["First", "First 🌱 line.  Second line é.", "First 🌱 line. S"])
def test_qualcoder_names_are_compared_by_the_character(tmp_path, name):
    source = ex.text_source(1, "internal://a.txt", qualcoder(0, 28, name))
    files = {"sources/a.txt": LINES.encode("utf-8-sig")}
    refuse(tmp_path, source, files, "not the one at its positions", origin="QualCoder 3.6")


# Texts and their places


@pytest.mark.parametrize(
    "path",
    [
        "internal://a.txt", "internal:///a.txt", "a.txt", "sources/a.txt", "./sources/a.txt",
        "internal://sources/a.txt", "SOURCES\\A.TXT", "Internal://A.txt",
    ],
)  # fmt: skip
@pytest.mark.parametrize("entry", ["sources/a.txt", "Sources/A.txt"])
def test_paths_of_texts(tmp_path, path, entry):
    source = ex.text_source(1, path, ex.passage(1, 0, 5))
    assert read(tmp_path, source, {entry: LINES}).codings[0].text == "First"


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("relative:///a.txt", "kept outside of the file; right: export it with its sources"),
        ("absolute:///C:/a.txt", "kept outside"),
        ("file:///etc/hosts", "kept outside"),
        ("internal://../a.txt", "leads out of the project"),
        ("internal://sources/../../a.txt", "leads out"),
        ("..\\..\\a.txt", "leads out"),
        ("/etc/hosts", "leads out"),
        ("C:\\a.txt", "leads out"),
        ("internal://b.txt", "missing from the file"),
    ],
)
def test_a_text_that_is_not_in_the_file_is_refused(tmp_path, path, said):
    source = ex.text_source(1, path, ex.passage(1, 0, 5))
    error = refuse(tmp_path, source, {"sources/a.txt": LINES}, said)
    assert error.faults[0].startswith(f"TextSource {ex.SOURCE.format(1)}: ")
    assert len(error.faults) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_of_texts(tmp_path, encoding):
    source = ex.text_source(1, "a.txt", ex.passage(1, 15, 29))
    project = read(tmp_path, source, {"sources/a.txt": LINES.encode(encoding)})
    assert project.codings[0].text == "Second line é."


@pytest.mark.parametrize("content", [b"caf\xe9", b"a\0b", b"\xff\xfea", b"\xf0\x9f"])
def test_what_is_no_text_is_refused(tmp_path, content):
    source = ex.text_source(1, "a.txt", ex.passage(1, 0, 1))
    refuse(tmp_path, source, {"sources/a.txt": content}, "not text")


def test_a_text_in_the_xml(tmp_path):
    source = ex.text_source(
        1, "", f"<PlainTextContent>one &amp; two</PlainTextContent>{ex.passage(1, 4, 9)}"
    )
    project = read(tmp_path, source, {})
    assert project.codings[0].text == "& two"
    assert project.documents[0].text == "one & two"


def test_a_coded_source_without_plain_text_is_refused(tmp_path):
    source = ex.text_source(1, "", ex.passage(1, 0, 1))
    refuse(tmp_path, source, {}, f"TextSource {ex.SOURCE.format(1)}: has no plain text")


# Everything else that is coded


def test_what_has_no_text_is_counted(tmp_path):
    """A picture, an area of a PDF, a time of a sound, and things as a whole: seven codings."""
    area = 'firstX="1" firstY="2" secondX="3" secondY="4"'
    sources = (
        f'<PictureSource guid="{ex.SOURCE.format(1)}" name="map" path="internal://m.png">'
        f'<PictureSelection guid="{ex.guid(4, 1)}" {area}>{ex.coding(1)}{ex.coding(2, ex.INNER)}'
        f"</PictureSelection>{ex.coding(3)}</PictureSource>"
        f'<PDFSource guid="{ex.SOURCE.format(2)}" name="page" path="internal://p.pdf">'
        f'<PDFSelection guid="{ex.guid(4, 2)}" page="0" {area}>{ex.coding(4)}</PDFSelection>'
        "</PDFSource>"
        f'<AudioSource guid="{ex.SOURCE.format(3)}" name="sound" path="absolute:///s.mp3">'
        f'<AudioSelection guid="{ex.guid(4, 3)}" begin="0" end="9">{ex.coding(5)}</AudioSelection>'
        "</AudioSource>" + ex.text_source(4, "a.txt", ex.coding(6) + ex.coding(7, ex.INNER))
    )
    project = read(tmp_path, sources, {"sources/a.txt": LINES})
    assert Counter((c.document, c.code) for c in project.codings) == {
        ("map", "ties"): 2, ("map", "ties/new"): 1, ("page", "ties"): 1, ("sound", "ties"): 1,
        ("Note 4", "ties"): 1, ("Note 4", "ties/new"): 1,
    }  # fmt: skip
    assert {(c.start, c.end, c.text) for c in project.codings} == {(None, None, "")}
    assert [document.text for document in project.documents] == ["", "", "", LINES]


def test_a_passage_of_a_pdf_is_counted_once(tmp_path):
    """ATLAS.ti writes it as an area and, with the same guid, as text (REFI-QDA 1.5, annex A.2)."""
    twin = ex.guid(4, 1)
    source = (
        f'<PDFSource guid="{ex.SOURCE.format(1)}" name="page" path="internal://p.pdf">'
        f'<PDFSelection guid="{twin}" name="line" page="0" firstX="1" firstY="1" secondX="2" '
        f'secondY="2"><Representation guid="{ex.guid(6, 1)}"><PlainTextContent>line'
        f"</PlainTextContent></Representation>{ex.coding(1)}{ex.coding(3, ex.INNER)}</PDFSelection>"
        f'<Representation guid="{ex.guid(6, 2)}" plainTextPath="internal://a.txt">'
        f"{ex.passage(1, 8, 12, 'line', ex.coding(2))}</Representation></PDFSource>"
    )
    project = read(tmp_path, source, {"sources/a.txt": LINES}, origin="ATLAS.ti 8.4.0")
    assert [(c.code, c.start, c.text) for c in project.codings] == [
        ("ties", 8, "line"), ("ties/new", None, ""),
    ]  # fmt: skip


def transcript(inside: str, *, more: str = "") -> str:
    return (
        f'<VideoSource guid="{ex.SOURCE.format(1)}" name="film" path="relative:///f.mp4">'
        f'<Transcript guid="{ex.guid(6, 1)}" name="first" plainTextPath="internal://a.txt">'
        f'<SyncPoint guid="{ex.guid(7, 1)}" position="8" timeStamp="0"/>'
        f'<SyncPoint guid="{ex.guid(7, 2)}" position="12" timeStamp="5"/>'
        f'<SyncPoint guid="{ex.guid(7, 3)}" timeStamp="9"/>{inside}</Transcript>{more}</VideoSource>'
    )


def timed(begin: str, end: str) -> str:
    return (
        f'<TranscriptSelection guid="{ex.guid(4, 1)}" name="clip" fromSyncPoint="{begin}" '
        f'toSyncPoint="{end}">{ex.coding(1)}</TranscriptSelection>'
    )


def test_transcripts_are_quoted_where_times_have_places(tmp_path):
    files = {"sources/a.txt": LINES, "sources/b.txt": "Other."}
    (coding,) = read(tmp_path, transcript(timed(ex.guid(7, 1), ex.guid(7, 2))), files).codings
    assert (coding.document, coding.start, coding.text) == ("film", 8, "line")
    (coding,) = read(tmp_path, transcript(timed(ex.guid(7, 1), ex.guid(7, 3))), files).codings
    assert (coding.start, coding.text) == (None, "")
    nameless = transcript(timed(ex.guid(7, 1), ex.guid(7, 2))).replace('name="film"', 'name=""')
    assert read(tmp_path, nameless, files).codings[0].document == "first"
    second = f'<Transcript guid="{ex.guid(6, 2)}" name="second" plainTextPath="b.txt"/>'
    project = read(tmp_path, transcript("", more=second), files)
    assert [(d.name, d.text) for d in project.documents] == [
        ("film", LINES), ("film/second", "Other."),
    ]  # fmt: skip
    refuse(tmp_path, transcript(timed(ex.guid(7, 1), ex.guid(7, 9))), files, "names a time")


def test_a_coded_note_is_a_document(tmp_path):
    note = (
        f'<Notes><Note guid="{ex.guid(8, 1)}" name="memo" plainTextPath="a.txt">{{}}</Note></Notes>'
    )
    coded = note.format(ex.passage(1, 0, 5))
    project = read(tmp_path, "", {"sources/a.txt": LINES}, rest=coded)
    assert [(c.document, c.text) for c in project.codings] == [("memo", "First")]
    assert read(tmp_path, "", {"sources/a.txt": LINES}, rest=note.format("")).documents == ()


def test_a_coding_of_a_case_says_who_speaks(tmp_path):
    """NVivo codes passages to cases as to codes: QualCoder, refi.py, `load_codings_for_text`."""
    case = f'<Cases><Case guid="{ex.guid(9, 1)}" name="P1"/></Cases>'
    inside = ex.coding(1, ex.guid(9, 1)) + ex.coding(2)
    source = ex.text_source(1, "a.txt", ex.passage(1, 0, 5, "", inside))
    project = read(tmp_path, source, {"sources/a.txt": LINES}, rest=case)
    assert [coding.code for coding in project.codings] == ["ties"]


def test_codings_where_the_standard_has_none_are_not_dropped(tmp_path):
    source = ex.text_source(1, "a.txt", f"<Odd>{ex.coding(1)}</Odd>")
    refuse(tmp_path, source, {"sources/a.txt": LINES}, "codings where REFI-QDA has none")


def test_a_remark_is_no_coding(tmp_path):
    remark = ex.passage(1, 0, 5, "", "<Description>a remark</Description>")
    project = read(tmp_path, ex.text_source(1, "a.txt", remark), {"sources/a.txt": LINES})
    assert project.codings == ()


# Codes, coders and names


def test_codes_are_nested_and_may_share_a_name(tmp_path):
    codes = ex.CODES + f'<Code guid="{{{ex.guid(2, 9).upper()}}}" name="new" isCodable="false"/>'
    source = ex.text_source(1, "a.txt", ex.passage(1, 0, 5, "", ex.coding(1, ex.guid(2, 9))))
    project = read(tmp_path, source, {"sources/a.txt": LINES}, codes=codes)
    assert project.codes == (
        Code(name="ties", path="ties", description="who knows whom"),
        Code(name="new", path="ties/new", description=""),
        Code(name="new", path="new", description=""),
    )
    assert project.codings[0].code == "new"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (f'<Code guid="{ex.guid(2, 9)}" name="ties"/>', "name and the place of another code"),
        (f'<Code guid="{ex.guid(2, 9)}" name="ties/new"/>', "name and the place of another code"),
        (f'<Code guid="{ex.CODE}" name="other"/>', "guid of another code"),
        ('<Code name="other"/>', "Code number 3: has no guid"),
        (f'<Code guid="{ex.guid(2, 9)}" name=" "/>', "has no name"),
        (
            "".join(f'<Code guid="{ex.guid(2, 9 + n)}" name="{n}">' for n in range(60))
            + "</Code>" * 60,
            "more than 50 codes deep",
        ),
    ],
)
def test_codes_that_are_not_clear_are_refused(tmp_path, more, said):
    refuse(tmp_path, "", {}, said, codes=ex.CODES + more)


def test_a_source_of_no_known_kind_is_refused(tmp_path):
    source = ex.text_source(1, "a.txt", ex.passage(1, 0, 5))
    other = source.replace("<TextSource", '<TextSource xmlns="urn:other"')
    refuse(tmp_path, other, {"sources/a.txt": LINES}, "is no kind of source")
    other = source.replace("TextSource", "WebSource")
    refuse(tmp_path, other, {"sources/a.txt": LINES}, "is no kind of source")


def test_codes_may_keep_the_namespace_of_a_codebook(tmp_path):
    """As in projects whose codes a tool has put in from a .qdc."""
    source = ex.text_source(1, "a.txt", ex.passage(1, 0, 5))
    xml = ex.project_xml(source).replace(
        "<CodeBook>", '<CodeBook xmlns="urn:QDA-XML:codebook:0:4">'
    )
    path = ex.write_project(tmp_path / "p.qdpx", xml, {"sources/a.txt": LINES})
    assert [code.path for code in read_project(path).codes] == ["ties", "ties/new"]


def test_unknown_coders_have_no_name(tmp_path):
    inside = ex.coding(1, user=ex.guid(1, 99)) + ex.coding(2)
    source = ex.text_source(1, "a.txt", ex.passage(1, 0, 5, "", inside))
    project = read(tmp_path, source, {"sources/a.txt": LINES})
    assert [coding.coder for coding in project.codings] == ["", "Ada"]


def test_documents_of_one_name_are_refused(tmp_path):
    """MAXQDA exports such; whose consent counts for which could not be told."""
    sources = "".join(ex.text_source(number, "a.txt", "", "Mary") for number in (1, 2))
    error = refuse(tmp_path, sources, {"sources/a.txt": LINES}, "document number 2: has the name")
    assert "Mary" not in str(error)


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        (ex.passage(1, 0, 5, "", ex.coding(1, ex.guid(2, 99))), "a code that the codebook hasn't"),
        (ex.passage(1, 0, 5, "", f'<Coding guid="{ex.guid(5, 1)}"/>'), "refers to no code"),
        (ex.passage(1, 5, 1), "ends before it starts"),
        (ex.passage(1, -1, 5), "starts before its text"),
        (ex.passage(1, 0, 5000), "ends beyond its text"),
        (ex.passage(1, 0, 10**12), "not a whole number"),
        (ex.passage(1, "", 5), "not a whole number"),
        (ex.passage(1, "0.5", 5), "not a whole number"),
        (ex.passage(1, "٣", 5), "not a whole number"),
    ],
)
def test_selections_that_are_not_clear_are_refused(tmp_path, inside, said):
    source = ex.text_source(1, "a.txt", inside)
    error = refuse(tmp_path, source, {"sources/a.txt": LINES}, said)
    assert len(error.faults) == 1


def test_all_faults_come_at_once_and_alike_ones_together(tmp_path):
    spans = "".join(ex.passage(number, 0, 900) for number in range(9))
    sources = ex.text_source(1, "a.txt", spans) + ex.text_source(2, "b.txt", "")
    error = refuse(tmp_path, sources, {"sources/a.txt": LINES}, "and 4 more: it ends beyond")
    assert len(error.faults) == 2
