"""What cells look at: whatever way they take to a file, they run again once it changes."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from orchard_book import build, edit
from test_cells import cell, run

from render import cells
from render.dependencies import EVERYTHING, hash_content, measure
from render.embedded import tell_reasons
from render.problems import BuildError

FILE = "data/results/apples.csv"
COUNT = "open('ran', 'a').write('x') and None"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with results, a declaration and code beside the analysis."""
    (tmp_path / "data/results").mkdir(parents=True)
    (tmp_path / FILE).write_text("tree,apples\nBramley,120\n")
    (tmp_path / "data/study.toml").write_text('[[waves]]\nid = "w1"\n\n[model]\npower = 0.8\n')
    (tmp_path / "analysis").mkdir()
    (tmp_path / "analysis/__init__.py").write_text("")
    return tmp_path


def ran(project: Path) -> int:
    """How often the chapters' cells have run so far."""
    return len((project / "ran").read_text())


def change(project: Path) -> None:
    (project / FILE).write_text("tree,apples\nBramley,77\n")


def remove(project: Path) -> None:
    (project / FILE).unlink()


def add(project: Path) -> None:
    (project / "data/results/pears.csv").write_text("tree,pears\n")


def place_elsewhere(project: Path) -> None:
    """Let the name stand for another file, as a link does."""
    (project / "other.csv").write_text("tree,apples\nBramley,1\n")
    (project / FILE).unlink()
    (project / FILE).symlink_to(project / "other.csv")


READING = f"open({FILE!r}).read()"


@pytest.mark.parametrize(
    ("reading", "then"),
    [
        (READING, change),
        (READING, place_elsewhere),
        (f"import pathlib; pathlib.Path({FILE!r}).resolve().read_bytes()", change),
        (f"import os; os.read(os.open({FILE!r}, os.O_RDONLY), 99)", change),
        (f"import os; os.chdir('data'); open('results/apples.csv').read(); os.chdir({'..'!r})", change),
        (f"import pandas; pandas.read_csv({FILE!r})", change),
        (f"import pandas; pandas.read_csv({FILE!r}, engine='pyarrow')", change),
        (f"import pyarrow.csv; pyarrow.csv.read_csv({FILE!r})", change),
        (f"import duckdb; duckdb.sql(\"from '{FILE}'\").fetchall()", change),
        (f"import subprocess; subprocess.run(['cat', {FILE!r}], capture_output=True)", change),
        (f"import os; os.popen('cat {FILE}').read()", change),
        (f"import shutil, tempfile; shutil.copy({FILE!r}, tempfile.mkdtemp())", change),
        (f"import os; os.path.getsize({FILE!r})", change),
        (f"import threading; t = threading.Thread(target=lambda: {READING}); t.start(); t.join()", change),
        ("import pathlib; pathlib.Path('data/results/pears.csv').exists()", add),
        ("import os; os.path.isfile('data/results/pears.csv')", add),
        ("import os; os.access('data/results/pears.csv', os.R_OK)", add),
        ("import glob; glob.glob('data/results/*.csv')", add),
        ("import pathlib; [*pathlib.Path('data').rglob('*.csv')]", add),
        ("import os; os.listdir('data/results')", add),
        ("import contextlib\nwith contextlib.suppress(OSError):\n    open('data/results/pears.csv')", add),
        (f"open({FILE!r}, 'a').close(); {READING}", change),
        (f"import contextlib\nwith contextlib.suppress(OSError):\n    open({FILE!r}, 'x')\n{READING}", change),
    ],
)  # fmt: skip
def test_cells_run_again_whatever_way_they_read(
    project: Path, reading: str, then: Callable[[Path], None]
) -> None:
    text = cell(*f"{reading};".splitlines(), COUNT)
    run(project, text)
    run(project, text)
    assert ran(project) == 1
    then(project)
    run(project, text)
    assert ran(project) == 2


def test_cells_whose_file_is_gone_fail_rather_than_stand(project: Path) -> None:
    text = cell(f"{READING};", COUNT)
    run(project, text)
    remove(project)
    with pytest.raises(BuildError, match="FileNotFoundError"):
        run(project, text)


def test_cells_do_not_run_again_for_what_they_did_not_read(project: Path) -> None:
    add(project)
    text = cell(f"{READING};", "import os", "os.path.exists('data/study.toml');", COUNT)
    run(project, text)
    (project / "data/results/pears.csv").write_text("tree,pears\nConference,3\n")
    (project / "data/study.toml").write_text("[model]\n")
    (project / "notes.txt").write_text("new")
    run(project, text)
    assert ran(project) == 1


