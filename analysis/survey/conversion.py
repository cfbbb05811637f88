"""Cells as an agency's program wrote them → codes and numbers as the codebook has them.

A text is read otherwise than it stands there only where one reading is possible. Where several
are, there is a question to put to the agency, and the wave is not read.
"""

import dataclasses
import itertools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

import pandas as pd

from ..study.records import Answer, Departures, Notation, Study
from .delivery import Column
from .validation import PLAIN, UNEXPLAINED, group_codebook

WHOLE = re.compile(r"(-?\d+)[.,]0+")  # 2.0 as programs with columns of decimals write 2
THOUSANDS = re.compile(r"-?[1-9]\d{0,2}([.,]000)+")  # 2.000, which may be two thousand
NOTATIONS = (("", ","), (",", "."), (".", ","), (" ", "."), (" ", ","), ("'", "."), ("'", ","))
SPACES = str.maketrans("\u00a0\u202f\u2009’", "   '")
QUOTES = str.maketrans("‘’‚‛`´“”„‟«»", "''''''\"\"\"\"\"\"")
IDS = ("respondent", "former")


@dataclass(frozen=True, kw_only=True)
class Coding:
    """What may stand in a variable's column: codes, numbers, and labels, each with its codes.

    `turned` has the codebook's code for each code of the file, where the file's own labels say that
    its codes stand for other answers; it is None where they leave that open.
    """

    variable: str
    type: str
    codes: frozenset[str]
    spans: tuple[tuple[float, float], ...]
    labels: dict[str, frozenset[str]]
    turned: dict[str, str] | None
    stored: str

    def admits(self, text: str) -> bool:
        """Whether a text is a code, or a number on the scale."""
        if text in self.codes:
            return True
        number = PLAIN.fullmatch(text) and float(text)
        return number is not None and any(low <= number <= high for low, high in self.spans)


@dataclass(frozen=True, kw_only=True)
class Found:
    """How a variable's column departs from the codebook; `questions` keep it from being read."""

    decimals: bool = False
    labels: bool = False
    doubtful: bool = False
    number: Notation | None = None
    questions: tuple[str, ...] = field(default_factory=tuple)


def describe_codings(
    study: Study, columns: dict[str, Column], more: tuple[Answer, ...] = ()
) -> dict[str, Coding]:
    """What may stand in the columns of a wave.

    Parameters
    ----------
    columns : what the file says of them; its labels count for codes that the codebook lacks
    more : rows that the codebook may get
    """
    grouped = group_codebook(dataclasses.replace(study, codebook=(*study.codebook, *more)))
    return {name: describe_coding(rows, columns.get(name, Column()), study)
            for name, rows in grouped.items()}  # fmt: skip


def describe_coding(rows: list[Answer], column: Column, study: Study) -> Coding:
    """What may stand in a variable's column."""
    kind = rows[0].type
    pairs = [(row.code, row.answer) for row in rows if row.code and not row.span()]
    if kind == "area":
        pairs = [(area.code, "") for area in study.areas]
    elif kind == "arm" and not pairs:
        pairs = [(arm.id, name) for arm in study.arms for name in (arm.label, arm.short)]
    codes = frozenset(code for code, _ in pairs)
    labels = group_labels(pairs)
    new = [(code, label) for code, label in column.answers.items()
           if code not in codes and fold(label) not in labels]  # fmt: skip
    own = column.answers if column.own and kind == "coded" else {}
    return Coding(
        variable=rows[0].variable,
        type=kind,
        codes=codes,
        spans=tuple(span for row in rows if (span := row.span())),
        labels=labels | group_labels(new),
        turned=turn_codes(own, codes, labels),
        stored=column.stored,
    )


