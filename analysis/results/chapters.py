"""Which chapters show what, read from what their cells call."""

import ast
import re
from dataclasses import dataclass
from pathlib import Path

from ..errors import Breaches
from ..study.records import Study

# What each function that a chapter may call shows of the results: of what it is given by id, else
# of everything. A test holds this against what the functions read; those not named show none.
SHOWS = {
    "effect": (
        "brief.answer", "brief.domains", "figures.answer", "figures.domain", "figures.events",
        "figures.forest", "figures.joint", "figures.left_out", "figures.levels",
        "figures.robustness", "figures.trends", "tables.design", "tables.domains",
        "tables.estimates", "tables.joint", "tables.left_out", "tables.outcomes",
        "tables.ruled_out", "tables.side_by_side", "tables.specifications", "tables.truth",
        "words.answer", "words.change",
        "words.conclusion", "words.course", "words.detectable", "words.effect",
        "words.equivalence", "words.estimates", "words.expected", "words.lead", "words.left_out",
        "words.levels", "words.main_result", "words.next_steps", "words.others", "words.plain",
        "words.precision", "words.robustness", "words.secondary_results", "words.short_answer",
        "words.shows", "words.strands", "words.tests",
    ),
    "finding": (
        "brief.domains", "tables.domains", "tables.implications", "tables.joint", "words.claim",
        "words.findings", "words.follows", "words.meaning", "words.next_steps", "words.reviewed",
        "words.status", "words.why",
    ),
    "themes": (
        "brief.domains", "figures.joint", "figures.journals", "figures.themes", "tables.contrary",
        "tables.domains", "tables.joint",
        "tables.roles", "tables.themes", "tables.years", "words.besides", "words.contrary",
        "words.development",
        "words.entries", "words.interviews", "words.spoken", "words.strands", "words.themes",
        "words.voices",
    ),
}  # fmt: skip
# The profile whose pages show what changed.
FULL = "web"
LISTED = re.compile(r"^ *- *[\"']?(\S+\.qmd)\b", re.MULTILINE)
CELL = re.compile(r"^(`{3,})\{python\}\n(.*?)^\1$", re.MULTILINE | re.DOTALL)
# The id by which other chapters refer to it; nothing refers to an unnumbered one.
HEADING = re.compile(r"^# .*?(?:\{#(sec-[\w-]+)(?![^}]*\.unnumbered)[^}]*\})?$", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class Chapter:
    """A file of the report: the id of its section and the calls of its cells.

    A call is the name of a function, such as `figures.domain`, and the id that it is given, if any.
    """

    path: str
    section: str
    calls: frozenset[tuple[str, str]]

    def shows(self, kind: str, *ids: str) -> bool:
        """Whether it shows an effect, a finding or counts of themes that goes by one of the ids."""
        return any(name in SHOWS.get(kind, ()) and id in ("", *ids) for name, id in self.calls)


def read_chapters(root: Path, profile: str = "*") -> tuple[Chapter, ...]:
    """The chapters of a book in its order, those of one of its profiles or of all.

    Raises
    ------
    Breaches
        A cell is not Python.
    """
    # The full report's first, so that chapters of several stand in its order.
    profiles = sorted(root.glob(f"_quarto-{profile}.yml"), reverse=True)
    books = [root / "_quarto.yml", *profiles]
    texts = [book.read_text(encoding="utf-8") for book in books if book.exists()]
    names = dict.fromkeys(name for text in texts for name in LISTED.findall(text))
    return tuple(
        read_chapter((root / name).read_text(encoding="utf-8"), name)
        for name in names
        if (root / name).exists()
    )


def read_chapter(text: str, path: str) -> Chapter:
    """A chapter by its text."""
    try:
        trees = [ast.parse(cell[2]) for cell in CELL.finditer(text)]
    except SyntaxError as error:
        raise Breaches(path, [f"a cell is not Python: {error.msg}"]) from None
    nodes = [node for tree in trees for node in ast.walk(tree)]
    names = {
        target.id: node.value.value
        for node in nodes
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    calls = {
        (ast.unparse(node.func), find_id(node, names))
        for node in nodes
        if isinstance(node, ast.Call)
    }
    heading = HEADING.search(CELL.sub("", text))
    section = (heading[1] if heading else None) or ""
    return Chapter(path=path, section=section, calls=frozenset(calls))


def find_id(call: ast.Call, names: dict[str, object]) -> str:
    """The id that a call is given besides the results; nothing where it is given none."""
    values = [*call.args[1:], *(keyword.value for keyword in call.keywords)]
    for value in values:
        found = names.get(value.id) if isinstance(value, ast.Name) else value
        found = found.value if isinstance(found, ast.Constant) else found
        if isinstance(found, str):
            return found
    return ""


def name_ids(study: Study, kind: str, id: str) -> tuple[str, ...]:
    """All ids by which a call may ask for what a change is about: its own and its domain's."""
    declared = {"effect": study.outcome, "themes": study.theme}.get(kind, {})
    return (id, declared[id].domain) if id in declared else (id,)
