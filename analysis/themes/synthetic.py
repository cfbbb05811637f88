"""Demonstration excerpts: invented third-person summaries, coded to the study's themes."""

from datetime import date, timedelta

import numpy as np
import pandas as pd

from ..errors import Breaches
from ..study import Study, declared


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
class ThemesTruth:
    """All that generates the excerpts."""

    seed: int
    valence: dict[str, float]
    fade: float
    domains: tuple[Raised, ...]
    interviews: Interviews
    journals: Journals


def generate_excerpts(
    study: Study, truth: ThemesTruth, summaries: tuple[Summary, ...]
) -> dict[str, pd.DataFrame]:
    """Draw coded excerpts of interviews and of journals, one row an excerpt."""
    check_summaries(study, summaries)
    rng = np.random.default_rng(truth.seed)
    return {
        "interview": code_entries(study, truth, summaries, "interview", meet(truth, rng), rng),
        "journal": code_entries(study, truth, summaries, "journal", keep(truth, rng), rng),
    }


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
        f"theme '{item.theme}' is not in codeframe.csv"
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


def code_entries(study, truth, summaries, kind, entries, rng) -> pd.DataFrame:
    """Themes that each entry raises; an entry that raises none is coded to the likeliest."""
    chances = chance_of_themes(study, truth, kind)
    rows = []
    for source, role, day in entries:
        raised = [theme for theme, chance in chances.items() if rng.random() < chance]
        for theme in raised or [max(chances, key=chances.get)]:
            valence = rng.choice(list(truth.valence), p=list(truth.valence.values()))
            texts = [
                item.text
                for item in summaries
                if (item.theme, item.valence) == (theme, valence) and kind in item.kinds
            ]
            summary = texts[rng.integers(len(texts))]
            rows.append((source, kind, role, day.isoformat(), theme, summary, valence))
    columns = ["source", "kind", "role", "date", "theme", "summary", "valence"]
    return pd.DataFrame(rows, columns=columns).assign(notice=study.study.notice)


def chance_of_themes(study: Study, truth: ThemesTruth, kind: str) -> dict[str, float]:
    """Chance of each theme: the domain's, fading from its first theme to its last."""
    first = {item.id: getattr(item, kind) for item in truth.domains}
    chances, place = {}, dict.fromkeys(first, 0)
    for theme in study.themes:
        chances[theme.id] = first[theme.domain] * truth.fade ** place[theme.domain]
        place[theme.domain] += 1
    return chances
