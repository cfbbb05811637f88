"""What one wave looks like in numbers, to set beside another."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ...study.records import Study
from ..validation import find_column, find_people, group_codebook

COUNTED = ("coded", "number")


@dataclass(frozen=True, kw_only=True)
class Profile:
    """A wave's counts: respondents by answer of each variable and by area, and its weights.

    `people` has a row a respondent: person and area. `effective` is the share of respondents
    that unequal weights leave (Kish 1965, section 11.7).
    """

    label: str
    rows: int
    answers: dict[str, pd.Series]
    areas: pd.Series
    weight: float | None
    effective: float | None
    people: pd.DataFrame


def profile(frame: pd.DataFrame, study: Study, label: str) -> Profile:
    """Count a wave whose columns have the codebook's names."""
    rows = group_codebook(study)
    area, weight = find_column(study, "area"), find_column(study, "weight")
    weights = pd.to_numeric(frame[weight], errors="coerce") if weight in frame else None
    weighed = weights is not None and weights.notna().any() and weights.sum() > 0
    return Profile(
        label=label,
        rows=len(frame),
        answers={
            name: frame[name].str.strip().value_counts()
            for name, (first, *_) in rows.items()
            if first.type in COUNTED and name in frame
        },
        areas=frame[area].value_counts() if area in frame else pd.Series(dtype=int),
        weight=float(weights.mean()) if weighed else None,
        effective=float(weights.sum() ** 2 / (weights**2).sum() / len(frame)) if weighed else None,
        people=pd.DataFrame(
            {
                "person": find_people(frame, study).str.strip(),
                "area": frame.get(area, ""),
            }
        ),
    )


def print_rows(frame: pd.DataFrame, columns: list[str]) -> np.ndarray:
    """A number for each row that rows have in common only if all their answers agree (but for
    one chance in 2^64)."""
    total = np.zeros(len(frame), dtype=np.uint64)
    for column in columns:
        place, distinct = pd.factorize(frame[column])
        marked = np.array([f"{column}\x1f{answer}" for answer in distinct], dtype=object)
        total += pd.util.hash_array(marked)[place]
    return total
