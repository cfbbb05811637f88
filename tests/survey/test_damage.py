"""Three hundred damaged files: each is refused in words, or caught by its registered checksum, and
no message holds what a respondent said."""

import dataclasses
import hashlib
import random
import re
import shutil
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from analysis.commands.add_wave import add_wave, describe_wave
from analysis.errors import Breaches
from analysis.study.reading import read_study
from analysis.survey.delivery import read_delivery
from analysis.survey.panel import build_panel
from analysis.survey.waves import find_change
from tests.copies import ROOT
from tests.deliveries import deliver, draw_third, make_small

ROWS = 60
# Each kind of damage at least once; a file of a statistics package takes a process of its own.
FILES = {".csv": 130, ".xlsx": 70, ".parquet": 70, ".sav": 10, ".zsav": 10, ".dta": 10}
SECRET = re.compile(r"ZQ|[0-9]\.[0-9]{3}")  # in every respondent's number, in every weight


def cut(content: bytes, chance: random.Random) -> bytes:
    """Cut off anywhere."""
    return content[: chance.randrange(1, len(content))]


def flip(content: bytes, chance: random.Random) -> bytes:
    """Three flipped bits anywhere."""
    return flip_within(content, chance, len(content))


def flip_head(content: bytes, chance: random.Random) -> bytes:
    """Three flipped bits where the file describes itself."""
    return flip_within(content, chance, min(len(content), 2000))


def flip_within(content: bytes, chance: random.Random, end: int) -> bytes:
    changed = bytearray(content)
    for _ in range(3):
        changed[chance.randrange(end)] ^= 1 << chance.randrange(8)
    return bytes(changed)


def lose(content: bytes, chance: random.Random) -> bytes:
    """A piece in the middle is lost."""
    start = chance.randrange(len(content) - 200)
    return content[:start] + content[start + chance.randrange(1, 200) :]


def overwrite(content: bytes, chance: random.Random) -> bytes:
    """A piece is overwritten by zeros, as by a failing disk."""
    start = chance.randrange(len(content) - 200)
    return content[:start] + b"\x00" * 200 + content[start + 200 :]


def empty(content: bytes, chance: random.Random) -> bytes:
    return b""


def garble(content: bytes, chance: random.Random) -> bytes:
    """Something else altogether."""
    return chance.randbytes(len(content))


DAMAGES = (cut, flip, flip_head, lose, overwrite, cut, flip, flip_head, empty, garble)


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> Path:
    """The demonstration study with a few respondents, and a third wave of every format."""
    folder = make_small(tmp_path_factory.mktemp("small") / "study")
    study = read_study(folder)
    third = (
        draw_third(read_study(ROOT / "data")).groupby("area").head(4)[:ROWS].reset_index(drop=True)
    )
    third["respondent"] = [f"ZQ{row:05d}" for row in range(len(third))]
    third["weight"] = [f"{1 + row / 997:.4f}" for row in range(len(third))]
    (folder / "delivered").mkdir()
    for suffix in FILES:
        deliver(third, folder / f"delivered/third{suffix}", study.codebook)
    return folder


def arrive(folder: Path, path: Path) -> str:
    """All that add-wave says of a file, however it ends."""
    study, said = read_study(folder), []

    def confirm(inspection, texts):
        said.extend([point.words for point in inspection.points])
        said.extend(inspection.faults)
        return False

    try:
        wave = describe_wave(
            study, path, label="2021/22", period="after",
            fieldwork=(date(2021, 10, 1), date(2022, 3, 31)),
        )  # fmt: skip
        add_wave(study, path, wave, renames={}, codebook=None, confirm=confirm)
    except Breaches as error:
        said.append(str(error))
    return "\n".join(said)


def damage_files(folder: Path, suffix: str, target: Path):
    """Damaged copies of a format's file, the same ones every time."""
    content = (folder / f"delivered/third{suffix}").read_bytes()
    for number in range(FILES[suffix]):
        chance = random.Random(number)
        damaged = DAMAGES[number % len(DAMAGES)](content, chance)
        path = target / f"damaged-{number}{suffix}"
        path.write_bytes(damaged)
        if damaged != content:
            yield path


