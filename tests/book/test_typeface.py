"""The typeface: shipped with its licence, small, and with every letter that the site shows."""

import re

import pytest
from bs4 import BeautifulSoup
from fontTools.ttLib import TTFont

from analysis.report.charts.drawing import Drawing, save
from analysis.report.charts.letters import place_letters
from analysis.report.charts.style import FAMILY, WIDE
from analysis.report.charts.svg import trace
from tests.copies import ROOT
from tests.report.test_figures import read_lines

FONTS = ROOT / "theme/fonts"
FACES = {"Regular": 400, "Italic": 400, "Semibold": 600, "SemiboldItalic": 600}
# Set in fonts of their own: formulas, code and marks that nobody sees.
APART = ("math", "code", "pre", "script", "style")
UNSEEN = set("\n\r\t\u2060\u200b")


def letters(face="Regular"):
    return {chr(n) for n in TTFont(FONTS / f"GroundworkSans-{face}.ttf").getBestCmap()}


def test_the_licence_lies_beside_the_fonts_and_the_reserved_name_is_not_used():
    licence = (FONTS / "LICENSE.md").read_text()
    assert "SIL Open Font License, Version 1.1" in licence
    assert "with Reserved Font Name 'Source'" in licence
    for face in FACES:
        font = TTFont(FONTS / f"GroundworkSans-{face}.ttf")
        names = {record.nameID: str(record) for record in font["name"].names}
        assert "Adobe" in names[0] and "SIL Open Font License" in names[13]
        assert not any("Source" in names[number] for number in (1, 3, 4, 6, 16))
        assert names.get(16, names[1]) == FAMILY[0]
        assert font["OS/2"].usWeightClass == FACES[face]
        assert font["OS/2"].fsType == 0  # may be embedded


def test_figures_and_signs_of_one_width_stand_under_each_other():
    for face in FACES:
        font = TTFont(FONTS / f"GroundworkSans-{face}.ttf")
        glyphs, widths = font.getBestCmap(), font["hmtx"]
        assert len({widths[glyphs[ord(sign)]][0] for sign in "0123456789−+"}) == 1


def test_a_page_loads_no_more_than_200_kilobytes_of_fonts():
    named = re.findall(r'url\("(fonts/.*?)"\)', (ROOT / "theme/report.css").read_text())
    assert set(named) == {f"fonts/GroundworkSans-{face}.woff2" for face in FACES}
    assert sum((ROOT / "theme" / name).stat().st_size for name in named) <= 200_000


def test_all_faces_have_the_same_letters_and_every_sign_of_the_report():
    assert letters() == letters("Italic") == letters("Semibold") == letters("SemiboldItalic")
    signs = "−–—’‘“”…●○▲▼◆◊×≥≤±²→←•\u00a0\u202f"
    assert set(signs) <= letters()
    assert set("ÀÉÎÕÜßåçñøĄčęŁłńŐřśŞţůŻžŽșȚŵŷ") <= letters()


def test_every_letter_that_the_site_shows_is_in_it(site):
    lacking = {}
    for path in sorted(site.rglob("*.html")):
        page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        for apart in page.find_all(APART):
            apart.decompose()
        missing = set(page.get_text()) - letters() - UNSEEN
        if missing:
            lacking[path.name] = missing
    for path in sorted(site.rglob("*.svg")):
        missing = {letter for text, *_ in read_lines(path) for letter in text} - letters()
        if missing:
            lacking[path.name] = missing
    assert lacking == {}


def test_a_letter_that_it_lacks_comes_from_another_font(tmp_path):
    """ "ƕ" is not in it; DejaVu Sans, which Matplotlib brings, has it."""
    assert "ƕ" not in letters()
    fonts = [name.partition("-")[0] for name, _ in place_letters("ƕ and a", "normal")]
    assert fonts == ["DejaVuSans"] + ["GroundworkSans"] * 6
    drawing = Drawing(WIDE)
    drawing.y = drawing.text(0, 0, "ƕ and a")
    drawing.close("")
    save(drawing, tmp_path / "drawing.svg")
    outline = trace(place_letters("ƕ and a", "normal")[0][0])
    assert outline and outline in (tmp_path / "drawing.svg").read_text()


@pytest.mark.parametrize("width", [390, 1280])
def test_figures_fill_their_column_and_no_type_in_them_is_too_small(site, open_page, width):
    """As the browser lays it out: 13 pixels in the wide drawing, 11 in the narrow one."""
    page, seen = open_page(width), 0
    for path in sorted(site.rglob("*.html")):
        page.goto(path.as_uri())
        for image in page.locator("img:visible").all():
            shown, drawn, source, column = image.evaluate(
                "i => [i.getBoundingClientRect().width, i.naturalWidth, i.src,"
                " i.parentElement.getBoundingClientRect().width]"
            )
            smallest = min(size for *_, size in read_lines(site / source.partition("web/")[2]))
            assert smallest * shown / drawn >= (11 if drawn == 350 else 13), source
            assert shown == pytest.approx(min(column, 448 if drawn == 350 else 640), abs=1), source
            seen += 1
    assert seen > 20


def test_the_site_is_set_in_it(site, open_page):
    page = open_page()
    page.goto((site / "index.html").as_uri())
    page.evaluate("document.fonts.ready")
    loaded = page.evaluate(
        "[...document.fonts].filter(f => f.status == 'loaded').map(f => f.family.replaceAll(`\"`, ``) + f.weight)"
    )
    assert {f"{FAMILY[0]}400", f"{FAMILY[0]}600"} <= set(loaded)
    assert page.faults == []
