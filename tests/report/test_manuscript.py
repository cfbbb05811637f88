"""A manuscript as its readers get it, and each thing that a funder would not take."""

from dataclasses import replace
from pathlib import Path

import pytest

from analysis import load_results
from analysis.report.manuscript import find_gaps, list_abbreviations
from analysis.report.manuscript.abbreviations import find_short_forms
from analysis.report.manuscript.contents import read_contents
from analysis.report.manuscript.reading import read_manuscript
from analysis.study.records import Author, Funder
from tests.copies import ROOT

FORMAT = """
name = "A trust"
title_words = 6
megabytes = 0.001
without = ["footnotes"]

[requires]
award = "the award’s number"

[author_requires]
orcid = "the ORCID iD"

[[parts]]
title = "Abstract"
section = "sec-abstract"
words = 15
headings = ["Aim", "Result", "Funding"]
uncounted = ["Funding"]
without = ["references", "figures", "tables", "abbreviations"]

[[parts]]
title = "Main text"
kind = "main"
words = 40

[[parts]]
title = "Thanks"
section = "sec-thanks"
"""
BOOK = {
    "_quarto.yml": 'book:\n  title: "The full report"\n',
    "_quarto-funder.yml": """book:
  title: "Trees in towns"
  chapters:
    - index.qmd
    - abstract.qmd
    - part: "Text"
      chapters:
        - main.qmd
    - thanks.qmd
""",
    "index.qmd": "# Trees {.unnumbered}\n\nA front page.\n",
    "abstract.qmd": """# Abstract {#sec-abstract .unnumbered}

```{python}
#| include: false
from analysis import load_results, words
results = load_results()
areas = words.areas(results, "programme")
```

## Aim

To count the trees of `{python} areas` places.

## Result

There were many trees.

## Funding {.uncounted}

Paid for by a trust, to which nobody owes anything else.
""",
    "main.qmd": """# What we saw {#sec-main}

Trees stand near a CI and in @sec-main, as others say [@popay2022].

```{python}
#| label: tbl-trees
#| tbl-cap: "Trees"
from analysis import load_results, tables
tables.arms(load_results())
```

::: {.content-visible when-profile="web"}
Only on the web, where UNLISTED words may stand.
:::
""",
    "thanks.qmd": "# Thanks {#sec-thanks .unnumbered}\n\nTo all.\n",
}
FUNDER = Funder(
    format="trust",
    title="Trees in towns",
    award="A1",
    authors=(Author(name="Josiah Carberry", orcid="0000-0002-1825-0097"),),
    abbreviations={"CI": "confidence interval", "ZZ": "never used"},
)


@pytest.fixture
def book(tmp_path, monkeypatch) -> Path:
    """A small book in which nothing is missing."""
    (tmp_path / "trust.toml").write_text(FORMAT)
    monkeypatch.setattr("analysis.study.formats.FORMATS", tmp_path)
    for name, text in BOOK.items():
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.fixture(scope="module")
def loaded():
    return load_results(ROOT / "data")


def gaps(book: Path, loaded, **changes) -> list[str]:
    study = replace(loaded.study, funder=replace(FUNDER, **changes))
    return find_gaps(book, replace(loaded, study=study))


def test_a_report_that_its_funder_would_take_has_no_gaps(book, loaded):
    assert gaps(book, loaded) == []


def test_a_study_that_declares_nothing_for_a_funder_is_not_examined(tmp_path, loaded):
    study = replace(loaded.study, funder=None)
    assert find_gaps(tmp_path, replace(loaded, study=study)) == []


def test_without_a_funder_s_format_notes_for_writers_are_named_all_the_same(book, loaded):
    path = book / "thanks.qmd"
    path.write_text(path.read_text() + "\n::: {.to-write}\nWho helped?\n:::\n")
    found = find_gaps(book, replace(loaded, study=replace(loaded.study, funder=None)))
    assert found == [
        "thanks.qmd, under “Thanks”: a note for writers (“Who helped? …”); do it, and take it out"
    ]


