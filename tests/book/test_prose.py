"""What the chapters may say: no number typed by hand, short cells, a short plain summary."""

import ast
import re
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from analysis import load_results
from analysis.results.results import Results

ROOT = Path(__file__).parents[2]
BOOK = {path.name: yaml.safe_load(path.read_text()) for path in ROOT.glob("_quarto*.yml")}

FENCE = re.compile(r"^(`{3,})\{python\}\n(.*?)^\1$", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"(?<!`)`\{python\} ([^`\n]*)`")
YEARS = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?:/\d\d)?(?!\d|%|[.,]\d)")
NOT_PROSE = [
    re.compile(r"\A---\n.*?^---$", re.MULTILINE | re.DOTALL),  # front matter
    re.compile(r"^(`{3,}).*?^\1$", re.MULTILINE | re.DOTALL),  # code
    re.compile(r"<!--.*?-->", re.DOTALL),
    re.compile(r"\$\$.*?\$\$(?:\s*\{[^}]*\})?", re.DOTALL),  # equations
    re.compile(r"`[^`]*`"),  # inline code and inline values
    re.compile(r"\$[^$\n]+\$"),
    re.compile(r"\[[^\[\]]*@[^\[\]]*\]"),  # citations with their pages
    re.compile(r"\{[^{}]*\}"),  # attributes
    re.compile(r"\]\([^)]*\)"),  # targets of links
    re.compile(r"-?@[\w:.#$%&+?<>~/-]*\w"),  # citations and cross-references
]


def chapters() -> list[str]:
    """Every file of the book, in all profiles, in order."""
    books = [BOOK["_quarto.yml"], *(BOOK[name] for name in sorted(BOOK) if name != "_quarto.yml")]
    entries = [
        entry
        for book in books
        for key in ("chapters", "appendices")
        for entry in book.get("book", {}).get(key, [])
    ]
    nested = [entry["chapters"] if isinstance(entry, dict) else [entry] for entry in entries]
    return list(dict.fromkeys(name for names in nested for name in names))


CHAPTERS = {name: (ROOT / name).read_text(encoding="utf-8") for name in chapters()}
SUMMARY = "chapters/summary.qmd"


def prose(text: str) -> str:
    """The words of a chapter, on their own lines: all else is blanked."""
    for pattern in NOT_PROSE:
        text = pattern.sub(lambda found: "\n" * found[0].count("\n"), text)
    return text


def typed_numbers(text: str) -> list[str]:
    """Lines of prose, and captions, that hold a digit which is no part of a year."""
    captions = [line for line in text.splitlines() if re.match(r"#\|\s*(tbl|fig)-cap:", line)]
    lines = prose(text).splitlines() + captions
    return [line for line in lines if re.search(r"\d", YEARS.sub("", line))]


def cells(text: str) -> list[str]:
    """The code of a chapter's cells."""
    return [found[2] for found in FENCE.finditer(text)]


def long_cells(text: str) -> list[str]:
    """Cells of more than eight lines, options and empty lines included."""
    return [cell for cell in cells(text) if len(cell.splitlines()) > 8]


def foreign_imports(text: str) -> list[str]:
    """Modules other than `analysis` that a chapter imports."""
    nodes = [node for cell in cells(text) for node in ast.walk(ast.parse(cell))]
    plain = [name.name for node in nodes if isinstance(node, ast.Import) for name in node.names]
    origins = [node.module or "." for node in nodes if isinstance(node, ast.ImportFrom)]
    return [name for name in plain + origins if name != "analysis"]


def computing(text: str) -> list[str]:
    """Arithmetic, loops and function definitions in cells: chapters only call `analysis`."""
    kinds = (ast.BinOp, ast.For, ast.While, ast.FunctionDef, ast.Lambda, ast.JoinedStr)
    nodes = [node for cell in cells(text) for node in ast.walk(ast.parse(cell))]
    return [ast.unparse(node) for node in nodes if isinstance(node, kinds)]


