"""A report on data from the field: no notice, no truth, nothing that speaks of a demonstration."""

import csv
import hashlib
import re
import shutil
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from tests.command_line import run
from tests.copies import ROOT, copy_project, leave_out_word, render
from tests.funders import complete
from tests.pdf_reading import Printed
from tests.themes.exchange import guid, write_project

PLACE = "Quillhampton"  # a name that is nobody's and no place's


def code_interviews(source: Path, target: Path) -> None:
    """Write the demonstration's interviews as a coding program's project: a paragraph an excerpt.

    The passage of every theme bears a code of its theme and one of its valence. The place's name
    ends every paragraph.
    """
    with source.open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    texts: dict[str, str] = {}
    passages: dict[str, str] = {}
    codes = {code: place for place, code in enumerate(sorted(
        {row["code"] for row in rows} | {row["valence"] for row in rows}
    ))}  # fmt: skip
    coders = {coder: place for place, coder in enumerate(sorted({row["coder"] for row in rows}))}
    for number, row in enumerate(rows):
        text = texts.get(row["document"], "")
        start, said = len(text), f"{row['summary'].removesuffix('.')} in {PLACE}."
        texts[row["document"]] = f"{text}{said}\n"
        coding = "".join(
            f'<Coding guid="{guid(5 + place, number)}" creatingUser="{guid(1, coders[row["coder"]])}">'
            f'<CodeRef targetGUID="{guid(2, codes[row[kind]])}"/></Coding>'
            for place, kind in enumerate(("code", "valence"))
        )
        passages[row["document"]] = passages.get(row["document"], "") + (
            f'<PlainTextSelection guid="{guid(4, number)}" name="" startPosition="{start}" '
            f'endPosition="{start + len(said)}">{coding}</PlainTextSelection>'
        )
    users = "".join(f'<User guid="{guid(1, n)}" name="{name}"/>' for name, n in coders.items())
    book = "".join(
        f'<Code guid="{guid(2, n)}" name="{name}" isCodable="true"/>' for name, n in codes.items()
    )
    sources = "".join(
        f'<TextSource guid="{guid(3, n)}" name="{name}" plainTextPath="internal://{n}.txt">'
        f"{passages[name]}</TextSource>"
        for n, name in enumerate(texts)
    )
    xml = (
        '<Project xmlns="urn:QDA-XML:project:1.0" name="interviews" origin="Any 1.0">'
        f"<Users>{users}</Users><CodeBook><Codes>{book}</Codes></CodeBook>"
        f"<Sources>{sources}</Sources></Project>"
    )
    files = {f"sources/{n}.txt": text for n, text in enumerate(texts.values())}
    write_project(target, xml, files)


def strip_notice(source: Path, target: Path) -> None:
    """Write a demonstration file as an agency's: the same rows without the notice."""
    with source.open(newline="") as lines:
        rows = [{k: v for k, v in row.items() if k != "notice"} for row in csv.DictReader(lines)]
    with target.open("w", newline="") as lines:
        writer = csv.DictWriter(lines, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture(scope="module")
def field(tmp_path_factory, project) -> Path:
    """A copy of the project whose files stand in for respondents' own, all in raw/."""
    copy = copy_project(tmp_path_factory.mktemp("field"), project)
    leave_out_word(copy)
    data = copy / "data"
    (data / "raw").mkdir(exist_ok=True)
    text = (data / "study.toml").read_text()
    for name in ("wave-1", "wave-2", "journals", "sources"):
        old, new = data / f"synthetic/{name}.csv", data / f"raw/{name}.csv"
        strip_notice(old, new)
        text = text.replace(f"synthetic/{name}.csv", f"raw/{name}.csv")
        digests = [hashlib.sha256(path.read_bytes()).hexdigest() for path in (old, new)]
        text = text.replace(*digests)
    code_interviews(data / "synthetic/interviews.csv", data / "raw/interviews.qdpx")
    text = text.replace("synthetic/interviews.csv", "raw/interviews.qdpx")
    (data / "raw/names.csv").write_text(f"find,replace\n{PLACE},[the town]\n")
    text = text.replace("[qualitative]\n", '[qualitative]\nredactions = "raw/names.csv"\n')
    sources = data / "raw/sources.csv"
    sources.write_text(sources.read_text().replace(",summary\n", ",quote\n"))
    codes = data / "codeframe.csv"
    codes.write_text(codes.read_text() + "".join(
        f"{valence},,{valence},\n" for valence in ("positive", "mixed", "negative")
    ))  # fmt: skip
    text = text.replace('source = "synthetic"', 'source = "raw"')
    text = re.sub(r'^(notice|truth) = ".*"\n', "", text, flags=re.MULTILINE)
    (data / "study.toml").write_text(text)
    codebook = (data / "codebook.csv").read_text().splitlines(keepends=True)
    (data / "codebook.csv").write_text("".join(x for x in codebook if not x.startswith("notice,")))
    slips = (data / "corrections.toml").read_text()
    slips = re.sub(r" \(a slip invented [^)]*\)", "", slips)
    (data / "corrections.toml").write_text(slips)
    shutil.rmtree(data / "synthetic")
    made = run(data, "results", project=copy)
    assert made.returncode == 0, made.stderr
    # Rendering is the publishing side: it must not need respondents' files.
    shutil.rmtree(data / "raw")
    render(copy)
    return copy


@pytest.fixture(scope="module")
def printed(field) -> Printed:
    (pdf,) = (field / "_report/web").glob("*.pdf")
    return Printed(pdf)


def test_nothing_speaks_of_a_demonstration(field, printed):
    site = field / "_report/web"
    for path in site.rglob("*.html"):
        page = BeautifulSoup(path.read_text(), "html.parser").find("main").get_text()
        for word in ("SYNTHETIC", "invented", "emonstration data"):
            assert word not in page, (path.name, word)
    assert not [text for text in printed.paragraphs if "SYNTHETIC" in text]


def test_interviews_of_a_project_are_counted_as_those_of_a_table(field):
    """The same codings, read from a coding program's project: the same published counts."""
    for name in ("themes", "cooccurrence", "agreement", "saturation"):
        shown, committed = (
            [
                {k: v for k, v in row.items() if k != "notice"}
                for row in csv.DictReader((data / f"data/results/{name}.csv").open(newline=""))
            ]
            for data in (field, ROOT)
        )
        assert shown == committed, name


def test_people_who_consented_are_quoted_and_nobody_is_named(field, printed):
    site = field / "_report/web"
    pages = {path.name: path.read_text() for path in site.rglob("*.html")}
    for name, page in pages.items():
        assert PLACE not in page, name
    page = BeautifulSoup(pages["domain-local-decision-making.html"], "html.parser")
    cells = [row.find_all(["th", "td"])[1].get_text() for row in page.select(
        "#tbl-decisions-excerpts tbody tr"
    )]  # fmt: skip
    assert cells
    for cell in cells:
        assert re.fullmatch("\u201c.* in \\[the town\\]\\.\u201d", cell), cell
    assert PLACE not in " ".join(printed.paragraphs)


def test_the_funder_report_may_be_built_once_nothing_is_missing(field):
    def check():
        return run(field / "data", "check", project=field, QUARTO_PROFILE="funder")

    refused = check()
    assert refused.returncode == 1
    assert "funder.toml: key 'ethics' is missing; NIHR full report wants who" in refused.stderr
    path = field / "data/funder.toml"
    path.write_text(complete(path.read_text()))
    done = check()
    assert done.returncode == 0, done.stderr
