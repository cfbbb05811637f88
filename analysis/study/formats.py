"""The format that a funder takes, read and checked."""

from ..errors import Breaches
from .files import FORMATS
from .reading import read_file
from .records import Format


def read_format(name: str) -> Format:
    """Read a format.

    Raises
    ------
    Breaches
        Its file can't be read or has a key or value that no format has.
    """
    try:
        return read_file(FORMATS / f"{name}.toml", Format)
    except Breaches as error:
        raise Breaches(f"funders/{name}.toml", error.faults) from None
