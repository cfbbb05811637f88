"""What a study calls those it asks, where they are, and how it asked them."""

import re
from functools import cached_property
from typing import Literal

from .declared import declared

PEOPLE = ("interviewed", "surveyed", "asked")  # what is done with people, who may decline
# A word in braces, and an apostrophe that makes it a genitive.
NAMED = re.compile(r"\{([A-Za-z ]+)\}([’'](?!s))?")


@declared
class Noun:
    """A noun: one, many, and the article that goes before one."""

    one: str
    many: str
    article: Literal["a", "an"] = "a"

    @property
    def a(self) -> str:
        """One with its article: "an area"."""
        return f"{self.article} {self.one}"

    def count(self, size: int) -> str:
        """The noun as it follows a number."""
        return self.one if size == 1 else self.many


@declared
class Words:
    """The nouns of a study, which no text of the report brings along.

    Results are about a `respondent`; what was drawn and weighted may be called otherwise
    (`sampled`, such as households). Respondents belong to a `place`. A `survey` of each `wave`
    says how they were before and after the `programme`. `comparators` is what places without it
    are called where they are compared, "similar areas" if nothing is declared. `asked` is what
    was done to a respondent so that there is a row of it: people are interviewed, houses sold.
    """

    respondent: Noun = Noun(one="person", many="people")
    sampled: Noun | None = None
    place: Noun = Noun(one="area", many="areas", article="an")
    survey: Noun = Noun(one="survey", many="surveys")
    wave: Noun = Noun(one="wave", many="waves")
    programme: str = "programme"
    comparators: str = ""
    asked: str = "interviewed"

    @property
    def people(self) -> bool:
        """Whether respondents can be asked, and answer or decline."""
        return self.asked in PEOPLE

    @property
    def answerer(self) -> Noun:
        """Whose answers there are: respondents, or things by their own name."""
        return Noun(one="respondent", many="respondents") if self.people else self.respondent

    @property
    def similar(self) -> str:
        """What the programme's places are compared with: "similar areas"."""
        return self.comparators or f"similar {self.place.many}"

    @property
    def unit(self) -> Noun:
        """What was drawn and weighted."""
        return self.sampled or self.respondent

    @cached_property
    def named(self) -> dict[str, str]:
        """What may stand in braces, and what it is called: "{a place}", "{Places}"."""
        found = {"programme": self.programme, "comparators": self.similar, "asked": self.asked}
        nouns = {
            "respondent": self.respondent, "sampled unit": self.unit, "place": self.place,
            "survey": self.survey, "wave": self.wave, "answerer": self.answerer,
        }  # fmt: skip
        for name, noun in nouns.items():
            found |= {name: noun.one, f"a {name}": noun.a, f"{name}s": noun.many}
        capitals = {
            name[0].upper() + name[1:]: noun[0].upper() + noun[1:] for name, noun in found.items()
        }
        return found | capitals

    def fill(self, text: str) -> str:
        """A text with this study's nouns where it has a word in braces: "{Places} compared".

        Other braces stay, as a label that is declared may have them.
        """

        def name(match: re.Match) -> str:
            noun = self.named.get(match[1])
            if noun is None:
                return match[0]
            mark = match[2] or ""
            return noun + (mark if not mark or noun.endswith("s") else f"{mark}s")

        return NAMED.sub(name, text)
