"""keep: keep the results as the release that later ones are compared with."""

import argparse

from ..results.releases import keep_release
from ..study.reading import find_study, read_study
from .terminal import say


def describe(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("name", help="of the release, such as 1.0")


def run(arguments: argparse.Namespace) -> int:
    """Keep the results as the last release."""
    study = read_study(find_study())
    keep_release(study, arguments.name)
    say(f"Release {arguments.name} is kept in {study.folder / 'results/previous'}.")
    say("What comes next is compared with it: make results.")
    return 0