def group_labels(pairs: list[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """Codes by their labels, as these are compared."""
    labels: dict[str, frozenset[str]] = {}
    for code, label in pairs:
        if plain := fold(label):
            labels[plain] = labels.get(plain, frozenset()) | {code}
    return labels


def turn_codes(
    answers: dict[str, str], codes: frozenset[str], labels: dict[str, frozenset[str]]
) -> dict[str, str] | None:
    """The codebook's code for each code of a file, by the file's own labels.

    Those are labels of the codebook, or its codes where a program numbered the codes as it would
    any texts. Empty if file and codebook agree, or differ in what is new to the codebook; None if
    it can't be told.
    """
    plain = {code: WHOLE.sub(r"\1", label.strip()) for code, label in answers.items()}
    meant = {code: labels.get(fold(text), frozenset()) | ({text} & codes)
             for code, text in plain.items()}  # fmt: skip
    off = {code: found for code, found in meant.items() if found and code not in found}
    if not off:
        return {}
    turned = {code: next(iter(found)) for code, found in meant.items() if len(found) == 1}
    if len(turned) == len(answers) == len(set(turned.values())):
        return turned
    numbered = any(plain[code] in codes for code in off)
    return None if numbered or any(len(found) > 1 for found in off.values()) else {}


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
    questions = [] if coding.type == "weight" else [*ask_whole(texts, coding)]
    whole = [write_whole(text, coding) for text in texts]
    doubtful, labelled, rest = [], [], []
    for text in whole:
        codes = coding.labels.get(fold(text), frozenset())
        if text in coding.codes:
            doubtful += [text] if codes - {text} else []
        elif codes:
            labelled.append(codes)
        else:
            rest.append(text)
    if any(len(codes) > 1 for codes in labelled) or (labelled and doubtful):
        questions.append(
            f"column '{coding.variable}': labels stand in place of codes, and a label is that of "
            "several codes in codebook.csv; ask the agency for the codes"
        )
    number = None
    if coding.type in ("number", "weight") and not stated:
        number, asked = find_notation(rest, coding)
        questions += asked
    return Found(
        decimals=whole != texts,
        labels=bool(labelled),
        doubtful=bool(doubtful) and not labelled,
        number=number,
        questions=tuple(questions),
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


def write_whole(text: str, coding: Coding) -> str:
    """A code as the codebook writes it where it is written as a decimal."""
    found = WHOLE.fullmatch(text)
    if not found or text in coding.codes or coding.type == "weight":
        return text
    whole = "0" if found[1] == "-0" else found[1]
    missing = whole in coding.codes or UNEXPLAINED.fullmatch(whole)
    return text if coding.type == "number" and not missing else whole


def ask_whole(texts: list[str], coding: Coding) -> Iterator[str]:
    """The question where a code may be a decimal or have its thousands parted."""
    for text in texts:
        thousand = re.sub("[.,]", "", text)
        if THOUSANDS.fullmatch(text) and thousand in coding.codes:
            yield (
                f"column '{coding.variable}': it can't be told whether {text} is the code "
                f"{write_whole(text, coding)} or {thousand}; ask the agency for whole numbers"
            )


def find_notation(texts: list[str], coding: Coding) -> tuple[Notation | None, list[str]]:
    """How numbers are written, None if plainly; and the question if they can be read in two ways.

    Readings that give the same numbers are one, and those that leave a variable's scale are none.
    For weights it is enough that they are the same but for a factor, by which none is changed.
    """
    plain = all(PLAIN.fullmatch(text) for text in texts)
    if not texts or coding.stored == "numbers" or (plain and coding.stored == "both"):
        return None, []
    readings: dict[tuple[float, ...], Notation | None] = {}
    if plain:
        readings[tuple(map(float, texts))] = None
    for thousands, decimal in NOTATIONS:
        notation = Notation(variable=coding.variable, thousands=thousands, decimal=decimal)
        if all(is_written(text, notation) for text in texts):
            values = tuple(float(write_plain(text, notation)) for text in texts)
            readings.setdefault(values, notation)
    if coding.spans:
        readings = {values: notation for values, notation in readings.items()
                    if all(coding.admits(str(value)) for value in values)}  # fmt: skip
    if not readings or (plain and coding.type == "weight" and are_proportional(readings)):
        return None, []
    if len(readings) > 1 or coding.stored == "both":
        return None, [ask_notation(texts, coding)]
    return next(iter(readings.values())), []


def ask_notation(texts: list[str], coding: Coding) -> str:
    """The question where numbers can be read in two ways."""
    if coding.stored == "both":
        return (
            f"column '{coding.variable}': some cells hold numbers and others texts in which "
            "numbers are written with separators; ask the agency for numbers in all of them"
        )
    sign, name = (",", "comma") if any("," in text for text in texts) else (".", "point")
    return (
        f"column '{coding.variable}': it can't be told whether the {name} in its numbers parts "
        f"thousands or decimals (1{sign}234 may be 1234 or 1.234); ask the agency which it is, and "
        "for numbers without separators of thousands"
    )


def are_proportional(readings: dict[tuple[float, ...], Notation | None]) -> bool:
    """Whether all readings are the same but for a factor."""
    return all(
        len({round(one / other, 9) if other else 0 for one, other in zip(*pair, strict=True)}) == 1
        for pair in itertools.combinations(readings, 2)
    )


def is_written(text: str, notation: Notation) -> bool:
    """Whether a text is a number in a notation."""
    decimal = re.escape(notation.decimal)
    whole = r"\d+"
    if notation.thousands:
        whole = rf"([1-9]\d{{0,2}}({re.escape(notation.thousands)}\d{{3}})+|\d+)"
    return bool(re.fullmatch(rf"[+-]?{whole}({decimal}\d+)?", text.translate(SPACES)))


def write_plain(text: str, notation: Notation) -> str:
    """A number as Python reads it."""
    digits = text.translate(SPACES)
    if notation.thousands:
        digits = digits.replace(notation.thousands, "")
    return digits.replace(notation.decimal, ".")


def fold(label: str) -> str:
    """A label without what differs from one program to the next: capitals, spaces, kinds of
    quotation marks."""
    plain = unicodedata.normalize("NFKC", label.translate(QUOTES))
    return " ".join(plain.casefold().split())


def convert(
    table: pd.DataFrame, codings: dict[str, Coding], departures: Departures
) -> pd.DataFrame:
    """The table with the codebook's codes and plain numbers where its cells depart from them."""
    numbers = {each.variable: each for each in departures.numbers}
    names = {*departures.decimals, *departures.labels, *numbers} & set(table) & set(codings)
    columns = {}
    for name in names:
        place, distinct = pd.factorize(table[name].str.strip())
        texts = [convert_text(text, codings[name], departures, numbers.get(name))
                 for text in distinct]  # fmt: skip
        columns[name] = pd.Series(pd.array(texts, dtype="str").take(place), index=table.index)
    return table.assign(**columns)


def convert_text(
    text: str, coding: Coding, departures: Departures, notation: Notation | None
) -> str:
    """A cell as the codebook would have it."""
    if coding.variable in departures.labels and coding.turned:
        return coding.turned.get(text, text)
    if coding.variable in departures.decimals:
        text = write_whole(text, coding)
    if coding.variable in departures.labels and text not in coding.codes:
        codes = coding.labels.get(fold(text), frozenset())
        text = next(iter(codes)) if len(codes) == 1 else text
    if notation and text not in coding.codes and is_written(text, notation):
        text = write_plain(text, notation)
    return text


def tell_departures(departures: Departures) -> Iterator[str]:
    """What is read otherwise than it stands in the file, a sentence for each kind."""
    if departures.decimals:
        yield (
            f"Codes are written as decimals (2.0) in {name_columns(departures.decimals)}; they "
            "were read as whole numbers."
        )
    if departures.labels:
        yield (
            f"Answers were read by their labels in {name_columns(departures.labels)}: they were "
            "taken back to the codes that codebook.csv has for these."
        )
    for each in departures.numbers:
        marks = {",": "commas", ".": "points", " ": "spaces", "'": "apostrophes"}
        parts = [f"{marks[each.thousands]} between thousands"] if each.thousands else []
        parts += ["decimal commas"] if each.decimal == "," else []
        yield f"Column '{each.variable}' has {' and '.join(parts)}; its numbers were read so."


def name_columns(names: tuple[str, ...]) -> str:
    """Columns by their names."""
    quoted = ", ".join(f"'{name}'" for name in names)
    return f"column {quoted}" if len(names) == 1 else f"{len(names)} columns ({quoted})"


def find_undeclared(found: Departures, declared: Departures, wave: str) -> Iterator[str]:
    """Departures of a registered file that study.toml does not declare, or declares otherwise."""
    place = f"under departures of wave '{wave}' in study.toml"
    for key in ("header", "rows_below", "blank_columns"):
        here, there = getattr(found, key), getattr(declared, key)
        if here != there:
            right = list(here) if isinstance(here, tuple) else here
            yield f"the file needs {key} = {right} {place}"
    for key in ("decimals", "labels"):
        if lacking := [n for n in getattr(found, key) if n not in getattr(declared, key)]:
            yield f"the file needs {', '.join(map(repr, lacking))} among {key} {place}"
    stated = {each.variable for each in declared.numbers}
    for each in found.numbers:
        if each.variable not in stated:
            yield (
                f'the file needs {{variable = "{each.variable}", thousands = '
                f'"{each.thousands}", decimal = "{each.decimal}"}} among numbers {place}'
            )
