"""Figures: drawn once, the same bytes each time, nothing clipped, the finding as title."""

import errno
import html
import io
import math
import re
from collections import Counter
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import pytest
from PIL import Image

from analysis.impact.specifications import METHODS
from analysis.report import figures, verdicts
from analysis.report.charts import drawing, picture
from analysis.report.charts.drawing import Drawing, save
from analysis.report.charts.style import COMPARATOR, INK, MUTED, PALE, PROGRAMME, WIDE
from analysis.report.charts.variants import span
from analysis.report.figures.changes import shift_rows
from analysis.report.figures.effects import edges, spans
from analysis.report.figures.robustness import choose_moving, variant
from analysis.report.markdown import plain
from analysis.report.specifications import SPECIFICATIONS
from analysis.results.records import Mark
from analysis.results.results import load_results
from tests.copies import ROOT

DATA = Path(__file__).parents[2] / "data"
WHOLE = (
    "answer",
    "changes", "events", "flow", "forest", "joint", "left_out", "logic_model", "robustness",
    "saturation", "trends",
)  # fmt: skip
BY_DOMAIN = ("levels", "domain", "themes", "journals")


@pytest.fixture(autouse=True)
def gallery(shared, monkeypatch):
    """The folder in which all tests draw: figures of the same content are drawn once."""
    folder = shared / "gallery"
    folder.mkdir(exist_ok=True)
    monkeypatch.chdir(folder)


