"""The front page of five small studies, one for each way that a main question can come out."""

import re
import shutil
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pdfplumber
import pytest
import yaml
from bs4 import BeautifulSoup

from tests.command_line import run
from tests.copies import copy_project, leave_out_word, make_once, render
from tests.pdf_reading import Printed, read_lines, squeeze
from tests.studies.answers.make import (
    CHANCE,
    HERE,
    INTERVIEWED,
    NOTICE,
    STAMPS,
    TRUTH,
    write_studies,
)
from tests.study_tables import rows

LINK = re.compile(r"\(chapters/([\w-]+)\.qmd(?:#([\w-]+))?\)")
FIRM = re.compile(
    r"\b(rose|fell|increased|decreased|improved|worsened|(?<!may have )(risen|fallen))\b"
)
SUBJECT = "the share of residents who agree that they can influence local decisions"

# Written by hand, with the numbers left open.
SHORT = {
    "better": "Yes, as far as the survey can tell.",
    "unclear": "The survey cannot tell.",
    "worse": "No: the survey shows the opposite.",
    "equivalent": "No, not by enough to matter.",
    "not-estimable": "The survey cannot answer this.",
}
MOVED = (
    "T{subject} {verb} by about {effect} in every 100 residents more than in similar areas; the true "
    "difference probably lies between {low} and {high}."
)
ANSWER = {
    "better": MOVED.replace("{verb}", "rose"),
    "worse": MOVED.replace("{verb}", "fell"),
    "unclear": (
        "Compared with similar areas, t{subject} may have risen by about {effect} in every 100 "
        "residents, but anything from a fall of {low} to a rise of {high} would fit the data."
    ),
    "equivalent": (
        "Compared with similar areas, any change in t{subject} was probably smaller than 10 in "
        "every 100 residents, up or down."
    ),
    "not-estimable": (
        "The survey of 2018/19 did not ask about influence on local decisions, so there is no "
        "estimate."
    ),
}
ONE = "Compared with similar areas, one of the other two measures changed clearly for the"
OTHERS = {
    "better": (
        f"{ONE} worse: loneliness (a rise of about {{lonely}} in every 100 residents). One changed "
        "clearly for the better: wellbeing (a rise of about {wellbeing} points)."
    ),
    "unclear": (
        f"{ONE} better: wellbeing (a rise of about {{wellbeing}} points). The other one shows no "
        "clear change."
    ),
    "worse": (
        f"{ONE} worse: wellbeing (a fall of about {{wellbeing}} points). The other one shows no "
        "clear change."
    ),
    "equivalent": (
        f"{ONE} better: loneliness (a fall of about {{lonely}} in every 100 residents). For one "
        "measure the survey rules out a change large enough to matter."
    ),
    "not-estimable": (
        f"{ONE} worse: loneliness (a rise of about {{lonely}} in every 100 residents). On one "
        "measure the survey cannot tell anything."
    ),
}
TITLE = {
    "better": "Better than in comparator areas: Can influence local decisions",
    "unclear": "No clear change: Can influence local decisions",
    "worse": "Worse than in comparator areas: Can influence local decisions",
    "equivalent": "At most a negligible change: Can influence local decisions",
    "not-estimable": "No estimate: Can influence local decisions",
}
SIZE = "{effect} percentage points, 95% CI {low} to {high}"
DOMAIN = {
    "better": (
        "T{subject} rose by {effect} percentage points more in the programme’s areas than in "
        "comparator areas (95% CI {low} to {high}), a change for the better."
    ),
    "unclear": f"No clear change in t{{subject}} ({SIZE}).",
    "worse": (
        "T{subject} fell by {effect} percentage points more in the programme’s areas than in "
        "comparator areas (95% CI {low} to {high}), a change for the worse."
    ),
    "equivalent": f"At most a negligible change in t{{subject}} ({SIZE}).",
    "not-estimable": ("No estimate for t{subject} (not asked in the survey of 2018/19)."),
}
STATUS = {"worse": "Contradicted", "equivalent": "Inconclusive"}


