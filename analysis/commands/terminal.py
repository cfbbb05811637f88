"""What the commands show at a terminal: the only place that prints, and nothing unseen goes there.

Names of files, revisions and texts of other times come from outside as well as data do.
"""

import argparse
import difflib
import os
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from ..errors import Breaches, Remark, explain_refusal
from ..results.records import Finding
from ..study.records import Study
from ..text import show
from .transaction import read_text


def say(text: object, *, aside: bool = False) -> None:
    """Print a text with what nobody sees written out, on the standard output or `aside` of it."""
    print(show(str(text)), file=sys.stderr if aside else sys.stdout)


def open_console():
    """A console of Rich that takes no text for markup; for texts that `style` made."""
    from rich.console import Console

    return Console(highlight=False, markup=False, emoji=False)


def style(text: str, how: str = ""):
    """A text for the console with what nobody sees written out."""
    from rich.text import Text

    return Text(show(text), how)


class Parser(argparse.ArgumentParser):
    """Reads a command line; what is wrong with it is told as other texts are."""

    def error(self, message: str) -> NoReturn:
        super().error(show(message))


def guard(call: Callable[[], int | None], refused: str = "{}", stopped: str = "Stopped.") -> int:
    """Run what a command does and return its exit code; what stops it is told and no traceback.

    Parameters
    ----------
    call : callable
        Returns the exit code, or nothing where all is well.
    refused : str
        What is said where the system refused a file, with a place for why.
    stopped : str
        What is said where somebody stopped it.
    """
    try:
        return call() or 0
    except Breaches as error:
        say(error, aside=True)
        return 1
    except BrokenPipeError:
        # Whoever read on has seen enough, such as head.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        say(refused.format(explain_refusal(error)), aside=True)
        return 1
    except KeyboardInterrupt:
        say(f"\n{stopped}", aside=True)
        return 130


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Show a stage while it runs and how long it took."""
    console = open_console()
    begun = time.perf_counter()
    if console.is_terminal:
        with console.status(name):
            yield
    else:
        yield
    console.print(f"{name}: {time.perf_counter() - begun:.1f} s", soft_wrap=True)


def show_warning(message, category, *place) -> None:
    """Show a remark as a sentence, and another warning with its place in the code."""
    if issubclass(category, Remark):
        say(f"Note: {message}")
    else:
        say(warnings.formatwarning(message, category, *place[:2]), aside=True)


def print_changes(old, new, study: Study, *, chapters: bool = False) -> None:
    """Print what changed between two states of the results, and nothing where nothing did."""
    from ..report.words.changes import count_changes, describe
    from ..results.changes import compare
    from ..results.chapters import read_chapters
    from ..results.freshness import CODE

    shown = read_chapters(CODE.parent) if chapters else ()
    found = compare(old, new, study, shown)
    told = [change for change in found if change.what or change.kind == "unread"]
    say(f"Against {old.name}: {count_changes(found, study)}")
    for change in told:
        say(f"  {describe(change, study)}")
        if change.chapters:
            say(f"    shown in {change.chapters.replace(' ', ', ')}")


def tell_review(finding: Finding, study: Study) -> str:
    """How a stale finding becomes current again."""
    at = "".join(f'reviewed_at = "{wave.id}" and ' for wave in study.waves[-1:])
    return (
        "reread the claim beside the evidence (python -m analysis review), or set in "
        f'findings.toml {at}stamp = "{finding.stamp}"'
    )


def show_inspection(name: str, inspection, folder: Path, texts: dict[str, str]) -> None:
    """Print what was found in a file, topic by topic, and the lines that would be written."""
    from rich.padding import Padding

    console = open_console()
    size = f"{inspection.rows:,} respondents, {inspection.columns} columns"
    console.print(style(f"{name}: {size}", "bold"))
    for topic in dict.fromkeys(point.topic for point in inspection.points):
        console.print(style(f"\n{topic}", "bold"))
        for point in inspection.points:
            if point.topic == topic:
                console.print(Padding(style(f"- {point.words}"), (0, 0, 0, 2)))
    show_edits(folder, texts)


def show_edits(folder: Path, texts: dict[str, str | None]) -> None:
    """Print the lines that would change in each file, or that the file would go."""
    console = open_console()
    for file, text in texts.items():
        if text is None:
            console.print(style(f"\nTo be deleted: {file}", "bold"))
            continue
        console.print(style(f"\nTo be written to {file}", "bold"))
        lines = difflib.ndiff(
            *(old.replace("\r\n", "\n").split("\n") for old in (read_text(folder / file), text))
        )
        for line in (each for each in lines if each.startswith(("+ ", "- "))):
            console.print(style(f"  {line}"), soft_wrap=True)
    console.print()


def ask(question: str) -> str:
    """What somebody types after a question.

    Raises
    ------
    KeyboardInterrupt
        Nobody will type any more.
    """
    try:
        return input(show(question))
    except EOFError:
        raise KeyboardInterrupt from None


def decide(question: str, arguments: argparse.Namespace) -> bool:
    """Whether to go on: as the command line says (--yes, --dry-run), else as somebody answers."""
    if arguments.yes or arguments.dry_run:
        return arguments.yes
    if not sys.stdin.isatty():
        raise Breaches(arguments.command, ["nobody is there to ask: give --yes or --dry-run"])
    try:
        return input(f"{question} [y/N] ").strip().lower() in ("y", "yes")
    except EOFError:
        return False