def test_a_module_that_keeps_what_it_read_does_not_hide_it(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two chapters in one Python ask one module, which reads its file on import or only once."""
    monkeypatch.setattr(cells, "WORKERS", 1)
    (project / "store.py").write_text(
        f"from functools import cache\nEARLY = {READING}\n\n@cache\ndef late():\n    return {READING}\n"
    )
    texts = [cell("import store", use, COUNT) for use in ("store.EARLY;", "store.late();") * 2]
    run(project, *texts)
    assert ran(project) == 4
    change(project)
    run(project, *texts)
    assert ran(project) == 8


def test_code_beside_the_analysis_counts(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when Python takes it from its own cache."""
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    (project / "tools").mkdir()
    (project / "tools/count.py").write_text("SIZE = 1\n")
    text = cell("import tools.count", COUNT)
    run(project, text)
    run(project, text + cell("1;"))
    assert (project / "tools/__pycache__").is_dir() and ran(project) == 2
    (project / "tools/count.py").write_text("SIZE = 10\n")
    run(project, text + cell("1;"))
    assert ran(project) == 3


def test_a_file_that_changes_while_the_cells_run_is_as_it_was_read(project: Path) -> None:
    """The cell itself stands for an editor: it reads, then somebody saves the file."""
    text = cell(f"{READING};", f"open({FILE!r}, 'w').write('changed');", COUNT)
    run(project, text)
    run(project, text)
    assert ran(project) == 2


def test_what_a_chapter_writes_for_itself_is_no_input(project: Path) -> None:
    text = cell("open('draft', 'w').write('x');", COUNT)
    run(project, text)
    run(project, text)
    assert ran(project) == 1


def test_what_a_chapter_adds_to_and_reads_back_began_with_what_was_there(project: Path) -> None:
    text = cell("open('log', 'a').write('x');", "open('log').read();", COUNT)
    run(project, text)
    run(project, text)
    assert ran(project) == 2, "the cells would now read something else"


TELLING = """
import sys
sys.audit("groundwork.tables", True)
text = open("data/study.toml").read()
sys.audit("groundwork.tables", False)
sys.audit("groundwork.look", "data/study.toml", "waves")
sys.audit("groundwork.look", "data/study.toml", "areas")
"""


@pytest.mark.parametrize(
    ("old", "new", "times"),
    [
        ("power = 0.8", "power = 0.9", 1),
        ("[model]", "# a remark\n[model]", 1),
        ('id = "w1"', 'id = "w2"', 2),
        ("[model]", '[[waves]]\nid = "w2"\n[model]', 2),
        ("[model]", '[[areas]]\ncode = "a"\n[model]', 2),
        ("[[waves]]", "not TOML", 2),
    ],
)
def test_a_reader_of_single_tables_rests_on_these(
    project: Path, old: str, new: str, times: int
) -> None:
    text = cell(*TELLING.splitlines(), COUNT)
    run(project, text)
    edit(project, "data/study.toml", old, new)
    run(project, text)
    assert ran(project) == times


def test_who_reads_all_of_a_file_beside_single_tables_rests_on_all(project: Path) -> None:
    text = cell("open('data/study.toml').read();", *TELLING.splitlines(), COUNT)
    run(project, text)
    edit(project, "data/study.toml", "power = 0.8", "power = 0.9")
    run(project, text)
    assert ran(project) == 2


def test_files_of_python_and_of_the_system_are_no_inputs(project: Path) -> None:
    text = cell("import json, os", "open(json.__file__).read();", "open(os.devnull).read();", COUNT)
    run(project, text)
    kept = json.loads((project / "cache/0.qmd.json").read_text())
    assert kept["depends_on"] == []
    assert not any(path.startswith((sys.prefix, os.sep)) for _, path, *_ in kept["depends_on"])


def test_a_file_outside_the_study_that_a_cell_read_is_noticed(standing: Path) -> None:
    """Also by the check that lets a build end at once."""
    (standing / "notes.txt").write_text("before")
    edit(
        standing,
        "chapters/weather.qmd",
        "## Details",
        cell("note = open('notes.txt').read()") + "`{python} note`",
    )
    build(standing)
    assert "nothing changed since the last build" in build(standing)
    (standing / "notes.txt").write_text("after")
    assert "  weather: notes.txt changed" in build(standing)
    assert "after" in (standing / "_report/web/chapters/weather.html").read_text()
    (standing / "notes.txt").write_text("before")
    assert "  weather: notes.txt changed" in build(standing)


def test_reasons_are_told_together_in_the_order_of_the_chapters() -> None:
    ran = {"b.qmd": "x, y changed", "a.qmd": "its cells changed", "chapters/c.qmd": "x, y changed",
           "d.qmd": "p, q, r, s, t changed"}  # fmt: skip
    assert tell_reasons(["a.qmd", "b.qmd", "chapters/c.qmd", "d.qmd", "e.qmd"], ran) == [
        "a: its cells changed",
        "b, c: x, y changed",
        "d: p, q, r and 2 more changed",
    ]


def test_what_is_shared_is_told_before_what_one_chapter_read(standing: Path) -> None:
    edit(standing, "data/results/apples.csv", "120", "121")
    edit(standing, "analysis/__init__.py", "#12436D", "#28A197")
    assert "  index, trees, harvest, records: the code in analysis/ changed" in build(standing)


def test_a_memory_of_another_shape_is_none(standing: Path) -> None:
    for file in (standing / ".groundwork/web/cells").glob("*.json"):
        kept = json.loads(file.read_text())
        file.write_text(json.dumps(kept | {"depends_on": [["content", FILE]]}))
    edit(standing, "chapters/trees.qmd", "Deeper text.", "Deeper words.")
    assert "4 of 6 chapters ran" in build(standing)


def test_measures_tell_apart_what_differs(project: Path) -> None:
    looks = [("content", FILE, ""), ("presence", FILE, ""), ("content", "data/results", "")]
    before = [measure(look, project) for look in (*looks, EVERYTHING)]
    assert None not in before and len(set(before)) == 4
    remove(project)
    after = [measure(look, project) for look in (*looks, EVERYTHING)]
    assert after[:2] == [None, None] and not set(after) & set(before)
    assert hash_content(b"[a]\nx = 1\n", "a") == hash_content(b"# b\n[a]\nx = 1", "a")
    assert hash_content(b"[a]\nx = 1\n", "b") is None


def test_modules_that_python_compiles_change_no_folder(project: Path) -> None:
    folder = ("content", "analysis", "")
    before = measure(folder, project)
    assert before is not None
    (project / "analysis/__pycache__").mkdir()
    assert measure(folder, project) == before
    (project / "analysis/pears.py").write_text("")
    assert measure(folder, project) != before
