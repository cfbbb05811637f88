"""What the card that stands for the report says: the primary outcome's question and answer."""

from __future__ import annotations

import json
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

from . import verdicts
from .files import address, sum_drawing
from .markdown import plain
from .publication import Publication
from .sentence import stop
from .words.everyday import told_plainly
from .words.survey import primary
from .words.themes import voices

if TYPE_CHECKING:
    from ..results.results import Results


@dataclass(frozen=True, kw_only=True)
class Card:
    """A picture of 1200 by 630 pixels in the project, and the words for who can't see it."""

    path: Path
    alt: str


def make_card(results: Results, publication: Publication) -> Card:
    """Return the card, drawn only where none of the same content lies there already."""
    data = describe_card(results, publication)
    path = address("card", json.dumps([data, sum_drawing()], sort_keys=True), ".png")
    if not path.exists():
        from .charts.card import draw_card

        draw_card(data, path)
    told = (data[name] for name in ("title", "question", "answer", "numbers", "notice"))
    return Card(path=path, alt=" ".join(stop(text) for text in told if text))


def describe_card(results: Results, publication: Publication) -> dict:
    """Return what the card shows, the numbers as the report has them."""
    if not results.study.surveyed:
        return describe_interviews(results, publication)
    outcome, w = primary(results), results.study.words
    estimate = results.estimate(outcome.id)
    ends = (estimate.low, estimate.effect, estimate.high)
    known = verdicts.verdict(results, estimate) != "not estimable" and all(map(isfinite, ends))
    shown = {
        "title": publication.title,
        "question": f"Did {outcome.subject} change, compared with {w.similar}?",
        "answer": told_plainly(results, estimate),
        "numbers": f"Difference in change: {verdicts.effect(results, estimate)}",
        "axis": f"{outcome.unit}, change in the {w.programme}’s {w.place.many} less that in "
        f"{w.comparators or 'similar ones'}",
        "notice": publication.notice,
    }
    words = {name: plain(text) for name, text in shown.items()}
    firm = verdicts.verdict(results, estimate) in ("better", "worse")
    return words | {"interval": list(ends) if known else [], "firm": firm}


def describe_interviews(results: Results, publication: Publication) -> dict:
    """Return what the card shows of a study without a survey."""
    shown = {
        "title": publication.title,
        "question": "What did people speak of?",
        "answer": voices(results),
        "numbers": "",
        "axis": "",
        "notice": publication.notice,
    }
    return {name: plain(text) for name, text in shown.items()} | {"interval": [], "firm": False}
