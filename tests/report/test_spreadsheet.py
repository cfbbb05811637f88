"""Tables as files: what a program reads in them is what the page shows, and nothing is computed."""

import csv
import io
import re
import unicodedata
from dataclasses import replace

import pandas as pd
import pytest
from test_figures import all_figures
from test_tables import all_tables

from analysis.report import figures, tables
from analysis.report.numbers import interval, with_interval
from analysis.report.spreadsheet import save
from analysis.report.tables.table import Table
from analysis.results.records import Mark

NUMBER = re.compile(r"[−-]?\d[\d,]*(?:\.\d+)?")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def read(path):
    """Return what is said above the header, and the rows as the standard library reads them."""
    text = path.read_text(encoding="utf-8-sig")
    said = [line for line in text.splitlines() if line.startswith("# ")]
    return said, list(csv.reader(io.StringIO("\n".join(text.splitlines()[len(said) :]))))


def flat(text):
    return " ".join(str(text).replace("\u00a0", " ").split())


def numbers(text):
    """Return the numbers of a text in plain digits, in their order."""
    return [each.replace("−", "-").replace(",", "") for each in NUMBER.findall(flat(text))]


def every_table(results):
    return [*all_tables(results), *(figure.table for figure in all_figures(results))]


def test_every_number_of_a_table_is_in_its_file_and_no_other(results):
    for table in every_table(results):
        _, (header, *rows) = read(table.save())
        shown = [row for row in table.rows if len(row) > 1]
        assert all(len(row) == len(header) for row in rows)
        if len(shown) < len(table.rows):
            assert header[0] == "Group"
            rows = [row[1:] for row in rows if any(row[1:])]
        for made, found in zip(shown, rows, strict=True):
            for place in table.numeric:
                assert set(numbers(made[place])) <= {n for cell in found for n in numbers(cell)}
            texts = [flat(cell) for place, cell in enumerate(made) if place not in table.numeric]
            assert [text for text in texts if text not in map(flat, found)] == []


def test_the_file_of_outcomes_holds_their_numbers_one_by_one(results):
    frame = pd.read_csv(tables.outcomes(results).save(), comment="#")
    row = frame[frame["Outcome"] == "Play outside, %"].iloc[0]
    assert row["Group"] == "Play"
    assert (row["GS, before"], row["GS, after"]) == (27.1, 33.0)
    assert (row["Others, before"], row["Others, after"]) == (28.0, 26.4)
    ends = [row[f"Effect (95% CI){end}"] for end in ("", ", low", ", high")]
    assert ends == [7.5, 1.6, 13.5]
    assert (row["p"], row["Adj. p"], row["Verdict"]) == (0.013, "[z]", "Better")


def test_counts_stand_beside_what_they_are_of(results):
    frame = pd.read_csv(tables.themes(results, "air").save(), comment="#")
    trees = frame[frame["Theme"] == "Trees"].iloc[0]
    assert int(trees["People interviewed"]) == 31
    assert int(trees["People interviewed, of"]) == 41
    assert "[c]" in set(frame["People interviewed"])


def test_a_hidden_effect_is_hidden_with_its_interval(with_estimate):
    hidden = dict.fromkeys(("effect", "low", "high"), Mark.CONFIDENTIAL)
    frame = pd.read_csv(
        figures.domain(with_estimate("smoke", **hidden), "air").table.save(), comment="#"
    )
    row = frame[frame["Outcome"] == "Smoke at home, %"].iloc[0]
    assert [row[f"Effect (95% CI){end}"] for end in ("", ", low", ", high")] == ["[c]"] * 3


def test_an_unreliable_effect_keeps_its_symbol_in_a_column_of_its_own(with_estimate):
    found = with_estimate("smoke", reliability=Mark.UNRELIABLE)
    frame = pd.read_csv(figures.domain(found, "air").table.save(), comment="#")
    row = frame[frame["Outcome"] == "Smoke at home, %"].iloc[0]
    assert (row["Effect (95% CI)"], row["Effect (95% CI), symbol"]) == (-2.0, "[u]")


