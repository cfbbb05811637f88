"""How the cells of a file depart from the codebook, and what can't be told.

A text is read otherwise than it stands there only where one reading is possible. Where several
are, there is a question to put to the agency, and the wave is not read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pandas as pd

from ...study.records import Departures, Notation
from .coding import WHOLE, Coding, fold
from .conversion import write_whole
from .notation import find_notation

THOUSANDS = re.compile(r"-?[1-9]\d{0,2}([.,]000)+")  # 2.000, which may be two thousand
IDS = ("respondent", "former")


@dataclass(frozen=True, kw_only=True)
class Found:
    """How a variable's column departs from the codebook; `questions` keep it from being read."""

    decimals: bool = False
    labels: bool = False
    doubtful: bool = False
    number: Notation | None = None
    questions: tuple[str, ...] = field(default_factory=tuple)


def find_departures(
    table: pd.DataFrame, codings: dict[str, Coding], declared: Departures
) -> tuple[Departures, tuple[str, ...]]:
    """How the cells of a file depart from the codebook, and the questions where that is unclear.

    Parameters
    ----------
    table : columns under the codebook's names
    declared : numbers whose notation somebody has declared are not asked about
    """
    stated = {each.variable for each in declared.numbers}
    found = {
        name: examine(list_texts(table[name]), coding, name in stated)
        for name, coding in codings.items()
        if name in table and coding.type != "note"
    }
    questions = [question for each in found.values() for question in each.questions]
    labelled = tuple(name for name, each in found.items() if each.labels)
    if labelled:
        questions += [
            f"column '{name}': texts in it are both a code and the label of another code, and "
            "other columns have labels in place of codes; ask the agency for the codes"
            for name, each in found.items()
            if each.doubtful
        ]
    departures = Departures(
        decimals=tuple(name for name, each in found.items() if each.decimals),
        labels=labelled,
        numbers=tuple(each.number for each in found.values() if each.number),
    )
    return departures, tuple(questions)


def list_texts(values: pd.Series) -> list[str]:
    """Distinct texts of a column."""
    return [text for text in values.str.strip().unique() if text]


def examine(texts: list[str], coding: Coding, stated: bool) -> Found:
    """How a column departs from the codebook."""
    if coding.type in IDS:
        return Found(decimals=are_decimals(texts))
    if coding.turned is None or any(coding.turned.get(text, text) != text for text in texts):
        return Found(labels=True, questions=tuple(ask_turned(texts, coding)))
    whole = [write_whole(text, coding) for text in texts]
    meant = {text: coding.labels.get(fold(text), frozenset()) for text in whole}
    doubtful = any(meant[text] - {text} for text in meant if text in coding.codes)
    labelled = {text: meant[text] for text in meant if text not in coding.codes and meant[text]}
    questions = [*ask_whole(texts, coding), *ask_labels(labelled, doubtful, coding)]
    number = None
    if coding.type in ("number", "weight", "count") and not stated:
        rest = [text for text in meant if text not in coding.codes and text not in labelled]
        number, asked = find_notation(rest, coding)
        questions += asked
    return Found(
        decimals=whole != texts,
        labels=bool(labelled),
        doubtful=doubtful and not labelled,
        number=number,
        questions=tuple(questions),
    )


def ask_labels(
    labelled: dict[str, frozenset[str]], doubtful: bool, coding: Coding
) -> Iterator[str]:
    """The question where a label does not say which code it stands for."""
    if any(len(codes) > 1 for codes in labelled.values()) or (labelled and doubtful):
        yield (
            f"column '{coding.variable}': labels stand in place of codes, and a label is that of "
            "several codes in codebook.csv; ask the agency for the codes"
        )


def ask_turned(texts: list[str], coding: Coding) -> Iterator[str]:
    """The question where codes stand for other answers, and one of them has no label."""
    turned = coding.turned or {}
    moved = any(code in coding.codes and code != other for code, other in turned.items())
    lost = moved and any(text in coding.codes and text not in turned for text in texts)
    if lost or coding.turned is None:
        yield (
            f"column '{coding.variable}': by the file's own labels its answers have other codes "
            "than in codebook.csv, and it can't be told which for all of them; ask the agency what "
            "each code means"
        )


def are_decimals(texts: list[str]) -> bool:
    """Whether numbers of respondents are written as decimals, all that are not whole."""
    wholes = [bool(WHOLE.fullmatch(text)) for text in texts]
    pairs = zip(wholes, texts, strict=True)
    return any(wholes) and all(whole or text.isdigit() for whole, text in pairs)


def ask_whole(texts: list[str], coding: Coding) -> Iterator[str]:
    """The question where a code may be a decimal or have its thousands parted."""
    if any(
        THOUSANDS.fullmatch(text) and re.sub("[.,]", "", text) in coding.codes for text in texts
    ):
        yield (
            f"column '{coding.variable}': it can't be told whether codes are written as decimals "
            "or with separators of thousands (1.000 may be 1 or 1000); ask the agency for whole "
            "numbers"
        )
