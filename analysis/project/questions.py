"""What has to be asked before a study can be declared, and who answers: a file or a person.

A dialogue is a generator: it yields a `Question`, is sent the answer, and returns what it drafted.
It does not know who answers.
"""

import difflib
import re
import tomllib
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

from ..errors import Breaches
from ..survey.validation import PLAIN
from ..text import find_hidden

Answer = str | tuple[str, ...]
LISTS = ("list", "days", "numbers")
YES = ("yes", "no")


@dataclass(frozen=True, kw_only=True)
class Question:
    """One thing to know, with what is proposed.

    `key` is its place in a file of answers. A `list` has names with commas between them, and if
    there are `choices` each has to be one of them; `days` are the first and the last, `numbers`
    rise; `size` is how many there have to be. Without a `default` it has to be answered, unless
    `optional`.
    """

    key: str
    text: str
    default: Answer | None = None
    kind: Literal["text", "list", "day", "days", "number", "numbers"] = "text"
    choices: tuple[str, ...] = ()
    size: int | None = None
    optional: bool = False

    def read(self, given: str) -> Answer:
        """What somebody typed; the proposal where that is nothing."""
        if not given.strip():
            return self.empty if self.default is None else self.default
        if self.kind in LISTS:
            return tuple(part.strip() for part in given.split(",") if part.strip())
        return given.strip()

    @property
    def empty(self) -> Answer:
        """An answer that says nothing."""
        return () if self.kind in LISTS else ""

    def refuse(self, answer: Answer) -> str:
        """Say what is wrong with an answer and what would be right; nothing if it can be used."""
        parts = (answer,) if isinstance(answer, str) else answer
        if not any(parts):
            return "" if self.optional else "it has to be answered"
        if hidden := [name for part in parts for name in find_hidden(part)]:
            return f"it holds {hidden[0]}, which nobody sees"
        if any("\n" in part for part in parts):
            return "it has several lines; one would be right"
        if self.kind in ("day", "days"):
            return refuse_days(parts, 1 if self.kind == "day" else 2)
        if self.kind in ("number", "numbers"):
            return refuse_numbers(parts)
        if self.size is not None and len(parts) != self.size:
            return f"found {len(parts)} ({', '.join(parts)}); {self.size} would be right"
        for part in parts:
            if self.choices and part not in self.choices:
                return f"found '{part}'; right: {', '.join(self.choices)}"
        return ""


Dialogue = Generator[Question, Answer, Any]


def refuse_days(parts: tuple[str, ...], wanted: int) -> str:
    """What is wrong with a day, or with the first and the last."""
    right = ("a day such as 2025-03-01", "two days such as 2025-03-01, 2025-06-30")[wanted - 1]
    wrong = f"found '{', '.join(parts)}'; {right} would be right"
    if len(parts) != wanted or not all(re.fullmatch(r"\d{4}-\d{2}-\d{2}", part) for part in parts):
        return wrong
    try:
        days = [date.fromisoformat(part) for part in parts]
    except ValueError:
        return wrong
    return f"found '{', '.join(parts)}'; the first comes first" if days != sorted(days) else ""


def refuse_numbers(parts: tuple[str, ...]) -> str:
    """What is wrong with numbers, of which several rise."""
    wrong = [part for part in parts if not PLAIN.fullmatch(part)]
    if wrong:
        return f"found '{wrong[0]}', which is no number; one such as 2.5 would be right"
    rising = all(float(one) < float(next_) for one, next_ in pairwise(parts))
    return "" if rising else f"found {', '.join(parts)}; numbers that rise would be right"


def hold(dialogue: Dialogue, answer: Callable[[Question], Answer]) -> tuple[Any, dict[str, Answer]]:
    """Go through a dialogue; return what it drafted and all answers by their keys."""
    answers: dict[str, Answer] = {}
    try:
        question = next(dialogue)
        while True:
            answers[question.key] = answer(question)
            question = dialogue.send(answers[question.key])
    except StopIteration as end:
        return end.value, answers


