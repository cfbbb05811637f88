"""What single sources said, as far as their consent allows."""

from collections.abc import Iterator

import pandas as pd

from ..results.records import Excerpt, NegativeCase
from ..study.records import Claim, Study
from .excerpts import VALENCES, Excerpts


def choose_excerpts(excerpts: Excerpts, study: Study) -> tuple[Excerpt, ...]:
    """The earliest interview's excerpt of every theme and valence, so that no voice is picked."""
    spoken = list_printable(excerpts)
    chosen = spoken.drop_duplicates(["theme", "valence"])
    rows = {(row.theme, row.valence): row for row in chosen.itertuples()}
    return tuple(
        Excerpt(theme=theme.id, **describe(row))
        for theme in study.themes
        for valence in (*VALENCES, "")
        if (row := rows.get((theme.id, valence)))
    )


def list_negative_cases(excerpts: Excerpts, study: Study) -> tuple[NegativeCase, ...]:
    """Every interview's excerpt against a claim, each wording once, the earliest first."""
    spoken = list_printable(excerpts)
    return tuple(
        NegativeCase(domain=claim.domain, theme=theme, stance=stance, **describe(row))
        for claim in study.claims
        for theme, stance, rows in list_contrary(spoken, claim)
        for row in rows.drop_duplicates("said").itertuples()
    )


def list_contrary(codings: pd.DataFrame, claim: Claim) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """The themes of a claim, how each would speak against it, and the codings in which it does."""
    for theme in claim.themes:
        against = (codings["theme"] == theme) & (codings["valence"] == "negative")
        yield theme, "negative", codings[against]
    for theme in claim.contrary:
        against = (codings["theme"] == theme) & (codings["valence"] != "positive")
        yield theme, "contrary", codings[against]


def list_printable(excerpts: Excerpts) -> pd.DataFrame:
    """Codings of interviews with what may be printed of them, in order of date.

    A source's own words need its consent to be quoted; a summary needs consent to that or more.
    """
    codings = excerpts.counted()
    spoken = codings[codings["kind"] == "interview"].sort_values(["date", "source"], kind="stable")
    quote = (spoken["consent"] == "quote") & (spoken["text"].str.strip() != "")
    summary = (spoken["consent"] != "none") & (spoken["summary"].str.strip() != "")
    said = spoken["text"].where(quote, spoken["summary"].where(summary, ""))
    spoken = spoken.assign(form=quote.map({True: "quote", False: "summary"}), said=said)
    return spoken[spoken["said"] != ""]


def describe(row) -> dict:
    """What is told of an excerpt whatever it is printed for."""
    return {
        "kind": row.kind,
        "role": row.role,
        "year": int(row.date[:4]),
        "valence": row.valence,
        "form": row.form,
        "text": " ".join(row.said.split()),
    }
