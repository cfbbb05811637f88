"""The floors of the house: who may import whom, and the tree that README shows."""

import ast
import csv
import graphlib
import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# From the ground up: what is on a floor may import what is below it, and of its own floor nothing
# but itself.
FLOORS = (
    {"text"},
    {"errors"},
    {"writing"},
    {"study"},
    {"results"},
    {"survey", "impact", "themes", "disclosure", "findings", "report"},
    {"pipeline", "__init__"},
    {"project"},
    {"commands"},
    {"__main__"},
)


def imported(source: str, package: tuple[str, ...]) -> set[str]:
    """Full names of the modules that a file of `package` imports."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            start = ".".join([*base, *([node.module] if node.module else [])])
            names |= {f"{start}.{alias.name}" for alias in node.names}
    return names


def find_floor(unit: str) -> int:
    return next(number for number, units in enumerate(FLOORS) if unit in units)


def breaches(name: str, source: str) -> list[str]:
    """Imports of analysis/<name> that run up, or into another room of the same floor."""
    parts = Path(name).with_suffix("").parts
    unit = parts[0]
    found = imported(source, ("analysis", *parts[:-1]))
    inside = {each.split(".")[1] for each in found if each.startswith("analysis.")} - {unit}
    wrong = [each for each in sorted(inside) if find_floor(each) >= find_floor(unit)]
    return [f"{name} imports {each}" for each in wrong] + [
        f"{name} imports {each}" for each in sorted(found) if each.split(".")[0] == "render"
    ]


def find_circles(sources: dict[str, str]) -> list[str]:
    """Modules that import each other, by way of however many others; `sources` by their paths."""
    modules = {}
    for path in sources:
        *folders, last = Path(path).with_suffix("").parts
        modules[".".join(folders if last == "__init__" else [*folders, last])] = path
    graph = {}
    for name, path in modules.items():
        found = imported(sources[path], Path(path).parent.parts)
        known = {each if each in modules else each.rpartition(".")[0] for each in found}
        graph[name] = (known & set(modules)) - {name}
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        return list(error.args[1])
    return []


def test_imports_run_down_only():
    found = []
    for path in sorted((ROOT / "analysis").rglob("*.py")):
        found += breaches(str(path.relative_to(ROOT / "analysis")), path.read_text())
    assert not found


def test_no_modules_import_each_other():
    files = [p for f in ("analysis", "render", "release") for p in sorted((ROOT / f).rglob("*.py"))]
    assert not find_circles({str(p.relative_to(ROOT)): p.read_text() for p in files})


def test_a_planted_circle_is_caught():
    """Of three modules, one reached by a package's name, and one by an import in a function."""
    circle = {
        "analysis/survey/file/__init__.py": "from .reading import read",
        "analysis/survey/file/reading.py": "def read():\n    from .text import split",
        "analysis/survey/file/text.py": "from . import read",
        "analysis/survey/wave.py": "from .file import read",
    }
    assert len(set(find_circles(circle))) == 3
    assert not find_circles(circle | {"analysis/survey/file/text.py": "import re"})


def test_rendering_knows_nothing_of_the_analysis():
    for path in sorted((ROOT / "render").rglob("*.py")):
        names = imported(path.read_text(), ("render",))
        assert not {name for name in names if name.split(".")[0] == "analysis"}, path.name


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("impact/did.py", "from ..survey.panel import build_panel"),
        ("themes/prevalence.py", "from ..impact import did"),
        ("study/reading.py", "from ..results.store import FOLDER"),
        ("report/words.py", "import analysis.impact.did"),
        ("results/changes.py", "def f():\n    from ..report import words"),
        ("pipeline.py", "from .commands import terminal"),
        ("pipeline.py", "import render.pages"),
    ],
)
def test_a_planted_import_is_caught(name, source):
    assert breaches(name, source)


def test_only_the_terminal_prints():
    """What it shows has nothing unseen in it; a print elsewhere would show it as it came."""
    printing = re.compile(r"(?<![\w.])(print|Console|ArgumentParser)\(")
    for folder in ("analysis", "release"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if path != ROOT / "analysis/commands/terminal.py":
                assert not printing.search(path.read_text()), path


def read_tree(readme: str) -> set[str]:
    """Paths in README's tree: the block that starts with the project's name."""
    block = re.search(r"^```\ngroundwork/\n(.*?)^```", readme, re.MULTILINE | re.DOTALL)[1]
    paths, above = set(), []
    for line in block.splitlines():
        entry = re.match(r"((?:[│ ] {3})*)[├└]── (\S+)", line)
        if entry:
            depth = len(entry[1]) // 4
            above = [*above[:depth], entry[2].rstrip("/")]
            paths.add("/".join(above))
    return paths


def tracked() -> set[str]:
    """Folders and files of the repository, as git knows them."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    files = {Path(name) for name in listing.splitlines() if (ROOT / name).exists()}
    return {str(path) for file in files for path in (file, *file.parents)} - {"."}


def faults_in_tree(readme: str, real: set[str]) -> list[str]:
    """What README shows and isn't there, and what is there at the levels it shows but isn't
    shown: every entry at the top and in `analysis`, `render` and `data`."""
    shown = read_tree(readme)
    faults = [f"README shows {path}, which is not there" for path in sorted(shown - real)]
    level = {path for path in real if path.count("/") == 0 and not path.startswith(".git")}
    for folder in ("analysis", "render", "data"):
        level |= {path for path in real if path.startswith(f"{folder}/") and path.count("/") == 1}
    hidden = {path for path in level if path.endswith(("__init__.py", ".lua", ".typ"))}
    return faults + [f"README does not show {path}" for path in sorted(level - hidden - shown)]


def test_readme_shows_the_tree_as_it_is():
    assert not faults_in_tree((ROOT / "README.md").read_text(), tracked())


def test_a_planted_fault_in_the_tree_is_caught():
    readme = (ROOT / "README.md").read_text()
    gone = readme.replace("pipeline.py", "pipelines.py", 1)
    assert len(faults_in_tree(gone, tracked())) == 2
    assert faults_in_tree(readme, tracked() | {"analysis/utils.py"})


def test_no_study_is_written_in_python():
    """No id, code or label of the study stands in a module."""
    declared = (ROOT / "data/study.toml").read_text()
    names = set(re.findall(r'^(?:id|code|title) = "([^"]{3,})"', declared, re.MULTILINE))
    with (ROOT / "data/areas.csv").open(newline="") as lines:
        names |= {row["code"] for row in csv.DictReader(lines)}
    names |= {"NRP", "Neighbourhoods for Learning", "7.5"}
    common = {"health", "age", "sex", "trust", "strain"}  # words of the language as well
    for path in [*(ROOT / "analysis").rglob("*.py"), *(ROOT / "render").rglob("*.py")]:
        literals = {
            node.value
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        assert not literals & (names - common), path.name


def test_make_lets_python_keep_what_it_compiles():
    """Packages are installed uncompiled, and containers often forbid to keep bytecode."""
    told = subprocess.run(
        ["make", "--eval", "probe: ; @env", "probe"], cwd=ROOT, check=True, capture_output=True,
        text=True, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    ).stdout  # fmt: skip
    assert "QUARTO_PYTHON=" in told and "PYTHONDONTWRITEBYTECODE" not in told
