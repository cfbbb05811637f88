"""Command line: python -m analysis COMMAND, one of those below."""

import os
import sys
from importlib import import_module

# Before numpy is imported. Small matrices gain nothing from threads, and with another number of
# them the last digits would differ from machine to machine.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from .commands.terminal import Parser, say
from .commands.transaction import recover
from .errors import Breaches, explain_refusal
from .study.reading import find_study

COMMANDS = {
    "results": "compute the results of the study",
    "check": "say whether the results are fresh",
    "add-wave": "inspect a wave's file and declare it",
    "withdraw-wave": "take back a wave that was added",
    "diff": "say what changed since an earlier release",
    "review": "reread stale claims one by one",
    "keep": "keep the results as the release to compare with",
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
    try:
        if recover(find_study()):
            say("A change of files that had been interrupted was taken back.", aside=True)
        return command.run(arguments)
    except Breaches as error:
        say(error, aside=True)
        return 1
    except BrokenPipeError:
        # Whoever read on has seen enough, such as head.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        say(explain_refusal(error), aside=True)
        return 1
    except KeyboardInterrupt:
        say("\nStopped.", aside=True)
        return 130


if __name__ == "__main__":
    sys.exit(main())
