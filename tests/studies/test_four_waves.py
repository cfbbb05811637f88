"""A report on two waves before and two after, of which no two are quite alike."""

import pytest
from bs4 import BeautifulSoup

from tests.command_line import run
from tests.copies import copy_project, render
from tests.pdf_reading import Printed, read_lines
from tests.pdf_reading import squeeze as squeeze_text
from tests.studies.four_waves import NOTE, write_four_waves
from tests.word_reading import Word, check_parts, compare_with_site

LABELS = ("2012/13", "2015/16", "2018/19", "2021/22")


@pytest.fixture(scope="module")
def report(tmp_path_factory, project):
    """The folder of the rendered website, with the PDF in it."""
    copy = copy_project(tmp_path_factory.mktemp("four"), project)
    write_four_waves(copy / "data")
    made = run(copy / "data", "results", project=copy)
    assert made.returncode == 0, made.stderr
    render(copy)
    return copy / "_report/web"


def test_word_says_what_the_site_says(report):
    (path,) = report.glob("*.docx")
    word = Word(path)
    assert not compare_with_site(word, report)
    assert not [each for each in word.fields() if each.stored != each.updated]
    assert not check_parts(word.parts)


def read(report, chapter: str) -> BeautifulSoup:
    text = (report / f"chapters/{chapter}.html").read_text()
    return BeautifulSoup(text, "html.parser").find("main")


def squeeze(element) -> str:
    return " ".join(element.get_text(" ").split())


def find_alt(page, words: str) -> str:
    return next(image["alt"] for image in page.find_all("img") if words in image["alt"])


def test_every_wave_is_in_tables_figures_and_words(report):
    sample = read(report, "sample")
    assert "four waves (2012/13, 2015/16, 2018/19 and 2021/22)" in squeeze(sample)
    headers = [[squeeze(th) for th in table.thead.find_all("th")] for table in sample("table")]
    assert ["Characteristic", *LABELS] in headers
    impact = read(report, "impact")
    assert "Wave by wave" in squeeze(impact)
    for words in ("Levels at every wave", "Difference between the groups of areas"):
        alt = find_alt(impact, words)
        assert all(label in alt for label in LABELS)
    trends = squeeze(read(report, "technical-appendix").find(id="tbl-trends"))
    assert all(label in trends for label in ("2012/13", "2018/19", "2021/22"))


def test_an_outcome_not_asked_shows_its_last_effect_and_carries_no_finding(report):
    page = squeeze(read(report, "domain-economic-activity"))
    assert "This is the effect by the survey of 2018/19" in page
    assert "No estimate can be had of “Problems with bills or debts” (not asked in" in page.replace(
        "’", "'"
    )
    alt = find_alt(read(report, "domain-economic-activity"), "Levels at every wave")
    debt = alt.partition("Problems with bills or debts: ")[2]
    assert "in 2018/19" in debt and "in 2021/22" not in debt


def test_a_reworded_question_is_not_compared_across_and_the_report_says_so(report):
    methods = squeeze(read(report, "methods"))
    assert (
        f"Belong to the neighbourhood was worded differently from the survey of 2021/22 on: {NOTE}"
        in methods
    )
    social = squeeze(read(report, "domain-social-connectivity")).replace("’", "'")
    assert "by the newest survey it can't be estimated: the question's wording changed" in social
    local = squeeze(read(report, "domain-local-environment"))
    assert (
        "Satisfied with the local area: from 2015/16 to 2021/22 (asked in other words in" in local
    )


def test_areas_that_joined_late_or_left_are_named(report):
    methods = squeeze(read(report, "methods"))
    assert "CMP-08 in 2015/16, 2018/19 and 2021/22 only" in methods
    assert "NFL-07 in 2012/13, 2015/16 and 2018/19 only" in methods
    checks = squeeze(read(report, "technical-appendix").find(id="tbl-checks"))
    assert "Wave 2018/19" in checks and "17 areas" in checks and "16 areas" in checks


def test_nothing_speaks_of_two_waves_and_the_pdf_has_all_of_it(report):
    for path in report.rglob("*.html"):
        if path.stem != "published":  # which speaks of others' two waves
            page = squeeze(BeautifulSoup(path.read_text(), "html.parser").find("main"))
            for words in ("two waves", "both waves", "Two waves"):
                assert words not in page, (path.name, words)
    (pdf,) = report.glob("*.pdf")
    told = "".join("".join(Printed(pdf).paragraphs).split())
    assert "fourwaves(2012/13,2015/16,2018/19and2021/22)" in told
    assert "CMP-08in2015/16,2018/19and2021/22only" in told


def test_the_brief_has_four_pages_and_says_which_survey_is_not_the_newest(report):
    copy = report.parents[1]
    render(copy, "brief")
    pages = read_lines(copy / "_report/brief/findings-in-brief.pdf")
    assert len(pages) <= 4
    text = squeeze_text(" ".join(pages))
    told = "For problems with bills or debts, that is by the survey of 2018/19."
    assert squeeze_text(told) in text
