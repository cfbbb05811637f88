"""Figures: drawn once, the same bytes each time, nothing clipped, the finding as title."""

import html
import os
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from analysis.evidence import Mark
from analysis.report import figures
from analysis.report.markdown import plain
from analysis.results import load_results

DATA = Path(__file__).parents[2] / "data"
WHOLE = ("forest", "joint", "logic_model")
BY_DOMAIN = ("levels", "domain", "themes", "journals")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def page():
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next(filter(None, map(shutil.which, names)), None)
    if not path:
        reason = "no Chromium found: install the package 'chromium' to test the figures"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser.new_page()
        browser.close()


def all_figures(results):
    whole = [getattr(figures, name)(results) for name in WHOLE]
    return whole + [
        getattr(figures, name)(results, domain)
        for name in BY_DOMAIN
        for domain in results.study.domain
    ]


def drawn_text(figure):
    """Return the texts in an SVG: Matplotlib notes each one in a comment beside its path."""
    comments = re.findall(r"<!-- (.*?) -->", figure.path.read_text(encoding="utf-8"), re.DOTALL)
    return " ".join(html.unescape(" ".join(comments)).split()).replace("\u00a0", " ")


def test_the_same_results_give_the_same_files(results, folder, monkeypatch):
    first = {f.path: f.path.read_bytes() for f in all_figures(results)}
    other = folder / "other"
    other.mkdir()
    monkeypatch.chdir(other)
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    assert {f.path: f.path.read_bytes() for f in all_figures(results)} == first
    assert sorted(p.name for p in (other / "_figures").iterdir()) == sorted(p.name for p in first)
    for content in first.values():
        assert str(folder).encode() not in content
        assert b"<dc:date>" not in content


def test_a_file_that_is_there_is_not_drawn_again(results):
    figure = figures.forest(results)
    figure.path.write_text("mark")
    assert figures.forest(results).path.read_text() == "mark"


def test_other_data_another_file(results, with_estimate):
    other = with_estimate("smoke", effect=-2.1)
    assert figures.forest(results).path != figures.forest(other).path
    assert figures.levels(results, "air").path == figures.levels(other, "air").path


def test_a_drawing_that_fails_leaves_nothing_behind(results, monkeypatch, folder):
    import plotnine

    def fail(*_, **__):
        raise OSError("disk full")

    monkeypatch.setattr(plotnine.ggplot, "save", fail)
    with pytest.raises(OSError, match="disk full"):
        figures.forest(results)
    assert list((folder / "_figures").iterdir()) == []


def test_title_says_what_the_survey_found(results, with_estimate):
    assert "Better than in other streets: Play outside" in drawn_text(figures.forest(results))
    assert "no clear change in the other two measures" in drawn_text(figures.forest(results))
    worse = with_estimate("outside", effect=-7.5, low=-13.5, high=-1.6, verdict="worse")
    assert "Worse than in other streets: Play outside" in drawn_text(figures.domain(worse, "play"))
    none = with_estimate("outside", low=-1.0, verdict="unclear")
    assert "No clear change: Play outside" in drawn_text(figures.levels(none, "play"))
    assert "No clear change in any of three measures" in drawn_text(figures.forest(none))


def test_numbers_are_written_beside_what_they_measure(results):
    forest = drawn_text(figures.forest(results))
    assert "7.5 (1.6 to 13.5)" in forest
    assert "−2.0 (−7.0 to 3.0)" in forest
    assert "Lines: 95% intervals." in forest
    levels = drawn_text(figures.levels(results, "play"))
    for number in ("27.1", "33.0", "28.0", "26.4", "GS", "Others", "2020", "2023"):
        assert number in levels
    assert "31 of 41" in drawn_text(figures.themes(results, "air"))
    assert "[c] of 41" in drawn_text(figures.themes(results, "air"))
    assert "[c] confidential" in drawn_text(figures.themes(results, "air"))
    assert "30 of 60 entries" in drawn_text(figures.journals(results, "air"))
    assert "Clean air came up most often in the journals of 2021" in drawn_text(
        figures.journals(results, "air")
    )
    assert "Our reconstruction." in drawn_text(figures.logic_model(results))


def test_the_notice_is_in_every_figure_while_the_data_are_synthetic(results):
    for figure in all_figures(results):
        assert "INVENTED FOR TESTS, not about anybody" in drawn_text(figure), figure.path
    real = replace(results.study, study=replace(results.study.study, source="raw"))
    for figure in all_figures(replace(results, study=real)):
        assert "INVENTED FOR TESTS" not in drawn_text(figure)


