"""The nouns of a study in what records say of methods and of why one does not apply."""

import dataclasses
from typing import TypeVar

from ..study.records import Words

Record = TypeVar("Record")
TEXTS = {"flags", "method", "reason"}


def name_nouns(record: Record, words: Words) -> Record:
    """A record whose texts speak as the study does; methods know of no study."""
    texts = {
        field.name: words.fill(getattr(record, field.name))
        for field in dataclasses.fields(record)
        if field.name in TEXTS
    }
    return dataclasses.replace(record, **texts)
