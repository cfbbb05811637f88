"""Command line: python -m analysis COMMAND, one of those below."""

import os
import sys
from argparse import Namespace
from importlib import import_module
from types import ModuleType

# Before numpy is imported. Small matrices gain nothing from threads, and with another number of
# them the last digits would differ from machine to machine.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from .commands.terminal import Parser, guard, say
from .commands.transaction import recover
from .study.reading import find_study

COMMANDS = {
    "new": "begin a study in a folder of its own",
    "upgrade": "bring this engine into another project",
    "results": "compute the results of the study",
    "check": "say whether the results are fresh",
    "add-wave": "inspect a wave's file and declare it",
    "withdraw-wave": "take back a wave that was added",
    "diff": "say what changed since an earlier release",
    "review": "reread stale claims one by one",
    "keep": "keep the results as the release to compare with",
    "chapter": "write a chapter for what was declared since",
    "schema": "write the schemas by which editors check declarations",
    "demo": "generate the demonstration data",
}


def main() -> int:
    """Run a command; errors a user can mend are printed without a traceback."""
    parser = Parser(prog="python -m analysis", description=__doc__)
    parsers = parser.add_subparsers(dest="command", required=True)
    for name, purpose in COMMANDS.items():
        described = parsers.add_parser(name, help=purpose)
        # Only what is asked for is imported: a check of freshness need not wait for the rest.
        if name in sys.argv[1:2]:
            command = import_module(f".commands.{name.replace('-', '_')}", __package__)
            command.describe(described)
    arguments = parser.parse_args()
    return guard(lambda: run(command, arguments))


def run(command: ModuleType, arguments: Namespace) -> int:
    """Run a command, once files that an earlier one left half changed are whole again."""
    if recover(find_study()):
        say("A change of files that had been interrupted was taken back.", aside=True)
    return command.run(arguments)


if __name__ == "__main__":
    sys.exit(main())