def test_text_alternative_holds_the_same_numbers(results):
    alt = figures.forest(results).alt.replace("\u00a0", " ")
    assert "Play outside: 7.5 (1.6 to 13.5), better" in alt
    assert "Smoke at home: −2.0 (−7.0 to 3.0), no clear change" in alt
    assert "Trees: 31 of 41" in figures.themes(results, "air").alt.replace("\u00a0", " ")
    for figure in all_figures(results):
        assert re.fullmatch(
            r'!\[\]\(/_figures/[a-z0-9-]+\.svg\)\{fig-alt=".+"\}', figure._repr_markdown_()
        )


def test_hostile_labels_are_drawn_as_written(hostile_results, hostile):
    figure = figures.themes(hostile_results, "play")
    assert plain(hostile).replace("--", "- -") in drawn_text(figure)
    assert "<script" not in figure.path.read_text(encoding="utf-8").lower().replace("&lt;", "")
    assert re.fullmatch(r"themes-play-[0-9a-f]{12}\.svg", figure.path.name)


def test_marks_everywhere_still_make_figures(results):
    numbers = ("effect", "low", "high", "p", "p_adjusted", "mde", "programme_before",
               "programme_after", "comparator_before", "comparator_after")  # fmt: skip
    hidden = dict.fromkeys(numbers, Mark.CONFIDENTIAL) | {"verdict": "not estimable"}
    people = {"people": Mark.CONFIDENTIAL, "entries": Mark.CONFIDENTIAL}
    spoilt = replace(
        results,
        estimates=tuple(replace(e, **hidden) for e in results.estimates),
        themes=tuple(replace(t, **people) for t in results.themes),
    )
    for figure in all_figures(spoilt):
        assert "7.5" not in figure.alt
    assert "[c]" in drawn_text(figures.forest(spoilt))
    for figure in all_figures(replace(spoilt, themes=())):
        assert figure.path.exists()


OVERLAPS = r"""() => {
  const frame = document.documentElement.getBoundingClientRect();
  const room = rect => {
    const matrix = document.documentElement.getScreenCTM();
    const at = (x, y) => new DOMPoint(x, y).matrixTransform(matrix);
    const [x, y, w, h] = ['x', 'y', 'width', 'height'].map(n => +rect.getAttribute(n));
    const [a, b] = [at(x, y), at(x + w, y + h)];
    return {left: a.x, top: a.y, right: b.x, bottom: b.y};
  };
  const texts = [...document.querySelectorAll('g[id^=text_]')].map(g => {
    const box = g.getBoundingClientRect();
    const note = document.createTreeWalker(g, NodeFilter.SHOW_COMMENT).nextNode();
    const clip = g.querySelector('[clip-path]') || g.closest('[clip-path]');
    const path = clip && clip.getAttribute('clip-path').match(/#(.*)\)/)[1];
    const rect = path && document.getElementById(path).firstElementChild;
    return {text: note ? note.data.trim() : '', box: box, panel: rect && room(rect)};
  }).filter(t => t.text && t.box.width);
  const outside = (box, room) => box.left < room.left - .5 || box.top < room.top - .5
    || box.right > room.right + .5 || box.bottom > room.bottom + .5;
  const clipped = texts.filter(({box, panel}) => outside(box, frame)
    || panel && outside(box, panel)).map(t => t.text);
  const touching = [];
  texts.forEach((a, i) => texts.slice(i + 1).forEach(b => {
    const wide = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
    const high = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
    if (wide > 1 && high > 1) touching.push(a.text + ' / ' + b.text);
  }));
  return {texts: texts.length, clipped: clipped, touching: touching};
}"""


def look(page, figure):
    page.goto(figure.path.resolve().as_uri())
    return page.evaluate(OVERLAPS)


def test_no_text_is_clipped_or_covers_another(page, results, with_estimate):
    near = with_estimate("outside", programme_before=28.0, programme_after=26.5)
    for figure in [*all_figures(results), figures.levels(near, "play")]:
        seen = look(page, figure)
        assert seen["texts"] >= 2
        assert seen["clipped"] == [], figure.path
        assert seen["touching"] == [], figure.path


def test_nor_in_the_figures_of_the_report(page):
    for figure in all_figures(load_results(DATA)):
        seen = look(page, figure)
        assert (seen["clipped"], seen["touching"]) == ([], []), figure.path


def test_long_labels_are_wrapped_not_clipped(page, results):
    long = "Residents of the neighbourhood who would say so if they were asked once more"
    study = replace(
        results.study,
        outcomes=tuple(replace(o, label=f"{long} {o.id}") for o in results.study.outcomes),
        themes=tuple(replace(t, label=f"{long} {t.id}") for t in results.study.themes),
        domains=tuple(replace(d, label=f"{long} {d.id}") for d in results.study.domains),
        arms=tuple(replace(a, short=f"{a.label} of the town") for a in results.study.arms),
        waves=tuple(replace(w, label=f"{w.label} and after") for w in results.study.waves),
    )
    for figure in all_figures(replace(results, study=study)):
        assert look(page, figure)["clipped"] == [], figure.path