def write_book(project: Path) -> None:
    """Make the copy's book one of its own front page and a small chapter for each that it names."""
    front = (project / "index.qmd").read_text()
    named: dict[str, set[str]] = {}
    for name, section in LINK.findall(front):
        named.setdefault(name, set()).update({section} - {""})
    declared = yaml.safe_load((project / "_quarto.yml").read_text())
    web = yaml.safe_load((project / "_quarto-web.yml").read_text())
    for part in (declared, web):
        for key in ("chapters", "appendices"):
            part.get("book", {}).pop(key, None)
    shutil.rmtree(project / "chapters")
    (project / "chapters").mkdir()
    for name in named:
        sections = "".join(f"\n## Of this {{#{section}}}\n" for section in sorted(named[name]))
        text = (
            f"# {name.replace('-', ' ').capitalize()} {{#sec-{name}}}\n{sections}\nLeft out here.\n"
        )
        (project / f"chapters/{name}.qmd").write_text(text)
    for id, label in (
        ("local-decision-making", "Local decision-making"),
        ("health-wellbeing", "Health and wellbeing"),
    ):
        (project / f"chapters/{id}.qmd").write_text(f"# {label} {{#sec-{id}}}\n\nLeft out here.\n")
    chapters = sorted(f"chapters/{path.name}" for path in (project / "chapters").iterdir())
    declared["book"]["chapters"] = ["index.qmd", *chapters]
    (project / "_quarto.yml").write_text(yaml.safe_dump(declared, sort_keys=False))
    (project / "_quarto-web.yml").write_text(yaml.safe_dump(web, sort_keys=False))


