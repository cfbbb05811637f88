"""A release: what refuses it, what it records, what is in the archive and that it is the same."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest
import yaml
from frictionless import Package

from analysis.errors import Breaches
from analysis.report import tables, words
from analysis.report.sentence import month
from analysis.results.freshness import hash_results
from analysis.results.results import load_results
from analysis.study.reading import read_study
from release import __main__ as command
from release.__main__ import today
from release.archive import write_archive
from release.checks import check_release
from tests.command_line import run
from tests.copies import ROOT
from tests.hostile import ATTACKS, BARRED, HIDING
from tests.pdf_reading import read_lines

GIT = " ".join(["Mallory", *ATTACKS, *HIDING]).replace("\0", "")
DAY = date(2026, 5, 1)


def git(folder: Path, *arguments: str) -> str:
    named = ["-c", "user.name=Test", "-c", "user.email=test@localhost"]
    done = subprocess.run(
        ["git", *named, *arguments], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout


def commit(folder: Path) -> Path:
    git(folder, "init", "--quiet")
    git(folder, "config", "user.name", "Test")
    git(folder, "config", "user.email", "test@localhost")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "Begin")
    return folder


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A committed copy of the demonstration study, and the working folder in it."""
    root = tmp_path / "project"
    shutil.copytree(ROOT / "data", root / "data", ignore=shutil.ignore_patterns("raw"))
    monkeypatch.chdir(commit(root))
    monkeypatch.delenv("STUDY", raising=False)
    return Path("data")


def refusal(study: Path, version: str = "1.0.0") -> str:
    with pytest.raises(Breaches) as caught:
        check_release(study, version, DAY)
    return str(caught.value)


def write(study: Path, *rows: str) -> None:
    (study / "releases.csv").write_text("\n".join(["version,date,waves,results", *rows]) + "\n")


def test_a_clean_fresh_reread_study_can_be_released(study: Path) -> None:
    release = check_release(study, "1.0.0", DAY)
    assert (release.version, release.date, release.waves) == ("1.0.0", DAY, "w1 w2")
    assert release.results == hash_results(study) and len(release.results) == 64


def test_stale_results_refuse(study: Path) -> None:
    (study / "themes.csv").write_text((study / "themes.csv").read_text() + "\n")
    assert "results are stale; run `make results`" in refusal(study)
    assert "themes.csv changed" in refusal(study)


def test_stale_findings_refuse(study: Path) -> None:
    """Made stale by hand in the results, whose manifest is mended so that they are fresh."""
    import hashlib
    import json

    path = study / "results/findings.csv"
    path.write_text(path.read_text().replace(",supported,supported,", ",stale,supported,", 1))
    manifest = json.loads((study / "results/manifest.json").read_text())
    manifest["outputs"]["findings.csv"] = hashlib.sha256(path.read_bytes()).hexdigest()
    (study / "results/manifest.json").write_text(json.dumps(manifest))
    git(Path(), "commit", "--quiet", "--all", "--message", "Stale")
    assert "the finding on social-connectivity is stale; reread the claim" in refusal(study)


def test_what_is_not_committed_refuses(study: Path) -> None:
    (study / "README.md").write_text("other")
    Path("new.txt").write_text("new")
    assert "not committed: data/README.md, new.txt; commit or remove it first" in refusal(study)


def test_a_name_with_other_letters_is_told_as_it_is(study: Path) -> None:
    Path("été.txt").write_text("new")
    assert "not committed: été.txt; commit or remove it first" in refusal(study)


def test_no_repository_refuses(study: Path) -> None:
    shutil.rmtree(".git")
    found = subprocess.run(["git", "rev-parse"], capture_output=True).returncode
    assert found, "a folder above is a repository"
    assert "no git repository" in refusal(study)


def test_a_tag_that_exists_refuses(study: Path) -> None:
    git(Path(), "tag", "v1.0.0")
    assert "the tag v1.0.0 exists; choose the next version" in refusal(study)
    assert check_release(study, "1.0.1", DAY).version == "1.0.1"


