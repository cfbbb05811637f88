"""Running cells: what they may return, what their failures say, what is remembered."""

import shutil
from pathlib import Path

import pytest
from orchard_book import build, edit

from render import cells, outputs
from render.problems import BuildError
from render.source import read_source


def run(folder: Path, *chapters: str, fingerprint: str = "") -> list[tuple[str, ...]]:
    """Run chapters given as texts and return their outputs in order."""
    sources = []
    for number, text in enumerate(chapters):
        (folder / f"{number}.qmd").write_text(text, encoding="utf-8")
        sources.append(read_source(folder, f"{number}.qmd", {}))
    outputs = cells.run_cells(sources, folder, folder / "cache", {"all": fingerprint})
    return [outputs[source.path].texts for source in sources]


def cell(*lines: str) -> str:
    return "```{python}\n" + "\n".join(lines) + "\n```\n"


MARKDOWN = 'type("M", (), {"_repr_markdown_": lambda self: "| a |"})()'


def test_outputs_come_in_the_order_of_the_parts(tmp_path: Path) -> None:
    text = cell("x = 'one'") + "`{python} x` `{python} 2 * 2` `{python} 1.5`\n\n" + cell(MARKDOWN)
    assert run(tmp_path, text) == [("", "one", "4", "1\\.5", "| a |")]


def test_an_inline_value_gives_its_own_markdown(tmp_path: Path) -> None:
    text = cell(MARKDOWN.replace("type(", "x = type(")) + "`{python} x`"
    assert run(tmp_path, text) == [("", "| a |")]


def test_a_plain_inline_value_is_escaped_as_quarto_does(tmp_path: Path) -> None:
    text = cell("x = 'a*b_c [d](e) {f} #1 + 2. -- 80%; g!'") + "`{python} x`"
    expected = r"a\*b\_c \[d\]\(e\) \{f\} \#1 \+ 2\. \-\- 80%; g\!"
    assert run(tmp_path, text) == [("", expected)]


@pytest.mark.parametrize(
    "text",
    ["@name", "$x$", "~a~", "^a^", "<b>", "a & b", 'don\u2019t "say"', "don't", "a\\b", "a|b"],
)
def test_a_plain_value_that_quarto_would_not_show_as_written_is_refused(
    tmp_path: Path, text: str
) -> None:
    with pytest.raises(BuildError, match=r"0\.qmd:6: inline `x`: a plain text with [^ ] would not"):
        run(tmp_path, "Text.\n\n" + cell(f"x = {text!r}") + "`{python} x`")


def test_a_plain_value_with_a_break_or_a_hidden_character_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match=r"a plain text with U\+000A U\+00A0 would not read"):
        run(tmp_path, cell("x = 'a\\nb\\xa0c'") + "`{python} x`")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (cell("print('x')"), r"0\.qmd:1: cell without a label: prints text"),
        (cell("1 + 1"), r"0\.qmd:1: .*returns a value without Markdown"),
        (
            cell('type("H", (), {"_repr_html_": lambda self: "<b>x</b>"})()'),
            r"returns text/html; only objects with _repr_markdown_",
        ),
        (cell("#| label: tbl-x", "#| tbl-cap: X", "1 + 1;"), r"cell `tbl-x`: returns 0 outputs"),
        ("x\n\n" + cell("#| label: bad", "", "a = 1", "1 / 0"), r"0\.qmd:7: cell `bad`: ZeroDiv"),
        (cell("x = 1", "for"), r"0\.qmd:3: .*SyntaxError: invalid syntax$"),
        ("See\n`{python} nothing`.", r"0\.qmd:2: inline `nothing`: NameError"),
        ("See `{python} None`.", r"0\.qmd:1: inline `None`: must be a text or a number"),
        ("See `{python} ''`.", r"must be a text or a number that is not empty"),
        ("See `{python} [1]`.", r"must be a text or a number"),
    ],
)
def test_a_failing_part_is_named_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(BuildError, match=message) as caught:
        run(tmp_path, text)
    assert "Traceback" not in str(caught.value)


def test_an_error_deep_in_a_module_is_told_at_the_cell_s_own_line(tmp_path: Path) -> None:
    (tmp_path / "deep.py").write_text("def dig():\n    raise LookupError('no such wave')\n")
    with pytest.raises(BuildError) as caught:
        run(tmp_path, cell("import deep", "", "deep.dig()"))
    assert caught.value.problems == ("0.qmd:4: cell without a label: LookupError: no such wave",)


def test_what_a_hidden_cell_prints_is_dropped(tmp_path: Path) -> None:
    assert run(tmp_path, cell("#| include: false", "print('x')", "1 + 1")) == [("",)]


