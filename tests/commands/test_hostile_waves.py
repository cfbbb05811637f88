"""Wave files in which names, labels, codes and answers are hostile: each is declared as it is written,
refused, or cleaned with a remark; nothing runs, and a withdrawal takes all of it back."""

import re
import shlex
import sys
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from analysis.__main__ import main
from analysis.errors import Breaches
from analysis.study.reading import read_study
from analysis.study.records import Answer
from analysis.survey.delivery import read_delivery, write_letter
from analysis.survey.validation import find_breaches
from analysis.survey.waves import correct, list_corrections, read_wave
from analysis.text import remove_hidden
from tests.copies import ROOT
from tests.deliveries import FORMATS, add, deliver, draw_third, make_small, write_ddi
from tests.hostile import ATTACKS, BARRED, HIDING, TEXTS, find_formulas, find_lost
from tests.interruptions import snapshot

LABELLED = (".sav", ".dta")  # formats with labels, in which names of columns are plain words
FILE = "=1+1 <script>alert(1)<\\script> \x1b[31m\u202e$(id) `id`"
CODED = 20
REQUIRED = ("respondent", "area", "arm", "weight", "notice")


@pytest.fixture(scope="module")
def third() -> pd.DataFrame:
    """A third wave of twelve respondents an area, twelve of whom give a new answer."""
    found = draw_third(read_study(ROOT / "data")).groupby("area").head(12).reset_index(drop=True)
    found.loc[found.index[:12], "influence"] = "5"
    return found


@pytest.fixture
def study(tmp_path) -> Path:
    return make_small(tmp_path / "study")


def plant(third: pd.DataFrame, labels: tuple[str, ...], answers: tuple[str, ...]):
    """The wave with coded columns and an open one, and the codebook that describes them."""
    left, rows, table = iter(labels), [], third.copy()
    for place in range(CODED):
        name = f"coded_{place}"
        table[name] = [str(1 + n % 4) for n in range(len(table))]
        first = Answer(variable=name, type="coded", label=next(left, "plain"), code="0")
        rows += [
            Answer(**{**vars(first), "code": str(code), "answer": next(left, "plain")})
            for code in range(1, 5)
        ]
    rows.append(Answer(variable="influence", type="coded", code="5", answer=next(left, "plain")))
    table["open"] = [answers[n % len(answers)] for n in range(len(table))]
    return table, (*read_study(ROOT / "data").codebook, *rows)


def write(table: pd.DataFrame, path: Path, codebook) -> list[str]:
    """Write the file of a wave; how add-wave is told of a codebook where the format has no labels."""
    if path.suffix == ".csv":
        table.to_csv(path, index=False)
    else:
        deliver(table, path, codebook)
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        book.active.title = "=1+1<script>{{< env HOME >}}"
        for cell in (cell for row in book.active.iter_rows() for cell in row):
            cell.data_type = "s" if cell.data_type == "f" else cell.data_type
        book.save(path)
    if path.suffix in LABELLED:
        return []
    return ["--codebook", str(write_ddi(path.parent / "codebook.xml", codebook))]


def list_hiding(*, xml: bool) -> tuple[str, ...]:
    """Texts that hide something, of those that XML can hold where it is XML that has to."""
    return tuple(text for text in HIDING if not xml or not ILLEGAL_CHARACTERS_RE.search(text))


def withdraw(monkeypatch) -> None:
    monkeypatch.setattr(sys, "argv", ["analysis", "withdraw-wave", "w3", "--yes"])
    assert main() == 0


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_file_is_declared_as_written_without_what_nobody_sees(
    third, study, tmp_path, monkeypatch, capsys, suffix
):
    names = () if suffix in LABELLED else ATTACKS
    texts = (*list_hiding(xml=suffix not in LABELLED), *TEXTS)
    table, codebook = plant(third, texts, (*ATTACKS, *list_hiding(xml=suffix == ".xlsx")))
    area = table["area"]
    table["area"] = area.mask(area == "NFL-04", "\u202eNFL-04\u200b")
    table = table.assign(**dict(zip(names, TEXTS, strict=False)))
    more = write(table, file := tmp_path / f"{FILE}{suffix}", codebook)
    before = snapshot(study)
    assert add(monkeypatch, study, file, "--dry-run", *more) == 0
    told = capsys.readouterr().out
    assert snapshot(study) == before
    assert add(monkeypatch, study, file, "--yes", *more) == 0
    again = capsys.readouterr()
    assert again.out.startswith(told.removesuffix("Nothing was written.\n"))
    assert not BARRED.search(again.out + again.err)
    labels = [remove_hidden(" ".join(row.answer.split())) for row in codebook[-4 * CODED :]]
    assert find_lost({"names": names, "labels": labels}, told.replace('""', '"')) == []
    for name in ("area", "open"):
        place = list(table).index(name) + 1
        where = write_letter(place) if suffix == ".xlsx" else place
        assert f"Column {where}: cells hold characters that nobody sees (U+" in told
    assert re.search(r"Labels in the (file|codebook) of 'coded_0', 'coded_1', ", told)

    found = read_study(study)
    assert {name.replace("\t", " ") for name in names} <= {row.variable for row in found.codebook}
    declared = {(row.variable, row.code): row.answer for row in found.codebook}
    asked = [(row.variable, row.code) for row in codebook[-4 * CODED :]]
    assert [declared[each] for each in asked] == labels
    assert find_formulas((study / "codebook.csv").read_text()) == []
    wave = found.waves[-1]
    frame = read_wave(found, wave)
    assert [
        *correct(frame, list_corrections(found, wave)),
        *find_breaches(frame, found, wave),
    ] == []
    assert list(frame["open"]) == [remove_hidden(text) for text in table["open"]]
    assert list(frame["area"]) == list(area)
    withdraw(monkeypatch)
    assert snapshot(study) == before


