"""Command line: python -m analysis results | check | demo."""

import argparse
import os
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

# Before numpy is imported. Small matrices gain nothing from threads, and with another number of
# them the last digits would differ from machine to machine.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from .declarations import find_study, read_study
from .errors import Breaches, Remark
from .results import find_changes, hash_file, load_results, write_results


def main() -> int:
    """Run a command; errors a user can mend are printed without a traceback."""
    parser = argparse.ArgumentParser(prog="python -m analysis", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    results = commands.add_parser("results", help="compute the results of the study")
    results.add_argument("--if-stale", action="store_true", help="only if something changed")
    check = commands.add_parser("check", help="say whether the results are fresh")
    check.add_argument(
        "--demonstration", action="store_true", help="let a funder's report rest on synthetic data"
    )
    commands.add_parser("demo", help="generate the demonstration data")
    arguments = parser.parse_args()
    try:
        return {"results": make_results, "check": check_results, "demo": make_demo}[
            arguments.command
        ](arguments)
    except Breaches as error:
        print(error, file=sys.stderr)
        return 1


def make_results(arguments: argparse.Namespace) -> int:
    """Compute and write the results, or say that they are fresh."""
    folder = find_study()
    if arguments.if_stale and not (changes := find_changes(folder)):
        print("Results are fresh.")
        return 0
    if arguments.if_stale:
        print(f"Results are made anew: {'; '.join(changes)}.")
    with stage("Declarations and packages"):
        from .pipeline import build_results

        study = read_study(folder)
    with warnings.catch_warnings():
        warnings.showwarning = show_warning
        warnings.simplefilter("always", Remark)
        evidence = build_results(study, stage)
    write_results(study, evidence)
    print(f"Results are in {folder / 'results'}.")
    for finding in evidence.findings:
        if finding.status in ("stale", "contradicted"):
            print(f"Finding on {finding.domain} is {finding.status}: {finding.reason}")
    return 0


def show_warning(message, category, *place) -> None:
    """Show a remark as a sentence, and another warning with its place in the code."""
    if issubclass(category, Remark):
        print(f"Note: {message}")
    else:
        print(warnings.formatwarning(message, category, *place[:2]), file=sys.stderr)


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Show a stage while it runs and how long it took."""
    from rich.console import Console

    console = Console(highlight=False)
    begun = time.perf_counter()
    if console.is_terminal:
        with console.status(name):
            yield
    else:
        yield
    console.print(f"{name}: {time.perf_counter() - begun:.1f} s", soft_wrap=True)


def check_results(arguments: argparse.Namespace) -> int:
    """Say fresh, or stale and why; for a funder's report also whether it may be built."""
    folder = find_study()
    changes = find_changes(folder)
    if changes:
        raise Breaches("Results are stale; run `make results`", changes)
    if "funder" in os.environ.get("QUARTO_PROFILE", "").split(","):
        demonstration = arguments.demonstration or bool(os.environ.get("DEMONSTRATION"))
        refuse_funder(demonstration=demonstration)
    print("Results are fresh.")
    return 0


def refuse_funder(*, demonstration: bool) -> None:
    """Stop a funder's report on stale findings or, unless asked for, on synthetic data."""
    results = load_results()
    faults = [
        f"the finding on {finding.domain} is stale: reread the claim in findings.toml and set "
        f"its reviewed_at to '{results.study.waves[-1].id}'"
        for finding in results.findings
        if finding.status == "stale"
    ]
    if results.study.synthetic and not demonstration:
        faults.append(
            "the data are synthetic; to see what it will look like: DEMONSTRATION=1 make funder "
            "(--demonstration for python -m render)"
        )
    if faults:
        raise Breaches("The funder's report is not built", faults)


def make_demo(arguments: argparse.Namespace) -> int:
    """Write the demonstration data and say which checksums study.toml has to register."""
    from .demonstration import write_demonstration

    study = read_study(find_study())
    written = write_demonstration(study)
    print(f"Wrote {', '.join(written)} in {study.folder}.")
    for wave in study.waves:
        found = hash_file(study.folder / wave.file)
        if found != wave.sha256:
            print(f"study.toml, wave '{wave.id}': register sha256 = \"{found}\"")
    return 0


if __name__ == "__main__":
    sys.exit(main())
