"""Time and memory of the report, with the environment in place.

Each step but one runs `make report` in a copy of the repository. The limits are what the report is
held to on two cores.
"""

import dataclasses
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.table import Table

from analysis.commands.demo import DemonstrationFile, write_wave
from analysis.study.reading import read_file, read_study
from analysis.study.records import Wave
from analysis.survey.synthetic import generate_waves
from tests.copies import leave_out_word

from .processes import measure

ROOT = Path(__file__).parents[1]
NOT_COPIED = shutil.ignore_patterns(
    ".git", ".venv", ".groundwork", ".*_cache", "__pycache__", "_report", "_figures", "raw"
)
LIMITS = {  # seconds, MB
    "cold: results, site, PDF, Word": (20.0, 1000),
    "Word alone": (5.0, 1000),
    "one sentence changed": (3.0, 1000),
    "nothing changed": (1.0, 1000),
    "a new wave": (20.0, 1000),
    "nothing changed since": (1.0, 1000),
    "cold, with the new wave": (20.0, 1000),
    "cold, without Word": (20.0, 1000),
}
MOST_FOR_WORD = 1.5  # times the last step
WORD = [sys.executable, "-m", "benchmarks.word"]
BUILT = ("data/results", "_report", "_figures", ".groundwork")
FIELDWORK = date(2021, 10, 1), date(2022, 3, 31)


def main() -> None:
    """Run the steps in order and print them beside their limits."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "report"
        shutil.copytree(ROOT, copy, ignore=NOT_COPIED)
        (copy / ".venv").symlink_to(ROOT / ".venv")
        steps = dict.fromkeys(LIMITS, None)
        for name in steps:
            if name.startswith("cold"):
                for place in BUILT:
                    shutil.rmtree(copy / place, ignore_errors=True)
            if name == "one sentence changed":
                chapter = copy / "chapters/limitations.qmd"
                chapter.write_text(chapter.read_text() + "\nOne sentence more.\n")
            if name == "a new wave":
                add_wave(copy)
            if name == "cold, without Word":
                leave_out_word(copy)
            command = WORD if name == "Word alone" else ["make", "report"]
            steps[name] = run(command, copy)
    show(steps)
    with_word, without = (steps[name][0] for name in list(steps)[-2:])
    print(f"three formats take {with_word / without:.2f} times two, of at most {MOST_FOR_WORD}")


def run(command: list[str], copy: Path) -> tuple[float, float]:
    """Seconds and megabytes of a command in the copy."""
    environment = {**os.environ, "GROUNDWORK_RENDERER": "embedded"}
    seconds, megabytes, _ = measure(command, every=0.2, cwd=copy, env=environment)
    return seconds, megabytes


def add_wave(copy: Path) -> None:
    """Draw a third demonstration wave and declare it; neither counts for the report."""
    study = read_study(copy / "data")
    wave = Wave(
        id="w3", label="2021/22", period="after", fieldwork=FIELDWORK, file="", sha256=""
    )  # fmt: skip
    truth = read_file(copy / "data/demonstration.toml", DemonstrationFile).survey
    later = dataclasses.replace(study, waves=(*study.waves, wave))
    file = copy / "delivered.csv"
    write_wave(generate_waves(later, truth)[wave.id], file, study.codebook)
    words = ["--label", wave.label, "--period", wave.period, "--fieldwork", *map(str, FIELDWORK)]
    command = [sys.executable, "-m", "analysis", "add-wave", file.name, *words, "--yes"]
    subprocess.run(command, cwd=copy, check=True, stdout=subprocess.DEVNULL)


def show(steps: dict[str, tuple[float, float]]) -> None:
    """Print a row a step."""
    table = Table("step", "seconds", "at most", "MB", "at most")
    for name, (seconds, megabytes) in steps.items():
        most_seconds, most_megabytes = LIMITS[name]
        table.add_row(
            name, f"{seconds:.2f}", f"{most_seconds:g}", f"{megabytes:.0f}", f"{most_megabytes}"
        )
    Console().print(table)
