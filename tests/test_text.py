"""Text from outside: what is hidden is named, and no cell becomes a formula."""

import csv
import re
from dataclasses import fields, replace

import pandas as pd
import pytest

from analysis.commands.lines import insert_rows, remove_rows
from analysis.errors import Breaches, Remark
from analysis.results.records import Excerpt
from analysis.results.store import format_records, read_records
from analysis.study.reading import read_study
from analysis.survey.delivery import read_delivery
from analysis.text import find_hidden, read_cell, remove_hidden, show, write_cell
from analysis.themes.excerpts import read_excerpts
from tests.deliveries import deliver
from tests.hostile import HIDING
from tests.study_tables import rewrite

CITED = re.compile(r"(\S+?) line \d+ \((.*)\): (.*)", re.DOTALL)  # file, line, fault

EMPTY = Excerpt(**{field.name: "" for field in fields(Excerpt)} | {"year": 2019})

# The first column is what a spreadsheet would compute; OWASP, "CSV injection".
FORMULAS = (
    "=1+1", '=HYPERLINK("http://example.org","x")', "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)",
    "  =1+1", "\u00a0=1+1", "\uff1d1+1", "\uff0b1", "\uff20x", "\t=1+1", "\r=1+1", "-", "- none",
    "'=1+1", "''=1+1", "-cmd", "=", "+", "@",
)  # fmt: skip
PLAIN = (
    "", "a", "a=b", "-9", "-1.5", "+3", "-2.2 to 10.8", "-1..5", "\u22122.2", "18..100", "1. first",
    "'quoted'", "don't", "x@y", "-5%", "(=1)", "'",
)  # fmt: skip


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_becomes_text_and_comes_back(text):
    cell = write_cell(text)
    assert cell[0] == "'"
    assert "\t" not in cell and "\r" not in cell
    assert read_cell(cell) == text.replace("\t", " ").replace("\r", " ")


@pytest.mark.parametrize("text", PLAIN)
def test_numbers_intervals_and_other_text_stay(text):
    assert write_cell(text) == text == read_cell(text)


def test_every_text_comes_back():
    for text in (*FORMULAS, *PLAIN):
        assert read_cell(write_cell(text)) == text.replace("\t", " ").replace("\r", " ")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a\x1b[31mb", ["U+001B (escape)"]),
        ("a\u202eb", ["U+202E (right-to-left override)"]),
        ("a\u200bb\ufeff", ["U+200B (zero width space)", "U+FEFF (zero width no-break space)"]),
        ("a\u2066b", ["U+2066 (left-to-right isolate)"]),
        ("a\x00b", ["U+0000 (null)"]),
        ("a\u00adb", ["U+00AD (soft hyphen)"]),
        ("a\tb\nc", []),
        ("\u0646\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", []),
        ("zwölf € – 日本 👩\u200d⚕️", []),
    ],
)
def test_what_nobody_sees_is_named_shown_and_removed(text, names):
    assert find_hidden(text) == names
    assert find_hidden(show(text)) == find_hidden(remove_hidden(text)) == []
    assert (show(text) == text) == (not names)


def test_records_are_read_back_as_they_were(tmp_path):
    records = tuple(replace(EMPTY, theme=text, text=text) for text in FORMULAS if text.strip())
    path = tmp_path / "excerpts.csv"
    path.write_text(format_records(records, Excerpt, "=INVENTED()"), newline="")
    with path.open(newline="") as lines:
        cells = [cell for row in list(csv.reader(lines))[1:] for cell in row if cell]
    assert not [cell for cell in cells if cell.strip()[0] in "=+-@\uff1d\uff0b\uff20"]
    plain = [each.text.replace("\t", " ").replace("\r", " ") for each in records]
    assert [each.text for each in read_records(path, Excerpt)] == plain


def test_declarations_with_hidden_characters_are_refused_with_their_places(folder):
    for name, old, new in (
        (
            "findings.toml",
            "People involved describe better",
            "People \u202einvolved\u200b describe",
        ),
        ("themes.csv", "Ties between residents", "Ties\x1b[2J between residents"),
        ("study.toml", 'label = "2018/19"', 'label = "2018/19\\u2066"'),
    ):
        path = folder / name
        assert old in path.read_text()
        path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(Breaches) as caught:
        read_study(folder)
    cited = [CITED.fullmatch(fault) for fault in sorted(caught.value.faults)]
    assert [f"{file}: {told}" for file, _, told in (each.groups() for each in cited)] == [
        "findings.toml: claims 'social-connectivity' statement holds U+200B (zero width space), "
        "which nobody sees; take it out",
        "findings.toml: claims 'social-connectivity' statement holds U+202E (right-to-left "
        "override), which nobody sees; take it out",
        "study.toml: waves 'w2' label holds U+2066 (left-to-right isolate), which nobody sees; "
        "take it out",
        "themes.csv: label holds U+001B (escape), which nobody sees; take it out",
    ]
    quoted = [each[2] for each in cited]
    assert all("People \\u202einvolved\\u200b" in line for line in quoted[:2])
    assert quoted[2] == 'label = "2018/19\\u2066"' and "Ties\\x1b[2J" in quoted[3]


