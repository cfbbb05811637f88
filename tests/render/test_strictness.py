"""What would come out wrong in silence stops the build, with the file and the line."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from orchard_book import build, edit

from render.problems import BuildError

ROOT = Path(__file__).parents[2]

# A line of chapters/trees.qmd that nothing depends on.
LAST = "Deeper text."


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("See @fig-none.", r"trees\.qmd:LAST: refers to `fig-none`, which is nowhere in the book"),
        ("See @sec-none.", r"trees\.qmd:LAST: refers to `sec-none`"),
        ("See @nobody1999.", r"trees\.qmd:LAST: cites `nobody1999`, which is not in the bibl"),
        ("See [@fig-bars; @grower2020].", r"trees\.qmd:LAST: one bracket holds both"),
        ("### Again {#sec-harvest}", r"label `sec-harvest` is there twice"),
        (": C {#tbl-trees}\n\n| a |\n|---|\n| 1 |", r"label `tbl-trees` is there twice"),
        ("![](/theme/leaf.svg)", r"trees\.qmd:LAST: image /theme/leaf\.svg has no text alternative"),
        ("![Loose](/theme/leaf.svg)", r"trees\.qmd:LAST: a caption needs a label"),
        ("![A](/none.svg){#fig-n fig-alt='x'}", r"trees\.qmd:LAST: none\.svg is not in the project"),
        ("![A](https://a.b/c.png){#fig-n fig-alt='x'}", r"trees\.qmd:LAST: .* is on another host"),
        ("[x](#nowhere)", r"trees\.qmd:LAST: links to #nowhere, which is nowhere in the book"),
        ("[x](harvest.qmd#none)", r"trees\.qmd:LAST: links to harvest\.qmd#none, whose anchor"),
        ("[x](none.qmd)", r"trees\.qmd:LAST: chapters/none\.qmd is not in the project"),
        ("[x](../../secret)", r"trees\.qmd:LAST: \.\./secret is not in the project"),
        ("::: {.panel-tabset}\nx\n:::", r"trees\.qmd:LAST: class `\.panel-tabset` is not supported"),
        ("::: {.column-margin}\nx\n:::", r"class `\.column-margin` is not supported"),
        ("::: {layout-ncol=2}\nx\n:::", r"trees\.qmd:LAST: attribute `layout-ncol`"),
        ("::: {.callout-tip collapse=true}\nx\n:::", r"attribute `collapse` is not supported"),
        ("::: {#thm-x}\nx\n:::", r"trees\.qmd:LAST: label `thm-x` is not supported"),
        ("$$ x $$ {#eq-x}", r"trees\.qmd:LAST: equation `eq-x` has no text alternative"),
        ("$\\nonsense{$", r"Pandoc: Could not convert TeX math"),
        ("# Second", r"trees\.qmd:LAST: a second title in a chapter"),
        ('`#panic("halt")`{=typst}', r"chapters/trees\.qmd: Typst: panicked with: halt"),
    ],
)  # fmt: skip
def test_a_fault_in_a_chapter(standing: Path, text: str, message: str) -> None:
    edit(standing, "chapters/trees.qmd", LAST, text)
    lines = (standing / "chapters/trees.qmd").read_text().splitlines()
    with pytest.raises(
        BuildError, match=message.replace("LAST", str(lines.index(text.split("\n")[0]) + 1))
    ):
        build(standing)


def test_a_label_in_an_unnumbered_chapter(standing: Path) -> None:
    edit(standing, "index.qmd", "Only on the web.", "![A](theme/leaf.svg){#fig-home fig-alt='A'}")
    with pytest.raises(BuildError, match=r"index\.qmd:36: `fig-home` stands in an unnumbered chap"):
        build(standing)


def test_a_chapter_without_a_title(standing: Path) -> None:
    edit(standing, "chapters/weather.qmd", "# Weather {#sec-weather}", "")
    with pytest.raises(BuildError, match=r"weather\.qmd:1: a chapter begins with its title"):
        build(standing)


def test_citations_without_a_place_for_the_references(standing: Path) -> None:
    edit(standing, "chapters/references.qmd", "::: {#refs}\n:::", "")
    with pytest.raises(BuildError, match=r"no chapter has a place for the references"):
        build(standing)


@pytest.mark.parametrize("raw", ["```{=html}\n<b>x</b>\n```", "`#panic()`{=typst}"])
def test_raw_html_and_typst_from_a_cell(standing: Path, raw: str) -> None:
    cell = f"```{{python}}\n#| label: hostile\nanalysis.Shown({raw!r})\n```"
    edit(standing, "chapters/trees.qmd", LAST, cell)
    with pytest.raises(
        BuildError, match=r"trees\.qmd:\d+: cell `hostile` returns raw HTML or Typst"
    ):
        build(standing)


def test_a_fault_in_a_filter_is_named_with_it(standing: Path) -> None:
    (standing / "theme/rows.lua").write_text("function Table() error('no rows') end")
    with pytest.raises(BuildError, match=r"theme/rows\.lua, on chapters/trees\.qmd: .*no rows"):
        build(standing)


def test_all_chapters_faults_are_told_at_once(standing: Path) -> None:
    edit(standing, "chapters/trees.qmd", LAST, "See @fig-one and @fig-two.")
    edit(standing, "chapters/weather.qmd", "See @sec-harvest.", "See @fig-three.")
    with pytest.raises(BuildError) as caught:
        build(standing)
    assert [p.split("`")[1] for p in caught.value.problems] == ["fig-one", "fig-two", "fig-three"]


def test_a_failing_pre_render_stops_the_build_with_its_words(standing: Path) -> None:
    (standing / "stop").touch()
    edit(standing, "chapters/trees.qmd", LAST, "Other text.")
    with pytest.raises(BuildError, match="The apples are stale; count them again"):
        build(standing)


def test_the_pre_render_learns_profile_and_demonstration(standing: Path, monkeypatch) -> None:
    (standing / "theme/check.py").write_text(
        "import os, sys\nsys.exit(os.environ['QUARTO_PROFILE'] + os.environ['DEMONSTRATION'])"
    )
    monkeypatch.chdir(standing)
    monkeypatch.setenv("DEMONSTRATION", "")
    with pytest.raises(BuildError, match=r"check\.py` stopped the build:\nfunder$"):
        build(standing, "funder")
    said = subprocess.run(
        [sys.executable, "-m", "render", "--profile", "funder", "--demonstration"],
        check=False, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": str(ROOT)},
    ).stderr  # fmt: skip
    assert "stopped the build:\nfunder1\n" in said


FINISH = """import os, sys
from pathlib import Path
site = Path(os.environ["QUARTO_PROJECT_OUTPUT_DIR"])
page = site / "index.html"
page.write_text(page.read_text().replace("</body>", "<p>Finished.</p></body>"))
if Path("stop").exists() and "again" in sys.argv:
    sys.exit("It can't be finished")
