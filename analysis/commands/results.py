"""results: compute the results of the study, and say what changed."""

import argparse
import dataclasses
import warnings
from pathlib import Path

from ..errors import Remark
from ..results.freshness import find_changes
from ..results.results import write_results
from ..study.reading import find_study, read_study
from .terminal import print_changes, say, show_warning, stage, tell_review


def describe(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("--if-stale", action="store_true", help="only if something changed")


def run(arguments: argparse.Namespace) -> int:
    """Compute and write the results, or say that they are fresh."""
    folder = find_study()
    if arguments.if_stale and not (changes := find_changes(folder)):
        say("Results are fresh.")
        return 0
    if arguments.if_stale:
        say(f"Results are made anew: {'; '.join(changes)}.")
    with stage("Declarations and packages"):
        from ..pipeline import build_results

        study = read_study(folder)
    with warnings.catch_warnings():
        warnings.showwarning = show_warning
        warnings.simplefilter("always", Remark)
        evidence = build_results(study, stage)
    before = read_before(folder)
    write_results(study, evidence)
    say(f"Results are in {folder / 'results'}.")
    if before:
        from ..results.releases import describe_release

        print_changes(before, describe_release(study, evidence), study)
    for finding in evidence.findings:
        if finding.status in ("stale", "contradicted"):
            say(f"Finding on {finding.domain} is {finding.status}: {finding.reason}")
        if finding.status == "stale":
            say(f"  {tell_review(finding, study)}")
    return 0


def read_before(folder: Path):
    """The results as they are before a run; None where there are none."""
    from ..results.releases import lie_in, read_folder

    place = folder / "results"
    if not lie_in(place):
        return None
    # study.toml lies beside them and may declare more by now than they were made from.
    unknown = dict.fromkeys(("waves", "outcomes", "domains")) | {"newest": ""}
    return dataclasses.replace(read_folder(place), name="the results before", **unknown)