def answer_from(path: Path, dialogue: Dialogue) -> tuple[Any, dict[str, Answer]]:
    """Go through a dialogue with a file of answers; where it has none the proposal stands.

    Raises
    ------
    Breaches
        A question without a proposal has no answer, an answer can't be used, or one belongs to no
        question. All at once.
    """
    given = read_answers(path)
    faults: list[str] = []
    asked: list[str] = []

    def answer(question: Question) -> Answer:
        asked.append(question.key)
        found = given.get(question.key, question.read(""))
        if question.kind in LISTS and isinstance(found, str):
            found = question.read(found)
        elif question.kind not in LISTS and not isinstance(found, str):
            found = ", ".join(found)
        if fault := question.refuse(found):
            faults.append(f"{question.key}: {fault} ({question.text})")
            return question.read("")
        return found

    try:
        drafted, answers = hold(dialogue, answer)
    except Breaches as error:
        # What follows from a wrong answer is no fault of its own.
        if faults:
            raise Breaches(path.name, faults) from None
        raise Breaches(path.name, error.faults) from None
    faults += find_strange(given, asked)
    if faults:
        raise Breaches(path.name, faults)
    return drafted, answers


def find_strange(given: dict[str, Answer], asked: list[str]) -> Iterator[str]:
    """Answers that nothing was asked for; of a table of which nothing was asked, the table."""
    tables = dict.fromkeys(key.partition(".")[0] for key in asked)
    strange = [key for key in given if key not in asked]
    for name in dict.fromkeys(key.partition(".")[0] for key in strange):
        if name not in tables:
            close = closest(name, tables)
            hint = f"did you mean '{close}'?" if close else f"asked are {', '.join(tables)}"
            yield f"{name}: nothing of this name is asked with these files; {hint}"
    for key in strange:
        if (table := key.partition(".")[0]) in tables:
            inside = [each for each in asked if each.partition(".")[0] == table]
            close = closest(key, inside)
            hint = f"did you mean '{close}'?" if close else f"asked are {', '.join(inside)}"
            yield f"{key}: nothing is asked under this name; {hint}"


def closest(name: str, known: Iterable[str]) -> str:
    """The known name that is most like another; empty if none is like it."""
    return next(iter(difflib.get_close_matches(name, list(known), n=1)), "")


def read_answers(path: Path) -> dict[str, Answer]:
    """Read a file of answers; tables in it are the first parts of keys.

    Raises
    ------
    Breaches
        The file is missing, no TOML, or holds something else than texts, days and lists of them.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise Breaches(path.name, ["the file is missing"]) from None
    except UnicodeDecodeError:
        raise Breaches(path.name, ["not UTF-8 text; save it as UTF-8"]) from None
    except tomllib.TOMLDecodeError as error:
        raise Breaches(path.name, [f"not valid TOML: {error}"]) from None
    return dict(flatten(raw, ""))


def flatten(table: dict, above: str) -> Iterator[tuple[str, Answer]]:
    """Answers by their whole keys."""
    for name, value in table.items():
        key = f"{above}{name}"
        if isinstance(value, dict):
            yield from flatten(value, f"{key}.")
        elif isinstance(value, list):
            yield key, tuple(str(each) for each in value)
        else:
            yield key, ("no", "yes")[value] if isinstance(value, bool) else str(value)


def write_answers(answers: dict[str, Answer]) -> str:
    """Answers as a file from which the same can be drafted again."""
    import tomlkit

    document = tomlkit.document()
    document.add(tomlkit.comment("What was answered when this study was begun; the same files and"))
    document.add(tomlkit.comment("answers draft the same declarations: new FOLDER --answers FILE"))
    for key, answer in answers.items():
        *tables, name = key.split(".")
        place = document
        for table in tables:
            if table not in place:
                place.add(table, tomlkit.table())
            place = place[table]
        place.add(name, answer if isinstance(answer, str) else list(answer))
    return tomlkit.dumps(document)