"""


def declare_finish(root: Path) -> None:
    (root / "theme/finish.py").write_text(FINISH)
    key = "  pre-render: python theme/check.py\n"
    edit(root, "_quarto.yml", key, f"{key}  post-render: python theme/finish.py again\n")


def test_post_render_finishes_the_site_before_it_is_published(standing: Path) -> None:
    declare_finish(standing)
    build(standing)
    page = standing / "_report/web/index.html"
    assert page.read_text().count("<p>Finished.</p>") == 1
    assert "nothing changed since the last build" in build(standing)


def test_a_failing_post_render_leaves_the_last_site(standing: Path) -> None:
    before = (standing / "_report/web/index.html").read_bytes()
    declare_finish(standing)
    (standing / "theme/check.py").write_text("")
    (standing / "stop").touch()
    with pytest.raises(
        BuildError, match=r"post-render .* stopped the build:\nIt can't be finished"
    ):
        build(standing)
    assert (standing / "_report/web/index.html").read_bytes() == before


def test_cells_know_the_active_profile(standing: Path) -> None:
    cell = "```{python}\nimport os\nprofile = os.environ['QUARTO_PROFILE']\n```\n\nIt is `{python} profile`."
    edit(standing, "chapters/trees.qmd", LAST, cell)
    build(standing, "funder")
    assert "It is funder." in (standing / "_report/funder/chapters/trees.html").read_text()


def test_what_names_a_book_to_others_needs_a_post_render(standing: Path) -> None:
    edit(standing, "_quarto.yml", "lang: en-GB", "lang: en-GB\ngoogle-scholar: true")
    assert any("Quarto alone" in line and "google-scholar" in line for line in build(standing))
    declare_finish(standing)
    assert not any("google-scholar" in line for line in build(standing))
