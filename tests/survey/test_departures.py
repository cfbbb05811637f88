"""Sixty deliveries that depart from the codebook in the ways of survey tools and statistics
programs: each is read as the clean table cell by cell, or refused in words; none is read wrongly,
and no message holds what a respondent said."""

import csv
import dataclasses
import random
import re
import shutil
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow as pa
import pyreadstat
import pytest
from pyarrow import parquet

from analysis.commands.add_wave import add_wave, describe_wave
from analysis.study.reading import read_study
from analysis.survey.waves import read_wave
from tests.copies import ROOT
from tests.deliveries import draw_third, make_small

SHEETS = (".csv", ".xlsx")
FORMATS = (".csv",) * 9 + (".xlsx",) * 6 + (".parquet",) * 3 + (".sav", ".dta")
SECRET = re.compile(r"ZQ|[0-9][.,][0-9]{3}[.,]?[0-9]")  # a respondent's number, a weight
CELLS = ("decimals", "labels", "parted", "commas", "round", "misspelt", "empty", "categories")
PLACES = ("title", "repeated", "blank", "day")
REFUSED = {"round": "ask the agency", "misspelt": "an answer has no code"}


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> Path:
    return make_small(tmp_path_factory.mktemp("small") / "study")


@pytest.fixture(scope="module")
def clean() -> pd.DataFrame:
    """Twelve respondents of each area, with weights of four decimals on both sides of one."""
    third = draw_third(read_study(ROOT / "data")).groupby("area").head(12).reset_index(drop=True)
    third["respondent"] = [f"ZQ{row:05d}" for row in range(len(third))]
    third["weight"] = [f"{0.3 + row / 97:.3f}1" for row in range(len(third))]
    return third.astype("str")


def list_labels() -> dict[str, dict[str, str]]:
    labels: dict[str, dict[str, str]] = {}
    for row in read_study(ROOT / "data").codebook:
        if row.answer:
            labels.setdefault(row.variable, {})[row.code] = row.answer
    return labels


LABELS = list_labels()
CODED = [name for name in LABELS if name != "age"]


def restyle(label: str, chance: random.Random) -> str:
    """A label as another program writes it."""
    style = chance.choice((str, str.upper, str.lower, lambda each: f" {each}  "))
    return style(label).replace("'", chance.choice("'’`")).replace(" ", chance.choice(" \u00a0"))


def depart(table: pd.DataFrame, kinds: set[str], chance: random.Random) -> pd.DataFrame:
    """The table with cells that depart from the codebook."""
    table = table.copy()
    names = chance.sample(CODED, chance.randint(1, len(CODED)))
    half = len(names) // 2 if {"labels", "decimals"} <= kinds else len(names)
    if "decimals" in kinds:
        for name in names[:half] or names:
            end = chance.choice((".0", ".00", ",0"))
            table[name] = [code and f"{code}{end}" for code in table[name]]
    if "labels" in kinds or "misspelt" in kinds:
        for name in names[-half:]:
            table[name] = [
                restyle(LABELS[name][code], chance) if code in LABELS[name] else code
                for code in table[name]
            ]
    if "misspelt" in kinds:
        most = table[names[-1]].value_counts().index[0]
        table[names[-1]] = table[names[-1]].replace(most, f"{most} or so")
    if "commas" in kinds:
        table["weight"] = table["weight"].str.replace(".", ",")
    if "parted" in kinds:
        marks = chance.choice(((",", "."), (".", ","), (" ", ","), ("\u202f", "."), ("’", ".")))
        signs = dict(zip("TD", marks, strict=True))
        texts = [f"{float(weight) * 1000:,.1f}" for weight in table["weight"]]
        table["weight"] = [
            text.replace(",", "T").replace(".", "D").translate(str.maketrans(signs))
            for text in texts
        ]
    if "round" in kinds:
        table["weight"] = [f"{float(weight) * 1000:,.0f}" for weight in table["weight"]]
    return table


def write_rows(table: pd.DataFrame, kinds: set[str], chance: random.Random) -> list[list[str]]:
    """Header and rows, with what stands above and between them."""
    rows = [list(table), *table.to_numpy().tolist()]
    if "repeated" in kinds:
        rows[1:1] = [[f'{{"ImportId":"QID{n}","timeZone":"x"}}' for n in range(len(rows[0]))]]
        if chance.random() < 0.7:
            rows[1:1] = [[f"What do you say\nof {name}?" for name in table]]
    if "blank" in kinds:
        for _ in range(chance.randint(1, 3)):
            place = chance.randint(0, len(rows[0]))
            for number, row in enumerate(rows):
                row.insert(place, chance.choice(("", " ")) if number < 2 else "")
    if "title" in kinds:
        above = [["Household survey, third wave"], [], ["health", "area"], ["final, for now"]]
        rows[:0] = above[: chance.randint(1, 4)]
    return rows


def write_text(rows: list[list[str]], path: Path, chance: random.Random) -> None:
    width = max(map(len, rows))
    padded = chance.random() < 0.5
    with path.open("w", newline="", encoding=chance.choice(("utf-8", "utf-8-sig"))) as target:
        writer = csv.writer(target, delimiter=chance.choice(",;\t"))
        writer.writerows([*row, *[""] * (width - len(row))] if padded else row for row in rows)


