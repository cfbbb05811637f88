"""Time and memory of the report, with the environment in place.

Each step runs `make report` in a fresh copy of the repository. Memory is the largest sum of the
resident memory of all processes of the step, sampled every 200 ms; pages that processes share
count for each of them. The limits are what the report is held to on two cores.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[1]
NOT_COPIED = shutil.ignore_patterns(
    ".git", ".venv", ".groundwork", ".*_cache", "__pycache__", "_report", "_figures", "raw"
)
LIMITS = {  # seconds, MB
    "cold: results, HTML, PDF": (20.0, 1000),
    "one sentence changed": (3.0, 1000),
    "nothing changed": (1.0, 1000),
}


def main() -> None:
    """Run the steps in order and print them beside their limits."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "report"
        shutil.copytree(ROOT, copy, ignore=NOT_COPIED)
        (copy / ".venv").symlink_to(ROOT / ".venv")
        shutil.rmtree(copy / "data/results")
        steps = dict.fromkeys(LIMITS, None)
        for name in steps:
            if name == "one sentence changed":
                chapter = copy / "chapters/limitations.qmd"
                chapter.write_text(chapter.read_text() + "\nOne sentence more.\n")
            steps[name] = measure(copy)
    show(steps)


def measure(copy: Path) -> tuple[float, float]:
    """Seconds and megabytes of one `make report`."""
    begun, peak = time.perf_counter(), 0
    process = subprocess.Popen(
        ["make", "report"],
        cwd=copy,
        env={**os.environ, "GROUNDWORK_RENDERER": "embedded"},
        stdout=subprocess.DEVNULL,
    )
    watched = psutil.Process(process.pid)
    while process.returncode is None:
        peak = max(peak, sum_memory(watched))
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.2)
    seconds = time.perf_counter() - begun
    if process.returncode:
        sys.exit(f"make report failed with {process.returncode}")
    return seconds, peak / 1e6


def sum_memory(process: psutil.Process) -> int:
    """Bytes of resident memory of a process and its descendants; those gone meanwhile count 0."""
    total = 0
    with suppress(psutil.Error):
        for each in [process, *process.children(recursive=True)]:
            with suppress(psutil.Error):
                total += each.memory_info().rss
    return total


def show(steps: dict[str, tuple[float, float]]) -> None:
    """Print a row a step."""
    table = Table("step", "seconds", "at most", "MB", "at most")
    for name, (seconds, megabytes) in steps.items():
        most_seconds, most_megabytes = LIMITS[name]
        table.add_row(
            name, f"{seconds:.2f}", f"{most_seconds:g}", f"{megabytes:.0f}", f"{most_megabytes}"
        )
    Console().print(table)
