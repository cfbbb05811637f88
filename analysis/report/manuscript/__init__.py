"""The text of the report as readers get it: what it holds, and what a funder would not take."""

from .abbreviations import list_abbreviations
from .gaps import find_gaps
from .reading import Chapter, Passage, read_manuscript

__all__ = ["Chapter", "Passage", "find_gaps", "list_abbreviations", "read_manuscript"]