@pytest.mark.parametrize("suffix", FILES)
def test_damage_is_refused_or_caught_by_the_checksum(small, tmp_path, suffix):
    """Whatever loads and differs is not what study.toml has registered."""
    whole = small / f"delivered/third{suffix}"
    good = read_delivery(whole).table
    study = read_study(small)
    registered = dataclasses.replace(
        study.waves[0], file="delivered/now", sha256=hashlib.sha256(whole.read_bytes()).hexdigest()
    )
    ends = {"refused": 0, "equal": 0, "caught": 0}
    for path in damage_files(small, suffix, tmp_path):
        wave = dataclasses.replace(registered, file=str(path))
        (told,) = find_change(study, wave)
        assert "the file is not the one registered" in told
        try:
            found = read_delivery(path).table
        except Breaches as error:
            assert len(error.faults) >= 1 and str(error).startswith(path.name)
            ends["refused"] += 1
            said = str(error)
        else:
            ends["equal" if found.equals(good) else "caught"] += 1
            said = arrive(small, path)
        assert not SECRET.search(said), said
    assert ends["refused"] >= FILES[suffix] // 3
    assert sum(ends.values()) >= FILES[suffix] - 1


def test_three_hundred_files_are_damaged():
    assert sum(FILES.values()) == 300


@pytest.mark.parametrize("suffix", FILES)
@pytest.mark.parametrize("other", FILES)
def test_a_file_under_another_format_s_name(small, tmp_path, suffix, other):
    path = tmp_path / f"renamed{other}"
    path.write_bytes((small / f"delivered/third{suffix}").read_bytes())
    said = arrive(small, path)
    assert not SECRET.search(said)
    alike = {suffix, other} <= {".sav", ".zsav"} or suffix == other
    assert (f"the name ends in {other}, but the content is" in said) == (not alike)


@pytest.mark.parametrize("suffix", FILES)
def test_rows_that_stand_twice(small, tmp_path, suffix):
    table = read_delivery(small / f"delivered/third{suffix}").table
    twice = pd.concat([table, table[:3]], ignore_index=True)
    said = arrive(small, deliver(twice, tmp_path / f"w{suffix}", read_study(small).codebook))
    assert "the same respondent stands more than once, in 6 rows" in said
    assert not SECRET.search(said)


@pytest.mark.parametrize("suffix", FILES)
def test_rows_that_stand_twice_under_other_numbers(small, tmp_path, suffix):
    """Interviews of the wave before, delivered again as new ones."""
    study = read_study(small)
    table = read_delivery(small / f"delivered/third{suffix}").table
    again = pd.read_csv(small / "synthetic/wave-2.csv", dtype=str)[:5]
    again["respondent"] = [f"ZQX{row}" for row in range(5)]
    both = pd.concat([table, again], ignore_index=True)
    said = arrive(small, deliver(both, tmp_path / f"w{suffix}", study.codebook))
    assert "5 rows repeat, answer for answer, a row of an earlier wave" in said
    assert not SECRET.search(said)


def test_a_header_that_was_cut_off(small, tmp_path):
    """The first respondent's answers stand for names of columns, and are not repeated."""
    path = tmp_path / "w.csv"
    lines = (small / "delivered/third.csv").read_bytes().split(b"\r\n")
    path.write_bytes(b"\r\n".join(lines[1:]))
    said = arrive(small, path)
    assert "the first line has to be a header" in said or "have a name that stands twice" in said
    assert not SECRET.search(said)


def test_encodings_mixed_in_one_file(small, tmp_path):
    path = tmp_path / "w.csv"
    content = (small / "delivered/third.csv").read_bytes().split(b"\r\n")
    for first, second in (("utf-8", "cp1252"), ("utf-8", "mac_roman"), ("cp1252", "mac_roman")):
        lines = list(content)
        lines[3] += "Überholt – Café".encode(first)
        lines[9] += "naïve Señora".encode(second)
        path.write_bytes(b"\r\n".join(lines))
        said = arrive(small, path)
        assert "mixed" in said, (first, second)
        assert not SECRET.search(said)


@pytest.mark.parametrize("suffix", FILES)
def test_a_registered_file_that_changed_stops_the_build(small, tmp_path, suffix):
    """Flipped bits in the middle load silently in most formats; the checksum stops them."""
    folder = tmp_path / "study"
    shutil.copytree(small, folder)
    path = folder / f"synthetic/wave-2{suffix}"
    whole = (folder / f"delivered/third{suffix}").read_bytes()
    path.write_bytes(whole)
    declared = folder / "study.toml"
    text = declared.read_text().replace("synthetic/wave-2.csv", f"synthetic/wave-2{suffix}")
    old = read_study(folder).waves[1].sha256
    declared.write_text(text.replace(old, hashlib.sha256(whole).hexdigest()))
    path.write_bytes(flip_within(whole, random.Random(3), len(whole)))
    with pytest.raises(Breaches, match="not the one registered") as caught:
        build_panel(read_study(folder))
    assert not SECRET.search(str(caught.value))
