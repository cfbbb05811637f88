"""Rows that each stand for several respondents → one row a respondent."""

import pandas as pd

from ..errors import Breaches
from ..study.records import Study
from .validation import find_column, find_miscounts, read_counts


def find_uncountable(frame: pd.DataFrame, study: Study) -> list[str]:
    """What keeps a wave's rows from being written out; nothing where no column counts."""
    column = find_column(study, "count")
    return list(find_miscounts(frame[column].str.strip(), column)) if column in frame else []


def expand(frame: pd.DataFrame, study: Study) -> pd.DataFrame:
    """A wave with each row as often as it counts respondents; as it is where no column counts.

    Raises
    ------
    Breaches
        A count is no whole number, or there are too many respondents or none.
    """
    column = find_column(study, "count")
    if column not in frame:
        return frame
    if faults := find_uncountable(frame, study):
        raise Breaches(column, faults)
    counts = read_counts(frame[column])
    return frame.loc[frame.index.repeat(counts.astype(int))].reset_index(drop=True)
