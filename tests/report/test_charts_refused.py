"""A figure that the disk has no room for is named, and nothing of it is left."""

import pytest

from analysis.errors import explain_refusal
from analysis.report.charts.drawing import Drawing, save
from analysis.report.charts.style import WIDE
from tests.small_disk import FULL, SmallDisk


@pytest.fixture
def disk(tmp_path):
    disk = SmallDisk(tmp_path / "disk", 1)
    yield disk
    disk.unmount()


@pytest.mark.parametrize("left", [0, 8192])
def test_a_figure_on_a_full_disk(disk, left):
    path = disk.folder / "figures/points.svg"
    path.parent.mkdir()
    disk.fill(left)
    drawing = Drawing(WIDE)
    for place in range(500):
        drawing.mark(place, place, "#000000")
    drawing.close("")
    with pytest.raises(OSError) as caught:
        save(drawing, path)
    assert explain_refusal(caught.value) == f"{path} {FULL}"
    assert not [*path.parent.iterdir()]