def build(folder: Path, name: str) -> None:
    """A small book of one study, with its results, as a website and a PDF."""
    project = copy_project(folder)
    leave_out_word(project)
    data = project / "data"
    for path in sorted(data.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    for path in (HERE / name).rglob("*"):
        target = data / path.relative_to(HERE / name)
        if path.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    write_book(project)
    made = run(data, "results", project=project)
    assert made.returncode == 0, made.stderr
    render(project)


@pytest.fixture(params=TRUTH)
def read(request, shared):
    """The front page of a study on the site and on paper, and its results."""
    name = request.param
    project = make_once(shared / "answers" / name, lambda folder: build(folder, name)) / "project"
    site = project / "_report/web"
    (pdf,) = site.glob("*.pdf")
    page = BeautifulSoup((site / "index.html").read_text(), "html.parser").find("main")
    estimates = {row["outcome"]: row for row in rows(project / "data", "estimates.csv")}
    return SimpleNamespace(name=name, site=site, pdf=pdf, page=page, estimates=estimates)


def tell(element) -> str:
    return " ".join(element.get_text(" ", strip=False).split())


def paragraphs(page) -> list[str]:
    return [" ".join(p.get_text().split()) for p in page.find_all("p")]


def rounded(value: str, digits: str = "1") -> str:
    """A size without its sign, by the decimal arithmetic of the standard library."""
    return str(abs(Decimal(float(value)).quantize(Decimal(digits))))


def fill(sentence: str, estimate: dict, digits: str = "1", signed: bool = False) -> str:
    numbers = {}
    if estimate["verdict"] != "not estimable":
        numbers = {key: rounded(estimate[key], digits) for key in ("effect", "low", "high")}
        if signed:
            minus = {key: "−" * (float(estimate[key]) < 0) for key in numbers}
            numbers = {key: minus[key] + number for key, number in numbers.items()}
        elif float(estimate["effect"]) < 0 and estimate["verdict"] == "worse":
            numbers |= {"low": numbers["high"], "high": numbers["low"]}
    return sentence.format(subject=SUBJECT[1:], **numbers)


def list_alternatives(path: Path) -> list[str]:
    """What stands in place of each figure of a PDF."""
    found, open_ = [], []
    with pdfplumber.open(path) as pdf:
        open_ += pdf.structure_tree
        while open_:
            element = open_.pop(0)
            found += [element["alt_text"]] if "alt_text" in element else []
            open_ += element.get("children", [])
    return found


def test_the_studies_are_those_that_the_script_writes(tmp_path):
    write_studies(tmp_path)

    def list_files(folder):
        return {
            path.relative_to(folder): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file() and path.parent != HERE and "__pycache__" not in path.parts
        }

    assert list_files(tmp_path) == list_files(HERE)
    for path in (*tmp_path.rglob("*.csv"),):
        if path.parent.name == "synthetic":
            header, *lines = path.read_text().splitlines()
            assert "notice" in header and all(NOTICE in line for line in lines)


def test_effects_are_those_declared_and_intervals_those_of_a_table_of_t(read):
    """Forty people an area: twelve more are 30 points. Areas' changes have a standard deviation of
    one person, 2.5 points, in either arm, so that an effect has a standard error of 2.5 √(2/5);
    t is 2.306 at .975 with eight degrees of freedom."""
    reach = 2.306 * 2.5 * (2 / 5) ** 0.5
    for outcome, change in TRUTH[read.name].items():
        found = read.estimates[outcome]
        if change is None:
            assert found["verdict"] == "not estimable"
        elif change == CHANCE:  # one person of forty in the programme's areas, none in the others
            assert float(found["effect"]) == 2.5 and found["verdict"] == "unclear"
        else:
            size, unit = (100, 2) if outcome != "wellbeing" else (1, 3)
            effect = size * change / 40
            assert float(found["effect"]) == pytest.approx(effect)
            ends = [float(found[end]) for end in ("low", "high")]
            wanted = [effect - reach * size / 100, effect + reach * size / 100]
            assert ends == pytest.approx(wanted, abs=0.6 * 10**-unit)


def test_the_short_answer_and_its_sentence_stand_first_on_the_site_and_on_paper(read):
    wanted = f"{SHORT[read.name]} {fill(ANSWER[read.name], read.estimates['influence'])}"
    first = read.page.select_one(".answer p")
    assert tell(first.strong) == SHORT[read.name]
    assert " ".join(first.get_text().split()) == wanted
    printed = Printed(read.pdf).paragraphs
    assert squeeze(wanted) in [each.replace("\u2060", "") for each in printed]


def test_the_page_says_what_it_rests_on_and_of_interviews_only_what_there_were(read):
    rests = paragraphs(read.page.select_one(".answer"))[1]
    assert "in five neighbourhoods" in rests
    assert "This report rests on 800 answers to a household survey" in rests
    interviewed = "It also rests on interviews with 12 people."
    silent = "Nobody was interviewed for it."
    assert (interviewed in rests, silent in rests) == (
        read.name in INTERVIEWED,
        read.name not in INTERVIEWED,
    )
    header = [tell(cell) for cell in read.page.select_one(".domains thead").find_all("th")]
    claims, voices = (
        ["Our claim"] * (read.name in STAMPS),
        ["Interviews"] * (read.name in INTERVIEWED),
    )
    assert header == ["Domain", *claims, "Survey", *voices]
    for data in read.page.find_all("details"):
        data.extract()
    text = tell(read.page)
    assert not re.search(r"\[\w\]", text), "marks say nothing to whoever reads the front page"
    assert ("interviewed spoke" in text) is (read.name in INTERVIEWED)
    assert ("Here no claims are made." in text) is (read.name not in STAMPS)
    assert ("no recommendations" in text) is (read.name not in STAMPS)


def test_every_other_clear_change_is_named_with_its_size_and_harms_first(read):
    sizes = {
        outcome: rounded(read.estimates[outcome]["effect"], digits)
        for outcome, digits in (("lonely", "1"), ("wellbeing", "0.1"))
        if read.estimates[outcome]["verdict"] != "not estimable"
    }
    wanted = OTHERS[read.name].format(**sizes)
    assert wanted in paragraphs(read.page)
    assert squeeze(wanted) in Printed(read.pdf).paragraphs
    clear = {"lonely": "loneliness", "wellbeing": "wellbeing"}
    for outcome, everyday in clear.items():
        verdict = read.estimates[outcome]["verdict"]
        assert (everyday in wanted) is (verdict in ("better", "worse"))


def test_the_figure_says_the_same_in_words_on_the_site_and_on_paper(read):
    lead = read.estimates["influence"]
    pictures = [image["alt"] for image in read.page.select(".picture img")]
    printed = [alt for alt in list_alternatives(read.pdf) if "influence" in alt]
    assert pictures and printed
    for alt in pictures + printed:
        told = " ".join(alt.split())
        assert told.startswith(f"{TITLE[read.name]}.")
        if lead["verdict"] == "not estimable":
            # Eighteen of forty in every area; what came after was not asked.
            assert (
                "Can influence local decisions: from 45.0% to an unknown level in the programme’s "
                "areas and from 45.0% to an unknown level in comparator areas; not asked in the "
                "survey of 2018/19."
            ) in told
            assert not re.search(r"\d percentage points", told)
        else:
            size = fill("{effect} ({low} to {high})", lead, "0.1", signed=True)
            assert size in told
            level = rounded(lead["programme_after"], "0.1")
            assert f"to {level}% in the programme’s areas" in told


def test_the_table_of_domains_has_each_with_the_survey_s_effect_and_how_the_claim_stands(read):
    wanted = fill(DOMAIN[read.name], read.estimates["influence"], "0.1",
                  signed=read.name in ("unclear", "equivalent"))  # fmt: skip
    decisions, health = (
        [tell(cell) for cell in row.find_all(["th", "td"])]
        for row in read.page.select(".domains tbody tr")
    )
    # Of a study without claims the table has no column for them.
    cells = [*filter(None, [STATUS.get(read.name)]), wanted]
    assert decisions[0].endswith("Local decision-making")
    assert health[0].endswith("Health and wellbeing")
    if read.name in INTERVIEWED:
        cells.append("All 12 people interviewed spoke of it, most often of “Being heard”.")
    assert decisions[1:] == cells
    table = next(t for t in Printed(read.pdf).tables if squeeze("Domain") in t[0])
    assert list(map(squeeze, cells)) == [cell.replace("\u2060", "") for cell in table[1][1:]]


def test_nothing_moves_that_the_survey_cannot_show_to_have_moved(read):
    if read.estimates["influence"]["verdict"] in ("better", "worse"):
        assert FIRM.search(tell(read.page.select_one(".answer p")))
        return
    alt = read.page.select_one(".picture img")["alt"]
    row = tell(read.page.select_one(".domains tbody tr"))
    for text in (tell(read.page.select_one(".answer")), alt, row):
        assert not FIRM.search(text), text


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_question_answer_and_what_it_rests_on_are_on_the_first_screen(read, browser, width, height):
    grounds = set()
    for scheme in ("light", "dark"):
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme
        )
        page = context.new_page()
        page.goto((read.site / "index.html").as_uri())
        assert NOTICE in page.locator(".demonstration").inner_text()
        assert page.locator(".answer p").count() == 2
        for part in ("h1", ".answer strong", ".answer p:first-child", ".answer p:last-child",
                     ".demonstration"):  # fmt: skip
            box = page.locator(part).first.bounding_box()
            assert box["y"] >= 0 and box["x"] >= 0, (part, box)
            assert box["y"] + box["height"] <= height, (part, scheme, box)
            assert box["x"] + box["width"] <= width, (part, scheme, box)
        grounds.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        context.close()
    assert len(grounds) == 2


@pytest.mark.parametrize("name", ["better", "worse"])
def test_the_brief_of_a_small_study_says_no_more_than_there_is(name, shared, tmp_path):
    """The first has neither claims nor interviews, the second both."""
    built = make_once(shared / "answers" / name, lambda folder: build(folder, name)) / "project"
    copy = copy_project(tmp_path, built)
    shutil.rmtree(copy / "data")
    shutil.copytree(built / "data", copy / "data")
    render(copy, "brief")
    pages = read_lines(copy / "_report/brief/findings-in-brief.pdf")
    text = squeeze(" ".join(pages))
    assert len(pages) <= 4
    assert squeeze(SHORT[name]) in text
    bare = name not in STATUS
    assert ("Ourclaim:" in text) is not bare
    assert (squeeze("Nobody was interviewed for it.") in text) is bare
    assert (squeeze("people interviewed spoke of it") in text) is not bare
    assert squeeze("Too few of the people interviewed") not in text
