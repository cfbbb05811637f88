"""All editions in one folder: what is shown is what was released, and says which edition it is."""

import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from release.archive import ARCHIVES, SUMS, write_archive
from release.editions import main as compose
from tests.book.test_pages import violations
from tests.copies import ROOT
from tests.interruptions import snapshot

FIRST = {
    "index.html": "<a href='chapters/old.html'>Old</a>",
    "chapters/old.html": "Only in the first.",
    "chapters/both.html": "In both, as it was.",
    "_figures/a.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
}
SECOND = {
    "index.html": "<a href='chapters/both.html'>Both</a>",
    "chapters/both.html": "In both, as it is.",
    "report.pdf": "%PDF",
}
PAGE = """<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<title>Page</title>
</head>
<body>
<main id="content">
<nav aria-label="On this page"></nav>
<article>
<h1>Page</h1>
<p>{}</p>
</article>
</main>
</body>
</html>
"""
POLICY = "default-src 'none'; style-src 'self'"


def write_page(text: str) -> str:
    policy = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    return PAGE.format(text).replace('<meta charset="utf-8">', f'<meta charset="utf-8">\n{policy}')


def release(version: str, files: dict[str, str]) -> dict[str, bytes]:
    pages = {
        f"site/{name}": (write_page(text) if name.endswith(".html") else text).encode()
        for name, text in files.items()
    }
    write_archive(ARCHIVES / f"nrp-{version}.zip", pages | {"README.md": b"About"}, {})
    return pages


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with two releases, and the working folder in it."""
    root = tmp_path / "project"
    shutil.copytree(ROOT / "data", root / "data", ignore=shutil.ignore_patterns("raw"))
    shutil.copy(ROOT / "_quarto.yml", root)
    monkeypatch.chdir(root)
    monkeypatch.delenv("STUDY", raising=False)
    Path("data/releases.csv").write_text(
        "version,date,waves,results\n1.0.0,2027-05-01,w1,aa\n1.10.0,2029-06-02,w1 w2,bb\n"
    )
    release("1.0.0", FIRST)
    release("1.10.0", SECOND)
    return root


def published(target: str = "_site") -> Path:
    assert compose([target]) == 0
    return Path(target)


def read(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def test_the_newest_is_at_the_root_and_every_edition_at_its_own_address(root: Path, capsys):
    site = published()
    assert "2 editions: _site/index.html" in capsys.readouterr().out
    assert "In both, as it is." in (site / "chapters/both.html").read_text()
    assert not (site / "chapters/old.html").exists()
    assert "Only in the first." in (site / "editions/1.0.0/chapters/old.html").read_text()
    assert "In both, as it is." in (site / "editions/1.10.0/chapters/both.html").read_text()
    assert (site / "report.pdf").read_text() == "%PDF"
    assert (site / ".nojekyll").exists()


def test_what_was_released_is_changed_by_what_it_says_of_its_edition_alone(root: Path):
    site = published()
    added = re.compile(
        r'\n<p class="edition-notice".*?</p>|<p class="edition-line">.*?</p>\n'
        r'|<link rel="stylesheet" href="[./]*editions/editions\.css">\n'
    )
    for version, files in (("1.0.0", FIRST), ("1.10.0", SECOND)):
        for name, text in files.items():
            whole = write_page(text) if name.endswith(".html") else text
            shown = (site / "editions" / version / name).read_text()
            assert added.sub("", shown) == whole
            assert (shown != whole) == name.endswith(".html")


def test_an_older_page_leads_to_the_same_page_of_the_newest_or_to_its_front_page(root: Path):
    site = published()
    for name, words, target in (
        ("chapters/both.html", "this page in it", "chapters/both.html"),
        ("chapters/old.html", "its front page", "index.html"),
        ("index.html", "this page in it", "index.html"),
    ):
        page = site / "editions/1.0.0" / name
        notice = read(page).find(class_="edition-notice")
        said = notice.get_text().replace("\u00a0", " ")
        assert "This is version 1.0.0 of 1 May 2027." in said
        assert f"There is a newer one, version 1.10.0 of 2 June 2029: {words}." in said
        newer, every = (page.parent / link["href"] for link in notice.find_all("a"))
        assert newer.resolve() == (site / target).resolve()
        assert every.resolve() == (site / "editions/index.html").resolve()


def test_the_newest_says_so_without_a_notice(root: Path):
    site = published()
    for root in (site, site / "editions/1.10.0"):
        page = read(root / "chapters/both.html")
        assert not page.find(class_="edition-notice")
        line = page.find(class_="edition-line")
        assert (
            line.get_text().replace("\u00a0", " ") == "Version 1.10.0 of 2 June 2029. All editions."
        )
        target = root / "chapters" / line.a["href"]
        assert target.resolve() == (site / "editions/index.html").resolve()


def test_the_list_names_every_edition_and_offers_what_was_released(root: Path):
    site = published()
    page = read(site / "editions/index.html")
    rows = [
        [cell.get_text() for cell in row.find_all(["th", "td"])]
        for row in page.tbody.find_all("tr")
    ]
    assert [row[0] for row in rows] == ["Version 1.10.0", "Version 1.0.0"]
    assert rows[0][2] == "2015/16 and 2018/19" and rows[1][2] == "2015/16"
    assert "SYNTHETIC DEMONSTRATION DATA" in page.get_text()
    sums = dict(reversed(line.split("  ")) for line in (ARCHIVES / SUMS).read_text().splitlines())
    for link in page.tbody.find_all("a"):
        file = site / "editions" / link["href"]
        assert file.exists()
        if file.suffix == ".zip":
            assert hashlib.sha256(file.read_bytes()).hexdigest() == sums[file.name]


def test_checksums_are_those_that_sha256sum_checks(root: Path):
    done = subprocess.run(
        ["sha256sum", "--check", SUMS], cwd=ARCHIVES, capture_output=True, text=True
    )
    assert done.stdout.count(": OK") == 2


def test_pages_show_it_without_scripts_from_a_folder_under_their_policy(root: Path, browser):
    site = published().resolve()
    for scripts in (True, False):
        context = browser.new_context(java_script_enabled=scripts)
        page = context.new_page()
        said = []
        page.on("console", lambda message: said.append(message.text))  # noqa: B023
        for name in (
            "editions/1.0.0/chapters/old.html",
            "editions/index.html",
            "chapters/both.html",
        ):
            page.goto((site / name).as_uri())
            if scripts:
                assert violations(page) == []
        page.goto((site / "editions/1.0.0/chapters/both.html").as_uri())
        notice = page.locator(".edition-notice")
        assert notice.bounding_box()["y"] < page.locator("h1").bounding_box()["y"]
        assert notice.evaluate("e => e.parentElement.tagName") == "ARTICLE"
        if scripts:
            colour = notice.evaluate("e => getComputedStyle(e).backgroundColor")
            assert colour == "rgb(18, 67, 109)"
        notice.get_by_role("link", name="this page in it").click()
        assert "In both, as it is." in page.content()
        assert not said
        context.close()


def refusal(capsys, target: str = "_site") -> str:
    assert compose([target]) == 1
    return capsys.readouterr().err


def test_every_archive_that_is_missing_or_changed_is_told_and_nothing_is_replaced(root, capsys):
    site = published()
    before = snapshot(site)
    (ARCHIVES / "nrp-1.0.0.zip").unlink()
    packed = io.BytesIO((ARCHIVES / "nrp-1.10.0.zip").read_bytes())
    with zipfile.ZipFile(packed, "a") as archive:
        archive.writestr("nrp-1.10.0/site/added.html", "x")
    (ARCHIVES / "nrp-1.10.0.zip").write_bytes(packed.getvalue())
    told = refusal(capsys)
    assert "releases/nrp-1.0.0.zip is missing; it was committed with the release" in told
    assert "releases/nrp-1.10.0.zip is not what was released" in told
    assert snapshot(site) == before


def test_an_edition_with_notes_for_writers_is_not_published(root: Path, capsys):
    notes = '<div class="to-write" role="note"><p>To write: what was done.</p></div>'
    release("1.10.0", SECOND | {"chapters/both.html": notes * 2})
    assert compose(["_site"]) == 1
    assert (
        "nrp-1.10.0.zip: chapters/both.html has 2 notes for writers; release a version without them"
    ) in capsys.readouterr().err
    assert not Path("_site").exists()


def test_a_checksum_that_is_gone_is_told(root: Path, capsys):
    lines = (ARCHIVES / SUMS).read_text().splitlines(keepends=True)
    (ARCHIVES / SUMS).write_text(lines[1])
    assert "releases/SHA256SUMS has no line for nrp-1.0.0.zip" in refusal(capsys)


def test_before_the_first_release_there_is_nothing_to_publish(root: Path, capsys):
    Path("data/releases.csv").unlink()
    assert "there is no release yet; make one first: make release VERSION=1.0.0" in refusal(capsys)


@pytest.mark.parametrize(
    ("target", "make", "told"),
    [
        (".", None, "holds the project itself"),
        ("..", None, "holds the project itself"),
        ("taken", lambda path: path.mkdir() or (path / "thesis.docx").touch(), "holds other files"),
        ("taken", lambda path: (path / ".git").mkdir(parents=True), "is a git repository"),
        ("taken", lambda path: path.touch(), "is a file; name a folder"),
    ],
)
def test_no_folder_of_somebody_is_emptied(root: Path, capsys, target: str, make, told: str):
    if make:
        make(Path(target))
    before = snapshot(root)
    assert told in refusal(capsys, target)
    assert snapshot(root) == before


def test_published_again_the_folder_is_replaced_whole(root: Path):
    site = published()
    before = snapshot(site)
    (site / "left.html").write_text("of another time")
    published()
    assert snapshot(site) == before
    assert not [path for path in root.iterdir() if path.name.startswith("._site")]


def test_make_names_what_it_needs():
    done = subprocess.run(["make", "-n", "publish"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode and "name a folder: make publish DIR=_site" in done.stderr
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "release.editions"],
        capture_output=True,
        text=True,
        env=env,
        cwd=ROOT,
    )
    assert done.returncode == 2 and "name the folder to publish" in done.stderr
