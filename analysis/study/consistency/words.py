"""Whether the nouns that a study declares can stand in a sentence."""

import dataclasses
from collections.abc import Iterator

from ..records import Noun, Study
from .faults import Fault


def check_words(study: Study) -> Iterator[Fault]:
    """Each noun is one or a few words: not empty, on one line and without spaces around it."""
    for each in dataclasses.fields(study.words):
        noun = getattr(study.words, each.name)
        texts = {each.name: noun}
        if isinstance(noun, Noun):
            texts = {f"{each.name} {form}": getattr(noun, form) for form in ("one", "many")}
        for key, text in texts.items():
            if text != each.default and not is_noun(text):
                yield (
                    "study.toml",
                    f"study words {key}: {text!r} can't stand in a sentence; a noun such as "
                    "'pupil' or 'pupils', on one line and with no spaces around it, would be right",
                )


def is_noun(text: str) -> bool:
    """Whether a text can stand in a sentence as it is."""
    return bool(text) and text == " ".join(text.split()) and not set(text) & set("{}")
