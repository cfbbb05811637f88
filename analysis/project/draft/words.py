"""What the people, the places and the programme of a study are called."""

import re

from ...study.records import Noun, Words
from ..naming import make_article, make_plural
from ..questions import Dialogue, Question
from .records import Columns


def ask_words(columns: Columns | None) -> Dialogue:
    """Ask what the people, the places and the programme are called."""
    found: dict[str, Noun | str] = {}
    asked = {
        "respondent": (
            name_column(columns, "respondent", "person"),
            "somebody who answered (person, pupil, patient …)",
        ),
        "place": (
            name_column(columns, "area", "area"),
            "a place with the programme or without it (area, school …)",
        ),
    }
    for noun, (one, what) in asked.items() if columns else ():
        single = yield Question(key=f"words.{noun}", text=f"What is {what} called", default=one)
        many = yield Question(
            key=f"words.{noun}s", text="And several of them", default=make_plural(single)
        )
        found[noun] = Noun(one=single, many=many, article=make_article(single))
    if columns:
        found |= yield from ask_rows(found["respondent"])
    found["programme"] = yield Question(
        key="words.programme",
        text="What was done is called: the programme, the policy, the project …",
        default="programme",
    )
    return Words(**found)


def ask_rows(respondent: Noun) -> Dialogue:
    """Ask what the files hold and how it came to be in them: of people it is a survey."""
    asked = yield Question(
        key="words.asked",
        text=f"What was done with {respondent.many} so that they stand in the files: "
        "interviewed, surveyed, sold, counted …",
        default="interviewed",
    )
    survey = yield Question(
        key="words.survey",
        text="What the files are of: a survey, a register, a count …",
        default="survey",
    )
    return {
        "asked": asked,
        "survey": Noun(one=survey, many=make_plural(survey), article=make_article(survey)),
    }


def name_column(columns: Columns | None, role: str, usual: str) -> str:
    """What the name of a column calls what is in it, if that is a word; else what is usual."""
    name = getattr(columns, role, "").lower()
    word = re.sub(r"[_ ]?(id|code|no|nr|number|name|serial)$", "", name)
    return word if re.fullmatch("[a-z]{4,}", word) else usual
