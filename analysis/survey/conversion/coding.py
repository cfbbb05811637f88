"""What may stand in the columns of a wave, by the codebook and by the file's own labels."""

import dataclasses
import re
import unicodedata
from dataclasses import dataclass

from ...study.records import Answer, Study
from ..delivery import Column
from ..validation import PLAIN, group_codebook

WHOLE = re.compile(r"(-?\d+)[.,]0+")  # 2.0 as programs with columns of decimals write 2
QUOTES = str.maketrans("‘’‚‛`´“”„‟«»", "''''''\"\"\"\"\"\"")


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


def fold(label: str) -> str:
    """A label without what differs from one program to the next: capitals, spaces, kinds of
    quotation marks."""
    plain = unicodedata.normalize("NFKC", label.translate(QUOTES))
    return " ".join(plain.casefold().split())
