"""Everything that chapters may call, called with what a study has."""

import inspect
import os
import re
from collections.abc import Iterator
from pathlib import Path

from analysis.errors import Breaches
from analysis.report import brief, figures, tables, words
from analysis.report.files import unmade
from analysis.results.results import Results

PACKAGES = {"words": words, "tables": tables, "figures": figures, "brief": brief}
# Rests on the chapters of the report that is here, which are of another study.
LEFT_OUT = {"tables.abbreviations"}


def show_all(results: Results, folder: Path) -> dict[str, str]:
    """What every function shows, by its name and what it was given besides the results, in a
    folder; nothing is drawn."""
    standing = Path.cwd()
    for path in standing.glob("_quarto*.yml"):
        (folder / path.name).write_bytes(path.read_bytes())
    os.chdir(folder)
    try:
        with unmade():
            return {
                " ".join((name, *asked)): attempt(call, results, *asked)
                for name, call in list_functions()
                for asked in list_arguments(call, results)
            }
    finally:
        os.chdir(standing)


def attempt(call, results: Results, *asked: str) -> str:
    """What a function shows; of a domain of which nothing is claimed, that nothing is."""
    try:
        return show(call(results, *asked))
    except Breaches as error:
        if "state a claim in findings.toml" not in str(error):
            raise
        return str(error)


def list_functions() -> Iterator[tuple[str, object]]:
    for package, module in PACKAGES.items():
        for name in module.__all__:
            if f"{package}.{name}" not in LEFT_OUT:
                yield f"{package}.{name}", getattr(module, name)


def list_arguments(call, results: Results) -> Iterator[tuple[str, ...]]:
    """With nothing where that is allowed, and with each thing that the study has."""
    study = results.study
    known = {
        "domain": [domain.id for domain in study.domains],
        "outcome": [outcome.id for outcome in study.outcomes],
        "wave": [wave.id for wave in study.waves],
        "role": ["programme", "comparator"],
        "id": [number.id for number in study.published],
        "name": list({item.checklist for item in study.checklists}),
        "key": ["award"],
    }
    _, *asked = inspect.signature(call).parameters.values()
    if all(each.default is not each.empty for each in asked):
        yield ()
    for each in asked[:1]:
        for value in known[each.name]:
            yield (value,)


def show(made) -> str:
    """What is made, as a reader has it: no sign of Markdown is escaped."""
    if isinstance(made, str):
        return str(made)
    title = f"{made.title} {made.alt}\n" if hasattr(made, "texts") else ""
    return title + re.sub(r"\\(\W)", r"\1", made._repr_markdown_())
