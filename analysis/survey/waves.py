"""Wave files as delivered: read as text, checked against their registered checksum."""

import hashlib
from collections.abc import Iterator

import pandas as pd

from ..errors import Breaches
from ..study import Correction, Study, Wave


def read_wave(study: Study, wave: Wave) -> pd.DataFrame:
    """Read a wave's CSV file; every cell stays text, an empty one is "".

    Raises
    ------
    Breaches
        The file is missing, is not UTF-8 text or not a table.
    """
    path = study.folder / wave.file
    try:
        return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except FileNotFoundError:
        fault = f"the file is missing; put it at {wave.file} in the study's folder"
    except UnicodeDecodeError:
        fault = "not UTF-8 text; save it as CSV UTF-8"
    except pd.errors.EmptyDataError:
        fault = "the file is empty; it needs a header and one row a respondent"
    except pd.errors.ParserError:
        fault = "not a table: rows have different numbers of columns; export it again as CSV"
    raise Breaches(wave.file, [fault])


def find_change(study: Study, wave: Wave) -> Iterator[str]:
    """A file that is not the one registered."""
    with (study.folder / wave.file).open("rb") as content:
        found = hashlib.file_digest(content, "sha256").hexdigest()
    if found != wave.sha256:
        yield (
            f"the file is not the one registered: its sha256 is {found}, study.toml has "
            f"{wave.sha256[:12]}…; restore the file or, if it was replaced on purpose, register "
            f"it by that sha256 under wave '{wave.id}'"
        )


def correct(frame: pd.DataFrame, corrections: tuple[Correction, ...]) -> list[str]:
    """Mend declared slips in place; return those whose expectation does not hold.

    A correction that does not find exactly what it expects changes nothing.
    """
    faults = []
    for correction in corrections:
        if correction.variable not in frame:
            continue
        rows = frame[correction.variable] == correction.found
        if rows.sum() == correction.expect:
            frame.loc[rows, correction.variable] = correction.becomes
        else:
            faults.append(
                f"column '{correction.variable}': the correction of '{correction.found}' expects "
                f"{correction.expect} rows, found {rows.sum()}; look at the file again and mend "
                f"corrections.toml (reason given there: {correction.reason})"
            )
    return faults
