"""Tables of excerpts and of documents: what fits the declarations, and what does not."""

import csv
import shutil
from pathlib import Path

import pandas as pd
import pytest

from analysis.errors import Breaches
from analysis.study.reading import read_study
from analysis.themes.excerpts import rate, read_excerpts

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture
def folder(tmp_path) -> Path:
    copy = tmp_path / "study"
    shutil.copytree(DATA, copy, ignore=shutil.ignore_patterns("raw", "results", "wave-*"))
    return copy


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def set_cell(path: Path, column: str, value: str, line: int = 3) -> None:
    with path.open(newline="") as source:
        rows = list(csv.reader(source))
    rows[line - 1][rows[0].index(column)] = value
    with path.open("w", newline="") as target:
        csv.writer(target).writerows(rows)


def faults(folder: Path) -> list[str]:
    with pytest.raises(Breaches) as caught:
        read_excerpts(read_study(folder))
    return list(caught.value.faults)


CASES = {
    "unknown code": ("interviews", "code", "neighbour-tie",
        "synthetic/interviews.csv: codes without a row in codeframe.csv: 'neighbour-tie'; add a row for each"),
    "unknown document": ("interviews", "document", "INT-99",
        "documents without a row in synthetic/sources.csv: 'INT-99'; add a row for each, with its source, kind, role, date and consent"),
    "unknown valence": ("interviews", "valence", "good", "line 3: valence 'good' is not declared; right: positive, mixed, negative"),
    "no document": ("interviews", "document", " ", "line 3: document is empty"),
    "unknown role": ("sources", "role", "mayor", "line 3: role 'mayor' is not declared; right: resident-adv"),
    "no role": ("sources", "role", "", "line 3: role is empty"),
    "unknown kind": ("sources", "kind", "letter", "line 3: kind 'letter' is not declared; right: interview"),
    "unknown consent": ("sources", "consent", "yes", "line 3: consent 'yes' is not declared; right: quote, summary, none"),
    "bad date": ("sources", "date", "31/05/2019", "line 3: date is not of the form 2019-05-31"),
    "document twice": ("sources", "document", "INT-01", "lines 2, 3: one document has several rows"),
    "two roles": ("sources", "source", "INT-03", "lines 3, 4: one source has several roles"),
}  # fmt: skip


@pytest.mark.parametrize(("file", "column", "value", "words"), CASES.values(), ids=CASES.keys())
def test_breach(folder, file, column, value, words):
    if words.endswith("several roles"):
        set_cell(folder / "synthetic/sources.csv", "role", "third-sector")
    set_cell(folder / f"synthetic/{file}.csv", column, value)
    assert any(words in fault for fault in faults(folder)), faults(folder)


def test_all_faults_of_all_files_come_at_once(folder):
    set_cell(folder / "synthetic/interviews.csv", "valence", "good")
    set_cell(folder / "synthetic/journals.csv", "code", "")
    set_cell(folder / "synthetic/sources.csv", "kind", "letter")
    found = "\n".join(faults(folder))
    assert all(f"synthetic/{name}.csv" in found for name in ("interviews", "journals", "sources"))


def test_a_theme_that_nothing_is_coded_to_is_named(folder):
    edit(folder / "codeframe.csv", "grants,grants,,", "grants-2,grants,,\ngrants,,,Not used")
    assert faults(folder) == [
        "theme 'grants' is never used: nothing is coded 'grants-2'; map a code to it in "
        "codeframe.csv or take it out of themes.csv"
    ]


def test_coders_of_one_document_have_to_be_named_in_order(folder):
    edit(folder / "study.toml", 'coders = ["first", "second"]', 'coders = ["first"]')
    assert faults(folder) == [
        "coders 'second' coded documents that others coded too; name all coders of them under "
        "qualitative coders in study.toml, the one whose work counts first"
    ]


def test_the_first_coder_named_counts_and_the_second_where_alone(folder):
    order = 'coders = ["first", "second"]'
    first = read_excerpts(read_study(folder))
    edit(folder / "study.toml", order, 'coders = ["second", "first"]')
    second = read_excerpts(read_study(folder))
    shared = first.codings.groupby("document")["coder"].nunique()
    shared = set(shared.index[shared == 2])
    assert len(shared) == 10
    for excerpts, leads in ((first, "first"), (second, "second")):
        counted = excerpts.counted()
        assert set(counted[counted["document"].isin(shared)]["coder"]) == {leads}
        assert set(counted[~counted["document"].isin(shared)]["coder"]) == {"first"}


def test_a_code_that_is_left_out_counts_for_nothing(folder):
    edit(folder / "codeframe.csv", "grants,grants,,", "grants,,,Coded for another study")
    edit(folder / "codeframe.csv", "skills,skills,,", "skills,grants,,\nskill,skills,,")
    set_cell(folder / "synthetic/interviews.csv", "code", "skill")
    codings = read_excerpts(read_study(folder)).codings
    with (folder / "synthetic/interviews.csv").open() as lines:
        rows = [row for row in csv.DictReader(lines) if row["code"] == "skills"]
    found = codings[(codings["theme"] == "grants") & (codings["kind"] == "interview")]
    assert len(found) == len(rows) > 0


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("x,neighbour-ties,negative,", "'x': it has a theme and a valence; right: one of the two"),
        ("x,,,", "'x': neither theme nor valence; name one, or say in note why it is left out"),
        ("x,grant,,", "'x': theme 'grant' is not declared; did you mean 'grants'?"),
        ("grants,grants,,", "codes: 'grants' is declared 2 times; once would be right"),
    ],
)
def test_rows_of_the_codeframe(folder, row, words):
    path = folder / "codeframe.csv"
    path.write_text(path.read_text() + row + "\n")
    with pytest.raises(Breaches) as caught:
        read_study(folder)
    # What stands twice is no fault of one line.
    last = len(path.read_text().splitlines())
    place = "" if "2 times" in words else f" line {last} ({row})"
    assert caught.value.faults == (f"codeframe.csv{place}: {words}",)


def test_a_theme_without_a_code_is_named(folder):
    edit(folder / "codeframe.csv", "grants,grants,,\n", "")
    with pytest.raises(Breaches, match="no code stands for theme 'grants'; add a row with theme"):
        read_study(folder)


def passages(*rows):
    columns = ["document", "coder", "code", "start", "end", "text", "valence"]
    return pd.DataFrame(rows, columns=columns).astype({"start": float, "end": float})


def test_a_passage_has_the_valence_coded_on_it_or_on_one_that_it_overlaps():
    themes = passages(
        ("x", "A", "t", 0, 10, "a", ""),
        ("x", "A", "t", 20, 30, "b", ""),
        ("x", "A", "t", 40, 50, "c", ""),
        ("x", "B", "t", 0, 10, "a", ""),
        ("y", "A", "t", None, None, "said", ""),
        ("y", "A", "t", None, None, "else", ""),
    )
    ratings = passages(
        ("x", "A", "good", 5, 12, "", "positive"),
        ("x", "A", "good", 25, 28, "", "positive"),
        ("x", "A", "bad", 29, 40, "", "negative"),
        ("y", "A", "bad", None, None, "said", "negative"),
    )
    found = rate(themes, ratings)["valence"].tolist()
    assert found == ["positive", "mixed", "", "", "negative", ""]
