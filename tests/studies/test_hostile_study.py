"""A hundred and fifty hostile texts in the declarations of one study, and again in the answers of a
wave that is added to it and in its excerpts: none runs, none hides, none is lost, in results, on the
site in a real browser, on paper, in Word and at the terminal."""

import io
import json
import zipfile
from itertools import cycle
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest
import tomlkit
from bs4 import BeautifulSoup

from analysis.study.reading import read_study
from analysis.study.records import Answer
from analysis.text import read_cell
from render.word.comparison import write_document
from tests.browser import start_browser
from tests.command_line import run
from tests.copies import ROOT, copy_project, render
from tests.deliveries import ARGUMENTS, draw_third, write_ddi
from tests.hostile import BARRED, TEXTS, find_formulas, find_lost
from tests.pdf_reading import Printed
from tests.study_tables import rows
from tests.word_reading import Word, check_parts, compare_with_site


def plant(data: Path) -> dict[str, list[str]]:
    """Texts in the place of others, by the kind of field."""
    left = iter(TEXTS)
    planted: dict[str, list[str]] = {}

    def take(kind: str) -> str:
        planted.setdefault(kind, []).append(next(left))
        return planted[kind][-1]

    study = tomlkit.parse((data / "study.toml").read_text())
    for table, fields in (
        ("outcomes", ("label", "question", "scale", "source")),
        ("domains", ("label",)),
    ):
        for block in study[table]:
            for field in fields:
                block[field] = take(f"{table} {field}")
    (data / "study.toml").write_text(tomlkit.dumps(study))
    claims = tomlkit.parse((data / "findings.toml").read_text())
    for block in claims["claims"]:
        block["statement"] = take("claims")
    (data / "findings.toml").write_text(tomlkit.dumps(claims))
    for name, fields in (("themes", ("label", "description")), ("checklists", ("item",))):
        rows = pd.read_csv(data / f"{name}.csv", dtype=str, keep_default_na=False)
        for field in fields:
            rows[field] = [take(f"{name} {field}") for _ in range(len(rows))]
        rows.to_csv(data / f"{name}.csv", index=False)
    return planted


def plant_excerpts(data: Path) -> None:
    """Texts in the place of all summaries of what people said."""
    for name in ("interviews", "journals"):
        path = data / f"synthetic/{name}.csv"
        rows = pd.read_csv(path, dtype=str, keep_default_na=False)
        rows["summary"] = [f"{text}, {n}" for n, text in zip(range(len(rows)), cycle(TEXTS))]
        rows.to_csv(path, index=False)


def add_wave(copy: Path) -> tuple[list[str], str]:
    """Deliver a wave in which questions have new answers, each with a text for its label, and add
    it under a label that is one as well; the labels, and what was said."""
    study = read_study(copy / "data")
    table = draw_third(read_study(ROOT / "data"))
    asked = {item: each for each in study.outcomes if each.positive for item in each.items}
    texts, answers = iter(TEXTS), []
    for item in asked:
        for code in map(str, range(11, 14)):
            table.loc[table.index[table[item] != "-1"][40 * len(answers) :][:20], item] = code
            answers.append(Answer(variable=item, type="coded", code=code, answer=next(texts)))
    table.to_csv(file := copy.parent / "wave.csv", index=False)
    ddi = write_ddi(copy.parent / "wave.xml", (*study.codebook, *answers))
    label = next(texts)
    words = ["--label", label, *ARGUMENTS[2:], "--codebook", str(ddi), "--yes"]
    done = run(copy / "data", "add-wave", str(file), *words, project=copy)
    assert done.returncode == 0, done.stderr
    return [label, *(row.answer for row in answers)], done.stdout


@pytest.fixture(scope="module")
def made(tmp_path_factory, project) -> tuple[Path, dict[str, list[str]], str]:
    """A project with the texts, its report rendered; what was planted where; what was said."""
    copy = copy_project(tmp_path_factory.mktemp("hostile"), project)
    planted = plant(copy / "data")
    assert sum(map(len, planted.values())) >= 150
    plant_excerpts(copy / "data")
    planted["answers"], added = add_wave(copy)
    done = run(copy / "data", "results", project=copy)
    assert done.returncode == 0, done.stderr
    planted["excerpts"] = [read_cell(row["text"]) for row in rows(copy / "data", "excerpts.csv")]
    assert planted["excerpts"] and len(planted["answers"]) > 20
    return copy, planted, added + done.stdout + done.stderr + render(copy)


def read_site(site: Path) -> str:
    found = []
    for path in site.rglob("*.html"):
        page = BeautifulSoup(path.read_text(), "html.parser")
        found.append(page.get_text())
    return "\n".join(found)


def test_every_text_stands_on_the_site_as_written(made):
    copy, planted, _ = made
    assert find_lost(planted, read_site(copy / "_report/web")) == []


def test_every_text_stands_in_word_and_on_paper(made):
    copy, planted, _ = made
    with zipfile.ZipFile(io.BytesIO(write_document(copy / "_report/web"))) as word:
        text = "".join(ElementTree.fromstring(word.read("word/document.xml")).itertext())
    assert find_lost(planted, text) == []
    (pdf,) = (copy / "_report/web").glob("*.pdf")
    printed = Printed(pdf)
    cells = [cell for table in printed.tables for row in table for cell in row]
    lost = find_lost(planted, "\n".join([*cells, *printed.paragraphs]))
    assert not lost, lost


def test_every_text_stands_in_the_word_file_as_on_the_site(made):
    copy, planted, _ = made
    (path,) = (copy / "_report/web").glob("*.docx")
    word = Word(path)
    assert find_lost(planted, "".join(word.document.itertext())) == []
    assert not compare_with_site(word, copy / "_report/web")
    assert not [each for each in word.fields() if each.stored != each.updated]
    assert not check_parts(word.parts)


def test_nothing_runs_in_a_browser_and_no_request_leaves(made):
    copy, _, _ = made
    faults = []
    with start_browser() as browser:
        page = browser.new_page()
        page.on("dialog", lambda dialog: (faults.append(dialog.message), dialog.dismiss()))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda r: faults.append(r.url) if r.url.startswith("http") else None)
        for path in sorted((copy / "_report/web").rglob("*.html")):
            page.goto(path.as_uri())
            faults += page.evaluate(
                "[...document.querySelectorAll('main script, main [onerror], main [onload], "
                "main [onfocus], main [onmouseover], main svg, main iframe')].map(e => e.outerHTML)"
            )
        page.goto((copy / "_report/web/index.html").as_uri())
        page.locator("#search").fill("alert")
        page.wait_for_selector(".search-results a")
    assert faults == []


def test_no_cell_of_a_csv_file_is_a_formula(made):
    copy, _, _ = made
    for path in (copy / "data/results").glob("*.csv"):
        assert find_formulas(path.read_text()) == [], path.name


def test_nothing_hides_at_the_terminal_or_in_the_search(made):
    copy, planted, said = made
    assert not BARRED.search(said.replace("\n", ""))
    search = (copy / "_report/web/assets/search-index.js").read_text()
    entries = json.loads(search.removeprefix("window.searchIndex = ").removesuffix(";\n"))
    found = " ".join(f"{e['chapter']} {e['section']} {e['text']}" for e in entries)
    assert find_lost(planted, found) == []
