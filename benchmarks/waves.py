"""Time and memory of inspecting a wave that arrives, in every format.

Each step runs `add-wave --dry-run` on a file in a copy of the study: rows of its newest wave,
drawn with replacement, under numbers of their own. A workbook holds no million rows of this
width within the size that is read.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
from rich.console import Console
from rich.table import Table

from analysis.commands.demo import write_wave
from analysis.study.reading import read_study
from analysis.study.records import Study
from analysis.survey.validation import find_column

from .processes import measure

ROOT = Path(__file__).parents[1]
SEED = 20211001
FORMATS = {
    3_000: (".csv", ".sav", ".zsav", ".dta", ".parquet", ".xlsx"),
    1_000_000: (".csv", ".sav", ".zsav", ".dta", ".parquet"),
}
LIMITS = {3_000: (3.0, 2000), 1_000_000: (20.0, 2000)}  # seconds, MB
ARGUMENTS = ("--label", "newest", "--period", "after", "--fieldwork", "2030-10-01", "2031-03-31")


def main() -> None:
    """Run the steps in order and print them beside their limits."""
    table = Table("rows", "format", "file, MB", "seconds", "at most", "MB", "at most")
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "study"
        shutil.copytree(ROOT / "data", copy, ignore=shutil.ignore_patterns("raw", "results"))
        study = read_study(copy)
        for rows, suffixes in FORMATS.items():
            wave = draw_rows(study, rows)
            for suffix in suffixes:
                path = Path(folder) / f"newest{suffix}"
                write(wave, path, study)
                seconds, megabytes = inspect(path, copy)
                most_seconds, most_megabytes = LIMITS[rows]
                table.add_row(
                    f"{rows:,}", suffix, f"{path.stat().st_size / 1e6:.1f}", f"{seconds:.1f}",
                    f"{most_seconds:g}", f"{megabytes:.0f}", f"{most_megabytes}",
                )  # fmt: skip
                path.unlink()
    Console().print(table)


def draw_rows(study: Study, rows: int) -> pd.DataFrame:
    """So many rows of the newest wave, each under a number of its own."""
    newest = pd.read_csv(study.folder / study.waves[-1].file, dtype=str, keep_default_na=False)
    chosen = np.random.default_rng(SEED).integers(0, len(newest), rows)
    drawn = newest.iloc[chosen].reset_index(drop=True)
    return drawn.assign(
        **{find_column(study, "respondent"): [f"N{row:07d}" for row in range(rows)]}
    )


def write(wave: pd.DataFrame, path: Path, study: Study) -> None:
    """Write the file; .zsav is compressed SPSS, which the demonstration's writer does not write."""
    if path.suffix != ".zsav":
        write_wave(wave, path, study.codebook)
        return
    import pyreadstat

    numeric = {row.variable for row in study.codebook if row.type in ("coded", "number", "weight")}
    numbers = wave.apply(lambda each: pd.to_numeric(each) if each.name in numeric else each)
    pyreadstat.write_sav(numbers, str(path), compress=True)


def inspect(path: Path, folder: Path) -> tuple[float, float]:
    """Seconds and megabytes of one inspection."""
    command = [sys.executable, "-m", "analysis", "add-wave", path, *ARGUMENTS, "--dry-run"]
    environment = {**os.environ, "STUDY": str(folder)}
    seconds, megabytes, _ = measure(command, every=0.05, cwd=ROOT, env=environment)
    return seconds, megabytes
