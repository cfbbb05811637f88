"""Unmistakable words in whatever must not leave: none of them is found in what is made."""

import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pypdfium2
import pytest
import typst
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFStream

from render.word.comparison import write_document
from tests.copies import ROOT, copy_project

CANARY = re.compile(rb"ZQ[A-Z]{2}\d{4}|zq[a-z]{2}\d{4}")
NOTICE = "SYNTHETIC DEMONSTRATION DATA, not NRP data"


def plant_in_waves(data: Path) -> int:
    """Every respondent's number, and an answer in their own words and a remark on the area."""
    numbers: dict[str, str] = {}
    planted = 0
    text = (data / "study.toml").read_text()
    for wave in ("wave-1", "wave-2"):
        path = data / f"synthetic/{wave}.csv"
        old = hashlib.sha256(path.read_bytes()).hexdigest()
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
        table["respondent"] = [
            numbers.setdefault(each, f"ZQRE{len(numbers):04d}") for each in table["respondent"]
        ]
        for column, letters in (("own_words", "OW"), ("area_remark", "AR")):
            table[column] = [f"ZQ{letters}{place:04d}" for place in range(len(table))]
        table.to_csv(path, index=False, lineterminator="\n")
        text = text.replace(old, hashlib.sha256(path.read_bytes()).hexdigest())
        planted += 3 * len(table)
    (data / "study.toml").write_text(text)
    with (data / "codebook.csv").open("a") as codebook:
        codebook.write("own_words,note,In your own words,,,answered\n")
        codebook.write("area_remark,note,Interviewer's remark,,,answered\n")
    return planted


def plant_in_interviews(data: Path) -> int:
    """Every document's name and source; what was said without consent to print it."""
    sources = pd.read_csv(data / "synthetic/sources.csv", dtype=str, keep_default_na=False)
    names = {old: f"ZQDO{place:04d}" for place, old in enumerate(sources["document"])}
    people = {old: f"ZQSO{place:04d}" for place, old in enumerate(sources["source"].unique())}
    silent = {names[each] for each in sources["document"][::3]}
    sources = sources.assign(
        document=sources["document"].map(names), source=sources["source"].map(people)
    )
    sources.loc[sources["document"].isin(silent), "consent"] = "none"
    sources.to_csv(data / "synthetic/sources.csv", index=False)
    planted = len(names) + len(people)
    for table in ("interviews", "journals"):
        path = data / f"synthetic/{table}.csv"
        rows = pd.read_csv(path, dtype=str, keep_default_na=False)
        rows["document"] = rows["document"].map(names)
        hidden = rows["document"].isin(silent)
        rows.loc[hidden, "summary"] = [f"Says ZQSU{place:04d}." for place in range(hidden.sum())]
        rows.to_csv(path, index=False)
        planted += hidden.sum()
    return planted