@pytest.mark.parametrize(
    "version", ["1.0", "v1.0.0", "1.0.0-beta", "01.0.0", "", "1.0.0\n", "--all"]
)
def test_what_is_no_version_refuses(study: Path, version: str) -> None:
    assert "is no version; three numbers such as 1.0.0 would be right" in refusal(study, version)


def test_a_version_has_to_be_above_the_last(study: Path) -> None:
    write(study, "1.9.0,2026-01-01,w1,aa", "1.10.0,2026-02-01,w1 w2,bb")
    assert "version 1.9.5 is not above 1.10.0" in refusal(study, "1.9.5")
    assert "releases.csv has 1.9.0 with other results" in refusal(study, "1.9.0")
    assert check_release(study, "1.10.1", DAY).version == "1.10.1"


def test_a_study_without_a_licence_refuses(study: Path) -> None:
    path = study / "study.toml"
    path.write_text(path.read_text().replace("licence =", "# licence ="))
    assert run(study.resolve(), "results").returncode == 0
    git(Path(), "commit", "--quiet", "--all", "--message", "None")
    assert "study.toml: no licence" in refusal(study)


def test_notes_for_writers_refuse_each_by_its_line(study: Path) -> None:
    for name in ("_quarto.yml", "_quarto-web.yml"):
        shutil.copy(ROOT / name, name)
    settings = Path("_quarto.yml")
    settings.write_text(settings.read_text().replace("lang: en-GB", "lang: en-GB # To write: it"))
    note = "# Start\n\n::: {.to-write}\nWhat was done, and\n:::\n"
    Path("index.qmd").write_text(note)
    told = refusal(study)
    assert "index.qmd:3: a note for writers (“What was done, and …”); do it, and take it" in told
    assert "_quarto.yml:" in told and "a note for writers (“it”)" in told
    assert told.count("a note for writers") == 2


def test_all_faults_are_told_at_once(study: Path) -> None:
    git(Path(), "tag", "v1.0.0")
    Path("new.txt").write_text("new")
    found = refusal(study)
    assert "not committed" in found and "the tag v1.0.0 exists" in found


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (["1.0,2026-01-01,w1,aa"], r"line 2 \(1.0,2026-01-01,w1,aa\): version '1.0' is not like"),
        (
            ["1.0.0,2026-01-01,w9,aa"],
            r"line 2 \(1.0.0,2026-01-01,w9,aa\): wave 'w9' is not declared",
        ),
        (
            ["1.1.0,2026-01-01,w1,aa", "1.0.0,2026-01-02,w1,aa"],
            r"line 3 \(1.0.0,2026-01-02,w1,aa\): version 1.0.0 is not above the last",
        ),
        (["1.0.0,yesterday,w1,aa"], r"line 2 \(1.0.0,yesterday,w1,aa\): date"),
    ],
)
def test_a_faulty_record_is_told_with_its_line(study: Path, rows: list[str], words: str) -> None:
    write(study, *rows)
    with pytest.raises(Breaches, match=words):
        read_study(study)


def test_a_wave_belongs_to_the_first_release_that_had_it(study: Path) -> None:
    write(study, "1.0.0,2026-01-31,w1,aa", "1.1.0,2026-02-01,w1 w2,bb")
    results = load_results(study)
    rows = tables.waves(results).rows
    assert [row[-1] for row in rows] == ["1.0.0", "1.1.0"]
    said = words.releases(results).replace("\u00a0", " ")
    assert said == "Released so far: 1.0.0 (31 January 2026) and 1.1.0 (1 February 2026)."


def test_before_the_first_release_the_report_says_so(study: Path) -> None:
    results = load_results(study)
    assert {row[-1] for row in tables.waves(results).rows} == {"None yet"}
    assert words.releases(results) == "This report has not been released yet."


def test_whether_the_results_are_those_of_a_release_is_said(study: Path) -> None:
    assert words.edition(load_results(study)) == "These results have not been released."
    write(study, f"1.0.0,2026-01-31,w1 w2,{hash_results(study)}")
    said = words.edition(load_results(study)).replace("\u00a0", " ")
    assert said == "These are the results of version 1.0.0 (31 January 2026)."
    write(study, "1.0.0,2026-01-31,w1 w2,aa")
    assert words.edition(load_results(study)) == "These results have not been released."


