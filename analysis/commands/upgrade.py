"""upgrade: put this engine into a project that has an older one; what is the study's stays."""

import argparse
import shutil
import tempfile
from pathlib import Path

from ..errors import Breaches, naming
from ..project.engine import (
    BEFORE,
    HERE,
    RECORD,
    Upgrade,
    copy_engine,
    describe_engine,
    plan_upgrade,
    read_news,
    write_record,
)
from ..study.reading import read_study
from .terminal import decide, say
from .transaction import alone, recover, replace_together


def describe(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument("folder", type=Path, help="of the project")
    parser.add_argument(
        "--overwrite", action="store_true", help="replace files of the engine edited there as well"
    )
    parser.add_argument(
        "--back", action="store_true", help="bring back the engine that the last upgrade replaced"
    )
    decided = parser.add_mutually_exclusive_group()
    decided.add_argument("--yes", action="store_true", help="do it without asking")
    decided.add_argument("--dry-run", action="store_true", help="show all, write nothing")


def run(arguments: argparse.Namespace) -> int:
    """Show what an upgrade changes and do it once that is confirmed."""
    project = arguments.folder.resolve()
    if recover(project):
        say("An upgrade that had been interrupted was taken back.", aside=True)
    root = project / BEFORE if arguments.back else HERE
    if not root.is_dir():
        raise Breaches(project.name, [f"{BEFORE} is missing: no upgrade can be taken back here"])
    if project == root:
        raise Breaches(project.name, ["this is the project whose engine is running; name another"])
    plan = plan_upgrade(project, root)
    if plan.empty:
        say(f"{project.name} has this engine already ({plan.new}).")
        return 0
    show_plan(plan, read_news(root, plan.old))
    if plan.edited and not arguments.overwrite:
        raise Breaches(
            f"{project.name} is not upgraded",
            [f"{name} was edited there; take the edit to the engine, or give --overwrite (it is "
             f"kept in {BEFORE})" for name in plan.edited],
        )  # fmt: skip
    if not decide("Replace the engine?", arguments):
        say("Nothing was written.")
        return 0
    replace_engine(project, root, plan)
    say(f"{project.name} has engine {plan.new}; what it had is in {BEFORE} (--back).")
    if not arguments.back:
        tell_declarations(project)
    say(f"Next: cd {project.name} && make report")
    return 0


def show_plan(plan: Upgrade, news: str) -> None:
    """Print what would change: files, packages, and what the engine's own history says."""
    say(f"Engine {plan.old} → {plan.new}")
    for names, what in (
        (plan.changed, "changed"),
        (plan.added, "new"),
        (plan.removed, "gone"),
    ):
        if names:
            say(f"  {what}: {len(names)} files ({', '.join(names[:3])}{', …' * (len(names) > 3)})")
    for name, (old, new) in plan.packages.items():
        say(f"  package {name}: {old or 'none'} → {new or 'none'}")
    if news:
        say(f"\n{news}\n")


def replace_engine(project: Path, root: Path, plan: Upgrade) -> None:
    """Keep the project's engine aside, and put another in its place, whole or not at all."""
    with naming(project), tempfile.TemporaryDirectory(dir=project, prefix=".") as aside:
        new, old = Path(aside) / "new", Path(aside) / "old"
        copy_engine(root, new)
        copy_engine(project, old)
        texts = dict.fromkeys(plan.removed) | {RECORD: write_record(describe_engine(new))}
        copies = {name: new / name for name in (*plan.added, *plan.changed)}
        with alone(project):
            replace_together(project, texts, copies)
            shutil.rmtree(project / BEFORE, ignore_errors=True)
            old.rename(project / BEFORE)


def tell_declarations(project: Path) -> None:
    """Say what the new engine wants declared otherwise."""
    try:
        read_study(project / "data")
    except Breaches as error:
        say("The study has to be declared anew in places:")
        for fault in error.faults:
            say(f"  - {fault}")
