"""Names and places that must not be printed: replaced in excerpts, and looked for at the end.

Columns of the table: find (the name or place) and replace (what stands for it, such as
"[neighbour]").
"""

import re
from dataclasses import dataclass, replace

from ..study.records import Study
from .excerpts import Excerpts
from .table import read_table

COLUMNS = ("find", "replace")
PRINTED = ("text", "summary")


@dataclass(frozen=True, kw_only=True)
class Redaction:
    """A name or place and what is printed in its stead; `line` is its line in the table."""

    find: str
    replace: str
    line: int


def read_redactions(study: Study) -> tuple[Redaction, ...]:
    """Read the declared table of redactions; none if none is declared.

    Raises
    ------
    Breaches
        The table is missing or has other columns.
    """
    if study.qualitative is None or study.qualitative.redactions is None:
        return ()
    path = study.folder / study.qualitative.redactions
    table = read_table(path, COLUMNS, synthetic=study.synthetic)
    return tuple(
        Redaction(find=row.find, replace=row.replace, line=row.Index + 2)
        for row in table.itertuples()
    )


def redact(excerpts: Excerpts, redactions: tuple[Redaction, ...]) -> Excerpts:
    """Replace every declared name in the texts and summaries of excerpts.

    Longer names go first, so that a full name is not left half replaced.
    """
    codings = excerpts.codings.copy()
    for redaction in sorted(redactions, key=lambda each: -len(each.find)):
        name, other = express(redaction.find), redaction.replace
        for column in PRINTED:
            # A function, since a replacement is words and not a pattern.
            codings[column] = [name.sub(lambda _, other=other: other, x) for x in codings[column]]
    return replace(excerpts, codings=codings)


def express(name: str) -> re.Pattern:
    """A name as whole words in any case, whatever stands between its words."""
    words = r"[\W_]+".join(re.escape(word) for word in re.findall(r"\w+", name))
    return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)


def name_places(redactions: tuple[Redaction, ...]) -> dict[str, str]:
    """Where each name is declared, by the name."""
    return {each.find: f"the name in line {each.line} of redactions" for each in redactions}
