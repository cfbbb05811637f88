"""Invented studies to try Groundwork out on: delivered files, and the answers that go with them."""

import shutil
from pathlib import Path

from ..errors import Breaches, naming
from .draft import Files

HERE = Path(__file__).parent / "demonstrations"
EXAMPLE = "orchard-schools"
ANSWERS = "answers.toml"


def list_demonstrations() -> tuple[str, ...]:
    """Names of all invented studies."""
    return tuple(sorted(path.name for path in HERE.iterdir() if path.is_dir()))


def find_example() -> tuple[Files, Path]:
    """The files of the study that a project begins with where none are named, with an example of
    every declaration, and its answers."""
    folder = HERE / EXAMPLE
    files = Files(
        waves=((folder / "before.csv", "before"), (folder / "after.csv", "after")),
        codings=(folder / "interviews.csv",),
        written=tuple(sorted((folder / "example").iterdir())),
    )
    return files, folder / ANSWERS


def copy_demonstration(name: str, folder: Path) -> tuple[str, ...]:
    """Put the files of an invented study into a folder; return their names.

    Raises
    ------
    Breaches
        There is no such study, or a file of that name is in the folder already.
    """
    if name not in list_demonstrations():
        right = ", ".join(list_demonstrations())
        raise Breaches("--study", [f"there is no invented study '{name}'; right: {right}"])
    paths = sorted(path for path in (HERE / name).iterdir() if path.is_file())
    if there := [path.name for path in paths if (folder / path.name).exists()]:
        faults = [f"{each} is there already; name a folder without it" for each in there]
        raise Breaches(str(folder), faults)
    with naming(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for path in paths:
            shutil.copyfile(path, folder / path.name)
    return tuple(path.name for path in paths)