def test_renamed_and_corrected_they_are_declared_as_written(
    third, study, tmp_path, monkeypatch, capsys
):
    """A column under another name, an area and codes written differently, and again without."""
    delivered = dict(zip([name for name in third if name not in REQUIRED], ATTACKS, strict=False))
    table = third.rename(columns=delivered)
    table["area"] = table["area"].replace({"NFL-04": "=NFL-04", "CMP-02": "@cmp<02>"})
    table.to_csv(file := tmp_path / "w.csv", index=False)
    before = snapshot(study)
    codebook = [replace(row, variable=delivered.get(row.variable, row.variable))
                for row in plant(third, (), ("",))[1]]  # fmt: skip
    ddi = write_ddi(tmp_path / "c.xml", codebook)
    stated = [f"--rename={column}={variable}" for variable, column in delivered.items()]
    code = add(monkeypatch, study, file, "--yes", "--codebook", str(ddi), *stated)
    assert code == 0, capsys.readouterr().err
    said = capsys.readouterr().out
    assert "Area NFL-04 is written '=NFL-04'" in said and not BARRED.search(said)
    assert find_formulas((study / "renames.csv").read_text()) == []
    found = read_study(study)
    assert {each.variable: each.delivered for each in found.renames} == delivered
    frame = read_wave(found, found.waves[-1])
    assert correct(frame, list_corrections(found, found.waves[-1])) == []
    assert set(frame["area"]) == set(third["area"])
    withdraw(monkeypatch)
    assert snapshot(study) == before


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".parquet"])
def test_names_that_hide_something_are_refused_at_once(third, tmp_path, suffix):
    kept = list_hiding(xml=suffix == ".xlsx")
    table = third[:3].assign(**dict.fromkeys(kept, "x"))
    write(table, file := tmp_path / f"w{suffix}", ())
    with pytest.raises(Breaches) as caught:
        read_delivery(file)
    assert {fault.partition(" holds")[0] for fault in caught.value.faults} == {
        f"the name of column {list(table).index(name) + 1}" for name in kept
    }


def test_a_codebook_whose_names_hide_something_is_refused(
    third, study, tmp_path, monkeypatch, capsys
):
    third.drop(columns="influence").to_csv(file := tmp_path / "w.csv", index=False)
    ddi = write_ddi(tmp_path / "c.xml", (Answer(variable="dam\u200bp", type="coded"),))
    before = snapshot(study)
    assert add(monkeypatch, study, file, "--yes", "--codebook", str(ddi)) == 1
    assert "c.xml:\n  - the name of variable 1 holds U+200B (zero width space)" in (
        capsys.readouterr().err
    )
    assert snapshot(study) == before


def test_a_suggested_command_is_safe_to_paste(third, study, tmp_path, monkeypatch, capsys):
    name = "x'; touch pwned; '"
    third.rename(columns={"damp": name}).to_csv(file := tmp_path / "w.csv", index=False)
    ddi = write_ddi(tmp_path / "c.xml", plant(third, (), ("",))[1])
    assert add(monkeypatch, study, file, "--dry-run", "--codebook", str(ddi)) == 0
    said = " ".join(capsys.readouterr().out.split())
    words = said.partition("start again with ")[2].partition(". ")[0].removesuffix(".")
    assert shlex.split(words) == ["--rename", f"{name}=damp"]
