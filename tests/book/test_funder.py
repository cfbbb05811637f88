"""The funder's report: what it lacks, what it says however the survey comes out, how it is built."""

import re
from dataclasses import replace
from functools import cache

import pypandoc
import pytest
from bs4 import BeautifulSoup

from analysis import load_results, words
from analysis.report.manuscript import find_gaps
from analysis.report.manuscript.abbreviations import find_short_forms
from analysis.report.manuscript.contents import Contents, read_contents
from analysis.report.manuscript.execution import execute
from analysis.report.manuscript.gaps import count_words
from analysis.report.manuscript.reading import Chapter, read_manuscript
from analysis.study.formats import read_format
from analysis.study.records import Author, Funder
from tests.book.test_prose import VERDICTS, turned
from tests.copies import ROOT
from tests.funders import complete

FOLDER = "chapters/funder/"
ABSTRACT, SUMMARY = f"{FOLDER}abstract.qmd", f"{FOLDER}scientific-summary.qmd"
NIHR = {part.section: part for part in read_format("nihr-full").parts}


@cache
def loaded():
    return load_results(ROOT / "data")


def read(results) -> tuple[Chapter, ...]:
    """Abstract and scientific summary as they read with these results."""
    contents = Contents(title="", chapters=(ABSTRACT, SUMMARY), appendices=())
    return read_manuscript(ROOT, contents, results, "funder")


def test_the_demonstration_lacks_statements_and_nothing_else():
    """Nobody's name and no statement is invented for it."""
    found = find_gaps(ROOT, loaded())
    missing = {gap.split("'")[1] for gap in found if gap.startswith("funder.toml: key '")}
    assert len(missing) == len(found), found
    assert missing == set(read_format("nihr-full").requires) - {"keywords"}


def test_with_everything_declared_nothing_is_missing(folder):
    path = folder / "funder.toml"
    path.write_text(complete(path.read_text()))
    assert find_gaps(ROOT, load_results(folder)) == []


def test_the_book_has_the_parts_of_nihr_in_their_order():
    contents = read_contents(ROOT, "funder")
    names = [path.removeprefix("chapters/").removesuffix(".qmd") for path in contents.chapters]
    assert names[:5] == [
        "index", "funder/abbreviations", "funder/abstract", "summary", "funder/scientific-summary",
    ]  # fmt: skip
    assert names[-6:] == [
        "limitations", "funder/equality", "funder/involvement", "funder/implications",
        "funder/additional-information", "references",
    ]  # fmt: skip
    everywhere = {*read_contents(ROOT, "web").chapters} - {"chapters/changes.qmd"}
    assert everywhere <= set(contents.chapters), "the funder gets all that the website has"


@pytest.mark.slow
@pytest.mark.parametrize("primary", VERDICTS)
@pytest.mark.parametrize("rest", VERDICTS)
def test_abstract_and_summary_keep_their_limits_whatever_the_survey_shows(primary, rest):
    outcomes = loaded().study.outcomes
    others = [o for o in outcomes if o.role == "secondary"]
    told = {o.id: primary for o in outcomes if o.role == "primary"}
    for each in ({o.id: rest for o in others}, {others[0].id: "worse", others[1].id: rest}):
        results = turned(loaded(), told | each)
        abstract, summary = read(results)
        assert count_words(NIHR["sec-abstract"], (abstract,)) <= 500
        assert count_words(NIHR["sec-scientific-summary"], (summary,)) <= 2400
        text = " ".join(passage.text for passage in abstract.passages)
        assert find_short_forms(text) == []
        for o in others:
            moved = each.get(o.id) in ("better", "worse", "perhaps better", "perhaps worse")
            assert not moved or f"{o.everyday} (" in text
        sides = [text.find(f"changed clearly for the {side}") for side in ("worse", "better")]
        assert -1 in sides or sides == sorted(sides), "harms come first"
        harm = "worse" in (told | each).values()
        assert ("has to be explained" in text) is harm


