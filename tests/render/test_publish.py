"""Publishing: whole or not at all, the same bytes every time, one build at a time."""

import hashlib
import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pypdfium2
import pytest
from orchard_book import build, copy_orchard, edit

from render import publish
from render.problems import BuildError

ROOT = Path(__file__).parents[2]


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "render", "--renderer", "embedded", *arguments]


def environment(**changes: str) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT)} | changes


def bytes_of(site: Path) -> dict[str, str]:
    return {
        file.relative_to(site).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(site.rglob("*"))
        if file.is_file()
    }


def editions(site: Path) -> set[str]:
    """Return the editions that the pages and the PDF name; a whole site has one."""
    found = [re.findall(r"Edition \d+", page.read_text()) for page in site.rglob("*.html")]
    document = pypdfium2.PdfDocument(site / "The-Orchard-Report.pdf")
    paper = [re.findall(r"Edition \d+", page.get_textpage().get_text_range()) for page in document]
    assert len(found) == 6
    assert all(found)
    assert any(paper)
    return {edition for page in (*found, *paper) for edition in page}


def test_a_kill_at_any_moment_leaves_a_whole_site(orchard: Path) -> None:
    chapters = [orchard / "index.qmd", *orchard.glob("chapters/[!_]*.qmd")]
    texts = {chapter: chapter.read_text() for chapter in chapters}

    def write_edition(number: int) -> None:
        for chapter, text in texts.items():
            chapter.write_text(f"{text}\n\nEdition {number}\n")

    write_edition(0)
    start = time.perf_counter()
    subprocess.run(command(), check=True, cwd=orchard, env=environment(), capture_output=True)
    whole = time.perf_counter() - start
    site = orchard / "_report/web"
    last = editions(site)
    moments = random.Random(7)
    for number in range(1, 11):
        write_edition(number)
        # Half of the builds run their cells too, and so are killed in other places.
        fresh = ["--fresh"] if number % 2 else []
        process = subprocess.Popen(
            command(*fresh), cwd=orchard, env=environment(), stdout=-3, stderr=-3
        )
        try:
            process.wait(timeout=moments.uniform(0.05, whole if fresh else whole / 3))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
        found = editions(site)
        assert found in (last, {f"Edition {number}"})
        last = found
    subprocess.run(command(), check=True, cwd=orchard, env=environment(), capture_output=True)
    assert editions(site) == {"Edition 10"}
    assert sorted(path.name for path in site.parent.iterdir()) == ["web"]


def test_a_failing_cell_leaves_the_site_untouched(standing: Path) -> None:
    before = bytes_of(standing / "_report/web")
    edit(standing, "chapters/_soil.qmd", "analysis.table(", "analysis.nothing(")
    done = subprocess.run(
        command(), check=False, cwd=standing, env=environment(), capture_output=True, text=True
    )
    assert done.returncode == 1
    assert done.stderr == (
        "chapters/_soil.qmd:6 (included in chapters/trees.qmd): cell `tbl-soil`: AttributeError: "
        "module 'analysis' has no attribute 'nothing'\n"
        "nothing was published; the last site stands as it was\n"
    )
    assert bytes_of(standing / "_report/web") == before


def test_the_same_inputs_give_the_same_bytes(built: Path, tmp_path: Path) -> None:
    elsewhere = copy_orchard(tmp_path / "another folder")
    subprocess.run(
        command("--fresh", "--profile", "web"), check=True, cwd=elsewhere, capture_output=True,
        env=environment(TZ="Pacific/Auckland", PYTHONHASHSEED="3", LC_ALL="C"),
    )  # fmt: skip
    assert bytes_of(elsewhere / "_report/web") == bytes_of(built / "_report/web")


def test_nothing_changed_builds_nothing(standing: Path) -> None:
    subprocess.run(command(), check=True, cwd=standing, env=environment(), capture_output=True)
    written = {path: path.stat().st_mtime_ns for path in (standing / "_report/web").rglob("*")}
    done = subprocess.run(
        command(), check=True, cwd=standing, env=environment(), capture_output=True, text=True
    )
    assert written == {path: path.stat().st_mtime_ns for path in written}
    assert "run cells" not in done.stdout and "write pages" not in done.stdout
    assert "nothing changed since the last build" in done.stdout
    assert "site: _report/web/index.html" in done.stdout
    assert "PDF:  _report/web/The-Orchard-Report.pdf" in done.stdout


