"""Command line: python -m analysis results | check | add-wave | diff | review | keep | demo."""

import argparse
import dataclasses
import os
import subprocess
import sys
import tempfile
import warnings
from datetime import date
from pathlib import Path

# Before numpy is imported. Small matrices gain nothing from threads, and with another number of
# them the last digits would differ from machine to machine.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from .console import print_changes, show_inspection, show_sheet, show_warning, stage, tell_review
from .declarations import find_study, read_study
from .errors import Breaches, Remark
from .exchange import recover
from .results import find_changes, hash_file, load_results, write_results
from .study import Study


def main() -> int:
    """Run a command; errors a user can mend are printed without a traceback."""
    parser = argparse.ArgumentParser(prog="python -m analysis", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    results = commands.add_parser("results", help="compute the results of the study")
    results.add_argument("--if-stale", action="store_true", help="only if something changed")
    check = commands.add_parser("check", help="say whether the results are fresh")
    check.add_argument(
        "--demonstration", action="store_true", help="let a funder's report rest on synthetic data"
    )
    describe_arrival(commands.add_parser("add-wave", help="inspect a wave's file and declare it"))
    describe_diff(commands.add_parser("diff", help="say what changed since an earlier release"))
    review = commands.add_parser("review", help="reread stale claims one by one")
    review.add_argument("--domain", metavar="ID", help="only this domain's claim, stale or not")
    keep = commands.add_parser("keep", help="keep the results as the release to compare with")
    keep.add_argument("name", help="of the release, such as 1.0")
    commands.add_parser("demo", help="generate the demonstration data")
    arguments = parser.parse_args()
    run = {
        "results": make_results,
        "check": check_results,
        "add-wave": make_wave,
        "diff": show_changes,
        "review": review_claims,
        "keep": keep_results,
        "demo": make_demo,
    }[arguments.command]
    try:
        if recover(find_study()):
            print("An add-wave that had been interrupted was taken back.", file=sys.stderr)
        return run(arguments)
    except Breaches as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:
        # Whoever read on has seen enough, such as head.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130


def make_results(arguments: argparse.Namespace) -> int:
    """Compute and write the results, or say that they are fresh."""
    folder = find_study()
    if arguments.if_stale and not (changes := find_changes(folder)):
        print("Results are fresh.")
        return 0
    if arguments.if_stale:
        print(f"Results are made anew: {'; '.join(changes)}.")
    with stage("Declarations and packages"):
        from .pipeline import build_results

        study = read_study(folder)
    with warnings.catch_warnings():
        warnings.showwarning = show_warning
        warnings.simplefilter("always", Remark)
        evidence = build_results(study, stage)
    before = read_before(folder)
    write_results(study, evidence)
    print(f"Results are in {folder / 'results'}.")
    if before:
        from .releases import describe_release

        print_changes(before, describe_release(study, evidence), study)
    for finding in evidence.findings:
        if finding.status in ("stale", "contradicted"):
            print(f"Finding on {finding.domain} is {finding.status}: {finding.reason}")
        if finding.status == "stale":
            print(f"  {tell_review(finding, study)}")
    return 0


def read_before(folder: Path):
    """The results as they are before a run; None where there are none."""
    from .releases import read_folder

    place = folder / "results"
    if not (place / "estimates.csv").exists():
        return None
    # study.toml lies beside them and may declare more by now than they were made from.
    unknown = dict.fromkeys(("waves", "outcomes", "domains")) | {"newest": ""}
    return dataclasses.replace(read_folder(place), name="the results before", **unknown)


def describe_diff(parser: argparse.ArgumentParser) -> None:
    """Arguments of diff."""
    parser.add_argument(
        "release", nargs="?", metavar="REV",
        help="git revision, or folder of earlier results (default: the newest tag, else HEAD)",
    )  # fmt: skip
    parser.add_argument(
        "--word", type=Path, metavar="FILE",
        help="also write the report as a Word file with tracked changes; a folder is then an "
        "earlier project or its website",
    )  # fmt: skip


def show_changes(arguments: argparse.Namespace) -> int:
    """Compare the results with those of an earlier release."""
    from .releases import describe_release, read_release

    results = load_results()
    old = read_release(results.study, arguments.release)
    print_changes(old, describe_release(results.study, results), results.study, chapters=True)
    if arguments.word:
        return write_word(arguments.word, results.study, arguments.release)
    return 0


def write_word(file: Path, study: Study, release: str | None) -> int:
    """Have the renderer write the report with its changes since an earlier edition."""
    from .releases import extract_revision, find_last
    from .results import CODE

    root = CODE.parent
    with tempfile.TemporaryDirectory() as aside:
        old = Path(release or "")
        if release is None or not old.is_dir():
            old = Path(aside)
            extract_revision(root, release or find_last(study.folder), old)
        words = ["-m", "render", "word", "--old", str(old.resolve()), "--file", str(file.resolve())]
        return subprocess.run([sys.executable, *words], cwd=root, check=False).returncode


def keep_results(arguments: argparse.Namespace) -> int:
    """Keep the results as the last release."""
    from .releases import keep_release

    study = read_study(find_study())
    keep_release(study, arguments.name)
    print(f"Release {arguments.name} is kept in {study.folder / 'results/previous'}.")
    print("What comes next is compared with it: make results.")
    return 0


def review_claims(arguments: argparse.Namespace) -> int:
    """Reread claims one by one; each answer is written at once."""
    from .chapters import read_chapters
    from .results import CODE
    from .review import list_stale, review

    folder = find_study()
    changes = find_changes(folder)
    if changes:
        raise Breaches("Results are stale; run `make results`, then review", changes)
    results = load_results(folder)
    findings = list_stale(results, arguments.domain)
    if not findings:
        print("No claim is stale; there is nothing to reread.")
        return 0
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Breaches("review", ["it is for people: run it at a terminal"])
    try:
        answered = review(results, findings, read_chapters(CODE.parent), input, show_sheet, print)
    except (EOFError, KeyboardInterrupt):
        print("\nStopped; the answers so far are written. Next: make results.")
        return 130
    print(f"{answered} of {len(findings)} answered. Next: make results.")
    return 0


def check_results(arguments: argparse.Namespace) -> int:
    """Say fresh, or stale and why; for a funder's report also whether it may be built."""
    folder = find_study()
    changes = find_changes(folder)
    if changes:
        raise Breaches("Results are stale; run `make results`", changes)
    if "funder" in os.environ.get("QUARTO_PROFILE", "").split(","):
        demonstration = arguments.demonstration or bool(os.environ.get("DEMONSTRATION"))
        refuse_funder(demonstration=demonstration)
    print("Results are fresh.")
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


def describe_arrival(parser: argparse.ArgumentParser) -> None:
    """Arguments of add-wave."""
    parser.add_argument("file", type=Path, help="as the agency delivered it; it stays as it is")
    parser.add_argument("--label", required=True, help="how the report names the wave")
    parser.add_argument(
        "--period",
        required=True,
        choices=("before", "after"),
        help="whether it counts as before the programme could have an effect, or as after",
    )
    parser.add_argument(
        "--fieldwork", required=True, nargs=2, type=read_day, metavar=("FROM", "TO"),
        help="first and last day, such as 2021-10-01",
    )  # fmt: skip
    parser.add_argument("--id", help="short name in the declarations (w3, if it is the third)")
    parser.add_argument("--codebook", type=Path, help="DDI-Codebook XML that describes the columns")
    parser.add_argument(
        "--rename", action="append", default=[], type=read_rename, metavar="COLUMN=VARIABLE",
        help="take a column for a variable of the codebook; may be given several times",
    )  # fmt: skip
    decided = parser.add_mutually_exclusive_group()
    decided.add_argument("--yes", action="store_true", help="declare it without asking")
    decided.add_argument("--dry-run", action="store_true", help="show all, write nothing")


def read_day(text: str) -> date:
    """A day of the command line."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is no day such as 2021-10-01") from None


def read_rename(text: str) -> tuple[str, str]:
    """A column and the variable it holds."""
    column, sign, variable = text.rpartition("=")
    if not (sign and column and variable):
        raise argparse.ArgumentTypeError(f"'{text}' is not of the form COLUMN=VARIABLE")
    return column, variable


def make_wave(arguments: argparse.Namespace) -> int:
    """Inspect a delivered file, show what was found, and declare it once that is confirmed."""
    from .arrival import add_wave, describe_wave

    study = read_study(find_study())
    wave = describe_wave(
        study,
        arguments.file,
        label=arguments.label,
        period=arguments.period,
        fieldwork=tuple(arguments.fieldwork),
        id=arguments.id,
    )

    def confirm(inspection, texts: dict[str, str]) -> bool:
        show_inspection(arguments.file.name, inspection, study.folder, texts)
        if inspection.faults:
            raise Breaches("The wave can't be added; nothing was written", inspection.faults)
        return decide(arguments)

    added = add_wave(
        study,
        arguments.file,
        wave,
        renames=dict(arguments.rename),
        codebook=arguments.codebook,
        confirm=confirm,
    )
    if added:
        print(f"Wave '{wave.id}' is declared; its file is {study.folder / wave.file}.")
        print("Next: make results, and reread the findings that it names as stale.")
    else:
        print("Nothing was written.")
    return 0


def decide(arguments: argparse.Namespace) -> bool:
    """Whether to declare the wave: as the command line says, else as somebody answers."""
    if arguments.yes or arguments.dry_run:
        return arguments.yes
    if not sys.stdin.isatty():
        raise Breaches("add-wave", ["nobody is there to ask: give --yes or --dry-run"])
    try:
        return input("Declare the wave like this? [y/N] ").strip().lower() in ("y", "yes")
    except EOFError:
        return False


def make_demo(arguments: argparse.Namespace) -> int:
    """Write the demonstration data and say which checksums study.toml has to register."""
    from .demonstration import write_demonstration

    study = read_study(find_study())
    written = write_demonstration(study)
    print(f"Wrote {', '.join(written)} in {study.folder}.")
    for wave in study.waves:
        found = hash_file(study.folder / wave.file)
        if found != wave.sha256:
            print(f"study.toml, wave '{wave.id}': register sha256 = \"{found}\"")
    return 0


if __name__ == "__main__":
    sys.exit(main())
