"""The declaration of a book: merging as Quarto does, and strictness."""

from pathlib import Path

import pytest
from orchard_book import edit

from render.problems import BuildError
from render.project import read_project


def test_a_profile_adds_chapters_and_replaces_texts(orchard: Path) -> None:
    web, funder = read_project(orchard, "web"), read_project(orchard, "funder")
    assert set(web.chapters) - set(funder.chapters) == {
        "chapters/records.qmd", "chapters/weather.qmd",
    }  # fmt: skip
    assert (web.config.book.title, funder.config.book.title) == (
        "The Orchard Report", "Orchard: for the funder",
    )  # fmt: skip
    assert (web.output.name, funder.output.name) == ("web", "funder")
    assert web.pdf == "The-Orchard-Report.pdf"
    # Quarto's texSafeFilename makes one hyphen of each awkward character.
    assert funder.pdf == "Orchard--for-the-funder.pdf"


def test_the_first_of_a_group_is_the_default(orchard: Path, monkeypatch) -> None:
    assert read_project(orchard).profiles == ("web",)
    monkeypatch.setenv("QUARTO_PROFILE", "funder")
    assert read_project(orchard).profiles == ("funder",)


def test_lists_are_joined_without_repeats(orchard: Path) -> None:
    (orchard / "_quarto-web.yml").write_text(
        "book:\n  author: ['B. Picker', 'C. New']\n"
        "format:\n  typst:\n    pdf-standard: a-2a\n"
        "filters: [theme/rows.lua]\n"
    )
    config = read_project(orchard, "web").config
    assert config.book.author == ["A. Grower", "B. Picker", "C. New"]
    assert config.filters == ["theme/rows.lua", "theme/math.lua"]
    assert config.format.typst.pdf_standard == "a-2a"


def test_metadata_files_are_free_text(orchard: Path) -> None:
    assert read_project(orchard).metadata["demonstration"] == "INVENTED FIGURES & trees"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("execute-dir: project", "execute-dir: file", r"_quarto\.yml:4: `project.execute-dir`"),
        ("execute-dir: project", "resources: [x]", r"_quarto\.yml:4: `project.resources` is not"),
        ("type: book", "type: website", r"_quarto\.yml:2: `project.type`.*found 'website'"),
        ("lang: en-GB", "engine: knitr", r"_quarto\.yml:23: `engine` is not supported"),
        ("lang: en-GB", "citation: true", r"_quarto\.yml:23: `citation`"),
        ("lang: en-GB", "citation:\n  type: book", r"_quarto\.yml:24: `citation.type`"),
        ("lang: en-GB", "citation:\n  volume: 3", r"_quarto\.yml:24: `citation.volume` is not"),
        ("lang: en-GB", "google-scholar: false", r"_quarto\.yml:23: `google-scholar`"),
        ("lang: en-GB", "jupyter: ir", r"_quarto\.yml:23: `jupyter` is not supported"),
        ("freeze: false", "freeze: auto", r"_quarto\.yml:30: `execute.freeze`"),
        ("toc: true\n    number-sections: true\n    html", "toc: yes\n    html", r"`format.html.toc`"),
        ("theme: cosmo", "embed-resources: true", r"`format.html.embed-resources` is not"),
        ("html-math-method: mathml", "html-math-method: katex", r"`format.html.html-math-method`"),
        ("  typst:", "  pdf:\n    toc: true\n  typst:", r"`format.pdf` is not supported"),
        ("citeproc: true", "citeproc: false", r"`format.typst.citeproc`"),
        ('part: "What grows"', 'part: "What grows"\n      href: x', r"_quarto\.yml:18: `book.chap"),
        ('part: "What grows"', "part: chapters/trees.qmd", r"part chapters/trees\.qmd is a file"),
        ("group: [[web, funder]]", "group: 3", r"_quarto\.yml:8: `profile.group`"),
        ("- chapters/trees.qmd", "- chapters/none.qmd", r"names chapters/none\.qmd, which is not"),
        ("- chapters/trees.qmd", "- index.qmd", r"chapter index\.qmd is listed twice"),
        ("- index.qmd", "- chapters/_soil.qmd", r"must hold index\.qmd"),
        ("bibliography: references.bib", "bibliography: none.bib", r"names none\.bib"),
        ("theme/orchard.css", "theme/none.css", r"names theme/none\.css"),
        ("data/results/report.yml", "data/results/none.yml", r"none\.yml: no such file.*results"),
        ("lang: en-GB", "lang: en-GB\nlang: fr", r"_quarto\.yml:24: `lang` is there twice"),
        ("lang: en-GB", "lang: [", r"_quarto\.yml:\d+: not valid YAML"),
    ],
)  # fmt: skip
def test_what_is_outside_the_subset_is_named(
    orchard: Path, old: str, new: str, message: str
) -> None:
    edit(orchard, "_quarto.yml", old, new)
    with pytest.raises(BuildError, match=message):
        read_project(orchard)


def test_all_faults_are_told_at_once(orchard: Path) -> None:
    edit(orchard, "_quarto.yml", "lang: en-GB", "lang: en-GB\nengine: knitr\nwebsite: {}")
    edit(orchard, "_quarto-web.yml", "  appendices:", "  colour: red\n  appendices:")
    with pytest.raises(BuildError) as caught:
        read_project(orchard)
    assert [p.split(": ")[0] for p in caught.value.problems] == [
        "_quarto.yml:24", "_quarto.yml:25", "_quarto-web.yml:2",
    ]  # fmt: skip


def test_a_profile_that_is_not_declared_is_named(orchard: Path) -> None:
    with pytest.raises(BuildError, match=r"_quarto-nurse\.yml: no such file"):
        read_project(orchard, "nurse")


def test_what_a_stylesheet_and_typst_use_besides_belongs_to_the_book(orchard: Path) -> None:
    """As Quarto copies it: whatever stands in a url() but addresses and places in a drawing."""
    css = orchard / "theme/orchard.css"
    css.write_text(
        "@font-face { src: url('fonts/a.woff2') format('woff2'), url(leaf.svg) }"
        'i { background: url("https://x.y/z.png"), url(data:,), url(#clip) }'
    )
    edit(orchard, "_quarto.yml", "citeproc: true", "citeproc: true\n    font-paths: theme/fonts")
    with pytest.raises(BuildError) as caught:
        read_project(orchard)
    assert list(caught.value.problems) == [
        "theme/orchard.css: names theme/fonts/a.woff2, which is not in the project",
        "_quarto.yml: `format.typst.font-paths` names theme/fonts, which is no folder of the project",
    ]
    (orchard / "theme/fonts").mkdir()
    for name in ("a.woff2", "a.ttf"):
        (orchard / "theme/fonts" / name).write_bytes(b"a")
    files = read_project(orchard).files
    assert {"theme/fonts/a.woff2", "theme/leaf.svg", "theme/fonts/a.ttf"} <= set(files)


def test_an_icon_that_is_not_there(orchard: Path) -> None:
    title = '  title: "The Orchard Report"\n'
    edit(orchard, "_quarto.yml", title, f"{title}  favicon: theme/none.svg\n")
    with pytest.raises(BuildError, match=r"`book\.favicon` names theme/none\.svg"):
        read_project(orchard)
