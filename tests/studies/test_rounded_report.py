"""The report of a study whose counts are rounded, chapter by chapter."""

import re
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from analysis.pipeline import build_results
from analysis.results.records import Mark
from analysis.study.reading import read_study
from analysis.study.records import DisclosureRules
from tests.command_line import run
from tests.copies import ROOT, copy_project, leave_out_word, render

BASE = 5
NOTE = f"Counts are rounded at random to a multiple of {BASE}"
SHARE = re.compile(r"(?<![\d,.-])(\d[\d,]*)\sof\s(\d[\d,]*)")  # not GAD-7 of 10 or more
CELL = re.compile(r"([\d,]+) \(([\d.]+)\)")


@pytest.fixture(scope="module")
def pages(tmp_path_factory, project):
    """Every page of the website, by its name."""
    copy = copy_project(tmp_path_factory.mktemp("rounded"), project)
    leave_out_word(copy)
    declared = copy / "data/study.toml"
    old = "\nwithhold_base = 30\n"
    assert old in declared.read_text()
    declared.write_text(declared.read_text().replace(old, f"{old}round_counts = {BASE}\n"))
    made = run(copy / "data", "results", project=copy)
    assert made.returncode == 0, made.stderr
    render(copy)
    return read_pages(copy / "_report/web")


def read_pages(site):
    found = {}
    for path in (site / "index.html", *sorted((site / "chapters").glob("*.html"))):
        found[path.stem] = BeautifulSoup(path.read_text(), "html.parser").find("main")
    return found


def read_text(page):
    """All that a page says, with what stands in place of its figures."""
    text = " ".join([page.get_text(" "), *(image.get("alt", "") for image in page.find_all("img"))])
    return " ".join(text.split())


@pytest.fixture(scope="module")
def true():
    """What true counts would read as: large ones, and those of all people or entries."""
    study = read_study(ROOT / "data")
    evidence = build_results(replace(study, disclosure=DisclosureRules()))
    numbers = {
        row.n for row in (*evidence.respondents, *evidence.answers, *evidence.specifications)
    }
    numbers |= {getattr(row, name) for row in evidence.estimates for name in vars(row)
                if name.startswith("n_")}  # fmt: skip
    large = {f"{n:,}" for n in numbers if not isinstance(n, Mark) and n > 999 and n % BASE}
    pairs = {
        (getattr(row, kind), getattr(row, f"base_{kind}"))
        for row in evidence.themes
        for kind in ("people", "entries")
    }
    shares = {
        f"{part} of {whole}"
        for part, whole in pairs
        if isinstance(part, int) and isinstance(whole, int) and (part % BASE or whole % BASE)
    }
    return large, shares


def find(texts, written):
    return {
        (name, each)
        for name, text in texts.items()
        for each in written
        if re.search(rf"(?<![\d,.]){re.escape(each)}(?![\d,.]*\d)", text)
    }


def test_no_page_holds_a_true_count_of_people(pages, project, true):
    """Where it could be told from a rounded one; the report with true counts holds hundreds."""
    large, shares = true
    for kind in (large, shares):
        exact = {
            name: read_text(page) for name, page in read_pages(project / "_report/web").items()
        }
        assert len(find(exact, kind)) > 60
        assert not find({name: read_text(page) for name, page in pages.items()}, kind)


def test_every_share_of_people_is_made_of_multiples(pages):
    told = 0
    for name, page in pages.items():
        for shares in SHARE.findall(read_text(page)):
            assert not any(int(n.replace(",", "")) % BASE for n in shares), (name, shares)
            told += 1
    assert told > 100


def test_percentages_in_the_table_of_answers_follow_from_its_counts(pages):
    def read(table):
        rows = pages["sample"].find(id=table).find_all("tr")
        return [
            [" ".join(cell.get_text(" ").split()) for cell in row(["th", "td"])] for row in rows
        ]

    header, everyone, *_ = read("tbl-respondents")
    total = dict(zip(header, everyone, strict=True))
    looked_at = 0
    for group, *cells in read("tbl-answers"):
        for n, percent in CELL.findall(" ".join(cells)):
            part, whole = (int(x.replace(",", "")) for x in (n, total[group.replace(",", "")]))
            assert part % BASE == whole % BASE == 0
            assert percent == f"{100 * part / whole:.1f}"
            looked_at += 1
    assert looked_at > 100


def test_tables_and_figures_with_counts_say_that_they_are_rounded(pages):
    counted = ("sample", "data-provenance", "integration", "technical-appendix", "methods",
               "domain-social-connectivity")  # fmt: skip
    assert not [name for name in counted if NOTE not in read_text(pages[name])]
    for table in pages["technical-appendix"].select("table"):
        cells = " ".join(cell.get_text(" ") for cell in table.find_all("td"))
        if SHARE.search(cells):
            assert NOTE in " ".join(table.parent.parent.get_text(" ").split())


def test_the_text_says_about_and_the_methods_say_how(pages):
    assert re.search(r"In all, about [\d,]+ questionnaires", read_text(pages["sample"]))
    assert re.search(r"Of about \d+ people interviewed", read_text(pages["summary"]))
    assert "rounded at random to a multiple of five" in read_text(pages["methods"])


def test_a_report_with_true_counts_says_nothing_of_rounding(project):
    for name, page in read_pages(project / "_report/web").items():
        assert "rounded at random" not in read_text(page), name
        assert not re.search(r"\babout \d+ of \d", read_text(page)), name
