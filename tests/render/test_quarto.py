"""The Quarto driver, tested with a stand-in: a small program named `quarto` that these tests write.

It stands in for the real CLI, which this machine may not have; it writes what Quarto would write
and says what Quarto would say. `test_reading.py` runs the real one where it is found.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

STAND_IN = f"""#!{sys.executable}
import json, os, sys
from pathlib import Path
if sys.argv[1] == "--version":
    print(os.environ.get("STAND_IN_VERSION", "1.9.36"))
    sys.exit()
Path(os.environ["STAND_IN_LOG"]).write_text(json.dumps({{
    "arguments": sys.argv[1:], "profile": os.environ.get("QUARTO_PROFILE"), "folder": os.getcwd(),
    "python": os.environ.get("QUARTO_PYTHON"), "path": os.environ["PATH"],
    "files": sorted(p.as_posix() for p in Path().rglob("*") if p.is_file()),
}}))
print(os.environ.get("STAND_IN_SAYS", "Output created: index.html"), file=sys.stderr)
if "STAND_IN_FAILS" in os.environ:
    sys.exit(1)
funder = os.environ["QUARTO_PROFILE"] == "funder"
site = Path("_report", "funder" if funder else "web")
site.mkdir(parents=True)
(site / "index.html").write_text("by the stand-in")
if "STAND_IN_FORGETS" not in os.environ:
    pdf = "Orchard--for-the-funder.pdf" if funder else "The-Orchard-Report.pdf"
    (site / pdf).write_text("PDF")
"""


@pytest.fixture
def run(orchard: Path, tmp_path: Path):
    """Run the command line with the stand-in on the PATH."""
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "quarto").write_text(STAND_IN)
    (programs / "quarto").chmod(0o755)
    path = os.pathsep.join([str(programs), os.environ["PATH"]])
    base = os.environ | {
        "PATH": path,
        "PYTHONPATH": str(ROOT),
        "STAND_IN_LOG": str(tmp_path / "log"),
    }

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, "-m", "render", *arguments], check=False, cwd=orchard,
            env=base | environment, capture_output=True, text=True,
        )  # fmt: skip

    return run


def test_quarto_renders_a_copy_that_is_then_published(run, orchard: Path, tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q"], check=True, cwd=orchard)
    (orchard / ".gitignore").write_text("data/raw/\n_report/\n.groundwork/\n")
    done = run()
    assert done.returncode == 0, done.stderr
    assert "renderer: quarto (Quarto 1.9.36 is on this machine)" in done.stdout
    assert "site: _report/web/index.html\nPDF:  _report/web/The-Orchard-Report.pdf" in done.stdout
    log = json.loads((tmp_path / "log").read_text())
    assert log["arguments"] == ["render"]
    assert (log["profile"], log["python"]) == ("web", sys.executable)
    assert log["path"].split(os.pathsep)[0] == str(Path(sys.executable).parent)
    assert not Path(log["folder"]).is_relative_to(orchard)
    assert "chapters/trees.qmd" in log["files"]
    assert "data/raw/people.txt" not in log["files"]
    assert (orchard / "_report/web/index.html").read_text() == "by the stand-in"


def test_without_git_respondents_files_stay_behind_too(run, tmp_path: Path) -> None:
    assert run(GIT_CEILING_DIRECTORIES=str(tmp_path)).returncode == 0
    files = json.loads((tmp_path / "log").read_text())["files"]
    assert "data/results/apples.csv" in files
    assert "data/raw/people.txt" not in files


def test_variants_go_to_their_own_folders(run, orchard: Path) -> None:
    run()
    done = run("--profile", "funder")
    assert "PDF:  _report/funder/Orchard--for-the-funder.pdf" in done.stdout
    assert (orchard / "_report/web/index.html").exists()


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({"STAND_IN_FAILS": "1", "STAND_IN_SAYS": "ERROR: no kernel"}, "ERROR: no kernel"),
        ({"STAND_IN_SAYS": "WARNING: Unable to resolve crossref @fig-x"}, "crossref @fig-x"),
        ({"STAND_IN_SAYS": "[WARNING] Citeproc: citation nobody not found"}, "citation nobody"),
        ({"STAND_IN_FORGETS": "1"}, "Quarto did not write _report/web/The-Orchard-Report.pdf"),
    ],
)
def test_what_quarto_could_not_do_leaves_the_last_site(
    run, orchard: Path, environment: dict[str, str], message: str
) -> None:
    site = orchard / "_report/web/index.html"
    site.parent.mkdir(parents=True)
    site.write_text("the last one")
    done = run(**environment)
    assert done.returncode == 1
    assert message in done.stderr
    assert site.read_text() == "the last one"


@pytest.mark.parametrize(
    ("arguments", "environment", "said"),
    [
        ((), {"STAND_IN_VERSION": "1.8.2"}, "renderer: embedded (Quarto 1.8.2 is older than 1.9)"),
        (("--renderer", "embedded"), {}, "renderer: embedded (as asked)"),
        ((), {"GROUNDWORK_RENDERER": "embedded"}, "renderer: embedded (as asked)"),
        (("--renderer", "quarto"), {"STAND_IN_VERSION": "1.8.2"}, "renderer: quarto (as asked)"),
    ],
)
def test_which_renderer_and_why(run, orchard: Path, arguments, environment, said: str) -> None:
    # Nothing need be rendered to learn the choice.
    (orchard / "index.qmd").unlink()
    (orchard / "_quarto.yml").rename(orchard / "elsewhere.yml")
    assert run(*arguments, **environment).stdout.splitlines() == [said]


def test_quarto_asked_for_but_not_there(orchard: Path, tmp_path: Path) -> None:
    env = os.environ | {"PATH": str(tmp_path), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "render", "--renderer", "quarto"], check=False, cwd=orchard, env=env,
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 1
    assert "the Quarto CLI was asked for, but is not on the PATH" in done.stderr
