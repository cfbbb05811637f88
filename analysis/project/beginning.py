"""A project put together: the engine, the declarations, the book, and the files delivered."""

import shutil
import tempfile
import warnings
from pathlib import Path

from ..errors import Breaches, Remark, naming
from ..study.reading import read_study
from ..study.records import Study
from ..survey.panel import build_panel
from ..themes.excerpts import read_excerpts
from .book import write_book
from .draft import Draft, Files, write_declarations
from .engine import HERE, copy_engine
from .questions import Answer, write_answers
from .templating import TEMPLATES

DATA = "data"
TESTS = "tests"
ANSWERS = "new.toml"


def begin(folder: Path, draft: Draft, files: Files, answers: dict[str, Answer]) -> None:
    """Put a project into a folder, whole or not at all.

    Parameters
    ----------
    folder : does not exist yet, or is empty
    files : are copied to where the draft declares them
    answers : that the draft was made from; they are kept

    Raises
    ------
    Breaches
        The folder holds something, or the study as drafted can't be read or analysed.
    """
    check_free(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with naming(folder), tempfile.TemporaryDirectory(dir=folder.parent, prefix=".") as aside:
        project = Path(aside) / folder.name
        copy_engine(HERE, project)
        declare(project / DATA, draft, files, answers)
        study = read_study(project / DATA)
        check_files(study)
        for name, text in write_book(study).items():
            write(project / name, text)
        shutil.copytree(TEMPLATES / TESTS, project / TESTS)
        if folder.exists():
            folder.rmdir()
        project.rename(folder)


def check_files(study: Study) -> None:
    """Read the files as each build will; what a build remarks on can wait until then."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Remark)
        if study.waves:
            build_panel(study)
        read_excerpts(study)


def check_free(folder: Path) -> None:
    """Refuse a folder that holds something, or lies within the engine that it would hold."""
    if HERE in folder.resolve().parents:
        raise Breaches(
            str(folder), [f"it lies in {HERE.name}, whose engine is copied; name one outside"]
        )
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Breaches(
            str(folder), ["there is something already; name a folder that is new or empty"]
        )


def declare(data: Path, draft: Draft, files: Files, answers: dict[str, Answer]) -> None:
    """Write the declarations and put the delivered files beside them."""
    for name, text in write_declarations(draft).items():
        write(data / name, text)
    write(data / ANSWERS, write_answers(answers))
    (data / "raw").mkdir(exist_ok=True)
    (data / "raw/.gitkeep").touch()
    waves = zip(draft.study.waves, files.waves, strict=True)
    copies = {path.name: path for path in files.written}
    copies |= {wave.file: path for wave, (path, _) in waves}
    if draft.study.qualitative:
        copies |= dict(zip(draft.study.qualitative.codings, files.codings, strict=True))
    for name, path in copies.items():
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, data / name)


def write(path: Path, text: str) -> None:
    """Write a text with the same bytes on every system."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