def says(told: dict[str, str]) -> str:
    return words.secondary_results(turned(loaded(), told))


def test_secondary_outcomes_are_told_with_their_intervals():
    ids = [o.id for o in loaded().study.outcomes if o.role == "secondary"]
    unclear = dict.fromkeys(ids, "unclear")
    assert says(unclear) == "All fourteen secondary outcomes showed no clear change."
    assert says(unclear | {"litter": "worse", "health": "better"}) == (
        "Of fourteen secondary outcomes, one changed clearly for the worse: litter "
        "(8.0\u00a0percentage points, 5.0\u00a0to\u00a011.0); one changed clearly for the better: "
        "general health (8.0\u00a0percentage points, 5.0\u00a0to\u00a011.0); twelve showed no clear "
        "change. Ranges are 95% confidence intervals."
    )


def test_what_is_declared_is_stated_and_what_is_not_is_said_to_be_missing():
    def with_funder(funder, results=None):
        results = results or loaded()
        return replace(results, study=replace(results.study, funder=funder))

    given = Funder(
        format="plain", title="Trees", award="A1", keywords=("oak", "elm"),
        authors=(
            Author(name="Ada", roles=("Software", "Validation"), interests="none"),
            Author(name="Bo", interests="owns a wood"),
        ),
    )  # fmt: skip
    results = with_funder(given)
    assert words.stated(results, "award") == "A1."
    assert words.stated(results, "keywords") == "oak; elm."
    assert words.contributions(results) == "Ada: software and validation."
    assert words.interests(results) == "Ada: none. Bo: owns a wood."
    for funder in (given, None):
        assert words.stated(with_funder(funder), "ethics") == "Not stated in the demonstration."
    identity = replace(loaded().study.study, source="raw")
    real = replace(loaded(), study=replace(loaded().study, study=identity))
    assert words.stated(with_funder(None, real), "ethics") == "Not stated."


@pytest.mark.parametrize("path", [ABSTRACT, SUMMARY])
def test_the_count_that_is_printed_is_the_one_that_is_checked(path):
    """By the filter, in Lua, and by the check, in Python."""
    made = pypandoc.convert_text(
        execute(ROOT, path, loaded()), "plain", format="markdown",
        extra_args=["--wrap=none", f"--lua-filter={ROOT / 'theme/word-count.lua'}"],
    )  # fmt: skip
    (printed,) = re.findall(r"Word count: (\d+) \(without Study registration, Funding\)\.", made)
    chapter = next(each for each in read(loaded()) if each.path == path)
    assert int(printed) == count_words(NIHR[chapter.section], (chapter,))


def test_the_filter_counts_each_chapter_of_one_document_by_itself():
    """As Quarto hands them over for formats that are one file; sums by hand."""
    text = (
        "# One\n\nNot in the count.\n\n# Two\n\n## Here\n\nTwo words – and 3.5\n\n1. more\n\n"
        "## Paid {.uncounted}\n\nBy nobody.\n\n::: {.word-count}\n:::\n"
    )
    made = pypandoc.convert_text(
        text, "plain", format="markdown",
        extra_args=[f"--lua-filter={ROOT / 'theme/word-count.lua'}"],
    )  # fmt: skip
    assert "Word count: 6 (without Paid)." in made


@pytest.mark.slow
def test_the_demonstration_is_built_in_the_order_of_its_funder(funder):
    assert (funder / "report-to-the-funder.pdf").stat().st_size
    page = BeautifulSoup((funder / f"{FOLDER}abstract.html").read_text(), "html.parser")
    words_said = page.find("main").get_text(" ", strip=True)
    assert re.search(r"Not stated in the demonstration\. Word count: \d+ \(without ", words_said)
    front = (
        BeautifulSoup((funder / "index.html").read_text(), "html.parser").find("main").get_text()
    )
    assert "Competing interests" in front and "Domain by domain" not in front
    listed = BeautifulSoup((funder / f"{FOLDER}abbreviations.html").read_text(), "html.parser")
    assert listed.find("td", string="confidence interval")
