"""What the commands show at a terminal."""

import argparse
import difflib
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import Breaches, Remark
from ..results.records import Finding
from ..study.records import Study
from .transaction import read_text


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


def show_warning(message, category, *place) -> None:
    """Show a remark as a sentence, and another warning with its place in the code."""
    if issubclass(category, Remark):
        print(f"Note: {message}")
    else:
        print(warnings.formatwarning(message, category, *place[:2]), file=sys.stderr)


def print_changes(old, new, study: Study, *, chapters: bool = False) -> None:
    """Print what changed between two states of the results, and nothing where nothing did."""
    from ..report.words.changes import count_changes, describe
    from ..results.changes import compare
    from ..results.chapters import read_chapters
    from ..results.freshness import CODE

    shown = read_chapters(CODE.parent) if chapters else ()
    found = compare(old, new, study, shown)
    told = [change for change in found if change.what or change.kind == "unread"]
    print(f"Against {old.name}: {count_changes(found)}")
    for change in told:
        print(f"  {describe(change, study)}")
        if change.chapters:
            print(f"    shown in {change.chapters.replace(' ', ', ')}")


def tell_review(finding: Finding, study: Study) -> str:
    """How a stale finding becomes current again."""
    return (
        "reread the claim beside the evidence (python -m analysis review), or set in "
        f'findings.toml reviewed_at = "{study.waves[-1].id}" and stamp = "{finding.stamp}"'
    )


def show_inspection(name: str, inspection, folder: Path, texts: dict[str, str]) -> None:
    """Print what was found in a file, topic by topic, and the lines that would be written."""
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    console = Console(highlight=False)
    size = f"{inspection.rows:,} respondents, {inspection.columns} columns"
    console.print(Text(f"{name}: {size}", "bold"))
    for topic in dict.fromkeys(point.topic for point in inspection.points):
        console.print(Text(f"\n{topic}", "bold"))
        for point in inspection.points:
            if point.topic == topic:
                console.print(Padding(Text(f"- {point.words}"), (0, 0, 0, 2)))
    show_edits(folder, texts)


def show_edits(folder: Path, texts: dict[str, str | None]) -> None:
    """Print the lines that would change in each file, or that the file would go."""
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False)
    for file, text in texts.items():
        if text is None:
            console.print(Text(f"\nTo be deleted: {file}", "bold"))
            continue
        console.print(Text(f"\nTo be written to {file}", "bold"))
        lines = difflib.ndiff(read_text(folder / file).splitlines(), text.splitlines())
        for line in (each for each in lines if each.startswith(("+ ", "- "))):
            console.print(Text(f"  {line}"), soft_wrap=True)
    console.print()


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
