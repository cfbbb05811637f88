"""Time and memory of a command and all that it starts."""

import subprocess
import sys
import time
from contextlib import suppress

import psutil


def measure(command: list, every: float, **options) -> tuple[float, float, str]:
    """Seconds, megabytes and output of a command; ends with it if it fails.

    Memory is the largest sum of the resident memory of all its processes, sampled every so many
    seconds; pages that processes share count for each of them.
    """
    begun, peak, output = time.perf_counter(), 0, ""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, **options)
    watched = psutil.Process(process.pid)
    while process.returncode is None:
        peak = max(peak, sum_memory(watched))
        with suppress(subprocess.TimeoutExpired):
            output, _ = process.communicate(timeout=every)
    seconds = time.perf_counter() - begun
    if process.returncode:
        sys.exit(f"{' '.join(map(str, command))} failed with {process.returncode}")
    return seconds, peak / 1e6, output


def sum_memory(process: psutil.Process) -> int:
    """Bytes of resident memory of a process and its descendants; those gone meanwhile count 0."""
    total = 0
    with suppress(psutil.Error):
        for each in [process, *process.children(recursive=True)]:
            with suppress(psutil.Error):
                total += each.memory_info().rss
    return total