def test_a_message_shows_what_nobody_would_see():
    assert str(Breaches("a\x1b[31m.csv", ["'x\u202ey' is unknown"])) == (
        "a\\x1b[31m.csv:\n  - 'x\\u202ey' is unknown"
    )


def test_a_label_that_begins_like_a_formula_is_kept_in_the_codebook(folder):
    """As add-wave writes it, and as somebody would who opens the file in a spreadsheet."""
    study = read_study(folder)
    old = next(a for a in study.codebook if (a.variable, a.code) == ("influence", "1"))
    new = replace(old, code="5", answer="=1+1")
    text = insert_rows((folder / "codebook.csv").read_text(), [vars(new)], "variable")
    assert ",5,'=1+1,answered\n" in text
    (folder / "codebook.csv").write_text(text)
    assert "=1+1" in {answer.answer for answer in read_study(folder).codebook}


def test_rows_that_begin_like_a_formula_are_found_again():
    """Beside those of their variable, and taken out; every other line stays."""
    text = "variable,code\n'=1+1,1\nb,1\n"
    more = insert_rows(text, [{"variable": "=1+1", "code": "2"}], "variable")
    assert more == "variable,code\n'=1+1,1\n'=1+1,2\nb,1\n"
    assert remove_rows(more, lambda row: row == {"variable": "=1+1", "code": "2"}) == text


@pytest.mark.parametrize("hidden", HIDING, ids=ascii)
def test_declarations_of_waves_with_what_nobody_sees_are_refused(folder, hidden):
    """Also where it would break a line: what is refused is the cell in which it stands."""
    book = (folder / "codebook.csv").read_text().replace("coded,Sex,", f"coded,{hidden},", 1)
    (folder / "codebook.csv").write_text(book)
    (folder / "renames.csv").write_text(f"wave,delivered,variable\nw2,{hidden},damp\n")
    with pytest.raises(Breaches) as caught:
        read_study(folder)
    cited = [CITED.fullmatch(fault) for fault in caught.value.faults]
    assert {(each[1], each[3].partition(" holds U+")[0]) for each in cited} == {
        ("codebook.csv", "label"),
        ("renames.csv", "delivered"),
    }
    shown = show(hidden)
    assert {each[2] for each in cited} == {f"sex,coded,{shown},1,Man,answered", f"w2,{shown},damp"}
    assert all(f" line {7 if each[1] == 'codebook.csv' else 2} (" in each[0] for each in cited)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".parquet"])
def test_a_column_whose_name_nobody_sees_whole_is_refused(folder, tmp_path, suffix):
    study = read_study(folder)
    table = pd.read_csv(folder / "synthetic/wave-2.csv", dtype=str, keep_default_na=False)[:20]
    odd = table.rename(columns={"litter": "lit\u202eter\u200b"})
    path = tmp_path / f"w{suffix}"
    odd.to_csv(path, index=False) if suffix == ".csv" else deliver(odd, path, study.codebook)
    with pytest.raises(Breaches) as caught:
        read_delivery(path)
    place = list(table.columns).index("litter") + 1
    assert caught.value.faults == tuple(
        f"the name of column {place} holds {found}, which nobody sees; have the file exported "
        "again with the column renamed"
        for found in ("U+202E (right-to-left override)", "U+200B (zero width space)")
    )


def test_passages_lose_what_nobody_sees_and_a_remark_says_so(folder):
    path = folder / "synthetic/interviews.csv"
    rewrite(path, lambda row: row | {"summary": row["summary"] + "\u202e\x1b[2J"})
    with pytest.warns(
        Remark, match=r"interviews.csv: \d+ cells \(summary\) hold .*U\+001B \(escape\), U\+202E"
    ):
        codings = read_excerpts(read_study(folder)).codings
    assert not codings["summary"].map(find_hidden).any()
