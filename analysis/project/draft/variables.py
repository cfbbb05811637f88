"""The columns of several deliveries as variables, and what each may be."""

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import pandas as pd

from ...survey.conversion.coding import WHOLE
from ...survey.delivery import Column, Delivery
from ...survey.validation import PLAIN, UNEXPLAINED

Kind = Literal["coded", "number", "note"]
MOST_CODES = 11  # of numbers without labels: 0 to 10
MOST_TEXTS = 20
LONGEST = 60  # characters of a label that fits in a table
REPEATED = 5  # times a text stands on average, for it to be one of a few answers


@dataclass(frozen=True, kw_only=True)
class Variable:
    """A column over the waves that have it, by their places among all.

    `values` has a column's texts in each of these waves, with decimals that are whole (2.0) as
    whole numbers. `column` is what the files say of it. `order` is that of its answers and `span`
    the lowest and the highest it can have, where somebody stated them.
    """

    name: str
    column: Column
    values: dict[int, pd.Series] = field(hash=False)
    order: tuple[str, ...] = ()
    span: tuple[float, float] | None = None

    @cached_property
    def counts(self) -> pd.Series:
        """How often each text stands in all waves, empty cells left out."""
        every = pd.concat(self.values.values())
        return every[every != ""].value_counts()

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """Codes that mark no answer: as the file declares it, or as agencies write them beside
        answers that are not negative."""
        numbers = pd.to_numeric(pd.Series(self.counts.index), errors="coerce")
        strange = [text for text in self.counts.index if UNEXPLAINED.fullmatch(text)]
        others = numbers[~pd.Series(self.counts.index).isin(strange).to_numpy()]
        usual = strange if not (others < 0).any() else []
        declared = [text for text in self.counts.index if self.column.marks_missing(text)]
        return tuple(dict.fromkeys([*declared, *usual]))

    @cached_property
    def answers(self) -> tuple[str, ...]:
        """Texts that are answers, numbers in their order."""
        if self.order:
            return self.order
        found = [text for text in self.counts.index if text not in self.missing]
        known = [code for code in self.column.answers if code not in self.missing]
        every = dict.fromkeys([*known, *found])
        plain = all(PLAIN.fullmatch(text) for text in every)
        return tuple(sorted(every, key=float) if plain else sorted(every) if not known else every)

    @property
    def numeric(self) -> bool:
        """Whether all answers are numbers."""
        return bool(self.answers) and all(PLAIN.fullmatch(text) for text in self.answers)

    @property
    def whole(self) -> bool:
        """Whether all answers are whole numbers."""
        return self.numeric and all(re.fullmatch(r"-?\d+", text) for text in self.answers)

    @property
    def title(self) -> str:
        """What a table may call it: the file's label if it is short, else its name in words."""
        label = self.column.label.strip()
        if label and len(label) <= LONGEST:
            return label
        words = re.sub(r"[_\W]+", " ", self.name).strip() or self.name
        return words[:1].upper() + words[1:]

    @property
    def unordered(self) -> bool:
        """Whether it has more than two answers whose order nobody can tell from the file."""
        return not self.numeric and not self.column.answers and len(self.answers) > 2

    @property
    def constant(self) -> bool:
        """Whether it is the same in every row."""
        return len(self.counts) <= 1

    @property
    def kind(self) -> Kind:
        """What it holds, as far as that can be told."""
        found = [text for text in self.counts.index if text not in self.missing]
        if self.constant or not self.answers:
            return "note"
        labelled = bool(self.column.answers) and all(t in self.column.answers for t in found)
        if self.numeric:
            few = self.whole and (labelled or len(self.answers) <= MOST_CODES)
            return "coded" if few else "number"
        often = self.counts.sum() >= REPEATED * len(self.counts)
        return "coded" if len(self.answers) <= MOST_TEXTS and often else "note"


def gather(deliveries: tuple[Delivery, ...]) -> dict[str, Variable]:
    """All columns of all deliveries, in the order in which they first stand."""
    names = dict.fromkeys(name for each in deliveries for name in each.table.columns)
    return {name: gather_column(name, deliveries) for name in names}


def gather_column(name: str, deliveries: tuple[Delivery, ...]) -> Variable:
    """One column over the deliveries that have it; the first that says something of it counts."""
    there = {place: delivery for place, delivery in enumerate(deliveries) if name in delivery.table}
    said = [delivery.column(name) for delivery in there.values()]
    column = next((each for each in said if each.answers or each.label), said[0])
    return Variable(
        name=name,
        column=column,
        values={place: write_whole(each.table[name]) for place, each in there.items()},
    )


def write_whole(values: pd.Series) -> pd.Series:
    """Texts without spaces around, and whole numbers without decimals if all numbers are whole."""
    texts = values.str.strip()
    distinct = pd.Series(texts.unique())
    numbers = distinct[pd.to_numeric(distinct, errors="coerce").notna()]
    if not numbers.str.fullmatch(WHOLE.pattern + r"|-?\d+").all():
        return texts
    return texts.str.replace(rf"^{WHOLE.pattern}$", r"\1", regex=True)