ABSTRACT = "abstract.qmd, under “Result”: "
PLANTED = {
    "too many words": ("abstract.qmd", "many trees.", "many trees, more than anybody had thought.",
        "abstract.qmd has 18 words; A trust takes at most 15 in “Abstract”"),
    "words of a table": ("main.qmd", "Trees stand", "One two three four five six seven eight nine "
        "ten one two three four five six seven eight nine ten Trees stand",
        # Twelve in the text, one in the caption, twenty in the table, and twenty planted.
        "main.qmd has 53 words; A trust takes at most 40 in “Main text”"),
    "a reference": ("abstract.qmd", "many trees.", "many trees [@popay2022].",
        ABSTRACT + "a reference (@popay2022); A trust takes none in “Abstract”"),
    "a figure": ("abstract.qmd", "many trees.", 'many ![](tree.svg){fig-alt="a tree"} trees.',
        ABSTRACT + "a figure; A trust takes none in “Abstract”"),
    "a figure by itself": ("abstract.qmd", "many trees.", 'many trees.\n\n![](x.svg){fig-alt="x"}',
        ABSTRACT + "a figure; A trust takes none in “Abstract”"),
    "a table": ("abstract.qmd", "many trees.", "many trees.\n\n| a | b |\n|:--|:--|\n| c | d |\n",
        ABSTRACT + "a table; A trust takes none in “Abstract”"),
    "an abbreviation where none is allowed": ("abstract.qmd", "many trees.", "many trees (CI).",
        ABSTRACT + "an abbreviation (CI); A trust takes none in “Abstract”"),
    "an abbreviation that is not listed": ("main.qmd", "near a CI", "near the A&E",
        "main.qmd, under “What we saw”: abbreviation A&E is not listed; say in [abbreviations]"),
    "a footnote": ("main.qmd", "Trees stand", "Trees^[An old word.] stand",
        "main.qmd, under “What we saw”: a footnote; A trust takes none anywhere"),
    "a footnote below": ("thanks.qmd", "To all.", "To all.[^1]\n\n[^1]: Or most.\n",
        "thanks.qmd, under “Thanks”: a footnote; A trust takes none anywhere"),
    "a note for writers": ("thanks.qmd", "To all.", "::: {.to-write}\nWho helped?\n:::\n",
        "thanks.qmd, under “Thanks”: a note for writers (“Who helped? …”)"),
    "something to do": ("thanks.qmd", "To all.", "To all. TODO names",
        "thanks.qmd, under “Thanks”: “TODO” stands in “To all. TODO names …”"),
    "something to be confirmed": ("thanks.qmd", "To all.", "Names: TBC.",
        "thanks.qmd, under “Thanks”: “TBC” stands in"),
    "something to follow": ("thanks.qmd", "To all.", "Names (to follow).",
        "thanks.qmd, under “Thanks”: “to follow” stands in"),
    "a missing heading": ("abstract.qmd", "## Aim", "## Goal",
        "abstract.qmd: heading “Aim” is missing; A trust wants it"),
    "headings out of order": ("abstract.qmd", "## Aim\n\nTo count", "## Result\n\nIt was\n\n## Aim\n\nTo count",
        "abstract.qmd: its headings are in the order Result, Aim, Funding; A trust wants Aim, Result"),
    "a missing part": ("_quarto-funder.yml", "    - thanks.qmd\n", "",
        "_quarto-funder.yml: “Thanks” is missing; A trust wants a chapter with the id sec-thanks after “Main text”"),
    "a part out of order": ("_quarto-funder.yml", "    - abstract.qmd\n", "",
        "_quarto-funder.yml: “Abstract” is missing"),
    "another title": ("_quarto-funder.yml", "Trees in towns", "Trees of towns",
        "_quarto-funder.yml: the book’s title is “Trees of towns”; that of funder.toml, “Trees in towns”, is wanted"),
    "a cell that fails": ("main.qmd", "tables.arms", "tables.legs",
        "main.qmd: can't be computed: AttributeError"),
    "a chapter that is not there": ("_quarto-funder.yml", "main.qmd", "mane.qmd",
        "mane.qmd: can't be computed: FileNotFoundError"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "wanted"), PLANTED.values(), ids=PLANTED.keys())
