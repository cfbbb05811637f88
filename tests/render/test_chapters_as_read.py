"""Chapters as read: kept from one build to the next, never past what they came from."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from orchard_book import build, copy_orchard, edit
from test_publish import bytes_of

from render import embedded
from render.problems import BuildError

SITE = "_report/web"
POISON = "Poisoned"


def poison(root: Path) -> None:
    """Let every chapter that is not read again show it, on its page and on paper."""
    for file in (root / ".groundwork/web").glob("read-*.json"):
        memory = json.loads(file.read_text(encoding="utf-8"))
        for div in memory["blocks"]:
            div["c"][1].append({"t": "Para", "c": [{"t": "Str", "c": POISON}]})
        file.write_text(json.dumps(memory), encoding="utf-8")


def poisoned(root: Path) -> list[str]:
    """Return the pages that were not read again; the paper must hold as many chapters."""
    pages = (root / SITE).rglob("*.html")
    found = sorted(page.stem for page in pages if POISON in page.read_text(encoding="utf-8"))
    assert (root / ".groundwork/web/book.typ").read_text().count(POISON) == len(found)
    return found


def test_only_the_chapter_that_changed_is_read_again(standing: Path) -> None:
    poison(standing)
    edit(standing, "chapters/harvest.qmd", "with $\\alpha$ small", "with $\\alpha$ large")
    build(standing)
    assert poisoned(standing) == ["index", "records", "references", "trees", "weather"]


def test_a_chapter_is_read_again_with_a_file_that_it_includes(standing: Path) -> None:
    poison(standing)
    edit(standing, "chapters/_soil.qmd", "Soil {#soil}", "Earth {#soil}")
    build(standing)
    assert poisoned(standing) == ["harvest", "index", "records", "references", "weather"]


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("theme/rows.lua", "= 1", "= 0"),
        ("data/results/report.yml", "synthetic: true", "synthetic: false"),
        ("analysis/__init__.py", "#12436D", "#28A197"),
        ("references.bib", "On Apples", "On Pears"),
        ("_quarto.yml", "lang: en-GB", "lang: en-US"),
        ("_quarto-web.yml", "book:", 'lang: "en-US"\nbook:'),
    ],
)
def test_every_chapter_is_read_again_after_a_change_of_what_shapes_all(
    standing: Path, file: str, old: str, new: str
) -> None:
    poison(standing)
    edit(standing, file, old, new)
    build(standing)
    assert poisoned(standing) == []


def test_only_chapters_that_show_a_changed_result_are_read_again(standing: Path) -> None:
    poison(standing)
    edit(standing, "data/results/apples.csv", "120", "121")
    build(standing)
    assert poisoned(standing) == ["harvest", "records", "references", "weather"]


@pytest.mark.parametrize("name", ["DEMONSTRATION", "SOURCE_DATE_EPOCH"])
def test_every_chapter_is_read_again_in_another_environment(
    standing: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    poison(standing)
    monkeypatch.setenv(name, "1")
    build(standing)
    assert poisoned(standing) == []


def test_every_chapter_is_read_again_by_another_renderer(
    standing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    poison(standing)
    monkeypatch.setattr(embedded, "hash_renderer", lambda: "another")
    build(standing)
    assert poisoned(standing) == []


def test_every_chapter_is_read_again_when_asked(standing: Path) -> None:
    poison(standing)
    build(standing, fresh=True)
    assert poisoned(standing) == []


def test_one_variant_does_not_show_what_another_read(standing: Path, built: Path) -> None:
    poison(standing)
    build(standing, "funder")
    assert bytes_of(standing / "_report/funder") == bytes_of(built / "_report/funder")


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("index.qmd", "Only on paper.", "Only on sheets."),
        ("chapters/harvest.qmd", "## Sizes", "## Weights\n\nText.\n\n## Sizes"),
        ("chapters/trees.qmd", "{{< include", "| a |\n|:--|\n| b |\n\n: New {#tbl-new}\n\n{{< include"),
        ("chapters/harvest.qmd", "{#fig-leaf fig", "{#fig-tree fig"),
        ("chapters/weather.qmd", "See @sec-harvest.", "See @picker2021b and @sec-harvest."),
        ("chapters/trees.qmd", "# Trees {#sec-trees}", "# All trees {#sec-trees}"),
        ("_quarto.yml", "- chapters/trees.qmd\n        - chapters/harvest.qmd",
         "- chapters/harvest.qmd\n        - chapters/trees.qmd"),
        ("references.bib", "author={Grower, Ada}", "author={Aardvark, Ada}"),
        ("theme/rows.lua", "= 1", "= 0"),
        ("data/results/apples.csv", "120", "121"),
    ],
)  # fmt: skip
def test_a_build_after_a_change_is_that_of_a_fresh_copy(
    standing: Path, tmp_path: Path, file: str, old: str, new: str
) -> None:
    before = bytes_of(standing / SITE)
    fresh = copy_orchard(tmp_path / "fresh")
    for root in (standing, fresh):
        edit(root, file, old, new)
        build(root)
    assert before != bytes_of(standing / SITE) == bytes_of(fresh / SITE)


@pytest.mark.parametrize(
    ("old", "new"), [("Only on paper.", "$\\nonsense{$"), ("Only on paper.", "A.[^a]\n\n[^a]: B\n\n[^a]: C")]
)  # fmt: skip
def test_what_a_chapter_was_warned_of_is_said_again(standing: Path, old: str, new: str) -> None:
    edit(standing, "index.qmd", old, new)
    said = []
    for _ in range(2):
        with pytest.raises(BuildError) as caught:
            build(standing)
        said.append(caught.value.problems)
    assert said[0] == said[1]


def test_a_filter_that_looks_elsewhere_is_asked_every_time(standing: Path) -> None:
    notes = standing / "notes.txt"
    reading = 'tbl.attributes.title = io.open("notes.txt"):read("a")\n  return tbl'
    edit(standing, "theme/rows.lua", "return tbl", reading)
    for text in ("before", "after"):
        notes.write_text(text)
        edit(standing, "index.qmd", "Only on the web.", f"Only on the web.\n\nNote {text}.")
        build(standing)
    assert 'title="after"' in (standing / SITE / "chapters/harvest.html").read_text()


@pytest.mark.parametrize("damage", [lambda text: text[:1000], lambda text: "{}", lambda text: ""])
def test_a_damaged_memory_is_no_memory(standing: Path, damage: Callable[[str], str]) -> None:
    for file in (standing / ".groundwork/web").glob("read-*.json"):
        file.write_text(damage(file.read_text()))
    before = bytes_of(standing / SITE)
    (standing / SITE / "index.html").write_text("damaged")
    build(standing)
    assert bytes_of(standing / SITE) == before
