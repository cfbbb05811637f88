"""new: begin a study in a folder of its own, from the files of its first waves and interviews."""

import argparse
import sys
from pathlib import Path

from ..errors import Breaches
from ..project.beginning import begin, check_free
from ..project.demonstration import find_example
from ..project.draft import Files, draft_study
from ..project.questions import Answer, Question, answer_from, hold
from .terminal import ask, say


def describe(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("folder", type=Path, help="of the new project; new or empty")
    for period in ("before", "after"):
        parser.add_argument(
            f"--{period}", nargs="+", type=Path, default=[], metavar="FILE",
            help=f"files of the waves {period} the programme, in their order",
        )  # fmt: skip
    parser.add_argument(
        "--codings", nargs="+", type=Path, default=[], metavar="FILE",
        help="projects of coding programs, or tables of excerpts",
    )  # fmt: skip
    parser.add_argument(
        "--answers", type=Path, metavar="FILE.toml", help="answers to all questions; asks nothing"
    )


def run(arguments: argparse.Namespace) -> int:
    """Ask what can't be seen in the files, and put the project into its folder."""
    folder, files = arguments.folder, read_files(arguments)
    check_free(folder)
    answers = arguments.answers
    if not (files.waves or files.codings):
        if answers:
            raise Breaches("new", ["--answers goes with files: name them with --before, --after"])
        files, answers = find_example()
        say("No files are named, so the project begins with an invented example.")
    dialogue = draft_study(files, folder.resolve().name)
    if answers:
        draft, given = answer_from(answers, dialogue)
    elif sys.stdin.isatty():
        say("Return takes what is in brackets; Control-C stops, and nothing is written.")
        draft, given = hold(dialogue, answer)
    else:
        raise Breaches("new", ["nobody is there to ask: give --answers FILE.toml"])
    begin(folder, draft, files, given)
    say(f"The project is in {folder}. Its answers are kept in data/new.toml.")
    say(f"Next: cd {folder} && make report. What is to be written is marked in its chapters.")
    return 0


def read_files(arguments: argparse.Namespace) -> Files:
    """The files that the command line names; each once."""
    waves = tuple((path, "before") for path in arguments.before)
    waves += tuple((path, "after") for path in arguments.after)
    paths = [path for path, _ in waves] + arguments.codings
    faults = [f"{path}: the file is missing" for path in paths if not path.is_file()]
    faults += [f"{path}: it is named twice" for path in {p for p in paths if paths.count(p) > 1}]
    if arguments.after and not arguments.before:
        faults.append(
            "--after without --before: an effect is a change, so a wave before the programme is "
            "needed"
        )
    if faults:
        raise Breaches("The study can't be begun", faults)
    return Files(waves=waves, codings=tuple(arguments.codings))


def answer(question: Question) -> Answer:
    """Ask until there is an answer that can be used."""
    while True:
        found = question.read(ask(describe_question(question)))
        if fault := question.refuse(found):
            say(f"  {fault}")
        else:
            return found


def describe_question(question: Question) -> str:
    """A question as one line, with what is proposed."""
    default = question.default
    proposal = default if isinstance(default, str | None) else ", ".join(default)
    choices = f" ({' / '.join(filter(None, question.choices))})" if question.choices else ""
    return f"{question.text}?{choices if len(choices) < 500 else ''} [{proposal or ''}] "