def unknown_values(text: str) -> list[str]:
    """Inline values that are not the name of something a cell of the chapter has assigned."""
    nodes = [node for cell in cells(text) for node in ast.walk(ast.parse(cell))]
    known = {
        node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    return [value for value in INLINE.findall(text) if value not in known]


def labels(text: str) -> list[str]:
    """Labels of a chapter's tables and figures."""
    return re.findall(r"^#\|\s*label:\s*((?:tbl|fig)-\S+)", text, re.MULTILINE)


def citations(text: str) -> set[str]:
    """Keys of the references that a chapter cites."""
    without_code = re.sub(r"`[^`]*`", "", FENCE.sub("", text))
    keys = re.findall(r"(?<![\w.])@([a-zA-Z][\w-]*\w)", without_code)
    return {key for key in keys if not re.match(r"(fig|tbl|sec|eq)-", key)}


def references() -> set[str]:
    """Keys of references.bib."""
    text = (ROOT / "references.bib").read_text(encoding="utf-8")
    return set(re.findall(r"^@\w+\{([^,]+),", text, re.MULTILINE))


def spoken(text: str, values: dict[str, str]) -> str:
    """A chapter's words with its inline values put in."""
    return prose(INLINE.sub(lambda found: values[found[1]], text))


def word_count(text: str) -> int:
    """Words of the text without headings; numbers count, punctuation alone doesn't."""
    body = re.sub(r"^#.*$", "", text, flags=re.MULTILINE)
    return sum(bool(re.search(r"\w", word)) for word in body.split())


def abbreviations(text: str) -> list[str]:
    """Words of two or more capitals, and letters with points between."""
    return re.findall(r"\b[A-Z][A-Za-z]*[A-Z]+\w*\b|\b(?:[a-zA-Z]\.){2,}", text)


@pytest.mark.parametrize("name", CHAPTERS)
def test_no_statistic_is_typed(name):
    assert typed_numbers(CHAPTERS[name]) == []


@pytest.mark.parametrize("name", CHAPTERS)
def test_cells_only_call_analysis(name):
    text = CHAPTERS[name]
    assert long_cells(text) == []
    assert foreign_imports(text) == []
    assert computing(text) == []
    assert unknown_values(text) == []


def test_every_table_and_figure_is_captioned_and_referred_to():
    book = "\n".join(CHAPTERS.values())
    for name, text in CHAPTERS.items():
        for label in labels(text):
            kind = label.partition("-")[0]
            assert re.search(rf"label: {label}\n#\| {kind}-cap: \"", text), f"{name}: {label}"
            assert re.search(rf"@{label}\b(?!-)", book), f"{name}: {label} is never referred to"
    assert len(labels(book)) == len(set(labels(book)))


def test_citations_and_references_agree():
    cited = set().union(*(citations(text) for text in CHAPTERS.values()))
    assert cited == references()


def test_published_numbers_cite_a_reference():
    numbers = tomllib.loads((ROOT / "data/published.toml").read_text(encoding="utf-8"))["numbers"]
    assert {number["cite"] for number in numbers} <= references()


def test_the_book_lists_all_chapters():
    written = {path.relative_to(ROOT).as_posix() for path in ROOT.glob("chapters/**/*.qmd")}
    assert sorted(chapters()) == sorted(written | {"index.qmd"})


def read_with(results: Results | None = None) -> str:
    """The plain-language summary as it reads with other results, or with those committed."""
    space: dict = {"given": results}
    for cell in cells(CHAPTERS[SUMMARY]):
        exec(cell.replace("= load_results()", "= given") if results else cell, space)
    return spoken(CHAPTERS[SUMMARY], space)


@pytest.fixture(scope="module")
def summary() -> str:
    """The plain-language summary as it reads with the committed results."""
    return read_with()


def test_the_summary_is_short_and_plain(summary):
    assert word_count(summary) <= 300
    assert abbreviations(summary) == []


def turned(results: Results, verdicts: dict[str, str]) -> Results:
    """The results with other verdicts on outcomes, their numbers moved to fit."""
    moved = {"better": 8.0, "worse": -8.0, "perhaps better": 8.0, "perhaps worse": -8.0}
    estimates = []
    for e in results.estimates:
        told = verdicts.get(e.outcome)
        if told is None:
            estimates.append(e)
            continue
        sign = 1 if results.study.outcome[e.outcome].better == "higher" else -1
        effect = sign * moved.get(told, 1.0)
        reach = 3.0 if told in moved else 2.0 if told == "equivalent" else 9.0
        estimates.append(
            replace(
                e, effect=effect, low=effect - reach, high=effect + reach, margin=5.0,
                inner_low=effect - reach, inner_high=effect + reach,
                verdict="unclear" if told.startswith("perhaps") else told,
                reason="too few areas" if told == "not estimable" else "",
            )
        )  # fmt: skip
    return replace(results, estimates=tuple(estimates))


VERDICTS = (
    "better", "worse", "perhaps better", "perhaps worse", "equivalent", "unclear", "not estimable",
)  # fmt: skip


@pytest.mark.parametrize("primary", VERDICTS)
@pytest.mark.parametrize("rest", VERDICTS)
def test_the_summary_is_short_and_names_every_change_whatever_the_survey_shows(primary, rest):
    results = load_results()
    outcomes = results.study.outcomes
    others = [o for o in outcomes if o.role == "secondary"]
    told = {o.id: primary for o in outcomes if o.role == "primary"}
    several = [{others[0].id: rest}, {o.id: rest for o in others}]
    several.append({others[0].id: "worse", others[1].id: "better", others[2].id: rest})
    for each in several:
        found = turned(results, told | each)
        text = read_with(found)
        assert word_count(text) <= 300
        assert abbreviations(text) == []
        moved = [o for o in others if each.get(o.id) in ("better", "worse")]
        assert all(o.everyday in text for o in moved)
        sides = [text.find(f"clearly for the {side}") for side in ("worse", "better")]
        assert [side in each.values() for side in ("worse", "better")] == [at >= 0 for at in sides]
        assert -1 in sides or sides == sorted(sides), "harms come first"
        harm = "worse" in (told | each).values()
        assert ("has to be explained" in text) is harm
        assert ("No clear change on the main question" in text) is (
            primary in ("unclear", "perhaps better", "perhaps worse")
        )


def test_the_summary_answers_its_four_questions(summary):
    for opening in ("The question.", "What we did.", "What we found.", "What it means."):
        assert f"**{opening}**" in summary


def test_only_the_section_on_planning_speaks_of_what_was_done_beforehand():
    spoken_of = {name: text.count("beforehand") for name, text in CHAPTERS.items()}
    planning = CHAPTERS["chapters/methods.qmd"].partition("{#sec-planned}")[2]
    assert sum(spoken_of.values()) == planning.count("beforehand")


@pytest.mark.parametrize("name", CHAPTERS)
def test_an_interval_is_named_before_a_chapter_of_results_abbreviates_it(name):
    text = CHAPTERS[name]
    made = r"\b(\w+)(?=[^=\n]*=[^\n]*words\.(?:change|shows)\()"
    shown = set(re.findall(made, "\n".join(cells(text)))) & set(INLINE.findall(text))
    if shown:
        first = min(text.index(f"`{{python}} {value}`") for value in shown)
        # In the paragraph that abbreviates it first, or before.
        assert text.index("`{python} uncertainty`") < text.index("\n\n", first)


CELL = "```{{python}}\n{}\n```\n"


@pytest.mark.parametrize(
    ("check", "fault"),
    [
        (typed_numbers, "Influence rose by 7 points."),
        (typed_numbers, "In 2018/19 33% agreed."),
        (typed_numbers, "Scores of 2015.5 were seen."),
        (typed_numbers, "About 2,014 people answered [@popay2022]."),
        (typed_numbers, "`{python} effect` among 871 people"),
        (typed_numbers, CELL.format('#| tbl-cap: "All 15 outcomes"\ntables.outcomes(results)')),
        (long_cells, CELL.format("\n".join(["results"] * 9))),
        (foreign_imports, CELL.format("import pandas as pd")),
        (foreign_imports, CELL.format("from analysis.report import words")),
        (computing, CELL.format('share = f"{100 * 3}"')),
        (unknown_values, CELL.format("a = 1") + "It is `{python} b`."),
        (unknown_values, CELL.format("a = 1") + "It is `{python} round(a)`."),
        (abbreviations, "The NRP worked."),
        (abbreviations, "Its CoReN and the p.m. shift."),
    ],
)
def test_planted_faults_are_caught(check, fault):
    assert check(fault)


@pytest.mark.parametrize(
    "text",
    [
        "From 2014 to 2019, and in 2015/16 and 2018/19.",
        "As @popay2022 and [@bell2002, p. 3] say, see @fig-forest.",
        '$$ y = 2x $$ {#eq-two alt="y equals 2 x"}\n\nand $x_1$ in `CR2`.',
        CELL.format('#| tbl-cap: "Outcomes in 2018/19"\ntables.outcomes(results)[:20]'),
    ],
)
def test_years_code_and_equations_are_no_statistics(text):
    assert typed_numbers(text) == []


def test_words_are_counted_as_read():
    text = "# Summary {#sec-x}\n\n**What.** It rose by `{python} n` (half), no more.\n"
    read = spoken(text, {"n": "6 in every 100"})
    assert word_count(read) == 11
    assert citations("By @romano2005, [@bell2002; @popay2022], not @tbl-x or a@b.") == {
        "romano2005", "bell2002", "popay2022",
    }  # fmt: skip
