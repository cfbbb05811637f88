"""check: say whether the results are fresh, and whether a funder's report may rest on them."""

import argparse
import os
from pathlib import Path

from ..errors import Breaches
from ..results.freshness import find_changes
from ..results.results import Results, load_results
from ..study.reading import find_study
from .terminal import say, tell_review


def describe(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument(
        "--demonstration", action="store_true", help="let a funder's report rest on synthetic data"
    )


def run(arguments: argparse.Namespace) -> int:
    """Say fresh, or stale and why; for a funder's report also what it lacks, and whether it may be
    built."""
    folder = find_study()
    changes = find_changes(folder)
    if changes:
        raise Breaches("Results are stale; run `make results`", changes)
    if "funder" in os.environ.get("QUARTO_PROFILE", "").split(","):
        demonstration = arguments.demonstration or bool(os.environ.get("DEMONSTRATION"))
        refuse_funder(demonstration=demonstration)
    say("Results are fresh.")
    return 0


def refuse_funder(*, demonstration: bool) -> None:
    """Stop a funder's report on stale findings, on what the funder would not take and, unless
    asked for, on synthetic data; a demonstration is built with its gaps, which are told."""
    # Imported here: other checks show nothing.
    from ..report.manuscript import find_gaps

    results = load_results()
    gaps = find_gaps(Path(), results)
    shown = results.study.synthetic and demonstration
    faults = [*list_stale(results), *([] if shown else gaps)]
    if results.study.synthetic and not demonstration:
        faults.append(
            "the data are synthetic; to see what it will look like: DEMONSTRATION=1 make funder "
            "(--demonstration for python -m render)"
        )
    if faults:
        raise Breaches("The funder's report is not built", faults)
    if gaps:
        say("This demonstration may be built. A real report would not be yet:")
        for gap in gaps:
            say(f"  - {gap}")


def list_stale(results: Results) -> list[str]:
    """Name the findings that nobody has reread since their evidence changed."""
    return [
        f"the finding on {finding.domain} is stale: {tell_review(finding, results.study)}"
        for finding in results.findings
        if finding.status == "stale"
    ]
