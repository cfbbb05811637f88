"""Whether the data bear the analysis: balance, missing answers, panel overlap, weights."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from ..results.records import Answers, Check, Mark, Respondents
from ..study.records import Study

ALL = "all"


def count_respondents(
    panel: pd.DataFrame, study: Study, categories: dict[str, list[str]]
) -> tuple[Respondents, ...]:
    """All respondents of each arm and wave, and weighted percentages of each category.

    Percentages are of those who stated the characteristic.
    """
    rows = []
    for wave in study.waves:
        for arm in study.arms:
            cell = panel[(panel["wave"] == wave.id) & (panel["arm"] == arm.id)]
            where = {"wave": wave.id, "arm": arm.id}
            rows.append(
                Respondents(characteristic=ALL, category=ALL, n=len(cell), percent=100.0, **where)
            )
            for trait, names in categories.items():
                stated = cell[cell[trait].isin(names)]
                for name in names:
                    inside = stated[trait] == name
                    total = stated["weight"].sum()
                    percent = 100 * stated["weight"][inside].sum() / total if total else 0.0
                    rows.append(
                        Respondents(
                            characteristic=trait,
                            category=name,
                            n=int(inside.sum()),
                            percent=float(percent),
                            **where,
                        )
                    )
    return tuple(rows)


def count_answers(panel: pd.DataFrame, study: Study) -> tuple[Answers, ...]:
    """How many answered each outcome's question, and why others did not.

    Only kinds of missing answer that the codebook has for the outcome's items, or that a wave
    that asked has, are counted: that another did not ask tells of nobody, and to hide that none
    was passed over in this one would hide how many answered. Nothing is in a wave that did not ask.
    """
    rows = []
    groups = panel.groupby(["wave", "arm"])
    size = groups.size()
    for outcome in study.outcomes:
        asked = study.asked(outcome)
        codes = [row for row in study.codebook if row.variable in outcome.items]
        here = panel["wave"].isin([wave.id for wave in asked])
        found = panel.loc[here, f"{outcome.id}:status"].unique()
        statuses = dict.fromkeys(["answered", *(row.status for row in codes), *found])
        count = groups[f"{outcome.id}:status"].value_counts()
        for wave in study.waves:
            for arm in study.arms:
                for status in statuses:
                    n = percent = Mark.NOT_APPLICABLE
                    if wave in asked:
                        n = int(count.get((wave.id, arm.id, status), 0))
                        percent = 100 * n / int(size[wave.id, arm.id])
                    rows.append(
                        Answers(
                            outcome=outcome.id, wave=wave.id, arm=arm.id, status=status, n=n,
                            percent=percent,
                        )
                    )  # fmt: skip
    return tuple(rows)


def check_design(
    panel: pd.DataFrame, study: Study, categories: dict[str, list[str]]
) -> tuple[Check, ...]:
    """All checks, in the order in which the report shows them."""
    return (
        *check_balance(panel, study, categories),
        *check_composition(panel, study, categories),
        *check_areas(study),
        *check_missing(panel, study),
        *(() if study.counted else check_overlap(panel, study)),
        *(check_weights(panel, study) if study.weighted else ()),
    )


def check_balance(
    panel: pd.DataFrame, study: Study, categories: dict[str, list[str]]
) -> Iterator[Check]:
    """Largest standardised difference between arms in the waves that count as before.

    For a category with weighted shares p and q: (p - q) / sqrt((p(1-p) + q(1-q)) / 2), as
    Austin (2009) gives it; for a mean, the difference over the pooled standard deviation.
    """
    before = panel[~panel["after"]]
    for trait in study.characteristics:
        stated = before[before[trait.id].isin(categories[trait.id])]
        gaps = compare_categories(stated[trait.id], stated, categories[trait.id])
        yield show_balance(trait.label, gaps, study)
    gaps = {}
    for outcome in study.outcomes:
        waves = [wave.id for wave in study.compared(outcome, study.leading(outcome))]
        rows = before[before["wave"].isin(waves)]
        if rows[outcome.id].notna().any():
            gaps[outcome.label] = standardise(rows, rows[outcome.id])
    if gaps:
        yield show_balance("Outcomes", gaps, study)


def check_composition(
    panel: pd.DataFrame, study: Study, categories: dict[str, list[str]]
) -> Iterator[Check]:
    """Largest change, from the waves before to the newest after, of the standardised difference
    between arms: a comparison of changes suffers where the make-up of one sample changed alone.
    """
    if study.awaited:
        return
    newest, before = study.newest, study.before()
    opening = (
        f"From {before[0].label}"
        if len(before) == 1
        else study.words.fill("From the {waves} before")
    )
    for trait in study.characteristics:
        stated = panel[panel[trait.id].isin(categories[trait.id])]
        parts = [stated[~stated["after"]], stated[stated["wave"] == newest.id]]
        if any(part.empty for part in parts):
            continue
        first, last = (
            compare_categories(part[trait.id], part, categories[trait.id]) for part in parts
        )
        shifts = {name: last[name] - first[name] for name in first}
        balance = show_balance(trait.label, shifts, study)
        yield replace(
            balance,
            name="Make-up over time",
            unit="change of the standardised difference",
            detail=f"{opening} to {newest.label}. {balance.detail}",
        )


def compare_categories(
    values: pd.Series, rows: pd.DataFrame, categories: list[str]
) -> dict[str, float]:
    """The standardised difference between arms in the share of each category."""
    return {name: standardise(rows, (values == name).astype(float)) for name in categories}


def check_areas(study: Study) -> Iterator[Check]:
    """Areas that were surveyed in every wave of the comparison, where some were not."""
    for wave in study.after():
        apart = study.list_apart((*study.before(), wave))
        if apart:
            yield Check(
                name=study.words.fill("{Places} compared"),
                subject=study.words.fill(f"{{Wave}} {wave.label}"),
                passed=None,
                value=float(len(study.areas) - len(apart)),
                unit=study.words.place.many,
                detail=study.words.fill(
                    "Surveyed before and in this {wave}. Not compared, since one of these {waves} "
                    f"did not survey them: {', '.join(apart)}."
                ),
            )


def standardise(before: pd.DataFrame, values: pd.Series) -> float:
    """Weighted difference between arms over the average spread within them."""
    means, spreads = [], []
    for programme in (True, False):
        rows = (before["programme"] == programme) & values.notna()
        mean = np.average(values[rows], weights=before["weight"][rows])
        means.append(mean)
        spreads.append(np.average((values[rows] - mean) ** 2, weights=before["weight"][rows]))
    spread = np.sqrt(np.mean(spreads))
    return float((means[0] - means[1]) / spread) if spread > 0 else 0.0


def show_balance(subject: str, gaps: dict[str, float], study: Study) -> Check:
    """One row: the category that differs most."""
    name, value = max(gaps.items(), key=lambda gap: abs(gap[1]))
    return Check(
        name="Balance at baseline",
        subject=subject,
        passed=abs(value) <= study.checks.balance,
        value=value,
        unit="standardised difference",
        detail=f"Largest for: {name}.",
    )


def check_missing(panel: pd.DataFrame, study: Study) -> Iterator[Check]:
    """Largest difference between arms in the share of missing answers, over all waves."""
    labels = {wave.id: wave.label for wave in study.waves}
    for outcome in study.outcomes:
        missing = panel[outcome.id].isna()
        share = 100 * missing.groupby([panel["wave"], panel["programme"]]).mean().unstack()
        gaps = share[True] - share[False]
        wave = gaps.abs().idxmax()
        gap = float(gaps[wave])
        yield Check(
            name="Missing answers",
            subject=outcome.label,
            passed=abs(gap) <= study.checks.missing_gap,
            value=gap,
            unit="percentage points between the groups",
            detail=f"Largest in {labels[wave]}.",
        )


def check_overlap(panel: pd.DataFrame, study: Study) -> Iterator[Check]:
    """Share of each later wave's respondents who answered an earlier wave as well."""
    seen: set[str] = set()
    for wave in study.waves:
        people = panel.loc[panel["wave"] == wave.id, "respondent"]
        if seen:
            yield Check(
                name="Panel overlap",
                subject=study.words.fill(f"{{Wave}} {wave.label}"),
                passed=None,
                value=100 * float(people.isin(seen).mean()),
                unit=study.words.fill("% of {answerers}"),
                detail=study.words.fill("Answered an earlier {wave} as well."),
            )
        seen |= set(people)


def check_weights(panel: pd.DataFrame, study: Study) -> Iterator[Check]:
    """Effective sample size (Kish 1965, section 11.7): (sum w)^2 / sum w^2, as a share of n."""
    for wave in study.waves:
        weight = panel.loc[panel["wave"] == wave.id, "weight"]
        effective = weight.sum() ** 2 / (weight**2).sum()
        yield Check(
            name="Effective sample size",
            subject=study.words.fill(f"{{Wave}} {wave.label}"),
            passed=None,
            value=100 * float(effective / len(weight)),
            unit=study.words.fill("% of {answerers}"),
            detail="What unequal weights leave of the sample.",
        )