def unpack(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """A file's bytes, those of the files in it, and all streams and words of a PDF."""
    yield name, content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for inner in archive.namelist():
                yield from unpack(f"{name}/{inner}", archive.read(inner))
    if content.startswith(b"%PDF"):
        document = PDFDocument(PDFParser(io.BytesIO(content)))
        for xref in document.xrefs:
            for number in xref.get_objids():
                found = document.getobj(number)
                yield name, found.get_data() if isinstance(found, PDFStream) else read(found)
        with pypdfium2.PdfDocument(content) as pages:
            yield name, "".join(p.get_textpage().get_text_range() for p in pages).encode()


def read(value: object) -> bytes:
    """All that a PDF's object says, its texts decoded."""
    if isinstance(value, dict):
        return b" ".join(read(each) for each in value.values())
    if isinstance(value, list | tuple):
        return b" ".join(map(read, value))
    if isinstance(value, bytes) and value.startswith(b"\xfe\xff"):
        return value.decode("utf-16").encode()
    return value if isinstance(value, bytes) else str(value).encode()


def find_canaries(folder: Path) -> set[str]:
    """Names of the files in a folder that hold a planted word, also in their names."""
    return {
        name
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        for name, content in unpack(path.relative_to(folder).as_posix(), path.read_bytes())
        if CANARY.search(content) or CANARY.search(name.encode())
    }


@pytest.fixture(scope="module")
def made(tmp_path_factory, project) -> Path:
    """What a study full of planted words makes: results, site, PDF, Word, archive, logs, and
    whatever is left in the system's temporary folder."""
    base = tmp_path_factory.mktemp("canaries")
    drawn = project / "_figures"
    project, out = copy_project(base), base / "made"
    # Named by all that is in them: one with a planted word in it would be drawn anew.
    shutil.copytree(drawn, project / "_figures")
    data, left = project / "data", out / "temporary"
    left.mkdir(parents=True)
    assert plant_in_waves(data) + plant_in_interviews(data) > 18_000
    for name in (".gitignore", "pyproject.toml"):
        (project / name).write_bytes((ROOT / name).read_bytes())
    environment = {
        **os.environ, "TMPDIR": str(left), "GROUNDWORK_RENDERER": "embedded",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }  # fmt: skip

    def call(*words: str) -> None:
        done = subprocess.run(words, cwd=project, env=environment, capture_output=True)
        (out / f"{'-'.join(words[1:4]).strip('-')}.log").write_bytes(done.stdout + done.stderr)
        assert done.returncode == 0, done.stderr.decode()

    call(sys.executable, "-m", "analysis", "results")
    git = ("git", "-c", "user.name=Test", "-c", "user.email=test@localhost")
    call("git", "init", "--quiet")
    call("git", "config", "user.name", "Test")
    call("git", "config", "user.email", "test@localhost")
    call(*git, "add", "--all")
    call(*git, "commit", "--quiet", "--message", "Begin")
    call(sys.executable, "-m", "release", "1.0.0")
    for name in ("data/results", "_report", "_figures", ".groundwork", "releases"):
        (project / name).rename(out / name.strip("._").replace("/", "-"))
    (out / "report.docx").write_bytes(write_document(out / "report/web"))
    return out


def test_nothing_that_was_planted_is_found(made):
    assert (made / "report/web/index.html").exists() and (made / "report.docx").exists()
    assert list(made.rglob("*.pdf")) and list(made.rglob("nrp-1.0.0.zip"))
    assert find_canaries(made) == set()


def test_nothing_is_left_in_the_temporary_folder(made):
    assert list((made / "temporary").iterdir()) == []


def leak_into_results(folder: Path) -> None:
    (folder / "estimates.csv").write_text("outcome\nZQRE0001\n")


def leak_into_search(folder: Path) -> None:
    (folder / "search-index.js").write_text('window.searchIndex = [{"text":"says zqsu0001"}];')


def leak_into_alternative(folder: Path) -> None:
    (folder / "index.html").write_text('<img alt="41 people, ZQDO0001 among them">')


def leak_into_title(folder: Path) -> None:
    source = folder / "a.typ"
    source.write_text('#set document(title: "ZQSO0001")\nText')
    typst.compile(str(source), output=str(folder / "a.pdf"))
    source.unlink()


def leak_into_letters(folder: Path) -> None:
    """On paper, drawn with letters of an embedded font."""
    source = folder / "a.typ"
    source.write_text("Text with ZQOW0001 in it")
    typst.compile(str(source), output=str(folder / "a.pdf"))
    source.unlink()
    assert b"ZQOW0001" not in (folder / "a.pdf").read_bytes()


def leak_into_archive(folder: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as word:
        word.writestr("word/document.xml", "<w:t>ZQAR0001</w:t>" + "x" * 99)
    with zipfile.ZipFile(folder / "nrp.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("report.docx", inner.getvalue())


def leak_into_a_name(folder: Path) -> None:
    (folder / "figure-zqdo0001.svg").write_text("<svg/>")


@pytest.mark.parametrize(
    "leak",
    [
        leak_into_results, leak_into_search, leak_into_alternative, leak_into_title,
        leak_into_letters, leak_into_archive, leak_into_a_name,
    ],
)  # fmt: skip
def test_a_planted_leak_is_found(tmp_path, leak):
    assert find_canaries(tmp_path) == set()
    leak(tmp_path)
    assert find_canaries(tmp_path)
