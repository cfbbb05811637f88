"""chapter: write a chapter for what was declared since the book was written."""

import argparse
from pathlib import Path

from ..errors import Breaches
from ..project.book import PROFILES, list_chapters, write_chapter, write_profile, write_section
from ..project.listing import list_chapter
from ..project.parts import list_subjects
from ..study.reading import find_study, read_study
from ..study.records import Study
from .terminal import say
from .transaction import alone, read_text, replace_together

DOMAIN = "domain"
# What has to be declared for a chapter that not every study has.
NEEDS = {
    "sample": "a wave",
    "impact": "several domains, and a wave before and one after the programme",
    "baseline": "several domains, and waves before the programme only",
    "integration": "waves before and after the programme, and coded interviews",
    "published": "numbers in published.toml",
    "checklists": "items in checklists.csv",
}
# Sections that stand in a chapter of another name, and what has to be declared for them.
SECTIONS = {"logic-model": ("chapters/programme.qmd", "{#sec-logic}")}


def describe(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.add_argument(
        "name", help="domain, the name of a chapter such as integration, or logic-model"
    )
    parser.add_argument("id", nargs="?", help="of the domain")


def run(arguments: argparse.Namespace) -> int:
    """Write a chapter and list it in the editions that have it."""
    study = read_study(find_study())
    root = Path()
    with alone(root):
        texts = (
            add_section(root, study, arguments.name)
            if arguments.name in SECTIONS
            else add_chapter(root, study, find_path(study, arguments.name, arguments.id))
        )
        replace_together(root, texts, {})
    for name in texts:
        say(f"written: {name}")
    say("Its notes for writers say what belongs there; make report lists them.")
    return 0


def find_path(study: Study, name: str, id: str | None) -> str:
    """Return the file of the chapter that is asked for.

    Raises
    ------
    Breaches
        There is no such domain or chapter, or the study declares nothing for it.
    """
    if name == DOMAIN:
        subjects = {subject.id: subject.chapter for subject in list_subjects(study)}
        if id in subjects:
            return subjects[id]
        known = ", ".join(subjects) or "none yet; declare it under [[domains]] of study.toml"
        said = f"there is no domain '{id}'" if id else "name the domain"
        raise Breaches("The chapter is not written", [f"{said}; declared: {known}"])
    if id:
        raise Breaches("The chapter is not written", [f"only a domain has an id; found '{id}'"])
    path = f"chapters/{name}.qmd"
    chapters = list_chapters(study)
    if path in chapters:
        return path
    if name in NEEDS:
        fault = f"nothing is declared for '{name}': it needs {NEEDS[name]}"
    else:
        below = [each for each in chapters if each.startswith("chapters/")]
        names = [each.removeprefix("chapters/").removesuffix(".qmd") for each in below]
        fault = f"there is no chapter '{name}'; known: {', '.join([*names, *SECTIONS])}"
    raise Breaches("The chapter is not written", [fault])


def add_chapter(root: Path, study: Study, path: str) -> dict[str, str]:
    """Return the texts of the chapter and of the profiles that list it, by their names.

    Raises
    ------
    Breaches
        The file is there, or a profile has no place for it.
    """
    if (root / path).exists():
        raise Breaches(
            "The chapter is not written", [f"{path} is there; it stays as somebody wrote it"]
        )
    texts = {path: write_chapter(study, path)}
    for name in PROFILES:
        text = read_text(root / name)
        edited = list_chapter(name, text, write_profile(study, name), path) if text else text
        if edited != text:
            texts[name] = edited
    return texts


def add_section(root: Path, study: Study, name: str) -> dict[str, str]:
    """Return the text of the chapter that a section belongs to, with it at its end.

    Raises
    ------
    Breaches
        The section or its chapter is there or not there as it has to be, or nothing is declared
        for it.
    """
    path, mark = SECTIONS[name]
    text = read_text(root / path)
    faults = []
    if study.logic_model is None:
        faults.append("nothing is declared for it: it needs logic-model.toml")
    if not text:
        faults.append(f"{path}, which it belongs to, is not there")
    if mark in text:
        faults.append(f"{path} has it; it stays as somebody wrote it")
    if faults:
        raise Breaches(f"The section '{name}' is not written", faults)
    return {path: f"{text.rstrip()}\n\n{write_section(study, name)}"}
