"""check: say whether the results are fresh, and whether a funder's report may rest on them."""

import argparse
import os

from ..errors import Breaches
from ..results.freshness import find_changes
from ..results.results import load_results
from ..study.reading import find_study
from .terminal import say, tell_review


def describe(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument(
        "--demonstration", action="store_true", help="let a funder's report rest on synthetic data"
    )


def run(arguments: argparse.Namespace) -> int:
    """Say fresh, or stale and why; for a funder's report also whether it may be built."""
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
    """Stop a funder's report on stale findings or, unless asked for, on synthetic data."""
    results = load_results()
    faults = [
        f"the finding on {finding.domain} is stale: {tell_review(finding, results.study)}"
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