def write_sheet(rows: list[list[str]], path: Path, day: bool, chance: random.Random) -> None:
    book = openpyxl.Workbook()
    numeric = chance.random() < 0.5
    for row in rows:
        book.active.append([
            float(cell) if numeric and re.fullmatch(r"-?\d+(\.\d{4})?", cell) else cell or None
            for cell in row
        ])  # fmt: skip
    if day:
        place = max(map(len, rows)) + 1
        top = next(n for n, row in enumerate(rows, 1) if "respondent" in row)
        book.active.cell(top, place, "interviewed")
        cell = book.active.cell(top + 5, place, 3_000_000_000)
        cell.number_format = "yyyy-mm-dd"
    book.save(path)


def write_frame(table: pd.DataFrame, path: Path, kinds: set[str], chance: random.Random) -> None:
    """Parquet, SPSS and Stata: texts where something departs, else numbers."""
    frame = table.copy()
    for name in [*CODED, "weight", "age"]:
        if frame[name].str.fullmatch(r"(-?\d+(\.\d{4})?)?").all() and chance.random() < 0.8:
            frame[name] = pd.to_numeric(frame[name])
        elif "categories" in kinds:
            frame[name] = frame[name].astype("category")
    day = "day" in kinds
    if path.suffix == ".parquet":
        arrow = pa.Table.from_pandas(frame, preserve_index=False)
        if day:
            days = pa.array([10**8] * len(frame), pa.date32())
            arrow = arrow.append_column("interviewed", days)
        parquet.write_table(arrow, path)
    elif path.suffix == ".sav":
        frame = frame.astype({n: "str" for n in frame if frame[n].dtype == "category"})
        if day:
            frame["interviewed"] = 6e12
        formats = {"interviewed": "DATETIME20"} if day else {}
        pyreadstat.write_sav(frame, str(path), variable_format=formats)
    else:
        frame.to_stata(path, write_index=False, version=118)


def deliver(table, path: Path, kinds: set[str], chance: random.Random) -> None:
    departed = depart(table, kinds, chance)
    if path.suffix in SHEETS:
        rows = write_rows(departed, kinds, chance)
        if path.suffix == ".csv":
            write_text(rows, path, chance)
        else:
            write_sheet(rows, path, "day" in kinds, chance)
    else:
        if "repeated" in kinds and path.suffix == ".parquet":
            header, *rows = write_rows(departed, {"repeated"}, chance)
            departed = pd.DataFrame(rows, columns=header)
        write_frame(departed, path, kinds, chance)


def choose_kinds(suffix: str, chance: random.Random) -> set[str]:
    kinds = set(chance.sample(CELLS, chance.randint(0, 3)))
    if suffix == ".parquet":
        kinds |= set(chance.sample(("repeated", "day"), chance.randint(0, 2)))
    elif suffix == ".sav":
        kinds |= {"day"}
    elif suffix in SHEETS:
        kinds |= set(chance.sample(PLACES, chance.randint(0 if kinds else 1, 3)))
    weights = [kind for kind in ("round", "parted", "commas") if kind in kinds]
    return kinds - set(weights[1:]) or {"labels"}


def inspect(study, path: Path):
    """What add-wave finds in a file, and the wave as it would be registered."""
    found = []
    wave = describe_wave(
        study, path, label="2021/22", period="after",
        fieldwork=(date(2021, 10, 1), date(2022, 3, 31)),
    )  # fmt: skip

    def confirm(inspection, texts):
        found.append(inspection)
        return False

    add_wave(study, path, wave, renames={}, codebook=None, confirm=confirm)
    return found[0]


@pytest.mark.parametrize("number", range(60))
def test_a_delivery_is_read_right_or_refused(small, clean, tmp_path, number):
    chance = random.Random(number)
    suffix = chance.choice(FORMATS)
    kinds = choose_kinds(suffix, chance)
    wanted = clean.copy()
    if "empty" in kinds:
        for name in chance.sample([*CODED, "age"], 5):
            wanted.loc[chance.sample(range(len(wanted)), 20), name] = ""
    path = tmp_path / f"third{suffix}"
    deliver(wanted, path, kinds, chance)

    study = read_study(small)
    found = inspect(study, path)
    told = "\n".join([*found.faults, *(point.words for point in found.points)])
    assert not SECRET.search(told), (kinds, told)
    for kind in kinds & set(REFUSED):
        assert REFUSED[kind] in "\n".join(found.faults), (kinds, told)
    if kinds & set(REFUSED):
        return
    assert not found.faults, (kinds, found.faults)

    # As it would be rebuilt from what is declared and the registered file.
    wave = found.proposal.wave
    folder = tmp_path / "study"
    (folder / "synthetic").mkdir(parents=True)
    shutil.copy(path, folder / wave.file)
    declared = dataclasses.replace(found.proposal.add(study), folder=folder)
    table = read_wave(declared, wave).reset_index(drop=True)
    for name in clean.columns.drop("weight"):
        assert table[name].str.strip().tolist() == wanted[name].tolist(), (kinds, name)
    scale = table["weight"].astype(float) / wanted["weight"].astype(float)
    assert (scale - scale[0]).abs().max() < 1e-9 and round(scale[0], 6) in (1, 1000), kinds
