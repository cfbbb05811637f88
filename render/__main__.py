"""Render the book: `python -m render`, `… preview`, or `… word --old FOLDER --file FILE`.

`… comments FILE.docx` lists what reviewers did in a Word file that came back.
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from render.notes import find_elsewhere, find_notes, tell_notes
from render.problems import BuildError, explain_refusal, show

if TYPE_CHECKING:
    from rich.table import Table


class Lines:
    """Plain lines: what is done, and how long each stage took."""

    @contextmanager
    def stage(self, name: str) -> Iterator[Callable[[str], None]]:
        start = time.perf_counter()
        yield lambda note: None
        self.say(f"{name}: {time.perf_counter() - start:.1f} s")

    def say(self, text: str) -> None:
        print(show(text), flush=True)

    def print_table(self, table: "Table") -> None:
        from rich.console import Console

        Console(highlight=False, markup=False, emoji=False).print(table)


class Display(Lines):
    """The same on a terminal, with a sign of life while a stage lasts."""

    def __init__(self) -> None:
        from rich.console import Console

        self.console = Console(highlight=False, markup=False, emoji=False)

    @contextmanager
    def stage(self, name: str) -> Iterator[Callable[[str], None]]:
        from rich.text import Text

        with self.console.status(Text(name)) as status, super().stage(name):
            yield lambda note: status.update(Text(show(f"{name}: {note}")))

    def say(self, text: str) -> None:
        self.console.print(show(text))


def choose_renderer(asked: str | None) -> tuple[str, str]:
    """Return which renderer to use, and why in a few words."""
    asked = asked or os.environ.get("GROUNDWORK_RENDERER")
    found = shutil.which("quarto")
    version = _quarto_version(found) if found else ()
    name = ".".join(map(str, version))
    if asked and asked not in ("quarto", "embedded"):
        raise BuildError(
            f"there is no renderer `{asked}`; GROUNDWORK_RENDERER may be quarto or embedded"
        )
    if asked == "quarto" and not found:
        raise BuildError("the Quarto CLI was asked for, but is not on the PATH")
    if asked:
        return asked, "as asked"
    if version >= (1, 9):
        return "quarto", f"Quarto {name} is on this machine"
    if found:
        return "embedded", f"Quarto {name or 'here'} is older than 1.9"
    return "embedded", "the Quarto CLI is not on this machine"


def _quarto_version(command: str) -> tuple[int, ...]:
    try:
        words = [command, "--version"]
        done = subprocess.run(words, check=False, capture_output=True, text=True, timeout=30)
        return tuple(int(part) for part in done.stdout.strip().split(".")[:3])
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return ()


def read_arguments(arguments: list[str] | None) -> argparse.Namespace:
    """Return the command line, or stop with what is wrong in it."""
    parser = argparse.ArgumentParser(prog="python -m render", description=__doc__)
    commands = ("build", "preview", "word", "comments")
    parser.add_argument("command", nargs="?", choices=commands, default="build")
    parser.add_argument(
        "returned", nargs="?", type=Path, metavar="FILE.docx",
        help="comments: the Word file that came back",
    )  # fmt: skip
    parser.add_argument("--profile", help="web (the default), funder or brief")
    parser.add_argument("--renderer", choices=("quarto", "embedded"))
    parser.add_argument("--demonstration", action="store_true", help="allow synthetic data")
    parser.add_argument("--fresh", action="store_true", help="run every cell again")
    parser.add_argument("--port", type=int, default=4848, help="of the preview")
    parser.add_argument("--old", type=Path, help="word: project or website of an earlier edition")
    parser.add_argument("--file", type=Path, help="word: where the changes go")
    parser.add_argument("--author", default="Groundwork", help="word: who made the changes")
    parser.add_argument("--markdown", type=Path, help="comments: where the list goes as Markdown")
    options = parser.parse_args(arguments)
    if options.command == "word" and not (options.old and options.file):
        parser.error("word needs --old and --file")
    if (options.command == "comments") != bool(options.returned):
        parser.error("comments needs the Word file that came back, and it alone takes one")
    return options


def run(root: Path, options: argparse.Namespace, progress: Lines) -> None:
    """Build, preview or compare, and say where the result is."""
    start = time.perf_counter()
    renderer, why = choose_renderer(options.renderer)
    progress.say(f"renderer: {renderer} ({why})")
    if options.command == "preview":
        from render.preview import preview

        preview(root, options.profile, renderer, options.port)
        return
    if renderer == "quarto":
        from render.quarto import build

        pdf = build(root, options.profile, progress)
    else:
        from render.embedded import build

        pdf = build(root, options.profile, progress, options.fresh)
    if options.command == "word":
        from render.word.comparison import track_changes

        with progress.stage("compare with the earlier edition"):
            tracked = track_changes(options.old, pdf.parent, options.file, options.author)
        progress.say(f"compared: {tracked.source}")
        progress.say(f"Word: {options.file} ({tracked.count} changes)")
    notes = find_notes(root, options.profile)
    for line in tell_notes(notes, find_elsewhere(root, notes)):
        progress.say(line)
    progress.say(f"done in {time.perf_counter() - start:.1f} s")
    progress.say(f"site: {(pdf.parent / 'index.html').relative_to(root)}")
    progress.say(f"PDF:  {pdf.relative_to(root)}")
    if (word := pdf.with_suffix(".docx")).is_file():
        progress.say(f"Word: {word.relative_to(root)}")


def list_comments(root: Path, options: argparse.Namespace, progress: Lines) -> None:
    """List what reviewers did in a Word file, and where in the chapters it belongs."""
    from render.embedded import read_chapters
    from render.review import listing
    from render.review.passages import read_passages
    from render.writing import write_whole

    returned = listing.read_returned(options.returned)
    sources, outputs = read_chapters(root, options.profile, progress)
    with progress.stage("find the places"):
        found = listing.find_places(returned, read_passages(sources, outputs))
    if options.markdown:
        write_whole(options.markdown, listing.write_markdown(found, options.returned.name).encode())
        progress.say(f"list: {options.markdown}")
    else:
        progress.print_table(listing.tabulate(found))
    progress.say(listing.summarise(found))


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    options = read_arguments(arguments)
    if options.demonstration:
        os.environ["DEMONSTRATION"] = "1"
    start = list_comments if options.command == "comments" else run
    try:
        start(Path.cwd(), options, Display() if sys.stdout.isatty() else Lines())
    except BrokenPipeError:
        # Whoever read on has seen enough, such as head.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (BuildError, OSError) as error:
        refused = isinstance(error, OSError)
        for problem in [explain_refusal(error)] if refused else error.problems:
            print(show(problem), file=sys.stderr)
        if options.command not in ("word", "comments"):
            print("nothing was published; the last site stands as it was", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
