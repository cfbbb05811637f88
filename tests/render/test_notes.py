"""What is still to be written: found where it stands, told, and marked in every format."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from orchard_book import build, edit

from render.__main__ import main
from render.notes import find_elsewhere, find_notes, tell_notes
from render.programs import run_pandoc
from tests.copies import ROOT

NOTE = "::: {.to-write}\nWhy the trees stand there, and who\nplanted them when. About 100 words.\n:::\n"
THEME = ROOT / "theme"
FILTERS = [f"--lua-filter={THEME / name}.lua" for name in ("notes", "classes", "word")]


def places(root: Path, profile: str | None = None) -> list[str]:
    return [note.place for note in find_notes(root, profile)]


def end(root: Path, file: str, text: str) -> int:
    """Add a text to a file; return the line on which it begins."""
    old = (root / file).read_text()
    (root / file).write_text(f"{old}\n{text}")
    return old.count("\n") + 2


def test_a_book_without_notes_has_nothing_left(orchard):
    assert find_notes(orchard) == []
    assert list(tell_notes([])) == []


def test_notes_are_told_with_file_line_and_first_words(orchard):
    line = end(orchard, "chapters/trees.qmd", NOTE)
    told = list(tell_notes(find_notes(orchard, "web")))
    assert told == [
        "still to be written: 1 note for writers",
        f"  chapters/trees.qmd:{line}: Why the trees stand there, and who …",
    ]


@pytest.mark.parametrize(
    ("around", "web", "funder"),
    [
        ("{}", 1, 1),
        ('::: {{.content-visible when-profile="web"}}\n{}:::\n', 1, 0),
        ('::: {{.content-hidden when-profile="web"}}\n{}:::\n', 0, 1),
        ('::: {{.content-visible unless-profile="web"}}\n{}:::\n', 0, 1),
        ('::: {{.content-visible when-meta="never_declared"}}\n{}:::\n', 0, 0),
        ('::: {{.content-visible when-profile="web"}}\nText.\n:::\n\n{}', 1, 1),
        ("::: {{.callout-note}}\n{}:::\n", 1, 1),
        ("```\n{}```\n", 0, 0),
    ],
)  # fmt: skip
def test_an_edition_has_the_notes_that_its_readers_would_meet(orchard, around, web, funder):
    end(orchard, "index.qmd", around.format(NOTE))
    assert (len(places(orchard, "web")), len(places(orchard, "funder"))) == (web, funder)


def test_settings_and_included_files_are_read_as_well(orchard):
    edit(orchard, "_quarto.yml", "lang: en-GB", "lang: en-GB # To write: another language")
    soil = end(orchard, "chapters/_soil.qmd", NOTE)
    bib = end(orchard, "references.bib", "% To write: the source on soil\n")
    found = places(orchard)
    assert f"references.bib:{bib}" in found and f"chapters/_soil.qmd:{soil}" in found
    assert found[0].startswith("_quarto.yml:") and len(found) == 3


def test_a_cell_of_the_studys_tables_may_be_a_note(orchard):
    (orchard / "data/themes.csv").write_text(
        'id,domain,label,description\nsoil,trees,Soil,"To write: what soil is, and where"\n'
        "shade,trees,Shade,Speaks of what to write: a list\nsun,trees,Sun,To write: its hours\n"
    )
    told = [str(note) for note in find_notes(orchard)]
    assert told == ["data/themes.csv:2: what soil is", "data/themes.csv:4: its hours"]


def test_notes_of_other_editions_are_counted_by_their_names(orchard):
    end(orchard, "index.qmd", '::: {.content-visible when-profile="funder"}\n' + NOTE + ":::\n")
    end(orchard, "index.qmd", NOTE)
    notes = find_notes(orchard, "web")
    told = list(tell_notes(notes, find_elsewhere(orchard, notes)))
    assert told[0] == "still to be written: 1 note for writers"
    assert told[-1] == "to be written in other editions alone: 1 in `funder`"


def test_a_build_says_what_is_left_and_does_not_fail(standing, monkeypatch, capsys):
    line = end(standing, "chapters/trees.qmd", NOTE)
    monkeypatch.chdir(standing)
    assert main(["--renderer", "embedded"]) == 0
    assert f"  chapters/trees.qmd:{line}: Why the trees stand there, and who …\n" in (
        capsys.readouterr().out
    )
    assert main(["--renderer", "embedded"]) == 0
    told = capsys.readouterr().out
    assert "nothing changed" in told and "still to be written: 1 note" in told


def shape(to: str, text: str = NOTE) -> bytes:
    done = run_pandoc(["--from=markdown", f"--to={to}", *FILTERS], input=text.encode())
    assert not done.returncode, done.stderr
    return done.stdout


def test_its_label_is_text_that_is_read_aloud():
    note = BeautifulSoup(shape("html"), "html.parser").select_one("div.to-write")
    assert note["role"] == "note"
    assert note.p.get_text(" ", strip=True).startswith("To write: Why the trees stand")
    listed = BeautifulSoup(shape("html", "::: to-write\n- one\n:::\n"), "html.parser")
    assert listed.select_one(".to-write > p:first-child").get_text() == "To write:"


def test_paper_and_word_have_a_look_of_their_own_for_it():
    typst = shape("typst").decode()
    assert "#to-write[" in typst and "#strong[To write:]" in typst
    assert "#let to-write(" in (THEME / "typst-template.typ").read_text()
    native = shape("native").decode()
    assert "custom-style" not in native  # for Word alone
    styles = (ROOT / "render/word/styles.xml").read_text()
    assert '<w:name w:val="To Write"/>' in styles and 'w:val="dashed"' in styles


def test_the_count_of_words_leaves_notes_out():
    text = f"# Title\n\nThree more words.\n\n{NOTE}\n::: word-count\n:::\n"
    command = ["--from=markdown", "--to=plain", f"--lua-filter={THEME / 'word-count.lua'}"]
    assert "Word count: 3." in run_pandoc(command, input=text.encode()).stdout.decode()


def test_the_small_book_builds_with_the_filter_of_the_theme(orchard):
    (orchard / "theme/notes.lua").write_bytes((THEME / "notes.lua").read_bytes())
    edit(orchard, "_quarto.yml", "filters:\n", "filters:\n  - theme/notes.lua\n")
    end(orchard, "chapters/trees.qmd", NOTE)
    build(orchard, "web")
    page = (orchard / "_report/web/chapters/trees.html").read_text()
    note = BeautifulSoup(page, "html.parser").select_one(".to-write[role=note]")
    assert note.get_text(" ", strip=True).startswith("To write: Why")