@pytest.mark.parametrize("line", ['  date: "1 May 2020"', "  date: 1 May 2020", "  date: '5'"])
def test_the_title_page_gets_the_day_of_the_release(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    monkeypatch.chdir(tmp_path)
    text = 'book:\n  title: "The date: set"\n{}\n  chapters: [index.qmd]\nlang: en-GB\n'
    Path("_quarto.yml").write_text(text.format(line))
    command.date_book(date(2026, 11, 3))
    assert Path("_quarto.yml").read_text() == text.format('  date: "3 November 2026"')


def test_a_record_does_not_make_results_stale(study: Path) -> None:
    write(study, "1.0.0,2026-01-31,w1,aa")
    git(Path(), "add", "--all")
    git(Path(), "commit", "--quiet", "--message", "Release")
    assert check_release(study, "1.1.0", DAY).results == hash_results(study)


@pytest.mark.parametrize("before", [None, "1.0.0,2026-01-31,w1,aa"])
def test_a_report_that_can_t_be_built_leaves_no_record(
    study: Path, monkeypatch: pytest.MonkeyPatch, before: str | None
) -> None:
    if before:
        write(study, before)
    monkeypatch.setattr(command, "render", lambda arguments: 1)
    text = (study / "releases.csv").read_text() if before else None
    Path("_quarto.yml").write_text('book:\n  date: "1 May 2020"\n')
    git(Path(), "add", "_quarto.yml")
    git(Path(), "commit", "--quiet", "--message", "Book")
    with pytest.raises(Breaches, match="the report was not built"):
        command.publish(study, "1.1.0", tag=False)
    assert (study / "releases.csv").exists() == bool(before)
    assert not before or (study / "releases.csv").read_text() == text
    assert Path("_quarto.yml").read_text() == 'book:\n  date: "1 May 2020"\n'
    assert not Path("releases").exists()


def test_an_archive_depends_on_names_and_contents_alone(tmp_path: Path) -> None:
    contents = {"b.txt": b"two", "a/b.txt": "é".encode()}
    for folder, order in (("x", contents), ("y", dict(reversed(contents.items())))):
        write_archive(tmp_path / folder / "nrp-1.0.0.zip", order, {})
    first, second = ((tmp_path / name / "nrp-1.0.0.zip").read_bytes() for name in "xy")
    assert first == second
    with zipfile.ZipFile(tmp_path / "x/nrp-1.0.0.zip") as archive:
        assert archive.namelist() == ["nrp-1.0.0/a/b.txt", "nrp-1.0.0/b.txt"]
        assert archive.read("nrp-1.0.0/a/b.txt") == "é".encode()
    assert {path.name for path in (tmp_path / "x").iterdir()} == {"nrp-1.0.0.zip", "SHA256SUMS"}


def test_what_was_published_is_not_written_anew_with_other_content(tmp_path: Path) -> None:
    target = tmp_path / "nrp-1.0.0.zip"
    write_archive(target, {"a.txt": b"one"}, {})
    published = {target.name: hashlib.sha256(target.read_bytes()).hexdigest()}
    before = target.read_bytes()
    with pytest.raises(Breaches, match="published with other content; choose the next version"):
        write_archive(target, {"a.txt": b"two"}, published)
    assert target.read_bytes() == before
    write_archive(target, {"a.txt": b"one"}, published)


def test_a_release_from_end_to_end(project: Path, tmp_path: Path) -> None:
    """The real report: record, site, archive and tag; and once more from the tag, to the byte.

    First where the system's locale knows no letter outside ASCII, though the folder has one, and
    with hostile names in git.
    """
    root = tmp_path / "Zoë"
    shutil.copytree(project, root)
    shutil.copy(ROOT / ".gitignore", root)
    commit(root)
    git(root, "config", "user.name", GIT)
    git(root, "commit", "--quiet", "--allow-empty", "--message", GIT)
    git(root, "tag", "v0\u202e")
    git(root, "checkout", "--quiet", "-b", "<b>\u202e=1+1")
    made = run_release(root, "1.0.0", "--tag", LC_ALL="C")
    assert not BARRED.search(made)
    assert "index: _quarto.yml, data/releases.csv changed" in made
    # All that show a table or a figure, which says its edition where its data are.
    assert "17 of 20 chapters ran" in made
    assert re.search("data-provenance.*: data/releases.csv changed", made)
    assert git(root, "tag", "--list").split() == ["v0\u202e", "v1.0.0"]
    assert git(root, "status", "--porcelain") == ""
    kept = json.loads((root / "data/results/previous/manifest.json").read_text())
    assert kept["release"] == "1.0.0"
    assert git(root, "show", "--stat", "--format=%s", "v1.0.0^{commit}").startswith("Release 1.0.0")

    archive = root / "releases/nrp-1.0.0.zip"
    sums = subprocess.run(["sha256sum", "--check", "SHA256SUMS"], cwd=archive.parent)
    assert sums.returncode == 0
    kept = git(root, "show", "--stat=200", "--format=", "v1.0.0")
    for name in ("nrp-1.0.0.zip", "SHA256SUMS", "CITATION.cff"):
        assert name in kept
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(tmp_path / "unpacked")
    folder = tmp_path / "unpacked/nrp-1.0.0"
    assert "1.0.0" in (folder / "site/chapters/data-provenance.html").read_text()
    assert "These are the results of version 1.0.0" in (folder / "site/index.html").read_text()
    day = f"{today().day} {month(today())}".replace("\u00a0", " ")
    assert f'  date: "{day}"\n' in git(root, "show", "v1.0.0:_quarto.yml")
    about = (folder / "README.md").read_text().replace("\\", "")
    assert f"Released on {day}, with the surveys of 2015/16 and 2018/19." in about
    assert "SYNTHETIC" in about and "Cite as: Groundwork demonstration team (20" in about
    assert "Version 1.0.0." in about.split("Cite as: ")[1]
    for name in re.findall(r"^\| `(.+?)`", about, re.MULTILINE):
        assert (folder / name).exists(), name
    assert (folder / "site/neighbourhood-resilience-report.pdf").read_bytes().startswith(b"%PDF")
    assert (folder / "site/neighbourhood-resilience-report.docx").read_bytes().startswith(b"PK")
    assert "Version 1.0.0" in " ".join(read_lines(folder / "brief/findings-in-brief.pdf"))
    assert (folder / "brief/findings-in-brief.docx").read_bytes().startswith(b"PK")
    (reference,) = yaml.safe_load((folder / "CITATION.cff").read_text())["references"]
    assert (reference["version"], reference["date-published"]) == ("1.0.0", today())
    front = (folder / "site/index.html").read_text()
    assert f'name="citation_publication_date" content="{today():%Y/%m/%d}"' in front
    assert 'name="citation_technical_report_number" content="Version 1.0.0"' in front
    assert Package(str(folder / "datapackage.json")).validate().valid
    for path in (root / "data/results").glob("*.csv"):
        assert (folder / "results" / path.name).read_bytes() == path.read_bytes()
    assert not [path for path in folder.rglob("*") if "wave-" in path.name or path.name == "raw"]
    texts = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    assert not [text for text in texts if b"Mallory" in text or "Zoë".encode() in text]

    clone = tmp_path / "clone"
    git(root, "clone", "--quiet", str(root), str(clone))
    done = run_module(clone, "release.editions", "_site")
    assert "1 edition: _site/index.html" in done
    assert (clone / "_site/editions/1.0.0/index.html").exists()

    git(root, "tag", "--delete", "v1.0.0")
    first = archive.read_bytes()
    archive.unlink()
    shutil.rmtree(root / ".groundwork")
    run_release(root, "1.0.0")
    assert archive.read_bytes() == first


def run_release(root: Path, *arguments: str, **environment: str) -> str:
    return run_module(root, "release", *arguments, **environment)


def run_module(root: Path, *arguments: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=root,
        env={
            **os.environ,
            "GROUNDWORK_RENDERER": "embedded",
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            **environment,
        },
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
