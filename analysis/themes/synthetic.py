"""Demonstration excerpts: invented third-person summaries, coded to the study's themes."""

from datetime import date, timedelta

import numpy as np
import pandas as pd

from ..errors import Breaches
from ..study.records import Study, declared
from .sources import COLUMNS as SOURCE_COLUMNS

CODING_COLUMNS = ("document", "code", "coder", "summary", "valence")


@declared
class Summary:
    """An invented summary of what a source of one of the `kinds` might have said."""

    theme: str
    valence: str
    kinds: tuple[str, ...]
    text: str


@declared
class SummariesFile:
    """The tables of summaries.toml."""

    summaries: tuple[Summary, ...]


@declared
class Raised:
    """Chance that an interview, and a journal entry, raises a domain's first theme."""

    id: str
    interview: float
    journal: float


@declared
class Interviews:
    """When people were interviewed and how many of each role."""

    dates: tuple[date, date]
    people: dict[str, int]


@declared
class Journals:
    """Who kept journals, when, and how many dated entries there are."""

    dates: tuple[date, date]
    role: str
    people: int
    entries: int


@declared
class Recoding:
    """What a second coder makes of interviews that the first has coded.

    Chance that a theme the first found is `missed`, and that one the first did not find is
    `added`.
    """

    seed: int
    interviews: int
    missed: float
    added: float


@declared
class ThemesTruth:
    """All that generates the excerpts; `coders` are the names of the first and the second."""

    seed: int
    valence: dict[str, float]
    fade: float
    domains: tuple[Raised, ...]
    interviews: Interviews
    journals: Journals
    coders: tuple[str, str]
    recoding: Recoding


# Summaries by theme, valence and kind.
Texts = dict[tuple[str, str, str], list[str]]


def generate_excerpts(
    study: Study, truth: ThemesTruth, summaries: tuple[Summary, ...]
) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    """Draw coded excerpts of interviews and of journals, and the table of their documents."""
    check_summaries(study, summaries)
    texts: Texts = {}
    for item in summaries:
        for kind in item.kinds:
            texts.setdefault((item.theme, item.valence, kind), []).append(item.text)
    rng = np.random.default_rng(truth.seed)
    drawn, documents = {}, []
    for kind, draw in (("interview", meet), ("journal", keep)):
        entries = draw(truth, rng)
        drawn[kind] = code_entries(study, truth, texts, kind, entries, rng)
        documents += [
            (name_document(kind, source, day), source, kind, role, day.isoformat(), "summary")
            for source, role, day in entries
        ]
    again = code_again(study, truth, texts, drawn["interview"])
    drawn["interview"] = pd.concat([drawn["interview"], again])
    notice = study.study.notice
    table = pd.DataFrame(documents, columns=list(SOURCE_COLUMNS))
    return (
        {kind: codings.assign(notice=notice) for kind, codings in drawn.items()},
        table.assign(notice=notice),
    )


def name_document(kind: str, source: str, day: date) -> str:
    """An interview is a document; a journal has one for each entry."""
    return source if kind == "interview" else f"{source} {day}"


def check_summaries(study: Study, summaries: tuple[Summary, ...]) -> None:
    """Each theme needs an invented summary for each kind and valence."""
    have = {(item.theme, item.valence, kind) for item in summaries for kind in item.kinds}
    faults = [
        f"theme '{theme.id}' has no {valence} summary for a {kind}; add one"
        for theme in study.themes
        for valence in ("positive", "mixed", "negative")
        for kind in ("interview", "journal")
        if (theme.id, valence, kind) not in have
    ]
    faults += [
        f"theme '{item.theme}' is not in themes.csv"
        for item in summaries
        if item.theme not in study.theme
    ]
    if faults:
        raise Breaches("summaries.toml", faults)


def meet(truth: ThemesTruth, rng) -> list[tuple[str, str, date]]:
    """Source, role and date of every interview."""
    roles = [role for role, count in truth.interviews.people.items() for _ in range(count)]
    return [
        (f"INT-{number:02d}", role, draw_date(truth.interviews.dates, rng))
        for number, role in enumerate(roles, 1)
    ]


def keep(truth: ThemesTruth, rng) -> list[tuple[str, str, date]]:
    """Source, role and date of every journal entry, in order of date."""
    journals = truth.journals
    entries = {
        (f"JNL-{rng.integers(1, journals.people + 1):02d}", draw_date(journals.dates, rng))
        for _ in range(journals.entries)
    }
    return [(source, journals.role, day) for source, day in sorted(entries, key=lambda e: e[::-1])]


def draw_date(span: tuple[date, date], rng) -> date:
    """A day in the span."""
    return span[0] + timedelta(days=int(rng.integers((span[1] - span[0]).days + 1)))


def code_entries(
    study: Study, truth: ThemesTruth, texts: Texts, kind: str, entries: list, rng
) -> pd.DataFrame:
    """Themes that each entry raises; an entry that raises none is coded to the likeliest."""
    chances = chance_of_themes(study, truth, kind)
    rows = []
    for source, _, day in entries:
        raised = [theme for theme, chance in chances.items() if rng.random() < chance]
        for theme in raised or [max(chances, key=chances.get)]:
            document = name_document(kind, source, day)
            rows.append((document, theme, truth.coders[0], *word(truth, texts, theme, kind, rng)))
    return pd.DataFrame(rows, columns=list(CODING_COLUMNS))


def word(truth: ThemesTruth, texts: Texts, theme: str, kind: str, rng) -> tuple[str, str]:
    """A summary of what was said on a theme, and its valence."""
    valence = str(rng.choice(list(truth.valence), p=list(truth.valence.values())))
    choice = texts[theme, valence, kind]
    return choice[rng.integers(len(choice))], valence


def code_again(study: Study, truth: ThemesTruth, texts: Texts, first: pd.DataFrame) -> pd.DataFrame:
    """What the second coder finds in some of the interviews, drawn with a seed of its own."""
    recoding = truth.recoding
    rng = np.random.default_rng(recoding.seed)
    names = list(dict.fromkeys(first["document"]))
    chosen = sorted(rng.choice(names, size=recoding.interviews, replace=False))
    rows = []
    for document in chosen:
        found = first[first["document"] == document].set_index("code")
        for theme in study.theme:
            chance = 1 - recoding.missed if theme in found.index else recoding.added
            if rng.random() >= chance:
                continue
            if theme in found.index:
                worded = tuple(found.loc[theme, ["summary", "valence"]])
            else:
                worded = word(truth, texts, theme, "interview", rng)
            rows.append((document, theme, truth.coders[1], *worded))
    return pd.DataFrame(rows, columns=list(CODING_COLUMNS))


def chance_of_themes(study: Study, truth: ThemesTruth, kind: str) -> dict[str, float]:
    """Chance of each theme: the domain's, fading from its first theme to its last."""
    first = {item.id: getattr(item, kind) for item in truth.domains}
    chances, place = {}, dict.fromkeys(first, 0)
    for theme in study.themes:
        chances[theme.id] = first[theme.domain] * truth.fade ** place[theme.domain]
        place[theme.domain] += 1
    return chances
