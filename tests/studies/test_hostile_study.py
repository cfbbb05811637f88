"""A hundred and fifty hostile texts in the declarations of one study: none runs, none hides, none is
lost, in results, on the site in a real browser, on paper, in Word and at the
terminal."""

import csv
import io
import itertools
import json
import re
import unicodedata
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest
import tomlkit
from bs4 import BeautifulSoup

from render.word.comparison import write_document
from tests.browser import start_browser
from tests.command_line import run
from tests.copies import copy_project, render
from tests.pdf_reading import Printed, squeeze

# Of letters that the fonts of the PDF lack none is here: they stop the build, with their chapter.
ATTACKS = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<b>bold</b>", "<!-- hidden -->",
    "<svg/onload=alert(1)>", "</td></tr></table>", "&lt;b&gt; &amp; &#x27;", "javascript:alert(1)",
    '" onmouseover="alert(1)', "' onfocus='alert(1)", "@fig-forest @nobody [-@x]", "$x^2$ $$y$$",
    "~sub~ ^sup^ ~~gone~~", "*stars* _under_ **both**", "`{python} 1/0` `code`", "# heading",
    "1. first", "- item", "> quoted", "| a | b |", "---", "...", "[link](http://example.org)",
    "![image](http://example.org/x.png)", "{{< env HOME >}}", "{{< include /etc/passwd >}}",
    "::: {.finding}", "[^1] footnote", "`x`{=html}", '```{=typst} #read("/etc/passwd")```',
    '#read("/etc/passwd")', "#panic() #sys.inputs", "\\input{x} \\end{document}", "%s %d {0} {name}",
    "${HOME} $(id) %PATH%", "../../etc/passwd", "C:\\temp\\new", "=1+1", '=HYPERLINK("http://e.org","x")',
    "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "NaN", "None", "TRUE", "1e5", "-", "'=1",
    'say "x" and \'y\'', "a; b, c\td", "{.class #id key=value}", "<https://example.org>", "x\u00a0y",
    "e\u0301 \u00e7", "\u0416\u0434\u0438", "\u03a9\u03bc\u03ad", "<a href=x>", "]]>", "{%% x %%}", "&nbsp;", "Straße – “ok” ‘ok’…",
)  # fmt: skip
FORMS = ("{}", "Before {}", "{} after")
TEXTS = tuple(
    f"{form.format(attack)} ({number})"
    for number, (form, attack) in enumerate(itertools.product(FORMS, ATTACKS))
)
BARRED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


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


@pytest.fixture(scope="module")
def made(tmp_path_factory, project) -> tuple[Path, dict[str, list[str]], str]:
    """A project with the texts, its report rendered; what was planted where; what was said."""
    copy = copy_project(tmp_path_factory.mktemp("hostile"), project)
    planted = plant(copy / "data")
    assert sum(map(len, planted.values())) >= 150
    done = run(copy / "data", "results", project=copy)
    assert done.returncode == 0, done.stderr
    return copy, planted, done.stdout + done.stderr + render(copy)


def find_lost(planted: dict[str, list[str]], pages: str) -> list[str]:
    """Texts that do not stand in pages, white space aside."""

    def fold(text: str) -> str:
        return squeeze(unicodedata.normalize("NFC", text))

    whole = fold(pages)
    return [
        f"{kind}: {text!r}"
        for kind, texts in planted.items()
        for text in texts
        if fold(text) not in whole
    ]


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
    for name, text in {
        f.name: f.read_text() for f in (copy / "data/results").glob("*.csv")
    }.items():
        for row in csv.reader(io.StringIO(text)):
            for cell in row:
                start = unicodedata.normalize("NFKC", cell).lstrip()[:1]
                number = re.fullmatch(r"[-+]?[\d.e+-]+", cell)
                assert start not in ("=", "+", "@", "-") or number, (name, cell)


def test_nothing_hides_at_the_terminal_or_in_the_search(made):
    copy, planted, said = made
    assert not BARRED.search(said.replace("\n", ""))
    search = (copy / "_report/web/assets/search-index.js").read_text()
    entries = json.loads(search.removeprefix("window.searchIndex = ").removesuffix(";\n"))
    found = " ".join(f"{e['chapter']} {e['section']} {e['text']}" for e in entries)
    assert find_lost(planted, found) == []
