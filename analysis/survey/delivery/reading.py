"""A file as an agency delivered it, in whichever of the known formats → a `Delivery`.

SPSS, Stata, CSV, Excel and Parquet files all become one `Delivery`, so that nothing after it
knows in which format a wave came.
"""

from collections.abc import Callable
from pathlib import Path

from ...errors import Breaches
from .hidden import check_names, clear_cells, clear_labels
from .layout import arrange
from .records import Delivery

FORMATS = {
    ".csv": "text",
    ".txt": "text",
    ".tsv": "text",
    ".tab": "text",
    ".sav": "SPSS",
    ".zsav": "SPSS",
    ".dta": "Stata",
    ".xlsx": "Excel",
    ".parquet": "Parquet",
}
ARRIVES_AS = ".csv, .txt, .tsv or .tab (text), .sav or .zsav (SPSS), .dta (Stata), .xlsx, .parquet"


def read_delivery(path: Path, names: frozenset[str] = frozenset()) -> Delivery:
    """Read a file as an agency delivered it, in whichever of the known formats.

    Parameters
    ----------
    names : of declared columns, by which the header of a text file or a sheet is known if it is
        not what the file begins with

    Raises
    ------
    Breaches
        The file is missing, is damaged, is not what its name says, or is not one table.
    """
    found = tell_format(path)
    expected = FORMATS.get(path.suffix.lower())
    if expected is None:
        raise Breaches(path.name, [f"'{path.suffix}' is no format a wave is read from; right: "
                                   f"{ARRIVES_AS}"])  # fmt: skip
    if found != expected:
        raise Breaches(
            path.name,
            [f"the name ends in {path.suffix}, but the content is {found}; give the file back its "
             "own ending, or have it exported again"],
        )  # fmt: skip
    delivery = choose_reader(found)(path, names)
    lettered = found == "Excel"
    arranged = arrange(check_names(delivery, path.name), path.name, lettered)
    return clear_labels(clear_cells(arranged, lettered), "Labels in the file")


def tell_format(path: Path) -> str:
    """What the content of a file is, by the marks that each format begins and ends with."""
    try:
        with path.open("rb") as content:
            head = content.read(512)
    except (FileNotFoundError, IsADirectoryError):
        raise Breaches(path.name, ["the file is missing"]) from None
    if not head:
        raise Breaches(path.name, ["the file is empty; it needs a header and one row a respondent"])
    old_stata = head[0] in range(0x68, 0x74) and head[1:2] in (b"\x01", b"\x02")
    marks = {
        "SPSS": head.startswith((b"$FL2", b"$FL3")),
        "Stata": head.startswith(b"<stata_dta>") or (old_stata and head[2:4] == b"\x01\x00"),
        "Excel": head.startswith(b"PK\x03\x04"),
        "Parquet": head.startswith(b"PAR1"),
        "an old or a password-protected Excel file": head.startswith(b"\xd0\xcf\x11\xe0"),
        "compressed": head.startswith((b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"(\xb5/\xfd")),
    }
    return next((name for name, there in marks.items() if there), "text")


def choose_reader(name: str) -> Callable[[Path, frozenset[str]], Delivery]:
    """The reader of a format; imported here, since most builds need one of them."""
    if name == "text":
        from .separated import read_separated

        return read_separated
    if name in ("SPSS", "Stata"):
        from .packages import read_package

        return lambda path, names: read_package(path)
    from .workbooks import read_excel, read_parquet

    return read_excel if name == "Excel" else lambda path, names: read_parquet(path)
