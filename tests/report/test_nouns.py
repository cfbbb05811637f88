"""What respondents and places are called stands in a study's declarations and nowhere in Python."""

import ast
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path

import pytest

from analysis.pipeline import build_results
from analysis.report import brief, figures, tables, words
from analysis.report.files import unmade
from analysis.results.results import Results
from analysis.results.store import read_manifest
from analysis.study.reading import read_study
from analysis.study.records import Noun, Words

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "index.qmd", *sorted(ROOT.glob("chapters/**/*.qmd"))]
NOUNS = re.compile(
    r"\b(resident|household|neighbour(hood)?|dwelling|tenant|tenancie|landlord|villager)s?\b", re.I
)
SCHOOL = Words(
    respondent=Noun(one="pupil", many="pupils"),
    place=Noun(one="school", many="schools"),
    wave=Noun(one="term", many="terms"),
    survey=Noun(one="inquiry", many="inquiries", article="an"),
    programme="reading scheme",
)
# What the declarations of the demonstration study say, in the words of a study of schools.
SAID = (
    ("household|resident|neighbour", "pupil"), ("neighbourhood|area", "school"), ("wave", "term"),
    ("programme", "reading scheme"), ("survey", "inquiry"), ("inquirys", "inquiries"),
)  # fmt: skip
OTHERS = re.compile(
    r"\b(neighbour|neighbourhood|household|resident|area|survey|wave|programme)s?\b", re.I
)
# Names of files and of a method of statistics, which are called so in every study.
NAMES = re.compile(r"synthetic/wave-\d|\bareas\.csv|\bwave-\d\.csv|Survey linearisation")
# What _quarto.yml declares, and names of columns in files.
BOOKS = ("words.citation(", "tables.citation_files(", "tables.corrections(")


def texts(source: str) -> Iterator[ast.Constant]:
    """Strings of a module that are no docstrings."""
    tree = ast.parse(source)
    alone = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone:
            yield node


def faults(name: str, source: str) -> list[str]:
    return [f"{name}:{t.lineno} {t.value}" for t in texts(source) if NOUNS.search(t.value)]


def test_no_text_in_python_names_those_whom_one_study_asked():
    found = []
    for folder in ("analysis", "release", "render"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            found += faults(str(path.relative_to(ROOT)), path.read_text(encoding="utf-8"))
    assert not found


def test_a_planted_noun_is_caught():
    assert len(faults("a.py", 'LABEL = f"{size} Households of {place}"')) == 1
    assert len(faults("a.py", 'def tell():\n    """Residents."""\n    return "5 residents"')) == 1
    assert not faults("a.py", 'def tell():\n    """Residents."""\n    return "{respondents}"')
    assert OTHERS.search("Areas compared") and OTHERS.search("in every wave.")


@pytest.fixture(scope="module")
def school() -> Results:
    """The demonstration study as one of pupils, its results computed from its own data."""
    declared = say(read_study(ROOT / "data"))
    study = replace(declared, study=replace(declared.study, words=SCHOOL))
    evidence = build_results(study)
    said = {name: say(getattr(evidence, name)) for name in ("excerpts", "negative_cases")}
    found = {field.name: getattr(evidence, field.name) for field in fields(evidence)}
    return Results(study=study, manifest=read_manifest(study.folder), **found | said)


def say(declared, field: str = ""):
    """The same with other nouns in every text; names of files, columns and the like stay."""
    name = isinstance(declared, str) and re.fullmatch(r"[a-z0-9_./-]*", declared)
    if isinstance(declared, str) and (not name or field in ("unit", "keywords")):
        for nouns, noun in SAID:
            declared = re.sub(rf"\b({nouns})(?=s?\b)", noun, declared)
            capital = noun[0].upper() + noun[1:]
            declared = re.sub(rf"\b({nouns.title()})(?=s?\b)", capital, declared)
    if isinstance(declared, tuple):
        return tuple(say(each, field) for each in declared)
    if isinstance(declared, dict):
        return {key: say(value) for key, value in declared.items()}
    if is_dataclass(declared):
        changed = {f.name: say(getattr(declared, f.name), f.name) for f in fields(declared)}
        return replace(declared, **changed)
    return declared


def find_calls() -> list[str]:
    """What chapters call, each once."""
    found = re.findall(
        r"\b(?:brief|figures|tables|words)\.[a-z_]+\(results[^()]*\)",
        "\n".join(page.read_text(encoding="utf-8") for page in PAGES),
    )
    return sorted(call for call in set(found) if not call.startswith(BOOKS))


def read(shown) -> str:
    """All that a text, a table or a figure says."""
    if isinstance(shown, figures.Figure):
        drawn = [text for text in shown.texts if text != "programme"]  # the role that colours it
        return " ".join([shown.title, shown.alt, *drawn, read(shown.table)])
    if isinstance(shown, tables.Table):
        cells = [str(cell) for row in shown.rows for cell in row]
        return " ".join([shown.title, *shown.columns, *cells, *shown.notes])
    return shown._repr_markdown_() if hasattr(shown, "_repr_markdown_") else str(shown)


def test_a_study_of_schools_speaks_of_pupils_schools_and_terms(school):
    told, places = {}, {"brief": brief, "figures": figures, "tables": tables, "words": words}
    with unmade():
        for call in find_calls():
            for domain in school.study.domain if "domain" in call else ("",):
                shown = eval(call, places, {"results": school, "domain": domain})
                told[f"{call} {domain}"] = NAMES.sub("", read(shown))
    assert not {
        f"{call}: {text[max(0, m.start() - 60) : m.end() + 30]}"
        for call, text in told.items()
        for m in OTHERS.finditer(text)
    }
    every = " ".join(told.values())
    for said in ("100 pupils", "similar schools", "the reading scheme", "Every school counts"):
        assert said in every
    assert not re.search(r"\{[\w ]+\}", every)


def test_articles_and_genitives_fit_any_noun():
    hour = replace(SCHOOL, place=Noun(one="hour", many="hours", article="an"))
    assert hour.fill("{A place} of {places}’ days, {a place} and {a respondent}") == (
        "An hour of hours’ days, an hour and a pupil"
    )
    assert Words().fill("{respondents}’ and {places}' {x}") == "people’s and areas' {x}"
    assert Words().similar == "similar areas"
    assert Words(place=SCHOOL.place).similar == "similar schools"
    assert Words(comparators="other towns").similar == "other towns"
