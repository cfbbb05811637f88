"""What a study declares → the prose and the configuration of its report, with notes for writers.

The templates mirror a project. Which chapters a report has is told by the profiles' templates and
by nothing else; a domain's chapter is made from one template for all.
"""

import os
import re
from datetime import UTC, date, datetime
from typing import Any

from ..report.numbers import SPACE
from ..report.sentence import capital, day
from ..study.records import Study
from .engine import read_version
from .filling import Code, fill, write
from .parts import (
    Subject,
    find_parts,
    list_checklists,
    list_subjects,
    list_traits,
    make_keys,
)
from .templating import TEMPLATES

PROFILES = tuple(f"_quarto-{name}.yml" for name in ("web", "funder", "brief"))
ALONE = ("README.md", "CITATION.cff", "_quarto.yml", "references.bib")  # list no chapters
DOMAIN = "chapters/domain.qmd"
AUTHOR = "The evaluation team"
LISTED = re.compile(r"^ *- (\S+\.qmd)$", re.MULTILINE)
ENTRY = re.compile(r"^@\w+\{([^,\s]+),", re.MULTILINE)


def write_book(study: Study) -> dict[str, str]:
    """Return all files of a project that are prose or tell how the book is made, by their paths."""
    context = describe(study)
    files = {name: fill(name, context) for name in (*ALONE, *PROFILES)}
    return files | {path: fill_chapter(path, context) for path in list_chapters(study)}


def write_chapter(study: Study, path: str) -> str:
    """Return the text of one chapter."""
    return fill_chapter(path, describe(study))


def write_profile(study: Study, name: str) -> str:
    """Return a profile's file, such as `_quarto-web.yml`, with all the chapters it may have."""
    return fill(name, describe(study))


def write_section(study: Study, name: str) -> str:
    """Return the text of a section that stands in a template of its own."""
    return fill(f"chapters/{name}.qmd", describe(study))


def list_chapters(study: Study) -> tuple[str, ...]:
    """List the chapters that a report on a study has, in any of its editions."""
    context = describe(study)
    listed = [path for name in PROFILES for path in LISTED.findall(fill(name, context))]
    return tuple(dict.fromkeys(listed))


def fill_chapter(path: str, context: dict[str, Any]) -> str:
    """Return a chapter by its path in the project."""
    subjects = {subject.chapter: subject for subject in context["domains"]}
    if path in subjects:
        return fill(DOMAIN, context | {"domain": subjects[path]})
    return fill(path, context)


def describe(study: Study) -> dict[str, Any]:
    """Return what templates may ask for."""
    subjects, words, today = list_subjects(study), study.words, find_day()
    return {
        "study": study,
        "words": words,
        "has": find_parts(study),
        "primary": next((each for each in study.outcomes if each.role == "primary"), None),
        "domains": subjects,
        "links": [link(subject) for subject in subjects],
        "dated": [Code(f"@tbl-{each.key}-years") for each in subjects if each.themes],
        "changes": name_changes(study),
        "checklists": list_checklists(study),
        "traits": list_traits(study),
        "compared": list(dict.fromkeys(each.outcome for each in study.published if each.outcome)),
        "unlisted": [Code(key) for key in find_unlisted(study)],
        "treated": name_treated(study),
        "place_means": f"{capital(words.place.one)} means",
        "author": AUTHOR,
        "engine": Code(read_version()),
        "file": Code(f"{study.study.id}-report"),
        "day": today,
        "date": day(today).replace(SPACE, " "),
    }


def name_treated(study: Study) -> str:
    """Return where the programme was, as a sentence names it: "the schools of the programme"."""
    if study.mixed:
        return study.arm("programme").label
    return f"the {study.words.place.many} of the {study.words.programme}"


def link(subject: Subject) -> Code:
    """Return a link to a domain's chapter."""
    return Code(f"[{write(subject.label)}]({subject.chapter})")


def name_changes(study: Study) -> dict[str, Code]:
    """Return by outcome the name that its change has in a chapter's cell."""
    keys = make_keys(study.outcome)
    return {id: Code(f"change_{key.replace('-', '_')}") for id, key in keys.items()}


def find_unlisted(study: Study) -> list[str]:
    """List the references that published numbers cite and the templates don't have."""
    listed = ENTRY.findall((TEMPLATES / "references.bib").read_text(encoding="utf-8"))
    cited = dict.fromkeys(number.cite for number in study.published)
    return [key for key in cited if key not in listed]


def find_day() -> date:
    """Return the day on which the book is written: that of SOURCE_DATE_EPOCH where it is set."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return (datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)).date()
