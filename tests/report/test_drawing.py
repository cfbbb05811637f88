"""A drawing as SVG looks as Matplotlib's own SVG of the same shapes, and holds its words."""

import html
import io
import re
import xml.etree.ElementTree as ET

import matplotlib as mpl
import pytest
from matplotlib.backends.backend_svg import FigureCanvasSVG
from PIL import Image, ImageChops

from analysis.report import figures
from analysis.report.charts import drawing
from analysis.report.charts.drawing import MARGIN, Drawing, save
from analysis.report.charts.pixels import compose
from analysis.report.charts.style import INK, PROGRAMME, SETTINGS, WIDE
from analysis.report.charts.svg import write_svg

SVG = "{http://www.w3.org/2000/svg}"
LINK = "{http://www.w3.org/1999/xlink}href"
# Of 255. Edges move by a hundredth of a pixel; a line or letter out of place differs by 150.
CLOSE = 100


@pytest.fixture
def shapes(tmp_path):
    """A drawing of every shape, in a file, and what it was made of."""
    drawn = Drawing(WIDE)
    drawn.box(20, 10, 300, 90, "#E6EDF4", edge=INK)
    for place, shape in enumerate(("o", "s", "D", "v", "<", ">")):
        for y, filled in ((60, True), (120, False)):
            drawn.mark(60 + 90 * place, y, PROGRAMME, filled=filled, shape=shape, size=30)
    drawn.line((20, 160), (400, 190), (620, 150), colour=INK, width=3)
    drawn.line((20, 200), (620, 200), colour=INK, width=4, dashes=(5, 2.5))
    drawn.y = drawn.text(20, 220, "Wâv€ → 2018/19 − “flow” & <b>", size=30, weight="semibold")
    drawn.close("Two -- hyphens --- and more")
    save(drawn, tmp_path / "shapes.svg")
    made = drawn.shapes, WIDE.width, drawn.height, MARGIN
    return (tmp_path / "shapes.svg").read_text(encoding="utf-8"), draw_in_matplotlib(*made)


def draw_in_matplotlib(*made) -> str:
    written = io.BytesIO()
    with mpl.rc_context(SETTINGS | {"svg.fonttype": "path"}):
        FigureCanvasSVG(compose(*made)).print_svg(written)
    return written.getvalue().decode()


def differ(page, *drawings: str) -> int:
    """The largest difference in lightness between two drawings as a browser shows them."""
    seen = []
    for svg in drawings:
        page.set_content(
            f"<style>body {{margin: 0}} svg {{width: 1280px; height: auto}}</style>{svg}"
        )
        seen.append(Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("L"))
    assert min(seen[0].getextrema()) < 60
    return ImageChops.difference(*seen).getextrema()[1]


@pytest.fixture(scope="module")
def page(browser):
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    yield page
    page.close()


def test_every_shape_looks_as_matplotlib_draws_it(shapes, page):
    assert differ(page, *shapes) < CLOSE


def test_so_does_a_figure_of_the_report(results, page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    made = []
    monkeypatch.setattr(drawing, "write_svg", lambda *of: made.append(of) or write_svg(*of))
    path = figures.forest(results).path
    assert differ(page, path.read_text(encoding="utf-8"), draw_in_matplotlib(*made[0])) < CLOSE


@pytest.mark.parametrize(
    ("whole", "spoilt"),
    [("<circle[^>]*>", ""), ('<use [^>]*x="0"/>', ""), ('stroke-width="3"', 'stroke-width="6"'),
     ("stroke-dasharray", "data-dashes"), (r"scale\(0\.3 -0\.3\)", "scale(0.31 -0.31)")],
)  # fmt: skip
def test_a_shape_that_is_lost_or_moved_is_seen(shapes, page, whole, spoilt):
    ours, theirs = shapes
    assert re.search(whole, ours)
    assert differ(page, re.sub(whole, spoilt, ours, count=1), theirs) > CLOSE


def test_its_words_can_be_read_in_the_file_and_every_letter_is_defined(shapes):
    words = [html.unescape(found) for found in re.findall("<!-- (.*?) -->", shapes[0])]
    assert words == ["Wâv€ → 2018/19 − “flow” & <b>", "Two - - hyphens - - - and more"]
    tree = ET.fromstring(shapes[0])
    letters = [use.get(LINK)[1:] for use in tree.iter(f"{SVG}use")]
    assert set(letters) == {path.get("id") for path in tree.find(f"{SVG}defs")}
    assert len(letters) == len("".join(words).replace(" ", ""))
    assert len(shapes[0]) < 0.7 * len(shapes[1])
