"""The documents that were coded: who speaks in each, in which role, when, with what consent.

Columns: document (its name in the coders' project), source (the person), kind (interview or
journal), role, date, consent (quote, summary or none) and, while synthetic, notice.
"""

from collections.abc import Iterator

import pandas as pd

from ..errors import Breaches, name_lines
from ..study.records import Study
from .table import name_wrong, read_table

COLUMNS = ("document", "source", "kind", "role", "date", "consent")
KINDS = ("interview", "journal")
# What may be printed of a document: its own words, an analyst's summary of them, or nothing.
CONSENTS = ("quote", "summary", "none")


def read_sources(study: Study) -> pd.DataFrame:
    """Read and check the table of documents, one row each.

    Raises
    ------
    Breaches
        The table is missing or declares something that is not right. All breaches at once.
    """
    path = study.folder / study.qualitative.sources
    documents = read_table(path, COLUMNS, synthetic=study.synthetic)
    faults = list(find_breaches(documents, study))
    if faults:
        raise Breaches(path.name, faults)
    return documents


def find_breaches(documents: pd.DataFrame, study: Study) -> Iterator[str]:
    """All in the table that study.toml doesn't allow."""
    roles = tuple(role.id for role in study.qualitative.roles)
    for column, right in {"kind": KINDS, "role": roles, "consent": CONSENTS}.items():
        yield from name_wrong(documents, column, right)
    wrong = pd.to_datetime(documents["date"], format="%Y-%m-%d", errors="coerce").isna()
    if wrong.any():
        yield f"{name_lines(documents.index[wrong])}: date is not of the form 2019-05-31"
    twice = documents["document"].duplicated(keep=False)
    if twice.any():
        yield f"{name_lines(documents.index[twice])}: one document has several rows; one is right"
    for column in ("role", "kind"):
        several = documents.groupby("source")[column].transform("nunique") > 1
        if several.any():
            place = name_lines(documents.index[several])
            yield f"{place}: one source has several {column}s; a source has one {column}"