@pytest.fixture
def folder(gallery, tmp_path, monkeypatch):
    """An empty folder to draw in instead."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def all_figures(results):
    whole = [getattr(figures, name)(results) for name in WHOLE]
    return whole + [
        getattr(figures, name)(results, domain)
        for name in BY_DOMAIN
        for domain in results.study.domain
    ]


def drawings(figure):
    return figure.path, figure.narrow, figure.print


def files(figure):
    """Return the drawings, the picture in pixels, and the data."""
    return *drawings(figure), picture(figure.path), figure.table.save()


def drawn_text(figure):
    return read_drawing(figure.path)


def read_drawing(path):
    """Return the texts in an SVG, each of which stands in a comment beside its outlines."""
    comments = re.findall(r"<!-- (.*?) -->", path.read_text(encoding="utf-8"), re.DOTALL)
    return " ".join(html.unescape(" ".join(comments)).split()).replace("\u00a0", " ")


def test_the_same_results_give_the_same_files(results, tmp_path, monkeypatch):
    """Drawn together with others before, and once more by themselves."""

    def make():
        paths = [path for figure in all_figures(results) for path in files(figure)]
        return {path: path.read_bytes() for path in paths}

    first = make()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    assert make() == first
    assert sorted(p.name for p in (tmp_path / "_figures").iterdir()) == sorted(
        p.name for p in first
    )
    for content in first.values():
        assert str(tmp_path.parent.parent).encode() not in content
        assert b"<dc:date>" not in content


def read_lines(path):
    """Return each line of text in an SVG with its colour and its size in CSS pixels.

    Letters are outlines in the size of 100 pixels, and scaled.
    """
    found = re.findall(
        r'<g fill="(#\w{6})" transform="translate\(.*?\) scale\(([\d.]+) .*?\)"><!-- (.*?) -->',
        path.read_text(encoding="utf-8"), re.DOTALL,
    )  # fmt: skip
    return [(text, colour, round(float(scale) * 100, 1)) for colour, scale, text in found]


def test_every_figure_has_a_headline_and_below_it_what_is_drawn(results):
    for path in (path for figure in all_figures(results) for path in drawings(figure)):
        lines = read_lines(path)
        runs = [(look, [text for text, *_ in run])
                for look, run in groupby(lines, lambda line: line[1:])]  # fmt: skip
        (_, largest), headline = runs[0]
        (colour, size), subtitle = runs[1]
        assert [size for _, _, size in lines if size >= largest] == [largest] * len(headline), path
        assert (colour, size < largest) == (MUTED.lower(), True), path
        assert min(len(" ".join(headline)), len(" ".join(subtitle))) > 15, path


def test_no_type_is_too_small(results):
    """13 pixels in the column of text; on a phone a drawing is shown at no less than its size; 7.5
    points on paper, where it is 16.5 centimetres wide."""
    for figure in all_figures(results):
        width = float(re.search(r'viewBox="0 0 ([\d.]+) ', figure.print.read_text())[1])
        smallest = min(size for _, _, size in read_lines(figure.print))
        assert smallest / width * 16.5 / 2.54 * 72 >= 7.5
        assert min(size for _, _, size in read_lines(figure.path)) >= 13
        assert min(size for _, _, size in read_lines(figure.narrow)) >= 11


def test_all_drawings_hold_the_same_numbers(results):
    for figure in all_figures(results):
        wide, narrow, paper = (
            Counter(re.findall(r"\d+\.\d+", read_drawing(path))) for path in drawings(figure)
        )
        assert wide == narrow == paper, figure.path


def test_effects_have_the_same_axis_in_every_domain(results):
    """Of the outcomes in percentage points, the farthest end is 13.48, of play."""
    assert edges(results) == {"Percentage points": 13.48, "Points": 0.58}


def test_levels_have_the_same_scale_in_every_domain(results):
    """Shares are apart by 33.0 − 26.4 at most, on playing outside; smoke by 30 − 27."""
    assert spans(results) == {"percentage points": pytest.approx(6.6), "points": pytest.approx(0.5)}


SWATCHES = {"ink": INK, "muted": MUTED, "programme": PROGRAMME, "comparator": COMPARATOR,
            "pale": PALE}  # fmt: skip
DARK = {"the reader's choice": '<html data-theme="dark"><body>', "the system": "<html><body>",
        "Quarto": '<html><body class="quarto-dark">'}  # fmt: skip


def luminance(pixel):
    parts = [part / 255 for part in pixel[:3]]
    parts = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), parts, strict=True))


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def shoot(browser, folder, opening, scheme):
    """The colours of a drawing as a browser shows them on a page, that of the page among them."""
    drawing = Drawing(WIDE)
    for place, colour in enumerate(SWATCHES.values()):
        drawing.box(100 * place, 0, 100 * place + 100, 100, colour)
    drawing.y = 200
    drawing.close("")
    save(drawing, folder / "swatches.svg")
    links = "".join(f'<link rel="stylesheet" href="{(ROOT / css).as_uri()}">'
                    for css in ("render/pages/base.css", "theme/report.css"))  # fmt: skip
    page = browser.new_page(color_scheme=scheme, viewport={"width": 800, "height": 400})
    (folder / "page.html").write_text(
        f'<!DOCTYPE html>{links}{opening}<figure><img class="figure-wide" src="swatches.svg">'
        '<img class="figure-narrow" src="swatches.svg"></figure>'
    )
    page.goto((folder / "page.html").as_uri())
    image = Image.open(io.BytesIO(page.locator(".figure-wide").screenshot())).convert("RGB")
    page.close()
    seen = {name: image.getpixel((100 * n + 52, 50)) for n, name in enumerate(SWATCHES)}
    return seen | {"page": image.getpixel((50, 150))}


@pytest.mark.parametrize("opening", DARK.values(), ids=DARK)
def test_in_the_dark_a_figure_stands_on_the_page_itself_and_is_legible(browser, folder, opening):
    seen = shoot(browser, folder, opening, "dark" if "data-theme" not in opening else "light")
    assert seen["page"] == (0x14, 0x19, 0x1E)
    for name in ("ink", "muted", "programme", "comparator"):
        assert contrast(seen[name], seen["page"]) >= 4.5, name
        assert contrast(seen[name], seen["pale"]) >= 4.5, name
    red, _, blue = seen["comparator"]
    assert red > blue and seen["programme"][2] > seen["programme"][0]


def test_in_the_light_its_colours_are_as_drawn(browser, folder):
    seen = shoot(browser, folder, '<html data-theme="light"><body>', "dark")
    assert {name: "#{:02X}{:02X}{:02X}".format(*seen[name]) for name in SWATCHES} == SWATCHES
    assert seen["page"] == (255, 255, 255)


def test_a_file_that_is_there_is_not_drawn_again(results, folder):
    figure = figures.forest(results)
    for path in files(figure):
        path.write_text("mark")
    assert [path.read_text() for path in files(figures.forest(results))] == ["mark"] * 5


def test_a_picture_that_is_gone_is_drawn_again(results, folder):
    figure = figures.forest(results)
    before = picture(figure.path).read_bytes()
    picture(figure.path).unlink()
    assert picture(figures.forest(results).path).read_bytes() == before


def test_a_picture_in_pixels_is_the_drawing_on_white_paper(results):
    for figure in all_figures(results):
        drawing = figure.path.read_text(encoding="utf-8")
        width, height = map(float, re.search(r'viewBox="0 0 (\S+) (\S+)"', drawing).groups())
        with Image.open(picture(figure.path)) as pixels:
            assert pixels.width == 1280
            assert pixels.height == pytest.approx(1280 * height / width, abs=1)
            assert "transparency" not in pixels.info and pixels.mode == "P"
            plain_pixels = pixels.convert("RGB")
            corners = {plain_pixels.getpixel(at) for at in ((0, 0), (1279, pixels.height - 1))}
            assert corners == {(255, 255, 255)}
            assert min(plain_pixels.convert("L").getextrema()) < 80


def test_other_data_another_file(results, with_estimate):
    other = with_estimate("smoke", effect=-2.1)
    assert figures.forest(results).path != figures.forest(other).path
    assert figures.levels(results, "air").path == figures.levels(other, "air").path


def test_a_drawing_that_fails_leaves_nothing_behind(results, monkeypatch, folder):
    def fail(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(drawing, "write_svg", fail)
    with pytest.raises(OSError, match="No space left on device"):
        figures.forest(results)
    assert list((folder / "_figures").iterdir()) == []


def test_title_says_what_the_survey_found(results, with_estimate):
    assert "Better than in other streets: Play outside" in drawn_text(figures.forest(results))
    assert (
        "no clear change in one measure; the other unclear once the number of outcomes is allowed for"
    ) in drawn_text(figures.forest(results))
    worse = with_estimate("outside", effect=-7.5, low=-13.5, high=-1.6, verdict="worse")
    assert "Worse than in other streets: Play outside" in drawn_text(figures.domain(worse, "play"))
    none = with_estimate("outside", low=-1.0, verdict="unclear")
    assert "No clear change: Play outside" in drawn_text(figures.levels(none, "play"))
    assert (
        "No clear change in two measures; the other unclear once the number of outcomes is "
        "allowed for"
    ) in drawn_text(figures.forest(none))
    alone = replace(none, study=replace(none.study, outcomes=none.study.outcomes[-1:]))
    assert verdicts.summary(alone, alone.study.outcomes) == (
        "Unclear once the number of outcomes is allowed for: Breathing"
    )


def test_an_effect_shown_to_be_negligible_is_told_apart_from_an_unclear_one(with_estimate):
    results = with_estimate("smoke", verdict="equivalent")
    assert "at most a negligible change in the other measure" in drawn_text(figures.forest(results))
    alt = figures.forest(results).alt.replace("\u00a0", " ")
    assert "Smoke at home: −2.0 (−7.0 to 3.0), negligible" in alt
    assert "at most a negligible change" in figures.joint(results).alt


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
    assert "2021 (30 of 60)" in drawn_text(figures.journals(results, "air"))
    assert "Clean air came up in the largest share of journal entries in 2021" in drawn_text(
        figures.journals(results, "air")
    )
    assert "Our reconstruction." in drawn_text(figures.logic_model(results))


def test_the_notice_is_in_every_figure_while_the_data_are_synthetic(results):
    for path in (path for figure in all_figures(results) for path in drawings(figure)):
        assert "INVENTED FOR TESTS, not about anybody" in read_drawing(path), path
    real = replace(results.study, study=replace(results.study.study, source="raw"))
    for figure in all_figures(replace(results, study=real)):
        assert not any("INVENTED FOR TESTS" in read_drawing(path) for path in drawings(figure))


def test_text_alternative_holds_the_same_numbers(results):
    alt = figures.forest(results).alt.replace("\u00a0", " ")
    assert "Play outside: 7.5 (1.6 to 13.5), better" in alt
    assert "Smoke at home: −2.0 (−7.0 to 3.0), no clear change" in alt
    assert "Trees: 31 of 41" in figures.themes(results, "air").alt.replace("\u00a0", " ")
    for figure in all_figures(results):
        image = r'!\[\]\(/_figures/[a-z0-9-]+-%s-[0-9a-f]{12}\.svg\)\{\.figure-%s fig-alt="(.+)"\}'
        wide, narrow, paper = (image % (form, form) for form in ("wide", "narrow", "print"))
        shown = (
            rf'::: \{{\.content-visible when-format="html"\}}\n{wide}{narrow}\n:::\n\n'
            rf'::: \{{\.content-visible unless-format="html"\}}\n{paper}\n:::'
        )
        first, *others = re.match(rf"{shown}\n\n", figure._repr_markdown_()).groups()
        assert others == [first, first]


def test_text_alternative_says_where_less_is_better_and_reads_no_marks(results, with_estimate):
    assert "Less is better for Smoke at home." in figures.forest(results).alt
    assert "Less is better" not in figures.domain(results, "play").alt
    hidden = with_estimate("smoke", effect=Mark.CONFIDENTIAL, programme_before=Mark.CONFIDENTIAL)
    assert "Smoke at home: hidden" in figures.forest(hidden).alt
    for figure in (figures.forest(hidden), figures.levels(hidden, "air"), figures.joint(hidden)):
        assert "[c]" not in figure.alt


def test_effects_then_and_now_are_turned_so_that_more_is_better(results):
    """Of three, two changed; smoke fell from −1.5 to −2.0, which is drawn as a rise."""
    figure = figures.changes(results)
    assert "Two of three effects changed in a way that matters" in figure.alt
    said = figure.alt.replace("\u00a0", " ")
    assert "Smoke at home: −1.5 (−6.5 to 3.5) then, −2.0 (−7.0 to 3.0) now" in said
    assert "no estimate then, 0.31 (0.04 to 0.58) now points" in said
    smoke = next(change for change in results.changes if change.label == "Smoke at home")
    old, new = shift_rows(results, smoke)
    assert (old["value"], old["low"], old["high"]) == (1.5, -3.5, 6.5)
    assert (new["value"], new["low"], new["high"], new["marked"]) == (2.0, -3.0, 7.0, False)
    drawn = drawn_text(figure)
    assert all(text in drawn for text in ("−1.5", "−2.0", "none", "0.31"))


def test_without_an_earlier_release_the_figure_says_so(results):
    assert "No effect can be compared" in figures.changes(replace(results, changes=())).alt


def test_hostile_labels_are_drawn_as_written(hostile_results, hostile):
    figure = figures.themes(hostile_results, "play")
    assert plain(hostile).replace("--", "- -") in drawn_text(figure)
    assert "<script" not in figure.path.read_text(encoding="utf-8").lower().replace("&lt;", "")
    assert re.fullmatch(r"themes-play-wide-[0-9a-f]{12}\.svg", figure.path.name)


def test_marks_everywhere_still_make_figures(results):
    numbers = ("effect", "low", "high", "p", "p_adjusted", "mde", "programme_before",
               "programme_after", "comparator_before", "comparator_after")  # fmt: skip
    hidden = dict.fromkeys(numbers, Mark.CONFIDENTIAL) | {"verdict": "not estimable"}
    people = {"people": Mark.CONFIDENTIAL, "entries": Mark.CONFIDENTIAL}
    inference = dict.fromkeys(("effect", "low", "high"), Mark.CONFIDENTIAL)
    spoilt = replace(
        results,
        specifications=tuple(
            replace(s, **inference, p=Mark.CONFIDENTIAL) for s in results.specifications
        ),
        left_out=tuple(replace(row, **inference) for row in results.left_out),
        events=tuple(replace(row, **inference) for row in results.events),
        estimates=tuple(replace(e, **hidden) for e in results.estimates),
        themes=tuple(replace(t, **people) for t in results.themes),
        changes=tuple(
            replace(c, **dict.fromkeys(("new", "new_low", "new_high"), Mark.CONFIDENTIAL),
                    old_high=4.0)
            for c in results.changes
        ),
    )  # fmt: skip
    for figure in all_figures(spoilt):
        assert "7.5" not in figure.alt
    for name in ("forest", "robustness"):
        assert "[c]" in drawn_text(getattr(figures, name)(spoilt))
    assert "no estimate without an area can be shown" in drawn_text(figures.left_out(spoilt))
    for figure in all_figures(replace(spoilt, themes=())):
        assert figure.path.exists()


def test_the_curve_of_saturation_begins_where_enough_people_were_heard(results):
    figure = figures.saturation(results)
    assert figure.alt.startswith(
        "Themes raised so far, interview by interview. after interview 10: 2 themes; after "
        "interview 12: 3 themes; after interview 14: 3 themes."
    )
    assert "The curve begins with interview 10" in " ".join(drawn_text(figure).split())
    hidden = tuple(replace(s, new=Mark.CONFIDENTIAL, themes=Mark.CONFIDENTIAL)
                   for s in results.saturation)  # fmt: skip
    assert "None is shown" in figures.saturation(replace(results, saturation=hidden)).alt


def test_journals_show_which_survey_was_in_the_field(results):
    assert "survey" in drawn_text(figures.journals(results, "air"))


def test_every_specification_has_a_name_under_one_heading():
    assert set(SPECIFICATIONS) == set(METHODS)
    groups = [label.group for label in SPECIFICATIONS.values()]
    assert len(list(groupby(groups))) == len(set(groups))
    assert len({label.text for label in SPECIFICATIONS.values()}) == len(METHODS)


def test_robustness_says_how_many_estimates_agree(results):
    figure = figures.robustness(results)
    alt = figure.alt.replace("\u00a0", " ")
    title = "Play outside, estimated in eleven ways: towards better in ten, clearly in nine"
    assert title in drawn_text(figure)
    assert alt.startswith(title)
    assert "In front: Weighted households 7.5 (1.6 to 13.5)." in alt
    odd = "Every area counts the same 6.1 (−0.7 to 12.9); Answered before and after −0.8 (−9.0 to 7.4)"
    assert f"Not clear of zero, unlike it: {odd}." in alt
    assert "On the other side of zero: Answered before and after −0.8 (−9.0 to 7.4)." in alt
    assert "Smallest effect −0.8 (Answered before and after), largest 8.2 (Without survey" in alt
    told = ("Worst case either way: −3.4 to 18.2", "Randomisation test: p value 0.021",
            "Before or after only: not estimable: too few answered")  # fmt: skip
    for each in told:
        assert each in alt
        assert each.partition(": ")[2] in drawn_text(figure)


def test_the_estimate_that_leads_is_the_one_others_are_held_against(with_estimate):
    alt = figures.robustness(with_estimate("outside", lead="areas")).alt.replace("\u00a0", " ")
    assert "In front: Every area counts the same 6.1 (−0.7 to 12.9)." in alt
    assert "Clear of zero, unlike it: Weighted households 7.5" in alt
    none = figures.robustness(with_estimate("outside", lead="cross-section"))
    assert none.alt.startswith("No estimate: Play outside.")


def test_where_less_is_better_a_fall_is_to_the_right(results):
    outcome = results.study.outcome["smoke"]
    spec = next(s for s in results.specifications if s.outcome == "smoke")
    row = variant(outcome, spec, "group", "label")
    assert (row["value"], row["low"], row["high"]) == (2.0, -3.0, 7.0)
    assert row["shown"].replace("\u00a0", " ") == "−2.0 (−7.0 to 3.0)"
    figure = figures.robustness(results, "smoke")
    assert re.search("towards better in [a-z]+, clearly in none", drawn_text(figure))
    assert "where less is better, a rise is to the left" in drawn_text(figure)


def test_of_many_areas_those_are_drawn_without_which_the_effect_moves_furthest():
    """Of sixty that move it by 0.1 to 6.0, the twenty-four from 3.7 on; few are all drawn."""
    lead = {"lead": True, "value": 5.0, "low": 4.0, "label": "all"}
    areas = [
        {"lead": False, "value": 5 + n / 10, "low": 4.0, "label": f"a{n}"} for n in range(1, 61)
    ]
    assert [row["label"] for row in choose_moving([lead, *areas])] == [
        "all", *(f"a{n}" for n in range(37, 61)),
    ]  # fmt: skip
    assert choose_moving([lead, *areas[:24]]) == [lead, *areas[:24]]
    hidden = [row | {"value": None, "low": None} for row in areas]
    assert choose_moving([lead, *hidden]) == [lead]


def test_left_out_says_between_what_the_effect_lies(results):
    figure = figures.left_out(results)
    alt = figure.alt.replace("\u00a0", " ")
    title = (
        "Play outside: 5.3 to 9.2 percentage points whichever of the three areas shown is left "
        "out, with an interval clear of zero in two of three cases"
    )
    assert title in drawn_text(figure)
    assert alt.startswith(title)
    assert "Not clear of zero, unlike it: g2 5.3 (−1.4 to 12.0)." in alt
    assert "Smallest effect 5.3 (g2), largest 9.2 (g1)." in alt
    assert "o2: hidden" in alt
    assert "[c] confidential" in drawn_text(figure)
    order = [drawn_text(figure).index(f" {area} ") for area in ("g1", "g2", "o1", "o2")]
    assert order == sorted(order)


def test_an_effect_is_never_off_the_axis_and_a_far_interval_does_not_stretch_it(results):
    outcome = results.study.outcome["outside"]
    lead = results.specifications[0]
    far = replace(lead, effect=30.0, low=-400.0, high=math.inf)
    rows = [
        variant(outcome, lead, "group", "lead", lead=True),
        variant(outcome, far, "group", "far"),
    ]
    low, high = span(rows)
    assert high == pytest.approx(33.0)
    assert low == pytest.approx(-33.0)
    low, high = span(rows[:1])
    assert high == pytest.approx(13.48)
    assert low < 0


OVERLAPS = r"""() => {
  const frame = document.documentElement.getBoundingClientRect();
  const room = rect => {
    const matrix = document.documentElement.getScreenCTM();
    const at = (x, y) => new DOMPoint(x, y).matrixTransform(matrix);
    const [x, y, w, h] = ['x', 'y', 'width', 'height'].map(n => +rect.getAttribute(n));
    const [a, b] = [at(x, y), at(x + w, y + h)];
    return {left: a.x, top: a.y, right: b.x, bottom: b.y};
  };
  const find_note = g => [...g.childNodes].find(node => node.nodeType === Node.COMMENT_NODE);
  const texts = [...document.querySelectorAll('g')].filter(find_note).map(g => {
    const box = g.getBoundingClientRect();
    const note = find_note(g);
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


def look(page, path):
    page.goto(path.resolve().as_uri())
    return page.evaluate(OVERLAPS)


def test_no_text_is_clipped_or_covers_another(page, results, with_estimate):
    near = with_estimate("outside", programme_before=28.0, programme_after=26.5)
    for figure in [*all_figures(results), figures.levels(near, "play")]:
        for path in drawings(figure):
            seen = look(page, path)
            assert seen["texts"] >= 2
            assert (seen["clipped"], seen["touching"]) == ([], []), path


def test_nor_in_the_figures_of_the_report(page, project, monkeypatch):
    monkeypatch.chdir(project)
    for figure in all_figures(load_results(DATA)):
        for path in drawings(figure):
            seen = look(page, path)
            assert (seen["clipped"], seen["touching"]) == ([], []), path


def test_long_labels_are_wrapped_not_clipped(page, results):
    long = "Residents of the neighbourhood who would say so if they were asked once more"
    study = replace(
        results.study,
        outcomes=tuple(replace(o, label=f"{long} {o.id}") for o in results.study.outcomes),
        themes=tuple(replace(t, label=f"{long} {t.id}") for t in results.study.themes),
        domains=tuple(replace(d, label=f"{long} {d.id}") for d in results.study.domains),
        arms=tuple(replace(a, short=f"{a.label} of the town") for a in results.study.arms),
        waves=tuple(replace(w, label=f"{w.label} and after") for w in results.study.waves),
        areas=tuple(replace(a, code=f"{long} {a.code}") for a in results.study.areas),
    )
    spoilt = replace(
        results,
        study=study,
        specifications=tuple(replace(s, reason=s.reason and long) for s in results.specifications),
        left_out=tuple(replace(row, area=f"{long} {row.area}") for row in results.left_out),
    )
    for path in (path for figure in all_figures(spoilt) for path in drawings(figure)):
        seen = look(page, path)
        assert (seen["clipped"], seen["touching"]) == ([], []), path
