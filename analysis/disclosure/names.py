"""Whether a declared name or an area's code survives in what is about to be written."""

import re
import unicodedata
from collections.abc import Mapping

from ..errors import Breaches
from ..results.records import Evidence
from ..study.records import Study

FILES = ("excerpts", "negative_cases")


def refuse_names(evidence: Evidence, study: Study, names: Mapping[str, str]) -> None:
    """Stop if a text that people gave still names somebody or some place.

    Words are compared without case, accents, punctuation and invisible characters, which is
    wider than what the replacing goes by.

    Parameters
    ----------
    names : where each name or place is declared, by the name

    Raises
    ------
    Breaches
        Which file and row holds a name, and where that name is declared. Never the name.
    """
    sought = {spell(name): place for name, place in names.items() if spell(name)}
    # A code that is a mere number may well stand in a text and mean something else.
    areas = {spell(area.code): "an area's code" for area in study.areas if not area.code.isdigit()}
    faults = [
        f"results/{file}.csv, line {line}: {place} survives; reword the excerpt or declare how "
        "the name is written there"
        for file in FILES
        for line, record in enumerate(getattr(evidence, file), 2)
        for words, place in (sought | areas).items()
        if f" {words} " in f" {spell(record.text)} "
    ]
    if faults:
        raise Breaches("The results are not written", faults)


def spell(text: str) -> str:
    """The words of a text in lower case, without accents and invisible characters."""
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(sign for sign in plain if unicodedata.category(sign) not in ("Mn", "Cf"))
    return " ".join(re.findall(r"[^\W_]+", plain.casefold()))
