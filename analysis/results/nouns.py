"""The nouns of a study in what records say of methods and of why one does not apply."""

import dataclasses
from collections.abc import Iterable
from typing import TypeVar

from ..study.records import Words

Record = TypeVar("Record")
TEXTS = {"design", "flags", "method", "reason"}


def name_nouns(records: Iterable[Record], words: Words) -> tuple[Record, ...]:
    """Records whose texts speak as the study does; methods and simulations know of no study."""
    return tuple(
        dataclasses.replace(
            record,
            **{
                field.name: words.fill(getattr(record, field.name))
                for field in dataclasses.fields(record)
                if field.name in TEXTS
            },
        )
        for record in records
    )
