"""Answer codes → numbers, with the kinds of missing answer kept apart."""

import numpy as np
import pandas as pd

from ..study.records import Study
from .validation import find_unexplained, group_codebook


def recode(frame: pd.DataFrame, study: Study) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Recode the coded and numeric columns of a validated wave.

    Returns
    -------
    values, statuses : DataFrame
        One row a respondent, one column a variable: the answer's number (NaN where there is
        none), and answered, dont_know, refused, not_asked or unexplained. A variable that the
        wave does not have was not asked.
    """
    values, statuses = {}, {}
    for variable, rows in group_codebook(study).items():
        if rows[0].type not in ("coded", "number"):
            continue
        if variable not in frame:
            values[variable], statuses[variable] = np.nan, "not_asked"
            continue
        place, distinct = pd.factorize(frame[variable].str.strip())
        codes = pd.Series(distinct)
        missing = {row.code: row.status for row in rows if row.status != "answered"}
        missing |= dict.fromkeys(find_unexplained(codes, rows), "unexplained")
        status = pd.Series([missing.get(code, "answered") for code in codes], dtype="str")
        number = pd.to_numeric(codes.where(status == "answered")).astype(float)
        values[variable], statuses[variable] = number.to_numpy()[place], status.array[place]
    return (
        pd.DataFrame(values, index=frame.index, dtype=float),
        pd.DataFrame(statuses, index=frame.index, dtype=str),
    )
