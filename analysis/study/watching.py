"""A study that says which of its declared tables are looked at.

A renderer that keeps what chapters returned has to know what they rest on. It hears from Python,
by an audit hook, of every file that is opened; but all chapters open all declarations, so a change
in any would run them all. So while the declarations are read, the audit event
``groundwork.tables`` is raised (True, then False), and each time a field of the study is first
looked at, ``groundwork.look`` with each file and table it may stand in. Nobody needs to listen.

Limits: a look is at a whole table, not at a row of it; it counts for whoever looks first, so a
study must not be shared between chapters; and what is copied out of a study is not followed.
"""

import dataclasses
import sys
from functools import cached_property
from pathlib import Path

from .files import PLACES
from .reading import read_study
from .records import Study

FIELDS = frozenset(each.name for each in dataclasses.fields(Study)) - {"folder"}


class Watched(Study):
    """A study, each of whose fields raises an audit event when it is first looked at."""

    def __getattribute__(self, name: str):
        if name in FIELDS and name not in (looked := super().__getattribute__("looked")):
            looked.add(name)
            for file, table in PLACES[name]:
                sys.audit("groundwork.look", super().__getattribute__("folder") / file, table)
        return super().__getattribute__(name)

    @cached_property
    def looked(self) -> set[str]:
        """Fields that the event was raised for."""
        return set()


def watch_study(folder: Path) -> Study:
    """Read a study so that whoever reads on rests on the tables looked at and no others."""
    sys.audit("groundwork.tables", True)
    try:
        study = read_study(folder)
    finally:
        sys.audit("groundwork.tables", False)
    return Watched(**{each.name: getattr(study, each.name) for each in dataclasses.fields(study)})