def test_every_failing_chapter_is_named_and_the_others_are_remembered(tmp_path: Path) -> None:
    texts = [cell("1 / 0"), cell("open('ran', 'a').write('x') and None"), cell("undefined")]
    with pytest.raises(BuildError) as caught:
        run(tmp_path, *texts)
    assert sorted(p.split(":")[0] for p in caught.value.problems) == ["0.qmd", "2.qmd"]
    run(tmp_path, cell("x = 1"), texts[1], cell("x = 1"))
    assert (tmp_path / "ran").read_text() == "x"


def test_a_dead_kernel_is_named_and_replaced(tmp_path: Path) -> None:
    dead = cell("#| label: last-words", "import os", "os._exit(1)")
    with pytest.raises(BuildError) as caught:
        run(tmp_path, dead, *[cell("open('alive', 'a').write('x') and None")] * 3)
    assert caught.value.problems == (
        "0.qmd:1: cell `last-words`: Python stopped without a message",
    )
    assert (tmp_path / "alive").read_text() == "xxx"


def test_a_hanging_cell_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells, "TIMEOUT", 1)
    with pytest.raises(BuildError, match=r"0\.qmd:1: .*took longer than 1 seconds"):
        run(tmp_path, cell("import threading", "threading.Event().wait()"))


def test_a_chapter_does_not_see_another_s_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cells, "WORKERS", 1)
    first = cell("secret = 'known'") + "`{python} secret`"
    second = cell("import os", "seen = 'secret' in globals()") + "`{python} str(seen)`"
    third = "`{python} str('os' in globals())`"
    assert run(tmp_path, first, second, third) == [("", "known"), ("", "False"), ("False",)]


def test_code_and_fingerprint_decide_whether_a_chapter_runs(tmp_path: Path) -> None:
    text = "Words.\n\n" + cell("open('ran', 'a').write('x') and None")
    ran = tmp_path / "ran"
    run(tmp_path, text)
    run(tmp_path, text.replace("Words", "Other words"))
    assert ran.read_text() == "x"
    run(tmp_path, text.replace("and None", "and  None"))
    assert ran.read_text() == "xx"
    run(tmp_path, text.replace("and None", "and  None"), fingerprint="other")
    assert ran.read_text() == "xxx"


def said(lines: list[str]) -> str:
    return next(line for line in lines if line.endswith("chapters ran"))


def test_a_prose_edit_runs_nothing(standing: Path) -> None:
    edit(standing, "chapters/trees.qmd", "Deeper text.", "Deeper words.")
    assert said(build(standing)) == "0 of 6 chapters ran"
    assert "Deeper words." in (standing / "_report/web/chapters/trees.html").read_text()


def test_a_fresh_build_runs_everything_once(standing: Path) -> None:
    assert said(build(standing, fresh=True)) == "4 of 6 chapters ran"
    edit(standing, "chapters/trees.qmd", "Deeper text.", "Deeper words.")
    assert said(build(standing)) == "0 of 6 chapters ran"


def test_changed_results_run_the_chapters_that_read_them(standing: Path) -> None:
    edit(standing, "data/results/apples.csv", "120", "77")
    lines = build(standing)
    assert said(lines) == "2 of 6 chapters ran"
    assert "  index, trees: data/results/apples.csv changed" in lines
    assert "77 apples" in (standing / "_report/web/index.html").read_text()
    assert "A bar of 77" in (standing / "_report/web/chapters/trees.html").read_text()


def test_respondents_files_are_not_looked_at(standing: Path) -> None:
    (standing / "data/raw/people.txt").write_text("another respondent")
    (standing / "data/raw").chmod(0)
    assert "nothing changed since the last build" in build(standing)


def test_a_figure_that_is_gone_or_changed_is_drawn_again(standing: Path) -> None:
    figure = standing / "_figures/bars.svg"
    drawn = figure.read_text()
    figure.unlink()
    edit(standing, "chapters/trees.qmd", "Deeper text.", "Deeper words.")
    assert said(build(standing)) == "1 of 6 chapters ran"
    figure.write_text("<svg/>")
    edit(standing, "chapters/trees.qmd", "Deeper words.", "Deeper text.")
    assert said(build(standing)) == "1 of 6 chapters ran"
    assert figure.read_text() == drawn


def test_a_file_that_an_output_links_to_is_kept_as_a_figure_is(tmp_path: Path) -> None:
    text = '![](/_figures/a.svg){fig-alt="a"}\n\n[Data](/_figures/a.csv){download="a.csv"}'
    for name in ("a.svg", "a.csv"):
        (tmp_path / "_figures").mkdir(exist_ok=True)
        (tmp_path / "_figures" / name).write_text(name)
    seen = {("file", "_figures/a.csv", ""): "then", ("file", "other.csv", ""): "then"}
    kept = outputs.collect([text], seen, tmp_path)
    assert sorted(kept.figures) == ["_figures/a.csv", "_figures/a.svg"]
    assert [path for _, path, _ in kept.depends_on] == ["other.csv"]
    (tmp_path / "_figures/a.csv").unlink()
    assert outputs.collect([text], seen, tmp_path).figures != kept.figures


