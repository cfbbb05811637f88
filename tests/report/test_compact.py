"""A drawing in fewer bytes looks as Matplotlib drew it."""

import io
import re

from PIL import Image, ImageChops

from analysis.report import figures
from analysis.report.charts import drawing
from analysis.report.charts.compact import compact


def draw(results, monkeypatch, folder) -> tuple[str, str]:
    """A figure as Matplotlib writes it, and in fewer bytes."""
    monkeypatch.chdir(folder)
    kept: list[str] = []
    monkeypatch.setattr(drawing, "compact", lambda svg: kept.append(svg) or svg)
    figures.forest(results)
    return kept[0], compact(kept[0])


def test_a_drawing_looks_the_same_in_fewer_bytes(results, monkeypatch, tmp_path, browser):
    whole, short = draw(results, monkeypatch, tmp_path)
    assert len(short) < 0.7 * len(whole)
    seen = []
    page = browser.new_page()
    for name, svg in (("whole", whole), ("short", short)):
        path = tmp_path / f"{name}.svg"
        path.write_text(svg, encoding="utf-8")
        page.goto(path.as_uri())
        seen.append(Image.open(io.BytesIO(page.screenshot())).convert("L"))
    page.close()
    assert min(seen[0].getextrema()) < 60
    # Edges move by a hundredth of a point; a line or letter out of place would differ by 150.
    assert max(ImageChops.difference(*seen).getextrema()) < 80


def test_its_texts_stay_readable_and_its_letters_are_all_there(results, monkeypatch, tmp_path):
    whole, short = draw(results, monkeypatch, tmp_path)
    notes = re.compile("<!-- (.*?) -->", re.DOTALL)
    assert notes.findall(short) == notes.findall(whole) != []
    assert set(re.findall('href="#([^"]+)"', short)) <= set(re.findall(' id="([^"]+)"', short))
    assert len(re.findall("<use", short)) == len(re.findall("<use", whole))