def test_a_planted_gap_is_named(book, loaded, name, old, new, wanted):
    text = (book / name).read_text()
    assert old in text
    (book / name).write_text(text.replace(old, new, 1))
    found = gaps(book, loaded)
    assert any(gap.startswith(wanted) for gap in found), found


def test_parts_in_the_wrong_order_are_named(book, loaded):
    path = book / "_quarto-funder.yml"
    text = path.read_text().replace("    - abstract.qmd\n", "") + "    - abstract.qmd\n"
    path.write_text(text)
    assert gaps(book, loaded) == [
        "_quarto-funder.yml: main.qmd (“Main text”) is in the wrong place; A trust wants it after "
        "“Abstract”",
    ]


def test_what_is_not_stated_is_named(book, loaded):
    found = gaps(book, loaded, award="", authors=(Author(name="Ada"), *FUNDER.authors))
    assert found == [
        "funder.toml: key 'award' is missing; A trust wants the award’s number",
        "funder.toml: authors 'Ada', key 'orcid' is missing; A trust wants the ORCID iD",
    ]


def test_a_long_title_is_named(book, loaded):
    found = gaps(book, loaded, title="Trees in towns and in villages everywhere")
    assert found[0] == "funder.toml: title has 7 words; A trust takes at most 6"


def test_a_large_word_file_is_named(book, loaded):
    (book / "_report/funder").mkdir(parents=True)
    (book / "_report/funder/trees.docx").write_bytes(b"x" * 1001)
    (book / "_report/funder/small.docx").write_bytes(b"x" * 1000)
    assert gaps(book, loaded) == [
        "_report/funder/trees.docx has 1,001 bytes; A trust takes at most 0.001 MB"
    ]


def test_all_gaps_are_named_at_once(book, loaded):
    for name, old, new in (
        ("abstract.qmd", "many trees.", "many trees [@popay2022]."),
        ("thanks.qmd", "To all.", "TBC"),
    ):
        (book / name).write_text((book / name).read_text().replace(old, new))
    assert len(gaps(book, loaded, award="")) == 3


def test_listed_abbreviations_that_nobody_uses_are_left_out(book, loaded):
    results = replace(loaded, study=replace(loaded.study, funder=FUNDER))
    chapters = read_manuscript(book, read_contents(book, "funder"), results, "funder")
    assert list_abbreviations(results, chapters) == {"CI": "confidence interval"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The NRP and the CoReN of a GP, twice a GP.", ["NRP", "CoReN", "GP"]),
        ("Visits to A&E, GAD-7 of 10, CR2 and two CIs", ["A&E", "GAD", "CR2", "CI"]),
        ("Area NFL-01 `NFL` in code, I and A Plan", ["NFL"]),
        ("McKay, O’Cathain, MacNeil and the Kirkham of 2014", []),
        ("x-ray, iPad, 95% and p", []),
        ("ISRCTN12345678 and NIHR123456, by the NIHR", ["NIHR"]),
    ],
)
def test_short_forms_are_told_from_words_and_names(text, found):
    assert find_short_forms(text) == found


def test_words_are_counted_as_read(book, loaded):
    """Headings, words and values; a table’s cells; nothing that the edition does not show."""
    results = replace(loaded, study=replace(loaded.study, funder=FUNDER))
    chapters = read_manuscript(book, read_contents(book, "funder"), results, "funder")
    abstract = chapters[1]
    assert (abstract.title, abstract.section, abstract.numbered) == (
        "Abstract", "sec-abstract", False,
    )  # fmt: skip
    words = [p.text for p in abstract.passages if p.heading != "Funding"]
    assert words == [
        "Aim",
        "To count the trees of nine places.",
        "Result",
        "There were many trees.",
    ]
    main = {p.text for p in chapters[2].passages}
    assert "Trees stand near a CI and in Figure 1 , as others say ." in main
    assert {"Trees", "Neighbourhoods for Learning"} <= main
    assert not any("UNLISTED" in text for text in main)