def test_what_stands_above_says_what_the_file_holds(results, hidden_people):
    said, _ = read(tables.themes(hidden_people, "air").save())
    study = results.study.study
    assert said[0] == f"# {study.title}."
    assert said[1].endswith(": Clean air.")
    assert said[2] == "# A row for each: Theme."
    assert "# INVENTED FOR TESTS, not about anybody." in said
    assert "# [c] confidential: the number rests on fewer than 10 people" in "\n".join(said)
    assert "# These results have not been released." in said


@pytest.fixture
def hidden_people(results):
    return replace(
        results,
        themes=tuple(
            replace(s, people=Mark.CONFIDENTIAL) if s.by == "all" else s for s in results.themes
        ),
    )


def test_the_file_of_a_figure_says_what_is_drawn_and_what_was_found(results):
    said, (header, *rows) = read(figures.levels(results, "play").table.save())
    assert said[1] == (
        "# Levels of a domain’s outcomes over the waves, by group of areas: Play. "
        "Better than in other streets: Play outside."
    )
    assert header == ["Outcome", "Group of areas", "2020", "2023"]
    assert rows == [
        ["Play outside, %", "GS", "27.1", "33.0"], ["Play outside, %", "Others", "28.0", "26.4"],
    ]  # fmt: skip


FORMULAS = (
    "=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\t=1+1", "\uff1d1+1", "a,=1+1", "a;=1+1",
    'a","=1+1', "'=1+1", "x\n=1+1", "x\r\n\"=1+1", "#, =1+1",
)  # fmt: skip


def is_formula(cell):
    return unicodedata.normalize("NFKC", cell).strip().startswith(("=", "+", "-", "@"))


@pytest.mark.parametrize("hostile", FORMULAS)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_no_spreadsheet_finds_a_formula_wherever_the_text_stands(hostile, separator):
    rows = ((hostile,), (hostile, "1.0"), ("x", hostile))
    path = save("x", [hostile], [hostile, "n"], rows, frozenset())
    text = path.read_text(encoding="utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text), delimiter=separator) for cell in row]
    assert not [cell for cell in cells if is_formula(cell)]
    assert text.count("\n") == 4
    frame = pd.read_csv(path, comment="#")
    assert frame.shape == (2, 3)


def test_hostile_labels_are_text_in_every_file(hostile_results):
    figure = figures.themes(hostile_results, "play")
    for table in [*all_tables(hostile_results), figure.table]:
        _, rows = read(table.save())
        assert not [
            cell
            for row in rows
            for cell in row
            if is_formula(cell) and not NUMBER.match(cell) and not cell.startswith("'")
        ]
        assert len({len(row) for row in rows}) == 1
        assert len(pd.read_csv(table.save(), comment="#")) == len(rows) - 1


def test_a_cell_with_the_sign_of_a_comment_is_read_whole():
    path = save("x", ["about"], ["a", "b"], (("x # y", "# z"),), frozenset())
    assert pd.read_csv(path, comment="#").iloc[0].tolist() == ["x # y", "# z"]


def test_excel_is_told_that_the_text_is_in_utf_8():
    path = save("x", ["über"], ["a"], (("→",),), frozenset())
    assert path.read_bytes().startswith("\ufeff# über\n".encode())


def test_a_heading_without_rows_is_a_row():
    path = save("x", [], ["a", "b"], (("Nothing changed",),), frozenset())
    assert read(path)[1] == [["Group", "a", "b"], ["Nothing changed", "", ""]]


def test_large_and_negative_numbers_are_read_as_numbers():
    cell = with_interval("−1,234.5", interval(-2345.6, 3.0))
    path = save("x", [], ["a", "n"], (("1,234", cell),), frozenset({1}))
    frame = pd.read_csv(path, comment="#")
    assert frame.iloc[0].tolist() == ["1,234", -1234.5, -2345.6, 3.0]


def test_other_content_another_file_and_the_same_once(results):
    first, again = (tables.outcomes(results).save() for _ in range(2))
    assert first == again
    other = save("x", [], ["a"], (("1",),), frozenset())
    assert other != save("x", [], ["a"], (("2",),), frozenset())


def test_without_a_name_there_is_nothing_to_download():
    assert "behind" not in Table(columns=("a",), rows=(("x",),))._repr_markdown_()
