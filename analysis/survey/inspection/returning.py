"""Who of a delivered wave was there before, under the same number or another."""

import re
from collections.abc import Iterator

import numpy as np
import pandas as pd

from ...errors import name_rows
from ...study.records import Study
from ..validation import find_column
from .comparison import FAR, percent
from .matching import squeeze_codes
from .profile import Profile

LENGTH = 4  # characters of a number that is looked for in another


def count_repeats(
    here: np.ndarray, there: np.ndarray, people: pd.DataFrame, others: pd.DataFrame
) -> int:
    """Rows whose every answer and area are those of one row before, of somebody else.

    Answers that several earlier rows share tell nothing and are left out.
    """
    old = pd.DataFrame({"answers": there, "area": others["area"], "other": others["person"]})
    old = old.drop_duplicates(["answers"], keep=False)
    new = pd.DataFrame({"answers": here, "area": people["area"], "person": people["person"]})
    new = new[~new["answers"].duplicated(keep=False)]
    both = new.merge(old, on=["answers", "area"])
    return int((both["person"] != both["other"]).sum())


def count_returning(
    new: Profile, numbers: pd.Series, earlier: list[Profile], repeats: int, study: Study
) -> Iterator[str]:
    """Who was there before, under the same number or under another."""
    if not earlier:
        return
    known = pd.Index(pd.concat([each.people["person"] for each in earlier]).unique())
    least = study.disclosure.min_cell
    person = new.people["person"]
    returning = person.isin(known)
    changed = int((returning & (person != numbers.str.strip())).sum())
    yield (
        f"{count_people(int(returning.sum()) - changed, least)} "
        f"({percent((returning.sum() - changed) / new.rows)}) return under the number they had"
        f"{tell_earlier(earlier, returning.mean())}."
    )
    if changed:
        column = find_column(study, "former")
        yield (
            f"{count_people(changed, 1)} return under new numbers: column '{column}' has the "
            "numbers they had. They will count as the same people."
        )
    yield from tell_alike(new, person[~returning], known)
    if repeats:
        rows = "1 row repeats" if repeats == 1 else f"{repeats} rows repeat"
        yield (
            f"{rows}, answer for answer, a row of an earlier wave that has another number. Ask the "
            f"agency whether interviews of {earlier[-1].label} or before were delivered again."
        )
    if not changed:
        yield (
            "Whoever returns under a new number, with nothing in the file to tell the old one, "
            "can't be told from somebody new: too many people share sex, age and area. Ask the "
            "agency whether all numbers were kept."
        )


def tell_alike(new: Profile, strange: pd.Series, known: pd.Index) -> Iterator[str]:
    """Whose numbers are earlier ones written differently."""
    alike = find_alike(strange, known)
    if len(alike):
        rows = new.people.index[new.people.index.isin(alike)]
        yield (
            f"{count_people(len(alike), 1)} probably return under new numbers: theirs are earlier "
            f"ones written differently ({name_rows(rows)}). Ask the agency for the numbers as "
            "they were, or for a column with them; until then these count as new people."
        )


def count_people(count: int, least: int) -> str:
    """A number of respondents in words."""
    if 0 < count < least:
        return f"Fewer than {least} respondents"
    return "1 respondent" if count == 1 else f"{count or 'No'} respondents"


def tell_earlier(earlier: list[Profile], share: float) -> str:
    """What share returned in the last wave that had a wave before it."""
    if len(earlier) < 2:
        return ""
    known = pd.concat([each.people["person"] for each in earlier[:-1]])
    usual = earlier[-1].people["person"].isin(known).mean()
    told = f"; in {earlier[-1].label} it was {percent(usual)}"
    if share > usual + FAR:
        told += ". Ask the agency whether numbers of earlier respondents were given to others"
    elif share < usual - FAR:
        told += ". Ask the agency whether respondents who return were given new numbers"
    return told


def find_alike(strange: pd.Series, known: pd.Index) -> pd.Index:
    """Rows whose number is an earlier one but for capitals, spaces, punctuation and zeros in
    front, or has an earlier one as one of its parts; and no two rows the same one."""
    before = pd.Series(known, dtype="str")
    before = before[before.str.len() >= LENGTH]
    plain = pd.Series(before.to_numpy(), index=squeeze_codes(before))
    found = squeeze_codes(strange).map(plain[~plain.index.duplicated(keep=False)]).dropna()
    whole = set(before)
    parted = strange[strange.str.contains(r"[^0-9A-Za-z]") & ~strange.index.isin(found.index)]
    for row, number in parted.items():
        parts = [part for part in re.split(r"[\W_]+", number) if part in whole]
        if len(parts) == 1:
            found[row] = parts[0]
    return found.index[~found.duplicated(keep=False)]