@pytest.mark.parametrize("file", ["chapters/trees.html", "The-Orchard-Report.pdf"])
def test_a_damaged_site_is_built_again(standing: Path, file: str) -> None:
    before = bytes_of(standing / "_report/web")
    (standing / "_report/web" / file).write_text("damaged")
    assert "nothing changed since the last build" not in build(standing)
    assert bytes_of(standing / "_report/web") == before


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("chapters/_soil.qmd", "Soil {#soil}", "Earth {#soil}"),
        ("_quarto.yml", "soil & harvest", "soil, harvest"),
        ("data/results/report.yml", "INVENTED", "MADE UP"),
        ("references.bib", "On Apples", "On Pears"),
        ("theme/orchard.css", ": collapse", ": separate"),
        ("theme/rows.lua", "= 1", "= 0"),
        ("theme/typst-template.typ", "10.5pt", "11pt"),
        ("analysis/__init__.py", "#12436D", "#28A197"),
    ],
)
def test_a_change_of_anything_that_is_read_is_noticed(
    standing: Path, file: str, old: str, new: str
) -> None:
    before = bytes_of(standing / "_report/web")
    edit(standing, file, old, new)
    build(standing)
    assert bytes_of(standing / "_report/web") != before
    assert "nothing changed since the last build" in build(standing)


def test_a_second_build_at_the_same_time_says_so(standing: Path) -> None:
    edit(standing, "index.qmd", "Only on paper.", "Only on sheets.")
    with publish.lock(standing / ".groundwork"):
        done = subprocess.run(
            command(), check=False, cwd=standing, env=environment(), capture_output=True, text=True
        )
    assert done.returncode == 1
    assert "another build of this project is running" in done.stderr


@pytest.fixture
def sites(tmp_path: Path) -> tuple[Path, Path]:
    """An old site in its place and the folder of a new one."""
    output, new = tmp_path / "web", tmp_path / ".web-new"
    for folder, text in ((output, "old"), (new, "new")):
        folder.mkdir()
        (folder / "index.html").write_text(text)
    return output, new


@pytest.mark.parametrize("exchange", [True, False])
def test_a_swap_puts_the_new_site_in_place(sites, monkeypatch, exchange: bool) -> None:
    output, new = sites
    if not exchange:
        monkeypatch.setattr(publish, "_exchange", lambda first, second: False)
    publish.swap(new, output)
    assert (output / "index.html").read_text() == "new"
    assert not exchange or (new / "index.html").read_text() == "old"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot exchange two names")
def test_there_is_no_moment_without_a_whole_site(sites) -> None:
    output, new = sites
    swapping = (
        "import sys; from pathlib import Path; from render.publish import swap\n"
        "for _ in range(5000): swap(Path(sys.argv[1]), Path(sys.argv[2]))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", swapping, str(new), str(output)], env=environment()
    )
    seen = set()
    while process.poll() is None:
        seen.add((output / "index.html").read_text())
    assert process.returncode == 0
    assert seen == {"old", "new"}


def test_a_death_between_two_renames_is_mended(sites, monkeypatch) -> None:
    output, new = sites
    monkeypatch.setattr(publish, "_exchange", lambda first, second: False)
    rename = Path.rename

    def die_before_the_second(path: Path, target: Path) -> Path:
        if path == new:
            raise KeyboardInterrupt
        return rename(path, target)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Path, "rename", die_before_the_second)
        publish.swap(new, output)
    assert not output.exists()
    with publish.staging(output):
        assert (output / "index.html").read_text() == "old"
    assert [path.name for path in output.parent.iterdir()] == ["web"]


@pytest.mark.parametrize(
    ("page", "message"),
    [
        ('<a href="gone.html">x</a>', "index.html: gone.html leads nowhere"),
        ('<a href="#gone">x</a>', "index.html: #gone has no such place on its page"),
        ('<img src="index.html">', "index.html: image index.html has no text alternative"),
        ('<p id="a"></p><p id="a"></p>', "index.html: identifier `a` is there twice"),
        ("<table><tr><td></td></tr></table>", "index.html: tables have 1 rows of 0"),
    ],
)
def test_a_site_is_checked_before_it_is_published(tmp_path: Path, page: str, message: str) -> None:
    (tmp_path / "index.html").write_text(page)
    (tmp_path / "book.pdf").write_text("x")
    with pytest.raises(BuildError) as caught:
        publish.check_site(tmp_path, [{"path": "index.html", "rows": 0}], "book.pdf")
    assert caught.value.problems == (message,)


def test_a_page_or_pdf_that_is_missing_is_named(tmp_path: Path) -> None:
    (tmp_path / "book.pdf").touch()
    with pytest.raises(BuildError) as caught:
        publish.check_site(tmp_path, [{"path": "index.html", "rows": 0}], "book.pdf")
    assert caught.value.problems == ("index.html: was not written", "book.pdf: was not written")