SPOIL = """
import json, math, os, sys
os.environ["LEFT_BEHIND"] = "x"
os.chdir("/")
json.dumps = None
math.left_behind = 1
sys.path.insert(0, "/left-behind")
import analysis
analysis.names.append("left behind")
left_behind = 1
"""
ASK = """
import json, math, os, sys
import analysis
found = [os.environ.get("LEFT_BEHIND"), json.dumps is None, hasattr(math, "left_behind"),
         "/left-behind" in sys.path, os.getcwd() == "/", "left behind" in analysis.names,
         "left_behind" in globals()]
"""


@pytest.mark.parametrize("forks", [True, False])
def test_nothing_of_a_chapter_is_left_to_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, forks: bool
) -> None:
    """Names, settings, modules that were changed and objects that modules hold."""
    monkeypatch.setattr(cells, "WORKERS", 1)
    use(forks, tmp_path, monkeypatch)
    (tmp_path / "analysis").mkdir()
    (tmp_path / "analysis/__init__.py").write_text("names = []\n")
    spoil = cell("from analysis import names", *SPOIL.strip().splitlines())
    ask = cell(*ASK.strip().splitlines()) + "`{python} str(found)`"
    before, _, after = run(tmp_path, ask, spoil, ask + "\n")
    assert before == after
    assert before[1].replace("\\", "") == "[None, False, False, False, False, False, False]"


def use(forks: bool, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let chapters run in forks, or as where Python cannot fork."""
    if not forks:
        runner = folder / "runner" / cells.RUNNER.name
        shutil.copytree(cells.RUNNER.parent, runner.parent)
        text = runner.read_text()
        runner.write_text(text.replace('FORKS = sys.platform == "linux"', "FORKS = False"))
        assert runner.read_text() != text
        monkeypatch.setattr(cells, "RUNNER", runner)


@pytest.mark.parametrize("forks", [True, False])
def test_chapters_run_alike_where_python_cannot_fork(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, forks: bool
) -> None:
    use(forks, tmp_path, monkeypatch)
    (tmp_path / "note.txt").write_text("as read")
    reading = cell("note = open('note.txt').read()") + "`{python} note`"
    assert run(tmp_path, reading, cell(MARKDOWN)) == [("", "as read"), ("| a |",)]
    (tmp_path / "note.txt").write_text("read again")
    assert run(tmp_path, reading, cell(MARKDOWN))[0] == ("", "read again")
    bad, dead = cell("#| label: bad", "", "1 / 0"), cell("import os", "os._exit(1)")
    with pytest.raises(BuildError) as caught:
        run(tmp_path, bad, dead)
    assert sorted(caught.value.problems) == [
        "0.qmd:4: cell `bad`: ZeroDivisionError: division by zero",
        "1.qmd:1: cell without a label: Python stopped without a message",
    ]


@pytest.mark.parametrize(
    ("module", "told"),
    [
        ("raise LookupError('no such wave')", "2: cell without a label: LookupError: no such wave"),
        ("print('hello')", "1: cell without a label: prints text; return a table or a figure"),
        ("import os; os._exit(1)", "1: cell without a label: Python stopped without a message"),
        ("import sys; sys.exit(1)", "1: cell without a label: SystemExit: 1"),
    ],
)
def test_an_import_from_the_analysis_that_goes_wrong_is_told_where_it_stands(
    tmp_path: Path, module: str, told: str
) -> None:
    """Also though it is tried beforehand, for all chapters."""
    (tmp_path / "analysis").mkdir()
    (tmp_path / "analysis/__init__.py").write_text(f"{module}\nsize = 3\n")
    with pytest.raises(BuildError) as caught:
        run(tmp_path, cell("x = 1"), cell("from analysis import size"))
    assert caught.value.problems == (f"1.qmd:{told}",)


def test_a_picture_of_matplotlib_s_own_is_refused(tmp_path: Path) -> None:
    drawing = cell("from matplotlib import pyplot", "pyplot.plot([1, 2]);")
    with pytest.raises(BuildError, match="returns image/png; only objects with _repr_markdown_"):
        run(tmp_path, drawing)


def test_what_a_program_prints_counts_as_printed(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="prints text"):
        run(tmp_path, cell("import subprocess", "subprocess.run(['echo', 'x']);"))


def test_all_that_is_wrong_with_a_chapter_is_told_at_once(tmp_path: Path) -> None:
    text = "See `{python} nothing`.\n\n" + cell("1 + 1") + cell("1 / 0") + cell("2 + 2")
    with pytest.raises(BuildError) as caught:
        run(tmp_path, text)
    assert [p.split(": ", 2)[2][:17] for p in caught.value.problems] == [
        "NameError: name '", "returns a value w", "ZeroDivisionError",
    ]  # fmt: skip
