"""What a study is called, and whether its data are invented."""

import zlib

import pandas as pd

from ...study.records import Identity
from ...themes.excerpts import is_table
from ..naming import make_id
from ..questions import YES, Dialogue, Question
from .records import Files
from .variables import Variable

NOTICE = "notice"  # column by which demonstration data say what they are


def find_notice(files: Files, variables: dict[str, Variable]) -> str:
    """What files say in every row if their data are invented."""
    counts = [variables[NOTICE].counts] if NOTICE in variables else []
    for path in filter(is_table, files.codings):
        table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
        counts += [table[NOTICE].value_counts()] if NOTICE in table else []
    return next((each.index[0] for each in counts if len(each) == 1), "")


def ask_identity(notice: str, name: str) -> Dialogue:
    """Ask what the study is called and whether its data are invented.

    Parameters
    ----------
    notice : that the files have
    name : of the study, where nobody gives another
    """
    title = yield Question(
        key="study.title",
        text="What is the study called",
        default=name.replace("-", " ").replace("_", " ").strip().capitalize(),
    )
    invented = yield Question(
        key="study.invented",
        text="Are the data invented, to try this out",
        default="yes" if notice else "no",
        choices=YES,
    )
    if invented == "yes":
        notice = yield Question(
            key="study.notice",
            text="What has every page to say of them",
            default=notice or "SYNTHETIC DEMONSTRATION DATA",
        )
    id = make_id(title)
    return Identity(
        id=id,
        title=title,
        source="synthetic" if invented == "yes" else "raw",
        notice=notice if invented == "yes" else "",
        # Any number will do, as long as nobody chose it for what it shows.
        seed=zlib.crc32(id.encode()) % 100_000,
    )
